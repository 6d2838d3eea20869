//! One statement on one connection, and the rows it answers.

use std::sync::Arc;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Statement};
use tokio::task::coop::consume_budget;

use crate::{Row, Sql, StoreError, Value};

/// One row: SQLite's own values under the names of their columns.
pub struct SqliteRow {
    names: Arc<[Box<str>]>,
    cells: Box<[Cell]>,
}

enum Cell {
    Null,
    Int(i64),
    Text(String),
    /// What no column of ours holds.
    Other,
}

impl SqliteRow {
    fn cell(&self, name: &str) -> Result<&Cell, StoreError> {
        let found = self.names.iter().rposition(|known| **known == *name);
        found
            .and_then(|at| self.cells.get(at))
            .ok_or_else(|| StoreError::bug(format!("no column is called {name}")))
    }

    pub(crate) fn int(&self, name: &str) -> Result<Option<i64>, StoreError> {
        match self.cell(name)? {
            Cell::Null => Ok(None),
            Cell::Int(number) => Ok(Some(*number)),
            Cell::Text(_) | Cell::Other => {
                Err(StoreError::bug(format!("column {name} is no number")))
            }
        }
    }

    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, StoreError> {
        match self.cell(name)? {
            Cell::Null => Ok(None),
            Cell::Text(text) => Ok(Some(text.clone())),
            Cell::Int(_) | Cell::Other => Err(StoreError::bug(format!("column {name} is no text"))),
        }
    }
}

fn cell(value: ValueRef<'_>) -> Result<Cell, StoreError> {
    Ok(match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Int(number),
        ValueRef::Text(text) => Cell::Text(
            std::str::from_utf8(text)
                .map_err(StoreError::bug)?
                .to_owned(),
        ),
        ValueRef::Real(_) | ValueRef::Blob(_) => Cell::Other,
    })
}

/// Puts the arguments where their markers stand. SQLite counts a marker where it first
/// stands, so that `$2` before `$1` is its first.
fn bind(statement: &mut Statement<'_>, args: Vec<Value>) -> Result<(), StoreError> {
    // How a statement would run is asked without arguments.
    if statement.is_explain() != 0 {
        return Ok(());
    }
    let markers = statement.parameter_count();
    // A name is found by walking over all of them. So many come from `Query` alone,
    // which numbers them in their order.
    let in_order = markers > FEW_MARKERS;
    let mut args: Vec<Option<Value>> = args.into_iter().map(Some).collect();
    for at in 1..=markers {
        let number = match in_order {
            true => at,
            false => number_of(statement, at)?,
        };
        let value = args.get_mut(number - 1).and_then(Option::take);
        let value = value.ok_or_else(|| StoreError::bug(format!("nothing is given for ${at}")))?;
        match value {
            Value::Int(number) => statement.raw_bind_parameter(at, number)?,
            Value::Text(text) => statement.raw_bind_parameter(at, text)?,
        }
    }
    Ok(())
}

const FEW_MARKERS: usize = 100;

/// Which argument the marker asks for; one without a number asks for its own.
fn number_of(statement: &Statement<'_>, at: usize) -> Result<usize, StoreError> {
    let Some(name) = statement.parameter_name(at) else {
        return Ok(at);
    };
    let number = name
        .strip_prefix('$')
        .and_then(|digits| digits.parse().ok());
    number
        .filter(|number| *number > 0)
        .ok_or_else(|| StoreError::bug(format!("a marker is called {name}")))
}

pub(crate) async fn run(
    conn: &mut Connection,
    sql: Sql,
    args: Vec<Value>,
) -> Result<u64, StoreError> {
    let touched = run_now(conn, &sql, args);
    consume_budget().await;
    touched
}

/// Runs a statement to its end, also one that answers; how many rows it touched.
pub(super) fn run_now(
    conn: &mut Connection,
    sql: &str,
    args: Vec<Value>,
) -> Result<u64, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    bind(&mut statement, args)?;
    let mut rows = statement.raw_query();
    while rows.next()?.is_some() {}
    drop(rows);
    drop(statement);
    Ok(conn.changes())
}

pub(crate) async fn all(
    conn: &mut Connection,
    sql: Sql,
    args: Vec<Value>,
) -> Result<Vec<Row>, StoreError> {
    let found = all_now(conn, &sql, args);
    // Nothing else here waits: without this a long job would let nobody else go on.
    consume_budget().await;
    found
}

fn all_now(conn: &mut Connection, sql: &str, args: Vec<Value>) -> Result<Vec<Row>, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    bind(&mut statement, args)?;
    let names: Arc<[Box<str>]> = statement.column_names().map(Box::from).collect();
    let mut rows = statement.raw_query();
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let cells = (0..names.len()).map(|at| cell(row.get_ref(at)?));
        found.push(Row::Sqlite(SqliteRow {
            names: names.clone(),
            cells: cells.collect::<Result<_, _>>()?,
        }));
    }
    Ok(found)
}

pub(crate) async fn script(conn: &mut Connection, sql: Sql) -> Result<(), StoreError> {
    Ok(conn.execute_batch(&sql)?)
}

/// Parses and plans a statement without running it.
pub(crate) async fn prepare(conn: &mut Connection, sql: Sql) -> Result<(), StoreError> {
    conn.prepare(&sql)?;
    Ok(())
}
