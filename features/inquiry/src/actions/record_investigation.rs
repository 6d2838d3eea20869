//! Writes the investigation form down, as often as needed until it is found on.

use serde_json::json;
use tongli_cases::{Case, Verb};
use tongli_kernel::{Fault, Said, Viewer};
use tongli_store::history::{self, Event};
use tongli_store::{Tx, drafts};
use tongli_web::App;

use crate::access;
use crate::investigation::Record;
use crate::store::investigations;
use crate::verdict::own_department_gate;

pub async fn record_investigation(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    number: &str,
    version: i64,
    record: &Record,
) -> Result<Case, Fault> {
    let case = tongli_cases::read(tx, viewer, Verb::Find, number).await?;
    let allegations = tongli_cases::allegations(tx, viewer.tenant, case.id).await?;
    if let Some(gate) = own_department_gate(viewer, &allegations) {
        return Err(Fault::Gated(vec![gate]));
    }
    let before = investigations::find(tx, app, viewer.tenant, case.id.raw()).await?;
    if before.as_ref().is_some_and(|form| form.is_locked()) {
        return Err(Fault::Conflict(Said::new("inquiry-investigation-locked")));
    }
    investigations::write(
        tx,
        app,
        viewer.tenant,
        case.id.raw(),
        record,
        viewer.staff(),
        version,
    )
    .await?;
    if let Some(staff) = viewer.staff() {
        let draft = access::investigation_draft(&case.number);
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
