//! A department gives its statement; from then on it is locked.

use serde_json::json;
use tongli_cases::{Case, FactChange, Move, Verb};
use tongli_kernel::{DepartmentId, Fault, Said, Viewer};
use tongli_store::outbox::{self, Message, To};
use tongli_store::{Tx, drafts};
use tongli_web::App;

use super::{pick, read, read_case};
use crate::access;
use crate::actions::request_statement::RULE;
use crate::statement::{Account, Statement, StatementId};
use crate::store::statements;

/// By case and department, as programs say it.
pub async fn submit_statement(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    number: &str,
    version: Option<i64>,
    department: Option<DepartmentId>,
    account: &Account,
) -> Result<Case, Fault> {
    let case = read_case(tx, viewer, Verb::SubmitStatement, number, version).await?;
    let statement = pick(tx, app, viewer, &case, department, |one| {
        one.state.is_open()
    })
    .await?;
    give(tx, app, viewer, &case, version, &statement, account).await
}

/// By the statement itself, as its page says it.
pub async fn give_statement(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    id: StatementId,
    version: i64,
    account: &Account,
) -> Result<Case, Fault> {
    let (statement, case) = read(tx, app, viewer, Verb::SubmitStatement, id).await?;
    if statement.version != version || !statement.state.is_open() {
        return Err(Fault::Conflict(Said::new("fault-somebody-was-faster")));
    }
    give(tx, app, viewer, &case, None, &statement, account).await
}

async fn give(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    version: Option<i64>,
    statement: &Statement,
    account: &Account,
) -> Result<Case, Fault> {
    if !access::may_give(viewer, statement.department) {
        return Err(Fault::NotFound);
    }
    let now = app.now();
    statements::give(
        tx,
        app,
        viewer.tenant,
        statement,
        account,
        viewer.staff(),
        now,
    )
    .await?;
    tongli_work::meet_clock(tx, app, viewer, statement.subject(), RULE, now).await?;
    if let Some(staff) = viewer.staff() {
        drafts::discard(tx, viewer.tenant, staff, &access::draft_name(statement.id)).await?;
    }
    if let Some(owner) = case.owner {
        outbox::put(
            tx,
            viewer,
            &app.ids,
            now,
            Message::new(
                "statement-given",
                case.subject(),
                To::Staff(owner),
                Said::new("inquiry-notice-given"),
            )
            .with("number", case.number.as_str())
            .with("path", format!("/statements/{}", statement.id)),
        )
        .await?;
    }
    tongli_cases::advance(
        tx,
        app,
        viewer,
        now,
        case,
        Move {
            verb: Verb::SubmitStatement,
            version,
            payload: json!({
                "statement": statement.id,
                "department": statement.department,
                "for_the_department": !viewer.departments.contains(&statement.department),
            }),
            department: Some(statement.department),
            change: FactChange::StatementGiven,
            was: Vec::new(),
        },
    )
    .await
}
