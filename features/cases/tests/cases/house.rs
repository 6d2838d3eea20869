//! A hospital with a few people and wards, on the database of a test.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use tongli_cases::{
    Case, Doing, FactChange, Move, NewCase, Once, Registered, Registering, Step, Verb,
};
use tongli_kernel::{
    DepartmentId, Fault, HospitalTime, IdMint, Moment, Private, Role, SeededChance, SetClock,
    StaffId, Tenant, Viewer,
};
use tongli_people::{NewDepartment, NewStaff, roles};
use tongli_store::Db;
use tongli_store::attachments::FileStore;
use tongli_store::keys::Keys;
use tongli_store::migrate::Migration;
use tongli_store::numbers::NumberBlocks;
use tongli_web::{App, Assets, House, Identify, Limits, SignedIn, Words};

pub const TENANT: Tenant = Tenant(1);

pub fn steps() -> Vec<Migration> {
    [
        tongli_store::migrate::MIGRATIONS,
        tongli_people::MIGRATIONS,
        tongli_calendars::feature().migrations,
        tongli_patients::MIGRATIONS,
        tongli_work::MIGRATIONS,
        tongli_approvals::MIGRATIONS,
        tongli_cases::MIGRATIONS,
    ]
    .concat()
}

/// Knows people by their login name instead of a secret.
struct ByName;

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
            Ok(viewer.map(|viewer| SignedIn {
                viewer,
                csrf: "token-of-the-form".into(),
                place: String::new(),
                first: None,
            }))
        })
    }
}

pub struct Hospital {
    pub app: App,
    pub clock: Arc<SetClock>,
    pub ward: DepartmentId,
    pub clinic: DepartmentId,
}

impl Hospital {
    /// The clock stands at 2026-09-28 09:12.
    pub async fn new(db: Db) -> Hospital {
        let time = HospitalTime::named("Asia/Shanghai").unwrap();
        let clock = Arc::new(SetClock::at(time.read("2026-09-28T09:12").unwrap()));
        let chance = SeededChance::new(7);
        let words = [
            tongli_web::WORDS,
            tongli_people::WORDS,
            tongli_calendars::feature().words,
            tongli_patients::WORDS,
            tongli_work::WORDS,
            tongli_approvals::WORDS,
            tongli_cases::WORDS,
        ];
        let app = App::new(House {
            db,
            clock: clock.clone(),
            keys: Keys::generate(&chance),
            chance: Arc::new(chance),
            ids: IdMint::new(1),
            server: 1,
            numbers: NumberBlocks::default(),
            files: FileStore::new(std::env::temp_dir().join("tongli-cases-files")),
            time,
            tenant: TENANT,
            words: Words::gather(&words).unwrap(),
            assets: Assets::load().unwrap(),
            identify: Arc::new(ByName),
            menu: Vec::new(),
            panels: Vec::new(),
            doors: Vec::new(),
            written: Vec::new(),
            limits: Limits::default(),
            public_url: "http://localhost".to_owned(),
            trusted_proxies: Vec::new(),
        });
        let ward = department(&app, "GK2", "骨科二病区").await;
        let clinic = department(&app, "JZ", "急诊科").await;
        Hospital {
            app,
            clock,
            ward,
            clinic,
        }
    }

    pub async fn staff(&self, login: &str, roles: &[Role], departments: &[DepartmentId]) -> Viewer {
        let password = Private::new("correct horse battery 1".to_owned());
        let mut new = NewStaff::new(login, login, login, password);
        new.roles = roles.to_vec();
        new.departments = departments.to_vec();
        if roles.contains(&roles::SUPERVISOR) {
            new.valid_until = Some(self.app.now().plus_hours(24 * 30));
        }
        let operator = Viewer::operator(TENANT);
        let id = tongli_people::actions::add_staff(&self.app, &operator, new)
            .await
            .unwrap();
        self.viewer(id).await
    }

    pub async fn viewer(&self, id: StaffId) -> Viewer {
        let mut tx = self.app.db.read().await.unwrap();
        tongli_people::viewer_of(&mut tx, &self.app, id)
            .await
            .unwrap()
            .unwrap()
    }

    pub fn at(&self, text: &str) -> Moment {
        self.app.time.read(text).unwrap()
    }

    pub async fn register(&self, viewer: &Viewer, new: &NewCase) -> Result<Registered, Fault> {
        let what = Registering {
            new,
            once: None,
            draft: None,
        };
        match tongli_cases::register(&self.app, viewer, self.app.now(), what).await? {
            Once::Done(done) => Ok(done),
            Once::Before(_) => panic!("nothing was done before"),
        }
    }

    pub async fn take(&self, viewer: &Viewer, case: &Case, doing: Doing) -> Result<Case, Fault> {
        let step = Step {
            number: &case.number,
            version: Some(case.version),
            doing: &doing,
            once: None,
        };
        match tongli_cases::take(&self.app, viewer, self.app.now(), step).await? {
            Once::Done(case) => Ok(case),
            Once::Before(_) => panic!("nothing was done before"),
        }
    }

    /// A step of a room above.
    pub async fn advance(
        &self,
        viewer: &Viewer,
        case: &Case,
        verb: Verb,
        change: FactChange,
    ) -> Result<Case, Fault> {
        let (app, change) = (&self.app, &change);
        app.db
            .write(async |tx| {
                let case = tongli_cases::read(tx, viewer, verb, &case.number).await?;
                let step = Move::new(verb, None, change.clone());
                tongli_cases::advance(tx, app, viewer, app.now(), &case, step).await
            })
            .await
    }

    pub async fn read(&self, viewer: &Viewer, verb: Verb, number: &str) -> Result<Case, Fault> {
        let mut tx = self.app.db.read().await.unwrap();
        tongli_cases::read(&mut tx, viewer, verb, number).await
    }

    pub async fn chain_holds(&self, case: &Case) {
        let mut tx = self.app.db.read().await.unwrap();
        assert_eq!(case.subject().check(&mut tx, TENANT).await.unwrap(), None);
    }
}

async fn department(app: &App, code: &str, name: &str) -> DepartmentId {
    let new = NewDepartment {
        code: code.into(),
        name: name.into(),
        is_ward: true,
        is_window: false,
        is_clinical: true,
        contact: None,
    };
    tongli_people::actions::add_department(app, &Viewer::operator(TENANT), new)
        .await
        .unwrap()
}
