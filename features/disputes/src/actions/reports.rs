//! Deciding whether the authority has to be told, and writing down that it was.

use serde_json::json;
use tongli_kernel::{Fault, FieldErrors, Moment, Said, Viewer};
use tongli_people::roles::{PRESIDENT, VICE_PRESIDENT};
use tongli_store::Tx;
use tongli_store::outbox::{self, Message, To};
use tongli_web::App;

use super::{REPORT_ITEM, changed, check_in_force, faster, item, read_to_change};
use crate::dispute::Dispute;
use crate::report::{Decision, Made, Report, ReportId};
use crate::store;

/// Decides; what is to be reported starts its clock at the discovery, and the leaders
/// hear of it at once.
pub async fn decide_report(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    dispute: (&str, i64),
    decision: &Decision,
) -> Result<Dispute, Fault> {
    let mut next = read_to_change(tx, viewer, dispute.0, dispute.1).await?;
    if let (Some(rule), Some(found)) = (decision.matter.rule(), decision.discovered_at) {
        let mut errors = FieldErrors::default();
        check_in_force(app, rule, "discovered_at", found, &mut errors);
        errors.or_else(|| ())?;
        refuse_twice(tx, viewer, &next, decision).await?;
    }
    let report = Report {
        id: app.ids.next(now),
        decision: decision.clone(),
        decided_at: now,
        made: None,
    };
    store::reports::insert(tx, viewer, next.id, &report).await?;
    let payload = json!({
        "report": report.id,
        "matter": decision.matter.code(),
        "reason": decision.reason,
        "discovered_at": decision.discovered_at.map(|at| app.time.show(at)),
    });
    changed(tx, app, viewer, now, &mut next, "decide_report", payload).await?;
    if let (Some(rule), Some(found)) = (decision.matter.rule(), decision.discovered_at) {
        let item = item(&next, REPORT_ITEM);
        tongli_work::start_clock_for(tx, app, viewer, rule, found, None, item).await?;
        tell_leaders(tx, app, viewer, now, &next).await?;
    }
    Ok(next)
}

/// A second report of the same grade waits until the first is made: one clock a rule.
async fn refuse_twice(
    tx: &mut Tx,
    viewer: &Viewer,
    dispute: &Dispute,
    decision: &Decision,
) -> Result<(), Fault> {
    let before = store::reports::list(tx, viewer.tenant, dispute.id).await?;
    let waits = before
        .iter()
        .any(|one| one.decision.matter == decision.matter && one.made.is_none());
    if waits {
        return Err(Fault::Conflict(Said::new("disputes-report-waits")));
    }
    Ok(())
}

async fn tell_leaders(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    dispute: &Dispute,
) -> Result<(), Fault> {
    for role in [VICE_PRESIDENT, PRESIDENT] {
        let said = Said::new("disputes-message-report")
            .with("number", dispute.number.as_str())
            .with("path", dispute.path());
        let to = To::Role(role);
        let word = Message::new("disputes", dispute.subject(), to, said).urgent(true);
        outbox::put(tx, viewer, &app.ids, now, word).await?;
    }
    Ok(())
}

/// The authority was told: its clock is met at the minute that happened.
pub async fn record_report(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    dispute: (&str, i64),
    id: ReportId,
    made: &Made,
) -> Result<Dispute, Fault> {
    let mut next = read_to_change(tx, viewer, dispute.0, dispute.1).await?;
    let reports = store::reports::list(tx, viewer.tenant, next.id).await?;
    let report = reports
        .iter()
        .find(|one| one.id == id && one.decision.matter.is_reported())
        .ok_or(Fault::NotFound)?;
    if report
        .decision
        .discovered_at
        .is_some_and(|found| made.reported_at < found)
    {
        let said = Said::new("disputes-before-discovery");
        return Err(Fault::field("reported_at", said));
    }
    if !store::reports::made(tx, viewer.tenant, id, made).await? {
        return Err(faster());
    }
    let payload = json!({
        "report": id,
        "matter": report.decision.matter.code(),
        "at": app.time.show(made.reported_at),
        "authority": made.authority,
        "receipt": made.receipt,
    });
    changed(tx, app, viewer, now, &mut next, "report", payload).await?;
    if let Some(rule) = report.decision.matter.rule() {
        let subject = next.subject();
        tongli_work::meet_clock(tx, app, viewer, subject, rule, made.reported_at).await?;
    }
    Ok(next)
}
