//! Paper for the person: what is missing (补充材料通知).

use askama::Template;
use axum::extract::Path;
use tongli_kernel::{Fault, Said};
use tongli_people::{HOSPITAL_NAME, PUBLIC_CONTACT};
use tongli_store::settings;
use tongli_web::{Answer, Ask, Shell, page};

use crate::access;
use crate::actions::{note_reading, read_for_page, veil_over};
use crate::case::Case;
use crate::life::Verb;

#[derive(Template)]
#[template(path = "notice.html")]
struct NoticePage {
    shell: Shell,
    case: Case,
    hospital: String,
    contact: String,
    /// The day under the paper.
    dated: String,
    /// What is missing, and until when.
    missing: String,
    until: String,
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    let viewer = &ask.viewer;
    let mut tx = ask.app.db.read().await?;
    let (case, _, _) = read_for_page(&mut tx, viewer, Verb::Read, &number).await?;
    let setting = settings::find(&mut tx, viewer.tenant, HOSPITAL_NAME).await?;
    let contact = settings::find(&mut tx, viewer.tenant, PUBLIC_CONTACT).await?;
    let veil = veil_over(&mut tx, viewer, &case).await?;
    drop(tx);
    if !access::reads_endings(viewer) {
        return Err(Fault::NotFound.into());
    }
    note_reading(&ask.app, viewer, ask.now, &case, false).await?;
    // There is no paper about what nobody asked.
    let case = access::told_case(viewer, &case, veil);
    let asked = case.endings.supplement.as_ref();
    let asked = asked
        .filter(|one| !one.missing.is_empty())
        .ok_or(Fault::NotFound)?;
    let (missing, until) = (asked.missing.clone(), asked.until.to_string());
    let shell = Shell::new(&ask, Said::new("cases-notice-supplement"));
    page(&NoticePage {
        hospital: setting.unwrap_or_default(),
        contact: contact.unwrap_or_default(),
        dated: ask.app.time.day_of(ask.now).to_string(),
        missing,
        until,
        case,
        shell,
    })
}
