//! Lets a statement go that will not come, or is no longer needed.

use serde_json::json;
use tongli_cases::{Case, FactChange, Move, Verb};
use tongli_kernel::{Fault, FieldErrors, Viewer};
use tongli_store::Tx;
use tongli_web::App;

use super::read;
use super::request_statement::{ITEM, RULE};
use crate::statement::{StatementId, check_text};
use crate::store::statements;

pub async fn excuse_statement(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    id: StatementId,
    reason: &str,
) -> Result<Case, Fault> {
    let mut errors = FieldErrors::default();
    let reason = check_text("excuse", reason, "inquiry-excuse-short", &mut errors);
    errors.or_else(|| ())?;
    let now = app.now();
    let (statement, case) = read(tx, app, viewer, Verb::ExcuseStatement, id).await?;
    statements::excuse(
        tx,
        app,
        viewer.tenant,
        &statement,
        &reason,
        viewer.staff(),
        now,
    )
    .await?;
    tongli_work::end_clock(tx, app, viewer, statement.subject(), RULE, now).await?;
    tongli_work::close_items(tx, app, viewer, statement.subject(), Some(ITEM), None).await?;
    tongli_cases::advance(
        tx,
        app,
        viewer,
        now,
        &case,
        Move {
            verb: Verb::ExcuseStatement,
            version: None,
            payload: json!({ "statement": id, "department": statement.department }),
            department: Some(statement.department),
            change: FactChange::StatementExcused,
            was: Vec::new(),
        },
    )
    .await
}
