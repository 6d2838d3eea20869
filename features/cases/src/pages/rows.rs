//! The lines of a list of allegations, as a form sends them: `allegations[2].text`.

use tongli_kernel::FieldErrors;
use tongli_web::{Form, Shell};

use crate::codes::Category;
use crate::registration::NewAllegation;
use crate::typed;

/// One line of the list of allegations, as typed.
#[derive(Default)]
pub struct Row {
    pub at: usize,
    /// Of one that is kept already; its words stay as they are.
    pub id: String,
    pub severity: String,
    pub text: String,
    pub category: String,
    pub departments: String,
    pub respondents: String,
    pub error: Option<String>,
}

/// The numbers of the rows that were sent, in order.
pub fn rows_of(form: &Form) -> Vec<usize> {
    let mut found: Vec<usize> = form
        .fields()
        .iter()
        .filter_map(|(name, _)| name.strip_prefix("allegations["))
        .filter_map(|rest| rest.split_once(']'))
        .filter_map(|(at, _)| at.parse().ok())
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

pub fn part<'f>(form: &'f Form, at: usize, name: &str) -> &'f str {
    form.value(&format!("allegations[{at}].{name}"))
}

/// The numbers of the rows in which anything stands, in order.
pub fn sent_rows(form: &Form) -> Vec<usize> {
    let mut rows = rows_of(form);
    rows.retain(|at| is_sent(form, *at));
    rows
}

fn is_sent(form: &Form, at: usize) -> bool {
    ["id", "text", "departments", "respondents"]
        .iter()
        .any(|name| !part(form, at, name).is_empty())
}

/// The rows as they stand in the page again: numbered anew, at least one.
pub fn typed_rows(form: &Form, shell: &Shell) -> Vec<Row> {
    let mut rows: Vec<Row> = sent_rows(form)
        .into_iter()
        .enumerate()
        .map(|(at, sent)| Row {
            at,
            id: part(form, sent, "id").to_owned(),
            severity: part(form, sent, "severity").to_owned(),
            text: part(form, sent, "text").to_owned(),
            category: part(form, sent, "category").to_owned(),
            departments: part(form, sent, "departments").to_owned(),
            respondents: part(form, sent, "respondents").to_owned(),
            error: ["text", "departments", "respondents", "category", "severity"]
                .iter()
                .find_map(|name| form.error(&format!("allegations[{at}].{name}"), shell)),
        })
        .collect();
    if rows.is_empty() || form.ticked("add_row") {
        rows.push(Row {
            at: rows.len(),
            ..Row::default()
        });
    }
    rows
}

/// The lines as they are meant, in the order of [`sent_rows`].
pub fn read_rows(form: &Form, errors: &mut FieldErrors) -> Vec<NewAllegation> {
    sent_rows(form)
        .into_iter()
        .enumerate()
        .map(|(at, sent)| NewAllegation {
            text: part(form, sent, "text").to_owned(),
            category: typed::code(
                &format!("allegations[{at}].category"),
                part(form, sent, "category"),
                Category::from_code,
                errors,
            ),
            severity: typed::number(
                &format!("allegations[{at}].severity"),
                part(form, sent, "severity"),
                errors,
            ),
            departments: named(part(form, sent, "departments")),
            respondents: named(part(form, sent, "respondents")),
        })
        .collect()
}

/// Several departments or people in one field, however their writer separates them.
fn named(text: &str) -> Vec<String> {
    text.split(['、', '，', ',', ';', '；'])
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}
