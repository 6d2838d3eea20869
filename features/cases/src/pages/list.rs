//! All cases inside the viewer's scope: filters in the address, newest first.

use std::collections::BTreeMap;

use askama::Template;
use tongli_kernel::{Said, Viewer};
use tongli_store::{StoreError, Tx};
use tongli_web::{Answer, Ask, Form, Refusal, Shell, page, redirect};
use tongli_work::{Chip, ClockRow};

use super::choices::{Place, coded, places};
use super::found::{is_a_case, notes, order};
use crate::access;
use crate::actions::Names;
use crate::case::{CaseId, SUBJECT};
use crate::codes::{Category, Kind, RefusalReason, Stage};
use crate::registration::find_department;
use crate::search::Asked;
use crate::store::list::{Due, Filter, Line, Order};

const PAGE: i64 = 50;

/// The fields of the address that narrow the list.
const FILTERS: &[&str] = &[
    "stage",
    "kind",
    "category",
    "department",
    "owner",
    "due",
    "q",
    "order",
    "import",
    "refused",
];

/// Those that fold away on a phone.
const FOLDED: &[&str] = &["stage", "kind", "category", "department", "owner", "due"];

/// Stages that people ask for together.
const GROUPS: &[(&str, &str, &[Stage])] = &[
    (
        "open",
        "cases-group-open",
        &[
            Stage::Registered,
            Stage::Accepted,
            Stage::Assigned,
            Stage::Inquiring,
            Stage::Reviewing,
            Stage::Handling,
            Stage::Replying,
            Stage::Replied,
            Stage::FollowingUp,
        ],
    ),
    (
        "new",
        "cases-group-new",
        &[Stage::Registered, Stage::Accepted],
    ),
    (
        "inquiry",
        "cases-group-inquiry",
        &[Stage::Assigned, Stage::Inquiring, Stage::Reviewing],
    ),
    (
        "answer",
        "cases-group-answer",
        &[Stage::Handling, Stage::Replying],
    ),
    (
        "answered",
        "cases-group-answered",
        &[Stage::Replied, Stage::FollowingUp],
    ),
    (
        "done",
        "cases-group-done",
        &[
            Stage::Settled,
            Stage::Refused,
            Stage::Closed,
            Stage::Archived,
            Stage::HandedOver,
            Stage::ToDispute,
            Stage::Merged,
            Stage::Withdrawn,
            Stage::Returned,
        ],
    ),
];

/// By words the texts of each case are compared: of more than these nobody wants the
/// last one.
const MOST_COUNTED: i64 = 10_000;

struct Row {
    line: Line,
    kind: String,
    stage: String,
    department: String,
    owner: String,
    chip: Option<Chip>,
    class: &'static str,
}

struct Tab {
    word: &'static str,
    href: String,
    count: String,
    here: bool,
}

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage {
    shell: Shell,
    form: Form,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    groups: Vec<(String, String)>,
    kinds: Vec<(String, String)>,
    categories: Vec<(String, String)>,
    dues: Vec<(String, String)>,
    places: Vec<Place>,
    next: Option<String>,
    /// How long the whole list is, where somebody asked; else the way to ask.
    total: Option<String>,
    count_way: Option<String>,
    /// What is to be said about the search itself.
    notes: Vec<String>,
    /// Words are looked for, so that their order can be chosen.
    by_words: bool,
    /// The same list as files, for those who may take it out.
    exports: Vec<(&'static str, String)>,
    is_filtered: bool,
    /// How many of the conditions that fold away on a phone are set.
    conditions: usize,
    department_unknown: bool,
    may_register: bool,
}

pub async fn show(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let mut tx = ask.app.db.read().await?;
    let asked = Asked::read(form.value("q"));
    if let Asked::Number(number) = &asked
        && is_a_case(&mut tx, &ask, number).await?
    {
        return redirect(&format!("/cases/{number}"));
    }
    let (filter, department_unknown) = read_filter(&ask, &mut tx, &form).await?;
    let mut lines = if department_unknown {
        Vec::new()
    } else {
        crate::list(&mut tx, &ask.app, &ask.viewer, &filter, ask.now, PAGE + 1).await?
    };
    let more = lines.len() as i64 > PAGE;
    lines.truncate(usize::try_from(PAGE).unwrap_or(50));
    let next = lines
        .last()
        .filter(|_| more && filter.order == Order::Newest)
        .map(|line| address(&form, Some(line.id)));
    let wants_count = form.value("exact") == "1" && !department_unknown;
    let by_words = matches!(asked, Asked::Words(_));
    let total = if wants_count {
        let whole = Filter {
            before: None,
            ..filter.clone()
        };
        let most = if by_words { MOST_COUNTED + 1 } else { i64::MAX };
        Some(crate::count(&mut tx, &ask.app, &ask.viewer, &whole, ask.now, most).await?)
    } else {
        None
    };
    let shell = Shell::new(&ask, Said::new("cases-title"));
    let tabs = tabs(&ask, &mut tx, &form).await?;
    let notes = notes(&ask, &mut tx, &shell, (&asked, &filter)).await?;
    let rows = rows(&ask, &mut tx, &shell, lines).await?;
    let places = places(&mut tx, ask.viewer.tenant).await?;
    let is_filtered = FILTERS.iter().any(|name| !form.value(name).is_empty());
    page(&ListPage {
        conditions: FOLDED
            .iter()
            .filter(|name| !form.value(name).is_empty())
            .count(),
        tabs,
        rows,
        notes,
        by_words,
        groups: GROUPS
            .iter()
            .map(|(code, word, _)| ((*code).to_owned(), shell.say(word).to_string()))
            .chain(
                coded(&shell, Stage::ALL, Stage::code, Stage::word)
                    .into_iter()
                    .skip(1),
            )
            .collect(),
        kinds: coded(&shell, Kind::ALL, Kind::code, Kind::word),
        categories: coded(&shell, Category::ALL, Category::code, Category::word),
        dues: [("overdue", "cases-due-overdue"), ("near", "cases-due-near")]
            .iter()
            .map(|(code, word)| ((*code).to_owned(), shell.say(word).to_string()))
            .collect(),
        places,
        count_way: (more && total.is_none()).then(|| format!("{}&exact=1", address(&form, None))),
        total: total.map(|total| {
            match total > MOST_COUNTED && by_words {
                true => shell.say("cases-list-total-more").with("n", MOST_COUNTED),
                false => shell.say("cases-list-total").with("n", total),
            }
            .to_string()
        }),
        next,
        exports: exports(&ask, &form),
        is_filtered,
        department_unknown,
        may_register: ask.viewer.may(access::REGISTER),
        form,
        shell,
    })
}

/// The filter of the address, and whether it names a department that is none.
pub(super) async fn read_filter(
    ask: &Ask,
    tx: &mut Tx,
    form: &Form,
) -> Result<(Filter, bool), Refusal> {
    Ok(list_filter(tx, &ask.viewer, form).await?)
}

/// The filter of a list's address, and whether it names a department that is none.
pub async fn list_filter(
    tx: &mut Tx,
    viewer: &Viewer,
    form: &Form,
) -> Result<(Filter, bool), StoreError> {
    let stage = form.value("stage");
    let stages = GROUPS
        .iter()
        .find(|(code, _, _)| *code == stage)
        .map(|(_, _, stages)| stages.to_vec())
        .or_else(|| Stage::from_code(stage).map(|one| vec![one]))
        .unwrap_or_default();
    let mut filter = Filter {
        stages,
        kind: Kind::from_code(form.value("kind")),
        category: Category::from_code(form.value("category")),
        owner: viewer.staff().filter(|_| form.value("owner") == "me"),
        refused: RefusalReason::from_code(form.value("refused")),
        due: match form.value("due") {
            "overdue" => Some(Due::Overdue),
            "near" => Some(Due::Near),
            _ => None,
        },
        words: form.value("q").to_owned(),
        order: order(form),
        before: form.value("before").parse().ok(),
        department: None,
        import: form.value("import").parse().ok(),
    };
    if filter.stages.is_empty() && filter.words.is_empty() && filter.import.is_none() {
        // The archive is asked for by name; a day's list is about what goes on.
        filter.stages = Stage::ALL
            .iter()
            .copied()
            .filter(|stage| *stage != Stage::Archived)
            .collect();
    }
    let Some(wanted) = form.text("department") else {
        return Ok((filter, false));
    };
    let list: Vec<_> = tongli_people::departments(tx, viewer.tenant)
        .await?
        .into_iter()
        .map(|one| (one.id, one.code, one.name))
        .collect();
    filter.department = find_department(&list, &wanted);
    let unknown = filter.department.is_none();
    Ok((filter, unknown))
}

/// Whether a list can be narrowed to this stage, or to stages asked for together.
pub fn knows_stage(code: &str) -> bool {
    GROUPS.iter().any(|(group, _, _)| *group == code) || Stage::from_code(code).is_some()
}

/// The filters of a list as they stand in its address, and nothing else.
pub fn list_address(form: &Form) -> String {
    pieces(form).join("&")
}

fn pieces(form: &Form) -> Vec<String> {
    FILTERS
        .iter()
        .filter_map(|name| Some((name, form.text(name)?)))
        .map(|(name, value)| format!("{name}={}", encoded(&value)))
        .collect()
}

/// What leads to the same list as a file, with the word of each.
fn exports(ask: &Ask, form: &Form) -> Vec<(&'static str, String)> {
    if !ask.viewer.may(access::EXPORT) {
        return Vec::new();
    }
    [("cases-export-xlsx", "xlsx"), ("cases-export-csv", "csv")]
        .into_iter()
        .map(|(word, format)| {
            let mut pieces = pieces(form);
            pieces.push(format!("format={format}"));
            (word, format!("/cases/export?{}", pieces.join("&")))
        })
        .collect()
}

/// The same list with another beginning.
fn address(form: &Form, before: Option<CaseId>) -> String {
    let mut pieces = pieces(form);
    pieces.extend(before.map(|id| format!("before={id}")));
    format!("/cases?{}", pieces.join("&"))
}

/// Percent-encodes for a query value.
fn encoded(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// The lists people come for; each count is the count of its list.
async fn tabs(ask: &Ask, tx: &mut Tx, form: &Form) -> Result<Vec<Tab>, Refusal> {
    const TABS: &[(&str, &str)] = &[
        ("cases-tab-open", "stage=open"),
        ("cases-tab-mine", "stage=open&owner=me"),
        ("cases-tab-new", "stage=new"),
        ("cases-tab-near", "due=near"),
        ("cases-tab-overdue", "due=overdue"),
        ("cases-tab-all", ""),
        ("cases-tab-archived", "stage=archived"),
    ];
    let mut tabs = Vec::new();
    for (word, query) in TABS {
        let (filter, _) = read_filter(ask, tx, &Form::from_encoded(query)).await?;
        let count = crate::count(tx, &ask.app, &ask.viewer, &filter, ask.now, PAGE + 1).await?;
        let here = address(form, None) == format!("/cases?{query}");
        tabs.push(Tab {
            word,
            href: format!("/cases?{query}"),
            count: if count > PAGE {
                format!("{PAGE}+")
            } else {
                count.to_string()
            },
            here,
        });
    }
    Ok(tabs)
}

async fn rows(
    ask: &Ask,
    tx: &mut Tx,
    shell: &Shell,
    lines: Vec<Line>,
) -> Result<Vec<Row>, Refusal> {
    let ids: Vec<i64> = lines.iter().map(|line| line.id.raw()).collect();
    let tenant = ask.viewer.tenant;
    let clocks = tongli_work::running_of_many(tx, tenant, SUBJECT, &ids).await?;
    let calendars = tongli_calendars::load(tx, tenant).await?;
    let names = Names::of(tx, tenant, lines.iter().map(|line| line.owner)).await?;
    Ok(lines
        .into_iter()
        .map(|line| Row {
            kind: shell.say_key(line.kind.word()).to_string(),
            stage: shell.say_key(line.stage.word()).to_string(),
            department: names.department(line.department_visited),
            owner: names.person(line.owner),
            chip: governing(&clocks, &line)
                .map(|row| tongli_work::chip(shell, row, ask.now, &calendars)),
            class: class(ask, &line),
            line,
        })
        .collect())
}

/// The running clock that runs out first.
fn governing<'c>(clocks: &'c BTreeMap<i64, Vec<ClockRow>>, line: &Line) -> Option<&'c ClockRow> {
    clocks
        .get(&line.id.raw())?
        .iter()
        .min_by_key(|row| row.due_at.map_or(i64::MAX, tongli_kernel::Moment::millis))
}

fn class(ask: &Ask, line: &Line) -> &'static str {
    if !line.stage.is_open() {
        "row-done"
    } else if line.due_at.is_some_and(|at| at <= ask.now) {
        "row-overdue"
    } else if line.near_at.is_some_and(|at| at <= ask.now) {
        "row-near"
    } else {
        ""
    }
}
