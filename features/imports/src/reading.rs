//! A register as a whole: where its headings stand, and each row below them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use tongli_kernel::{Day, Said};

use crate::book::{Sheet, read_book};
use crate::cell::Cell;
use crate::glimpse::Glimpse;
use crate::row::{Cells, Flaw, Ground, Parsed, ParsedRow, Place, Why, read_row};
use crate::synonyms::{Column, channel_in_title, column_of, is_total, kind_in_title};
use crate::when::year_in_title;

/// Which heading was taken for what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mapped {
    pub heading: String,
    /// The code of the column; `None` for a heading that stays in the file.
    pub column: Option<String>,
}

impl Mapped {
    /// The word key of the column; empty where there is none.
    pub fn word(&self) -> String {
        let column = self.column.as_deref().and_then(Column::from_code);
        column.map_or_else(String::new, Column::word)
    }
}

/// A bad row with everything wrong about it.
#[derive(Debug, Clone, PartialEq)]
pub struct BadRow {
    pub place: Place,
    pub flaws: Vec<Flaw>,
    pub glimpse: Glimpse,
}

/// A row passed over.
#[derive(Debug, Clone, PartialEq)]
pub struct SkippedRow {
    pub place: Place,
    pub why: Why,
    pub glimpse: Glimpse,
}

/// What reading a file gave; nothing is kept yet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    pub mapped: Vec<Mapped>,
    /// The names of the sheets, for places.
    pub sheets: Vec<String>,
    pub good: Vec<ParsedRow>,
    pub bad: Vec<BadRow>,
    pub skipped: Vec<SkippedRow>,
}

/// Headings stand within this many rows that hold something.
const LOOK_FOR_HEADINGS: usize = 30;
/// Without these a row cannot become a case.
const NEEDED: [Column; 4] = [
    Column::Received,
    Column::Channel,
    Column::Kind,
    Column::Narrative,
];

/// Reads a register. `name` is the file's name: its year and kind help where the
/// sheet does not say.
pub fn read_register(bytes: &[u8], name: &str, today: Day) -> Result<Reading, Said> {
    let sheets = read_book(bytes)?;
    let mut reading = Reading::default();
    let mut nearest = BTreeSet::new();
    let mut read_any = false;
    for (at, sheet) in sheets.iter().enumerate() {
        reading.sheets.push(sheet.name.clone());
        match Table::find(sheet, name, today) {
            Ok(table) => {
                read_any = true;
                table.read(sheet, i64::try_from(at).unwrap_or(i64::MAX), &mut reading);
            }
            Err(found) if found.len() > nearest.len() => nearest = found,
            Err(_) => {}
        }
    }
    if read_any {
        Ok(reading)
    } else {
        Err(no_headings(&nearest))
    }
}

fn no_headings(found: &BTreeSet<Column>) -> Said {
    let missing = NEEDED.iter().filter(|column| !found.contains(column));
    let words = missing.map(|column| column.word());
    let mut said = Said::new("imports-no-headings");
    // Four places in the sentence; those that are there stay empty.
    let mut parts: Vec<Said> = words
        .map(|word| Said {
            key: word.into(),
            args: Vec::new(),
        })
        .collect();
    parts.truncate(NEEDED.len());
    let last = parts.into_iter().rev().reduce(|rest, first| {
        Said::new("imports-list")
            .with("first", first)
            .with("rest", rest)
    });
    if let Some(list) = last {
        said = said.with("missing", list);
    }
    said
}

/// The headings of one sheet.
struct Table {
    heading_row: i64,
    headings: Vec<String>,
    ground: Ground,
}

impl Table {
    /// The first row that names a date and a content; else what the best row named.
    fn find(sheet: &Sheet, name: &str, today: Day) -> Result<Table, BTreeSet<Column>> {
        let mut best = BTreeSet::new();
        let mut titles = vec![sheet.name.clone(), name.to_owned()];
        for (row, cells) in sheet.rows.iter().take(LOOK_FOR_HEADINGS) {
            let headings: Vec<String> = cells.iter().map(Cell::shown).collect();
            let columns = columns_of(&headings);
            let known: BTreeSet<Column> = columns.keys().copied().collect();
            let is_heading = columns.len() >= 3
                && known.contains(&Column::Received)
                && known.contains(&Column::Narrative);
            if is_heading {
                let ground = ground(columns, &titles, today);
                let lacks_kind = !known.contains(&Column::Kind) && ground.kind.is_none();
                let lacks_channel = !known.contains(&Column::Channel) && ground.channel.is_none();
                if lacks_kind || lacks_channel {
                    return Err(known);
                }
                return Ok(Table {
                    heading_row: *row,
                    headings,
                    ground,
                });
            }
            if known.len() > best.len() {
                best = known;
            }
            titles.insert(0, headings.join(" "));
        }
        Err(best)
    }

    fn read(&self, sheet: &Sheet, at: i64, reading: &mut Reading) {
        for mapped in self.mapped() {
            if !reading.mapped.contains(&mapped) {
                reading.mapped.push(mapped);
            }
        }
        let mut above = Cells::default();
        for (row, cells) in sheet.rows.range(self.heading_row + 1..) {
            let place = Place {
                sheet: at,
                row: *row,
            };
            if let Some(why) = self.passed_over(cells) {
                let glimpse = Glimpse::of_line(cells);
                reading.skipped.push(SkippedRow {
                    place,
                    why,
                    glimpse,
                });
                continue;
            }
            let cells = Cells::pick(cells, &self.ground.columns, &above);
            match read_row(place, &cells, &self.ground) {
                Parsed::Good(row) => reading.good.push(*row),
                Parsed::Bad { place, flaws } => reading.bad.push(BadRow {
                    place,
                    flaws,
                    glimpse: Glimpse::of_cells(&cells),
                }),
            }
            above = cells;
        }
    }

    fn mapped(&self) -> impl Iterator<Item = Mapped> {
        self.headings
            .iter()
            .enumerate()
            .filter(|(_, heading)| !heading.is_empty())
            .map(|(at, heading)| Mapped {
                heading: heading.clone(),
                column: self
                    .ground
                    .columns
                    .iter()
                    .find(|(_, place)| **place == at)
                    .map(|(column, _)| column.code().to_owned()),
            })
    }

    /// Totals, the headings once more, and lone cells are no matters.
    fn passed_over(&self, cells: &[Cell]) -> Option<Why> {
        let mut filled = cells.iter().filter(|cell| !cell.is_empty());
        let first = filled.next()?.shown();
        if is_total(&first) {
            return Some(Why::Total);
        }
        let again = cells.iter().map(Cell::shown).take(self.headings.len());
        if again.eq(self.headings.iter().cloned()) {
            return Some(Why::Headings);
        }
        let narrative = self.ground.columns.get(&Column::Narrative);
        let told = narrative
            .and_then(|at| cells.get(*at))
            .is_some_and(|cell| !cell.is_empty());
        (filled.next().is_none() && !told).then_some(Why::Lone)
    }
}

/// The first column of each meaning counts.
fn columns_of(headings: &[String]) -> BTreeMap<Column, usize> {
    let mut columns = BTreeMap::new();
    for (at, heading) in headings.iter().enumerate() {
        if let Some(column) = column_of(heading) {
            columns.entry(column).or_insert(at);
        }
    }
    columns
}

fn ground(columns: BTreeMap<Column, usize>, titles: &[String], today: Day) -> Ground {
    Ground {
        columns,
        year: titles.iter().find_map(|title| year_in_title(title)),
        channel: titles.iter().find_map(|title| channel_in_title(title)),
        kind: titles.iter().find_map(|title| kind_in_title(title)),
        today,
    }
}

impl Reading {
    /// How many rows hold a matter.
    pub fn rows(&self) -> usize {
        self.good.len() + self.bad.len()
    }

    /// A row as readers find it: `第 12 行`, with the sheet where there are several.
    pub fn place_said(&self, place: Place) -> Said {
        place_said(&self.sheets, place)
    }
}

/// A row as readers find it.
pub fn place_said(sheets: &[String], place: Place) -> Said {
    let sheet = usize::try_from(place.sheet)
        .ok()
        .and_then(|at| sheets.get(at));
    match sheet {
        Some(sheet) if sheets.len() > 1 => Said::new("imports-place-sheet")
            .with("sheet", sheet)
            .with("row", place.row),
        _ => Said::new("imports-place").with("row", place.row),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use tongli_cases::{Channel, Kind};

    use super::*;

    fn read(text: &str, name: &str) -> Result<Reading, Said> {
        read_register(text.as_bytes(), name, "2026-09-28".parse().unwrap())
    }

    fn rows(reading: &Reading) -> Vec<i64> {
        reading.good.iter().map(|row| row.place.row).collect()
    }

    #[test]
    fn titles_totals_and_blank_lines_are_passed_over() {
        let reading = read(
            "登记簿,,,,\n,,,,\n序号,接待日期,受理渠道,类别,反映内容\n1,2011-05-17,来访,咨询,几点上班\n,,,,\n五月,,,,\n2,2011-05-18,来电,投诉,等候太久\n序号,接待日期,受理渠道,类别,反映内容\n3,2011-05-19,来信,表扬,谢谢\n合计,,,,共3件\n",
            "a.csv",
        )
        .unwrap();
        assert_eq!(rows(&reading), [4, 7, 9]);
        assert!(reading.bad.is_empty());
        let why: Vec<Why> = reading.skipped.iter().map(|row| row.why).collect();
        assert_eq!(why, [Why::Lone, Why::Headings, Why::Total]);
    }

    #[test]
    fn english_headings_and_values_are_read() {
        let reading = read(
            "No.,Date received,Source,Type,Patient name,Phone,Department,Description,Parsed\n1,2025-03-04,Phone,Complaint,A. Reader,13800001234,Surgery,Waited four hours,Apologised\nTotal,,,,,,,1,\n",
            "register.csv",
        )
        .unwrap();
        assert_eq!(reading.good[0].channel, Channel::Phone);
        assert_eq!(reading.good[0].kind, Kind::Complaint);
        assert_eq!(reading.skipped.len(), 1);
    }

    #[test]
    fn the_title_says_what_no_column_says() {
        let text = "日期,电话,内容\n5月17日,13800001234,等候太久\n";
        let reading = read(text, "2011年来访投诉登记.csv").unwrap();
        let row = &reading.good[0];
        assert_eq!(row.received.to_string(), "2011-05-17");
        assert_eq!((row.channel, row.kind), (Channel::Visit, Kind::Complaint));
    }

    #[test]
    fn missing_headings_are_named() {
        let said = read("日期,电话,内容\n2011-05-17,1,等候\n", "a.csv").unwrap_err();
        assert_eq!(said.key, "imports-no-headings");
        let text = serde_json::to_string(&said).unwrap();
        assert!(text.contains("imports-column-channel") && text.contains("imports-column-kind"));
        assert!(!text.contains("imports-column-received"));
    }

    #[test]
    fn headings_show_what_they_were_taken_for() {
        let reading = read(
            "接待日期,来源,性质,内容,接待人\n2011-05-17,来访,咨询,几点上班,王敏\n",
            "a.csv",
        )
        .unwrap();
        let mapped: Vec<Option<&str>> = reading
            .mapped
            .iter()
            .map(|one| one.column.as_deref())
            .collect();
        assert_eq!(
            mapped,
            [
                Some("received"),
                Some("channel"),
                Some("kind"),
                Some("narrative"),
                None
            ]
        );
    }

    #[test]
    fn as_above_crosses_a_bad_row_but_not_the_headings() {
        let reading = read(
            "日期,渠道,类别,内容\n2011-05-17,来访,咨询,一\n同上,烽火台,〃,二\n同上,来访,同上,三\n",
            "a.csv",
        )
        .unwrap();
        assert_eq!(reading.good[1].received.to_string(), "2011-05-17");
        assert_eq!(reading.good[1].kind, Kind::Enquiry);
        let first = read("日期,渠道,类别,内容\n同上,来访,咨询,一\n", "a.csv").unwrap();
        assert_eq!(first.bad[0].flaws[0].field, "received");
    }
}
