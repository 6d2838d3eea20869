//! No statement walks a table that grows with the cases: every text is planned on both
//! engines, over tables with enough rows that the planner knows what a walk costs.

mod access;
mod reviewed;
mod rows;

use std::collections::{BTreeMap, BTreeSet};

use tongli::features::migrations;
use tongli_store::testing::fresh;
use tongli_store::{Db, Engine, Tx};

use super::texts::statements;
use crate::house::ENGINES;
use access::{Access, Breadth};
use reviewed::REVIEWED;

/// How many arguments a text has.
fn arguments(text: &str) -> usize {
    text.split('$')
        .skip(1)
        .filter_map(|rest| {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            digits.parse().ok()
        })
        .max()
        .unwrap_or(0)
}

/// How an engine would answer a text, one line a step.
async fn steps(tx: &mut Tx, text: &str) -> Result<Vec<String>, String> {
    if tx.engine() == Engine::Sqlite {
        return tx
            .all(format!("EXPLAIN QUERY PLAN {text}"), vec![], |row| {
                row.get("detail")
            })
            .await
            .map_err(|error| error.to_string());
    }
    let unknown = vec!["NULL"; arguments(text)].join(", ");
    let called = if unknown.is_empty() {
        String::new()
    } else {
        format!("({unknown})")
    };
    tx.run(format!("PREPARE planned AS {text}"), vec![])
        .await
        .map_err(|error| error.to_string())?;
    let found = tx
        .all(
            format!("EXPLAIN (COSTS OFF) EXECUTE planned{called}"),
            vec![],
            |row| row.get("QUERY PLAN"),
        )
        .await
        .map_err(|error| error.to_string());
    tx.run("DEALLOCATE planned", vec![])
        .await
        .map_err(|error| error.to_string())?;
    found
}

/// The plan of a text that may not know its arguments, as a long-lived server has it.
async fn careful(tx: &mut Tx) {
    if tx.engine() == Engine::Postgres {
        for text in [
            "SET plan_cache_mode = force_generic_plan",
            "SET enable_seqscan = off",
        ] {
            tx.run(text, vec![]).await.unwrap();
        }
    }
}

/// Which index belongs to which table.
async fn indexes(tx: &mut Tx) -> BTreeMap<String, String> {
    let text = if tx.engine() == Engine::Sqlite {
        "SELECT name AS index_name, tbl_name AS table_name FROM sqlite_schema WHERE type = 'index'"
    } else {
        "SELECT CAST(indexname AS TEXT) AS index_name, CAST(tablename AS TEXT) AS table_name
         FROM pg_indexes WHERE schemaname = 'public'"
    };
    tx.all(text, vec![], |row| {
        Ok((row.get("index_name")?, row.get("table_name")?))
    })
    .await
    .unwrap()
    .into_iter()
    .collect()
}

/// A text on one line.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What walks a growing table, and which of the reviewed exceptions were met.
#[derive(Default)]
struct Looked {
    walks: Vec<String>,
    excused: BTreeSet<usize>,
    planned: usize,
}

impl Looked {
    async fn at(&mut self, tx: &mut Tx, texts: &[(String, String)]) {
        careful(tx).await;
        let indexes = indexes(tx).await;
        let engine = tx.engine();
        for (place, text) in texts {
            let steps = match steps(tx, text).await {
                Ok(steps) => steps,
                Err(error) => {
                    self.walks
                        .push(format!("{place}: {error}\n    {}", flat(text)));
                    continue;
                }
            };
            self.planned += 1;
            for access in access::read(engine, &steps, text, &indexes) {
                self.weigh(place, text, &access, engine);
            }
        }
    }

    fn weigh(&mut self, place: &str, text: &str, access: &Access, engine: Engine) {
        let is_large = rows::LARGEST.contains(&access.table.as_str());
        let is_walk = match access.breadth(text) {
            Breadth::Narrow => false,
            Breadth::Ordered => is_large,
            Breadth::Walk => !rows::GROWING_IS_ALL_BUT.contains(&access.table.as_str()),
        };
        if !is_walk {
            return;
        }
        let flat = flat(text);
        let known = REVIEWED
            .iter()
            .position(|one| one.table == access.table && flat.contains(one.text));
        match known {
            Some(at) => {
                self.excused.insert(at);
            }
            None => self.walks.push(format!(
                "{place} walks {} ({engine:?}): {}\n    {flat}",
                access.table, access.step
            )),
        }
    }
}

impl Looked {
    /// What is excused must be there.
    fn none_unmet(&self, assembled: bool) {
        let unmet: Vec<&str> = REVIEWED
            .iter()
            .enumerate()
            .filter(|(at, one)| one.assembled == assembled && !self.excused.contains(at))
            .map(|(_, one)| one.text)
            .collect();
        assert!(unmet.is_empty(), "excused and never met: {unmet:?}");
    }
}

/// Looks at the texts of SQLite and those of PostgreSQL, over tables with rows, none of them a hospital's, and
/// with the statistics a house has after its first hour.
async fn look(texts: [&[(String, String)]; 2]) -> Looked {
    let mut looked = Looked::default();
    for (engine, texts) in ENGINES.into_iter().zip(texts) {
        let test = fresh(engine, &migrations()).await;
        rows::fill(&test.db).await;
        test.db.refresh_statistics().await.unwrap();
        rows::analyse(&test.db).await;
        // A connection plans by what it found when it was opened.
        let db = Db::open(&test.url).await.unwrap();
        let mut tx = db.read().await.unwrap();
        looked.at(&mut tx, texts).await;
        drop(tx);
        db.close().await;
    }
    looked
}

fn refuse(looked: &Looked) {
    assert!(
        looked.walks.is_empty(),
        "{} walks:\n{}",
        looked.walks.len(),
        looked.walks.join("\n")
    );
}

/// The same text with lists of arguments of any length.
fn shape(text: &str) -> String {
    let mut shape = String::new();
    for (at, piece) in text.split('$').enumerate() {
        let rest = piece.trim_start_matches(|letter: char| letter.is_ascii_digit());
        match at {
            0 => shape.push_str(piece),
            _ if rest == ", " => {}
            _ => {
                shape.push('$');
                shape.push_str(rest);
            }
        }
    }
    shape
}

/// Not what tests and the migration ask an engine about itself, nor a test's own count.
fn is_a_room_s(text: &str) -> bool {
    let own = [
        "information_schema",
        "pg_",
        "sqlite_",
        "pragma_",
        "schema_steps",
    ];
    let counts = "SELECT COUNT(*) AS n FROM ";
    let is_count = text
        .strip_prefix(counts)
        .is_some_and(|rest| !rest.contains(' '));
    !is_count && !text.contains("tenant = 1") && !own.iter().any(|piece| text.contains(piece))
}

/// Looks at statements that were put together while pages were visited, each on the
/// engines it ran on.
pub async fn assembled(texts: Vec<(String, [bool; 2])>) {
    let of_engine = |at: usize| -> Vec<(String, String)> {
        let run = texts.iter().filter(|(_, on)| on[at]).map(|(text, _)| text);
        let shapes: BTreeMap<String, String> = run
            .filter(|text| is_a_room_s(text))
            .map(|text| (shape(text), text.clone()))
            .collect();
        let texts = shapes.into_values();
        texts.map(|text| ("assembled".to_owned(), text)).collect()
    };
    let looked = look([&of_engine(0), &of_engine(1)]).await;
    refuse(&looked);
    looked.none_unmet(true);
}

#[tokio::test]
async fn no_text_walks_a_table_that_grows_with_the_cases() {
    let texts: Vec<(String, String)> = statements()
        .into_iter()
        .filter(|(_, text)| {
            !text.trim_start().starts_with("INSERT INTO") || text.contains("SELECT")
        })
        .collect();
    let looked = look([&texts, &texts]).await;
    assert!(looked.planned > 300, "only {} planned", looked.planned);
    refuse(&looked);
    looked.none_unmet(false);
}

#[tokio::test]
async fn a_walk_is_seen() {
    let walks = [
        "SELECT id FROM cases WHERE tenant = $1 AND narrative = $2",
        "SELECT id FROM cases WHERE tenant = $1 AND stage = $2",
        "SELECT COUNT(*) AS n FROM history WHERE tenant = $1 AND at >= $2 AND at < $3",
        "SELECT c.id FROM work_items i JOIN cases c ON c.tenant = i.tenant AND c.demand = i.label
         WHERE i.tenant = $1 AND i.id = $2",
    ];
    let texts: Vec<(String, String)> = walks
        .iter()
        .map(|text| ("a page".to_owned(), (*text).to_owned()))
        .collect();
    let looked = look([&texts, &texts]).await;
    // Each on both engines.
    assert_eq!(looked.walks.len(), 2 * walks.len(), "{:?}", looked.walks);
}
