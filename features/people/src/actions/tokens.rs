//! Tokens with which a program speaks for a person.

use serde_json::json;
use tongli_kernel::{Chance, Fault, Said, Viewer, ViewerKind};
use tongli_store::history::Event;
use tongli_store::sha256;
use tongli_web::App;

use super::note_staff;
use crate::session::TokenId;
use crate::staff::plain_login;
use crate::store::{staff, tokens};

const LONGEST_NAME: usize = 60;

/// Answers the token; it is shown once. For oneself, or by the operator of the
/// machine for anybody.
pub async fn make_token(
    app: &App,
    viewer: &Viewer,
    login: &str,
    name: &str,
) -> Result<String, Fault> {
    let length = name.chars().count();
    if length == 0 || length > LONGEST_NAME {
        let said = Said::new("people-name-wrong").with("most", LONGEST_NAME);
        return Err(Fault::field("name", said));
    }
    let chance: &dyn Chance = &*app.chance;
    let token = format!("tongli_{}", chance.secret());
    let (id, now): (TokenId, _) = (app.id(), app.now());
    let (hash, login) = (sha256(token.as_bytes()), plain_login(login));
    let (hash, login) = (&hash, &login);
    app.db
        .write(async |tx| {
            let owner = staff::find_by_login(tx, viewer.tenant, login)
                .await?
                .ok_or(Fault::NotFound)?;
            if viewer.staff() != Some(owner.id) && viewer.kind != ViewerKind::Operator {
                return Err(Fault::NotFound);
            }
            tokens::insert(tx, viewer.tenant, id, owner.id, hash, name, now).await?;
            let event = Event::new("token_made").with(json!({ "token": name }));
            note_staff(tx, app, viewer, now, owner.id, event).await
        })
        .await?;
    Ok(token)
}

pub async fn revoke_token(app: &App, viewer: &Viewer, id: TokenId) -> Result<(), Fault> {
    let own = viewer.staff().ok_or(Fault::SignedOut)?;
    let now = app.now();
    app.db
        .write(async |tx| {
            if !tokens::revoke(tx, viewer.tenant, own, id, now).await? {
                return Err(Fault::NotFound);
            }
            note_staff(tx, app, viewer, now, own, Event::new("token_revoked")).await
        })
        .await
}
