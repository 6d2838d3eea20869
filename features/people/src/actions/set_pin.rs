//! Somebody sets the PIN for taking over a shared computer.

use tongli_kernel::{Fault, Private, Said, Viewer};
use tongli_store::history::Event;
use tongli_web::App;

use super::note_staff;
use crate::password;
use crate::staff::Staff;
use crate::store::{credentials, staff};

pub async fn set_pin(app: &App, viewer: &Viewer, pin: Private<String>) -> Result<(), Fault> {
    let known = own(app, viewer).await?;
    if known.is_admin() {
        return Err(Fault::field("pin", Said::new("people-take-over-admin")));
    }
    if let Some(flaw) = password::pin_flaw(pin.open(), &known.number) {
        return Err(Fault::field("pin", flaw));
    }
    let hash = password::hash(&pin, &*app.chance).await?;
    keep(app, viewer, &known, Some(hash), "pin_set").await
}

pub async fn remove_pin(app: &App, viewer: &Viewer) -> Result<(), Fault> {
    let known = own(app, viewer).await?;
    keep(app, viewer, &known, None, "pin_removed").await
}

async fn own(app: &App, viewer: &Viewer) -> Result<Staff, Fault> {
    let own = viewer.staff().ok_or(Fault::SignedOut)?;
    let mut tx = app.db.read().await?;
    let known = staff::find_staff(&mut tx, viewer.tenant, own).await?;
    known.ok_or(Fault::SignedOut)
}

async fn keep(
    app: &App,
    viewer: &Viewer,
    known: &Staff,
    hash: Option<String>,
    verb: &'static str,
) -> Result<(), Fault> {
    let (now, hash) = (app.now(), hash.as_deref());
    app.db
        .write(async |tx| {
            credentials::set_pin(tx, viewer.tenant, known.id, hash, now).await?;
            note_staff(tx, app, viewer, now, known.id, Event::new(verb)).await
        })
        .await
}
