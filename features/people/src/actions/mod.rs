//! What one does with accounts and departments, one verb a file.

mod add_department;
mod add_staff;
mod change_department;
mod change_password;
mod change_settings;
mod change_staff;
mod deputies;
mod disable_staff;
mod give_roles;
mod identify;
mod reset_password;
mod set_pin;
mod set_up;
mod sign_in;
mod sign_out;
mod take_over;
mod tokens;
mod unlock;

use tongli_kernel::{DepartmentId, Fault, Moment, Permission, Said, StaffId, Viewer};
use tongli_store::history::{self, Event};
use tongli_store::{Subject, Tx};
use tongli_web::App;

pub use crate::deputy::NewDeputy;
pub use add_department::add_department;
pub use add_staff::add_staff;
pub use change_department::{change_department, close_department, reopen_department};
pub use change_password::{ChangePassword, change_password};
pub use change_settings::change_settings;
pub use change_staff::{change_staff, set_language};
pub use deputies::{name_deputy, revoke_deputy};
pub use disable_staff::{disable_staff, enable_staff};
pub use give_roles::give_roles;
pub use identify::{identify, viewer_of};
pub use reset_password::reset_password;
pub use set_pin::{remove_pin, set_pin};
pub use set_up::{SetUp, make_set_up_code, set_up};
pub use sign_in::{Opened, SignIn, sign_in};
pub use sign_out::{end_session, end_sessions_of, sign_out, sign_out_everywhere};
pub use take_over::{TakeOver, take_over};
pub use tokens::{make_token, revoke_token};
pub use unlock::unlock;

/// Kinds of subjects in the history.
pub const STAFF: &str = "staff";
pub const DEPARTMENT: &str = "department";

/// Every verb this room writes into the history; each has its word.
pub const VERBS: &[&str] = &[
    "signed_in",
    "sign_in_failed",
    "locked",
    "signed_out",
    "signed_out_everywhere",
    "session_ended",
    "sessions_ended",
    "taken_over",
    "password_changed",
    "password_reset",
    "pin_set",
    "pin_removed",
    "account_opened",
    "account_changed",
    "account_disabled",
    "account_enabled",
    "account_unlocked",
    "roles_given",
    "deputy_named",
    "deputy_revoked",
    "token_made",
    "token_revoked",
    "department_added",
    "department_changed",
    "department_closed",
    "department_reopened",
    "settings_changed",
];

fn demand(viewer: &Viewer, permission: Permission) -> Result<(), Fault> {
    if viewer.may(permission) {
        Ok(())
    } else {
        Err(Fault::Forbidden(permission))
    }
}

fn faster() -> Fault {
    Fault::Conflict(Said::new("fault-somebody-was-faster"))
}

/// Whoever acts on himself asks somebody else.
fn not_oneself(viewer: &Viewer, staff: StaffId) -> Result<(), Fault> {
    if viewer.staff() == Some(staff) {
        return Err(Fault::Conflict(Said::new("people-not-oneself")));
    }
    Ok(())
}

async fn note_staff(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    staff: StaffId,
    event: Event,
) -> Result<(), Fault> {
    let subject = Subject::new(STAFF, staff.raw());
    history::append(tx, viewer, now, &*app.chance, subject, event).await?;
    Ok(())
}

async fn note_department(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    department: DepartmentId,
    event: Event,
) -> Result<(), Fault> {
    let subject = Subject::new(DEPARTMENT, department.raw());
    let event = event.department(Some(department));
    history::append(tx, viewer, now, &*app.chance, subject, event).await?;
    Ok(())
}
