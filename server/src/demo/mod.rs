//! A demo hospital: invented departments, people and accounts, made once.

mod cases;
mod hospital;

pub use cases::fill;
use serde::Serialize;
use tongli_kernel::{Fault, Private, Viewer};
use tongli_people::{Background, NewDepartment, NewStaff, roles};
use tongli_store::settings;
use tongli_web::App;

/// One account as it is written into `demo-accounts.json`.
#[derive(Debug, Clone, Serialize)]
pub struct DemoAccount {
    pub login: String,
    pub role: String,
    pub password: String,
    pub token: String,
}

/// Characters of passwords that people read from a screen and type.
const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz";
const DIGITS: &[u8] = b"23456789";

/// Whether the demo hospital stands already.
pub async fn is_furnished(app: &App) -> Result<bool, Fault> {
    let mut tx = app.db.read().await?;
    Ok(
        tongli_people::find_by_login(&mut tx, app.tenant, "receptionist")
            .await?
            .is_some(),
    )
}

/// Furnishes the hospital; answers the accounts, whose passwords are drawn now and
/// shown nowhere else.
pub async fn furnish(app: &App) -> Result<Vec<DemoAccount>, Fault> {
    let viewer = Viewer::operator(app.tenant);
    let now = app.now();
    app.db
        .write(async |tx| {
            settings::set(tx, &viewer, "hospital-name", hospital::NAME, now).await?;
            settings::set(
                tx,
                &viewer,
                tongli_public::PUBLIC_CONTACT,
                hospital::CONTACT,
                now,
            )
            .await?;
            Ok(())
        })
        .await?;
    for department in hospital::DEPARTMENTS {
        tongli_people::actions::add_department(app, &viewer, new_department(department)).await?;
    }
    let mut accounts = Vec::new();
    for person in hospital::STAFF {
        accounts.push(hire(app, &viewer, person).await?);
    }
    Ok(accounts)
}

fn new_department(department: &hospital::DemoDepartment) -> NewDepartment {
    NewDepartment {
        code: department.code.to_owned(),
        name: department.name.to_owned(),
        is_ward: department.ward,
        is_window: department.window,
        is_clinical: department.clinical,
        contact: None,
    }
}

/// A supervisor's account ends by itself, as such an account must.
const SUPERVISOR_DAYS: i32 = 365;

async fn hire(
    app: &App,
    viewer: &Viewer,
    person: &hospital::DemoPerson,
) -> Result<DemoAccount, Fault> {
    let department = {
        let mut tx = app.db.read().await?;
        tongli_people::department_by_code(&mut tx, app.tenant, person.department)
            .await?
            .ok_or_else(|| Fault::bug("a demo department is missing"))?
    };
    let password = format!(
        "{}-{}-{}",
        app.chance.pick(LETTERS, 4),
        app.chance.pick(DIGITS, 4),
        app.chance.pick(LETTERS, 4)
    );
    let mut new = NewStaff::new(
        person.login,
        person.number,
        person.name,
        Private::new(password.clone()),
    );
    new.background = Background::from_code(person.background)
        .into_iter()
        .collect();
    new.roles = vec![person.role];
    new.departments = vec![department.id];
    if person.role == roles::SUPERVISOR {
        let last = app.time.day_of(app.now()).plus_days(SUPERVISOR_DAYS);
        new.valid_until = Some(app.time.end_of(last));
    }
    tongli_people::actions::add_staff(app, viewer, new).await?;
    let token = tongli_people::actions::make_token(app, viewer, person.login, "demo").await?;
    Ok(DemoAccount {
        login: person.login.to_owned(),
        role: person.role.0.to_owned(),
        password,
        token,
    })
}
