//! An account is opened.

use std::collections::BTreeSet;

use serde_json::json;
use tongli_kernel::{Fault, FieldErrors, Role, Said, StaffId, Tenant, Viewer};
use tongli_store::history::Event;
use tongli_store::{OnUnique, Tx};
use tongli_web::App;

use super::{demand, note_staff};
use crate::access::{self, ACCOUNTS, ROLES};
use crate::password;
use crate::staff::{self, NewStaff, Profile};
use crate::store;

pub async fn add_staff(app: &App, viewer: &Viewer, new: NewStaff) -> Result<StaffId, Fault> {
    demand(viewer, ACCOUNTS)?;
    let id: StaffId = app.id();
    if !new.roles.is_empty() && !access::may_give_roles(viewer, id, &new.roles, true) {
        return Err(Fault::Forbidden(ROLES));
    }
    let new = checked(new)?;
    let hash = password::hash(&new.password, &*app.chance).await?;
    let (new, hash) = (&new, &hash);
    app.db
        .write(async |tx| {
            insert(tx, app, viewer, id, new, hash).await?;
            Ok(id)
        })
        .await
}

/// The account as it can be kept, or what is wrong with it.
pub(super) fn checked(mut new: NewStaff) -> Result<NewStaff, FieldErrors> {
    new.login = staff::plain_login(&new.login);
    let mut errors = new.profile().check();
    staff::check_login(&new.login, &mut errors);
    if let Some(flaw) = password::flaw(new.password.open(), &new.login) {
        errors.add("password", flaw);
    }
    let held: BTreeSet<Role> = new.roles.iter().copied().collect();
    if let Err(wrong) = staff::check_roles(&held, new.valid_until) {
        for (field, said) in wrong.iter() {
            errors.add(field, said.clone());
        }
    }
    errors.or_else(|| new)
}

/// Writes the account with everything that belongs to it.
pub(super) async fn insert(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    id: StaffId,
    new: &NewStaff,
    password_hash: &str,
) -> Result<(), Fault> {
    let (tenant, now, profile) = (viewer.tenant, app.now(), new.profile());
    if store::staff::find_by_login(tx, tenant, &new.login)
        .await?
        .is_some()
    {
        return Err(login_taken());
    }
    check_references(tx, tenant, &profile, None).await?;
    store::staff::insert(tx, tenant, id, &new.login, &profile, new.lang, now)
        .await
        .on_unique(login_taken)?;
    let held: BTreeSet<Role> = new.roles.iter().copied().collect();
    store::staff::set_roles(tx, tenant, id, &held, now).await?;
    store::credentials::insert(tx, tenant, id, password_hash, new.must_change, now).await?;
    let roles: Vec<&str> = held.iter().map(|role| role.0).collect();
    let event = Event::new("account_opened").with(json!({
        "login": new.login,
        "roles": roles,
        "departments": new.departments,
    }));
    note_staff(tx, app, viewer, now, id, event).await
}

fn login_taken() -> Fault {
    Fault::field("login", Said::new("people-login-taken"))
}

/// The number is nobody else's and the departments exist.
pub(super) async fn check_references(
    tx: &mut Tx,
    tenant: Tenant,
    profile: &Profile,
    own: Option<StaffId>,
) -> Result<(), Fault> {
    let other = store::staff::find_by_number(tx, tenant, &profile.number).await?;
    if other.is_some_and(|other| Some(other.id) != own) {
        return Err(Fault::field("number", Said::new("people-number-taken")));
    }
    let known = store::departments::department_names(tx, tenant).await?;
    if profile.departments.iter().any(|id| !known.contains_key(id)) {
        return Err(Fault::field(
            "departments",
            Said::new("people-department-unknown"),
        ));
    }
    Ok(())
}
