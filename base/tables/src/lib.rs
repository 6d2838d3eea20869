//! Tables that leave the house as files: one way to write Excel, CSV and JSON lines,
//! row by row, so that the longest list takes no more memory than a short one. What
//! somebody typed never becomes a formula of the one who opens the file.

mod book;
mod lines;

use std::io::Write;
use std::path::Path;

use serde::Serialize;
use tongli_kernel::{Day, Fault, HospitalTime, Moment};

use book::Book;

/// In which form a list leaves the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Xlsx,
    Csv,
    /// One object a line, with codes: for programs.
    Jsonl,
}

impl Format {
    pub const ALL: &[Format] = &[Self::Xlsx, Self::Csv, Self::Jsonl];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.code() == code)
    }

    /// The same among the forms that people open.
    pub fn sheet(code: &str) -> Option<Self> {
        Self::from_code(code).filter(|one| *one != Self::Jsonl)
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Jsonl => "application/jsonl",
        }
    }
}

/// A value of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Empty,
    Text(String),
    Number(i64),
    Moment(Moment),
    Day(Day),
}

impl Cell {
    /// A text; an empty one is no value.
    pub fn text(value: impl Into<String>) -> Cell {
        let value = value.into();
        if value.is_empty() {
            Cell::Empty
        } else {
            Cell::Text(value)
        }
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Cell {
        value.map_or(Cell::Empty, Into::into)
    }
}

impl From<Moment> for Cell {
    fn from(moment: Moment) -> Cell {
        Cell::Moment(moment)
    }
}

impl From<Day> for Cell {
    fn from(day: Day) -> Cell {
        Cell::Day(day)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Cell {
        Cell::Number(number)
    }
}

/// A table under way. Lines may leave as they are written; a workbook leaves at its end
/// and keeps its rows on disk until then.
pub struct Table {
    time: HospitalTime,
    form: Form,
}

enum Form {
    Csv(Vec<u8>),
    Jsonl(Vec<u8>),
    Xlsx(Box<Book>),
}

impl Table {
    /// Begins a table. `folder` is where a workbook keeps its rows meanwhile, in files
    /// without a name; elsewhere it is the system's folder for such files.
    pub fn begin(
        format: Format,
        heads: Vec<String>,
        time: &HospitalTime,
        folder: Option<&Path>,
    ) -> Result<Table, Fault> {
        let form = match format {
            Format::Csv => Form::Csv(lines::head(heads)?),
            Format::Jsonl => Form::Jsonl(Vec::new()),
            Format::Xlsx => Form::Xlsx(Box::new(Book::begin(heads, folder)?)),
        };
        let time = time.clone();
        Ok(Table { time, form })
    }

    /// Adds a row: its cells for people, in the order of the heads, or one object for
    /// programs. Only the one that is wanted is made.
    pub fn add<J: Serialize>(
        &mut self,
        cells: impl FnOnce() -> Vec<Cell>,
        object: impl FnOnce() -> J,
    ) -> Result<(), Fault> {
        match &mut self.form {
            Form::Csv(out) => lines::add(out, cells(), &self.time),
            Form::Xlsx(book) => book.add(&cells(), &self.time),
            Form::Jsonl(out) => {
                serde_json::to_writer(&mut *out, &object()).map_err(Fault::bug)?;
                out.push(b'\n');
                Ok(())
            }
        }
    }

    /// Adds a row of a table that has no form for programs.
    pub fn add_row(&mut self, cells: Vec<Cell>) -> Result<(), Fault> {
        self.add(|| cells, || serde_json::Value::Null)
    }

    /// The bytes that may leave already; a workbook has none before its end.
    pub fn take(&mut self) -> Vec<u8> {
        match &mut self.form {
            Form::Csv(out) | Form::Jsonl(out) => std::mem::take(out),
            Form::Xlsx(_) => Vec::new(),
        }
    }

    /// Writes what has not left yet.
    pub fn finish(self, mut out: impl Write + Send) -> Result<(), Fault> {
        match self.form {
            Form::Csv(bytes) | Form::Jsonl(bytes) => out.write_all(&bytes).map_err(io_fault),
            Form::Xlsx(book) => book.finish(out),
        }
    }

    /// The whole file of a table that is short.
    pub fn into_bytes(self) -> Result<Vec<u8>, Fault> {
        let mut bytes = Vec::new();
        self.finish(&mut bytes)?;
        Ok(bytes)
    }
}

/// That a disk is full is no fault of the program: whoever waits is told to try again.
fn io_fault(error: std::io::Error) -> Fault {
    Fault::Unavailable(error.into())
}
