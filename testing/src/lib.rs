//! What the tests of several rooms need alike: a house on the database of a test, and
//! people who come in by their names. No program depends on this crate.

#![allow(clippy::unwrap_used, reason = "a test without its house has to stop")]

use std::sync::Arc;

use futures_util::future::BoxFuture;
use tongli_feature::Feature;
use tongli_kernel::{
    DepartmentId, Fault, HospitalTime, IdMint, Moment, Private, Role, SeededChance, SetClock,
    Tenant, Viewer,
};
use tongli_people::actions::{add_department, add_staff};
use tongli_people::{NewDepartment, NewStaff, roles};
use tongli_store::Db;
use tongli_store::attachments::FileStore;
use tongli_store::keys::Keys;
use tongli_store::numbers::NumberBlocks;
use tongli_web::{App, Assets, House, Identify, Limits, SignedIn, WordFiles, Words};

pub const TENANT: Tenant = Tenant(1);

/// The token that stands in the forms of whoever came in by name.
pub const CSRF: &str = "t";

pub fn time() -> HospitalTime {
    HospitalTime::named("Asia/Shanghai").unwrap()
}

/// The moment of a hospital time such as `2026-11-20T09:00`.
pub fn moment(text: &str) -> Moment {
    time().read(text).unwrap()
}

/// The Monday before the National Day holidays, in hospital time.
pub const MORNING: &str = "2026-09-28T09:12";

/// A clock that stands at [`MORNING`].
pub fn morning() -> Arc<SetClock> {
    Arc::new(SetClock::at(moment(MORNING)))
}

/// A house with nothing in it but these words, and somebody at its door.
pub fn house(
    db: Db,
    clock: &Arc<SetClock>,
    words: &[WordFiles],
    identify: impl Identify + 'static,
) -> House {
    let chance = SeededChance::new(7);
    House {
        db,
        clock: clock.clone(),
        keys: Keys::generate(&chance),
        chance: Arc::new(chance),
        ids: IdMint::new(1),
        server: 1,
        numbers: NumberBlocks::default(),
        files: FileStore::new(std::env::temp_dir().join("tongli-test-files")),
        time: time(),
        tenant: TENANT,
        words: Words::gather(words).unwrap(),
        assets: Assets::load().unwrap(),
        identify: Arc::new(identify),
        menu: Vec::new(),
        panels: Vec::new(),
        doors: Vec::new(),
        written: Vec::new(),
        limits: Limits::default(),
        public_url: "http://localhost".to_owned(),
        trusted_proxies: Vec::new(),
    }
}

/// The same with what these rooms hang into the house.
pub fn furnished(house: House, rooms: &[Feature]) -> House {
    let of = rooms.iter();
    House {
        panels: of.clone().flat_map(|room| room.panels).copied().collect(),
        doors: of.clone().flat_map(|room| room.doors).copied().collect(),
        written: of.flat_map(|room| room.written).copied().collect(),
        ..house
    }
}

/// Knows people by their login name instead of a secret.
pub struct ByName;

impl Identify for ByName {
    fn by_cookie<'a>(
        &'a self,
        app: &'a App,
        cookie: &'a str,
    ) -> BoxFuture<'a, Result<Option<SignedIn>, Fault>> {
        self.by_token(app, cookie)
    }

    fn by_token<'a>(
        &'a self,
        app: &'a App,
        token: &'a str,
    ) -> BoxFuture<'a, Result<Option<SignedIn>, Fault>> {
        Box::pin(async move {
            let mut tx = app.db.read().await?;
            let Some(staff) = tongli_people::find_by_login(&mut tx, TENANT, token).await? else {
                return Ok(None);
            };
            let viewer = tongli_people::viewer_of(&mut tx, app, staff.id).await?;
            Ok(viewer.map(signed_in))
        })
    }
}

/// Knows people by what they say of themselves.
pub struct BySaying(pub fn(&str) -> Option<Viewer>);

impl Identify for BySaying {
    fn by_cookie<'a>(
        &'a self,
        _: &'a App,
        cookie: &'a str,
    ) -> BoxFuture<'a, Result<Option<SignedIn>, Fault>> {
        Box::pin(async move { Ok((self.0)(cookie).map(signed_in)) })
    }

    fn by_token<'a>(
        &'a self,
        _: &'a App,
        token: &'a str,
    ) -> BoxFuture<'a, Result<Option<SignedIn>, Fault>> {
        Box::pin(async move { Ok((self.0)(token).map(signed_in)) })
    }
}

/// Nobody is known.
pub const NOBODY: BySaying = BySaying(|_| None);

fn signed_in(viewer: Viewer) -> SignedIn {
    SignedIn {
        viewer,
        csrf: CSRF.to_owned(),
        place: String::new(),
        first: None,
    }
}

/// Somebody whose login, number and name are one; a supervisor stays for a month.
pub async fn staff(app: &App, login: &str, held: &[Role], departments: &[DepartmentId]) -> Viewer {
    let password = Private::new("correct horse battery 1".to_owned());
    let mut new = NewStaff::new(login, login, login, password);
    new.roles = held.to_vec();
    new.departments = departments.to_vec();
    if held.contains(&roles::SUPERVISOR) {
        new.valid_until = Some(app.now().plus_hours(24 * 30));
    }
    let operator = Viewer::operator(TENANT);
    let id = add_staff(app, &operator, new).await.unwrap();
    let mut tx = app.db.read().await.unwrap();
    tongli_people::viewer_of(&mut tx, app, id)
        .await
        .unwrap()
        .unwrap()
}

/// A ward.
pub async fn ward(app: &App, code: &str, name: &str) -> DepartmentId {
    let new = NewDepartment {
        code: code.to_owned(),
        name: name.to_owned(),
        is_ward: true,
        is_clinical: true,
        ..NewDepartment::default()
    };
    add_department(app, &Viewer::operator(TENANT), new)
        .await
        .unwrap()
}
