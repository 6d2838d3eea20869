//! A house with this room in it, on a database of a test.

use std::sync::Arc;

use tongli_kernel::{
    Fault, HospitalTime, IdMint, Moment, OsChance, Private, Role, SetClock, StaffId, Tenant, Viewer,
};
use tongli_people::actions::{self, Opened, SignIn};
use tongli_people::{NewStaff, roles};
use tongli_store::Db;
use tongli_store::attachments::FileStore;
use tongli_store::keys::Keys;
use tongli_store::migrate::Migration;
use tongli_store::numbers::NumberBlocks;
use tongli_web::{App, Assets, House, Limits, SignedIn, Words};

pub const PASSWORD: &str = "sunny-ward-7-teapot";

pub fn steps() -> Vec<Migration> {
    [tongli_store::migrate::MIGRATIONS, tongli_people::MIGRATIONS].concat()
}

pub struct World {
    pub app: App,
    pub clock: Arc<SetClock>,
}

pub fn world(db: Db) -> World {
    let clock = Arc::new(SetClock::at(noon()));
    let app = App::new(House {
        db,
        clock: clock.clone(),
        chance: Arc::new(OsChance),
        ids: IdMint::new(1),
        server: 1,
        numbers: NumberBlocks::default(),
        keys: Keys::generate(&OsChance),
        files: FileStore::new(std::env::temp_dir()),
        time: HospitalTime::named("Asia/Shanghai").unwrap(),
        tenant: Tenant(1),
        words: Words::gather(&[tongli_web::WORDS, tongli_people::WORDS]).unwrap(),
        assets: Assets::load().unwrap(),
        identify: tongli_people::identify(),
        menu: tongli_people::feature().menu.to_vec(),
        panels: vec![],
        doors: Vec::new(),
        written: Vec::new(),
        limits: Limits::default(),
        public_url: "http://localhost".into(),
        trusted_proxies: vec![],
    });
    World { app, clock }
}

pub fn noon() -> Moment {
    Moment::from_rfc3339("2026-09-28T12:00:00+08:00").unwrap()
}

pub fn secret(text: &str) -> Private<String> {
    Private::new(text.to_owned())
}

impl World {
    pub fn operator(&self) -> Viewer {
        Viewer::operator(self.app.tenant)
    }

    pub fn after_minutes(&self, minutes: i64) {
        self.clock.set(self.app.now().plus_seconds(minutes * 60));
    }

    /// Somebody with a role; the number is the login in capitals.
    pub async fn somebody(&self, login: &str, name: &str, held: &[Role]) -> StaffId {
        let new = NewStaff {
            roles: held.to_vec(),
            valid_until: held
                .contains(&roles::SUPERVISOR)
                .then(|| self.app.now().plus_hours(24)),
            ..NewStaff::new(login, login.to_uppercase(), name, secret(PASSWORD))
        };
        actions::add_staff(&self.app, &self.operator(), new)
            .await
            .unwrap()
    }

    pub async fn viewer(&self, id: StaffId) -> Viewer {
        let mut tx = self.app.db.read().await.unwrap();
        tongli_people::viewer_of(&mut tx, &self.app, id)
            .await
            .unwrap()
            .unwrap()
    }

    pub async fn sign_in(&self, login: &str, password: &str) -> Result<Opened, Fault> {
        let typed = SignIn {
            login: login.into(),
            password: secret(password),
            from: "10.0.0.7".into(),
            user_agent: "Mozilla/5.0 (Windows NT 10.0)".into(),
        };
        actions::sign_in(&self.app, typed).await
    }

    pub async fn who(&self, opened: &Opened) -> Option<SignedIn> {
        let identify = tongli_people::identify();
        identify
            .by_cookie(&self.app, opened.secret.open())
            .await
            .unwrap()
    }

    pub async fn version(&self, id: StaffId) -> i64 {
        let mut tx = self.app.db.read().await.unwrap();
        let found = tongli_people::find_staff(&mut tx, self.app.tenant, id)
            .await
            .unwrap();
        found.unwrap().version
    }

    /// Verbs in somebody's history, oldest first.
    pub async fn history(&self, id: StaffId) -> Vec<String> {
        let mut tx = self.app.db.read().await.unwrap();
        let subject = tongli_store::Subject::new(actions::STAFF, id.raw());
        let links = tongli_store::history::list(&mut tx, self.app.tenant, subject, 0, 100)
            .await
            .unwrap();
        links.into_iter().map(|link| link.verb).collect()
    }
}

/// The word key under the first wrong field.
pub fn refusal<T: std::fmt::Debug>(outcome: Result<T, Fault>) -> (String, String) {
    match outcome.unwrap_err() {
        Fault::Invalid(errors) => {
            let (field, said) = errors.iter().next().unwrap();
            (field.to_owned(), said.key.to_string())
        }
        Fault::Conflict(said) => (String::new(), said.key.to_string()),
        Fault::Forbidden(permission) => ("forbidden".into(), permission.name.into()),
        other => (format!("{other:?}"), String::new()),
    }
}
