//! Opens, closes and hands over work items.

use tongli_kernel::{DepartmentId, Fault, Viewer};
use tongli_store::{Subject, Tx};
use tongli_web::App;

use crate::item::{Item, ItemId, Owner};
use crate::store::items::{self, NewRow, Times};

/// Puts something into somebody's work list.
pub async fn open_item(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    item: Item,
) -> Result<ItemId, Fault> {
    let id = app.id();
    items::insert(
        tx,
        viewer.tenant,
        &NewRow {
            id,
            subject: item.subject,
            kind: item.kind,
            clock: None,
            owner: item.owner,
            label: &item.label,
            path: &item.path,
            times: Times::new(item.due_at, item.near_at),
            opened_at: app.now(),
        },
    )
    .await?;
    items::name_nameless(tx, viewer.tenant, item.subject, &item.label, &item.path).await?;
    Ok(id)
}

/// Closes a subject's open items: of one kind or all, of one department or all.
/// Without a kind, items that run with a clock stay; they close when the clock is
/// met or ended.
pub async fn close_items(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    subject: Subject,
    kind: Option<&str>,
    department: Option<DepartmentId>,
) -> Result<(), Fault> {
    items::close(tx, viewer.tenant, subject, kind, department, app.now()).await?;
    Ok(())
}

/// Gives a subject's open items, of one kind or all, to another owner.
pub async fn reassign_items(
    tx: &mut Tx,
    viewer: &Viewer,
    subject: Subject,
    kind: Option<&str>,
    owner: &Owner,
) -> Result<(), Fault> {
    items::reassign(tx, viewer.tenant, subject, kind, owner).await?;
    Ok(())
}
