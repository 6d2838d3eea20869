//! The verbs of this room, one a file. Each speaks inside a transaction that its
//! caller begins, so that a program's kept answer stands in the same one.

mod amend_statement;
mod excuse_statement;
mod find;
mod reading;
mod record_investigation;
mod request_statement;
mod return_statement;
mod review;
mod submit_statement;

pub use amend_statement::amend_statement;
pub use excuse_statement::excuse_statement;
pub use find::find;
pub use reading::{earlier_read, form_read, givings_read, newest_read, statements_read};
pub use record_investigation::{Recording, record_investigation};
pub use request_statement::request_statement;
pub use return_statement::{Return, return_statement};
pub use review::{Review, review};
pub use submit_statement::{give_statement, submit_statement};

use tongli_cases::{Case, Verb};
use tongli_kernel::{DepartmentId, Fault, Said, Viewer};
use tongli_store::Tx;
use tongli_web::App;

use crate::access;
use crate::statement::{Statement, StatementId};
use crate::store::statements;
use crate::verdict::{closed_file_gate, own_department_gate};

/// Reads a statement together with its case, for a verb. Not visible: not found.
pub async fn read(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    verb: Verb,
    id: StatementId,
) -> Result<(Statement, Case), Fault> {
    let statement = statements::find(tx, app, viewer.tenant, id)
        .await?
        .ok_or(Fault::NotFound)?;
    let case = tongli_cases::read(tx, viewer, verb, &statement.case_number).await?;
    if !access::sees(viewer, statement.department) {
        return Err(Fault::NotFound);
    }
    keep_apart(tx, viewer, verb, &case).await?;
    let veil = tongli_cases::veil_over(tx, viewer, &case).await?;
    Ok((statement.behind(veil), case))
}

/// The case for a verb, at the version the caller saw: whoever decided on something
/// older is told so before anything else is judged.
async fn read_case(
    tx: &mut Tx,
    viewer: &Viewer,
    verb: Verb,
    number: &str,
    version: Option<i64>,
) -> Result<Case, Fault> {
    let case = tongli_cases::read(tx, viewer, verb, number).await?;
    if version.is_some_and(|version| version != case.version) {
        return Err(Fault::Conflict(Said::new("fault-somebody-was-faster")));
    }
    keep_apart(tx, viewer, verb, &case).await?;
    Ok(case)
}

/// Whoever belongs to a department complained of decides nothing here; a department
/// giving its own statement decides nothing.
async fn keep_apart(tx: &mut Tx, viewer: &Viewer, verb: Verb, case: &Case) -> Result<(), Fault> {
    let decides = matches!(
        verb,
        Verb::RequestStatement
            | Verb::ReturnStatement
            | Verb::ExcuseStatement
            | Verb::Find
            | Verb::Review
            | Verb::SendBack
    );
    if !decides {
        return Ok(());
    }
    let allegations = tongli_cases::allegations(tx, viewer.tenant, case.id).await?;
    match own_department_gate(viewer, &allegations) {
        Some(gate) => Err(Fault::Gated(vec![gate])),
        None => Ok(()),
    }
}

/// A department could not even open its statement in a closed file, so none is asked.
fn ask_in_the_open(case: &Case) -> Result<(), Fault> {
    match closed_file_gate(case) {
        Some(gate) => Err(Fault::Gated(vec![gate])),
        None => Ok(()),
    }
}

/// The statement of a department in this case that is in one of the wanted
/// states. Without a department: the only one among those the viewer may give.
async fn pick(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    department: Option<DepartmentId>,
    wanted: fn(&Statement) -> bool,
) -> Result<Statement, Fault> {
    let all = statements::list_of_case(tx, app, viewer.tenant, case.id.raw()).await?;
    let mut fitting = all.into_iter().filter(|statement| {
        wanted(statement)
            && match department {
                Some(department) => statement.department == department,
                None => viewer.departments.contains(&statement.department),
            }
    });
    match (fitting.next_back(), fitting.next(), department) {
        (Some(one), _, Some(_)) | (Some(one), None, None) => Ok(one),
        (Some(_), Some(_), None) => Err(Fault::field(
            "department",
            Said::new("inquiry-department-which"),
        )),
        (None, ..) => Err(Fault::field(
            "department",
            Said::new("inquiry-department-unasked"),
        )),
    }
}
