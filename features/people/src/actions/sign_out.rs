//! Sessions end: here, one of several, everywhere.

use tongli_kernel::{Fault, StaffId, Viewer};
use tongli_store::history::Event;
use tongli_store::sha256;
use tongli_web::App;

use super::{demand, note_staff};
use crate::access::UNLOCK;
use crate::session::SessionId;
use crate::store::{credentials, sessions, staff};

/// The session of this cookie ends. The shift goes on: a PIN still works.
pub async fn sign_out(app: &App, viewer: &Viewer, cookie: &str) -> Result<(), Fault> {
    let (hash, now) = (sha256(cookie.as_bytes()), app.now());
    let hash = &hash;
    app.db
        .write(async |tx| {
            if let Some(owner) = sessions::end_by_hash(tx, app.tenant, hash, now).await? {
                note_staff(tx, app, viewer, now, owner, Event::new("signed_out")).await?;
            }
            Ok(())
        })
        .await
}

/// One of one's own sessions ends, perhaps at a computer left behind.
pub async fn end_session(app: &App, viewer: &Viewer, id: SessionId) -> Result<(), Fault> {
    let own = viewer.staff().ok_or(Fault::SignedOut)?;
    let now = app.now();
    app.db
        .write(async |tx| {
            if !sessions::end_one(tx, viewer.tenant, own, id, now).await? {
                return Err(Fault::NotFound);
            }
            note_staff(tx, app, viewer, now, own, Event::new("session_ended")).await
        })
        .await
}

/// All of one's own sessions end, and no PIN works before the next password.
pub async fn sign_out_everywhere(app: &App, viewer: &Viewer) -> Result<(), Fault> {
    let own = viewer.staff().ok_or(Fault::SignedOut)?;
    let now = app.now();
    app.db
        .write(async |tx| {
            sessions::end_all(tx, viewer.tenant, own, None, now).await?;
            credentials::end_shift(tx, viewer.tenant, own).await?;
            note_staff(
                tx,
                app,
                viewer,
                now,
                own,
                Event::new("signed_out_everywhere"),
            )
            .await
        })
        .await
}

/// The security administrator ends somebody's sessions.
pub async fn end_sessions_of(app: &App, viewer: &Viewer, of: StaffId) -> Result<(), Fault> {
    demand(viewer, UNLOCK)?;
    let now = app.now();
    app.db
        .write(async |tx| {
            staff::find_staff(tx, viewer.tenant, of)
                .await?
                .ok_or(Fault::NotFound)?;
            sessions::end_all(tx, viewer.tenant, of, None, now).await?;
            credentials::end_shift(tx, viewer.tenant, of).await?;
            note_staff(tx, app, viewer, now, of, Event::new("sessions_ended")).await
        })
        .await
}
