//! Every SQL text of this room.

use tongli_store::sealed::{KeyPart, SealedColumn};

pub mod investigations;
pub mod statements;

const A_ROUND: &[KeyPart] = &[KeyPart::Number("case_id"), KeyPart::Number("round")];

/// What this room keeps sealed.
pub const SEALED: &[SealedColumn] = &[
    SealedColumn::by_id("statements", "question", "statements.question"),
    SealedColumn::by_id("statements", "return_reason", "statements.return_reason"),
    SealedColumn::by_id("statements", "excuse", "statements.excuse"),
    SealedColumn::by_id("statement_amendments", "body", "statement_amendments.body"),
    SealedColumn::by_id("statement_givings", "body", "statement_givings.body")
        .keyed(&[KeyPart::Number("statement"), KeyPart::Number("number")]),
    SealedColumn::by_id("investigations", "body", investigations::BODY).keyed(A_ROUND),
    SealedColumn::by_id(
        "investigations",
        "review_reason",
        "investigations.review_reason",
    )
    .keyed(A_ROUND),
    SealedColumn::by_id("investigation_bodies", "body", investigations::BODY).keyed(&[
        KeyPart::Number("case_id"),
        KeyPart::Number("round"),
        KeyPart::Number("version"),
    ]),
];
