//! Somebody sends the form: one case, one receipt, however often they tap.

use tongli_kernel::{Fault, Lang, Moment, Said, Viewer};
use tongli_store::{OnUnique, Subject, sha256, tokens};
use tongli_web::App;

use crate::code::ReceiptCode;
use crate::report::Report;

/// What a receipt's code is kept for in the table of tokens.
pub const RECEIPT: &str = "receipt";

/// Registers a report and answers its secret code.
///
/// The code is derived from the form's own key, its content and a key outside the
/// database. So a second tap on the same form finds the same code and its case,
/// nobody has to store the code to show it again, and its hash, unique in the table
/// of tokens, is what lets only one of two taps at the same moment through. A form
/// changed after it was sent is another report.
pub async fn submit(
    app: &App,
    lang: Lang,
    now: Moment,
    form_key: &str,
    report: &Report,
) -> Result<ReceiptCode, Fault> {
    let viewer = Viewer::public(app.tenant, lang);
    let code = code_of(app, form_key, report);
    if is_known(app, &code, now).await? {
        return Ok(code);
    }
    // What the office reads is in the office's language.
    let new = report.as_case(|| app.words.say(Lang::Zh, &Said::new("public-anonymous")));
    let numbers = tongli_cases::reserve_numbers(app, &new, now).await?;
    let (viewer, new, numbers, letters) = (&viewer, &new, &numbers, code.letters());
    let sent = app
        .db
        .write(async |tx| {
            let done = tongli_cases::register_in(tx, app, viewer, now, numbers, new).await?;
            let subject: Subject = done.case.subject();
            tokens::keep(tx, viewer.tenant, RECEIPT, letters, subject, now, None)
                .await
                .on_unique(|| Fault::Conflict(Said::new("fault-same-request-under-way")))?;
            Ok(())
        })
        .await;
    match sent {
        Err(Fault::Conflict(_)) if is_known(app, &code, now).await? => Ok(code),
        other => other.map(|()| code),
    }
}

fn code_of(app: &App, form_key: &str, report: &Report) -> ReceiptCode {
    let content = sha256(report.digest_text().as_bytes());
    let secret = app.keys.blind(
        app.tenant,
        "receipts.code",
        &format!("{form_key}|{content}"),
    );
    ReceiptCode::of_digest(&sha256(secret.as_bytes()))
}

async fn is_known(app: &App, code: &ReceiptCode, now: Moment) -> Result<bool, Fault> {
    let mut tx = app.db.read().await?;
    let door = tokens::find(&mut tx, app.tenant, RECEIPT, code.letters(), now).await?;
    Ok(door.is_some())
}
