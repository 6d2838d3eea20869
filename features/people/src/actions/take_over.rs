//! A colleague takes over a shared computer with number and PIN, in the three
//! seconds there are while somebody stands at the desk.

use tongli_kernel::{Fault, Moment, Private, Said, Viewer};
use tongli_store::history::Event;
use tongli_store::sha256;
use tongli_web::App;

use super::note_staff;
use super::sign_in::{Opened, check_secret, fresh_session, open, viewer};
use crate::password;
use crate::session::{LOCK, MOST_TRIES, is_this_shift};
use crate::staff::Staff;
use crate::store::credentials::Credentials;
use crate::store::{credentials, sessions, staff};

/// What was typed at the computer, and whose cookie is there now.
#[derive(Debug, Clone)]
pub struct TakeOver {
    pub number: String,
    pub pin: Private<String>,
    pub cookie: String,
    pub from: String,
    pub user_agent: String,
}

/// Ends the session of `leaving` at this browser and opens the colleague's. It
/// lasts as long as the colleague's own shift, which began with the password.
pub async fn take_over(app: &App, leaving: &Viewer, typed: TakeOver) -> Result<Opened, Fault> {
    let now = app.now();
    let known = {
        let mut tx = app.db.read().await?;
        staff::find_by_number(&mut tx, app.tenant, typed.number.trim()).await?
    };
    let Some(known) = known.filter(|known| known.is_active(now)) else {
        password::verify(&typed.pin, None).await?;
        return Err(wrong());
    };
    let hash = |secrets: &Credentials| secrets.pin_hash.clone();
    if !check_secret(app, &known, &typed.pin, hash, now).await? {
        return Err(wrong());
    }
    let (began, must_change) = shift(app, &known, now).await?;
    let (session, secret, csrf) = fresh_session(
        app,
        &known,
        now,
        began,
        &typed.from,
        &typed.user_agent,
        true,
    );
    let coming = viewer(app, &known);
    let left = sha256(typed.cookie.as_bytes());
    let (session, csrf, coming, left) = (&session, &csrf, &coming, &left);
    app.db
        .write(async |tx| {
            let tenant = app.tenant;
            credentials::reset_tries(tx, tenant, session.staff).await?;
            if let Some(first) = sessions::end_by_hash(tx, tenant, left, now).await? {
                note_staff(tx, app, leaving, now, first, Event::new("signed_out")).await?;
            }
            open(tx, app, coming, session, csrf, "taken_over").await
        })
        .await?;
    Ok(Opened {
        secret,
        staff: known.id,
        must_change,
        lang: known.lang,
    })
}

/// When this person gave the password, if it was in this shift. Asked only after
/// the PIN was right, so that the sentences tell strangers nothing.
async fn shift(app: &App, known: &Staff, now: Moment) -> Result<(Moment, bool), Fault> {
    let refuse = |key: &'static str| Err(Fault::field("pin", Said::new(key)));
    let mut tx = app.db.read().await?;
    let Some(secrets) = credentials::find(&mut tx, app.tenant, known.id).await? else {
        return Err(wrong());
    };
    drop(tx);
    // An administrator's rights are never a few digits away.
    if known.is_admin() {
        return refuse("people-take-over-admin");
    }
    match secrets.full_sign_in_at {
        Some(began) if is_this_shift(now, began) && !secrets.must_change => {
            Ok((began, secrets.must_change))
        }
        _ => refuse("people-take-over-no-shift"),
    }
}

fn wrong() -> Fault {
    let said = Said::new("people-take-over-wrong")
        .with("tries", MOST_TRIES)
        .with("minutes", LOCK / 60_000);
    Fault::field("pin", said)
}
