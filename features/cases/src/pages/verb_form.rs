//! What was typed for a verb, and what its form begins with.

use tongli_kernel::{Fault, FieldErrors, StaffId};
use tongli_patients::ReplyBy;
use tongli_store::Tx;
use tongli_web::{Ask, Form};

use super::amend::{amendment, begin_amending};
use super::endings;
use crate::actions::{Doing, Informing, Names, Notice, Telling};
use crate::case::{Allegation, Case};
use crate::codes::{Channel, Handling, Receiver, RefusalReason};
use crate::life::Verb;
use crate::typed;

/// What was typed, or every field that does not hold.
pub async fn read(ask: &Ask, tx: &mut Tx, verb: Verb, form: &Form) -> Result<Doing, Fault> {
    let mut errors = FieldErrors::default();
    let doing = match verb {
        Verb::Settle => Doing::Settle {
            result: form.text("result"),
        },
        Verb::Accept => Doing::Accept {
            anonymity_reason: form.text("anonymity_reason"),
        },
        Verb::Refuse => Doing::Refuse(endings::read_parts(ask, form, &mut errors)),
        Verb::Assign => Doing::Assign {
            owner: staff("owner", form, &mut errors),
            speaker: staff("speaker", form, &mut errors),
        },
        Verb::Handle => Doing::Handle {
            modes: form
                .values("modes")
                .filter_map(Handling::from_code)
                .collect(),
            result: form.text("result"),
            refunded_fen: typed::fen("refunded", form.value("refunded"), &mut errors),
            waived_fen: typed::fen("waived", form.value("waived"), &mut errors),
        },
        Verb::Close => Doing::Close {
            improvement: form.text("improvement"),
            no_improvement_reason: form.text("no_improvement_reason"),
        },
        Verb::Archive => Doing::Archive,
        Verb::Pause => Doing::Pause {
            reason: form.text("reason"),
        },
        Verb::Resume => Doing::Resume,
        Verb::HandOver => Doing::HandOver {
            to: typed::code("to", form.value("to"), Receiver::from_code, &mut errors),
            reason: form.text("reason"),
        },
        Verb::JointStudy => Doing::JointStudy {
            reason: form.text("reason"),
        },
        Verb::Decline => Doing::Decline {
            reason: form.text("reason"),
        },
        Verb::Receive => Doing::Receive,
        Verb::GiveNotice => Doing::GiveNotice(Notice {
            by: typed::code("by", form.value("by"), ReplyBy::from_code, &mut errors),
            told_at: typed::moment("told_at", form.value("told_at"), &ask.app.time, &mut errors),
        }),
        Verb::NotifyRespondent => Doing::NotifyRespondent(Telling {
            staff: staff("staff", form, &mut errors),
            text: form.value("text").to_owned(),
            support: form.value("support").to_owned(),
        }),
        Verb::Inform => Doing::Inform(Informing {
            by: typed::code("by", form.value("by"), ReplyBy::from_code, &mut errors),
            told_at: typed::moment("told_at", form.value("told_at"), &ask.app.time, &mut errors),
            text: form.value("text").to_owned(),
        }),
        Verb::Reopen => Doing::Reopen {
            reason: form.text("reason"),
            received_at: typed::moment(
                "received_at",
                form.value("received_at"),
                &ask.app.time,
                &mut errors,
            ),
            channel: typed::code(
                "channel",
                form.value("channel"),
                Channel::from_code,
                &mut errors,
            ),
            evidence: endings::read_evidence(ask, form, &mut errors),
        },
        Verb::Amend => Doing::Amend(Box::new(amendment(ask, tx, form, &mut errors).await?)),
        other => endings::read(ask, other, form, &mut errors)
            .ok_or_else(|| Fault::bug("a page names a verb of another room"))?,
    };
    Ok(errors.or_else(|| doing)?)
}

fn staff(field: &'static str, form: &Form, errors: &mut FieldErrors) -> Option<StaffId> {
    typed::number(field, form.value(field), errors).map(StaffId::new)
}

/// What stands in the form before anything is typed.
pub fn begin(
    ask: &Ask,
    verb: Verb,
    case: &Case,
    allegations: &[Allegation],
    names: &Names,
) -> Form {
    let some = |value: &Option<String>| value.clone().unwrap_or_default();
    match verb {
        Verb::Assign => Form::default()
            .with(
                "owner",
                case.owner.map(|id| id.to_string()).unwrap_or_default(),
            )
            .with(
                "speaker",
                case.speaker.map(|id| id.to_string()).unwrap_or_default(),
            ),
        Verb::Refuse => Form::default()
            .with(
                "reason",
                case.refusal_reason.map_or("", RefusalReason::code),
            )
            .with("explanation", some(&case.refusal_explanation)),
        Verb::Handle => case.handling.iter().fold(
            Form::default()
                .with("result", some(&case.handling_result))
                .with(
                    "refunded",
                    case.refunded_fen.map(typed::yuan).unwrap_or_default(),
                )
                .with(
                    "waived",
                    case.waived_fen.map(typed::yuan).unwrap_or_default(),
                ),
            |form, mode| form.with("modes", mode.code()),
        ),
        Verb::Close => Form::default()
            .with("improvement", some(&case.improvement))
            .with("no_improvement_reason", some(&case.no_improvement_reason)),
        Verb::Reopen => Form::default().with("received_at", ask.app.time.field(ask.now)),
        Verb::Amend => begin_amending(ask, case, allegations, names),
        _ => Form::default(),
    }
}
