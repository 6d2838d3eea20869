//! A demo hospital: invented departments, people and accounts, made once.

mod answers;
mod cases;
mod desk;
mod fill;
mod hospital;

pub use cases::fill;
pub use fill::{Filled, Years, fill_years};
use serde::Serialize;
use tongli_kernel::{Fault, Private, Tenant, Viewer};
use tongli_people::{Background, NewDepartment, NewStaff, roles};
use tongli_store::migrate::holds_work;
use tongli_store::{Db, StoreError, settings};
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

/// The setting that tells a demo hospital from a real one.
const SETTING: &str = "demo";
const STARTED: &str = "started";
const DONE: &str = "done";

/// Whose a database is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ownership {
    /// Nobody has worked here.
    Nobody,
    /// The demo hospital, whole.
    Demo,
    /// A demo hospital that was broken off in the middle.
    HalfDemo,
    /// People who do real work.
    Hospital,
}

/// Whose the database is, at whatever version its shape is.
pub async fn ownership(db: &Db, tenant: Tenant) -> Result<Ownership, StoreError> {
    if !holds_work(db).await? {
        return Ok(Ownership::Nobody);
    }
    let setting = settings::find(&mut db.read().await?, tenant, SETTING).await?;
    Ok(match setting.as_deref() {
        Some(DONE) => Ownership::Demo,
        Some(_) => Ownership::HalfDemo,
        None => Ownership::Hospital,
    })
}

/// Marks the demo hospital whole.
pub async fn finish(app: &App) -> Result<(), Fault> {
    let viewer = Viewer::operator(app.tenant);
    app.db
        .write(async |tx| Ok(settings::set(tx, &viewer, SETTING, DONE, app.now()).await?))
        .await
}

/// Furnishes the hospital; answers the accounts, whose passwords are drawn now and
/// shown nowhere else.
pub async fn furnish(app: &App) -> Result<Vec<DemoAccount>, Fault> {
    let viewer = Viewer::operator(app.tenant);
    name_hospital(app, &viewer).await?;
    for department in hospital::DEPARTMENTS {
        tongli_people::actions::add_department(app, &viewer, new_department(department)).await?;
    }
    let mut accounts = Vec::new();
    for person in hospital::STAFF {
        accounts.push(hire(app, &viewer, person).await?);
    }
    for (code, login) in hospital::COMPLAINT_CONTACTS {
        name_contact(app, &viewer, code, login).await?;
    }
    list_calls(app, &viewer).await?;
    Ok(accounts)
}

/// Every name the demo hospital gives: whoever looks for words of the wrong language
/// on a page tells names from words by it.
pub fn names() -> Vec<&'static str> {
    let departments = hospital::DEPARTMENTS.iter().map(|one| one.name);
    let staff = hospital::STAFF.iter().map(|one| one.name);
    let house = [hospital::NAME, hospital::CONTACT];
    departments.chain(staff).chain(house).collect()
}

/// The first thing written says whose this database is.
async fn name_hospital(app: &App, viewer: &Viewer) -> Result<(), Fault> {
    let now = app.now();
    app.db
        .write(async |tx| {
            for (name, value) in [
                (SETTING, STARTED),
                (tongli_people::HOSPITAL_NAME, hospital::NAME),
                (tongli_people::PUBLIC_CONTACT, hospital::CONTACT),
            ] {
                settings::set(tx, viewer, name, value, now).await?;
            }
            Ok(())
        })
        .await
}

/// The numbers a night officer finds.
async fn list_calls(app: &App, viewer: &Viewer) -> Result<(), Fault> {
    for (position, (job, name, phone, hours)) in (1_i64..).zip(hospital::CALLS) {
        let new = tongli_duty::NewCall {
            job: tongli_duty::Job::from_code(job)
                .ok_or_else(|| Fault::bug(format!("the demo rings an unknown {job}")))?,
            name: (*name).to_owned(),
            phone: (*phone).to_owned(),
            hours: Some((*hours).to_owned()),
            position,
        };
        tongli_duty::keep_call(app, viewer, app.now(), None, &new).await?;
    }
    Ok(())
}

async fn name_contact(app: &App, viewer: &Viewer, code: &str, login: &str) -> Result<(), Fault> {
    let missing = || Fault::bug(format!("the demo lacks {code} or {login}"));
    let (department, staff) = {
        let mut tx = app.db.read().await?;
        let department = tongli_people::department_by_code(&mut tx, app.tenant, code).await?;
        let staff = tongli_people::find_by_login(&mut tx, app.tenant, login).await?;
        (department.ok_or_else(missing)?, staff.ok_or_else(missing)?)
    };
    let changed = NewDepartment {
        code: department.code,
        name: department.name,
        is_ward: department.is_ward,
        is_window: department.is_window,
        is_clinical: department.is_clinical,
        contact: Some(staff.id),
    };
    let version = department.version;
    tongli_people::actions::change_department(app, viewer, department.id, changed, version).await
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
