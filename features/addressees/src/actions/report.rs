//! Writes down what was done about a minor who may be harmed; the duty is open until it
//! was reported, or the director said why not.

use serde_json::json;
use tongli_cases::{Case, MINOR_REPORT};
use tongli_kernel::{Fault, Gate, Said, Viewer};
use tongli_store::Tx;
use tongli_store::history::{self, Event};
use tongli_web::App;

use super::read;
use super::tell::is_minor_suspected;
use crate::access;
use crate::minor::ReportEntry;
use crate::store::reports;

/// A report on its way, with what its writer saw.
#[derive(Debug, Clone, Copy)]
pub struct Reporting<'a> {
    pub number: &'a str,
    pub version: Option<i64>,
    /// The version of the report, 0 where there was none.
    pub seen: Option<i64>,
    pub entry: &'a ReportEntry,
}

pub async fn report_minor(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    reporting: Reporting<'_>,
) -> Result<Case, Fault> {
    let case = read(tx, viewer, reporting.number, reporting.version).await?;
    if !is_minor_suspected(tx, viewer.tenant, &case).await? {
        let gate = Gate::new("suspicion", Said::new("addressees-gate-no-suspicion"));
        return Err(Fault::Gated(vec![gate]));
    }
    let report = reporting.entry.check(&app.time, app.now())?;
    if !report.why_not.is_empty() && !viewer.may(access::APPROVE) {
        return Err(Fault::Forbidden(access::APPROVE));
    }
    let (tenant, id) = (viewer.tenant, case.id.raw());
    let before = reports::newest(tx, app, tenant, id).await?;
    let stands = before.as_ref().map_or(0, |one| one.version);
    if reporting.seen.is_some_and(|seen| seen != stands) {
        return Err(Fault::Conflict(Said::new("fault-somebody-was-faster")));
    }
    reports::add(tx, app, tenant, (id, stands), &report, viewer.staff()).await?;
    if report.is_done() {
        let kind = Some(MINOR_REPORT);
        tongli_work::close_items(tx, app, viewer, case.subject(), kind, None).await?;
    }
    let event = Event::new("report_minor").with(json!({
        "reported": report.is_reported(),
        "home": report.home_suspected,
    }));
    history::append(tx, viewer, app.now(), &*app.chance, case.subject(), event).await?;
    Ok(case)
}
