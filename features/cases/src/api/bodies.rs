//! What programs send.

use serde::Deserialize;
use tongli_kernel::{Fault, FieldErrors, Said};
use tongli_web::Ask;

use crate::codes::{Category, Channel, Court, HelpNeed, Kind, Mood, Risk, Urgency, VisitType};
use crate::registration::{NewAllegation, NewCase, PRIVACY_NOTICE};
use crate::typed;

/// A case to be registered. Everything is text until it has been checked, so that
/// a wrong value is named by its field.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewCaseBody {
    kind: String,
    channel: String,
    narrative: String,
    demand: Option<String>,
    underlying_need: Option<String>,
    patient: Option<PatientBody>,
    contact: Option<ContactBody>,
    department: Option<String>,
    urgency: Option<String>,
    visit_type: Option<String>,
    incident_at: Option<String>,
    incident_place: Option<String>,
    already_in_court: Option<InCourt>,
    persons_present: Option<i64>,
    allegations: Option<Vec<AllegationBody>>,
    received_at: Option<String>,
    anonymity_reason: Option<String>,
    mood: Option<String>,
    help_needs: Option<Vec<String>>,
    bed_no: Option<String>,
    risks: Option<Vec<String>>,
    risk_reason: Option<String>,
    first_receiver: Option<String>,
    first_department: Option<String>,
    /// Money, gifts or commissions come into it.
    integrity: bool,
    /// The clue in words of its own.
    integrity_text: Option<String>,
    /// What the ordinary case tells where a clue is split off.
    rest_narrative: Option<String>,
    hide_identity: bool,
    in_hospital: bool,
    /// The person was shown the privacy notice in force.
    privacy_shown: bool,
    leader_instruction: Option<String>,
    read_back: bool,
    settled_result: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PatientBody {
    name: Option<String>,
    sex: Option<String>,
    birth_date: Option<String>,
    record_no: Option<String>,
    document_kind: Option<String>,
    document_no: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ContactBody {
    name: Option<String>,
    phone: Option<String>,
    relation: Option<String>,
    reply_by: Option<String>,
    address: Option<String>,
    identity_check: Option<String>,
    mandate: bool,
}

/// Bodies stand in logs of failed requests; persons do not.
impl std::fmt::Debug for PatientBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PatientBody(•••)")
    }
}

impl std::fmt::Debug for ContactBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ContactBody(•••)")
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AllegationBody {
    category: Option<String>,
    departments: Option<Vec<String>>,
    respondents: Option<Vec<String>>,
    text: Option<String>,
    severity: Option<i64>,
}

/// Where else the matter lies; a bare `true` is read as a court.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum InCourt {
    Flag(bool),
    Code(String),
}

fn text(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or_default()
}

/// A text left blank is nothing.
fn some(value: Option<String>) -> Option<String> {
    value
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

impl NewCaseBody {
    /// The case, or every field that does not hold.
    pub fn read(self, ask: &Ask) -> Result<NewCase, Fault> {
        let mut errors = FieldErrors::default();
        let kind = required("kind", &self.kind, Kind::read, &mut errors);
        let channel = required("channel", &self.channel, Channel::from_code, &mut errors);
        let (kind, channel) = (
            kind.unwrap_or(Kind::Complaint),
            channel.unwrap_or(Channel::Visit),
        );
        let mut new = NewCase::new(kind, channel, self.narrative.clone());
        self.read_when(ask, &mut new, &mut errors);
        self.read_persons(ask, &mut new, &mut errors);
        self.read_codes(&mut new, &mut errors);
        new.allegations = read_allegations(self.allegations.unwrap_or_default(), &mut errors);
        new.bed_no = some(self.bed_no);
        new.risk_reason = some(self.risk_reason);
        new.first_receiver = some(self.first_receiver);
        new.first_department = some(self.first_department);
        new.integrity = self.integrity;
        new.integrity_text = some(self.integrity_text);
        new.rest_narrative = some(self.rest_narrative);
        new.hide_identity = self.hide_identity;
        new.in_hospital = self.in_hospital;
        new.privacy_notice = self.privacy_shown.then(|| PRIVACY_NOTICE.to_owned());
        new.demand = some(self.demand);
        new.underlying_need = some(self.underlying_need);
        new.department = some(self.department);
        new.incident_place = some(self.incident_place);
        new.persons_present = self.persons_present;
        new.anonymity_reason = some(self.anonymity_reason);
        new.leader_instruction = some(self.leader_instruction);
        new.read_back = self.read_back;
        new.settled_result = some(self.settled_result);
        if let Err(wrong) = new.check(ask.now) {
            for (field, said) in wrong.iter() {
                errors.add(field, said.clone());
            }
        }
        Ok(errors.or_else(|| new)?)
    }

    fn read_when(&self, ask: &Ask, new: &mut NewCase, errors: &mut FieldErrors) {
        let time = &ask.app.time;
        new.received_at = typed::moment("received_at", text(&self.received_at), time, errors);
        new.incident_at = typed::moment("incident_at", text(&self.incident_at), time, errors);
    }

    fn read_persons(&self, ask: &Ask, new: &mut NewCase, errors: &mut FieldErrors) {
        let today = ask.app.time.day_of(ask.now);
        if let Some(one) = &self.patient {
            let values = [
                text(&one.name),
                text(&one.sex),
                text(&one.birth_date),
                text(&one.record_no),
            ];
            new.person = typed::person("patient.", values, today, errors);
            let paper = [text(&one.document_kind), text(&one.document_no)];
            new.person.document = typed::document("patient.", paper, errors);
        }
        if let Some(one) = &self.contact {
            let values = [
                text(&one.name),
                text(&one.phone),
                text(&one.relation),
                text(&one.reply_by),
            ];
            new.contact = typed::contact("contact.", values, errors);
            let standing = [text(&one.address), text(&one.identity_check)];
            typed::standing("contact.", standing, one.mandate, &mut new.contact, errors);
        }
    }

    fn read_codes(&self, new: &mut NewCase, errors: &mut FieldErrors) {
        new.urgency = typed::code("urgency", text(&self.urgency), Urgency::from_code, errors)
            .unwrap_or(Urgency::Ordinary);
        new.visit_type = typed::code(
            "visit_type",
            text(&self.visit_type),
            VisitType::from_code,
            errors,
        );
        new.mood = typed::code("mood", text(&self.mood), Mood::from_code, errors);
        new.court = match &self.already_in_court {
            None | Some(InCourt::Flag(false)) => Court::None,
            Some(InCourt::Flag(true)) => Court::Court,
            Some(InCourt::Code(code)) => {
                typed::code("already_in_court", code, Court::from_code, errors)
                    .unwrap_or(Court::None)
            }
        };
        new.risks = self
            .risks
            .iter()
            .flatten()
            .filter_map(|code| typed::code("risks", code, Risk::from_code, errors))
            .collect();
        new.help_needs = self
            .help_needs
            .iter()
            .flatten()
            .filter_map(|code| typed::code("help_needs", code, HelpNeed::from_code, errors))
            .collect();
    }
}

fn required<T>(
    field: &'static str,
    value: &str,
    from_code: fn(&str) -> Option<T>,
    errors: &mut FieldErrors,
) -> Option<T> {
    if value.trim().is_empty() {
        errors.add(field, Said::new("cases-required"));
        return None;
    }
    typed::code(field, value, from_code, errors)
}

fn read_allegations(bodies: Vec<AllegationBody>, errors: &mut FieldErrors) -> Vec<NewAllegation> {
    bodies
        .into_iter()
        .enumerate()
        .map(|(at, one)| NewAllegation {
            category: typed::code(
                &format!("allegations[{at}].category"),
                text(&one.category),
                Category::from_code,
                errors,
            ),
            text: one.text.unwrap_or_default(),
            severity: one.severity,
            departments: one.departments.unwrap_or_default(),
            respondents: one.respondents.unwrap_or_default(),
        })
        .collect()
}
