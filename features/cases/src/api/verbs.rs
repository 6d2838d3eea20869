//! One route a verb of this room.

use axum::extract::Path;
use serde::Deserialize;
use tongli_kernel::{Fault, FieldErrors, Moment, Permission, Said, StaffId};
use tongli_patients::ReplyBy;
use tongli_store::Tx;
use tongli_web::{Answer, ApiJson, Ask, Guard, IdempotencyKey, Routes, json};

use super::answers;
use crate::access;
use crate::actions::{Doing, Informing, Notice, Step, Telling, take};
use crate::codes::{Channel, Handling, Receiver, Visibility};
use crate::ending::{EndingTyped, Reader, Shared};
use crate::life::Verb;
use crate::typed;

/// The fields of all verbs; each verb reads its own.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct VerbBody {
    version: Option<i64>,
    result: Option<String>,
    anonymity_reason: Option<String>,
    reason: Option<String>,
    explanation: Option<String>,
    owner: Option<String>,
    speaker: Option<String>,
    modes: Option<Vec<String>>,
    refunded_fen: Option<i64>,
    waived_fen: Option<i64>,
    improvement: Option<String>,
    no_improvement_reason: Option<String>,
    to: Option<String>,
    visibility: Option<String>,
    text: Option<String>,
    by: Option<String>,
    told_at: Option<String>,
    received_at: Option<String>,
    channel: Option<String>,
    staff: Option<String>,
    support: Option<String>,
    #[serde(flatten)]
    ending: EndingTyped,
}

/// The verbs with a JSON body, and who may call them at all.
const VERBS: &[(Verb, &str, &[Permission])] = &[
    (
        Verb::Settle,
        "/api/v1/cases/{number}/settle",
        &[access::SETTLE],
    ),
    (
        Verb::Accept,
        "/api/v1/cases/{number}/accept",
        &[access::ACCEPT],
    ),
    (
        Verb::Refuse,
        "/api/v1/cases/{number}/refuse",
        &[access::REFUSE, access::APPROVE_REFUSAL],
    ),
    (
        Verb::Assign,
        "/api/v1/cases/{number}/assign",
        &[access::ASSIGN],
    ),
    (
        Verb::JointStudy,
        "/api/v1/cases/{number}/joint-study",
        &[access::JOINT_STUDY, access::APPROVE_JOINT],
    ),
    (
        Verb::Decline,
        "/api/v1/cases/{number}/decline",
        &[access::DECLINE],
    ),
    (
        Verb::Inform,
        "/api/v1/cases/{number}/inform",
        &[access::ANSWER],
    ),
    (
        Verb::Handle,
        "/api/v1/cases/{number}/handle",
        &[access::HANDLE],
    ),
    (
        Verb::Close,
        "/api/v1/cases/{number}/close",
        &[access::CLOSE],
    ),
    (
        Verb::Archive,
        "/api/v1/cases/{number}/archive",
        &[access::ARCHIVE],
    ),
    (
        Verb::Pause,
        "/api/v1/cases/{number}/pause",
        &[access::PAUSE],
    ),
    (
        Verb::Resume,
        "/api/v1/cases/{number}/resume",
        &[access::PAUSE],
    ),
    (
        Verb::HandOver,
        "/api/v1/cases/{number}/hand-over",
        &[access::HAND_OVER],
    ),
    (
        Verb::Reopen,
        "/api/v1/cases/{number}/reopen",
        &[access::REOPEN],
    ),
    (
        Verb::Receive,
        "/api/v1/cases/{number}/receive",
        &[access::RECEIVE],
    ),
    (
        Verb::GiveNotice,
        "/api/v1/cases/{number}/give-notice",
        &[access::RECEIVE],
    ),
    (
        Verb::NotifyRespondent,
        "/api/v1/cases/{number}/notify-respondent",
        &[access::NOTIFY_RESPONDENT],
    ),
    (Verb::Note, "/api/v1/cases/{number}/note", &[access::NOTE]),
    (
        Verb::RequestSupplement,
        "/api/v1/cases/{number}/request-supplement",
        &[access::ANSWER],
    ),
    (
        Verb::Supplement,
        "/api/v1/cases/{number}/supplement",
        &[access::ANSWER],
    ),
    (
        Verb::TellRefusal,
        "/api/v1/cases/{number}/tell-refusal",
        &[access::ANSWER],
    ),
    (
        Verb::Withdraw,
        "/api/v1/cases/{number}/withdraw",
        &[access::CLOSE],
    ),
    (
        Verb::ReturnToSender,
        "/api/v1/cases/{number}/return-to-sender",
        &[access::HAND_OVER],
    ),
    (
        Verb::TryContact,
        "/api/v1/cases/{number}/try-contact",
        &[access::ANSWER],
    ),
    (
        Verb::Interim,
        "/api/v1/cases/{number}/interim",
        &[access::ANSWER],
    ),
    (
        Verb::AskReview,
        "/api/v1/cases/{number}/ask-review",
        &[access::ANSWER],
    ),
    (
        Verb::ReviewAgain,
        "/api/v1/cases/{number}/review-again",
        &[access::REVIEW_AGAIN],
    ),
];

pub fn routes() -> Routes {
    VERBS
        .iter()
        .fold(Routes::new(), |routes, (verb, path, permissions)| {
            let verb = *verb;
            let route = Routes::new().post(
                path,
                Guard::MayAny(permissions),
                move |ask: Ask,
                      number: Path<String>,
                      key: IdempotencyKey,
                      body: ApiJson<VerbBody>| {
                    post_verb(verb, ask, number, key, body)
                },
            );
            routes.merge(if verb.is_quiet() {
                route.quiet()
            } else {
                route
            })
        })
}

async fn post_verb(
    verb: Verb,
    ask: Ask,
    Path(number): Path<String>,
    key: IdempotencyKey,
    ApiJson { value, digest }: ApiJson<VerbBody>,
) -> Answer {
    // A note adds to the file and decides nothing, so it may come without a version.
    if value.version.is_none() && !verb.only_adds() {
        return Err(Fault::field("version", Said::new("cases-required")).into());
    }
    let version = value.version;
    let doing = value.read(&ask, verb).await?;
    let key = key.for_request(&ask, &digest);
    let step = Step {
        number: &number,
        version,
        doing: &doing,
        once: key.as_ref().map(|key| (key, answers::kept_moved as _)),
    };
    super::answer(take(&ask.app, &ask.viewer, ask.now, step).await?, |case| {
        json(&answers::moved(&case))
    })
}

impl VerbBody {
    async fn read(self, ask: &Ask, verb: Verb) -> Result<Doing, Fault> {
        let mut errors = FieldErrors::default();
        let doing = match verb {
            Verb::Assign => {
                let mut tx = ask.app.db.read().await?;
                Doing::Assign {
                    owner: staff(&mut tx, ask, "owner", self.owner, &mut errors).await?,
                    speaker: staff(&mut tx, ask, "speaker", self.speaker, &mut errors).await?,
                }
            }
            Verb::NotifyRespondent => {
                let mut tx = ask.app.db.read().await?;
                Doing::NotifyRespondent(Telling {
                    staff: staff(&mut tx, ask, "staff", self.staff, &mut errors).await?,
                    text: self.text.unwrap_or_default(),
                    support: self.support.unwrap_or_default(),
                })
            }
            other => self.read_plain(ask, other, &mut errors)?,
        };
        Ok(errors.or_else(|| doing)?)
    }

    fn read_plain(self, ask: &Ask, verb: Verb, errors: &mut FieldErrors) -> Result<Doing, Fault> {
        Ok(match verb {
            Verb::Settle => Doing::Settle {
                result: self.result,
            },
            Verb::Accept => Doing::Accept {
                anonymity_reason: self.anonymity_reason,
            },
            Verb::Refuse => {
                let mut typed = self.ending;
                for (at, one) in typed.allegations.iter_mut().flatten().enumerate() {
                    one.at = at;
                }
                Doing::Refuse(reader(ask, errors).parts(&typed, &self.reason, &self.explanation))
            }
            Verb::Handle => Doing::Handle {
                modes: self
                    .modes
                    .iter()
                    .flatten()
                    .filter_map(|code| typed::code("modes", code, Handling::from_code, errors))
                    .collect(),
                result: self.result,
                refunded_fen: self.refunded_fen,
                waived_fen: self.waived_fen,
            },
            Verb::Close => Doing::Close {
                improvement: self.improvement,
                no_improvement_reason: self.no_improvement_reason,
            },
            Verb::Archive => Doing::Archive,
            Verb::Pause => Doing::Pause {
                reason: self.reason,
            },
            Verb::Resume => Doing::Resume,
            Verb::HandOver => Doing::HandOver {
                to: typed::code(
                    "to",
                    self.to.as_deref().unwrap_or_default(),
                    Receiver::from_code,
                    errors,
                ),
                reason: self.reason,
            },
            Verb::JointStudy => Doing::JointStudy {
                reason: self.reason,
            },
            Verb::Decline => Doing::Decline {
                reason: self.reason,
            },
            Verb::Inform => Doing::Inform(Informing {
                by: typed::code(
                    "by",
                    self.by.as_deref().unwrap_or_default(),
                    ReplyBy::from_code,
                    errors,
                ),
                told_at: moment(ask, "told_at", self.told_at.as_deref(), errors),
                text: self.text.unwrap_or_default(),
            }),
            Verb::Receive => Doing::Receive,
            Verb::GiveNotice => Doing::GiveNotice(Notice {
                by: typed::code(
                    "by",
                    self.by.as_deref().unwrap_or_default(),
                    ReplyBy::from_code,
                    errors,
                ),
                told_at: moment(ask, "told_at", self.told_at.as_deref(), errors),
            }),
            Verb::Reopen => Doing::Reopen {
                reason: self.reason,
                received_at: moment(ask, "received_at", self.received_at.as_deref(), errors),
                channel: typed::code(
                    "channel",
                    self.channel.as_deref().unwrap_or_default(),
                    Channel::from_code,
                    errors,
                ),
                evidence: reader(ask, errors).evidence(&self.ending),
            },
            Verb::Note => Doing::Note {
                visibility: typed::code(
                    "visibility",
                    self.visibility.as_deref().unwrap_or("private"),
                    office_visibility,
                    errors,
                )
                .unwrap_or(Visibility::Private),
                text: self.text.unwrap_or_default(),
            },
            other => {
                let shared = Shared {
                    reason: self.reason,
                    text: self.text,
                    by: self.by,
                    told_at: self.told_at,
                };
                let ending = reader(ask, errors).ending(other, &self.ending, &shared);
                let ending =
                    ending.ok_or_else(|| Fault::bug("a route names a verb of another room"))?;
                Doing::End(Box::new(ending))
            }
        })
    }
}

fn reader<'a>(ask: &'a Ask, errors: &'a mut FieldErrors) -> Reader<'a> {
    Reader {
        time: &ask.app.time,
        errors,
    }
}

fn moment(
    ask: &Ask,
    field: &'static str,
    text: Option<&str>,
    errors: &mut FieldErrors,
) -> Option<Moment> {
    typed::moment(field, text.unwrap_or_default(), &ask.app.time, errors)
}

/// What somebody of the house may write: the patient's words come another way.
pub(crate) fn office_visibility(code: &str) -> Option<Visibility> {
    Visibility::from_code(code).filter(|one| *one != Visibility::FromPatient)
}

/// Somebody of the house by login name, staff number or id.
async fn staff(
    tx: &mut Tx,
    ask: &Ask,
    field: &'static str,
    wanted: Option<String>,
    errors: &mut FieldErrors,
) -> Result<Option<StaffId>, Fault> {
    let Some(wanted) = wanted.filter(|text| !text.trim().is_empty()) else {
        return Ok(None);
    };
    let (wanted, tenant) = (wanted.trim(), ask.viewer.tenant);
    let mut found = tongli_people::find_by_login(tx, tenant, wanted).await?;
    if found.is_none() {
        found = tongli_people::find_by_number(tx, tenant, wanted).await?;
    }
    if let (None, Ok(id)) = (&found, wanted.parse()) {
        found = tongli_people::find_staff(tx, tenant, id).await?;
    }
    if found.is_none() {
        errors.add(field, Said::new("cases-staff-unknown"));
    }
    Ok(found.map(|one| one.id))
}
