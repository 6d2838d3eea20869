//! A statement whose conditions depend on a filter, put together from pieces
//! that all stand in the source.

use std::borrow::Cow;

use crate::{Engine, Sql, Stored, Value};

/// A growing statement with its arguments.
#[derive(Debug, Default)]
pub struct Query {
    sql: String,
    args: Vec<Value>,
    /// Markers are `?`, not `$1`.
    is_unnumbered: bool,
}

impl Query {
    pub fn new(sql: &'static str) -> Self {
        Self {
            sql: sql.to_owned(),
            ..Self::default()
        }
    }

    /// The same for a text whose names are those of the tables themselves. SQLite looks a
    /// numbered marker up among all others, so that a long statement would cost by the
    /// square.
    pub(crate) fn of_tables(sql: String, engine: Engine) -> Self {
        Self {
            sql,
            args: Vec::new(),
            is_unnumbered: engine == Engine::Sqlite,
        }
    }

    /// Appends text as it is.
    pub fn push(&mut self, sql: &'static str) -> &mut Self {
        self.sql.push_str(sql);
        self
    }

    /// Appends the marker of one more argument.
    pub fn bind(&mut self, value: impl Stored) -> &mut Self {
        self.bind_value(value.into_value())
    }

    /// Appends the marker of an argument that came out of a row.
    pub(crate) fn bind_value(&mut self, value: Value) -> &mut Self {
        self.args.push(value);
        if self.is_unnumbered {
            self.sql.push('?');
        } else {
            self.sql.push('$');
            self.sql.push_str(&self.args.len().to_string());
        }
        self
    }

    /// Appends markers of several arguments, separated by commas.
    pub fn bind_all<T: Stored>(&mut self, values: impl IntoIterator<Item = T>) -> &mut Self {
        for (at, value) in values.into_iter().enumerate() {
            if at > 0 {
                self.sql.push_str(", ");
            }
            self.bind(value);
        }
        self
    }

    /// Appends rows of values, each in brackets, as `INSERT` takes many at once.
    pub fn push_rows(&mut self, rows: impl IntoIterator<Item = Vec<Value>>) -> &mut Self {
        for (at, row) in rows.into_iter().enumerate() {
            self.sql.push_str(if at == 0 { "(" } else { ", (" });
            for (column, value) in row.into_iter().enumerate() {
                self.sql.push_str(if column == 0 { "" } else { ", " });
                self.bind_value(value);
            }
            self.sql.push(')');
        }
        self
    }

    pub fn finish(self) -> (Sql, Vec<Value>) {
        (Cow::Owned(self.sql), self.args)
    }
}
