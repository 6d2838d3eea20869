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
    let codes = codes_of(app, form_key, report);
    if let Some(known) = known_of(app, &codes, now).await? {
        return Ok(known);
    }
    let [code, _] = &codes;
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
        Err(Fault::Conflict(said)) => {
            let known = known_of(app, &codes, now).await?;
            known.ok_or(Fault::Conflict(said))
        }
        other => other.map(|()| code.clone()),
    }
}

/// The code of this form by the present index key, and by the one before it: the first
/// tap may have come before the keys were exchanged.
fn codes_of(app: &App, form_key: &str, report: &Report) -> [ReceiptCode; 2] {
    let content = sha256(report.digest_text().as_bytes());
    let normal = format!("{form_key}|{content}");
    app.keys
        .places(app.tenant, "receipts.code", &normal)
        .map(|secret| ReceiptCode::of_digest(&sha256(secret.as_bytes())))
}

async fn known_of(
    app: &App,
    codes: &[ReceiptCode],
    now: Moment,
) -> Result<Option<ReceiptCode>, Fault> {
    let mut tx = app.db.read().await?;
    for code in codes {
        let letters = code.letters();
        let door = tokens::find(&mut tx, app.tenant, RECEIPT, letters, now).await?;
        if door.is_some() {
            return Ok(Some(code.clone()));
        }
    }
    Ok(None)
}
