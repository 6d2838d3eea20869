//! A list of cases as a file: which columns it has, and how a value stands in each
//! kind of file. Nobody's name, number or address of a contact is among them.

use serde::Serialize;
use serde_json::{Value as Json, json};
use tongli_kernel::{HospitalTime, Lang, Moment};
use tongli_tables::Cell;
use tongli_web::Tongue;

use crate::codes::{Category, Channel, Finding, Handling, Kind, Stage, severity_word};

/// What an allegation gives to its case's row.
#[derive(Debug, Clone, Serialize)]
pub struct Put {
    pub category: Option<Category>,
    pub severity: Option<i64>,
    pub finding: Option<Finding>,
}

/// The clock of the answer (C03).
#[derive(Debug, Clone, Copy, Default)]
pub struct AnswerClock {
    pub due_at: Option<Moment>,
    pub met_at: Option<Moment>,
    /// `None` where nothing binds: no clock, or none that is counted.
    pub late: Option<bool>,
}

/// One case as it leaves.
#[derive(Debug, Clone)]
pub struct Entry {
    pub number: String,
    pub kind: Kind,
    pub stage: Stage,
    pub channel: Channel,
    pub received_at: Moment,
    pub registered_at: Moment,
    pub visited: String,
    pub complained_of: Vec<String>,
    pub allegations: Vec<Put>,
    pub narrative: String,
    pub demand: Option<String>,
    pub owner: String,
    pub handling: Vec<Handling>,
    pub result: Option<String>,
    pub answered_at: Option<Moment>,
    pub delivered_at: Option<Moment>,
    pub closed_at: Option<Moment>,
    pub archived_at: Option<Moment>,
    pub clock: AnswerClock,
    pub satisfaction: Option<i64>,
}

/// The heads of the columns, in the order of [`Entry::cells`].
const COLUMNS: &[&str] = &[
    "cases-number",
    "cases-kind-label",
    "cases-stage-label",
    "cases-channel-label",
    "cases-received-at",
    "cases-registered-at",
    "cases-export-visited",
    "cases-export-complained-of",
    "cases-category-label",
    "cases-severity",
    "cases-narrative",
    "cases-demand",
    "cases-owner",
    "cases-finding-label",
    "cases-handling-label",
    "cases-handling-result",
    "cases-export-answered",
    "cases-export-delivered",
    "cases-export-closed",
    "cases-export-archived",
    "cases-export-due",
    "cases-export-met",
    "cases-export-late",
    "cases-satisfaction",
];

/// The heads of a sheet.
pub fn heads(tongue: Tongue<'_>) -> Vec<String> {
    tongue.say_all(COLUMNS)
}

/// Several values in one cell.
fn listed(lang: Lang, values: impl IntoIterator<Item = String>) -> Cell {
    let separator = match lang {
        Lang::Zh => "；",
        Lang::En => "; ",
    };
    Cell::text(values.into_iter().collect::<Vec<_>>().join(separator))
}

impl Entry {
    fn categories(&self) -> Vec<Category> {
        let mut found: Vec<Category> = Vec::new();
        for category in self.allegations.iter().filter_map(|one| one.category) {
            if !found.contains(&category) {
                found.push(category);
            }
        }
        found
    }

    /// One finding an allegation, in their order; nothing where nobody has judged.
    fn findings(&self, tongue: Tongue<'_>) -> Cell {
        if self.allegations.iter().all(|one| one.finding.is_none()) {
            return Cell::Empty;
        }
        listed(
            tongue.lang,
            self.allegations.iter().map(|one| {
                one.finding.map_or_else(
                    || tongue.say("cases-finding-none"),
                    |finding| tongue.say(finding.word()),
                )
            }),
        )
    }

    /// The row of a sheet, in the order of its heads.
    pub fn cells(&self, tongue: Tongue<'_>) -> Vec<Cell> {
        let word = |key: String| Cell::Text(tongue.say(key));
        let severity = self.allegations.iter().filter_map(|one| one.severity).max();
        let categories = self.categories().into_iter();
        let late = self.clock.late.map_or(Cell::Empty, |late| {
            let key = if late {
                "cases-export-yes"
            } else {
                "cases-export-no"
            };
            word(key.to_owned())
        });
        vec![
            Cell::text(self.number.clone()),
            word(self.kind.word()),
            word(self.stage.word()),
            word(self.channel.word()),
            Cell::Moment(self.received_at),
            Cell::Moment(self.registered_at),
            Cell::text(self.visited.clone()),
            listed(tongue.lang, self.complained_of.iter().cloned()),
            listed(
                tongue.lang,
                categories.map(|one| format!("{} {}", one.code(), tongue.say(one.word()))),
            ),
            // The number first, so that a sheet sorts by it.
            severity.map_or(Cell::Empty, |one| {
                Cell::Text(format!("{one} {}", tongue.say(severity_word(one))))
            }),
            Cell::text(self.narrative.clone()),
            Cell::text(self.demand.clone().unwrap_or_default()),
            Cell::text(self.owner.clone()),
            self.findings(tongue),
            listed(
                tongue.lang,
                self.handling.iter().map(|one| tongue.say(one.word())),
            ),
            Cell::text(self.result.clone().unwrap_or_default()),
            Cell::from(self.answered_at),
            Cell::from(self.delivered_at),
            Cell::from(self.closed_at),
            Cell::from(self.archived_at),
            Cell::from(self.clock.due_at),
            Cell::from(self.clock.met_at),
            late,
            Cell::from(self.satisfaction),
        ]
    }

    /// The same for programs: codes, and moments with their offset.
    pub fn object(&self, time: &HospitalTime) -> Json {
        let at = |moment: Option<Moment>| moment.map(|moment| time.rfc3339(moment));
        json!({
            "number": self.number,
            "kind": self.kind,
            "stage": self.stage,
            "channel": self.channel,
            "received_at": at(Some(self.received_at)),
            "registered_at": at(Some(self.registered_at)),
            "department_visited": named(&self.visited),
            "departments_complained_of": self.complained_of,
            "allegations": self.allegations,
            "narrative": self.narrative,
            "demand": self.demand,
            "owner": named(&self.owner),
            "handling": self.handling,
            "result": self.result,
            "answered_at": at(self.answered_at),
            "delivered_at": at(self.delivered_at),
            "closed_at": at(self.closed_at),
            "archived_at": at(self.archived_at),
            "answer_due_at": at(self.clock.due_at),
            "answer_met_at": at(self.clock.met_at),
            "answer_late": self.clock.late,
            "satisfaction": self.satisfaction,
        })
    }
}

fn named(name: &str) -> Option<&str> {
    (!name.is_empty()).then_some(name)
}
