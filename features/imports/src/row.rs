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
    pub narrative: String,
    pub demand: Option<String>,
    pub result: Option<String>,
    pub answered: Option<When>,
    pub remark: Option<String>,
}

/// Hides itself: names, telephones and what people told.
impl fmt::Debug for ParsedRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ParsedRow({:?}, {}, {:?})", self.place, self.received, self.kind)
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

    fn text(&self, column: Column) -> Option<String> {
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
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::panic,
        reason = "a test says what it expects"
    )]

    use super::*;

    const COLUMNS: [Column; 10] = [
        Column::Received,
        Column::Channel,
        Column::Kind,
        Column::Patient,
        Column::Phone,
        Column::Department,
        Column::Narrative,
        Column::Demand,
        Column::Result,
        Column::Answered,
    ];

    fn ground() -> Ground {
        Ground {
            columns: COLUMNS.iter().enumerate().map(|(at, column)| (*column, at)).collect(),
            year: None,
            channel: None,
            kind: None,
            today: "2026-09-28".parse().unwrap(),
        }
    }

    fn read(texts: [&str; 10]) -> Parsed {
        let cells: Vec<Cell> = texts.iter().map(|text| Cell::text(text)).collect();
        let ground = ground();
        let cells = Cells::pick(&cells, &ground.columns, &Cells::default());
        read_row(Place { sheet: 0, row: 4 }, &cells, &ground)
    }

    fn flaws(texts: [&str; 10]) -> Vec<(String, String)> {
        match read(texts) {
            Parsed::Bad { flaws, .. } => flaws
                .into_iter()
                .map(|flaw| (flaw.field, flaw.said.key.into_owned()))
                .collect(),
            other => panic!("{other:?} should be bad"),
        }
    }

    #[test]
    fn a_full_row_is_good() {
        let Parsed::Good(row) = read([
            "2011/9/24", "来电", "投诉", "李某", "13800001234", "骨科", " 等候太久 ", "道歉", "已道歉", "2011.9.26",
        ]) else {
            panic!("should be good")
        };
        assert_eq!(row.received.to_string(), "2011-09-24");
        assert_eq!(row.answered.unwrap().to_string(), "2011-09-26");
        assert_eq!((row.channel, row.kind), (Channel::Phone, Kind::Complaint));
        assert_eq!(row.narrative, "等候太久");
        assert_eq!(row.phone.as_deref(), Some("13800001234"));
        assert!(!format!("{row:?}").contains("李某"));
    }

    #[test]
    fn every_wrong_field_of_a_row_is_named() {
        let found = flaws(["2019-13-45", "烽火台", "", "", "", "", "", "", "", "2019-99-01"]);
        let found: Vec<(&str, &str)> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(
            found,
            [
                ("received", "imports-date-impossible"),
                ("channel", "imports-choice-unknown"),
                ("kind", "imports-choice-empty"),
                ("narrative", "imports-narrative-empty"),
                ("answered", "imports-date-impossible"),
            ]
        );
    }

    #[test]
    fn nobody_came_tomorrow_and_no_answer_came_before_the_question() {
        let late = flaws(["2026-09-29", "来访", "咨询", "", "", "", "几点上班", "", "", ""]);
        assert_eq!(late, [("received".to_owned(), "imports-date-future".to_owned())]);
        let early = flaws(["2026-09-28", "来访", "咨询", "", "", "", "几点上班", "", "", "2026-09-27"]);
        assert_eq!(early, [("answered".to_owned(), "imports-answered-before".to_owned())]);
    }

    #[test]
    fn words_instead_of_an_answers_day_are_no_mistake() {
        let outcome = read(["2011-09-24", "来访", "咨询", "", "", "", "几点上班", "", "", "未答复"]);
        assert!(matches!(outcome, Parsed::Good(row) if row.answered.is_none()));
    }

    #[test]
    fn as_above_takes_the_value_of_the_row_above() {
        let ground = ground();
        let above: Vec<Cell> = ["2011-09-24", "来访"].iter().map(|text| Cell::text(text)).collect();
        let above = Cells::pick(&above, &ground.columns, &Cells::default());
        let cells: Vec<Cell> = ["同上", "〃"].iter().map(|text| Cell::text(text)).collect();
        let cells = Cells::pick(&cells, &ground.columns, &above);
        assert_eq!(cells.text(Column::Received).as_deref(), Some("2011-09-24"));
        assert_eq!(cells.text(Column::Channel).as_deref(), Some("来访"));
    }

    #[test]
    fn a_telephone_is_kept_even_if_it_cannot_be_dialled() {
        assert_eq!(phone("13800001234/13900001234").as_deref(), Some("13800001234"));
        assert_eq!(phone("88886666").as_deref(), Some("88886666"));
        assert_eq!(phone("不详"), None);
        assert_eq!(phone("无"), None);
    }

    #[test]
    fn a_place_survives_its_key() {
        for place in [Place { sheet: 0, row: 12 }, Place { sheet: 11, row: 200_000 }] {
            assert_eq!(Place::from_key(place.key()), place);
        }
        assert_eq!(Place { sheet: 0, row: 12 }.code(), "0012");
        assert_eq!(Place { sheet: 1, row: 12 }.code(), "2S0012");
    }
}
