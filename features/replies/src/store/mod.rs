//! Every SQL text of this room.

pub mod agreements;
pub mod answers;
pub mod contents;
pub mod deliveries;
pub mod follow_ups;
pub mod letters;
pub mod originals;

use tongli_cases::Case;
use tongli_kernel::{Fault, Said, Tenant};
use tongli_store::StoreError;
use tongli_store::sealed::SealedColumn;
use tongli_web::App;

/// What this room keeps sealed.
pub const SEALED: &[SealedColumn] = &[
    SealedColumn::by_id("spoken_answers", "body", "spoken_answers.body"),
    SealedColumn::by_id("letters", "body", "letters.body"),
    SealedColumn::by_id("letters", "refusal", "letters.refusal"),
    SealedColumn::by_id("approvals", "reason", "approvals.reason"),
    SealedColumn::by_id("answer_contents", "reason", "answer_contents.reason"),
    SealedColumn::by_id("answer_contents", "plain", "answer_contents.plain"),
    SealedColumn::by_id("deliveries", "signer", "deliveries.signer"),
    SealedColumn::by_id("deliveries", "reason", "deliveries.reason"),
    SealedColumn::by_id("word_agreements", "body", "word_agreements.body"),
    SealedColumn::by_id("follow_ups", "body", "follow_ups.body"),
];

/// A case in the round it is in: what counts for a decision.
#[derive(Debug, Clone, Copy)]
pub struct InRound {
    pub id: i64,
    pub round: i64,
}

impl InRound {
    pub const fn of(case: &Case) -> InRound {
        InRound {
            id: case.id.raw(),
            round: case.round,
        }
    }
}

fn seal(app: &App, tenant: Tenant, place: &'static str, plain: &str) -> Result<String, StoreError> {
    app.keys.seal(tenant, place, plain, &*app.chance)
}

/// Nobody was faster.
fn changed(rows: u64) -> Result<(), Fault> {
    if rows == 1 {
        Ok(())
    } else {
        Err(Fault::Conflict(Said::new("fault-somebody-was-faster")))
    }
}
