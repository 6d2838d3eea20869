//! Adds to a locked statement: what was said stays, what is added stands beside
//! it with its own name and time.

use serde_json::json;
use tongli_cases::Verb;
use tongli_kernel::{Fault, FieldErrors, Said, Viewer};
use tongli_store::Tx;
use tongli_store::history::{self, Event};
use tongli_web::App;

use super::read;
use crate::access;
use crate::statement::{State, StatementId, check_text};
use crate::store::statements;

pub async fn amend_statement(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    id: StatementId,
    text: &str,
) -> Result<(), Fault> {
    let mut errors = FieldErrors::default();
    let text = check_text("amendment", text, "inquiry-amendment-short", &mut errors);
    errors.or_else(|| ())?;
    let (statement, case) = read(tx, app, viewer, Verb::SubmitStatement, id).await?;
    if !access::may_give(viewer, statement.department) {
        return Err(Fault::Forbidden(access::ANSWER));
    }
    if statement.state != State::Given {
        return Err(Fault::Conflict(Said::new("inquiry-amend-given-only")));
    }
    statements::amend(tx, app, viewer.tenant, id, &text, viewer.staff()).await?;
    history::append(
        tx,
        viewer,
        app.now(),
        &*app.chance,
        case.subject(),
        Event::new("amend_statement")
            .department(Some(statement.department))
            .with(json!({ "statement": id })),
    )
    .await?;
    Ok(())
}
