//! Writes the investigation form down, as often as needed until it is found on.

use serde_json::json;
use tongli_cases::{Case, Facts, Refused, Verb, step};
use tongli_kernel::{Fault, Said, Viewer};
use tongli_store::history::{self, Event};
use tongli_store::{Tx, drafts};
use tongli_web::App;

use super::{form_read, read_case};
use crate::access;
use crate::investigation::Record;
use crate::store::investigations;

/// A form to be written down, with what its writer saw.
#[derive(Debug, Clone, Copy)]
pub struct Recording<'a> {
    pub record: &'a Record,
    /// The version of the form, 0 where there was none; `None` replaces whatever
    /// stands there, which is kept.
    pub seen: Option<i64>,
}

pub async fn record_investigation(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    number: &str,
    version: Option<i64>,
    recording: Recording<'_>,
) -> Result<Case, Fault> {
    let Recording { record, seen } = recording;
    let case = read_case(tx, viewer, Verb::Find, number, version).await?;
    let before = form_read(tx, app, viewer, &case).await?;
    if before.as_ref().is_some_and(|form| form.is_locked()) {
        return Err(Fault::Conflict(Said::new("inquiry-investigation-locked")));
    }
    belongs_here(tx, viewer, &case).await?;
    let stands = before.as_ref().map_or(0, |form| form.version);
    investigations::write(
        tx,
        app,
        viewer.tenant,
        &case,
        record,
        viewer.staff(),
        seen.unwrap_or(stands),
    )
    .await?;
    if let Some(staff) = viewer.staff() {
        let draft = access::investigation_draft(&case);
        drafts::discard(tx, viewer.tenant, staff, &draft).await?;
    }
    history::append(
        tx,
        viewer,
        app.now(),
        &*app.chance,
        case.subject(),
        Event::new("record_investigation").with(json!({
            "course": record.course.len(),
            "empty": record.empty_sections(),
        })),
    )
    .await?;
    Ok(case)
}

/// A case is investigated while its allegations can be judged.
async fn belongs_here(tx: &mut Tx, viewer: &Viewer, case: &Case) -> Result<(), Fault> {
    let allegations = tongli_cases::allegations(tx, viewer.tenant, case.id).await?;
    match step(case.stage, Verb::Find, &Facts::of(case, &allegations)) {
        Err(Refused::WrongStage(gate)) => Err(Fault::Gated(vec![gate])),
        Ok(_) | Err(Refused::Gates(_)) => Ok(()),
    }
}
