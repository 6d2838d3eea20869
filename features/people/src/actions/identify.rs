//! Whose cookie or token is this? Asked once a request.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use tongli_kernel::{Fault, Lang, Moment, Role, StaffId, Viewer, ViewerKind};
use tongli_store::{Tx, sha256};
use tongli_web::{App, Identify, SignedIn};

use super::sign_in::viewer;
use crate::roles::SUPERVISOR;
use crate::session::{TOUCH_EVERY, is_alive};
use crate::staff::has_admin;
use crate::store::sessions::Known;
use crate::store::{deputies, sessions, staff, tokens};

/// The plug for the web floor.
pub fn identify() -> Arc<dyn Identify> {
    Arc::new(ByDatabase)
}

/// A member of staff as a viewer; `None` where the account does not work. For
/// tests, samples and the command line.
pub async fn viewer_of(tx: &mut Tx, app: &App, id: StaffId) -> Result<Option<Viewer>, Fault> {
    let known = staff::find_staff(tx, app.tenant, id).await?;
    let Some(known) = known.filter(|known| known.is_active(app.now())) else {
        return Ok(None);
    };
    let mut viewer = viewer(app, &known);
    let acting = deputies::acting_roles(tx, app.tenant, id, app.now()).await?;
    if stands_in(&viewer.roles) {
        viewer.roles.extend(acting);
    }
    Ok(Some(viewer))
}

struct ByDatabase;

impl Identify for ByDatabase {
    fn by_cookie<'a>(
        &'a self,
        app: &'a App,
        cookie: &'a str,
    ) -> BoxFuture<'a, Result<Option<SignedIn>, Fault>> {
        Box::pin(by_cookie(app, cookie))
    }

    fn by_token<'a>(
        &'a self,
        app: &'a App,
        token: &'a str,
    ) -> BoxFuture<'a, Result<Option<SignedIn>, Fault>> {
        Box::pin(by_token(app, token))
    }
}

async fn by_cookie(app: &App, cookie: &str) -> Result<Option<SignedIn>, Fault> {
    let (now, hash) = (app.now(), sha256(cookie.as_bytes()));
    let found = {
        let mut tx = app.db.read().await?;
        sessions::find(&mut tx, app.tenant, &hash, now).await?
    };
    let Some(found) = found else {
        return Ok(None);
    };
    let admin = has_admin(&found.known.roles);
    if !is_alive(now, found.last_seen_at, found.full_sign_in_at, admin) {
        return Ok(None);
    }
    if is_stale(now, found.last_seen_at) {
        let touched = app
            .db
            .write(async |tx| Ok(sessions::touch(tx, app.tenant, found.id, now).await?))
            .await;
        warn(touched);
    }
    Ok(Some(signed_in(app, found.known, found.csrf)))
}

async fn by_token(app: &App, token: &str) -> Result<Option<SignedIn>, Fault> {
    let (now, hash) = (app.now(), sha256(token.as_bytes()));
    let found = {
        let mut tx = app.db.read().await?;
        tokens::find(&mut tx, app.tenant, &hash, now).await?
    };
    let Some(found) = found else {
        return Ok(None);
    };
    if found.last_used_at.is_none_or(|used| is_stale(now, used)) {
        let touched = app
            .db
            .write(async |tx| Ok(tokens::used(tx, app.tenant, found.id, now).await?))
            .await;
        warn(touched);
    }
    Ok(Some(signed_in(app, found.known, String::new())))
}

fn is_stale(now: Moment, noted: Moment) -> bool {
    now.millis() - noted.millis() >= TOUCH_EVERY
}

/// A page to read does not fail because the note about its reader could not be
/// written.
fn warn(outcome: Result<(), Fault>) {
    if let Err(fault) = outcome {
        tracing::warn!(?fault, "could not note when somebody was last seen");
    }
}

/// Whoever became an administrator, or only supervises, stands in for nobody any more.
fn stands_in(roles: &BTreeSet<Role>) -> bool {
    !has_admin(roles) && !roles.contains(&SUPERVISOR)
}

/// Until a password given by somebody else is changed, its owner has no roles and
/// no departments: only the own account opens.
fn signed_in(app: &App, known: Known, csrf: String) -> SignedIn {
    let open = !known.must_change;

    SignedIn {
        viewer: Viewer {
            tenant: app.tenant,
            kind: ViewerKind::Staff(known.staff),
            name: known.name,
            roles: if open {
                let acting = known.acting.into_iter().filter(|_| stands_in(&known.roles));
                known.roles.iter().copied().chain(acting).collect()
            } else {
                Default::default()
            },
            departments: if open { known.departments } else { Vec::new() },
            lang: known.lang.unwrap_or(Lang::Zh),
        },
        csrf,
        place: known.place,
        first: (!open).then_some("/me/password"),
    }
}
