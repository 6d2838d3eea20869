//! Keeps the index of search in step with the cases: a case's row is written anew in
//! the transaction that changed what it says or who may know of it.

use tongli_kernel::{Fault, Tenant};
use tongli_store::keys::Ring;
use tongli_store::search::{self, Entries};
use tongli_store::{StoreError, Tx};
use tongli_web::App;

use crate::case::{Case, CaseId, SUBJECT};
use crate::life::Verb;
use crate::search::{Matter, Source, Text, entries};
use crate::store;
use crate::store::found::Filling;

/// Cases that are read at once.
const AT_ONCE: usize = 50;

/// Every text of these cases, with what rooms above have written about them.
pub(crate) async fn texts_of(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    cases: &[CaseId],
) -> Result<Vec<Text>, Fault> {
    let mut found = store::matters::texts(tx, tenant, cases).await?;
    let ids: Vec<i64> = cases.iter().map(|case| case.raw()).collect();
    let above = tongli_web::written(tx, app, tenant, (SUBJECT, &ids)).await?;
    found.extend(above.into_iter().map(|one| Text {
        case: CaseId::new(one.subject),
        id: one.id,
        source: Source::Letter,
        text: one.text,
    }));
    Ok(found)
}

/// What the rows of these cases have to hold.
async fn rows_of(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    (cases, ring): (&[CaseId], &Ring),
) -> Result<Vec<(Matter, Entries)>, Fault> {
    let matters = store::matters::matters(tx, tenant, cases).await?;
    let texts = texts_of(tx, app, tenant, cases).await?;
    Ok(matters
        .into_iter()
        .map(|matter| {
            let mine: Vec<Text> = texts
                .iter()
                .filter(|text| text.case == matter.id)
                .cloned()
                .collect();
            let row = entries(&matter, &mine, ring, tenant);
            (matter, row)
        })
        .collect())
}

async fn write_rows(tx: &mut Tx, app: &App, tenant: Tenant, cases: &[CaseId]) -> Result<(), Fault> {
    for case in cases {
        tx.take(case.raw()).await?;
    }
    put_rows(tx, app, tenant, cases).await
}

async fn put_rows(tx: &mut Tx, app: &App, tenant: Tenant, cases: &[CaseId]) -> Result<(), Fault> {
    let ring = app.keys.ring();
    let rows = rows_of(tx, app, tenant, (cases, &ring)).await?;
    let seen: Vec<(i64, &Entries)> = rows
        .iter()
        .map(|(matter, row)| (matter.id.raw(), row))
        .collect();
    search::put_many(tx, tenant, &seen).await?;
    for case in cases {
        // Out of sight: it stands in no index either.
        if !rows.iter().any(|(matter, _)| matter.id == *case) {
            search::forget(tx, tenant, case.raw()).await?;
        }
    }
    Ok(())
}

/// Writes the row of a case anew, and those of cases whose older part it lies over.
pub async fn index(tx: &mut Tx, app: &App, tenant: Tenant, case: CaseId) -> Result<(), Fault> {
    write_rows(tx, app, tenant, &[case]).await?;
    let under = store::matters::under(tx, tenant, case).await?;
    if !under.is_empty() {
        write_rows(tx, app, tenant, &under).await?;
    }
    Ok(())
}

/// The tables of the index, which are written here alone.
pub const INDEX_TABLES: &[&str] = &[
    "search_rows",
    "search_terms",
    "search_terms_config",
    "search_terms_data",
    "search_terms_docsize",
    "search_terms_idx",
];

/// Writes the rows of cases that this transaction has carried here from elsewhere: nobody
/// else can write them meanwhile.
pub async fn index_carried(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    cases: &[CaseId],
) -> Result<(), Fault> {
    for some in cases.chunks(AT_ONCE) {
        put_rows(tx, app, tenant, some).await?;
    }
    Ok(())
}

/// Whether a step changes what is found, or by whom.
pub(super) fn touches(verb: Verb, before: &Case, next: &Case) -> bool {
    let said = |case: &Case| {
        (
            case.demand.clone(),
            case.handling_result.clone(),
            case.round,
        )
    };
    let people = |case: &Case| (case.owner, case.speaker, case.first_receiver);
    let kept = |case: &Case| {
        let answered = case.delivered_at.is_some();
        (
            case.kind,
            case.confidentiality,
            case.stage.is_open(),
            answered,
        )
    };
    let writes = matches!(
        verb,
        Verb::Note
            | Verb::Attach
            | Verb::Inform
            | Verb::Amend
            | Verb::Join
            | Verb::Receive
            | Verb::RequestStatement
            | Verb::Answer
            | Verb::Release
            | Verb::ProveDelivery
    );
    writes
        || said(before) != said(next)
        || people(before) != people(next)
        || kept(before) != kept(next)
}

/// Makes the whole index anew: from the newest case on, or where an earlier run was
/// stopped. `progress` hears how many are done, of how many; it ends early where that
/// says so. Safe while the house works, and to stop and run again.
pub async fn refill(
    app: &App,
    tenant: Tenant,
    mut progress: impl FnMut(i64, i64) -> bool,
) -> Result<bool, Fault> {
    let mut tx = app.db.read().await?;
    let all = store::found::count_all(&mut tx, tenant).await?;
    drop(tx);
    loop {
        let step = app
            .db
            .write(async |tx| refill_some(tx, app, tenant).await)
            .await?;
        let Some(filling) = step else {
            return Ok(true);
        };
        if !progress(filling.done, all) {
            return Ok(false);
        }
    }
}

async fn refill_some(tx: &mut Tx, app: &App, tenant: Tenant) -> Result<Option<Filling>, Fault> {
    let Some(mut filling) = store::found::filling(tx, tenant).await? else {
        return Ok(None);
    };
    let before = filling.below;
    let mut cases = store::found::below(tx, tenant, filling.below, AT_ONCE as i64).await?;
    let lowest = cases.last().map_or(i64::MIN, |last| last.raw());
    for stray in store::found::strays(tx, tenant, (lowest, before)).await? {
        search::forget(tx, tenant, stray).await?;
    }
    if cases.is_empty() {
        store::found::end_filling(tx, tenant).await?;
        return Ok(None);
    }
    filling = Filling {
        below: lowest,
        done: filling.done + cases.len() as i64,
    };
    cases.sort_unstable();
    write_rows(tx, app, tenant, &cases).await?;
    if !store::found::filled_to(tx, tenant, before, filling).await? {
        // Somebody lets it begin anew meanwhile.
        return store::found::filling(tx, tenant).await.map_err(Into::into);
    }
    Ok(Some(filling))
}

/// Lets the index be made anew, by the next round or whoever runs [`refill`].
pub async fn begin_refill(tx: &mut Tx, tenant: Tenant) -> Result<(), StoreError> {
    store::found::begin_filling(tx, tenant).await
}

/// How far the index is made anew, of how many; `None` where it is whole.
pub async fn refilling(tx: &mut Tx, tenant: Tenant) -> Result<Option<(i64, i64)>, StoreError> {
    match store::found::filling(tx, tenant).await? {
        Some(filling) => {
            let all = store::found::count_all(tx, tenant).await?;
            Ok(Some((filling.done.min(all), all)))
        }
        None => Ok(None),
    }
}

/// Writes anew what stands blind under an older index key; answers how many rows.
pub async fn reindex_blind(app: &App) -> Result<i64, Fault> {
    let (tenant, key) = (app.tenant, search::blind_key(&app.keys.ring(), app.tenant));
    let (mut after, mut changed) = (i64::MIN, 0);
    loop {
        let mut tx = app.db.read().await?;
        let rows = search::not_under(&mut tx, tenant, &key, (after, AT_ONCE as i64)).await?;
        drop(tx);
        let Some(last) = rows.last() else {
            return Ok(changed);
        };
        after = *last;
        changed += rows.len() as i64;
        let cases: Vec<CaseId> = rows.into_iter().map(CaseId::new).collect();
        let cases = &cases;
        app.db
            .write(async |tx| write_rows(tx, app, tenant, cases).await)
            .await?;
    }
}

/// Whether the index agrees with these cases, all there are from the first to the last:
/// those whose row does not, and what has a row and is no case to be found.
pub(crate) async fn astray(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    cases: &[CaseId],
) -> Result<Vec<CaseId>, Fault> {
    let (Some(first), Some(last)) = (cases.first(), cases.last()) else {
        return Ok(Vec::new());
    };
    let between = (first.raw(), last.raw() + 1);
    let strays = store::found::strays(tx, tenant, between).await?;
    let mut found: Vec<CaseId> = strays.into_iter().map(CaseId::new).collect();
    let ring = app.keys.ring();
    for (matter, row) in rows_of(tx, app, tenant, (cases, &ring)).await? {
        let id = matter.id.raw();
        let key = search::key_of_row(tx, tenant, id).await?;
        // Under the key before: `keys reseal` makes it anew, nothing is lost until then.
        let waits = key.is_some() && row.key.is_some() && key != row.key;
        if !waits && !search::agrees(tx, tenant, id, &row).await? {
            found.push(matter.id);
        }
    }
    Ok(found)
}
