//! Telling the person what came of it.
//!
//! An answer goes by word, by message or by letter; each allegation is answered
//! and says what follows. Somebody else approves the answer to a complaint, a
//! letter is fixed under its digest when it is released, and a delivery counts
//! only with its proof. A case taken up again is answered anew: nothing of an earlier
//! round proves the new one. Afterwards the person is asked whether they understood it,
//! whether it was done, and how they rate it; every try is written down.

mod access;
mod actions;
mod api;
mod contents;
mod drafting;
mod follow_up;
mod letter;
mod lines;
mod mode;
mod pages;
mod panels;
mod round;
mod store;

pub use actions::{
    Approval, NewAnswer, answer, approve, check_originals, follow_up, order_letter, prove_delivery,
    release, write_letter,
};
pub use contents::ContentTyped;
pub use drafting::AnswerTyped;
pub use follow_up::{NewTry, Outcome, Standing, Try, Words, standing_of};
pub use letter::{Body, Letter, Point, State};
pub use mode::{Claim, LetterGround, Mode, Proof};
pub use store::deliveries::Delivery;

use tongli_feature::{Feature, Written};
use tongli_kernel::Tenant;
use tongli_store::migrate::Migration;
use tongli_store::{StoreError, Tx};
use tongli_web::{App, Guard, Routes, WordFiles};

/// The tables of this room.
pub const MIGRATIONS: &[Migration] = &[
    Migration::portable(
        "20261123_0800_replies",
        include_str!("../migrations/20261123_0800_replies.sql"),
    ),
    Migration::portable(
        "20261127_0720_reply_rounds",
        include_str!("../migrations/20261127_0720_reply_rounds.sql"),
    ),
    Migration::portable(
        "20261127_0930_answer_mode",
        include_str!("../migrations/20261127_0930_answer_mode.sql"),
    ),
    Migration::portable(
        "20261127_0950_answer_contents",
        include_str!("../migrations/20261127_0950_answer_contents.sql"),
    ),
    Migration::portable(
        "20261127_1130_letter_originals",
        include_str!("../migrations/20261127_1130_letter_originals.sql"),
    ),
    Migration::portable(
        "20261127_1713_originals_of_case",
        include_str!("../migrations/20261127_1713_originals_of_case.sql"),
    ),
];

/// The words of this room.
pub const WORDS: WordFiles = WordFiles {
    room: "replies",
    zh: include_str!("../words/zh.ftl"),
    en: include_str!("../words/en.ftl"),
};

/// The letters of a case, the newest first; the caller has read the case for the
/// viewer before.
pub async fn letters_of(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case_id: i64,
) -> Result<Vec<Letter>, StoreError> {
    store::letters::list(tx, app, tenant, case_id).await
}

/// The proofs of delivery of a case, oldest first.
pub async fn deliveries_of(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case_id: i64,
) -> Result<Vec<Delivery>, StoreError> {
    store::deliveries::list(tx, app, tenant, case_id).await
}

/// The tries of a case's follow-up, oldest first.
pub async fn tries_of(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case_id: i64,
) -> Result<Vec<Try>, StoreError> {
    store::follow_ups::list(tx, app, tenant, case_id).await
}

fn routes() -> Routes {
    use pages::{answer, approve, deliver, follow_up, letter, original, refusal_notice};
    let write = Guard::May(access::ANSWER);
    let decide = Guard::May(access::APPROVE);
    let see = Guard::MayAny(access::CONCERNED);
    Routes::new()
        .get("/cases/{number}/answer", write, answer::show)
        .post("/cases/{number}/answer", write, answer::submit)
        .get("/cases/{number}/approve", decide, approve::show)
        .post("/cases/{number}/approve", decide, approve::submit)
        .get("/cases/{number}/letter", see, letter::show)
        .post("/cases/{number}/letter", write, letter::submit)
        .post("/cases/{number}/letter/original", write, original::bind)
        .get("/cases/{number}/letter/edit", write, letter::edit)
        .get("/cases/{number}/refusal-notice", see, refusal_notice::show)
        .post("/cases/{number}/order-letter", decide, letter::order)
        .post("/cases/{number}/release", write, letter::release)
        .get("/cases/{number}/deliver", write, deliver::show)
        .post("/cases/{number}/deliver", write, deliver::submit)
        .get("/cases/{number}/follow-up", write, follow_up::show)
        .post("/cases/{number}/follow-up", write, follow_up::submit)
        .merge(api::routes())
}

/// What letters say is found with their cases.
const WRITTEN: &[Written] = &[Written {
    about: tongli_cases::SUBJECT,
    texts: |tx, app, tenant, cases| Box::pin(store::letters::texts(tx, app, tenant, cases)),
}];

pub fn feature() -> Feature {
    Feature {
        migrations: MIGRATIONS,
        routes,
        panels: panels::PANELS,
        written: WRITTEN,
        sealed: store::SEALED,
        openapi: api::openapi,
        ..Feature::named("replies", WORDS)
    }
}
