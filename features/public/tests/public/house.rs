//! A house with the rooms a report passes through, on the database of a test.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use tongli_kernel::{Fault, HospitalTime, IdMint, Moment, SeededChance, SetClock, Tenant, Viewer};
use tongli_people::{NewDepartment, actions::add_department};
use tongli_store::Db;
use tongli_store::attachments::FileStore;
use tongli_store::keys::Keys;
use tongli_store::migrate::Migration;
use tongli_store::numbers::NumberBlocks;
use tongli_store::testing::on_both;
use tongli_web::{App, Assets, House, Identify, Limits, SignedIn, Words};

struct Nobody;

impl Identify for Nobody {
    fn by_cookie<'a>(
        &'a self,
        _: &'a App,
        _: &'a str,
    ) -> BoxFuture<'a, Result<Option<SignedIn>, Fault>> {
        Box::pin(async { Ok(None) })
    }

    fn by_token<'a>(
        &'a self,
        _: &'a App,
        _: &'a str,
    ) -> BoxFuture<'a, Result<Option<SignedIn>, Fault>> {
        Box::pin(async { Ok(None) })
    }
}

pub fn words() -> Words {
    Words::gather(&[
        tongli_web::WORDS,
        tongli_patients::WORDS,
        tongli_public::WORDS,
    ])
    .unwrap()
}

fn steps() -> Vec<Migration> {
    let mut seen = BTreeSet::new();
    [
        tongli_store::migrate::MIGRATIONS,
        tongli_people::MIGRATIONS,
        tongli_calendars::MIGRATIONS,
        tongli_patients::MIGRATIONS,
        tongli_work::MIGRATIONS,
        tongli_approvals::MIGRATIONS,
        tongli_cases::MIGRATIONS,
        tongli_addressees::MIGRATIONS,
    ]
    .concat()
    .into_iter()
    .filter(|step| seen.insert(step.id))
    .collect()
}

pub fn at(text: &str) -> Moment {
    time().read(text).unwrap()
}

fn time() -> HospitalTime {
    HospitalTime::named("Asia/Shanghai").unwrap()
}

/// Monday before the National Day holidays of 2026.
pub const NOW: &str = "2026-09-28T09:12";

fn house_with(db: Db, keys: Keys) -> App {
    let chance = SeededChance::new(7);
    App::new(House {
        db,
        clock: Arc::new(SetClock::at(at(NOW))),
        keys,
        chance: Arc::new(chance),
        ids: IdMint::new(1),
        server: 1,
        numbers: NumberBlocks::default(),
        files: FileStore::new(std::env::temp_dir()),
        time: time(),
        tenant: Tenant(1),
        words: words(),
        assets: Assets::load().unwrap(),
        identify: Arc::new(Nobody),
        menu: Vec::new(),
        panels: Vec::new(),
        doors: Vec::new(),
        written: Vec::new(),
        limits: Limits::default(),
        public_url: "http://localhost".to_owned(),
        trusted_proxies: Vec::new(),
    })
}

/// A house with one ward, at 09:12 on the Monday before the holidays.
pub async fn with_house(test: impl AsyncFn(App)) {
    with_keys(|| Keys::generate(&SeededChance::new(7)), test).await;
}

/// The same with keys of one's own.
pub async fn with_keys(keys: impl Fn() -> Keys, test: impl AsyncFn(App)) {
    on_both(&steps(), async |db| {
        let app = house_with(db, keys());
        let ward = NewDepartment {
            code: "GK2".to_owned(),
            name: "骨科二病区".to_owned(),
            is_ward: true,
            is_clinical: true,
            ..NewDepartment::default()
        };
        add_department(&app, &Viewer::operator(app.tenant), ward)
            .await
            .unwrap();
        test(app).await;
    })
    .await;
}

pub async fn count(app: &App, sql: &'static str) -> i64 {
    let mut tx = app.db.read().await.unwrap();
    tx.count(sql, Vec::new()).await.unwrap()
}
