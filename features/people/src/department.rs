//! A department, ward or window of the hospital.

use tongli_kernel::{DepartmentId, FieldErrors, Moment, Said, StaffId};

/// A department as it is kept. Its code is the hospital's own.
#[derive(Debug, Clone, PartialEq)]
pub struct Department {
    pub id: DepartmentId,
    pub code: String,
    pub name: String,
    pub pinyin: String,
    pub is_ward: bool,
    /// Patients come to a counter of it: registration, cashier, pharmacy.
    pub is_window: bool,
    pub is_clinical: bool,
    /// Who takes complaints for it (科室投诉联系人).
    pub contact: Option<StaffId>,
    pub closed_at: Option<Moment>,
    pub version: i64,
}

/// What is typed about a department.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewDepartment {
    pub code: String,
    pub name: String,
    pub is_ward: bool,
    pub is_window: bool,
    pub is_clinical: bool,
    pub contact: Option<StaffId>,
}

const LONGEST_CODE: usize = 20;
const LONGEST_NAME: usize = 60;

impl NewDepartment {
    pub fn check(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        let plain =
            |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
        if self.code.is_empty() || self.code.len() > LONGEST_CODE || !self.code.chars().all(plain) {
            errors.add(
                "code",
                Said::new("people-department-code-wrong").with("most", LONGEST_CODE),
            );
        }
        let length = self.name.chars().count();
        if length == 0 || length > LONGEST_NAME {
            errors.add(
                "name",
                Said::new("people-name-wrong").with("most", LONGEST_NAME),
            );
        }
        errors.or_else(|| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_department_needs_a_plain_code_and_a_name() {
        let department = |code: &str, name: &str| NewDepartment {
            code: code.into(),
            name: name.into(),
            ..NewDepartment::default()
        };
        department("GK-2", "骨科二病区").check().unwrap();
        let errors = department("骨 科", "").check().unwrap_err();
        assert!(errors.of("code").is_some() && errors.of("name").is_some());
    }
}
