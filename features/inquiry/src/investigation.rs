//! The investigation and verification form (调查核实表): the patient's condition,
//! the course of the visit row by row, what was said between doctor and patient.

use serde::{Deserialize, Serialize};
use tongli_cases::Veil;
use tongli_kernel::{FieldErrors, Moment, Private, Said, StaffId};

use crate::statement::{LEAST, MOST, letters, too_long};

/// The most rows of a course; a longer one belongs into a document.
pub const MOST_STEPS: usize = 60;

/// One row of the course of a visit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourseStep {
    /// As far as it is known: a moment, or words such as 当晚.
    #[serde(default)]
    pub time: String,
    #[serde(default)]
    pub place: String,
    #[serde(default)]
    pub who: String,
    #[serde(default)]
    pub what: String,
    /// Where this is known from: a record page, a video, a statement.
    #[serde(default)]
    pub source: String,
}

impl CourseStep {
    pub fn is_empty(&self) -> bool {
        [&self.time, &self.place, &self.who, &self.what, &self.source]
            .iter()
            .all(|text| text.trim().is_empty())
    }
}

/// Why a section does not apply (不适用): a window has no condition to report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotApplicable {
    #[serde(default)]
    pub condition: String,
    #[serde(default)]
    pub course: String,
    #[serde(default)]
    pub communication: String,
}

/// What the investigator writes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    #[serde(default)]
    pub condition: String,
    #[serde(default)]
    pub course: Vec<CourseStep>,
    #[serde(default)]
    pub communication: String,
    #[serde(default)]
    pub not_applicable: NotApplicable,
}

/// One section of the form, as checks go through them.
struct Section<'a> {
    name: &'static str,
    reason_field: &'static str,
    is_written: bool,
    reason: &'a str,
}

impl Record {
    fn sections(&self) -> [Section<'_>; 3] {
        let none = &self.not_applicable;
        let section = |name, reason_field, is_written, reason| Section {
            name,
            reason_field,
            is_written,
            reason,
        };
        [
            section(
                "condition",
                "condition_none",
                !self.condition.trim().is_empty(),
                none.condition.trim(),
            ),
            section(
                "course",
                "course_none",
                !self.course.is_empty(),
                none.course.trim(),
            ),
            section(
                "communication",
                "communication_none",
                !self.communication.trim().is_empty(),
                none.communication.trim(),
            ),
        ]
    }

    /// Empty rows fall away; a row that says something says what happened.
    pub fn check(mut self) -> Result<Record, FieldErrors> {
        let mut errors = FieldErrors::default();
        self.course.retain(|step| !step.is_empty());
        if self.course.len() > MOST_STEPS {
            errors.add(
                "course",
                Said::new("inquiry-course-long").with("most", MOST_STEPS),
            );
        }
        for (at, step) in self.course.iter().enumerate() {
            if step.what.trim().is_empty() {
                errors.add(format!("what[{at}]"), Said::new("inquiry-course-what"));
            } else if letters(&step.what) > MOST {
                errors.add(format!("what[{at}]"), too_long(&step.what));
            }
        }
        for section in self.sections() {
            check_reason(&section, &mut errors);
        }
        for (field, text) in [
            ("condition", &self.condition),
            ("communication", &self.communication),
        ] {
            if letters(text) > MOST {
                errors.add(field, too_long(text));
            }
        }
        errors.or_else(|| self)
    }

    /// The sections that neither say something nor why they do not apply, by name.
    pub fn empty_sections(&self) -> Vec<&'static str> {
        self.sections()
            .iter()
            .filter(|section| !section.is_written && section.reason.is_empty())
            .map(|section| section.name)
            .collect()
    }

    /// Nobody has written anything yet.
    pub fn is_blank(&self) -> bool {
        *self == Record::default()
    }
}

/// A section says something or why it does not apply, never both.
fn check_reason(section: &Section<'_>, errors: &mut FieldErrors) {
    let (field, reason) = (section.reason_field, section.reason);
    if reason.is_empty() {
        return;
    }
    if section.is_written {
        errors.add(field, Said::new("inquiry-not-applicable-both"));
    } else if letters(reason) < LEAST {
        errors.add(
            field,
            Said::new("inquiry-not-applicable-short").with("least", LEAST),
        );
    } else if letters(reason) > MOST {
        errors.add(field, too_long(reason));
    }
}

/// The form with who worked on it.
#[derive(Debug, Clone)]
pub struct Investigation {
    /// Of which round of the case: reopened, it is investigated anew.
    pub round: i64,
    pub record: Private<Record>,
    pub changed_by: Option<StaffId>,
    pub changed_at: Moment,
    /// Everybody who found something since the last review.
    pub finders: Vec<StaffId>,
    /// When the last allegation was judged.
    pub found_at: Option<Moment>,
    pub reviewed_by: Option<StaffId>,
    pub reviewed_at: Option<Moment>,
    /// How often a review sent it back.
    pub sent_back: i64,
    /// What the last review said.
    pub review_reason: Option<Private<String>>,
    pub version: i64,
}

impl Investigation {
    /// Without the words that lie behind a veil: what a review said belongs to the form
    /// it spoke of.
    #[must_use]
    pub fn behind(mut self, veil: Veil) -> Self {
        if veil.hides_step(self.changed_at) {
            self.record = Private::new(Record::default());
            self.review_reason = None;
        }
        self
    }

    /// What was found stays as it was found until a review sends it back; a form
    /// that still lacks a section can be completed before that.
    pub fn is_locked(&self) -> bool {
        self.reviewed_at.is_some()
            || (self.found_at.is_some() && self.record.open().empty_sections().is_empty())
    }
}

/// What stood in a form before somebody changed it.
#[derive(Debug, Clone)]
pub struct Earlier {
    pub record: Private<Record>,
    pub written_by: Option<StaffId>,
    pub written_at: Moment,
}

impl Earlier {
    /// See [`Investigation::behind`].
    #[must_use]
    pub fn behind(mut self, veil: Veil) -> Self {
        if veil.hides_step(self.written_at) {
            self.record = Private::new(Record::default());
        }
        self
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    #[test]
    fn empty_rows_fall_away_and_a_row_says_what_happened() {
        let row = |time: &str, what: &str| CourseStep {
            time: time.to_owned(),
            what: what.to_owned(),
            ..CourseStep::default()
        };
        let record = Record {
            course: vec![row("", ""), row("21:40", "患者第一次按铃"), row("", " ")],
            ..Record::default()
        };
        assert_eq!(record.check().unwrap().course.len(), 1);
        let silent = Record {
            course: vec![row("21:52", "")],
            ..Record::default()
        };
        assert!(silent.check().unwrap_err().of("what[0]").is_some());
    }

    #[test]
    fn a_fresh_form_lacks_all_three_sections() {
        assert_eq!(
            Record::default().empty_sections(),
            ["condition", "course", "communication"]
        );
    }

    #[test]
    fn a_section_says_something_or_why_it_does_not_apply() {
        let with = |condition: &str, reason: &str| Record {
            condition: condition.to_owned(),
            not_applicable: NotApplicable {
                condition: reason.to_owned(),
                ..NotApplicable::default()
            },
            ..Record::default()
        };
        let window = with("", "收费窗口，没有诊疗").check().unwrap();
        assert_eq!(window.empty_sections(), ["course", "communication"]);
        for wrong in [with("", "无"), with("术后第一天", "收费窗口，没有诊疗")] {
            let errors = wrong.check().unwrap_err();
            assert!(errors.of("condition_none").is_some());
        }
    }

    #[test]
    fn a_record_of_an_earlier_shape_still_opens() {
        let record: Record = serde_json::from_str(r#"{"condition":"术后"}"#).unwrap();
        assert_eq!(record.condition, "术后");
    }
}
