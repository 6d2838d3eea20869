//! What is kept about a person is changed.

use serde_json::json;
use tongli_kernel::{Fault, Lang, Said, StaffId, Viewer};
use tongli_store::OnUnique;
use tongli_store::history::Event;
use tongli_web::App;

use super::add_staff::check_references;
use super::{demand, faster, note_staff};
use crate::access::ACCOUNTS;
use crate::staff::{Profile, check_roles};
use crate::store::staff;

pub async fn change_staff(
    app: &App,
    viewer: &Viewer,
    id: StaffId,
    profile: Profile,
    version: i64,
) -> Result<(), Fault> {
    demand(viewer, ACCOUNTS)?;
    profile.check().or_else(|| ())?;
    let (now, profile) = (app.now(), &profile);
    app.db
        .write(async |tx| {
            let before = staff::find_staff(tx, viewer.tenant, id)
                .await?
                .ok_or(Fault::NotFound)?;
            check_roles(&before.roles, profile.valid_until)?;
            check_references(tx, viewer.tenant, profile, Some(id)).await?;
            let changed = staff::change(tx, viewer.tenant, id, profile, version)
                .await
                .on_unique(|| Fault::field("number", Said::new("people-number-taken")))?;
            if !changed {
                return Err(faster());
            }
            let event = Event::new("account_changed").with(json!({
                "departments": profile.departments,
                "valid_until": profile.valid_until.map(tongli_kernel::Moment::millis),
                "renamed": before.name != profile.name,
            }));
            note_staff(tx, app, viewer, now, id, event).await
        })
        .await
}

/// The language somebody's screens begin with after signing in.
pub async fn set_language(app: &App, viewer: &Viewer, lang: Lang) -> Result<(), Fault> {
    let id = viewer.staff().ok_or(Fault::SignedOut)?;
    app.db
        .write(async |tx| Ok(staff::set_lang(tx, viewer.tenant, id, lang).await?))
        .await
}
