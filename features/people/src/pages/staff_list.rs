//! The administrators' list of staff.

use std::collections::BTreeMap;

use askama::Template;
use tongli_kernel::{DepartmentId, Said, StaffId};
use tongli_web::{Answer, Ask, Form, Shell, page};

use super::choices;
use crate::access::ACCOUNTS;
use crate::roles;
use crate::staff::Staff;
use crate::store::departments;
use crate::store::staff_list::{StaffFilter, list_staff};

const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "staff_list.html")]
struct StaffPage {
    shell: Shell,
    form: Form,
    lines: Vec<Staff>,
    names: BTreeMap<DepartmentId, String>,
    departments: Vec<(String, String)>,
    roles: Vec<(String, String)>,
    /// The query of the next page.
    next: Option<Vec<(&'static str, String)>>,
    filtered: bool,
    may_add: bool,
}

impl StaffPage {
    fn departments_of(&self, staff: &Staff) -> String {
        let names = staff.departments.iter().filter_map(|id| self.names.get(id));
        names.map(String::as_str).collect::<Vec<_>>().join("、")
    }

    fn is_over(&self, staff: &Staff) -> bool {
        !staff.is_active(self.shell.ask.now)
    }
}

fn filter(form: &Form) -> StaffFilter {
    let after = form
        .value("after")
        .rsplit_once('.')
        .and_then(|(pinyin, id)| Some((pinyin.to_owned(), id.parse::<StaffId>().ok()?)));
    StaffFilter {
        text: form.text("q"),
        department: form.value("department").parse().ok(),
        role: roles::named(form.value("role")),
        disabled: form.ticked("disabled"),
        after,
    }
}

/// The same filter, beginning after somebody.
fn next_query(form: &Form, last: &Staff) -> Vec<(&'static str, String)> {
    let mut pairs = vec![("after", format!("{}.{}", last.pinyin, last.id))];
    for name in ["q", "department", "role", "disabled"] {
        pairs.extend(form.text(name).map(|value| (name, value)));
    }
    pairs
}

pub(super) async fn show(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let filter = filter(&form);
    let tenant = ask.viewer.tenant;
    let mut tx = ask.app.db.read().await?;
    let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut lines = list_staff(&mut tx, tenant, &filter, most).await?;
    let all = departments::all_departments(&mut tx, tenant).await?;
    drop(tx);
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let next = lines
        .last()
        .filter(|_| more)
        .map(|last| next_query(&form, last));
    let shell = Shell::new(&ask, Said::new("people-menu-staff"));
    let roles = roles::ALL
        .iter()
        .map(|role| {
            let word = shell.say_key(format!("role-{}", role.0)).to_string();
            (role.0.to_owned(), word)
        })
        .collect();
    page(&StaffPage {
        filtered: filter.text.is_some()
            || filter.department.is_some()
            || filter.role.is_some()
            || filter.disabled,
        may_add: ask.viewer.may(ACCOUNTS),
        names: all.iter().map(|one| (one.id, one.name.clone())).collect(),
        departments: choices::pairs_of_departments(&all),
        shell,
        form,
        lines,
        roles,
        next,
    })
}
