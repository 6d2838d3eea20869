//! Asks for a decision, decides, and takes back what is no longer asked. Each speaks
//! inside a transaction its caller began, beside the step that it allows.

use serde_json::json;
use tongli_kernel::{Fault, FieldErrors, Moment, Said, StaffId, Viewer};
use tongli_people::roles::ACTING;
use tongli_store::history::{self, Event};
use tongli_store::{OnUnique, Subject, Tx, sha256};
use tongli_web::App;
use tongli_work::{Item, Owner};

use crate::approval::{
    Body, Candidate, Decision, Request, SUBJECT, Seat, StandsIn, State, Verdict, seat, still_needed,
};
use crate::rules::{Kind, rule_for};
use crate::store;

/// The most characters of a reason.
pub const LONGEST: usize = 2_000;
/// The work of deciding; other kinds have their own item already.
pub(crate) const ITEM: &str = "approval";

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Asking {
    pub subject: Subject,
    pub round: i64,
    pub kind: Kind,
    /// Of exactly what is to be decided.
    pub digest: String,
    pub body: Body,
    pub purpose: Option<String>,
    pub amount_fen: Option<i64>,
    pub asked_by: Option<StaffId>,
    /// The number people know it by; none where a work list must not name it.
    pub label: Option<String>,
}

impl Asking {
    /// A request without money, its digest taken of what it says.
    pub fn of(subject: Subject, round: i64, kind: Kind, body: Body) -> Asking {
        let said = json!([kind.code(), round, body]).to_string();
        Asking {
            subject,
            round,
            kind,
            digest: sha256(said.as_bytes()),
            body,
            purpose: None,
            amount_fen: None,
            asked_by: None,
            label: None,
        }
    }

    #[must_use]
    pub fn by(mut self, staff: Option<StaffId>) -> Asking {
        self.asked_by = staff;
        self
    }
}

/// What one decider says.
#[derive(Debug, Clone, Copy)]
pub struct Deciding<'a> {
    pub verdict: Verdict,
    pub reason: Option<&'a str>,
    /// Those the matter is about.
    pub respondents: &'a [StaffId],
}

/// What came of a decision.
#[derive(Debug, Clone)]
pub struct Decided {
    pub request: Request,
    /// How many more must approve; none where it is closed.
    pub still: i64,
}

impl Decided {
    pub fn is_approved(&self) -> bool {
        self.request.state == State::Approved
    }
}

fn faster() -> Fault {
    Fault::Conflict(Said::new("approvals-decided-already"))
}

/// Asks. What was asked of the same kind before and is still open is no longer asked.
pub async fn ask(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    new: Asking,
) -> Result<Request, Fault> {
    withdraw(tx, app, viewer, now, new.subject, Some(new.kind)).await?;
    let day = app.time.day_of(now);
    let rule = rule_for(new.kind, new.amount_fen, day)
        .ok_or_else(|| Fault::bug(format!("no rule says who approves {:?}", new.kind)))?;
    let request = Request {
        id: app.ids.next(now),
        version: 1,
        subject: new.subject,
        round: new.round,
        kind: new.kind,
        digest: new.digest,
        body: new.body,
        purpose: new.purpose,
        amount_fen: new.amount_fen,
        rule: rule.id.clone(),
        rule_version: i64::from(rule.version),
        roles: rule.roles(),
        must: rule.must(),
        quorum: i64::from(rule.quorum),
        asked_by: new.asked_by,
        asked_at: now,
        state: State::Open,
        closed_at: None,
    };
    store::insert(tx, app, viewer.tenant, &request)
        .await
        .on_unique(faster)?;
    let payload =
        json!({ "kind": request.kind.code(), "rule": request.rule, "digest": request.digest });
    note(tx, app, viewer, now, &request, "ask", payload).await?;
    if let Some(label) = new.label {
        open_items(tx, app, viewer, &request, &label).await?;
    }
    Ok(request)
}

/// Each role that may decide sees it among its work.
async fn open_items(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    request: &Request,
    label: &str,
) -> Result<(), Fault> {
    for role in &request.roles {
        let item = Item {
            subject: of(request),
            kind: ITEM,
            owner: Owner::role(*role),
            due_at: None,
            near_at: None,
            label: label.to_owned(),
            path: request.path(),
        };
        tongli_work::open_item(tx, app, viewer, item).await?;
    }
    Ok(())
}

fn of(request: &Request) -> Subject {
    Subject::new(SUBJECT, request.id.raw())
}

async fn note(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    request: &Request,
    verb: &'static str,
    payload: serde_json::Value,
) -> Result<(), Fault> {
    let event = Event::new(verb).with(payload);
    history::append(tx, viewer, now, &*app.chance, of(request), event).await?;
    Ok(())
}

async fn close_items(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    request: &Request,
) -> Result<(), Fault> {
    tongli_work::close_items(tx, app, viewer, of(request), Some(ITEM), None).await
}

/// Takes back what is open about a subject: of one kind or all.
pub async fn withdraw(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    subject: Subject,
    kind: Option<Kind>,
) -> Result<(), Fault> {
    for one in Kind::ALL {
        if kind.is_some_and(|kind| kind != *one) {
            continue;
        }
        let open = store::open_request(tx, app, viewer.tenant, subject, *one).await?;
        let Some(open) = open else { continue };
        if !store::follow(tx, viewer.tenant, &open, State::Withdrawn, Some(now)).await? {
            return Err(faster());
        }
        note(tx, app, viewer, now, &open, "withdraw", json!(null)).await?;
        close_items(tx, app, viewer, &open).await?;
    }
    Ok(())
}

/// Who the viewer is at this moment: own roles, and those of whom they stand in for.
pub async fn candidate(
    tx: &mut Tx,
    viewer: &Viewer,
    now: Moment,
) -> Result<Option<Candidate>, Fault> {
    let Some(staff) = viewer.staff() else {
        return Ok(None);
    };
    let mut stands_in = Vec::new();
    let named = tongli_people::stands_in_for(tx, viewer.tenant, staff, now).await?;
    // The acting role is gone where somebody may stand in no longer.
    let acts = ACTING.iter().any(|role| viewer.roles.contains(role));
    for one in named.into_iter().filter(|_| acts) {
        let principal = tongli_people::find_staff(tx, viewer.tenant, one.principal).await?;
        stands_in.push(StandsIn {
            principal: one.principal,
            roles: principal.map(|one| one.roles).unwrap_or_default(),
            naming: one.id,
        });
    }
    Ok(Some(Candidate {
        staff,
        roles: viewer.roles.clone(),
        stands_in,
    }))
}

/// Decides on exactly what is described: an open request about something else, or
/// none, is replaced by one that is, in the name of whoever asked.
pub async fn settle(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    asked: Asking,
    deciding: Deciding<'_>,
) -> Result<Decided, Fault> {
    let open = store::open_request(tx, app, viewer.tenant, asked.subject, asked.kind).await?;
    let request = match open.filter(|one| one.digest == asked.digest && one.round == asked.round) {
        Some(open) => open,
        None => ask(tx, app, viewer, now, asked).await?,
    };
    decide(tx, app, viewer, now, &request, deciding).await
}

/// One more decision on an open request.
pub async fn decide(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    request: &Request,
    deciding: Deciding<'_>,
) -> Result<Decided, Fault> {
    let reason = deciding
        .reason
        .map(str::trim)
        .filter(|text| !text.is_empty());
    check(deciding.verdict, reason)?;
    if request.state != State::Open {
        return Err(faster());
    }
    let mut decisions = store::decisions_of(tx, app, viewer.tenant, request.id).await?;
    let seat = seat_of(tx, viewer, now, request, &decisions, deciding.respondents).await?;
    let decision = Decision {
        id: app.ids.next(now),
        request: request.id,
        verdict: deciding.verdict,
        reason: reason.map(str::to_owned),
        by: viewer.staff(),
        seat,
        at: now,
    };
    decisions.push(decision.clone());
    let still = still_needed(request, &decisions);
    let state = match (deciding.verdict, still) {
        (Verdict::Return, _) => State::Returned,
        (Verdict::Approve, 0) => State::Approved,
        (Verdict::Approve, _) => State::Open,
    };
    let closed_at = (state != State::Open).then_some(now);
    // The version is asked first: of two who decide at once one gets no further.
    if !store::follow(tx, viewer.tenant, request, state, closed_at).await? {
        return Err(faster());
    }
    store::add_decision(tx, app, viewer.tenant, &decision)
        .await
        .on_unique(faster)?;
    let payload = json!({
        "verdict": deciding.verdict.code(),
        "role": decision.seat.role.0,
        "for": decision.seat.stands_in.map(|(whom, _)| whom),
        "state": state.code(),
    });
    note(tx, app, viewer, now, request, "decide", payload).await?;
    if state != State::Open {
        close_items(tx, app, viewer, request).await?;
    }
    let request = Request {
        version: request.version + 1,
        state,
        closed_at,
        ..request.clone()
    };
    let still = if state == State::Open { still } else { 0 };
    Ok(Decided { request, still })
}

async fn seat_of(
    tx: &mut Tx,
    viewer: &Viewer,
    now: Moment,
    request: &Request,
    decisions: &[Decision],
    respondents: &[StaffId],
) -> Result<Seat, Fault> {
    let Some(candidate) = candidate(tx, viewer, now).await? else {
        return Err(Fault::SignedOut);
    };
    seat(request, decisions, respondents, &candidate).map_err(|why| Fault::Gated(vec![why.gate()]))
}

fn check(verdict: Verdict, reason: Option<&str>) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    if verdict == Verdict::Return && reason.is_none() {
        errors.add("reason", Said::new("approvals-reason-missing"));
    }
    if reason.is_some_and(|text| text.chars().count() > LONGEST) {
        let said = Said::new("approvals-text-long").with("most", LONGEST);
        errors.add("reason", said);
    }
    errors.or_else(|| ())
}
