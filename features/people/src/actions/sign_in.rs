//! Somebody signs in with login and password.

use serde_json::json;
use tongli_kernel::{Chance, Fault, Lang, Moment, Private, Said, StaffId, Viewer, ViewerKind};
use tongli_store::history::Event;
use tongli_store::{Tx, sha256};
use tongli_web::App;

use super::note_staff;
use crate::password;
use crate::session::{LOCK, MOST_TRIES, SHIFT, Session};
use crate::staff::{Staff, plain_login};
use crate::store::credentials::Credentials;
use crate::store::{credentials, sessions, staff};

/// What was typed, and where.
#[derive(Debug, Clone)]
pub struct SignIn {
    pub login: String,
    pub password: Private<String>,
    pub from: String,
    pub user_agent: String,
}

/// A session just opened.
#[derive(Debug, Clone)]
pub struct Opened {
    /// Goes into the cookie; the database knows only its hash.
    pub secret: Private<String>,
    pub staff: StaffId,
    pub must_change: bool,
    pub lang: Option<Lang>,
}

pub async fn sign_in(app: &App, typed: SignIn) -> Result<Opened, Fault> {
    let now = app.now();
    let login = plain_login(&typed.login);
    let known = {
        let mut tx = app.db.read().await?;
        staff::find_by_login(&mut tx, app.tenant, &login).await?
    };
    let Some(known) = known.filter(|known| known.is_active(now)) else {
        password::verify(&typed.password, None).await?;
        return Err(wrong());
    };
    let hash = |secrets: &Credentials| Some(secrets.password_hash.clone());
    if !check_secret(app, &known, &typed.password, hash, now).await? {
        return Err(wrong());
    }
    let (session, secret, csrf) =
        fresh_session(app, &known, now, now, &typed.from, &typed.user_agent, false);
    let viewer = viewer(app, &known);
    let (session, csrf, viewer) = (&session, &csrf, &viewer);
    let must_change = app
        .db
        .write(async |tx| {
            let tenant = app.tenant;
            credentials::signed_in(tx, tenant, session.staff, now).await?;
            open(tx, app, viewer, session, csrf, "signed_in").await?;
            let secrets = credentials::find(tx, tenant, session.staff).await?;
            Ok(secrets.is_some_and(|secrets| secrets.must_change))
        })
        .await?;
    Ok(Opened {
        secret,
        staff: known.id,
        must_change,
        lang: known.lang,
    })
}

/// One sentence for every reason, so that nobody learns which logins exist or are
/// locked.
fn wrong() -> Fault {
    let said = Said::new("people-sign-in-wrong")
        .with("tries", MOST_TRIES)
        .with("minutes", LOCK / 60_000);
    Fault::field("password", said)
}

/// Counts the try, then compares; a wrong one goes into the history.
pub(super) async fn check_secret(
    app: &App,
    known: &Staff,
    typed: &Private<String>,
    hash_of: impl Fn(&Credentials) -> Option<String>,
    now: Moment,
) -> Result<bool, Fault> {
    let (tenant, id) = (app.tenant, known.id);
    let counted = app
        .db
        .write(async |tx| {
            let failed = credentials::count_try(tx, tenant, id, now).await?;
            let secrets = credentials::find(tx, tenant, id).await?;
            Ok(failed.zip(secrets))
        })
        .await?;
    let Some((failed, secrets)) = counted else {
        password::verify(typed, None).await?;
        return Ok(false);
    };
    let hash = hash_of(&secrets);
    if password::verify(typed, hash.as_deref()).await? {
        return Ok(true);
    }
    // The counter begins anew when it locks.
    let verb = if failed == 0 {
        "locked"
    } else {
        "sign_in_failed"
    };
    let nobody = Viewer::public(tenant, Lang::Zh);
    let nobody = &nobody;
    app.db
        .write(async |tx| note_staff(tx, app, nobody, now, id, Event::new(verb)).await)
        .await?;
    Ok(false)
}

/// A session to be, its secret and its form token.
pub(super) fn fresh_session(
    app: &App,
    known: &Staff,
    now: Moment,
    full_sign_in_at: Moment,
    from: &str,
    user_agent: &str,
    shared: bool,
) -> (Session, Private<String>, String) {
    let chance: &dyn Chance = &*app.chance;
    let secret = chance.secret();
    let session = Session {
        id: app.id(),
        staff: known.id,
        created_at: now,
        last_seen_at: now,
        full_sign_in_at,
        from_address: from.to_owned(),
        user_agent: user_agent.chars().take(200).collect(),
        shared,
        hash: sha256(secret.as_bytes()),
    };
    (session, Private::new(secret), chance.secret())
}

/// Writes a session; its owner's run-out ones are closed on the way.
pub(super) async fn open(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    session: &Session,
    csrf: &str,
    verb: &'static str,
) -> Result<(), Fault> {
    let (tenant, now) = (viewer.tenant, session.created_at);
    sessions::end_run_out(tx, tenant, session.staff, now.plus_millis(-SHIFT), now).await?;
    sessions::insert(tx, tenant, session, csrf).await?;
    let event = Event::new(verb).with(json!({ "from": session.from_address }));
    note_staff(tx, app, viewer, now, session.staff, event).await
}

/// A member of staff acting for himself.
pub(super) fn viewer(app: &App, known: &Staff) -> Viewer {
    Viewer {
        tenant: app.tenant,
        kind: ViewerKind::Staff(known.id),
        name: known.name.clone(),
        roles: known.roles.clone(),
        departments: known.departments.clone(),
        lang: known.lang.unwrap_or_default(),
    }
}
