//! A reader has read.

use tongli_kernel::{Fault, Moment, StaffId, Viewer};
use tongli_web::App;

use crate::notice::{Notice, NoticeId};
use crate::store;

/// Only staff have notices.
pub(crate) fn reader(viewer: &Viewer) -> Result<StaffId, Fault> {
    viewer.staff().ok_or(Fault::NotFound)
}

/// Marks a notice of the viewer's read and answers it.
pub async fn read_notice(
    app: &App,
    viewer: &Viewer,
    id: NoticeId,
    now: Moment,
) -> Result<Notice, Fault> {
    let staff = reader(viewer)?;
    app.db
        .write(async |tx| {
            let notice = store::find(tx, viewer.tenant, staff, id)
                .await?
                .ok_or(Fault::NotFound)?;
            store::mark_read(tx, viewer.tenant, staff, id, now).await?;
            Ok(notice)
        })
        .await
}

/// Marks everything read up to the newest notice on the page, so that one which
/// came meanwhile stays unread.
pub async fn read_all(
    app: &App,
    viewer: &Viewer,
    newest: NoticeId,
    now: Moment,
) -> Result<u64, Fault> {
    let staff = reader(viewer)?;
    app.db
        .write(async |tx| Ok(store::mark_all_read(tx, viewer.tenant, staff, newest, now).await?))
        .await
}
