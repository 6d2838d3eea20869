//! The verbs of endings: what is asked, tried, promised and withdrawn.

mod interim;
mod review;

use serde_json::{Value as Json, json};
use tongli_kernel::{Fault, FieldErrors, Id, Moment, Said, Viewer};
use tongli_store::{Tx, attachments};
use tongli_web::{App, pass};

use super::Move;
use super::note::written;
use super::words::is_long;
use crate::case::{Case, SUBJECT};
use crate::change::{EndingChange, FactChange};
use crate::codes::{Confirmation, Visibility, Way};
use crate::ending::{Ending, Telling};
use crate::endings::{Supplement, Supplemented, Told, Try, Withdrawal, is_safety_matter};
use crate::life::Verb;
use crate::store;

pub(super) use interim::promise_amount;
pub(super) use review::reviewer;

/// Words to the person about their case: rooms above say whether any may leave.
pub const TELLING: &str = "cases.telling";

/// The most characters of a text typed for one of these verbs.
const LONGEST: usize = 4_000;

/// What a verb writes, with what its history keeps; what was left out changes nothing,
/// and the life cycle says that it is missing.
pub(super) async fn end(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    ending: &Ending,
) -> Result<Move, Fault> {
    let (change, payload) = match ending {
        Ending::RequestSupplement {
            missing,
            until,
            told,
        } => {
            let told = telling(tx, app, viewer, now, case, told).await?;
            let until = until.ok_or_else(|| required("until"))?;
            if until <= app.time.day_of(told.at) {
                return Err(Fault::field("until", Said::new("cases-supplement-until")));
            }
            let Some(missing) = said("missing", missing)? else {
                return Ok(nothing(ending));
            };
            share(tx, app, viewer, now, case, &missing).await?;
            let payload = json!({ "until": until, "by": told.by, "told_at": told.at.millis() });
            let new = Supplement {
                missing,
                until,
                told,
                answer: None,
            };
            (EndingChange::SupplementAsked(new), payload)
        }
        Ending::Supplement { text, at } => {
            let asked = case.endings.supplement.as_ref();
            let Some(asked) = asked.filter(|one| one.answer.is_none()) else {
                return Err(Fault::Conflict(Said::new("cases-supplement-not-asked")));
            };
            let at = not_before("at", at.unwrap_or(now), now, asked.told.at)?;
            let Some(text) = said("text", text)? else {
                return Ok(nothing(ending));
            };
            let payload = json!({ "at": at.millis() });
            (
                EndingChange::Supplemented(Supplemented { text, at }),
                payload,
            )
        }
        Ending::TellRefusal { told } => {
            let told = telling(tx, app, viewer, now, case, told).await?;
            let payload = json!({ "by": told.by, "told_at": told.at.millis(), "file": told.file });
            (EndingChange::RefusalTold(told), payload)
        }
        Ending::Withdraw { .. } => return withdraw(tx, viewer, now, case, ending).await,
        Ending::ReturnToSender { reason } => {
            let change = match said("reason", reason)? {
                Some(reason) => FactChange::Ended { reason },
                None => FactChange::None,
            };
            let payload = json!({ "reason": reason, "channel": case.channel });
            return Ok(Move::new(Verb::ReturnToSender, None, change).with(payload));
        }
        Ending::TryContact { .. } => return tried(tx, viewer, now, case, ending).await,
        Ending::Interim { .. } => {
            return interim::interim(tx, app, viewer, now, case, ending).await;
        }
        Ending::AskReview { .. } | Ending::ReviewAgain { .. } => {
            return review::review(tx, app, viewer, now, case, ending).await;
        }
    };
    Ok(moved(ending, change, payload))
}

fn moved(ending: &Ending, change: EndingChange, payload: Json) -> Move {
    let change = FactChange::Ending(Box::new(change));
    Move::new(ending.verb(), None, change).with(payload)
}

fn nothing(ending: &Ending) -> Move {
    Move::new(ending.verb(), None, FactChange::None)
}

fn required(field: &'static str) -> Fault {
    Fault::field(field, Said::new("cases-required"))
}

/// A text that says something and is not too long.
fn said(field: &'static str, text: &Option<String>) -> Result<Option<String>, Fault> {
    if is_long(text.as_deref(), LONGEST) {
        let long = Said::new("cases-text-long").with("most", LONGEST);
        return Err(Fault::field(field, long));
    }
    Ok(text.clone())
}

/// Nothing happens later than now, or before what it answers.
fn not_before(
    field: &'static str,
    at: Moment,
    now: Moment,
    earliest: Moment,
) -> Result<Moment, Fault> {
    if at > now {
        return Err(Fault::field(field, Said::new("cases-moment-future")));
    }
    if at < earliest {
        return Err(Fault::field(field, Said::new("cases-told-before")));
    }
    Ok(at)
}

/// How and when the person was told, with its proof where there is one.
async fn telling(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    told: &Telling,
) -> Result<Told, Fault> {
    let mut errors = FieldErrors::default();
    if told.by.is_none() {
        errors.add("by", Said::new("cases-required"));
    }
    errors.or_else(|| ())?;
    let at = not_before("told_at", told.at.unwrap_or(now), now, case.receipt())?;
    file_of_case(tx, viewer, case, told.file, None).await?;
    let by = told.by.unwrap_or(Way::Phone);
    pass(tx, app, viewer, (TELLING, by.code()), case.subject()).await?;
    Ok(Told {
        by,
        at,
        proof: said("proof", &told.proof)?,
        file: told.file,
    })
}

/// A paper that proves something about a case is a paper of this case, and newer than
/// what it is to be newer than.
pub(super) async fn file_of_case(
    tx: &mut Tx,
    viewer: &Viewer,
    case: &Case,
    file: Option<i64>,
    since: Option<Moment>,
) -> Result<(), Fault> {
    let Some(file) = file else {
        return Ok(());
    };
    let found = attachments::find(tx, viewer.tenant, Id::new(file))
        .await?
        .filter(|one| one.subject_kind == SUBJECT && one.subject_id == case.id.raw());
    match (found, since) {
        (None, _) => Err(Fault::field("file", Said::new("cases-file-unknown"))),
        (Some(one), Some(since)) if one.created_at < since => {
            Err(Fault::field("file", Said::new("cases-file-old")))
        }
        _ => Ok(()),
    }
}

/// Puts words to the person where their code shows them.
async fn share(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    text: &str,
) -> Result<(), Fault> {
    let note = written(app, viewer, now, Visibility::Process, text)?;
    store::notes::insert(tx, viewer.tenant, &[(case.id, &note)]).await?;
    Ok(())
}

async fn withdraw(
    tx: &mut Tx,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    ending: &Ending,
) -> Result<Move, Fault> {
    let Ending::Withdraw {
        why,
        confirmed_by,
        file,
        at,
    } = ending
    else {
        return Ok(nothing(ending));
    };
    if case.is_withdrawn() {
        return Err(Fault::Conflict(Said::new("cases-withdrawn-already")));
    }
    let at = not_before("at", at.unwrap_or(now), now, case.receipt())?;
    file_of_case(tx, viewer, case, *file, None).await?;
    let (Some(why), Some(confirmed_by)) = (said("why", why)?, *confirmed_by) else {
        return Ok(nothing(ending));
    };
    // Two ways of confirming are papers; what nobody keeps proves nothing.
    if confirmed_by != Confirmation::ReadBack && file.is_none() {
        return Err(Fault::field("file", Said::new("cases-withdrawal-file")));
    }
    let all = store::allegations::list(tx, viewer.tenant, case.id).await?;
    let goes_on = is_safety_matter(case, &all);
    let payload = json!({
        "reason": why, "confirmed_by": confirmed_by, "at": at.millis(), "file": file,
        "goes_on": goes_on,
    });
    let new = Withdrawal {
        why,
        confirmed_by,
        file: *file,
        at,
        goes_on,
    };
    Ok(moved(ending, EndingChange::Withdrawn(new), payload))
}

async fn tried(
    tx: &mut Tx,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    ending: &Ending,
) -> Result<Move, Fault> {
    let Ending::TryContact {
        at,
        way,
        outcome,
        note,
        file,
    } = ending
    else {
        return Ok(nothing(ending));
    };
    let last = case.endings.tries.last().map(|one| one.at);
    let earliest = last.unwrap_or_else(|| case.receipt());
    let at = not_before("at", at.ok_or_else(|| required("at"))?, now, earliest)?;
    if last == Some(at) {
        return Err(Fault::field("at", Said::new("cases-try-twice")));
    }
    file_of_case(tx, viewer, case, *file, None).await?;
    let way = way.ok_or_else(|| required("way"))?;
    let outcome = outcome.ok_or_else(|| required("outcome"))?;
    let payload = json!({ "at": at.millis(), "way": way, "outcome": outcome });
    let new = Try {
        at,
        way,
        outcome,
        note: said("note", note)?,
        file: *file,
        by: viewer.staff(),
    };
    Ok(moved(ending, EndingChange::Tried(new), payload))
}
