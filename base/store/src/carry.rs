//! Carries rows as they are from one database into another of the same shape, many in
//! one statement: for rows that were made elsewhere by the house's own verbs.

use crate::engine::{postgres, sqlite};
use crate::{Engine, Query, Row, StoreError, Tx, Value};

/// Arguments of one statement; either engine takes ten times as many.
const ARGUMENTS: usize = 3_000;

/// A table of numbers and texts, which is all that rooms keep; an engine's own tables for
/// full text are none.
#[derive(Debug, Clone)]
pub struct Table {
    pub name: String,
    /// Each column, and whether it holds numbers.
    columns: Vec<(String, bool)>,
}

/// The tables of a database, by their names. No table refers to another, so that any
/// order will do.
pub async fn tables(tx: &mut Tx) -> Result<Vec<Table>, StoreError> {
    let sql = match tx.engine() {
        Engine::Sqlite => sqlite::COLUMNS,
        Engine::Postgres => postgres::COLUMNS,
    };
    let columns = tx
        .all(sql, vec![], |row| {
            let of = row.get::<String>("of_table")?;
            let kind = row.get::<String>("kind")?;
            Ok((of, row.get::<String>("name")?, kind))
        })
        .await?;
    let mut found: Vec<Table> = Vec::new();
    let mut others = Vec::new();
    for (of, name, kind) in columns {
        if kind != "BIGINT" && kind != "TEXT" {
            others.push(of.clone());
        }
        let column = (name, kind == "BIGINT");
        match found.last_mut().filter(|table| table.name == of) {
            Some(table) => table.columns.push(column),
            None => found.push(Table {
                name: of,
                columns: vec![column],
            }),
        }
    }
    found.retain(|table| !others.contains(&table.name));
    Ok(found)
}

impl Table {
    fn names(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        names.join(", ")
    }

    /// The columns that hold texts.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let texts = self.columns.iter().filter(|(_, numbers)| !numbers);
        texts.map(|(name, _)| name.as_str())
    }

    fn place(&self, column: &str) -> Result<usize, StoreError> {
        let found = self.columns.iter().position(|(name, _)| name == column);
        found.ok_or_else(|| StoreError::bug(format!("{} has no {column}", self.name)))
    }

    /// What a row says in a column.
    pub fn value<'a>(&self, row: &'a [Value], column: &str) -> Result<&'a Value, StoreError> {
        let found = row.get(self.place(column)?);
        found.ok_or_else(|| StoreError::bug(format!("a short row of {}", self.name)))
    }

    /// Lets a row say something else in a column.
    pub fn set(&self, row: &mut [Value], column: &str, value: Value) -> Result<(), StoreError> {
        let place = self.place(column)?;
        if let Some(found) = row.get_mut(place) {
            *found = value;
        }
        Ok(())
    }

    /// Whether nothing stands in it.
    pub async fn is_empty(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        let sql = format!("SELECT 1 AS one FROM {} LIMIT 1", self.name);
        let found = tx.find(sql, vec![], |row| row.get::<i64>("one")).await?;
        Ok(found.is_none())
    }

    /// All its rows.
    pub async fn rows(&self, tx: &mut Tx) -> Result<Vec<Vec<Value>>, StoreError> {
        let sql = format!("SELECT {} FROM {}", self.names(), self.name);
        tx.all(sql, vec![], |row| self.row(row)).await
    }

    fn row(&self, row: &Row) -> Result<Vec<Value>, StoreError> {
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
    }

    /// Puts rows of this table in, many at once.
    pub async fn put(&self, tx: &mut Tx, rows: Vec<Vec<Value>>) -> Result<(), StoreError> {
        let at_once = (ARGUMENTS / self.columns.len().max(1)).max(1);
        let mut rows = rows.into_iter();
        loop {
            let chunk: Vec<Vec<Value>> = rows.by_ref().take(at_once).collect();
            if chunk.is_empty() {
                return Ok(());
            }
            let (name, columns) = (&self.name, self.names());
            let sql = format!("INSERT INTO {name} ({columns}) VALUES ");
            let mut query = Query::of_tables(sql, tx.engine());
            query.push_rows(chunk);
            let (sql, args) = query.finish();
            tx.run(sql, args).await?;
        }
    }
}
