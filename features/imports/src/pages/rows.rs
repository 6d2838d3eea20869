//! The rows of one file on its page: every one of them, a page at a time.

use std::collections::BTreeMap;

use tongli_cases::{CaseId, Kind};
use tongli_kernel::{Day, Fault, Said};
use tongli_store::Tx;
use tongli_web::{Ask, Form};

use crate::actions::number_of;
use crate::glimpse::Glimpse;
use crate::import::{Import, State};
use crate::reading::place_said;
use crate::row::{Flaw, Place, Why};
use crate::standing::{Show, Standing};
use crate::store::row_list::{self, From, RowLine};

/// Rows of one page.
const PAGE: usize = 50;

/// One way to narrow the list.
pub(super) struct Tab {
    pub word: &'static str,
    pub href: String,
    pub here: bool,
    pub count: i64,
    /// Somebody should look at these.
    pub alarming: bool,
}

/// A row as the page shows it.
pub(super) struct Line {
    pub place: Said,
    pub word: &'static str,
    pub badge: &'static str,
    /// What it became or would become.
    pub number: Option<String>,
    /// Where the case is, if the viewer may see it.
    pub href: Option<String>,
    pub glimpse: Glimpse,
    pub flaws: Vec<Flaw>,
    pub why: Option<Why>,
}

/// One page of rows with the ways to the others.
pub(super) struct Rows {
    pub tabs: Vec<Tab>,
    pub lines: Vec<Line>,
    pub show: Show,
    /// How many rows there are altogether.
    pub all: i64,
    pub to_bad: String,
    pub back: Option<String>,
    pub next: Option<String>,
}

impl Rows {
    pub async fn load(tx: &mut Tx, ask: &Ask, import: &Import) -> Result<Rows, Fault> {
        let query = Form::from_encoded(&ask.query);
        let show = Show::from_code(query.value("rows"));
        let from = from(&query);
        let tenant = ask.viewer.tenant;
        let of = (tenant, import.id);
        let mut found = row_list::page(tx, &ask.app, of, show, from, PAGE + 1).await?;
        let counts = row_list::counts(tx, tenant, import.id).await?;
        let (is_more_back, is_more_on) = cut(&mut found, from);
        let path = import.path();
        let page = |key: &str, row: Option<&RowLine>| {
            let place = |row: &RowLine| format!("{key}={}", row.place.key());
            row.map(|row| address(&path, show, &place(row)))
        };
        let rows = Rows {
            tabs: tabs(import, show, &counts),
            show,
            all: counts.values().sum(),
            to_bad: address(&path, Show::Bad, ""),
            back: page("before", found.first().filter(|_| is_more_back)),
            next: page("after", found.last().filter(|_| is_more_on)),
            lines: lines(tx, ask, import, found).await?,
        };
        Ok(rows)
    }

    pub fn is_filtered(&self) -> bool {
        self.show != Show::All
    }
}

fn from(query: &Form) -> From {
    let place = |key: &str| query.value(key).parse().ok();
    match (place("after"), place("before")) {
        (_, Some(place)) => From::Before(place),
        (Some(place), None) => From::After(place),
        (None, None) => From::After(i64::MIN),
    }
}

/// Takes the row away that was only asked for to know whether there are more;
/// answers on which sides there are.
fn cut(found: &mut Vec<RowLine>, from: From) -> (bool, bool) {
    let is_more = found.len() > PAGE;
    match from {
        From::Before(_) => {
            if is_more {
                found.remove(0);
            }
            (is_more, true)
        }
        From::After(place) => {
            found.truncate(PAGE);
            (place != i64::MIN, is_more)
        }
    }
}

fn address(path: &str, show: Show, page: &str) -> String {
    let rows = match show {
        Show::All => String::new(),
        _ => format!("rows={}", show.code()),
    };
    let parts = [rows.as_str(), page];
    let query: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let sign = if query.is_empty() { "" } else { "?" };
    format!("{path}{sign}{}", query.join("&"))
}

fn tabs(import: &Import, here: Show, counts: &BTreeMap<Standing, i64>) -> Vec<Tab> {
    let tab = |show: Show| {
        let standings = show.standings().iter();
        let count = standings.filter_map(|standing| counts.get(standing)).sum();
        Tab {
            word: show.word(import.state),
            href: address(&import.path(), show, ""),
            here: show == here,
            count,
            alarming: show == Show::Bad && count > 0,
        }
    };
    Show::ALL.into_iter().map(tab).collect()
}

async fn lines(
    tx: &mut Tx,
    ask: &Ask,
    import: &Import,
    found: Vec<RowLine>,
) -> Result<Vec<Line>, Fault> {
    let cases = found.iter().filter_map(|row| row.case);
    let numbers = tongli_cases::numbers_among(tx, &ask.viewer, cases).await?;
    Ok(found
        .into_iter()
        .map(|row| line(import, row, &numbers))
        .collect())
}

fn line(import: &Import, row: RowLine, numbers: &BTreeMap<CaseId, String>) -> Line {
    let seen = row.case.and_then(|case| numbers.get(&case).cloned());
    // What a row became may be closed to this viewer by now; then its words are too.
    let in_archive = row.standing == Standing::Known || import.state == State::Published;
    let hidden = in_archive && row.case.is_some() && seen.is_none();
    let glimpse = row.glimpse.filter(|_| !hidden).unwrap_or_default();
    let href = seen.as_ref().map(|number| format!("/cases/{number}"));
    let number = match row.standing {
        Standing::Good | Standing::In => seen.or_else(|| number_to_be(import, row.place, &glimpse)),
        _ => seen,
    };
    Line {
        place: place_said(&import.layout.sheets, row.place),
        word: row.standing.word(import.state),
        badge: match row.standing {
            Standing::Good => "bg-azure-lt",
            Standing::In => "bg-green-lt",
            Standing::Bad => "bg-yellow-lt",
            Standing::Known => "bg-purple-lt",
            Standing::Skipped => "bg-secondary-lt",
        },
        number,
        href,
        glimpse,
        flaws: row.flaws,
        why: row.why,
    }
}

/// What a row is called that has not become a case: it is made of the row and its
/// import.
fn number_to_be(import: &Import, place: Place, glimpse: &Glimpse) -> Option<String> {
    let kind = Kind::from_code(&glimpse.kind)?;
    let day: Day = glimpse.received.get(..10)?.parse().ok()?;
    Some(number_of(import.seq, kind, day, place))
}
