//! Sends a statement back that does not say enough; the department is asked again
//! with a new day.

use serde_json::json;
use tongli_cases::{Case, FactChange, Move, Verb};
use tongli_kernel::{DepartmentId, Fault, FieldErrors, Moment, Said, Viewer};
use tongli_store::Tx;
use tongli_store::outbox::{self, Message};
use tongli_web::App;

use super::request_statement::{start_clock, who_states};
use super::{ask_in_the_open, pick, read_case};
use crate::statement::{State, check_text};
use crate::store::statements;

/// Whose statement goes back, and why.
#[derive(Debug, Clone)]
pub struct Return<'a> {
    pub department: DepartmentId,
    pub reason: &'a str,
    /// Its own day instead of the rule's.
    pub due_at: Option<Moment>,
}

pub async fn return_statement(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    number: &str,
    version: Option<i64>,
    back: &Return<'_>,
) -> Result<Case, Fault> {
    let Return {
        department, due_at, ..
    } = *back;
    let mut errors = FieldErrors::default();
    let reason = check_text(
        "reason",
        back.reason,
        "inquiry-return-reason-short",
        &mut errors,
    );
    if due_at.is_some_and(|due| due <= app.now()) {
        errors.add("due_on", Said::new("inquiry-due-past"));
    }
    errors.or_else(|| ())?;
    let now = app.now();
    let case = read_case(tx, viewer, Verb::ReturnStatement, number, version).await?;
    ask_in_the_open(&case)?;
    let statement = pick(tx, app, viewer, &case, Some(department), |one| {
        one.state == State::Given
    })
    .await?;
    statements::send_back(
        tx,
        app,
        viewer.tenant,
        &statement,
        &reason,
        viewer.staff(),
        now,
    )
    .await?;
    let owner = who_states(tx, viewer, now, &case, department).await?;
    start_clock(tx, app, viewer, &case, (owner, statement.id), due_at).await?;
    outbox::put(
        tx,
        viewer,
        &app.ids,
        now,
        Message::new(
            "statement-returned",
            statement.subject(),
            owner.to(),
            Said::new("inquiry-notice-returned"),
        )
        .with("number", case.number.as_str())
        .with("path", format!("/statements/{}", statement.id)),
    )
    .await?;
    tongli_cases::advance(
        tx,
        app,
        viewer,
        now,
        &case,
        Move {
            verb: Verb::ReturnStatement,
            version,
            payload: json!({
                "statement": statement.id,
                "department": department,
                "times": statement.bounces + 1,
            }),
            department: Some(department),
            change: FactChange::StatementReturned,
            was: Vec::new(),
        },
    )
    .await
}
