//! The investigation and verification form (调查核实表): the patient's condition,
//! the course of the visit row by row, what was said between doctor and patient.

use serde::{Deserialize, Serialize};
use tongli_kernel::{FieldErrors, Moment, Private, Said, StaffId};

use crate::statement::{MOST, letters};

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

/// What the investigator writes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    #[serde(default)]
    pub condition: String,
    #[serde(default)]
    pub course: Vec<CourseStep>,
    #[serde(default)]
    pub communication: String,
}

impl Record {
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
            }
        }
        for (field, text) in [
            ("condition", &self.condition),
            ("communication", &self.communication),
        ] {
            if letters(text) > MOST {
                errors.add(
                    field,
                    Said::new("inquiry-text-long")
                        .with("most", MOST)
                        .with("have", letters(text)),
                );
            }
        }
        errors.or_else(|| self)
    }

    /// The sections still empty, by field name.
    pub fn empty_sections(&self) -> Vec<&'static str> {
        let mut empty = Vec::new();
        if self.condition.trim().is_empty() {
            empty.push("condition");
        }
        if self.course.is_empty() {
            empty.push("course");
        }
        if self.communication.trim().is_empty() {
            empty.push("communication");
        }
        empty
    }
}

/// The form with who worked on it.
#[derive(Debug, Clone)]
pub struct Investigation {
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
    /// What was found stays as it was found until a review sends it back.
    pub const fn is_locked(&self) -> bool {
        self.found_at.is_some()
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
    fn a_record_of_an_earlier_shape_still_opens() {
        let record: Record = serde_json::from_str(r#"{"condition":"术后"}"#).unwrap();
        assert_eq!(record.condition, "术后");
    }
}
