//! A department is entered.

use serde_json::json;
use tongli_kernel::{DepartmentId, Fault, Said, Tenant, Viewer};
use tongli_store::history::Event;
use tongli_store::{OnUnique, Tx};
use tongli_web::App;

use super::{demand, note_department};
use crate::access::DEPARTMENTS;
use crate::department::NewDepartment;
use crate::store::{departments, staff};

pub async fn add_department(
    app: &App,
    viewer: &Viewer,
    new: NewDepartment,
) -> Result<DepartmentId, Fault> {
    demand(viewer, DEPARTMENTS)?;
    new.check()?;
    let (id, now) = (app.id(), app.now());
    let (app, new) = (app, &new);
    app.db
        .write(async |tx| {
            check_references(tx, viewer.tenant, new, None).await?;
            departments::insert(tx, viewer.tenant, id, new, now)
                .await
                .on_unique(code_taken)?;
            let event = Event::new("department_added").with(details(new));
            note_department(tx, app, viewer, now, id, event).await?;
            Ok(id)
        })
        .await
}

pub(super) fn code_taken() -> Fault {
    Fault::field("code", Said::new("people-department-code-taken"))
}

pub(super) fn details(new: &NewDepartment) -> serde_json::Value {
    json!({
        "code": new.code,
        "name": new.name,
        "ward": new.is_ward,
        "window": new.is_window,
        "clinical": new.is_clinical,
        "contact": new.contact,
    })
}

/// The name is not another open department's, and the contact is somebody.
pub(super) async fn check_references(
    tx: &mut Tx,
    tenant: Tenant,
    new: &NewDepartment,
    own: Option<DepartmentId>,
) -> Result<(), Fault> {
    let other = departments::department_by_code(tx, tenant, &new.code).await?;
    if other.is_some_and(|other| other.code == new.code && Some(other.id) != own) {
        return Err(code_taken());
    }
    let namesake = departments::departments(tx, tenant)
        .await?
        .into_iter()
        .find(|open| open.name == new.name && Some(open.id) != own);
    if let Some(namesake) = namesake {
        let said = Said::new("people-department-name-taken").with("code", namesake.code);
        return Err(Fault::field("name", said));
    }
    if let Some(contact) = new.contact {
        let known = staff::find_staff(tx, tenant, contact).await?;
        if known.is_none_or(|known| known.disabled_at.is_some()) {
            return Err(Fault::field("contact", Said::new("people-contact-unknown")));
        }
    }
    Ok(())
}
