//! A house with this room and those below it, on the database of a test.

use std::path::PathBuf;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use tongli_feature::Feature;
use tongli_kernel::{
    Fault, HospitalTime, Id, IdMint, Lang, Role, SeededChance, SetClock, Tenant, Viewer, ViewerKind,
};
use tongli_people::roles::{DIRECTOR, INFORMATION, RECEPTIONIST};
use tongli_store::Db;
use tongli_store::attachments::FileStore;
use tongli_store::keys::Keys;
use tongli_store::migrate::Migration;
use tongli_store::numbers::NumberBlocks;
use tongli_web::{App, Assets, House, Identify, Limits, SignedIn, WordFiles, Words};

fn below() -> [Feature; 1] {
    [tongli_people::feature()]
}

pub fn steps() -> Vec<Migration> {
    let mut steps: Vec<Migration> = tongli_store::migrate::MIGRATIONS.to_vec();
    for feature in below() {
        steps.extend(feature.migrations);
    }
    steps.extend(tongli_patients::MIGRATIONS);
    steps.extend(tongli_work::MIGRATIONS);
    steps.extend(tongli_approvals::MIGRATIONS);
    steps.extend(tongli_cases::MIGRATIONS);
    steps.extend(tongli_imports::MIGRATIONS);
    steps
}

fn words() -> Words {
    let mut files: Vec<WordFiles> = vec![
        tongli_web::WORDS,
        tongli_patients::WORDS,
        tongli_cases::WORDS,
        tongli_imports::WORDS,
    ];
    files.extend(below().iter().map(|feature| feature.words));
    Words::gather(&files).unwrap()
}

pub fn staff(role: Role) -> Viewer {
    Viewer {
        tenant: Tenant(1),
        kind: ViewerKind::Staff(Id::new(41)),
        name: "周敏".to_owned(),
        roles: [role].into(),
        departments: Vec::new(),
        lang: Lang::Zh,
    }
}

pub fn clerk() -> Viewer {
    staff(INFORMATION)
}

pub fn director() -> Viewer {
    staff(DIRECTOR)
}

pub fn receptionist() -> Viewer {
    staff(RECEPTIONIST)
}

/// The cookie names the role.
struct ByName;

impl Identify for ByName {
    fn by_cookie<'a>(
        &'a self,
        _: &'a App,
        cookie: &'a str,
    ) -> BoxFuture<'a, Result<Option<SignedIn>, Fault>> {
        Box::pin(async move {
            let role = tongli_people::roles::named(cookie);
            Ok(role.map(|role| SignedIn {
                viewer: staff(role),
                csrf: "token".to_owned(),
                place: String::new(),
                first: None,
            }))
        })
    }

    fn by_token<'a>(
        &'a self,
        _: &'a App,
        _: &'a str,
    ) -> BoxFuture<'a, Result<Option<SignedIn>, Fault>> {
        Box::pin(async { Ok(None) })
    }
}

/// A folder of this test alone.
fn folder() -> PathBuf {
    let chance: &dyn tongli_kernel::Chance = &tongli_kernel::OsChance;
    std::env::temp_dir().join(format!("tongli_imports_{}", &chance.secret()[..12]))
}

pub fn house(db: Db) -> App {
    house_with(db, Arc::new(SetClock::at(morning())))
}

/// 2026-09-28 09:12.
pub fn morning() -> tongli_kernel::Moment {
    HospitalTime::named("Asia/Shanghai")
        .unwrap()
        .read("2026-09-28T09:12")
        .unwrap()
}

pub fn house_with(db: Db, clock: Arc<SetClock>) -> App {
    let chance = SeededChance::new(7);
    App::new(House {
        db,
        clock,
        keys: Keys::generate(&chance),
        chance: Arc::new(chance),
        ids: IdMint::new(1),
        server: 1,
        numbers: NumberBlocks::default(),
        files: FileStore::new(folder()),
        time: HospitalTime::named("Asia/Shanghai").unwrap(),
        tenant: Tenant(1),
        words: words(),
        assets: Assets::load().unwrap(),
        identify: Arc::new(ByName),
        menu: Vec::new(),
        panels: Vec::new(),
        doors: Vec::new(),
        written: Vec::new(),
        limits: Limits::default(),
        public_url: "http://localhost".to_owned(),
        trusted_proxies: Vec::new(),
    })
}

/// Makes a case one that the office's clerks may not know of.
pub async fn hide(app: &App, number: &'static str) {
    let discipline = tongli_kernel::Confidentiality::Discipline;
    app.db
        .write(async |tx| {
            tx.run(
                "UPDATE cases SET confidentiality = $2 WHERE number = $1",
                tongli_store::args![number, discipline],
            )
            .await?;
            Ok(())
        })
        .await
        .unwrap();
}
