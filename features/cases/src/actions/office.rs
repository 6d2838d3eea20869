//! The verbs of this room, each as what was typed for it.

use serde_json::json;
use tongli_kernel::{Fault, Moment, Said, StaffId, Viewer};
use tongli_store::Tx;
use tongli_store::idempotency;
use tongli_web::App;

use super::amend::{amend_allegations, amend_persons};
use super::approvals::money;
use super::clue::{self, Notice};
use super::conflict::{check_speaker, conflicted};
use super::endings::end;
use super::joint::{decline, joint_study};
use super::note::{Informing, inform};
use super::notify::{Telling, notify};
use super::numbers::reserve_clue;
use super::part::part;
use super::refuse::{declined, refuse};
use super::register::Keyed;
use super::reopen::{NewReceipt, begin_again, fresh, reopen};
use super::{Move, Once, add_note, advance, read, still_known, words};
use crate::case::Case;
use crate::change::{Amendment, FactChange};
use crate::codes::{Channel, Handling, Receiver, Visibility};
use crate::ending::{Ending, Evidence, Part};
use crate::life::{Facts, Refused, Verb, step};
use crate::store;

/// What is done, with what was typed.
#[derive(Debug, Clone)]
pub enum Doing {
    Settle {
        result: Option<String>,
    },
    Accept {
        anonymity_reason: Option<String>,
    },
    /// Allegation by allegation, or the whole; nothing typed decides what is proposed.
    Refuse(Vec<Part>),
    Assign {
        owner: Option<StaffId>,
        speaker: Option<StaffId>,
    },
    /// Proposed by whoever may; decided at once by whoever may decide.
    JointStudy {
        reason: Option<String>,
    },
    /// Says no to what is proposed.
    Decline {
        reason: Option<String>,
    },
    Inform(Informing),
    Handle {
        modes: Vec<Handling>,
        result: Option<String>,
        refunded_fen: Option<i64>,
        waived_fen: Option<i64>,
    },
    Close {
        improvement: Option<String>,
        no_improvement_reason: Option<String>,
    },
    Archive,
    Pause {
        reason: Option<String>,
    },
    Resume,
    HandOver {
        to: Option<Receiver>,
        reason: Option<String>,
    },
    Reopen {
        reason: Option<String>,
        /// When what is new arrived.
        received_at: Option<Moment>,
        channel: Option<Channel>,
        evidence: Evidence,
    },
    End(Box<Ending>),
    Amend(Box<Amendment>),
    Receive,
    GiveNotice(Notice),
    NotifyRespondent(Telling),
    Note {
        visibility: Visibility,
        text: String,
    },
}

impl Doing {
    pub const fn verb(&self) -> Verb {
        match self {
            Doing::Settle { .. } => Verb::Settle,
            Doing::Accept { .. } => Verb::Accept,
            Doing::Refuse(_) => Verb::Refuse,
            Doing::End(ending) => ending.verb(),
            Doing::Assign { .. } => Verb::Assign,
            Doing::JointStudy { .. } => Verb::JointStudy,
            Doing::Decline { .. } => Verb::Decline,
            Doing::Inform(_) => Verb::Inform,
            Doing::Handle { .. } => Verb::Handle,
            Doing::Close { .. } => Verb::Close,
            Doing::Archive => Verb::Archive,
            Doing::Pause { .. } => Verb::Pause,
            Doing::Resume => Verb::Resume,
            Doing::HandOver { .. } => Verb::HandOver,
            Doing::Reopen { .. } => Verb::Reopen,
            Doing::Amend(_) => Verb::Amend,
            Doing::Receive => Verb::Receive,
            Doing::GiveNotice(_) => Verb::GiveNotice,
            Doing::NotifyRespondent(_) => Verb::NotifyRespondent,
            Doing::Note { .. } => Verb::Note,
        }
    }
}

/// One verb on one case.
#[derive(Debug)]
pub struct Step<'a> {
    pub number: &'a str,
    /// The version the reader saw.
    pub version: Option<i64>,
    pub doing: &'a Doing,
    pub once: Option<Keyed<'a, Case>>,
}

/// Takes a step in a transaction of its own.
pub async fn take(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    step: Step<'_>,
) -> Result<Once<Case>, Fault> {
    // Taken before the transaction, like every number.
    let clue = match step.doing {
        Doing::Amend(new) if new.has_clue() => Some(reserve_clue(app, now).await?),
        _ => None,
    };
    let (step, clue) = (&step, clue.as_deref());
    app.db
        .write(async |tx| {
            if let Some((key, _)) = step.once
                && let Some(before) = idempotency::find(tx, viewer, key).await?
            {
                // Whoever has lost sight of a case is not told of it by an old answer.
                still_known(tx, viewer, step.number).await?;
                return Ok(Once::Before(before));
            }
            let case = read(tx, viewer, step.doing.verb(), step.number).await?;
            if step.version.is_some_and(|version| version != case.version) {
                return Err(words::faster());
            }
            let done = perform(tx, app, viewer, now, &case, (step.doing, clue)).await?;
            if let Some((key, answer)) = step.once {
                idempotency::keep(tx, viewer, key, &answer(app, &done), now).await?;
            }
            Ok(Once::Done(done))
        })
        .await
}

async fn perform(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    case: &Case,
    (doing, clue): (&Doing, Option<&str>),
) -> Result<Case, Fault> {
    let step = match doing {
        Doing::Note { visibility, text } => {
            add_note(tx, app, viewer, now, case, *visibility, text).await?;
            return Ok(case.clone());
        }
        Doing::Inform(informing) => {
            inform(tx, app, viewer, now, case, informing).await?;
            return Ok(case.clone());
        }
        Doing::JointStudy { reason } => {
            in_stage(tx, viewer, case, Verb::JointStudy).await?;
            joint_study(tx, app, viewer, now, case, reason).await?
        }
        Doing::Decline { reason } => {
            in_stage(tx, viewer, case, Verb::Decline).await?;
            let step = decline(tx, app, viewer, now, case, reason.as_deref()).await?;
            if case.refusal_is_proposed() {
                declined(tx, viewer, case).await?;
            }
            step
        }
        Doing::Reopen {
            reason,
            received_at,
            channel,
            evidence,
        } => {
            in_stage(tx, viewer, case, Verb::Reopen).await?;
            let new = NewReceipt::check(now, case, *received_at, *channel)?;
            let fresh = fresh(tx, viewer, case, evidence).await?;
            let was = begin_again(tx, viewer.tenant, case).await?;
            reopen(reason, &new, fresh).instead_of(was)
        }
        Doing::Assign { owner, speaker } => assign(tx, app, viewer, case, *owner, *speaker).await?,
        Doing::Refuse(parts) => {
            in_stage(tx, viewer, case, Verb::Refuse).await?;
            refuse(tx, app, viewer, now, case, parts).await?
        }
        Doing::End(ending) => {
            in_stage(tx, viewer, case, ending.verb()).await?;
            end(tx, app, viewer, now, case, ending).await?
        }
        // The line would stand in a case that departments read.
        Doing::HandOver {
            to: Some(Receiver::Discipline),
            ..
        } => return Err(Fault::field("to", Said::new("cases-hand-over-clue"))),
        Doing::Resume if !case.paused => {
            return Err(Fault::Conflict(Said::new("cases-not-paused")));
        }
        Doing::Pause { .. } if case.paused => {
            return Err(Fault::Conflict(Said::new("cases-already-paused")));
        }
        Doing::Amend(new) if let Some(number) = clue => {
            let allegations = store::allegations::list(tx, viewer.tenant, case.id).await?;
            let mut facts = Facts::of(case, &allegations);
            facts.parts_clue = true;
            step(case.stage, Verb::Amend, &facts)?;
            return part(tx, app, viewer, now, case, (new, number)).await;
        }
        Doing::Receive => {
            in_stage(tx, viewer, case, Verb::Receive).await?;
            clue::receive(tx, viewer, now, case).await?
        }
        Doing::GiveNotice(notice) => {
            in_stage(tx, viewer, case, Verb::GiveNotice).await?;
            clue::give_notice(now, case, notice)?
        }
        Doing::NotifyRespondent(telling) => {
            in_stage(tx, viewer, case, Verb::NotifyRespondent).await?;
            notify(tx, app, viewer, now, case, telling).await?
        }
        Doing::Amend(new) => {
            let was = amend_allegations(tx, app, viewer, case, new).await?;
            let new = amend_persons(tx, app, viewer, case, new).await?;
            Move::new(Verb::Amend, None, FactChange::Amended(Box::new(new))).instead_of(was)
        }
        Doing::Handle {
            modes,
            result,
            refunded_fen,
            waived_fen,
        } => {
            in_stage(tx, viewer, case, Verb::Handle).await?;
            let typed = [*refunded_fen, *waived_fen];
            let [refunded_fen, waived_fen] = money(tx, viewer, case, typed).await?;
            plain(&Doing::Handle {
                modes: modes.clone(),
                result: result.clone(),
                refunded_fen,
                waived_fen,
            })
        }
        other => plain(other),
    };
    advance(tx, app, viewer, now, case, step).await
}

/// A wrong stage is said before anything that was typed is judged.
async fn in_stage(tx: &mut Tx, viewer: &Viewer, case: &Case, verb: Verb) -> Result<(), Fault> {
    let allegations = store::allegations::list(tx, viewer.tenant, case.id).await?;
    match step(case.stage, verb, &Facts::of(case, &allegations)) {
        Err(wrong @ Refused::WrongStage(_)) => Err(wrong.into()),
        _ => Ok(()),
    }
}

/// The steps that need nothing but what was typed. An empty reason changes nothing,
/// and the life cycle says that it is missing.
fn plain(doing: &Doing) -> Move {
    let (change, payload) = match doing {
        Doing::Settle { result } => (
            said_or_none(result, |result| FactChange::Settled { result }),
            json!(null),
        ),
        Doing::Accept { anonymity_reason } => (
            FactChange::Accepted {
                anonymity_reason: anonymity_reason.clone(),
            },
            json!({ "anonymous": anonymity_reason.is_some() }),
        ),
        Doing::Handle {
            modes,
            result,
            refunded_fen,
            waived_fen,
        } => (
            FactChange::Handled {
                modes: modes.clone(),
                result: result.clone(),
                refunded_fen: *refunded_fen,
                waived_fen: *waived_fen,
            },
            json!({ "modes": modes, "refunded_fen": refunded_fen, "waived_fen": waived_fen }),
        ),
        Doing::Close {
            improvement,
            no_improvement_reason,
        } => (
            FactChange::Improved {
                proposal: improvement.clone(),
                none_because: no_improvement_reason.clone(),
            },
            json!({ "improvement": improvement.is_some() }),
        ),
        Doing::Pause { reason } => (
            said_or_none(reason, |reason| FactChange::Paused { reason }),
            json!({ "reason": reason }),
        ),
        Doing::Resume => (FactChange::Resumed, json!(null)),
        Doing::HandOver { to, reason } => hand_over(*to, reason.as_deref()),
        Doing::Archive
        | Doing::Assign { .. }
        | Doing::Refuse(_)
        | Doing::End(_)
        | Doing::JointStudy { .. }
        | Doing::Decline { .. }
        | Doing::Reopen { .. }
        | Doing::Inform(_)
        | Doing::Amend(_)
        | Doing::Receive
        | Doing::GiveNotice(_)
        | Doing::NotifyRespondent(_)
        | Doing::Note { .. } => (FactChange::None, json!(null)),
    };
    Move::new(doing.verb(), None, change).with(payload)
}

pub(super) fn said_or_none(
    text: &Option<String>,
    change: impl FnOnce(String) -> FactChange,
) -> FactChange {
    match text.as_deref().map(str::trim) {
        Some(text) if !text.is_empty() => change(text.to_owned()),
        _ => FactChange::None,
    }
}

fn hand_over(to: Option<Receiver>, reason: Option<&str>) -> (FactChange, serde_json::Value) {
    let change = match (to, reason.map(str::trim)) {
        (Some(to), Some(reason)) if !reason.is_empty() => FactChange::HandedOver {
            to,
            reason: reason.to_owned(),
        },
        _ => FactChange::None,
    };
    (change, json!({ "to": to, "reason": reason }))
}

async fn assign(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    owner: Option<StaffId>,
    speaker: Option<StaffId>,
) -> Result<Move, Fault> {
    let Some(owner) = owner.or(case.owner) else {
        return Ok(Move::new(Verb::Assign, None, FactChange::None));
    };
    let allegations = store::allegations::list(tx, viewer.tenant, case.id).await?;
    let known = (case, allegations.as_slice());
    let conflicted = conflicted(tx, app, viewer.tenant, owner, known).await?;
    check_speaker(tx, viewer.tenant, speaker, known).await?;
    let change = FactChange::Owned {
        owner,
        speaker,
        conflicted,
    };
    Ok(Move::new(Verb::Assign, None, change).with(json!({ "owner": owner, "speaker": speaker })))
}
