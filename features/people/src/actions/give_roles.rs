//! Somebody gets exactly these roles.

use std::collections::BTreeSet;

use serde_json::json;
use tongli_kernel::{Fault, Role, StaffId, Viewer};
use tongli_store::history::Event;
use tongli_web::App;

use super::{faster, not_oneself, note_staff};
use crate::access::{self, ROLES};
use crate::roles;
use crate::staff::check_roles;
use crate::store::staff;

pub async fn give_roles(
    app: &App,
    viewer: &Viewer,
    to: StaffId,
    wanted: BTreeSet<Role>,
    version: i64,
) -> Result<(), Fault> {
    let now = app.now();
    let wanted = &wanted;
    app.db
        .write(async |tx| {
            let tenant = viewer.tenant;
            let before = staff::find_staff(tx, tenant, to)
                .await?
                .ok_or(Fault::NotFound)?;
            let guards = staff::holders_of(tx, tenant, roles::SECURITY_ADMIN, None, now).await?;
            let list: Vec<Role> = wanted.iter().copied().collect();
            if viewer.may(ROLES) {
                not_oneself(viewer, to)?;
            }
            if !access::may_give_roles(viewer, to, &list, !guards.is_empty()) {
                return Err(Fault::Forbidden(ROLES));
            }
            check_roles(wanted, before.valid_until)?;
            if !staff::touch(tx, tenant, to, version).await? {
                return Err(faster());
            }
            staff::set_roles(tx, tenant, to, wanted, now).await?;
            let event = Event::new("roles_given").with(difference(&before.roles, wanted));
            note_staff(tx, app, viewer, now, to, event).await
        })
        .await
}

fn difference(before: &BTreeSet<Role>, after: &BTreeSet<Role>) -> serde_json::Value {
    let slugs = |roles: &mut dyn Iterator<Item = &Role>| -> Vec<&'static str> {
        roles.map(|role| role.0).collect()
    };
    json!({
        "given": slugs(&mut after.difference(before)),
        "taken": slugs(&mut before.difference(after)),
    })
}
