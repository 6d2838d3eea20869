//! Finding out what happened.
//!
//! The office asks departments for their written statements, several at once and
//! each with its own day; a department sees and answers them in its inbox, and a
//! statement that is thin goes back with a reason. The investigator keeps the
//! verification form (condition, course, communication), finds each allegation
//! upheld or not with reasons, and somebody else reviews the findings. Nobody
//! finds on a complaint about their own department.

mod access;
mod actions;
mod api;
mod investigation;
mod lines;
mod pages;
mod panels;
mod rounds;
mod statement;
mod store;
mod verdict;

pub use actions::{
    Recording, Return, Review, amend_statement, excuse_statement, find, give_statement,
    record_investigation, request_statement, return_statement, review, submit_statement,
};
pub use investigation::{CourseStep, Earlier, Investigation, NotApplicable, Record};
pub use statement::{
    Account, Amendment, Chip, Giving, NewRequest, SUBJECT, State, Statement, StatementId,
};
pub use verdict::FindingTyped;

use tongli_cases::Case;
use tongli_feature::Feature;
use tongli_kernel::Tenant;
use tongli_store::migrate::Migration;
use tongli_store::{StoreError, Tx};
use tongli_web::{App, Guard, MenuItem, Routes, WordFiles};

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[
    Migration::portable(
        "20261123_0700_inquiry",
        include_str!("../migrations/20261123_0700_inquiry.sql"),
    ),
    Migration::portable(
        "20261127_0710_inquiry_rounds",
        include_str!("../migrations/20261127_0710_inquiry_rounds.sql"),
    ),
];

/// The words of this room.
pub const WORDS: WordFiles = WordFiles {
    room: "inquiry",
    zh: include_str!("../words/zh.ftl"),
    en: include_str!("../words/en.ftl"),
};

const MENU: &[MenuItem] = &[MenuItem {
    path: "/inbox",
    word: "inquiry-inbox",
    icon: "clipboard-list",
    permission: Some(access::ANSWER),
    order: 35,
}];

/// The statements of a case, oldest first; the caller has read the case for the
/// viewer before.
pub async fn statements_of(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case_id: i64,
) -> Result<Vec<Statement>, StoreError> {
    store::statements::list_of_case(tx, app, tenant, case_id).await
}

/// Every giving of a statement, oldest first, also those sent back.
pub async fn givings_of(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    statement: StatementId,
) -> Result<Vec<Giving>, StoreError> {
    store::statements::givings(tx, app, tenant, statement).await
}

/// What was added beside a locked statement.
pub async fn amendments_of(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    statement: StatementId,
) -> Result<Vec<Amendment>, StoreError> {
    store::statements::amendments(tx, app, tenant, statement).await
}

/// The investigation form of the round a case is in, if somebody has begun it.
pub async fn investigation_of(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case: &Case,
) -> Result<Option<Investigation>, StoreError> {
    store::investigations::find(tx, app, tenant, case).await
}

fn routes() -> Routes {
    use pages::{find, inbox, investigation, request, review, statement, statement_forms};
    let (ask, give, see) = (
        Guard::May(access::ASK),
        Guard::May(access::ANSWER),
        Guard::MayAny(access::CONCERNED),
    );
    let judge = Guard::May(tongli_cases::access::REVIEW);
    Routes::new()
        .get("/inbox", give, inbox::show)
        .get("/statements/{id}", see, statement::show)
        .post("/statements/{id}", give, statement_forms::give)
        .post("/statements/{id}/draft", give, statement_forms::keep_draft)
        .post("/statements/{id}/amend", give, statement_forms::amend)
        .post("/statements/{id}/return", ask, statement_forms::send_back)
        .post("/statements/{id}/excuse", ask, statement_forms::excuse)
        .get("/cases/{number}/request-statement", ask, request::show)
        .post("/cases/{number}/request-statement", ask, request::submit)
        .get("/cases/{number}/investigation", ask, investigation::show)
        .post("/cases/{number}/investigation", ask, investigation::submit)
        .post(
            "/cases/{number}/investigation/draft",
            ask,
            investigation::keep_draft,
        )
        .get("/cases/{number}/find", ask, find::show)
        .post("/cases/{number}/find", ask, find::submit)
        .get("/cases/{number}/review", judge, review::show)
        .post("/cases/{number}/review", judge, review::submit)
        .merge(api::routes())
        .merge(api::investigate::routes())
}

fn openapi() -> serde_json::Value {
    let (mut all, more) = (api::openapi(), api::investigate::openapi());
    if let (Some(paths), Some(more)) = (all["paths"].as_object_mut(), more["paths"].as_object()) {
        paths.extend(more.clone());
    }
    all
}

pub fn feature() -> Feature {
    Feature {
        migrations: MIGRATIONS,
        routes,
        menu: MENU,
        panels: panels::PANELS,
        sealed: store::SEALED,
        openapi,
        rounds: rounds::ROUNDS,
        ..Feature::named("inquiry", WORDS)
    }
}
