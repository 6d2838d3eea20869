//! A hospital with a few people and wards, on the database of a test.

use std::sync::Arc;

use tongli_cases::{
    Case, Doing, FactChange, Move, NewCase, Once, Registered, Registering, Step, Verb,
};
use tongli_kernel::{DepartmentId, Fault, Moment, Role, SetClock, Viewer};
use tongli_store::Db;
use tongli_store::migrate::Migration;
pub use tongli_testing::TENANT;
use tongli_testing::{self as testing, ByName, house, morning};
use tongli_web::App;

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

pub struct Hospital {
    pub app: App,
    pub clock: Arc<SetClock>,
    pub ward: DepartmentId,
    pub clinic: DepartmentId,
}

impl Hospital {
    /// The clock stands at 2026-09-28 09:12.
    pub async fn new(db: Db) -> Hospital {
        let clock = morning();
        let words = [
            tongli_web::WORDS,
            tongli_people::WORDS,
            tongli_calendars::feature().words,
            tongli_patients::WORDS,
            tongli_work::WORDS,
            tongli_approvals::WORDS,
            tongli_cases::WORDS,
        ];
        let app = App::new(house(db, &clock, &words, ByName));
        let (ward, clinic) = (
            testing::ward(&app, "GK2", "骨科二病区").await,
            testing::ward(&app, "JZ", "急诊科").await,
        );
        Hospital {
            app,
            clock,
            ward,
            clinic,
        }
    }

    pub async fn staff(&self, login: &str, roles: &[Role], departments: &[DepartmentId]) -> Viewer {
        testing::staff(&self.app, login, roles, departments).await
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
