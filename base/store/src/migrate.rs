//! Brings a database to the shape this program expects.

use std::collections::BTreeMap;

use tongli_kernel::{Fault, Moment};

use crate::{Db, Engine, StoreError, Tx, args, sha256};

/// One step, belonging to a room. Never edited after a release.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// `20261123_0100_base`: rooms' steps are merged in this order.
    pub id: &'static str,
    pub sqlite: &'static str,
    pub postgres: &'static str,
}

impl Migration {
    /// The same text for both engines, which is the rule.
    pub const fn portable(id: &'static str, sql: &'static str) -> Self {
        Self {
            id,
            sqlite: sql,
            postgres: sql,
        }
    }

    fn text(&self, engine: Engine) -> &'static str {
        match engine {
            Engine::Sqlite => self.sqlite,
            Engine::Postgres => self.postgres,
        }
    }
}

/// The steps of this crate.
pub const MIGRATIONS: &[Migration] = &[
    Migration::portable(
        "20261123_0100_base",
        include_str!("../migrations/20261123_0100_base.sql"),
    ),
    Migration {
        id: "20261123_0101_guards",
        sqlite: include_str!("../migrations/20261123_0101_guards.sqlite.sql"),
        postgres: include_str!("../migrations/20261123_0101_guards.postgres.sql"),
    },
    Migration {
        id: "20261127_0102_more_guards",
        sqlite: include_str!("../migrations/20261127_0102_more_guards.sqlite.sql"),
        postgres: include_str!("../migrations/20261127_0102_more_guards.postgres.sql"),
    },
    Migration::portable(
        "20261127_1000_signers",
        include_str!("../migrations/20261127_1000_signers.sql"),
    ),
    Migration {
        id: "20261127_1003_signers_stay",
        sqlite: include_str!("../migrations/20261127_1003_signers_stay.sqlite.sql"),
        postgres: include_str!("../migrations/20261127_1003_signers_stay.postgres.sql"),
    },
    Migration {
        id: "20261127_1401_salt_goes",
        sqlite: include_str!("../migrations/20261127_1401_salt_goes.sqlite.sql"),
        postgres: include_str!("../migrations/20261127_1401_salt_goes.postgres.sql"),
    },
    Migration::portable(
        "20261127_1810_acts_counted",
        include_str!("../migrations/20261127_1810_acts_counted.sql"),
    ),
    Migration::portable(
        "20261127_1711_lists",
        include_str!("../migrations/20261127_1711_lists.sql"),
    ),
    Migration {
        id: "20261127_1711_search",
        sqlite: include_str!("../migrations/20261127_1711_search.sqlite.sql"),
        postgres: include_str!("../migrations/20261127_1711_search.postgres.sql"),
    },
];

/// How the database stands against the program.
#[derive(Debug, PartialEq, Eq)]
pub enum Standing {
    Current,
    /// Steps still to take, oldest first.
    Behind(Vec<&'static str>),
    /// The database has steps this program does not know, or knows otherwise.
    Foreign(Vec<String>),
}

/// Compares without changing anything.
pub async fn standing(db: &Db, steps: &[Migration]) -> Result<Standing, StoreError> {
    let mut tx = db.read().await?;
    let taken = taken(&mut tx).await?;
    Ok(compare(&taken, &ordered(steps), db.engine()))
}

/// Whether somebody has worked here: whatever anybody does leaves its history.
pub async fn holds_work(db: &Db) -> Result<bool, StoreError> {
    let mut tx = db.read().await?;
    if taken(&mut tx).await?.is_empty() {
        return Ok(false);
    }
    let any = tx
        .find("SELECT seq FROM history LIMIT 1", vec![], |row| {
            row.get::<i64>("seq")
        })
        .await?;
    Ok(any.is_some())
}

/// Removes every table and function of a PostgreSQL database, so that a demo can be
/// made anew in it. An SQLite database is a file and goes with it.
pub async fn take_down(db: &Db) -> Result<(), Fault> {
    db.write(async |tx| {
        if tx.engine() == Engine::Postgres {
            tx.script(TAKE_DOWN.into()).await?;
        }
        Ok(())
    })
    .await
}

const TAKE_DOWN: &str = "DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
        EXECUTE format('DROP TABLE %I CASCADE', one.tablename);
    END LOOP;
    FOR one IN SELECT p.oid::regprocedure AS name FROM pg_proc p
        WHERE p.pronamespace = current_schema()::regnamespace
          AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
        EXECUTE format('DROP FUNCTION %s CASCADE', one.name);
    END LOOP;
END $$";

/// Takes every step that is missing, each in a transaction of its own; answers
/// which were taken.
pub async fn migrate(
    db: &Db,
    steps: &[Migration],
    now: Moment,
) -> Result<Vec<&'static str>, Fault> {
    db.write(async |tx| {
        tx.run(
            "CREATE TABLE IF NOT EXISTS schema_steps (
                 id TEXT NOT NULL PRIMARY KEY, digest TEXT NOT NULL, taken_at BIGINT NOT NULL)",
            vec![],
        )
        .await?;
        Ok(())
    })
    .await?;
    let mut done = Vec::new();
    for step in ordered(steps) {
        if take(db, step, now).await? {
            done.push(step.id);
        }
    }
    Ok(done)
}

async fn take(db: &Db, step: Migration, now: Moment) -> Result<bool, Fault> {
    db.write(async |tx| {
        if tx.engine() == Engine::Postgres {
            // Two servers started together must not take a step twice.
            tx.run("LOCK TABLE schema_steps IN EXCLUSIVE MODE", vec![])
                .await?;
        }
        let digest = sha256(step.text(tx.engine()).as_bytes());
        let known = tx
            .find(
                "SELECT digest FROM schema_steps WHERE id = $1",
                args![step.id],
                |row| row.get::<String>("digest"),
            )
            .await?;
        match known {
            Some(known) if known == digest => return Ok(false),
            Some(_) => {
                return Err(Fault::bug(format!(
                    "migration {} was changed after it had been taken",
                    step.id
                )));
            }
            None => {}
        }
        tx.script(step.text(tx.engine()).into()).await?;
        tx.run(
            "INSERT INTO schema_steps (id, digest, taken_at) VALUES ($1, $2, $3)",
            args![step.id, digest, now],
        )
        .await?;
        Ok(true)
    })
    .await
}

fn ordered(steps: &[Migration]) -> Vec<Migration> {
    let mut steps = steps.to_vec();
    steps.sort_by_key(|step| step.id);
    steps
}

async fn taken(tx: &mut Tx) -> Result<BTreeMap<String, String>, StoreError> {
    let there = match tx.engine() {
        Engine::Sqlite => {
            tx.count(
                "SELECT count(*) AS n FROM sqlite_master WHERE name = 'schema_steps'",
                vec![],
            )
            .await?
        }
        Engine::Postgres => {
            tx.count(
                "SELECT count(*) AS n FROM pg_tables
                 WHERE tablename = 'schema_steps' AND schemaname = current_schema()",
                vec![],
            )
            .await?
        }
    };
    if there == 0 {
        return Ok(BTreeMap::new());
    }
    let rows = tx
        .all("SELECT id, digest FROM schema_steps", vec![], |row| {
            Ok((row.get("id")?, row.get("digest")?))
        })
        .await?;
    Ok(rows.into_iter().collect())
}

fn compare(taken: &BTreeMap<String, String>, steps: &[Migration], engine: Engine) -> Standing {
    let foreign: Vec<String> = taken
        .iter()
        .filter(|(id, digest)| {
            steps
                .iter()
                .find(|step| step.id == id.as_str())
                .is_none_or(|step| sha256(step.text(engine).as_bytes()) != **digest)
        })
        .map(|(id, _)| id.clone())
        .collect();
    if !foreign.is_empty() {
        return Standing::Foreign(foreign);
    }
    let behind: Vec<&'static str> = steps
        .iter()
        .filter(|step| !taken.contains_key(step.id))
        .map(|step| step.id)
        .collect();
    if behind.is_empty() {
        Standing::Current
    } else {
        Standing::Behind(behind)
    }
}

/// Whether a database, perhaps of an earlier version, has such a column.
pub(crate) async fn has_column(tx: &mut Tx, table: &str, column: &str) -> Result<bool, StoreError> {
    let sql = match tx.engine() {
        Engine::Sqlite => "SELECT COUNT(*) AS n FROM pragma_table_info($1) WHERE name = $2",
        Engine::Postgres => {
            "SELECT COUNT(*) AS n FROM information_schema.columns
             WHERE table_schema = current_schema() AND table_name = $1 AND column_name = $2"
        }
    };
    Ok(tx.count(sql, args![table, column]).await? > 0)
}
