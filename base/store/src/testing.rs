//! Databases for tests: a fresh, migrated one on each engine, made by copying a
//! template. No test is skipped where PostgreSQL is missing; it fails and says so.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test without its database has to stop"
)]

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use tongli_kernel::{Chance, Fault, Moment, OsChance};

use crate::migrate::{Migration, migrate};
use crate::{Db, DbUrl, Durability, Engine, StoreError, sha256};

/// Names the cluster PostgreSQL tests use; the role there may create databases.
pub const POSTGRES_VARIABLE: &str = "TONGLI_TEST_POSTGRES";

/// A database of one test. Its files go with it.
pub struct TestDb {
    pub db: Db,
    /// The address, for a second server on the same data.
    pub url: DbUrl,
    folder: Option<PathBuf>,
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// Every text that has run in this process so far, and whether on SQLite and on
/// PostgreSQL.
pub fn texts_run() -> Vec<(String, [bool; 2])> {
    crate::tx::texts_run()
}

/// Runs a test on SQLite, then on PostgreSQL.
pub async fn on_both(steps: &[Migration], test: impl AsyncFn(Db)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let fresh = fresh(engine, steps).await;
        test(fresh.db.clone()).await;
        fresh.db.close().await;
    }
}

/// Lets the file of an SQLite database grow by so many pages and no further: a disk that
/// is full.
pub async fn let_grow(db: &Db, pages: i64) -> Result<(), Fault> {
    let mut tx = db.read().await?;
    let sql = "SELECT page_count AS n FROM pragma_page_count";
    let most = tx.count(sql, vec![]).await? + pages;
    drop(tx);
    let sql = format!("PRAGMA max_page_count = {most}");
    db.write(async |tx| {
        tx.run(sql.clone(), vec![]).await?;
        Ok(())
    })
    .await
}

/// A fresh, migrated database.
pub async fn fresh(engine: Engine, steps: &[Migration]) -> TestDb {
    match engine {
        Engine::Sqlite => fresh_sqlite(steps).await,
        Engine::Postgres => fresh_postgres(steps).await,
    }
}

fn name(prefix: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let chance: &dyn Chance = &OsChance;
    format!(
        "{prefix}_{}_{}",
        COUNT.fetch_add(1, Ordering::Relaxed),
        &chance.secret()[..12]
    )
}

/// The same steps have the same template.
fn fingerprint(steps: &[Migration]) -> String {
    let texts: String = steps
        .iter()
        .map(|step| format!("{}{}{}", step.id, step.sqlite, step.postgres))
        .collect();
    sha256(texts.as_bytes())[..16].to_owned()
}

fn temporary(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    folder
}

async fn fresh_sqlite(steps: &[Migration]) -> TestDb {
    static TEMPLATES: Mutex<Option<HashMap<String, PathBuf>>> = Mutex::new(None);
    let print = fingerprint(steps);
    let known = TEMPLATES
        .lock()
        .expect("no test died here")
        .get_or_insert_default()
        .get(&print)
        .cloned();
    let template = match known {
        Some(path) => path,
        None => {
            let path = temporary(&name("tongli_template")).join("tongli.db");
            let db = Db::open_with(&DbUrl::Sqlite(path.clone()), Durability::None)
                .await
                .expect("a template database");
            migrate(&db, steps, Moment::from_millis(0))
                .await
                .expect("migrations run on SQLite");
            db.close().await;
            TEMPLATES
                .lock()
                .expect("no test died here")
                .get_or_insert_default()
                .insert(print, path.clone());
            path
        }
    };
    let folder = temporary(&name("tongli_test"));
    let path = folder.join("tongli.db");
    std::fs::copy(template, &path).expect("a copy of the template");
    let url = DbUrl::Sqlite(path);
    let db = Db::open_with(&url, Durability::None)
        .await
        .expect("the copied database opens");
    TestDb {
        db,
        url,
        folder: Some(folder),
    }
}

/// The cluster's address without a database name.
fn cluster() -> String {
    std::env::var(POSTGRES_VARIABLE).unwrap_or_else(|_| {
        panic!("{POSTGRES_VARIABLE} names no PostgreSQL cluster; `make test` starts one")
    })
}

fn address(database: &str) -> DbUrl {
    let cluster = cluster();
    let (base, query) = match cluster.split_once('?') {
        Some((base, query)) => (base.to_owned(), format!("?{query}")),
        None => (cluster, String::new()),
    };
    let after_scheme = base.find("://").map_or(0, |at| at + 3);
    let base = match base[after_scheme..].find('/') {
        Some(slash) => base[..after_scheme + slash].to_owned(),
        None => base,
    };
    DbUrl::Postgres(format!("{base}/{database}{query}"))
}

async fn fresh_postgres(steps: &[Migration]) -> TestDb {
    let admin = Db::open(&address("postgres"))
        .await
        .expect("the PostgreSQL cluster of the tests answers");
    let template = format!("tongli_template_{}", fingerprint(steps));
    make_template(&admin, &template, steps)
        .await
        .expect("migrations run on PostgreSQL");
    let database = name("tongli_test");
    create(&admin, &database, Some(&template)).await;
    admin.close().await;
    let url = address(&database);
    let db = Db::open(&url).await.expect("the copied database opens");
    TestDb {
        db,
        url,
        folder: None,
    }
}

/// `CREATE DATABASE` cannot run in a transaction, and refuses while its template
/// is in use: another test may be copying it at this moment.
async fn create(admin: &Db, database: &str, template: Option<&str>) {
    let clause = template.map_or(String::new(), |name| format!(" TEMPLATE {name}"));
    let sql = format!("CREATE DATABASE {database}{clause}");
    for _ in 0..600 {
        let mut tx = admin.read().await.expect("a connection");
        match tx.run(sql.clone(), vec![]).await {
            Ok(_) => return,
            Err(StoreError::Bug(error)) if error.to_string().contains("being accessed") => {
                tx.run("SELECT pg_sleep(0.05)", vec![])
                    .await
                    .expect("the cluster can wait");
            }
            Err(error) => panic!("could not create {database}: {error}"),
        }
    }
    panic!("template of {database} stays in use");
}

async fn make_template(admin: &Db, template: &str, steps: &[Migration]) -> Result<(), Fault> {
    let mut tx = admin.read().await?;
    // Tests of several processes share the cluster; one of them makes the template.
    tx.run("SELECT pg_advisory_lock(7714563)", vec![]).await?;
    let there = tx
        .count(
            "SELECT count(*) AS n FROM pg_database WHERE datname = $1",
            crate::args![template],
        )
        .await?;
    if there == 0 {
        let half = format!("{template}_half");
        tx.run(format!("DROP DATABASE IF EXISTS {half}"), vec![])
            .await?;
        create(admin, &half, None).await;
        let db = Db::open(&address(&half)).await?;
        migrate(&db, steps, Moment::from_millis(0)).await?;
        db.close().await;
        tx.run(
            format!("ALTER DATABASE {half} RENAME TO {template}"),
            vec![],
        )
        .await?;
    }
    tx.run("SELECT pg_advisory_unlock(7714563)", vec![]).await?;
    Ok(())
}
