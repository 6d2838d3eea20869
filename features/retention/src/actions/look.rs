//! What somebody may see of terms, holds, the list and its batches.

use std::collections::{BTreeMap, BTreeSet};

use tongli_cases::CaseId;
use tongli_kernel::{Fault, Moment, Viewer};
use tongli_store::Tx;
use tongli_web::App;

use crate::access;
use crate::aside::Aside;
use crate::batch::{Batch, BatchId, Item};
use crate::due::{Due, Filter, Place};
use crate::hold::Hold;
use crate::store::{asides, batches, due, facts, holds};
use crate::term::{Term, Tied, term_of};

/// A page of the list inside the viewer's scope, and where the next one begins. A page
/// may be short by what the viewer may not know of.
pub async fn list_due(
    tx: &mut Tx,
    viewer: &Viewer,
    filter: &Filter,
    now: Moment,
    (after, limit): (Option<Place>, i64),
) -> Result<(Vec<Due>, Option<Place>), Fault> {
    let mut lines = due::list(tx, viewer.tenant, filter, now, after, limit + 1).await?;
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let further = lines.len() > shown;
    lines.truncate(shown);
    let next = lines.last().filter(|_| further).map(Due::place);
    let cases = lines
        .iter()
        .map(|one| one.case)
        .collect::<BTreeSet<CaseId>>();
    let known = tongli_cases::known_among(tx, viewer, cases).await?;
    lines.retain(|one| known.contains(&one.case));
    Ok((lines, next))
}

/// A batch and those of its items that the viewer may know of.
#[derive(Debug)]
pub struct Shown {
    pub batch: Batch,
    pub items: Vec<Item>,
}

/// A batch by its number; one of which the viewer may know nothing is none.
pub async fn batch_shown(tx: &mut Tx, viewer: &Viewer, number: &str) -> Result<Shown, Fault> {
    let batch = batches::by_number(tx, viewer.tenant, number)
        .await?
        .ok_or(Fault::NotFound)?;
    shown(tx, viewer, batch).await?.ok_or(Fault::NotFound)
}

/// What the viewer may see of a batch; nothing where it holds nothing for them.
async fn shown(tx: &mut Tx, viewer: &Viewer, batch: Batch) -> Result<Option<Shown>, Fault> {
    Ok(all_shown(tx, viewer, vec![batch]).await?.pop())
}

/// What the viewer may see of these batches; one that holds nothing for them is left out.
pub async fn all_shown(tx: &mut Tx, viewer: &Viewer, all: Vec<Batch>) -> Result<Vec<Shown>, Fault> {
    let ids: Vec<BatchId> = all.iter().map(|one| one.id).collect();
    let mut items = batches::items(tx, viewer.tenant, &ids).await?;
    let cases = batches::cases_of(&items);
    let mut known = tongli_cases::known_among(tx, viewer, cases.clone()).await?;
    let away = tongli_cases::away_among(tx, viewer, &cases).await?;
    known.extend(
        away.values()
            .filter(|one| one.aside_at.is_none())
            .map(|one| one.id),
    );
    items.retain(|one| known.contains(&one.case));
    let mut of_batch: BTreeMap<BatchId, Vec<Item>> = BTreeMap::new();
    for item in items {
        of_batch.entry(item.batch).or_default().push(item);
    }
    Ok(all
        .into_iter()
        .filter_map(|batch| {
            let items = of_batch.remove(&batch.id)?;
            Some(Shown { batch, items })
        })
        .collect())
}

/// What a case's page says about its keeping.
#[derive(Debug)]
pub struct OfCase {
    pub term: Option<Term>,
    /// Standing and lifted ones, of the case or of what it is tied to and the viewer
    /// may know of, each with the number of its case.
    pub holds: Vec<(Hold, String)>,
    /// A proposal to seal it away that waits.
    pub aside: Option<Aside>,
}

/// Reckoned from what the viewer may know of: a matter they may not know of neither
/// lengthens the term they are shown nor shows its hold.
pub async fn whole_of_case(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: CaseId,
) -> Result<OfCase, Fault> {
    let tenant = viewer.tenant;
    let own = facts::case(tx, tenant, case)
        .await?
        .ok_or(Fault::NotFound)?;
    let all = facts::tied(tx, tenant, case).await?;
    let ids = all.cases.iter().map(|one| one.id);
    let known = tongli_cases::numbers_among(tx, viewer, ids).await?;
    let tied = Tied {
        cases: all
            .cases
            .into_iter()
            .filter(|one| known.contains_key(&one.id))
            .collect(),
        ids: known.keys().copied().collect(),
        has_dispute: all.has_dispute,
    };
    let cases: Vec<CaseId> = known.keys().copied().collect();
    let holds = match viewer.may(access::READ) {
        true => holds::of_cases(tx, tenant, &cases, false).await?,
        false => Vec::new(),
    };
    let veils = tongli_cases::veiled_among(tx, viewer, cases).await?;
    let aside = match viewer.may(access::PROPOSE_ASIDE) || viewer.may(access::ASIDE) {
        true => asides::of_case(tx, tenant, case).await?,
        false => None,
    };
    Ok(OfCase {
        term: term_of(&own, &tied, &app.time),
        holds: holds
            .into_iter()
            .map(|hold| {
                let number = known.get(&hold.case).cloned().unwrap_or_default();
                let veil = veils.get(&hold.case).copied().unwrap_or_default();
                (hold.behind(veil), number)
            })
            .collect(),
        aside: aside.filter(|one| one.waits_for_other_than().is_some()),
    })
}
