//! Finds allegations upheld, partly upheld, not upheld, or not to be cleared up.

use serde_json::json;
use tongli_cases::{Case, FactChange, Move, Stage, Verb};
use tongli_kernel::{Fault, Viewer};
use tongli_store::{Tx, drafts};
use tongli_web::App;

use super::read_case;
use crate::access;
use crate::store::investigations;
use crate::verdict::{FindingTyped, check};

pub async fn find(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    number: &str,
    version: Option<i64>,
    typed: &[FindingTyped],
) -> Result<Case, Fault> {
    let now = app.now();
    let case = read_case(tx, viewer, Verb::Find, number, version).await?;
    let allegations = tongli_cases::allegations(tx, viewer.tenant, case.id).await?;
    let verdicts = check(typed, &allegations)?;
    let mut was = Vec::new();
    for verdict in &verdicts {
        let before = tongli_cases::set_finding(
            tx,
            viewer.tenant,
            &verdict.allegation,
            verdict.finding,
            &verdict.reason,
        )
        .await?;
        was.extend(before);
    }
    let payload = json!({
        "findings": verdicts
            .iter()
            .map(|one| json!({ "seq": one.seq, "finding": one.finding.code() }))
            .collect::<Vec<_>>(),
    });
    let after = tongli_cases::advance(
        tx,
        app,
        viewer,
        now,
        &case,
        Move {
            verb: Verb::Find,
            version,
            payload,
            department: None,
            change: FactChange::Found,
            was,
        },
    )
    .await?;
    remember_finder(tx, app, viewer, &after).await?;
    if let Some(staff) = viewer.staff() {
        drafts::discard(tx, viewer.tenant, staff, &access::find_draft(&case)).await?;
    }
    Ok(after)
}

/// Whoever found may not review. The form is locked once every allegation is
/// judged and nothing is waited for.
async fn remember_finder(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
) -> Result<(), Fault> {
    let (tenant, staff) = (viewer.tenant, viewer.staff());
    let form = investigations::find_or_begin(tx, app, tenant, case, staff).await?;
    let mut finders = form.finders;
    if let Some(staff) = staff.filter(|staff| !finders.contains(staff)) {
        finders.push(staff);
    }
    let whole = case.stage == Stage::Reviewing;
    investigations::mark_found(tx, tenant, case, &finders, whole, app.now()).await
}
