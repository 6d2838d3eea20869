//! A fresh installation gets its hospital's name and its first administrator.

use tongli_kernel::{Chance, Fault, FieldErrors, Private, Said, StaffId, Viewer};
use tongli_store::{settings, sha256};
use tongli_web::App;

use super::add_staff::{checked, insert};
use crate::password;
use crate::roles;
use crate::settings::HOSPITAL_NAME;
use crate::staff::NewStaff;
use crate::store::{set_up as store, staff};

/// What the first administrator types.
#[derive(Debug, Clone)]
pub struct SetUp {
    pub code: Private<String>,
    pub hospital: String,
    pub login: String,
    pub number: String,
    pub name: String,
    pub password: Private<String>,
}

const LONGEST_HOSPITAL: usize = 60;
/// Read from a screen and typed elsewhere: no letters that look alike.
const ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// A code for `/set-up`, which the server prints when it starts; each start makes
/// the one before worthless. `None` once anybody has an account.
pub async fn make_set_up_code(app: &App) -> Result<Option<String>, Fault> {
    let chance: &dyn Chance = &*app.chance;
    let groups: Vec<String> = (0..3).map(|_| chance.pick(ALPHABET, 4)).collect();
    let (code, now) = (groups.join("-"), app.now());
    let (hash, operator) = (hash_of(&code), Viewer::operator(app.tenant));
    let (hash, operator) = (&hash, &operator);
    let made = app
        .db
        .write(async |tx| {
            if staff::anybody(tx, app.tenant).await? {
                return Ok(false);
            }
            settings::set(tx, operator, store::CODE, hash, now).await?;
            Ok(true)
        })
        .await?;
    Ok(made.then_some(code))
}

/// As typed: case and hyphens do not matter.
fn hash_of(code: &str) -> String {
    let plain: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_uppercase())
        .collect();
    sha256(plain.as_bytes())
}

pub async fn set_up(app: &App, typed: SetUp) -> Result<StaffId, Fault> {
    let operator = Viewer::operator(app.tenant);
    let mut new = NewStaff::new(
        &typed.login,
        &typed.number,
        &typed.name,
        typed.password.clone(),
    );
    new.roles = vec![roles::SYSTEM_ADMIN];
    let new = with_hospital(checked(new), &typed.hospital)?;
    let hash = password::hash(&new.password, &*app.chance).await?;
    let code = hash_of(typed.code.open());
    let (id, now): (StaffId, _) = (app.id(), app.now());
    let (operator, new, hash, code, typed) = (&operator, &new, &hash, &code, &typed);
    app.db
        .write(async |tx| {
            if staff::anybody(tx, app.tenant).await? {
                return Err(Fault::Conflict(Said::new("people-set-up-over")));
            }
            if !store::take_code(tx, app.tenant, code, now).await? {
                return Err(Fault::field("code", Said::new("people-set-up-code-wrong")));
            }
            settings::set(tx, operator, HOSPITAL_NAME, &typed.hospital, now).await?;
            insert(tx, app, operator, id, new, hash).await?;
            Ok(id)
        })
        .await
}

fn with_hospital(
    checked: Result<NewStaff, FieldErrors>,
    hospital: &str,
) -> Result<NewStaff, FieldErrors> {
    let length = hospital.chars().count();
    if (1..=LONGEST_HOSPITAL).contains(&length) {
        return checked;
    }
    let mut errors = FieldErrors::default();
    errors.add(
        "hospital",
        Said::new("people-name-wrong").with("most", LONGEST_HOSPITAL),
    );
    if let Err(others) = checked {
        for (field, said) in others.iter() {
            errors.add(field, said.clone());
        }
    }
    Err(errors)
}
