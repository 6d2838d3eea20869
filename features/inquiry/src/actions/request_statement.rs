//! Asks departments for their written statements, several at once.

use serde_json::json;
use tongli_cases::{Case, FactChange, Move, Verb};
use tongli_kernel::{DepartmentId, Fault, Gate, Moment, Said, Viewer};
use tongli_people::roles;
use tongli_store::outbox::{self, Message};
use tongli_store::{Subject, Tx, drafts};
use tongli_web::App;
use tongli_work::{Item, Owner};

use super::{ask_in_the_open, read_case};
use crate::access;
use crate::statement::{NewRequest, SUBJECT, StatementId};
use crate::store::statements::{self, Asked};

/// The clock of a statement.
pub const RULE: &str = "C05";
/// The kind of work item a statement is.
pub const ITEM: &str = "statement";

pub async fn request_statement(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    number: &str,
    version: Option<i64>,
    new: &NewRequest,
) -> Result<Case, Fault> {
    let now = app.now();
    if new.due_at.is_some_and(|due| due <= now) {
        return Err(Fault::field("due_on", Said::new("inquiry-due-past")));
    }
    let mut case = read_case(tx, viewer, Verb::RequestStatement, number, version).await?;
    ask_in_the_open(&case)?;
    for (at, department) in new.departments.iter().enumerate() {
        let id = ask(tx, app, viewer, &case, *department, new, now).await?;
        let payload = json!({ "statement": id, "department": department });
        case = tongli_cases::advance(
            tx,
            app,
            viewer,
            now,
            &case,
            Move {
                verb: Verb::RequestStatement,
                // The caller saw the version before the first of them.
                version: if at == 0 { version } else { None },
                payload,
                department: Some(*department),
                change: FactChange::StatementAsked,
                was: Vec::new(),
            },
        )
        .await?;
    }
    if let Some(staff) = viewer.staff() {
        drafts::discard(tx, viewer.tenant, staff, &access::request_draft(&case)).await?;
    }
    Ok(case)
}

/// Writes one question down, starts its clock and tells the department.
async fn ask(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    department: DepartmentId,
    new: &NewRequest,
    now: Moment,
) -> Result<StatementId, Fault> {
    let id: StatementId = app.id();
    let owner = who_states(tx, viewer, now, case, department).await?;
    tongli_cases::involve(tx, app, viewer.tenant, case.id, department).await?;
    let asked = Asked {
        id,
        case_id: case.id.raw(),
        case_number: &case.number,
        department,
        question: &new.question,
        asked_by: viewer.staff(),
        asked_at: now,
    };
    statements::insert(tx, app, viewer.tenant, &asked).await?;
    start_clock(tx, app, viewer, case, (owner, id), new.due_at).await?;
    outbox::put(
        tx,
        viewer,
        &app.ids,
        now,
        Message::new(
            "statement-asked",
            Subject::new(SUBJECT, id.raw()),
            owner.to(),
            Said::new("inquiry-notice-asked"),
        )
        .with("number", case.number.as_str())
        .with("path", format!("/statements/{id}")),
    )
    .await?;
    Ok(id)
}

/// Who gives a department's statement: its contact. Where somebody who could is
/// complained of, one who is not, by name, so that neither the task nor its overdue
/// word reaches those it is about.
pub(super) async fn who_states(
    tx: &mut Tx,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    department: DepartmentId,
) -> Result<Owner, Fault> {
    let mut could = Vec::new();
    for role in [roles::CONTACT, roles::VICE_HEAD, roles::DEPARTMENT_HEAD] {
        let of = Some(department);
        could.extend(tongli_people::holders_of(tx, viewer.tenant, role, of, now).await?);
    }
    let complained_of = |one: &tongli_people::StaffLine| case.respondents.contains(&one.id);
    if !could.iter().any(complained_of) {
        return Ok(Owner::role_in(roles::CONTACT, department));
    }
    match could.into_iter().find(|one| !complained_of(one)) {
        Some(fit) => Ok(Owner::staff(fit.id)),
        None => {
            let say = Said::new("inquiry-gate-nobody-states");
            Err(Fault::Gated(vec![Gate::new("nobody_states", say)]))
        }
    }
}

/// Starts the clock of a question, new or sent back, and notes its day.
pub(super) async fn start_clock(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    (owner, id): (Owner, StatementId),
    due_at: Option<Moment>,
) -> Result<(), Fault> {
    let item = Item {
        subject: Subject::new(SUBJECT, id.raw()),
        kind: ITEM,
        owner,
        due_at,
        near_at: None,
        label: case.number.clone(),
        path: format!("/statements/{id}"),
    };
    let clock =
        tongli_work::start_clock_for(tx, app, viewer, RULE, app.now(), due_at, item).await?;
    let times = (clock.due_at, clock.near_at);
    statements::set_due(tx, viewer.tenant, id, times).await?;
    Ok(())
}
