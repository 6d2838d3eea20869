//! What became of a file and of each of its rows, as programs and terminals read it.

use std::collections::BTreeMap;

use serde::Serialize;
use tongli_kernel::{Lang, Said};
use tongli_web::Words;

use crate::glimpse::Glimpse;
use crate::import::ImportId;
use crate::reading::{Reading, place_said};
use crate::row::{Flaw, Place, Why};
use crate::standing::Standing;

/// One wrong field of one bad row, in the reader's language.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BadLine {
    /// The number beside the row.
    pub row: i64,
    /// Where the file has several sheets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The code of the column.
    pub field: String,
    pub found: String,
    /// Where it stands and what to do about it.
    pub say: String,
}

/// One wrong field of a row that is told with the row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FlawTold {
    pub field: String,
    pub found: String,
    /// What to do about it.
    pub say: String,
}

/// One row of the file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowTold {
    pub row: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// `good`, `in`, `known`, `bad` or `skipped`.
    pub state: &'static str,
    #[serde(flatten)]
    pub glimpse: Glimpse,
    /// The case it became, or an earlier row of the same matter did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Why it was passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<FlawTold>,
    /// What a terminal says of it: nothing of a row that needs no word.
    #[serde(skip)]
    pub lines: Vec<String>,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outcome {
    /// `None` after a dry run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub import: Option<ImportId>,
    /// Rows that hold a matter.
    pub good: i64,
    pub bad: Vec<BadLine>,
    pub skipped: i64,
    /// Cases that this call brought in.
    pub brought_in: i64,
    /// Good rows that were in the archive before.
    pub known: i64,
    /// The same file had been brought in before; nothing was changed.
    pub again: bool,
    /// Every row below the headings, as they stand in the file.
    pub rows: Vec<RowTold>,
}

impl Outcome {
    /// A row with two wrong fields is one row.
    pub fn bad_rows(&self) -> usize {
        let bad = Standing::Bad.code();
        self.rows.iter().filter(|row| row.state == bad).count()
    }
}

/// What is known of a good row besides what stands in the file.
#[derive(Debug, Clone)]
pub(super) struct Became {
    pub standing: Standing,
    pub number: Option<String>,
}

pub(super) struct Teller<'a> {
    pub words: &'a Words,
    pub lang: Lang,
    pub reading: &'a Reading,
}

impl Teller<'_> {
    /// Tells a reading; good rows that are not in `became` could be brought in.
    pub fn tell(&self, became: &BTreeMap<Place, Became>) -> Outcome {
        let rows = self.rows(became);
        let count = |standing: Standing| {
            let some = rows.iter().filter(|row| row.state == standing.code());
            i64::try_from(some.count()).unwrap_or(i64::MAX)
        };
        let (brought_in, known) = (count(Standing::In), count(Standing::Known));
        Outcome {
            import: None,
            good: count(Standing::Good) + brought_in + known,
            bad: self.bad_lines(),
            skipped: count(Standing::Skipped),
            brought_in,
            known,
            again: false,
            rows,
        }
    }

    fn rows(&self, became: &BTreeMap<Place, Became>) -> Vec<RowTold> {
        let good = self.reading.good.iter().map(|row| {
            let told = became.get(&row.place);
            let standing = told.map_or(Standing::Good, |told| told.standing);
            let number = told.and_then(|told| told.number.clone());
            RowTold {
                lines: self.known_line(row.place, standing, number.as_deref()),
                number,
                ..self.row(row.place, standing, Glimpse::of(row))
            }
        });
        let bad = self.reading.bad.iter().map(|row| RowTold {
            faults: row.flaws.iter().map(|flaw| self.flaw(flaw)).collect(),
            lines: row
                .flaws
                .iter()
                .map(|flaw| self.flaw_line(row.place, flaw))
                .collect(),
            ..self.row(row.place, Standing::Bad, row.glimpse.clone())
        });
        let skipped = self.reading.skipped.iter().map(|row| RowTold {
            why: Some(row.why),
            lines: vec![self.skipped_line(row.place, row.why)],
            ..self.row(row.place, Standing::Skipped, row.glimpse.clone())
        });
        let mut rows: Vec<(Place, RowTold)> = good
            .zip(self.reading.good.iter().map(|row| row.place))
            .chain(bad.zip(self.reading.bad.iter().map(|row| row.place)))
            .chain(skipped.zip(self.reading.skipped.iter().map(|row| row.place)))
            .map(|(told, place)| (place, told))
            .collect();
        rows.sort_by_key(|(place, _)| *place);
        rows.into_iter().map(|(_, told)| told).collect()
    }

    fn row(&self, place: Place, standing: Standing, glimpse: Glimpse) -> RowTold {
        RowTold {
            row: place.row,
            sheet: self.sheet_of(place),
            state: standing.code(),
            glimpse,
            number: None,
            why: None,
            faults: Vec::new(),
            lines: Vec::new(),
        }
    }

    fn bad_lines(&self) -> Vec<BadLine> {
        let rows = self.reading.bad.iter();
        rows.flat_map(|row| row.flaws.iter().map(|flaw| (row.place, flaw)))
            .map(|(place, flaw)| BadLine {
                row: place.row,
                sheet: self.sheet_of(place),
                field: flaw.field.clone(),
                found: flaw.found.clone(),
                say: self.flaw_line(place, flaw),
            })
            .collect()
    }

    fn flaw(&self, flaw: &Flaw) -> FlawTold {
        FlawTold {
            field: flaw.field.clone(),
            found: flaw.found.clone(),
            say: self.say(&flaw.said),
        }
    }

    fn sheet_of(&self, place: Place) -> Option<String> {
        let sheets = &self.reading.sheets;
        let at = usize::try_from(place.sheet).ok()?;
        sheets.get(at).filter(|_| sheets.len() > 1).cloned()
    }

    fn say(&self, said: &Said) -> String {
        self.words.say(self.lang, said)
    }

    fn at(&self, key: &'static str, place: Place) -> Said {
        Said::new(key).with("place", place_said(&self.reading.sheets, place))
    }

    /// `第 12 行，接待日期：…`
    fn flaw_line(&self, place: Place, flaw: &Flaw) -> String {
        let column = Said {
            key: flaw.column_word().into(),
            args: Vec::new(),
        };
        let said = self.at("imports-flaw", place).with("column", column);
        self.say(&said.with("said", flaw.said.clone()))
    }

    fn skipped_line(&self, place: Place, why: Why) -> String {
        let said = self.at("imports-line-skipped", place);
        self.say(&said.with("why", Said::new(why.word())))
    }

    fn known_line(&self, place: Place, standing: Standing, number: Option<&str>) -> Vec<String> {
        if standing != Standing::Known {
            return Vec::new();
        }
        let said = match number {
            Some(number) => self.at("imports-line-known", place).with("number", number),
            None => self.at("imports-line-known-bare", place),
        };
        vec![self.say(&said)]
    }
}
