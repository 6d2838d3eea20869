//! Finds allegations upheld, partly upheld, not upheld, or not to be cleared up.

use serde_json::json;
use tongli_cases::{Case, FactChange, Move, Stage, Verb};
use tongli_kernel::{Fault, Viewer};
use tongli_store::Tx;
use tongli_web::App;

use super::read_case;
use crate::investigation::Record;
use crate::store::investigations;
use crate::verdict::{FindingTyped, check, own_department_gate};

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
    if let Some(gate) = own_department_gate(viewer, &allegations) {
        return Err(Fault::Gated(vec![gate]));
    }
    let verdicts = check(typed, &allegations)?;
    let mut was = Vec::new();
    for verdict in &verdicts {
        let before = tongli_cases::set_finding(
            tx,
            viewer.tenant,
            verdict.allegation,
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
    let id = case.id.raw();
    let mut finders = match investigations::find(tx, app, viewer.tenant, id).await? {
        Some(form) => form.finders,
        None => {
            let empty = Record::default();
            investigations::write(tx, app, viewer.tenant, id, &empty, viewer.staff(), 0).await?;
            Vec::new()
        }
    };
    if let Some(staff) = viewer.staff().filter(|staff| !finders.contains(staff)) {
        finders.push(staff);
    }
    let whole = case.stage == Stage::Reviewing;
    investigations::mark_found(tx, viewer.tenant, id, &finders, whole, app.now()).await
}
