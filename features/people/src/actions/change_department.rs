//! A department is changed, closed, opened again. Closed ones stay: old records
//! name them.

use tongli_kernel::{DepartmentId, Fault, Moment, Viewer};
use tongli_store::OnUnique;
use tongli_store::history::Event;
use tongli_web::App;

use super::add_department::{check_references, code_taken, details};
use super::{demand, faster, note_department};
use crate::access::DEPARTMENTS;
use crate::department::NewDepartment;
use crate::store::departments;

pub async fn change_department(
    app: &App,
    viewer: &Viewer,
    id: DepartmentId,
    new: NewDepartment,
    version: i64,
) -> Result<(), Fault> {
    demand(viewer, DEPARTMENTS)?;
    new.check()?;
    let (now, new) = (app.now(), &new);
    app.db
        .write(async |tx| {
            departments::find_department(tx, viewer.tenant, id)
                .await?
                .ok_or(Fault::NotFound)?;
            check_references(tx, viewer.tenant, new, Some(id)).await?;
            let changed = departments::change(tx, viewer.tenant, id, new, version)
                .await
                .on_unique(code_taken)?;
            if !changed {
                return Err(faster());
            }
            let event = Event::new("department_changed").with(details(new));
            note_department(tx, app, viewer, now, id, event).await
        })
        .await
}

pub async fn close_department(
    app: &App,
    viewer: &Viewer,
    id: DepartmentId,
    version: i64,
) -> Result<(), Fault> {
    set_closed(app, viewer, id, version, Some(app.now())).await
}

pub async fn reopen_department(
    app: &App,
    viewer: &Viewer,
    id: DepartmentId,
    version: i64,
) -> Result<(), Fault> {
    set_closed(app, viewer, id, version, None).await
}

async fn set_closed(
    app: &App,
    viewer: &Viewer,
    id: DepartmentId,
    version: i64,
    closed_at: Option<Moment>,
) -> Result<(), Fault> {
    demand(viewer, DEPARTMENTS)?;
    let now = app.now();
    let verb = match closed_at {
        Some(_) => "department_closed",
        None => "department_reopened",
    };
    app.db
        .write(async |tx| {
            departments::find_department(tx, viewer.tenant, id)
                .await?
                .ok_or(Fault::NotFound)?;
            let changed = departments::set_closed(tx, viewer.tenant, id, closed_at, version)
                .await
                .on_unique(name_taken)?;
            if !changed {
                return Err(faster());
            }
            note_department(tx, app, viewer, now, id, Event::new(verb)).await
        })
        .await
}

/// While it was closed another one took its name.
fn name_taken() -> Fault {
    Fault::Conflict(tongli_kernel::Said::new(
        "people-department-name-taken-since",
    ))
}
