//! What is used and asked: counted one by one, summed over a month.

use tongli_kernel::{Fault, Moment, Viewer};
use tongli_store::Tx;
use tongli_web::App;

use super::{must, once_of};
use crate::access;
use crate::entry::{Entry, EntryId, State};
use crate::month::{Counted, Month, TOP, Top};
use crate::question::QuestionId;
use crate::store::counts::{self, What};
use crate::store::{entries, questions};

/// Counts that an entry was inserted or said; the same press sent again counts once.
/// Nobody's name is kept.
pub async fn used(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    id: EntryId,
    once: Option<&str>,
) -> Result<Entry, Fault> {
    must(viewer, access::READ)?;
    let entry = entries::find(tx, viewer.tenant, id)
        .await?
        .filter(|entry| entry.state == State::Current)
        .ok_or(Fault::NotFound)?;
    let once = once_of(app, once);
    counts::add(tx, app, viewer.tenant, (What::Used, id.raw()), &once, now).await?;
    Ok(entry)
}

/// Sums a month up.
pub async fn top(tx: &mut Tx, viewer: &Viewer, month: Month) -> Result<Top, Fault> {
    must(viewer, access::READ)?;
    let tenant = viewer.tenant;
    let used = counts::most(tx, tenant, What::Used, month, TOP).await?;
    let asked = counts::most(tx, tenant, What::Asked, month, TOP).await?;
    let ids: Vec<EntryId> = used.iter().map(|(id, _)| EntryId::new(*id)).collect();
    let mut all = entries::of_ids(tx, tenant, &ids).await?;
    let used = used.into_iter().filter_map(|(id, times)| {
        let what = all.remove(&EntryId::new(id))?;
        Some(Counted { what, times })
    });
    let used = used.collect();
    let ids: Vec<QuestionId> = asked.iter().map(|(id, _)| QuestionId::new(*id)).collect();
    let mut all = questions::of_ids(tx, tenant, &ids).await?;
    let asked = asked.into_iter().filter_map(|(id, times)| {
        let what = all.remove(&QuestionId::new(id))?;
        Some(Counted { what, times })
    });
    Ok(Top {
        used,
        asked: asked.collect(),
    })
}
