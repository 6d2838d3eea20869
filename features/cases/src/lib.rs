//! Cases: whatever somebody brings to the office: an enquiry, a complaint, a
//! suggestion, praise, a call for help. It is taken down in the person's words, gets
//! a number and a date, and moves through one life cycle that asks for facts and
//! says what is missing. Nothing is closed in silence, and what goes after its years is
//! destroyed by two hands and leaves a stub. Rooms
//! above write their facts through [`advance`] and show their panels on the case's
//! page.

pub mod access;
mod actions;
mod api;
mod away;
mod case;
mod change;
mod codes;
mod ending;
mod endings;
mod export;
mod figure;
mod life;
mod month;
mod pages;
mod panels;
mod past;
mod refusal;
mod registration;
mod rounds;
mod search;
mod split;
mod store;
mod target;
mod typed;
mod veil;

pub use actions::PUT_AWAY;
pub use actions::{
    Attached, Attaching, BEST_OF, Doing, EXPORTED, Export, Historical, INDEX_TABLES, Informing,
    MINOR_REPORT, Move, NEW_DEMAND, Names, Notice, Numbers, Once, Registered, Registering, Step,
    TELLING, add_note, advance, allow_recordings, attach, away_among, begin_refill, bring_back,
    bring_in, cases_among, check_figures, check_recordings, clue_of, count, count_exported,
    entrust, exported, files_of, find_away, find_case, find_cases, fold_figures, hide_import,
    import_of, index, index_carried, is_away, is_parted_since, is_veiled, label_for_lists, linked,
    list, note_reading, notes_for, open_export, publish_import, read, read_aside, read_by_id,
    read_for_page, received_by_day, refill, refilling, register, register_in, reindex_blind,
    reserve_numbers, set_aside, shared_notes, start_export, take, taken_up_of_import, veil_by_id,
    veil_over, veiled_among,
};
pub use api::{answer_to_verb, described_reading, described_verb, exactly};
pub use away::Away;
pub use case::{
    Allegation, AllegationId, AllegationMark, Case, CaseId, CaseMark, Respondent, SUBJECT,
};
pub use change::{AllegationAmendment, Amendment, EndingChange, FactChange};
pub use codes::{
    Category, Channel, Confirmation, Court, Finding, Handling, HelpNeed, Kind, Mood, Outcome,
    Receiver, RefusalReason, Reviewed, Risk, Stage, Urgency, Visibility, VisitType, Way, Why,
};
pub use ending::{Ending, Evidence, Part, Telling};
pub use endings::{Endings, StillToTry};
pub use life::{Facts, Mark, MarkState, OwnerFact, RefusalFact, Refused, Verb, six_marks, step};
pub use pages::{knows_stage, list_address, list_filter};
pub use panels::{allegations_shown, case_shown};
pub use refusal::{Elsewhere, Ground, Refusal};
pub use registration::{NewAllegation, NewCase, PRIVACY_NOTICE};
pub use search::{Excerpt, Piece, Source};
pub use store::index_check::{IndexFlaw, IndexPage};
pub use store::list::{Due, Filter, Line, Order};
pub use store::notes::{Note, NoteId};
pub use target::{Target, reception_target};
pub use tongli_tables::Format;
pub use veil::Veil;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;
use tongli_feature::Feature;
use tongli_kernel::{DepartmentId, Fault, Moment, StaffId, Tenant, Viewer};
use tongli_store::migrate::Migration;
use tongli_store::{StoreError, Tx};
use tongli_web::{App, MenuItem, Routes, WordFiles};

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[
    Migration::portable(
        "20261123_0600_cases",
        include_str!("../migrations/20261123_0600_cases.sql"),
    ),
    Migration::portable(
        "20261123_0610_case_imports",
        include_str!("../migrations/20261123_0610_case_imports.sql"),
    ),
    Migration::portable(
        "20261127_0620_respondents",
        include_str!("../migrations/20261127_0620_respondents.sql"),
    ),
    Migration::portable(
        "20261127_0630_case_facts",
        include_str!("../migrations/20261127_0630_case_facts.sql"),
    ),
    Migration::portable(
        "20261127_0712_months",
        include_str!("../migrations/20261127_0712_months.sql"),
    ),
    Migration::portable(
        "20261127_0724_former_department",
        include_str!("../migrations/20261127_0724_former_department.sql"),
    ),
    Migration::portable(
        "20261127_0935_endings",
        include_str!("../migrations/20261127_0935_endings.sql"),
    ),
    Migration::portable(
        "20261127_0951_restricted",
        include_str!("../migrations/20261127_0951_restricted.sql"),
    ),
    Migration::portable(
        "20261127_1411_recordings",
        include_str!("../migrations/20261127_1411_recordings.sql"),
    ),
    Migration::portable(
        "20261127_1402_away",
        include_str!("../migrations/20261127_1402_away.sql"),
    ),
    Migration::portable(
        "20261127_1717_lists",
        include_str!("../migrations/20261127_1717_lists.sql"),
    ),
    Migration::portable(
        "20261127_1720_figures",
        include_str!("../migrations/20261127_1720_figures.sql"),
    ),
    Migration::portable(
        "20261127_1712_search",
        include_str!("../migrations/20261127_1712_search.sql"),
    ),
    Migration::portable(
        "20261127_1732_gone_since",
        include_str!("../migrations/20261127_1732_gone_since.sql"),
    ),
    Migration::portable(
        "20261127_2101_former_respondents",
        include_str!("../migrations/20261127_2101_former_respondents.sql"),
    ),
    Migration::portable(
        "20261127_2110_imports_hidden",
        include_str!("../migrations/20261127_2110_imports_hidden.sql"),
    ),
    Migration::portable(
        "20261127_2135_again",
        include_str!("../migrations/20261127_2135_again.sql"),
    ),
    Migration::portable(
        "20261128_0330_owners_stages",
        include_str!("../migrations/20261128_0330_owners_stages.sql"),
    ),
];

/// The words of this room.
pub const WORDS: WordFiles = WordFiles {
    room: "cases",
    zh: include_str!("../words/zh.ftl"),
    en: include_str!("../words/en.ftl"),
};

const MENU: &[MenuItem] = &[
    MenuItem {
        path: "/cases/new",
        word: "cases-register-title",
        icon: "plus",
        permission: Some(access::REGISTER),
        order: 30,
    },
    MenuItem {
        path: "/cases",
        word: "cases-title",
        icon: "list",
        permission: Some(access::READ),
        order: 40,
    },
    MenuItem {
        path: "/months",
        word: "cases-months",
        icon: "chart-bar",
        permission: Some(access::READ),
        order: 50,
    },
];

fn routes() -> Routes {
    pages::routes().merge(api::routes())
}

pub fn feature() -> Feature {
    Feature {
        migrations: MIGRATIONS,
        permissions: access::PERMISSIONS,
        routes,
        menu: MENU,
        panels: panels::PANELS,
        rounds: rounds::ROUNDS,
        openapi: api::openapi,
        ..Feature::named("cases", WORDS)
    }
}

/// The allegations of a case, as the person put them.
pub async fn allegations(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
) -> Result<Vec<Allegation>, StoreError> {
    store::allegations::list(tx, tenant, case).await
}

/// Writes a finding over an allegation read in the same transaction; the caller then
/// takes the step [`Verb::Find`] and hands it what stood there before
/// ([`Move::instead_of`]).
pub async fn set_finding(
    tx: &mut Tx,
    tenant: Tenant,
    before: &Allegation,
    finding: Finding,
    reason: &str,
) -> Result<Option<Json>, Fault> {
    store::allegations::set_finding(tx, tenant, before.id, finding, reason).await?;
    let mut after = before.clone();
    after.finding = Some(finding);
    after.finding_reason = Some(reason.to_owned());
    Ok(past::overwritten_allegation(before, &after))
}

/// Writes the answer to one allegation read in the same transaction; the caller then
/// takes the step [`Verb::Answer`] and hands it what stood there before
/// ([`Move::instead_of`]).
pub async fn set_answer(
    tx: &mut Tx,
    tenant: Tenant,
    before: &Allegation,
    answer: &str,
    next_step: Option<&str>,
) -> Result<Option<Json>, Fault> {
    store::allegations::set_answer(tx, tenant, before.id, answer, next_step).await?;
    let mut after = before.clone();
    after.answer = Some(answer.to_owned());
    after.next_step = next_step.map(str::to_owned);
    Ok(past::overwritten_allegation(before, &after))
}

/// Lets a department's people see a case because their statement is asked for.
pub async fn involve(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case: CaseId,
    department: DepartmentId,
) -> Result<(), Fault> {
    store::concern::add_department(tx, tenant, case, department, Why::Statement).await?;
    index(tx, app, tenant, case).await
}

/// Who was named for a confidential case.
pub async fn entrusted(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
) -> Result<Vec<StaffId>, StoreError> {
    store::concern::entrusted(tx, tenant, case).await
}

/// Which of these cases the viewer may know of.
pub async fn known_among(
    tx: &mut Tx,
    viewer: &Viewer,
    cases: impl IntoIterator<Item = CaseId>,
) -> Result<BTreeSet<CaseId>, StoreError> {
    store::scope::inside(tx, viewer.tenant, &access::scope(viewer), cases).await
}

/// Which of these numbers are those of cases the viewer may know of.
pub async fn known_numbers(
    tx: &mut Tx,
    viewer: &Viewer,
    numbers: impl IntoIterator<Item = String>,
) -> Result<BTreeSet<String>, StoreError> {
    store::scope::known_numbers(tx, viewer.tenant, &access::scope(viewer), numbers).await
}

/// Which of these cases complain of the viewer, by name.
pub async fn complaining_among(
    tx: &mut Tx,
    viewer: &Viewer,
    cases: impl IntoIterator<Item = CaseId>,
) -> Result<BTreeSet<CaseId>, StoreError> {
    store::respondents::complaining(tx, viewer, cases).await
}

/// Whether any case went out of sight, a clue out of one, or a case out of what the viewer
/// was entrusted with, since a moment: what was written down of the cases before may tell
/// of it.
pub async fn gone_since(tx: &mut Tx, viewer: &Viewer, at: Moment) -> Result<bool, StoreError> {
    store::away::gone_since(tx, viewer.tenant, viewer.staff(), at).await
}

/// The numbers of those of these cases that the viewer may know of.
pub async fn numbers_among(
    tx: &mut Tx,
    viewer: &Viewer,
    cases: impl IntoIterator<Item = CaseId>,
) -> Result<BTreeMap<CaseId, String>, StoreError> {
    store::scope::numbers(tx, viewer.tenant, &access::scope(viewer), cases).await
}

/// Compares what search and lists read with the cases after one, a page at a time.
pub async fn check_index(
    tx: &mut Tx,
    app: &App,
    after: Option<CaseId>,
) -> Result<IndexPage, Fault> {
    let renewed = store::index_check::Renewed {
        round: rounds::DUE_DAYS,
        kinds: actions::DATED,
    };
    let tenant = app.tenant;
    let mut page = store::index_check::check_page(tx, tenant, after, renewed).await?;
    let astray = actions::astray(tx, app, tenant, &page.cases).await?;
    let numbers = store::index_check::shown_numbers(tx, tenant, &astray).await?;
    let words = numbers.into_iter().map(|number| (number, IndexFlaw::Words));
    page.flaws.extend(words);
    Ok(page)
}
