//! Somebody forgot the password and gets one for the next sign-in.

use tongli_kernel::{Fault, Private, StaffId, Viewer};
use tongli_store::history::Event;
use tongli_web::App;

use super::{not_oneself, note_staff};
use crate::access::{self, ACCOUNTS, ROLES};
use crate::password;
use crate::store::{credentials, sessions, staff};

/// Answers the one-time password; it is shown once and kept nowhere.
pub async fn reset_password(
    app: &App,
    viewer: &Viewer,
    of: StaffId,
) -> Result<Private<String>, Fault> {
    if !viewer.may(ACCOUNTS) && !viewer.may(ROLES) {
        return Err(Fault::Forbidden(ACCOUNTS));
    }
    not_oneself(viewer, of)?;
    let fresh = password::one_time(&*app.chance);
    let hash = password::hash(&fresh, &*app.chance).await?;
    let (now, hash) = (app.now(), &hash);
    app.db
        .write(async |tx| {
            let tenant = viewer.tenant;
            let staff = staff::find_staff(tx, tenant, of)
                .await?
                .ok_or(Fault::NotFound)?;
            if !access::may_reset_password(viewer, &staff) {
                let missing = if staff.is_admin() { ROLES } else { ACCOUNTS };
                return Err(Fault::Forbidden(missing));
            }
            credentials::set_password(tx, tenant, of, hash, true, now).await?;
            credentials::end_shift(tx, tenant, of).await?;
            sessions::end_all(tx, tenant, of, None, now).await?;
            note_staff(tx, app, viewer, now, of, Event::new("password_reset")).await
        })
        .await?;
    Ok(fresh)
}
