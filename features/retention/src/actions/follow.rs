//! Terms and marks of holds follow what has become of the matters.

use tongli_cases::CaseId;
use tongli_kernel::{Fault, Id, Moment, Tenant, Viewer};
use tongli_store::Tx;
use tongli_web::App;

use super::hold::free;
use crate::store::{facts, holds};
use crate::term::{Kept, Tied, Walk, term_of, term_of_recording};

const PAGE: i64 = 200;

/// Writes how long everything that has ended is kept; what was taken up again has no
/// end. Reads first and writes only what moved, so that nobody waits for a walk over
/// many years. Answers how many were looked at and how many moved.
pub async fn follow_terms(app: &App, viewer: &Viewer, walk: Walk) -> Result<(i64, i64), Fault> {
    let (mut looked_at, mut changed) = (0, 0);
    let mut after: CaseId = Id::new(i64::MIN);
    loop {
        let mut tx = app.db.read().await?;
        let page = facts::ended_after(&mut tx, viewer.tenant, walk, after, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok((looked_at, changed));
        };
        after = last.id;
        looked_at += page.len() as i64;
        let moved = moved_among(&mut tx, app, viewer.tenant, &page).await?;
        drop(tx);
        if moved.is_empty() {
            continue;
        }
        let moved = &moved;
        changed += app
            .db
            .write(async |tx| {
                let mut count = 0;
                for case in moved {
                    count += i64::from(follow_one(tx, app, viewer, case).await?);
                }
                Ok(count)
            })
            .await?;
    }
}

/// Those of these whose term, or whose recordings' term, is not what stands there.
async fn moved_among<'k>(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    page: &'k [Kept],
) -> Result<Vec<&'k Kept>, Fault> {
    let ids: Vec<CaseId> = page.iter().map(|one| one.id).collect();
    let with_ties = facts::with_ties(tx, tenant, &ids).await?;
    let recordings = facts::recordings_of(tx, tenant, &ids).await?;
    let mut moved = Vec::new();
    for case in page {
        let tied = if with_ties.contains(&case.id) {
            facts::tied(tx, tenant, case.id).await?
        } else {
            Tied::alone(case)
        };
        let stands = term_of(case, &tied, &app.time).is_none_or(|term| {
            (term.class().id.as_str(), term.over_at(&app.time))
                == (case.class.as_str(), case.retain_until)
        });
        let recorded = recordings.iter().filter(|(id, _, _)| *id == case.id);
        let all_stand = term_of_recording(case, &tied, &app.time).is_none_or(|term| {
            let wanted = (term.class().id.as_str(), term.over_at(&app.time));
            recorded
                .clone()
                .all(|(_, class, until)| (class.as_str(), *until) == wanted)
        });
        if !(stands && all_stand) {
            moved.push(case);
        }
    }
    Ok(moved)
}

async fn follow_one(tx: &mut Tx, app: &App, viewer: &Viewer, case: &Kept) -> Result<bool, Fault> {
    let tenant = viewer.tenant;
    let tied = facts::tied(tx, tenant, case.id).await?;
    let mut moved = false;
    if let Some(term) = term_of(case, &tied, &app.time) {
        let until = term.over_at(&app.time);
        moved = facts::set_term(tx, tenant, case.id, &term.class().id, until).await?;
    }
    if let Some(term) = term_of_recording(case, &tied, &app.time) {
        let until = term.over_at(&app.time);
        let id = term.class().id.as_str();
        moved |= facts::set_recordings(tx, tenant, case.id, id, until).await? > 0;
    }
    Ok(moved)
}

/// A hold covers what was tied to its case since, and marks without a hold go.
pub async fn cover_holds(app: &App, viewer: &Viewer, now: Moment) -> Result<(i64, i64), Fault> {
    let (covered, marked) = cover(app, viewer, now).await?;
    let (looked_at, freed) = uncover(app, viewer).await?;
    Ok((covered + looked_at, marked + freed))
}

async fn cover(app: &App, viewer: &Viewer, now: Moment) -> Result<(i64, i64), Fault> {
    let (mut looked_at, mut changed) = (0, 0);
    let mut after = Id::new(i64::MIN);
    loop {
        let mut tx = app.db.read().await?;
        let page = holds::standing_after(&mut tx, viewer.tenant, after, PAGE).await?;
        drop(tx);
        let Some(last) = page.last() else {
            return Ok((looked_at, changed));
        };
        after = last.id;
        looked_at += page.len() as i64;
        let page = &page;
        changed += app
            .db
            .write(async |tx| {
                let mut marked = 0;
                for hold in page {
                    for one in facts::tied(tx, viewer.tenant, hold.case).await?.cases {
                        if one.held_at.is_none() {
                            let held = Some(now);
                            let put = facts::set_held(tx, viewer.tenant, one.id, held).await?;
                            marked += i64::from(put);
                        }
                    }
                }
                Ok(marked)
            })
            .await?;
    }
}

async fn uncover(app: &App, viewer: &Viewer) -> Result<(i64, i64), Fault> {
    let (mut looked_at, mut changed) = (0, 0);
    let mut after: CaseId = Id::new(i64::MIN);
    loop {
        let mut tx = app.db.read().await?;
        let page = facts::held_after(&mut tx, viewer.tenant, after, PAGE).await?;
        drop(tx);
        let Some(last) = page.last() else {
            return Ok((looked_at, changed));
        };
        after = *last;
        looked_at += page.len() as i64;
        let page = &page;
        changed += app
            .db
            .write(async |tx| {
                let mut freed = 0;
                for case in page {
                    freed += i64::from(free(tx, viewer, *case).await?);
                }
                Ok(freed)
            })
            .await?;
    }
}
