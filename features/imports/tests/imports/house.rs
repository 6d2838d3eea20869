//! A house with this room and those below it, on the database of a test.

use std::path::PathBuf;
use std::sync::Arc;

use tongli_feature::Feature;
use tongli_kernel::{Id, Lang, Role, SetClock, Tenant, Viewer, ViewerKind};
use tongli_people::roles::{DIRECTOR, INFORMATION, RECEPTIONIST};
use tongli_store::Db;
use tongli_store::attachments::FileStore;
use tongli_store::migrate::Migration;
use tongli_testing::BySaying;
pub use tongli_testing::morning;
use tongli_web::{App, House, WordFiles};

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

fn words() -> Vec<WordFiles> {
    let mut files: Vec<WordFiles> = vec![
        tongli_web::WORDS,
        tongli_patients::WORDS,
        tongli_cases::WORDS,
        tongli_imports::WORDS,
    ];
    files.extend(below().iter().map(|feature| feature.words));
    files
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

/// A folder of this test alone.
fn folder() -> PathBuf {
    let chance: &dyn tongli_kernel::Chance = &tongli_kernel::OsChance;
    std::env::temp_dir().join(format!("tongli_imports_{}", &chance.secret()[..12]))
}

pub fn house(db: Db) -> App {
    house_with(db, morning())
}

/// The cookie names the role.
pub fn house_with(db: Db, clock: Arc<SetClock>) -> App {
    let by_role = BySaying(|role| tongli_people::roles::named(role).map(staff));
    App::new(House {
        files: FileStore::new(folder()),
        ..tongli_testing::house(db, &clock, &words(), by_role)
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
