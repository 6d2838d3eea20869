//! What the office does to a case, one transaction each.

mod advance;
mod amend;
mod approvals;
mod attach;
mod away;
mod bring_in;
mod clocks;
mod clue;
mod conflict;
mod endings;
mod entrust;
mod export;
mod figures;
mod index;
mod items;
mod joint;
mod minors;
mod note;
mod notify;
mod numbers;
mod office;
mod part;
mod places;
mod read;
mod recordings;
mod refuse;
mod register;
mod reopen;
mod respondents;
mod search;
mod words;

pub use advance::{Move, advance};
pub use approvals::label_for_lists;
pub use attach::{Attached, Attaching, attach, attached, files_of};
pub use away::{away_among, bring_back, find_away, is_away, read_aside, set_aside};
pub use bring_in::{
    Historical, bring_in, hide_import, import_of, publish_import, taken_up_of_import,
};
pub use clue::Notice;
pub use endings::TELLING;
pub use entrust::entrust;
pub use export::{EXPORTED, Export, count_exported, exported, open_export, start_export};
pub(crate) use figures::month_figures;
pub use figures::{check_figures, fold_figures, received_by_day};
pub(crate) use index::astray;
pub use index::{
    INDEX_TABLES, begin_refill, index, index_carried, refill, refilling, reindex_blind,
};
pub(crate) use items::DATED;
pub use items::NEW_DEMAND;
pub use minors::MINOR_REPORT;
pub use note::{Informing, add_note, notes_for, shared_notes};
pub use notify::{Telling, Told, acknowledge, give_account, told};
pub use numbers::{Numbers, reserve_numbers};
pub use office::{Doing, Step, take};
pub use part::PUT_AWAY;
pub(crate) use read::still_known;
pub use read::{
    Names, cases_among, clue_of, find_case, find_cases, is_parted_since, is_veiled, linked,
    note_file_reading, note_reading, read, read_by_id, read_for_page, veil_by_id, veil_over,
    veiled_among,
};
pub use recordings::{allow_recordings, check_recordings};
pub use register::{Once, Registered, Registering, register, register_in};
pub(crate) use respondents::look_up;
pub use search::{BEST_OF, count, list};
