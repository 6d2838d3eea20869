//! What of an inquiry somebody reads: words from before a clue was found in the case may
//! tell of it. That something was asked and given, when and by whom, stays.

use std::collections::BTreeMap;

use tongli_cases::{Case, CaseId, veil_by_id, veil_over};
use tongli_kernel::Viewer;
use tongli_store::{StoreError, Tx};
use tongli_web::App;

use crate::investigation::{Earlier, Investigation};
use crate::statement::{Amendment, Giving, Statement, StatementId};
use crate::store::{investigations, statements};

/// The statements of a case, oldest first.
pub async fn statements_read(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
) -> Result<Vec<Statement>, StoreError> {
    let veil = veil_over(tx, viewer, case).await?;
    let all = statements::list_of_case(tx, app, viewer.tenant, case.id.raw()).await?;
    Ok(all.into_iter().map(|one| one.behind(veil)).collect())
}

/// Every giving of a statement and what was added to it, oldest first.
pub async fn givings_read(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    statement: &Statement,
) -> Result<(Vec<Giving>, Vec<Amendment>), StoreError> {
    let (tenant, id) = (viewer.tenant, statement.id);
    let veil = veil_by_id(tx, viewer, CaseId::new(statement.case_id)).await?;
    let givings = statements::givings(tx, app, tenant, id).await?;
    let amendments = statements::amendments(tx, app, tenant, id).await?;
    Ok((
        givings.into_iter().map(|one| one.behind(veil)).collect(),
        amendments.into_iter().map(|one| one.behind(veil)).collect(),
    ))
}

/// The newest giving of each statement of a case.
pub async fn newest_read(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
) -> Result<BTreeMap<StatementId, Giving>, StoreError> {
    let veil = veil_over(tx, viewer, case).await?;
    let all = statements::newest_givings(tx, app, viewer.tenant, case.id.raw()).await?;
    Ok(all
        .into_iter()
        .map(|(id, one)| (id, one.behind(veil)))
        .collect())
}

/// The form of the round a case is in.
pub async fn form_read(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
) -> Result<Option<Investigation>, StoreError> {
    let veil = veil_over(tx, viewer, case).await?;
    let found = investigations::find(tx, app, viewer.tenant, case).await?;
    Ok(found.map(|form| form.behind(veil)))
}

/// What stood in the form of this round, and the forms of the rounds before.
pub async fn earlier_read(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
) -> Result<(Vec<Earlier>, Vec<Investigation>), StoreError> {
    let veil = veil_over(tx, viewer, case).await?;
    let earlier = investigations::list_earlier(tx, app, viewer.tenant, case).await?;
    let before = investigations::list_before(tx, app, viewer.tenant, case).await?;
    Ok((
        earlier.into_iter().map(|one| one.behind(veil)).collect(),
        before.into_iter().map(|one| one.behind(veil)).collect(),
    ))
}
