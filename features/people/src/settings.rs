//! What the hospital says about itself in letters and on the pages anybody may open.

use tongli_kernel::{FieldErrors, Said};

/// The hospital's name, as it stands in letters and on its pages.
pub const HOSPITAL_NAME: &str = "hospital-name";
/// How the office is reached, as anybody may read it.
pub const PUBLIC_CONTACT: &str = "public-contact";

/// One setting as the page asks for it.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name in the table and in the form.
    pub name: &'static str,
    /// Of its label; the hint's has `-hint` behind it.
    pub word: &'static str,
    pub hint: &'static str,
    pub longest: usize,
    /// Of its field; 0 is a box to tick.
    pub lines: usize,
    pub required: bool,
}

/// The settings, in the order in which the page asks.
pub const FIELDS: &[Field] = &[
    Field {
        name: HOSPITAL_NAME,
        word: "people-settings-hospital",
        hint: "people-settings-hospital-hint",
        longest: 60,
        lines: 1,
        required: true,
    },
    Field {
        name: PUBLIC_CONTACT,
        word: "people-settings-contact",
        hint: "people-settings-contact-hint",
        longest: 120,
        lines: 1,
        required: false,
    },
    Field {
        name: "discipline-contact",
        word: "people-settings-discipline",
        hint: "people-settings-discipline-hint",
        longest: 120,
        lines: 1,
        required: false,
    },
    Field {
        name: "reception-hours",
        word: "people-settings-hours",
        hint: "people-settings-hours-hint",
        longest: 120,
        lines: 1,
        required: false,
    },
    Field {
        name: "reception-place",
        word: "people-settings-place",
        hint: "people-settings-place-hint",
        longest: 120,
        lines: 1,
        required: false,
    },
    Field {
        name: "complaint-channels",
        word: "people-settings-channels",
        hint: "people-settings-channels-hint",
        longest: 600,
        lines: 4,
        required: false,
    },
    Field {
        name: "recordings-allowed",
        word: "people-settings-recordings",
        hint: "people-settings-recordings-hint",
        longest: 3,
        lines: 0,
        required: false,
    },
];

/// The texts of [`FIELDS`], in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings(pub Vec<String>);

impl From<Vec<String>> for Settings {
    fn from(texts: Vec<String>) -> Self {
        Settings(texts)
    }
}

impl Settings {
    pub fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        for (field, text) in FIELDS.iter().zip(&self.0) {
            let length = text.chars().count();
            if field.required && length == 0 {
                let said = Said::new("people-name-wrong").with("most", field.longest);
                errors.add(field.name, said);
            } else if length > field.longest {
                let said = Said::new("people-settings-long")
                    .with("most", field.longest)
                    .with("now", length);
                errors.add(field.name, said);
            }
        }
        errors.or_else(|| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hospital_has_a_name_and_nothing_is_endless() {
        let mut typed = Settings(vec![String::new(); FIELDS.len()]);
        assert!(typed.check().unwrap_err().of("hospital-name").is_some());
        typed.0[0] = "同济医院".into();
        typed.check().unwrap();
        typed.0[5] = "长".repeat(601);
        let errors = typed.check().unwrap_err();
        assert!(errors.of("complaint-channels").is_some());
    }
}
