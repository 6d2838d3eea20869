//! The investigation form as fields of a page, and back.

use tongli_web::{Form, Shell};

use crate::investigation::{CourseStep, NotApplicable, Record};

/// One row of the course as the form shows it.
pub struct Row {
    pub at: usize,
    pub step: CourseStep,
    pub error: Option<String>,
}

/// The fields of a form as it was last written.
pub fn fields(record: &Record) -> Form {
    let none = &record.not_applicable;
    let form = Form::default()
        .with("condition", record.condition.as_str())
        .with("condition_none", none.condition.as_str())
        .with("course_none", none.course.as_str())
        .with("communication", record.communication.as_str())
        .with("communication_none", none.communication.as_str());
    record
        .course
        .iter()
        .enumerate()
        .fold(form, |form, (at, step)| {
            form.with(&format!("time[{at}]"), step.time.as_str())
                .with(&format!("place[{at}]"), step.place.as_str())
                .with(&format!("who[{at}]"), step.who.as_str())
                .with(&format!("what[{at}]"), step.what.as_str())
                .with(&format!("source[{at}]"), step.source.as_str())
        })
}

/// The rows as typed, with one empty row at the end where there is none.
pub fn rows(shell: &Shell, form: &Form) -> Vec<Row> {
    let mut steps = steps(form);
    if steps.is_empty() || form.value("add_row") == "course" {
        steps.push(CourseStep::default());
    }
    steps
        .into_iter()
        .enumerate()
        .map(|(at, step)| Row {
            at,
            error: form.error(&format!("what[{at}]"), shell),
            step,
        })
        .collect()
}

/// Rows by their numbers, which have gaps where a row was removed.
fn steps(form: &Form) -> Vec<CourseStep> {
    let mut numbers: Vec<usize> = form
        .fields()
        .iter()
        .filter_map(|(name, _)| name.strip_prefix("what[")?.strip_suffix(']')?.parse().ok())
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
        .into_iter()
        .map(|at| {
            let value = |field: &str| form.value(&format!("{field}[{at}]")).to_owned();
            CourseStep {
                time: value("time"),
                place: value("place"),
                who: value("who"),
                what: value("what"),
                source: value("source"),
            }
        })
        .filter(|step| !step.is_empty())
        .collect()
}

/// What was typed.
pub fn record(form: &Form) -> Record {
    let value = |field: &str| form.value(field).to_owned();
    Record {
        condition: value("condition"),
        course: steps(form),
        communication: value("communication"),
        not_applicable: NotApplicable {
            condition: value("condition_none"),
            course: value("course_none"),
            communication: value("communication_none"),
        },
    }
}
