//! Somebody chooses a new password.

use tongli_kernel::{Fault, FieldErrors, Private, Said, Viewer};
use tongli_store::history::Event;
use tongli_store::sha256;
use tongli_web::App;

use super::note_staff;
use super::sign_in::check_secret;
use crate::password;
use crate::store::credentials::Credentials;
use crate::store::{credentials, sessions, staff};

#[derive(Debug, Clone)]
pub struct ChangePassword {
    pub old: Private<String>,
    pub new: Private<String>,
    pub again: Private<String>,
    /// The session that goes on; all others end.
    pub cookie: String,
}

pub async fn change_password(
    app: &App,
    viewer: &Viewer,
    typed: ChangePassword,
) -> Result<(), Fault> {
    let own = viewer.staff().ok_or(Fault::SignedOut)?;
    let now = app.now();
    let known = {
        let mut tx = app.db.read().await?;
        staff::find_staff(&mut tx, viewer.tenant, own).await?
    };
    let known = known.ok_or(Fault::SignedOut)?;
    check(&typed, &known.login)?;
    // Wrong tries count here as well: an unattended desk is no place to guess.
    let hash = |secrets: &Credentials| Some(secrets.password_hash.clone());
    if !check_secret(app, &known, &typed.old, hash, now).await? {
        return Err(Fault::field(
            "old_password",
            Said::new("people-password-old-wrong"),
        ));
    }
    let hash = password::hash(&typed.new, &*app.chance).await?;
    let keep = sha256(typed.cookie.as_bytes());
    let (hash, keep) = (&hash, &keep);
    app.db
        .write(async |tx| {
            credentials::set_password(tx, viewer.tenant, own, hash, false, now).await?;
            sessions::end_all(tx, viewer.tenant, own, Some(keep), now).await?;
            note_staff(tx, app, viewer, now, own, Event::new("password_changed")).await
        })
        .await
}

fn check(typed: &ChangePassword, login: &str) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    if typed.old.open().is_empty() {
        errors.add("old_password", Said::new("people-password-old-missing"));
    }
    if let Some(flaw) = password::flaw(typed.new.open(), login) {
        errors.add("new_password", flaw);
    } else if typed.new == typed.old {
        errors.add("new_password", Said::new("people-password-same"));
    } else if typed.new != typed.again {
        errors.add("again_password", Said::new("people-password-again"));
    }
    errors.or_else(|| ())
}
