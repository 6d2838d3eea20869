//! Out of sight and back: what the room of retention decides, done to the case.

use std::collections::BTreeMap;

use tongli_kernel::{Fault, Moment, Tenant, Viewer};
use tongli_store::{StoreError, Tx};
use tongli_web::App;
use tongli_work::Stopped;

use super::index::index;
use super::words;
use crate::access;
use crate::away::Away;
use crate::case::{Allegation, Case, CaseId};
use crate::store;
use crate::store::months::ANSWER_RULES;

/// The case of a number that nobody sees any more, for those who could.
pub async fn find_away(
    tx: &mut Tx,
    viewer: &Viewer,
    number: &str,
) -> Result<Option<Away>, StoreError> {
    store::away::find(tx, viewer.tenant, &access::scope(viewer), number).await
}

/// Those of these cases that are out of sight and that the viewer could know of.
pub async fn away_among(
    tx: &mut Tx,
    viewer: &Viewer,
    cases: &[CaseId],
) -> Result<BTreeMap<CaseId, Away>, StoreError> {
    store::away::among(tx, viewer.tenant, &access::scope(viewer), cases).await
}

/// A sealed-away case with its allegations. The caller asks who may and why.
pub async fn read_aside(
    tx: &mut Tx,
    viewer: &Viewer,
    number: &str,
) -> Result<(Case, Vec<Allegation>), Fault> {
    let scope = access::scope(viewer);
    let case = store::away::read(tx, viewer.tenant, &scope, number)
        .await?
        .ok_or(Fault::NotFound)?;
    let allegations = store::allegations::list(tx, viewer.tenant, case.id).await?;
    Ok((case, allegations))
}

/// Whether a case is out of sight: for doors that were opened otherwise.
pub async fn is_away(tx: &mut Tx, tenant: Tenant, id: CaseId) -> Result<bool, StoreError> {
    store::away::is_away(tx, tenant, id).await
}

/// Takes a case out of sight and stops its clocks and work.
pub async fn set_aside(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
) -> Result<Stopped, Fault> {
    let tenant = viewer.tenant;
    if !store::away::set_aside(tx, tenant, case.id, case.version, now).await? {
        return Err(words::faster());
    }
    index(tx, app, tenant, case.id).await?;
    Ok(tongli_work::stop_all(tx, tenant, case.subject(), now).await?)
}

/// Brings a case back; the caller has let its clocks go on.
pub async fn bring_back(tx: &mut Tx, app: &App, viewer: &Viewer, away: &Away) -> Result<(), Fault> {
    let subject = tongli_store::Subject::new(crate::case::SUBJECT, away.id.raw());
    let clocks = tongli_work::clocks_of(tx, viewer.tenant, subject).await?;
    let running = clocks.iter().rfind(|clock| {
        ANSWER_RULES.contains(&clock.rule.as_str())
            && clock.met_at.is_none()
            && clock.ended_at.is_none()
    });
    let times = running.map_or((None, None), |clock| (clock.due_at, clock.near_at));
    if store::away::bring_back(tx, viewer.tenant, away.id, times).await? {
        index(tx, app, viewer.tenant, away.id).await
    } else {
        Err(words::faster())
    }
}
