//! What several screens show alike of a request and of an instruction.

use std::collections::BTreeMap;

use tongli_approvals::{Candidate, Decision, Kind, Request, RequestId, State};
use tongli_cases::{Case, CaseId};
use tongli_kernel::{Fault, Role, StaffId};
use tongli_store::Tx;
use tongli_web::{Ask, Shell};

use crate::money::yuan;

/// Names of staff, read once.
#[derive(Debug, Default)]
pub struct Who(BTreeMap<StaffId, String>);

impl Who {
    pub async fn of(
        tx: &mut Tx,
        ask: &Ask,
        staff: impl IntoIterator<Item = Option<StaffId>>,
    ) -> Result<Who, Fault> {
        let ids: Vec<StaffId> = staff.into_iter().flatten().collect();
        Ok(Who(
            tongli_people::staff_names(tx, ask.viewer.tenant, &ids).await?
        ))
    }

    pub fn name(&self, staff: Option<StaffId>) -> String {
        staff
            .and_then(|staff| self.0.get(&staff))
            .cloned()
            .unwrap_or_default()
    }
}

/// Those the viewer may know of, each with its case.
pub async fn known(
    tx: &mut Tx,
    ask: &Ask,
    requests: Vec<Request>,
) -> Result<Vec<(Request, Case)>, Fault> {
    let requests = requests
        .into_iter()
        .filter(|one| one.subject.kind == tongli_cases::SUBJECT)
        .collect::<Vec<_>>();
    let id = |one: &Request| CaseId::new(one.subject.id);
    let cases = tongli_cases::cases_among(tx, &ask.viewer, requests.iter().map(id)).await?;
    Ok(requests
        .into_iter()
        .filter_map(|request| Some((cases.get(&id(&request))?.clone(), request)))
        .map(|(case, request)| (request, case))
        .collect())
}

/// What was decided on each of these requests so far.
pub async fn decisions(
    tx: &mut Tx,
    ask: &Ask,
    requests: &[(Request, Case)],
) -> Result<BTreeMap<RequestId, Vec<Decision>>, Fault> {
    let ids: Vec<RequestId> = requests.iter().map(|(one, _)| one.id).collect();
    let tenant = ask.viewer.tenant;
    Ok(tongli_approvals::decisions_of_many(tx, &ask.app, tenant, &ids).await?)
}

/// A request in a list.
pub struct RequestLine {
    pub path: String,
    pub sheet: String,
    pub case: String,
    pub case_path: String,
    pub kind: String,
    pub state: State,
    pub state_word: String,
    pub amount: Option<String>,
    pub asked_by: String,
    pub asked_at: String,
}

pub fn request_line(shell: &Shell, request: &Request, case: &Case, who: &Who) -> RequestLine {
    RequestLine {
        path: request.path(),
        sheet: format!("{}/sheet", request.path()),
        case: case.number.clone(),
        case_path: case.path(),
        kind: shell.say_key(request.kind.word()).to_string(),
        state: request.state,
        state_word: shell.say_key(request.state.word()).to_string(),
        amount: request.amount_fen.map(yuan),
        asked_by: who.name(request.asked_by),
        asked_at: shell.show(&request.asked_at),
    }
}

/// A decision with the capacity it was made in.
pub struct Opinion {
    pub verdict: String,
    pub reason: Option<String>,
    pub name: String,
    pub role: String,
    /// For whom a deputy decided.
    pub principal: Option<String>,
    pub at: String,
}

pub fn opinions(shell: &Shell, decisions: &[Decision], who: &Who) -> Vec<Opinion> {
    decisions
        .iter()
        .map(|one| Opinion {
            verdict: shell.say_key(one.verdict.word()).to_string(),
            reason: one.reason.clone(),
            name: who.name(one.by),
            role: role_word(shell, one.seat.role),
            principal: one.seat.stands_in.map(|(whom, _)| who.name(Some(whom))),
            at: shell.show(&one.at),
        })
        .collect()
}

/// Everybody a request and its decisions name.
pub fn named(request: &Request, decisions: &[Decision]) -> Vec<Option<StaffId>> {
    let mut all = vec![request.asked_by];
    for one in decisions {
        all.push(one.by);
        all.push(one.seat.stands_in.map(|(whom, _)| whom));
    }
    all
}

pub fn role_word(shell: &Shell, role: Role) -> String {
    shell.say_key(format!("role-{}", role.0)).to_string()
}

/// Whether the viewer could make the next decision.
pub fn may_decide(
    request: &Request,
    decisions: &[Decision],
    case: &Case,
    candidate: Option<&Candidate>,
) -> bool {
    request.state == State::Open
        && candidate.is_some_and(|one| {
            tongli_approvals::seat(request, decisions, &case.respondents, one).is_ok()
        })
}

/// Where a request of this kind is decided: money here, the rest on the case's own
/// pages, which show what is decided on.
pub fn decided_on(request: &Request, case: &Case) -> Option<String> {
    let page = match request.kind {
        Kind::Money => return None,
        Kind::Refusal => "refuse",
        Kind::JointStudy => "joint-study",
        Kind::Release => "approve",
    };
    Some(format!("{}/{page}", case.path()))
}
