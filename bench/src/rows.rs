//! The rows of a registration, found again table by table, and the plain INSERTs
//! that write them elsewhere.

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::{Context, ensure};
use tongli_kernel::Tenant;
use tongli_store::search::{grams, normal};
use tongli_store::{Db, Engine, Tx, Value, args};

use crate::raw::Statement;
use crate::registering::Left;

/// How the rows of a registration are found in a table.
#[derive(Debug, Clone, Copy)]
enum By {
    /// By the case's id.
    Case(&'static str),
    /// By the caller's key.
    Key,
    /// The block its number was leased in, where the number is the block's first.
    Block,
}

/// Every table a registration writes into. One that is missing here makes the plain
/// INSERTs cheaper, never the door.
const WRITTEN: &[(&str, By)] = &[
    ("number_blocks", By::Block),
    (
        "persons",
        By::Case("id IN (SELECT person FROM cases WHERE id = $2)"),
    ),
    (
        "contacts",
        By::Case("id IN (SELECT contact FROM cases WHERE id = $2)"),
    ),
    (
        "clocks",
        By::Case("subject_kind = 'case' AND subject_id = $2"),
    ),
    (
        "work_items",
        By::Case("subject_kind = 'case' AND subject_id = $2"),
    ),
    ("cases", By::Case("id = $2")),
    ("search_rows", By::Case("id = $2")),
    ("case_allegations", By::Case("case_id = $2")),
    ("allegation_departments", By::Case("case_id = $2")),
    ("case_departments", By::Case("case_id = $2")),
    ("case_need_to_know", By::Case("case_id = $2")),
    (
        "history",
        By::Case("subject_kind = 'case' AND subject_id = $2"),
    ),
    (
        "history_heads",
        By::Case("subject_kind = 'case' AND subject_id = $2"),
    ),
    (
        "outbox",
        By::Case("subject_kind = 'case' AND subject_id = $2"),
    ),
    ("idempotency", By::Key),
];

/// Arguments of one statement, so that a long text index takes several.
const ARGUMENTS: usize = 600;

/// A table and its columns; `true` where a column holds numbers.
#[derive(Debug, Clone)]
struct Table {
    name: &'static str,
    by: By,
    columns: Vec<(String, bool)>,
}

/// The tables that a registration writes into, as the database describes them.
#[derive(Debug, Clone)]
pub struct Catalogue(Vec<Table>);

impl Catalogue {
    pub async fn read(db: &Db) -> anyhow::Result<Catalogue> {
        let mut tx = db.read().await?;
        let sql = match tx.engine() {
            Engine::Sqlite => "SELECT name, type FROM pragma_table_info($1) ORDER BY cid",
            Engine::Postgres => {
                "SELECT CAST(column_name AS TEXT) AS name, upper(CAST(data_type AS TEXT)) AS type
                 FROM information_schema.columns
                 WHERE table_schema = 'public' AND table_name = $1 ORDER BY ordinal_position"
            }
        };
        let mut tables = Vec::new();
        for (name, by) in WRITTEN {
            let columns = tx
                .all(sql, args![*name], |row| {
                    let numbers = row.get::<String>("type")? == "BIGINT";
                    Ok((row.get::<String>("name")?, numbers))
                })
                .await?;
            ensure!(!columns.is_empty(), "the table {name} is not there");
            tables.push(Table {
                name,
                by: *by,
                columns,
            });
        }
        Ok(Catalogue(tables))
    }

    /// The INSERTs that write the rows of one registration: one statement a table.
    pub async fn statements(
        &self,
        tx: &mut Tx,
        tenant: Tenant,
        left: &Left,
    ) -> anyhow::Result<Vec<Statement>> {
        let mut all = vec![index_row(tx, left).await?];
        for table in &self.0 {
            let rows = table.rows(tx, tenant, left).await?;
            let at_once = (ARGUMENTS / table.columns.len()).max(1);
            all.extend(rows.chunks(at_once).map(|rows| table.insert(rows)));
        }
        Ok(all)
    }

    /// How many rows of each table these statements write.
    pub fn count(&self, statements: &[Statement]) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for one in statements.iter().filter(|one| one.about != INDEX) {
            let columns = self.0.iter().find(|table| table.name == one.about);
            let wide = columns.map_or(1, |table| table.columns.len());
            *counts.entry(one.about).or_default() += one.args.len() / wide;
        }
        counts
    }
}

/// The index of search, which gives no row back: its entries are made once more from
/// what the case says, without the marks of who may know of it.
const INDEX: &str = "search_terms";

async fn index_row(tx: &mut Tx, left: &Left) -> anyhow::Result<Statement> {
    let said = "SELECT c.number || ' ' || c.narrative || ' ' || COALESCE(c.demand, '') || ' ' ||
                    COALESCE((SELECT string_agg(a.text, ' ') FROM case_allegations a
                              WHERE a.tenant = c.tenant AND a.case_id = c.id), '') AS said
                FROM cases c WHERE c.id = $1";
    let text: String = tx
        .one(said, args![left.case], |row| row.get("said"))
        .await?;
    let entries = grams(&normal(&text)).into_iter();
    let (sql, quote) = match tx.engine() {
        Engine::Sqlite => (
            "INSERT INTO search_terms (rowid, terms) VALUES ($1, $2)",
            "",
        ),
        Engine::Postgres => (
            "INSERT INTO search_terms (rowid, terms) VALUES ($1, CAST($2 AS tsvector))",
            "'",
        ),
    };
    let entries: Vec<String> = entries
        .map(|one| format!("{quote}t_{one}{quote}"))
        .collect();
    Ok(Statement {
        about: INDEX,
        sql: sql.into(),
        args: args![left.case, entries.join(" ")],
    })
}

impl Table {
    async fn rows(
        &self,
        tx: &mut Tx,
        tenant: Tenant,
        left: &Left,
    ) -> anyhow::Result<Vec<Vec<Value>>> {
        let (condition, args) = match self.by {
            By::Case(condition) => (condition, args![tenant, left.case]),
            By::Key => ("key = $2", args![tenant, &left.key]),
            By::Block => {
                let (series, number) = left.number.rsplit_once('-').context("a case's number")?;
                (
                    "series = $2 AND first = $3",
                    args![tenant, series, number.parse::<i64>()?],
                )
            }
        };
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        let sql = format!(
            "SELECT {} FROM {} WHERE tenant = $1 AND {condition}",
            names.join(", "),
            self.name
        );
        let rows = tx
            .all(sql, args, |row| {
                self.columns
                    .iter()
                    .map(|(name, numbers)| {
                        Ok(if *numbers {
                            Value::Int(row.get(name)?)
                        } else {
                            Value::Text(row.get(name)?)
                        })
                    })
                    .collect()
            })
            .await?;
        Ok(rows)
    }

    fn insert(&self, rows: &[Vec<Value>]) -> Statement {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        let mut sql = format!("INSERT INTO {} ({}) VALUES ", self.name, names.join(", "));
        let mut marker = 0;
        for (at, row) in rows.iter().enumerate() {
            sql.push_str(if at == 0 { "(" } else { ", (" });
            for column in 0..row.len() {
                marker += 1;
                let comma = if column == 0 { "" } else { ", " };
                let _ = write!(sql, "{comma}${marker}");
            }
            sql.push(')');
        }
        Statement {
            about: self.name,
            sql: sql.into(),
            args: rows.concat(),
        }
    }
}

/// Bytes of the database, and of its largest tables with their indexes.
pub async fn sizes(db: &Db) -> anyhow::Result<(i64, Vec<(String, i64)>)> {
    let mut tx = db.read().await?;
    let (whole, each) = match tx.engine() {
        Engine::Sqlite => (
            "SELECT page_count * page_size AS n FROM pragma_page_count(), pragma_page_size()",
            "SELECT m.tbl_name AS name, CAST(SUM(s.pgsize) AS BIGINT) AS n
             FROM dbstat s JOIN sqlite_master m ON m.name = s.name
             GROUP BY m.tbl_name ORDER BY n DESC LIMIT 8",
        ),
        Engine::Postgres => (
            "SELECT pg_database_size(current_database()) AS n",
            "SELECT CAST(relname AS TEXT) AS name, pg_total_relation_size(oid) AS n FROM pg_class
             WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
             ORDER BY n DESC LIMIT 8",
        ),
    };
    let bytes = tx.count(whole, vec![]).await?;
    let tables = tx
        .all(each, vec![], |row| Ok((row.get("name")?, row.get("n")?)))
        .await?;
    Ok((bytes, tables))
}
