//! A house with the rooms a report passes through, on the database of a test.

use std::collections::BTreeSet;

use tongli_kernel::SeededChance;
use tongli_store::Db;
use tongli_store::keys::Keys;
use tongli_store::migrate::Migration;
use tongli_store::testing::on_both;
pub use tongli_testing::{MORNING as NOW, moment as at};
use tongli_testing::{NOBODY, house, morning, ward};
use tongli_web::{App, House, WordFiles, Words};

const WORDS: &[WordFiles] = &[
    tongli_web::WORDS,
    tongli_patients::WORDS,
    tongli_public::WORDS,
];

pub fn words() -> Words {
    Words::gather(WORDS).unwrap()
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

fn house_with(db: Db, keys: Keys) -> App {
    App::new(House {
        keys,
        ..house(db, &morning(), WORDS, NOBODY)
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
        ward(&app, "GK2", "骨科二病区").await;
        test(app).await;
    })
    .await;
}

pub async fn count(app: &App, sql: &'static str) -> i64 {
    let mut tx = app.db.read().await.unwrap();
    tx.count(sql, Vec::new()).await.unwrap()
}
