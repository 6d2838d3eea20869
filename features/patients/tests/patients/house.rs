//! A house with this room and the base, on the database of a test.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use tongli_kernel::{Fault, HospitalTime, IdMint, Lang, SeededChance, SetClock, Tenant, Viewer};
use tongli_store::Db;
use tongli_store::attachments::FileStore;
use tongli_store::keys::Keys;
use tongli_store::migrate::Migration;
use tongli_store::numbers::NumberBlocks;
use tongli_web::{App, Assets, House, Identify, Limits, SignedIn, Words};

pub fn steps() -> Vec<Migration> {
    [
        tongli_store::migrate::MIGRATIONS,
        tongli_patients::MIGRATIONS,
    ]
    .concat()
}

pub fn viewer() -> Viewer {
    Viewer::operator(Tenant(1))
}

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

/// The clock stands at 2026-09-28 09:12.
pub fn house(db: Db) -> App {
    house_with(db, Keys::generate(&SeededChance::new(7)))
}

/// The same with keys that the test changes.
pub fn house_with(db: Db, keys: Keys) -> App {
    let time = HospitalTime::named("Asia/Shanghai").unwrap();
    let now = time.read("2026-09-28T09:12").unwrap();
    let chance = SeededChance::new(7);
    App::new(House {
        db,
        clock: Arc::new(SetClock::at(now)),
        keys,
        chance: Arc::new(chance),
        ids: IdMint::new(1),
        server: 1,
        numbers: NumberBlocks::default(),
        files: FileStore::new(std::env::temp_dir()),
        time,
        tenant: Tenant(1),
        words: Words::gather(&[tongli_web::WORDS, tongli_patients::WORDS]).unwrap(),
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

#[test]
fn every_permission_has_its_words() {
    let words = Words::gather(&[tongli_web::WORDS, tongli_patients::WORDS]).unwrap();
    for permission in tongli_patients::access::PERMISSIONS {
        assert!(words.knows(&permission.word()), "{}", permission.name);
    }
    let _ = Lang::ALL;
}
