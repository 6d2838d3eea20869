//! People: departments and wards, staff with their backgrounds and roles, and how
//! they sign in. A small hospital begins at `/set-up`; three administrators then
//! share the accounts (三员分立): one opens them, one gives roles, one reads what
//! both did. At a desk with one computer colleagues take over with a PIN.

mod access;
pub mod actions;
mod api;
mod department;
mod deputy;
mod pages;
mod password;
mod readings;
pub mod roles;
mod session;
mod settings;
mod spelling;
mod staff;
mod store;

use tongli_feature::Feature;
use tongli_store::migrate::Migration;
use tongli_web::{Routes, WordFiles};

pub use access::{ACCOUNTS, AUDIT, DEPARTMENTS, PERMISSIONS, ROLES, SEE_STAFF, SETTINGS, UNLOCK};
pub use actions::{identify, viewer_of};
pub use department::{Department, NewDepartment};
pub use deputy::{Deputy, DeputyId, acting};
pub use readings::readings_of_person;
pub use session::{SessionId, TokenId, local_path};
pub use settings::{HOSPITAL_NAME, PUBLIC_CONTACT, Settings};
pub use spelling::{of_person as spelling_of_person, of_text as spelling_of_text};
pub use staff::{Background, NewStaff, Profile, Staff, StaffLine};
pub use store::departments::{
    all_departments, department_by_code, department_names, departments, find_department,
};
pub use store::deputies::stands_in_for;
pub use store::staff::{
    active_staff, find_by_login, find_by_name, find_by_number, find_staff, holders_of, members_of,
    staff_names,
};
pub use store::staff_list::{StaffFilter, list_staff};

pub const MIGRATIONS: &[Migration] = &[
    Migration::portable(
        "20261123_0400_people",
        include_str!("../migrations/20261123_0400_people.sql"),
    ),
    Migration::portable(
        "20261127_1100_deputies",
        include_str!("../migrations/20261127_1100_deputies.sql"),
    ),
];

pub const WORDS: WordFiles = WordFiles {
    room: "people",
    zh: include_str!("../words/zh.ftl"),
    en: include_str!("../words/en.ftl"),
};

fn routes() -> Routes {
    pages::routes().merge(api::routes())
}

pub fn feature() -> Feature {
    Feature {
        migrations: MIGRATIONS,
        permissions: PERMISSIONS,
        routes,
        menu: pages::MENU,
        openapi: api::openapi,
        ..Feature::named("people", WORDS)
    }
}
