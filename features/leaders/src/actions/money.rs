//! Money is asked for on a case and decided by the table of amounts; what is approved
//! stands in the case's result.

use serde_json::json;
use tongli_approvals::{Asking, Body, Decided, Deciding, Kind, Request, RequestId, Verdict};
use tongli_cases::{Case, FactChange, Move, Verb, advance};
use tongli_kernel::{Fault, Gate, Lang, Moment, Said, Viewer};
use tongli_store::history::{self, Event};
use tongli_store::outbox::{self, Message, To};
use tongli_store::{Tx, sha256};
use tongli_web::App;

use super::{faster, read_request};
use crate::access::DECIDE;
use crate::money::{NewMoney, yuan};

/// Asks for money on an open case.
pub async fn ask_money(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    (number, version): (&str, i64),
    new: &NewMoney,
) -> Result<(Request, Case), Fault> {
    let case = tongli_cases::read(tx, viewer, Verb::Handle, number).await?;
    if case.version != version {
        return Err(faster());
    }
    let (purpose, fen) = new.check()?;
    if !case.stage.is_open() || case.is_restricted() {
        let gate = Gate::new("stage", Said::new("leaders-gate-closed"));
        return Err(Fault::Gated(vec![gate]));
    }
    let (subject, kind) = (case.subject(), Kind::Money);
    if tongli_approvals::open_request(tx, app, viewer.tenant, subject, kind)
        .await?
        .is_some()
    {
        return Err(Fault::Conflict(Said::new("leaders-money-open")));
    }
    let word = Said {
        key: purpose.word().into(),
        args: Vec::new(),
    };
    let said = Said::new("leaders-money-request")
        .with("purpose", word)
        .with("amount", yuan(fen));
    let body = Body {
        request: app.words.say(Lang::Zh, &said),
        basis: new.reason.trim().to_owned(),
    };
    let exactly = json!([purpose.code(), fen, case.round, body.basis, now.millis()]).to_string();
    let mut asking = Asking::of(subject, case.round, kind, body).by(viewer.staff());
    asking.digest = sha256(exactly.as_bytes());
    asking.purpose = Some(purpose.code().to_owned());
    asking.amount_fen = Some(fen);
    asking.label = tongli_cases::label_for_lists(&case);
    let request = tongli_approvals::ask(tx, app, viewer, now, asking).await?;
    let event = Event::new("money_asked").with(json!({ "approval": request.id, "fen": fen }));
    history::append(tx, viewer, now, &*app.chance, subject, event).await?;
    Ok((request, case))
}

/// One decision on money. What is approved is written into the case at once.
pub async fn decide_money(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    (id, version): (RequestId, i64),
    (verdict, reason): (Verdict, &str),
) -> Result<(Decided, Case), Fault> {
    let (request, case) = read_request(tx, app, viewer, id).await?;
    if !viewer.may(DECIDE) {
        return Err(Fault::Forbidden(DECIDE));
    }
    if request.kind != Kind::Money {
        return Err(Fault::Conflict(Said::new("leaders-decided-elsewhere")));
    }
    if request.version != version {
        return Err(Fault::Conflict(Said::new("approvals-decided-already")));
    }
    let deciding = Deciding {
        verdict,
        reason: Some(reason),
        respondents: &case.respondents,
    };
    let decided = tongli_approvals::decide(tx, app, viewer, now, &request, deciding).await?;
    if decided.still > 0 {
        return Ok((decided, case));
    }
    let case = if decided.is_approved() {
        grant(tx, app, viewer, now, &case, &request).await?
    } else {
        let event = Event::new("money_returned").with(json!({ "approval": request.id }));
        history::append(tx, viewer, now, &*app.chance, case.subject(), event).await?;
        case
    };
    tell_asker(tx, app, viewer, now, &decided, &case).await?;
    Ok((decided, case))
}

async fn grant(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    request: &Request,
) -> Result<Case, Fault> {
    let event = Event::new("money_approved")
        .with(json!({ "approval": request.id, "fen": request.amount_fen }));
    history::append(tx, viewer, now, &*app.chance, case.subject(), event).await?;
    let mut sums = [None, None];
    for (sum, purpose) in sums.iter_mut().zip(["refund", "waiver"]) {
        if request.purpose.as_deref() != Some(purpose) {
            continue;
        }
        let subject = case.subject();
        let granted =
            tongli_approvals::granted(tx, viewer.tenant, subject, case.round, purpose).await?;
        *sum = Some(granted);
    }
    if sums == [None, None] {
        // A goodwill payment is neither: it stands in its request.
        return Ok(case.clone());
    }
    let change = FactChange::Granted {
        refunded_fen: sums[0],
        waived_fen: sums[1],
    };
    let step = Move::new(Verb::Amend, None, change).with(json!({ "approval": request.id }));
    advance(tx, app, viewer, now, case, step).await
}

async fn tell_asker(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    decided: &Decided,
    case: &Case,
) -> Result<(), Fault> {
    let Some(asker) = decided.request.asked_by else {
        return Ok(());
    };
    let key = if decided.is_approved() {
        "leaders-message-money-approved"
    } else {
        "leaders-message-money-returned"
    };
    let said = Said::new(key)
        .with("number", case.number.as_str())
        .with("path", decided.request.path());
    let message = Message::new("leaders", case.subject(), To::Staff(asker), said);
    outbox::put(tx, viewer, &app.ids, now, message).await?;
    Ok(())
}
