//! Paper for whoever gave a clue: it has been handed over, and whom to call. It tells
//! nothing of what the clue is.

use askama::Template;
use axum::extract::Path;
use tongli_kernel::{Fault, Said};
use tongli_store::settings;
use tongli_web::{Answer, Ask, Shell, page};

use crate::actions::{note_reading, read_for_page};
use crate::case::Case;
use crate::codes::Stage;
use crate::life::Verb;

/// The setting that says how the discipline office is reached.
const DISCIPLINE_CONTACT: &str = "discipline-contact";

#[derive(Template)]
#[template(path = "handed.html")]
struct HandedPage {
    shell: Shell,
    case: Case,
    keeper: String,
    /// How the keeper's department is reached.
    contact: String,
    handed_on: String,
}

pub async fn show(ask: Ask, Path(number): Path<String>) -> Answer {
    let tenant = ask.viewer.tenant;
    let mut tx = ask.app.db.read().await?;
    let (case, _, names) = read_for_page(&mut tx, &ask.viewer, Verb::Read, &number).await?;
    let owner = case
        .owner
        .filter(|_| case.is_restricted() && case.stage == Stage::HandedOver)
        .ok_or(Fault::NotFound)?;
    let keeper = tongli_people::find_staff(&mut tx, tenant, owner).await?;
    let department = keeper.and_then(|one| one.departments.first().copied());
    let contact = settings::find(&mut tx, tenant, DISCIPLINE_CONTACT).await?;
    drop(tx);
    note_reading(&ask.app, &ask.viewer, ask.now, &case, false).await?;
    let day = |at| ask.app.time.day_of(at).to_string();
    page(&HandedPage {
        shell: Shell::new(
            &ask,
            Said::new("cases-handed-title").with("number", case.number.as_str()),
        ),
        keeper: names.person(Some(owner)),
        contact: contact.unwrap_or_else(|| names.department(department)),
        handed_on: case.accepted_at.map(day).unwrap_or_default(),
        case,
    })
}
