//! Lists to choose from, and what was chosen.

use std::collections::BTreeSet;

use tongli_kernel::{DepartmentId, Moment, Role};
use tongli_web::{App, Form};

use crate::department::Department;
use crate::roles;
use crate::staff::{Background, Profile, Staff, StaffLine};

/// One box or option.
pub(super) struct Choice {
    pub value: String,
    /// A word key, or text typed by somebody.
    pub text: String,
    pub chosen: bool,
}

pub(super) fn of_roles(form: &Form) -> Vec<Choice> {
    roles::ALL
        .iter()
        .map(|role| Choice {
            value: role.0.to_owned(),
            text: format!("role-{}", role.0),
            chosen: form.has("roles", role.0),
        })
        .collect()
}

pub(super) fn of_backgrounds(form: &Form) -> Vec<Choice> {
    Background::ALL
        .iter()
        .map(|one| Choice {
            value: one.code().to_owned(),
            text: format!("background-{}", one.code()),
            chosen: form.has("background", one.code()),
        })
        .collect()
}

/// Open departments, and closed ones where somebody still belongs to them.
pub(super) fn of_departments(all: &[Department], form: &Form) -> Vec<Choice> {
    all.iter()
        .map(|department| {
            let value = department.id.to_string();
            Choice {
                chosen: form.has("departments", &value),
                value,
                text: department.name.clone(),
            }
        })
        .filter(|choice| {
            choice.chosen
                || all.iter().any(|department| {
                    department.closed_at.is_none() && department.id.to_string() == choice.value
                })
        })
        .collect()
}

/// Pairs for the select macro.
pub(super) fn pairs_of_departments(all: &[Department]) -> Vec<(String, String)> {
    all.iter()
        .map(|department| (department.id.to_string(), department.name.clone()))
        .collect()
}

pub(super) fn pairs_of_staff(all: &[StaffLine]) -> Vec<(String, String)> {
    all.iter()
        .map(|one| (one.id.to_string(), format!("{} {}", one.name, one.number)))
        .collect()
}

pub(super) fn chosen_roles(form: &Form) -> BTreeSet<Role> {
    form.values("roles").filter_map(roles::named).collect()
}

/// A person's fields as typed.
pub(super) fn profile(app: &App, form: &Form) -> Profile {
    Profile {
        number: form.value("number").to_owned(),
        name: form.value("name").to_owned(),
        background: form
            .values("background")
            .filter_map(Background::from_code)
            .collect(),
        departments: form
            .values("departments")
            .filter_map(|value| value.parse::<DepartmentId>().ok())
            .collect(),
        valid_until: valid_until(app, form),
    }
}

/// The last day somebody may use the account is a whole day.
pub(super) fn valid_until(app: &App, form: &Form) -> Option<Moment> {
    let day = form.value("valid_until").parse().ok()?;
    Some(app.time.end_of(day))
}

/// A form filled with what is kept.
pub(super) fn filled(app: &App, known: &Staff) -> Form {
    let mut form = Form::default()
        .with("version", known.version.to_string())
        .with("number", &known.number)
        .with("name", &known.name);
    if let Some(until) = known.valid_until {
        let last_day = app.time.day_of(until.plus_millis(-1));
        form = form.with("valid_until", last_day.to_string());
    }
    for one in &known.background {
        form = form.with("background", one.code());
    }
    for department in &known.departments {
        form = form.with("departments", department.to_string());
    }
    for role in &known.roles {
        form = form.with("roles", role.0);
    }
    form
}
