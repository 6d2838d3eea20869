//! What leaders do and what is written down of them, one transaction each.

mod instruct;
mod money;
mod sign;

pub use instruct::{instruct, leaders_for};
pub use money::{ask_money, decide_money};
pub use sign::{Signing, sign, signed_on_paper};

use tongli_approvals::{Body, Decision, Request, RequestId};
use tongli_cases::{Case, CaseId, Verb};
use tongli_kernel::{Fault, Said, Viewer};
use tongli_store::Tx;
use tongli_web::App;

use crate::instruction::{Instruction, InstructionId};
use crate::store;

fn faster() -> Fault {
    Fault::Conflict(Said::new("fault-somebody-was-faster"))
}

/// A request with its case. Who may not know of the case knows of no request.
pub async fn read_request(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    id: RequestId,
) -> Result<(Request, Case), Fault> {
    let request = tongli_approvals::find_request(tx, app, viewer.tenant, id)
        .await?
        .filter(|one| one.subject.kind == tongli_cases::SUBJECT)
        .ok_or(Fault::NotFound)?;
    let id = CaseId::new(request.subject.id);
    let case = tongli_cases::read_by_id(tx, viewer, Verb::Read, id).await?;
    let mut request = request;
    if tongli_cases::is_veiled(tx, viewer, case.id, request.asked_at).await? {
        request.body = Body::default();
    }
    Ok((request, case))
}

/// What was decided on a request, as far as the viewer reads it.
pub async fn read_decisions(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    (request, case): (&Request, &Case),
) -> Result<Vec<Decision>, Fault> {
    let mut all = tongli_approvals::decisions_of(tx, app, viewer.tenant, request.id).await?;
    for one in &mut all {
        if tongli_cases::is_veiled(tx, viewer, case.id, one.at).await? {
            one.reason = None;
        }
    }
    Ok(all)
}

/// An instruction as this viewer reads it: words in which a clue was found later are
/// not for everybody.
pub async fn as_read(
    tx: &mut Tx,
    viewer: &Viewer,
    mut one: Instruction,
) -> Result<Instruction, Fault> {
    if tongli_cases::is_veiled(tx, viewer, one.case, one.recorded_at).await? {
        one.words = String::new();
        one.answer = None;
    }
    Ok(one)
}

/// An instruction with its case, for whoever may know of the case.
pub async fn read_instruction(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    id: InstructionId,
) -> Result<(Instruction, Case), Fault> {
    let one = store::find(tx, app, viewer.tenant, id)
        .await?
        .ok_or(Fault::NotFound)?;
    let case = tongli_cases::read_by_id(tx, viewer, Verb::Read, one.case).await?;
    let one = as_read(tx, viewer, one).await?;
    Ok((one, case))
}
