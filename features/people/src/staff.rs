//! A person who works in the hospital, and which roles go together.

use std::collections::BTreeSet;

use serde::Serialize;
use tongli_kernel::{DepartmentId, FieldErrors, Lang, Moment, Private, Role, Said, StaffId};

use crate::roles;

/// What somebody learnt: the office wants medicine, psychology and law together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Background {
    Medicine,
    Nursing,
    Psychology,
    Law,
    SocialWork,
    Management,
    Other,
}

impl Background {
    pub const ALL: [Background; 7] = [
        Background::Medicine,
        Background::Nursing,
        Background::Psychology,
        Background::Law,
        Background::SocialWork,
        Background::Management,
        Background::Other,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Background::Medicine => "medicine",
            Background::Nursing => "nursing",
            Background::Psychology => "psychology",
            Background::Law => "law",
            Background::SocialWork => "social-work",
            Background::Management => "management",
            Background::Other => "other",
        }
    }

    pub fn from_code(code: &str) -> Option<Background> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// For choosing a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StaffLine {
    pub id: StaffId,
    pub name: String,
    pub number: String,
}

/// A person as kept, without secrets.
#[derive(Debug, Clone, PartialEq)]
pub struct Staff {
    pub id: StaffId,
    pub login: String,
    pub number: String,
    pub name: String,
    pub pinyin: String,
    pub background: BTreeSet<Background>,
    pub roles: BTreeSet<Role>,
    pub departments: Vec<DepartmentId>,
    /// The account works before this moment.
    pub valid_until: Option<Moment>,
    pub lang: Option<Lang>,
    pub created_at: Moment,
    pub disabled_at: Option<Moment>,
    pub version: i64,
}

impl Staff {
    /// Whether the account works at a moment.
    pub fn is_active(&self, at: Moment) -> bool {
        self.disabled_at.is_none() && self.valid_until.is_none_or(|until| at < until)
    }

    pub fn is_admin(&self) -> bool {
        has_admin(&self.roles)
    }
}

/// A person to be entered.
#[derive(Debug, Clone)]
pub struct NewStaff {
    pub login: String,
    pub number: String,
    pub name: String,
    pub background: Vec<Background>,
    pub roles: Vec<Role>,
    pub departments: Vec<DepartmentId>,
    pub valid_until: Option<Moment>,
    pub lang: Option<Lang>,
    pub password: Private<String>,
    /// The password was chosen by somebody else and has to go at the first sign-in.
    pub must_change: bool,
}

impl NewStaff {
    /// Somebody without roles or departments yet.
    pub fn new(
        login: impl Into<String>,
        number: impl Into<String>,
        name: impl Into<String>,
        password: Private<String>,
    ) -> Self {
        Self {
            login: login.into(),
            number: number.into(),
            name: name.into(),
            background: Vec::new(),
            roles: Vec::new(),
            departments: Vec::new(),
            valid_until: None,
            lang: None,
            password,
            must_change: false,
        }
    }

    pub fn profile(&self) -> Profile {
        Profile {
            number: self.number.clone(),
            name: self.name.clone(),
            background: self.background.iter().copied().collect(),
            departments: self.departments.clone(),
            valid_until: self.valid_until,
        }
    }
}

/// What the system administrator keeps about a person; the login never changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    pub number: String,
    pub name: String,
    pub background: BTreeSet<Background>,
    pub departments: Vec<DepartmentId>,
    pub valid_until: Option<Moment>,
}

const LONGEST_NAME: usize = 40;
const LONGEST_WORD: usize = 40;

impl Profile {
    pub fn check(&self) -> FieldErrors {
        let mut errors = FieldErrors::default();
        let plain = |character: char| character.is_ascii_alphanumeric() || character == '-';
        if self.number.is_empty()
            || self.number.len() > LONGEST_WORD
            || !self.number.chars().all(plain)
        {
            errors.add("number", Said::new("people-number-wrong"));
        }
        let length = self.name.chars().count();
        if length == 0 || length > LONGEST_NAME {
            errors.add(
                "name",
                Said::new("people-name-wrong").with("most", LONGEST_NAME),
            );
        }
        errors
    }
}

/// Logins are compared in lower case.
pub fn plain_login(typed: &str) -> String {
    typed.trim().to_ascii_lowercase()
}

pub fn check_login(login: &str, errors: &mut FieldErrors) {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
    if login.len() < 2 || login.len() > LONGEST_WORD || !login.chars().all(plain) {
        errors.add(
            "login",
            Said::new("people-login-wrong").with("most", LONGEST_WORD),
        );
    }
}

pub fn has_admin(held: &BTreeSet<Role>) -> bool {
    held.iter().any(|role| roles::ADMINS.contains(role))
}

/// Which roles go together. Administrators are three different people and none of
/// them handles cases (GB/T 22239-2019, 8.1.4); a supervisor from outside stays
/// until a day.
pub fn check_roles(held: &BTreeSet<Role>, valid_until: Option<Moment>) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    let admins = held
        .iter()
        .filter(|role| roles::ADMINS.contains(role))
        .count();
    if admins > 1 {
        errors.add("roles", Said::new("people-roles-two-admins"));
    } else if admins == 1 && held.len() > 1 {
        errors.add("roles", Said::new("people-roles-admin-handles"));
    }
    if held.contains(&roles::SUPERVISOR) {
        if valid_until.is_none() {
            errors.add("valid_until", Said::new("people-supervisor-until"));
        }
        if held.len() > 1 {
            errors.add("roles", Said::new("people-roles-supervisor-alone"));
        }
    }
    errors.or_else(|| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(list: &[Role]) -> BTreeSet<Role> {
        list.iter().copied().collect()
    }

    #[test]
    fn nobody_is_two_administrators() {
        for (at, one) in roles::ADMINS.iter().enumerate() {
            check_roles(&held(&[*one]), None).unwrap();
            for other in &roles::ADMINS[at + 1..] {
                let errors = check_roles(&held(&[*one, *other]), None).unwrap_err();
                assert_eq!(errors.of("roles").unwrap().key, "people-roles-two-admins");
            }
        }
    }

    #[test]
    fn no_administrator_handles_cases() {
        for admin in roles::ADMINS {
            for other in roles::ALL
                .iter()
                .filter(|role| !roles::ADMINS.contains(role))
            {
                assert!(
                    check_roles(&held(&[*admin, *other]), Some(Moment::from_millis(1))).is_err()
                );
            }
        }
    }

    #[test]
    fn office_roles_go_together() {
        check_roles(
            &held(&[roles::RECEPTIONIST, roles::COORDINATOR, roles::TRAINER]),
            None,
        )
        .unwrap();
        check_roles(&held(&[]), None).unwrap();
    }

    #[test]
    fn a_supervisor_needs_a_last_day_and_stands_alone() {
        let supervisor = held(&[roles::SUPERVISOR]);
        assert!(
            check_roles(&supervisor, None)
                .unwrap_err()
                .of("valid_until")
                .is_some()
        );
        check_roles(&supervisor, Some(Moment::from_millis(1))).unwrap();
        let both = held(&[roles::SUPERVISOR, roles::DIRECTOR]);
        assert!(check_roles(&both, Some(Moment::from_millis(1))).is_err());
    }

    #[test]
    fn a_login_is_short_lower_case_and_plain() {
        let ok = |login: &str| {
            let mut errors = FieldErrors::default();
            check_login(login, &mut errors);
            errors.is_empty()
        };
        assert!(ok("wang.min") && ok("0007") && ok(&plain_login(" WangMin ")));
        assert!(!ok("王敏") && !ok("a") && !ok("a b") && !ok(&"x".repeat(41)));
    }

    #[test]
    fn every_background_has_its_code() {
        for background in Background::ALL {
            assert_eq!(Background::from_code(background.code()), Some(background));
        }
    }
}
