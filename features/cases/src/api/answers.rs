//! What programs are told.

use serde::Serialize;
use serde_json::{Value as Json, json};
use tongli_patients::{Contact, Person};
use tongli_store::attachments::Attachment;
use tongli_store::idempotency::Answer;
use tongli_web::App;
use tongli_work::ClockRow;

use super::endings;
use crate::actions::{Attached, Names, Registered};
use crate::case::{Allegation, Case};
use crate::life::{Mark, MarkState};
use crate::search::Excerpt;
use crate::store::list::Line;

fn body(status: u16, answer: &Json) -> Answer {
    Answer {
        status,
        body: answer.to_string(),
    }
}

pub fn clock(app: &App, row: &ClockRow) -> Json {
    let at = |moment: Option<tongli_kernel::Moment>| moment.map(|moment| app.time.rfc3339(moment));
    json!({
        "id": row.id,
        "rule": row.rule,
        "due_at": at(row.due_at),
        "promised_at": at(row.promised_at),
        "provisional": row.provisional,
        "met_at": at(row.met_at),
        "met_by": row.met_at.map(|_| if row.interim { "interim" } else { "final" }),
        "ended_at": at(row.ended_at),
        "explain": format!("/api/v1/clocks/{}/explain", row.id),
    })
}

/// The answer to a registration.
pub fn registered(app: &App, done: &Registered) -> Json {
    json!({
        "number": done.case.number,
        "stage": done.case.stage,
        "version": done.case.version,
        "clocks": done.clocks.iter().map(|row| clock(app, row)).collect::<Vec<_>>(),
    })
}

pub fn kept_registered(app: &App, done: &Registered) -> Answer {
    body(201, &registered(app, done))
}

/// The answer to a verb.
pub fn moved(case: &Case) -> Json {
    json!({
        "number": case.number,
        "stage": case.stage,
        "version": case.version,
        "paused": case.paused,
        "refusal_proposed": case.refusal_reason.is_some() && case.refusal_approved_by.is_none()
            && case.stage.is_open(),
    })
}

/// The answer to a verb of any room, as it is kept under the caller's key.
pub fn kept(case: &Case) -> Answer {
    body(200, &moved(case))
}

pub fn kept_moved(_: &App, case: &Case) -> Answer {
    kept(case)
}

/// One file as it is listed.
pub fn file(app: &App, one: &Attachment) -> Json {
    json!({
        "id": one.id,
        "name": one.name,
        "media_type": one.media_type,
        "bytes": one.bytes,
        "digest": one.digest,
        "added_at": app.time.rfc3339(one.created_at),
    })
}

/// The answer to files that were added.
pub fn attached(app: &App, done: &Attached) -> Json {
    let mut answer = moved(&done.case);
    answer["files"] = done.files.iter().map(|one| file(app, one)).collect();
    answer
}

pub fn kept_attached(app: &App, done: &Attached) -> Answer {
    body(200, &attached(app, done))
}

/// One line of a list.
#[derive(Serialize)]
pub struct LineAnswer {
    number: String,
    kind: &'static str,
    stage: &'static str,
    version: i64,
    paused: bool,
    urgency: &'static str,
    summary: String,
    department: Option<String>,
    owner: Option<String>,
    received_at: String,
    registered_at: String,
    due_at: Option<String>,
    /// Where it says what was looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    excerpt: Option<Json>,
}

fn excerpt(found: &Excerpt) -> Json {
    let pieces = found.pieces.iter();
    let pieces: Vec<Json> = pieces
        .map(|piece| json!({ "text": piece.text, "hit": piece.is_hit }))
        .collect();
    json!({ "in": found.source.code(), "pieces": pieces })
}

impl LineAnswer {
    pub fn of(app: &App, line: &Line, names: &Names) -> LineAnswer {
        let some = |text: String| (!text.is_empty()).then_some(text);
        LineAnswer {
            number: line.number.clone(),
            kind: line.kind.code(),
            stage: line.stage.code(),
            version: line.version,
            paused: line.paused,
            urgency: line.urgency.code(),
            summary: line.summary.clone(),
            department: some(names.department(line.department_visited)),
            owner: some(names.person(line.owner)),
            received_at: app.time.rfc3339(line.received_at),
            registered_at: app.time.rfc3339(line.registered_at),
            due_at: line.due_at.map(|at| app.time.rfc3339(at)),
            excerpt: line.excerpt.as_ref().map(excerpt),
        }
    }
}

/// Everything a program reads of a case.
pub struct Whole<'a> {
    pub case: &'a Case,
    pub allegations: &'a [Allegation],
    pub names: &'a Names,
    pub clocks: &'a [ClockRow],
    pub files: &'a [Attachment],
    pub person: Option<&'a Person>,
    pub contact: Option<&'a Contact>,
    /// Who the patient is stays unsaid.
    pub hidden: bool,
    /// The other half, where a clue was parted from it.
    pub linked: Vec<&'a str>,
    /// Names and numbers stand in full.
    pub open: bool,
    pub marks: &'a [(Mark, MarkState)],
    pub reads_endings: bool,
    /// What this viewer could do next.
    pub verbs: Vec<String>,
}

impl Whole<'_> {
    pub fn answer(&self, app: &App) -> Json {
        let mut answer = self.facts(app);
        let (Some(fields), Some(course)) = (answer.as_object_mut(), self.course(app)) else {
            return answer;
        };
        fields.extend(course);
        answer
    }

    /// What was taken down.
    fn facts(&self, app: &App) -> Json {
        let case = self.case;
        json!({
            "number": case.number,
            "kind": case.kind,
            "stage": case.stage,
            "version": case.version,
            "paused": case.paused,
            "confidentiality": case.confidentiality,
            "channel": case.channel,
            "received_at": app.time.rfc3339(case.received_at),
            "registered_at": app.time.rfc3339(case.registered_at),
            "narrative": case.narrative,
            "demand": case.demand,
            "underlying_need": case.underlying_need,
            "patient": self.person.map(|one| self.patient(one)),
            "contact": self.contact.map(|one| self.contact(one)),
            "anonymity_reason": case.anonymity_reason,
            "department": self.names.departments.get(&case.department_visited.unwrap_or(tongli_kernel::Id::new(0))),
            "visit_type": case.visit_type,
            "incident_at": case.incident_at.map(|at| app.time.rfc3339(at)),
            "incident_place": case.incident_place,
            "urgency": case.urgency,
            "mood": case.mood,
            "persons_present": case.persons_present,
            "already_in_court": case.court,
            "help_needs": case.help_needs,
            "bed_no": case.bed_no.as_ref().filter(|_| !self.hidden),
            "hide_identity": case.hide_identity,
            "in_hospital": case.in_hospital,
            "linked": self.linked,
            "risks": case.risks,
            "risk_reason": case.risk_reason,
            "first_department": case.first_department.and_then(|id| self.names.departments.get(&id)),
            "privacy_notice": case.privacy_notice,
            "joint_reason": case.joint_reason,
            "joint_study": match (&case.joint_reason, case.joint_approved_at) {
                (_, Some(_)) => Some("approved"),
                (Some(_), None) => Some("proposed"),
                (None, None) => None,
            },
            "reopen_received_at": case.reopen_received_at.map(|at| app.time.rfc3339(at)),
            "leader_instruction": case.leader_instruction,
            "read_back_at": case.read_back_at.map(|at| app.time.rfc3339(at)),
        })
    }

    /// What became of it.
    fn course(&self, app: &App) -> Option<serde_json::Map<String, Json>> {
        let case = self.case;
        let name = |id| {
            let name = self.names.person(id);
            (!name.is_empty()).then_some(name)
        };
        let at = |moment: Option<tongli_kernel::Moment>| moment.map(|at| app.time.rfc3339(at));
        let course = json!({
            "pause_reason": case.pause_reason,
            "letter_wanted": case.letter_wanted,
            "answered_at": at(case.answered_at),
            "delivered_at": at(case.delivered_at),
            "do_not_contact": case.do_not_contact,
            "closed_at": at(case.closed_at),
            "archived_at": at(case.archived_at),
            "files": self.files.iter().map(|one| file(app, one)).collect::<Vec<_>>(),
            "first_receiver": name(case.first_receiver),
            "owner": name(case.owner),
            "speaker": name(case.speaker),
            "allegations": self.allegations.iter().map(|one| self.allegation(app, one)).collect::<Vec<_>>(),
            "settled_result": case.settled_result,
            "refusal_reason": case.refusal_reason,
            "refusal_explanation": case.refusal_explanation,
            "statements_open": case.statements_open,
            "handling": case.handling,
            "handling_result": case.handling_result,
            "refunded_fen": case.refunded_fen,
            "waived_fen": case.waived_fen,
            "satisfaction": case.satisfaction,
            "improvement": case.improvement,
            "no_improvement_reason": case.no_improvement_reason,
            "handed_over_to": case.handed_over_to,
            "round": case.round,
            "clocks": self.clocks.iter().map(|row| clock(app, row)).collect::<Vec<_>>(),
            "marks": self.marks
                .iter()
                .map(|(mark, state)| json!({ "mark": mark, "state": state }))
                .collect::<Vec<_>>(),
            "verbs": self.verbs,
            "endings": self.reads_endings.then(|| endings::endings(app, case)),
        });
        course.as_object().cloned()
    }

    fn patient(&self, one: &Person) -> Json {
        json!({
            "name": one.name.as_ref().map(|name| name.show(self.open)),
            "sex": one.sex.code(),
            "birth_date": one.birth_date.filter(|_| self.open),
            "record_no": one.record_no.as_ref().map(|number| number.show(self.open)),
            "document_kind": one.document.as_ref().map(|paper| paper.kind.code()),
            "document_no": one.document.as_ref().map(|paper| paper.number.show(self.open)),
        })
    }

    fn contact(&self, one: &Contact) -> Json {
        json!({
            "name": one.name.as_ref().map(|name| name.show(self.open)),
            "phone": one.phone_shown(self.open),
            "relation": one.relation.map(|relation| relation.code()),
            "reply_by": one.reply_by.map(|way| way.code()),
            "address": one.address.as_ref().map(|text| text.show(self.open)),
            "identity_check": one.identity_check.code(),
            "mandate": one.mandate,
        })
    }

    fn allegation(&self, app: &App, one: &Allegation) -> Json {
        json!({
            "id": one.id,
            "seq": one.seq,
            "text": one.text,
            "category": one.category,
            "severity": one.severity,
            "departments": one.departments.iter().map(|id| self.names.department(Some(*id))).collect::<Vec<_>>(),
            "respondents": one.respondents.iter().map(|who| {
                let name = self.names.person(who.staff);
                json!({ "said": who.said, "name": (!name.is_empty()).then_some(name) })
            }).collect::<Vec<_>>(),
            "finding": one.finding,
            "reason": one.finding_reason,
            "answer": one.answer,
            "next_step": one.next_step,
            "refusal": endings::refusal(app, one),
        })
    }
}
