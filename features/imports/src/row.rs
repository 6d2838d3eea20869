//! One row of a register: what it becomes, or what is wrong with it.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use tongli_cases::{Channel, Kind};
use tongli_kernel::{Day, Said};
use tongli_patients::normal_phone;

use crate::cell::Cell;
use crate::synonyms::{Column, channel_names, channel_of, is_same_as_above, kind_names, kind_of};
use crate::when::{NoDate, When, read_when};

/// Where a row stands in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// From 0.
    pub sheet: i64,
    /// The number beside the row, from 1.
    pub row: i64,
}

/// A sheet has fewer rows than this.
const SHEET_STEP: i64 = 10_000_000;

impl Place {
    /// One number for a table's key.
    pub const fn key(self) -> i64 {
        self.sheet * SHEET_STEP + self.row
    }

    pub const fn from_key(key: i64) -> Place {
        Place {
            sheet: key / SHEET_STEP,
            row: key % SHEET_STEP,
        }
    }

    /// As it stands in a case's number: `0012`, on a further sheet `2S0012`.
    pub fn code(self) -> String {
        if self.sheet == 0 {
            format!("{:04}", self.row)
        } else {
            format!("{}S{:04}", self.sheet + 1, self.row)
        }
    }
}

/// A row that can be brought in.
#[derive(Clone, PartialEq)]
pub struct ParsedRow {
    pub place: Place,
    pub received: When,
    pub channel: Channel,
    pub kind: Kind,
    pub patient: Option<String>,
    pub contact: Option<String>,
    /// In the form of [`normal_phone`] where that reads it, else as written.
    pub phone: Option<String>,
    pub record_no: Option<String>,
    pub department: Option<String>,
    /// Whom the complaint is about.
    pub complained_of: Option<String>,
    pub narrative: String,
    pub demand: Option<String>,
    pub result: Option<String>,
    pub answered: Option<When>,
    pub remark: Option<String>,
}

/// Hides itself: names, telephones and what people told.
impl fmt::Debug for ParsedRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "ParsedRow({:?}, {}, {:?})",
            self.place, self.received, self.kind
        )
    }
}

impl ParsedRow {
    /// What makes two rows the same matter, in whichever file they stand.
    pub fn identity(&self) -> String {
        let none = String::new();
        [
            &self.received.to_string(),
            self.channel.code(),
            self.kind.code(),
            self.patient.as_ref().unwrap_or(&none),
            self.contact.as_ref().unwrap_or(&none),
            self.phone.as_ref().unwrap_or(&none),
            &self.narrative,
        ]
        .join("\u{1f}")
    }
}

/// What is wrong with one field of a row.
#[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
pub struct Flaw {
    /// The code of the column.
    pub field: String,
    /// What stands there, shortened.
    pub found: String,
    /// What to do about it.
    pub said: Said,
}

impl Flaw {
    fn new(column: Column, found: &str, said: Said) -> Flaw {
        Flaw {
            field: column.code().to_owned(),
            found: shortened(found),
            said,
        }
    }

    pub fn column_word(&self) -> String {
        Column::from_code(&self.field).map_or_else(String::new, Column::word)
    }
}

const LONGEST_FOUND: usize = 40;

fn shortened(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST_FOUND {
        return line;
    }
    let head: String = line.chars().take(LONGEST_FOUND - 1).collect();
    format!("{head}…")
}

/// Why a row is passed over without being wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It sums the others up.
    Total,
    /// The headings once more, as on each printed page.
    Headings,
    /// A lone cell: a month's name, who filled it in.
    Lone,
}

impl Why {
    pub const fn code(self) -> &'static str {
        match self {
            Why::Total => "total",
            Why::Headings => "headings",
            Why::Lone => "lone",
        }
    }

    pub fn from_code(code: &str) -> Option<Why> {
        [Why::Total, Why::Headings, Why::Lone]
            .into_iter()
            .find(|one| one.code() == code)
    }

    /// The key of the reason as people read it.
    pub const fn word(self) -> &'static str {
        match self {
            Why::Total => "imports-why-total",
            Why::Headings => "imports-why-headings",
            Why::Lone => "imports-why-lone",
        }
    }
}

/// What a row that holds a matter was read as.
#[derive(Debug, Clone, PartialEq)]
pub enum Parsed {
    Good(Box<ParsedRow>),
    Bad { place: Place, flaws: Vec<Flaw> },
}

/// What a row is read against.
#[derive(Debug, Clone)]
pub struct Ground {
    /// Which cell holds what.
    pub columns: BTreeMap<Column, usize>,
    /// The register's year, for dates without one.
    pub year: Option<i16>,
    /// What the title says where there is no column.
    pub channel: Option<Channel>,
    pub kind: Option<Kind>,
    /// Nobody came after today.
    pub today: Day,
}

/// What stands where nothing stands.
static EMPTY: Cell = Cell::EMPTY;

/// The cells of a row by their meaning.
#[derive(Debug, Clone, Default)]
pub struct Cells(BTreeMap<Column, Cell>);

impl Cells {
    /// Picks the cells and carries down what is "as above".
    pub fn pick(cells: &[Cell], columns: &BTreeMap<Column, usize>, above: &Cells) -> Cells {
        let picked = columns.iter().map(|(column, at)| {
            let cell = cells.get(*at).cloned().unwrap_or(Cell::EMPTY);
            let same = matches!(&cell, Cell::Text(text) if is_same_as_above(text));
            let cell = if same {
                above.0.get(column).cloned().unwrap_or(cell)
            } else {
                cell
            };
            (*column, cell)
        });
        Cells(picked.collect())
    }

    fn cell(&self, column: Column) -> &Cell {
        self.0.get(&column).unwrap_or(&EMPTY)
    }

    pub(crate) fn text(&self, column: Column) -> Option<String> {
        let text = self.cell(column).shown();
        (!text.is_empty()).then_some(text)
    }
}

/// Longer texts are not told, they are pasted; a cell of Excel ends here too.
const LONGEST_TEXT: usize = 32_767;

/// Reads a row; every field that does not hold is named.
pub fn read_row(place: Place, cells: &Cells, ground: &Ground) -> Parsed {
    let mut flaws = Vec::new();
    let received = received(cells, ground, &mut flaws);
    let channel = choice(
        cells,
        Column::Channel,
        ground.channel,
        (channel_of, channel_names),
        &mut flaws,
    );
    let kind = choice(
        cells,
        Column::Kind,
        ground.kind,
        (kind_of, kind_names),
        &mut flaws,
    );
    let narrative = narrative(cells, &mut flaws);
    let answered = answered(cells, received, ground, &mut flaws);
    match (received, channel, kind, narrative) {
        (Some(received), Some(channel), Some(kind), Some(narrative)) if flaws.is_empty() => {
            Parsed::Good(Box::new(ParsedRow {
                place,
                received,
                channel,
                kind,
                patient: cells.text(Column::Patient),
                contact: cells.text(Column::Contact),
                phone: cells.text(Column::Phone).and_then(|text| phone(&text)),
                record_no: cells.text(Column::RecordNo),
                department: cells.text(Column::Department),
                complained_of: cells.text(Column::ComplainedOf),
                narrative,
                demand: cells.text(Column::Demand),
                result: cells.text(Column::Result),
                answered,
                remark: cells.text(Column::Remark),
            }))
        }
        _ => Parsed::Bad { place, flaws },
    }
}

fn date(cells: &Cells, column: Column, ground: &Ground) -> Result<When, NoDate> {
    match cells.cell(column) {
        Cell::When(when) => Ok(*when),
        Cell::Number(number) => When::from_serial(*number)
            .map_or_else(|| read_when(&cells.cell(column).shown(), ground.year), Ok),
        Cell::Text(text) => read_when(text, ground.year),
    }
}

fn received(cells: &Cells, ground: &Ground, flaws: &mut Vec<Flaw>) -> Option<When> {
    let found = cells.cell(Column::Received).shown();
    match date(cells, Column::Received, ground) {
        Ok(when) if when.day > ground.today => {
            let said = Said::new("imports-date-future").with("today", ground.today);
            flaws.push(Flaw::new(Column::Received, &found, said));
            None
        }
        Ok(when) => Some(when),
        Err(why) => {
            flaws.push(Flaw::new(Column::Received, &found, why.said()));
            None
        }
    }
}

/// The day of the answer, where one is given. Words such as "未答复" are no date
/// and no mistake.
fn answered(
    cells: &Cells,
    received: Option<When>,
    ground: &Ground,
    flaws: &mut Vec<Flaw>,
) -> Option<When> {
    let found = cells.text(Column::Answered)?;
    let mut refuse = |said: Said| {
        flaws.push(Flaw::new(Column::Answered, &found, said));
        None
    };
    match date(cells, Column::Answered, ground) {
        Ok(when) if when.day > ground.today => {
            refuse(Said::new("imports-date-future").with("today", ground.today))
        }
        Ok(when) if received.is_some_and(|received| when.day < received.day) => {
            refuse(Said::new("imports-answered-before"))
        }
        Ok(when) => Some(when),
        Err(_) if !found.chars().any(char::is_numeric) => None,
        Err(why) => refuse(why.said()),
    }
}

/// How the value of a column is read, and the names a reader may write there.
type Names<T> = (fn(&str) -> Option<T>, fn() -> Vec<&'static str>);

fn choice<T>(
    cells: &Cells,
    column: Column,
    instead: Option<T>,
    (read, names): Names<T>,
    flaws: &mut Vec<Flaw>,
) -> Option<T> {
    let text = cells.text(column);
    let value = match &text {
        Some(text) => read(text),
        None => instead,
    };
    if value.is_none() {
        let key = match &text {
            None => "imports-choice-empty",
            Some(_) => "imports-choice-unknown",
        };
        let found = text.unwrap_or_default();
        let said = Said::new(key)
            .with("found", shortened(&found))
            .with("names", names().join("、"));
        flaws.push(Flaw::new(column, &found, said));
    }
    value
}

fn narrative(cells: &Cells, flaws: &mut Vec<Flaw>) -> Option<String> {
    let Some(text) = cells.text(Column::Narrative) else {
        flaws.push(Flaw::new(
            Column::Narrative,
            "",
            Said::new("imports-narrative-empty"),
        ));
        return None;
    };
    if text.chars().count() > LONGEST_TEXT {
        let said = Said::new("imports-narrative-long").with("most", LONGEST_TEXT);
        flaws.push(Flaw::new(Column::Narrative, &text, said));
        return None;
    }
    Some(text)
}

/// The first number that reads as one; else, if there are digits at all, what was
/// written. "无" and "不详" are no number.
fn phone(text: &str) -> Option<String> {
    let parts = text.split(['/', '、', ',', '，', ';', '；', '\n', ' ']);
    std::iter::once(text)
        .chain(parts)
        .find_map(|part| normal_phone(part.trim()).ok())
        .or_else(|| {
            let digits = text.chars().filter(|letter| letter.is_numeric()).count();
            (digits >= 5).then(|| shortened(text))
        })
}

#[cfg(test)]
mod tests;
