//! The index of what was said: per record one row of entries, written in the
//! transaction of the change. SQLite keeps it in FTS5, PostgreSQL in a `tsvector`; both
//! get the entries as this program makes them, so that neither parses a language.
//!
//! What the entries mean is the business of the room that writes them: words under the
//! mark of who may read them, and whose record it is.

mod expr;
mod grams;
mod text;

use std::collections::BTreeSet;

use tongli_kernel::{Fault, Tenant};

pub use expr::Expr;
pub use grams::{Gram, asked, grams, singles};
pub use text::{hits, normal, occurs, words};

use crate::engine::{postgres, sqlite};
use crate::keys::Ring;
use crate::seal::index_key_of;
use crate::{Db, Engine, Query, StoreError, Tx, args, sha256};

/// What blind entries are bound to.
const BLIND: &str = "search.entry";
/// How much of a blind place an entry keeps: what meets by chance is told apart when
/// the words themselves are compared.
const BLIND_SIGNS: usize = 12;

/// The entry of a word of something that is sealed at rest.
pub fn blind(ring: &Ring, tenant: Tenant, gram: &str) -> String {
    shortened(&ring.blind(tenant, BLIND, gram))
}

/// The entries under which such a word may stand: by the present index key, and by the
/// one before it while there is one.
pub fn blind_places(ring: &Ring, tenant: Tenant, gram: &str) -> BTreeSet<String> {
    let places = ring.places(tenant, BLIND, gram);
    places.iter().map(|place| shortened(place)).collect()
}

fn shortened(place: &str) -> String {
    let from = place.len().saturating_sub(BLIND_SIGNS);
    place.get(from..).unwrap_or(place).to_owned()
}

/// Under which index key blind entries are made now.
pub fn blind_key(ring: &Ring, tenant: Tenant) -> String {
    index_key_of(&ring.blind(tenant, BLIND, "")).to_owned()
}

/// The row of one record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entries {
    pub all: BTreeSet<String>,
    /// The index key of the blind ones, if there are any.
    pub key: Option<String>,
}

impl Entries {
    fn digest(&self) -> String {
        let all: Vec<&str> = self.all.iter().map(String::as_str).collect();
        sha256(all.join(" ").as_bytes())
    }

    /// As the engine takes them.
    fn written(&self, engine: Engine) -> String {
        let all = self.all.iter().map(|one| {
            let plain: String = one.chars().filter(|one| expr::is_plain(*one)).collect();
            match engine {
                Engine::Sqlite => plain,
                Engine::Postgres => format!("'{plain}'"),
            }
        });
        all.collect::<Vec<_>>().join(" ")
    }
}

/// Writes the row of a record over what stood there.
pub async fn put(
    tx: &mut Tx,
    tenant: Tenant,
    id: i64,
    entries: &Entries,
) -> Result<(), StoreError> {
    let (sql, written) = match tx.engine() {
        Engine::Sqlite => (sqlite::PUT_ENTRIES, entries.written(Engine::Sqlite)),
        Engine::Postgres => (postgres::PUT_ENTRIES, entries.written(Engine::Postgres)),
    };
    tx.run_last(sql, args![id, written]).await?;
    tx.run(
        "INSERT INTO search_rows (tenant, id, digest, blind_key) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant, id) DO UPDATE
         SET digest = excluded.digest, blind_key = excluded.blind_key",
        args![tenant, id, entries.digest(), entries.key.as_deref()],
    )
    .await?;
    Ok(())
}

/// Rows of one statement.
const PUT_AT_ONCE: usize = 50;

/// The same for many records. SQLite takes them one by one: a statement of many rows has
/// its index write to the disk what it would gather in memory.
pub async fn put_many(
    tx: &mut Tx,
    tenant: Tenant,
    rows: &[(i64, &Entries)],
) -> Result<(), StoreError> {
    // Only full ones, so that there is one text of the statement.
    let many = match tx.engine() {
        Engine::Sqlite => 0,
        Engine::Postgres => rows.len() - rows.len() % PUT_AT_ONCE,
    };
    let (many, few) = rows.split_at(many);
    for some in many.chunks(PUT_AT_ONCE) {
        put_some(tx, tenant, some).await?;
    }
    for (id, entries) in few {
        put(tx, tenant, *id, entries).await?;
    }
    Ok(())
}

/// Rows of PostgreSQL.
async fn put_some(tx: &mut Tx, tenant: Tenant, rows: &[(i64, &Entries)]) -> Result<(), StoreError> {
    let (open, close) = postgres::PUT_MANY;
    let written = rows
        .iter()
        .map(|(id, entries)| args![*id, entries.written(Engine::Postgres)]);
    let mut query = Query::new(open);
    query.push_rows(written).push(close);
    let (sql, args) = query.finish();
    tx.run(sql, args).await?;
    let given = rows
        .iter()
        .map(|(id, entries)| args![tenant, *id, entries.digest(), entries.key.as_deref()]);
    let mut query = Query::new("INSERT INTO search_rows (tenant, id, digest, blind_key) VALUES ");
    query.push_rows(given).push(
        " ON CONFLICT (tenant, id) DO UPDATE
         SET digest = excluded.digest, blind_key = excluded.blind_key",
    );
    let (sql, args) = query.finish();
    tx.run(sql, args).await?;
    Ok(())
}

/// Takes the row of a record away.
pub async fn forget(tx: &mut Tx, tenant: Tenant, id: i64) -> Result<(), StoreError> {
    let gone = tx
        .run(
            "DELETE FROM search_rows WHERE tenant = $1 AND id = $2",
            args![tenant, id],
        )
        .await?;
    if gone > 0 {
        tx.run_last("DELETE FROM search_terms WHERE rowid = $1", args![id])
            .await?;
    }
    Ok(())
}

/// Adds the condition on the row `s` of `search_terms`.
pub fn push_match(query: &mut Query, engine: Engine, expr: &Expr) {
    match engine {
        Engine::Sqlite => {
            let matches = sqlite::MATCHES;
            query.push(matches).bind(expr.for_engine(engine));
        }
        Engine::Postgres => {
            let (open, close) = postgres::MATCHES;
            query.push(open).bind(expr.for_engine(engine)).push(close);
        }
    }
}

/// Which rows of the index a statement takes, by their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// From the first to below the second; there are few.
    Walk(i64, i64),
    /// All below.
    Below(i64),
}

/// How many of the newest rows are to be walked before the index is asked for the rest.
/// What stands in many rows is found among them; what does not, stands in so few that all
/// of them are soon sorted. SQLite's index gives rows in their order and needs no walk.
pub fn to_walk(engine: Engine) -> Option<i64> {
    (engine == Engine::Postgres).then_some(2_000)
}

/// Adds the rows that hold all that is asked, as `s (rowid)`.
pub fn push_rows(query: &mut Query, engine: Engine, expr: &Expr, rows: Rows) {
    let asked = expr.for_engine(engine);
    match engine {
        Engine::Sqlite => {
            let (open, from, below, close) = sqlite::ROWS;
            let (lowest, highest) = match rows {
                Rows::Walk(lowest, highest) => (lowest, highest),
                Rows::Below(highest) => (i64::MIN, highest),
            };
            query.push(open).bind(asked).push(from).bind(lowest);
            query.push(below).bind(highest).push(close);
        }
        Engine::Postgres => {
            let (walk, rest, asked_ends, close) = postgres::ROWS;
            match rows {
                Rows::Walk(lowest, below) => {
                    query.push(walk).bind(asked).push(asked_ends).bind(lowest);
                    query.push(", ").bind(below).push(close);
                }
                Rows::Below(below) => {
                    query.push(rest).bind(asked).push(asked_ends).bind(below);
                    query.push(close);
                }
            }
        }
    }
}

/// Whether the index holds these entries of a record and was given no others.
pub async fn agrees(
    tx: &mut Tx,
    tenant: Tenant,
    id: i64,
    entries: &Entries,
) -> Result<bool, StoreError> {
    let given = tx
        .find(
            "SELECT digest FROM search_rows WHERE tenant = $1 AND id = $2",
            args![tenant, id],
            |row| row.get::<String>("digest"),
        )
        .await?;
    if given != Some(entries.digest()) {
        return Ok(false);
    }
    if tx.engine() == Engine::Postgres {
        let written = entries.written(Engine::Postgres);
        return Ok(tx.count(postgres::IS_ROW, args![id, written]).await? == 1);
    }
    // FTS5 gives no row back; it says whether a row holds what is asked.
    let all: Vec<&String> = entries.all.iter().collect();
    for some in all.chunks(ASKED_AT_ONCE) {
        let some = Expr::All(some.iter().copied().map(Expr::term).collect());
        let mut query = Query::new("SELECT COUNT(*) AS n FROM search_terms s WHERE s.rowid = ");
        query.bind(id).push(" AND ");
        push_match(&mut query, tx.engine(), &some);
        let (sql, args) = query.finish();
        if tx.count(sql, args).await? != 1 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Entries of one question.
const ASKED_AT_ONCE: usize = 500;

/// Under which index key the blind entries of a record stand; `None` where it has none.
pub async fn key_of_row(
    tx: &mut Tx,
    tenant: Tenant,
    id: i64,
) -> Result<Option<String>, StoreError> {
    let key = tx
        .find(
            "SELECT blind_key FROM search_rows WHERE tenant = $1 AND id = $2",
            args![tenant, id],
            |row| row.get::<Option<String>>("blind_key"),
        )
        .await?;
    Ok(key.flatten())
}

/// How many rows hold blind entries of an index key.
pub async fn count_under(tx: &mut Tx, tenant: Tenant, key: &str) -> Result<i64, StoreError> {
    tx.count(
        "SELECT COUNT(*) AS n FROM search_rows WHERE tenant = $1 AND blind_key = $2",
        args![tenant, key],
    )
    .await
}

/// Rows whose blind entries are of another key than this one, after an id.
pub async fn not_under(
    tx: &mut Tx,
    tenant: Tenant,
    key: &str,
    (after, limit): (i64, i64),
) -> Result<Vec<i64>, StoreError> {
    tx.all(
        "SELECT id FROM search_rows
         WHERE tenant = $1 AND blind_key <> $2 AND id > $3 ORDER BY id LIMIT $4",
        args![tenant, key, after, limit],
        |row| row.get("id"),
    )
    .await
}

/// Most a step of tidying does before others may write: pages of the index.
const TIDIED_AT_ONCE: i64 = 500;

/// Says that something was destroyed whose entries must leave the disk as well.
pub async fn wait_for_purge(tx: &mut Tx, tenant: Tenant) -> Result<(), StoreError> {
    if tx.engine() == Engine::Sqlite {
        tx.run(
            "INSERT INTO search_purges (tenant) VALUES ($1) ON CONFLICT DO NOTHING",
            args![tenant],
        )
        .await?;
    }
    Ok(())
}

/// Removes from the disk what rows that are gone have left in SQLite's index, where it
/// was asked for: there they are only marked until their part of the index is written
/// anew. One step a transaction, so that nobody waits long; a run that is stopped is
/// begun again by the next. PostgreSQL does it with its vacuum.
pub async fn purge(db: &Db, tenant: Tenant) -> Result<bool, Fault> {
    let mut tx = db.read().await?;
    let waiting = tx
        .count(
            "SELECT COUNT(*) AS n FROM search_purges WHERE tenant = $1",
            args![tenant],
        )
        .await?;
    drop(tx);
    if waiting == 0 {
        return Ok(false);
    }
    // A negative number begins with all parts; then each step goes on until nothing is
    // left to do.
    let mut pages = -TIDIED_AT_ONCE;
    while db
        .write(async |tx| Ok(sqlite::tidy(tx, pages).await?))
        .await?
    {
        pages = TIDIED_AT_ONCE;
    }
    db.write(async |tx| {
        tx.run("DELETE FROM search_purges WHERE tenant = $1", args![tenant])
            .await?;
        Ok(true)
    })
    .await
}
