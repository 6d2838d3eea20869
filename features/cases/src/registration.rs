//! What is taken down when somebody comes: little is required, more can follow.

use tongli_kernel::{Confidentiality, DepartmentId, FieldErrors, Moment, Said};
use tongli_patients::{NewContact, NewPerson};

use crate::codes::{Category, Channel, Court, HelpNeed, Kind, Mood, Risk, Urgency, VisitType};

/// A case to be registered.
#[derive(Debug, Clone)]
pub struct NewCase {
    pub kind: Kind,
    pub channel: Channel,
    pub narrative: String,
    /// Now, where nothing is said.
    pub received_at: Option<Moment>,
    pub demand: Option<String>,
    pub underlying_need: Option<String>,
    pub person: NewPerson,
    pub contact: NewContact,
    pub anonymity_reason: Option<String>,
    /// Where the person was treated: a code or an exact name.
    pub department: Option<String>,
    pub visit_type: Option<VisitType>,
    pub incident_at: Option<Moment>,
    pub incident_place: Option<String>,
    pub urgency: Urgency,
    pub mood: Option<Mood>,
    pub persons_present: Option<i64>,
    pub court: Court,
    pub help_needs: Vec<HelpNeed>,
    pub bed_no: Option<String>,
    pub risks: Vec<Risk>,
    /// Why the receiver fears it; asked where a risk is named.
    pub risk_reason: Option<String>,
    /// Whom of the house the person first spoke to: number, login or name. The writer,
    /// where nothing is said.
    pub first_receiver: Option<String>,
    /// Where they first spoke: a code or an exact name (首诉科室).
    pub first_department: Option<String>,
    /// Money, gifts or commissions come into it (是否涉及红包等).
    pub integrity: bool,
    /// The clue in words of its own (廉洁线索): only discipline reads them.
    pub integrity_text: Option<String>,
    /// What the ordinary case tells where a clue is split off.
    pub rest_narrative: Option<String>,
    /// The departments are not to learn who complains.
    pub hide_identity: bool,
    /// The patient is still in the care of those complained of.
    pub in_hospital: bool,
    pub privacy_notice: Option<String>,
    pub leader_instruction: Option<String>,
    pub read_back: bool,
    pub confidentiality: Confidentiality,
    pub allegations: Vec<NewAllegation>,
    /// What was done on the spot; with it the case is settled as it is registered.
    pub settled_result: Option<String>,
}

/// One thing complained of, as it is taken down.
#[derive(Debug, Clone, Default)]
pub struct NewAllegation {
    pub text: String,
    pub category: Option<Category>,
    pub severity: Option<i64>,
    /// Codes or exact names.
    pub departments: Vec<String>,
    /// Staff numbers, login names or names; else how the person describes them.
    pub respondents: Vec<String>,
}

/// The privacy notice (隐私告知) in force: its text is the public page `/r/privacy`, and
/// a case remembers which version the person was shown.
pub const PRIVACY_NOTICE: &str = "2026-11";

/// Beyond this many people at once, representatives are chosen.
pub const MOST_PERSONS: i64 = 5;
const LEAST_NARRATIVE: usize = 2;
const LONGEST_NARRATIVE: usize = 20_000;
const LONGEST_TEXT: usize = 4_000;
const MOST_ALLEGATIONS: usize = 30;

impl NewCase {
    pub fn new(kind: Kind, channel: Channel, narrative: impl Into<String>) -> Self {
        Self {
            kind,
            channel,
            narrative: narrative.into(),
            received_at: None,
            demand: None,
            underlying_need: None,
            person: NewPerson::default(),
            contact: NewContact::default(),
            anonymity_reason: None,
            department: None,
            visit_type: None,
            incident_at: None,
            incident_place: None,
            urgency: Urgency::Ordinary,
            mood: None,
            persons_present: None,
            court: Court::None,
            help_needs: Vec::new(),
            bed_no: None,
            risks: Vec::new(),
            risk_reason: None,
            first_receiver: None,
            first_department: None,
            integrity: false,
            integrity_text: None,
            rest_narrative: None,
            hide_identity: false,
            in_hospital: false,
            privacy_notice: None,
            leader_instruction: None,
            read_back: false,
            confidentiality: Confidentiality::Ordinary,
            allegations: Vec::new(),
            settled_result: None,
        }
    }

    /// Every field that does not hold.
    pub fn check(&self, now: Moment) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::default();
        let length = self.narrative.trim().chars().count();
        // A clue in words of its own says enough.
        if length < LEAST_NARRATIVE && self.integrity_text.is_none() {
            errors.add("narrative", Said::new("cases-narrative-short"));
        } else if length > LONGEST_NARRATIVE {
            errors.add("narrative", too_long(LONGEST_NARRATIVE));
        }
        for (field, at) in [
            ("received_at", self.received_at),
            ("incident_at", self.incident_at),
        ] {
            if at.is_some_and(|at| at > now) {
                errors.add(field, Said::new("cases-moment-future"));
            }
        }
        if self
            .persons_present
            .is_some_and(|n| !(0..=1_000).contains(&n))
        {
            errors.add("persons_present", Said::new("cases-persons-wrong"));
        }
        for (field, text) in self.texts() {
            if text.is_some_and(|text| text.chars().count() > LONGEST_TEXT) {
                errors.add(field, too_long(LONGEST_TEXT));
            }
        }
        if self.settled_result.is_some() && self.parts().rest.is_none() {
            errors.add("settled_result", Said::new("cases-clue-not-settled"));
        }
        if !self.risks.is_empty() && self.risk_reason.is_none() {
            errors.add("risk_reason", Said::new("cases-risk-reason-missing"));
        }
        self.check_allegations(&mut errors);
        errors.or_else(|| ())
    }

    fn texts(&self) -> [(&'static str, Option<&String>); 10] {
        [
            ("integrity_text", self.integrity_text.as_ref()),
            ("rest_narrative", self.rest_narrative.as_ref()),
            ("bed_no", self.bed_no.as_ref()),
            ("risk_reason", self.risk_reason.as_ref()),
            ("demand", self.demand.as_ref()),
            ("underlying_need", self.underlying_need.as_ref()),
            ("incident_place", self.incident_place.as_ref()),
            ("leader_instruction", self.leader_instruction.as_ref()),
            ("anonymity_reason", self.anonymity_reason.as_ref()),
            ("settled_result", self.settled_result.as_ref()),
        ]
    }

    fn check_allegations(&self, errors: &mut FieldErrors) {
        if self.allegations.len() > MOST_ALLEGATIONS {
            errors.add(
                "allegations",
                Said::new("cases-allegations-many").with("most", MOST_ALLEGATIONS),
            );
        }
        for (at, one) in self.allegations.iter().enumerate() {
            let length = one.text.trim().chars().count();
            if length == 0 {
                errors.add(
                    format!("allegations[{at}].text"),
                    Said::new("cases-allegation-empty"),
                );
            } else if length > LONGEST_TEXT {
                errors.add(format!("allegations[{at}].text"), too_long(LONGEST_TEXT));
            }
            if one
                .severity
                .is_some_and(|severity| !(0..=3).contains(&severity))
            {
                errors.add(
                    format!("allegations[{at}].severity"),
                    Said::new("cases-severity-wrong"),
                );
            }
        }
    }

    /// The allegations to keep: a complaint that lists none is one as a whole.
    pub fn allegations(&self) -> Vec<NewAllegation> {
        if self.allegations.is_empty() && self.kind.is_complaint() {
            return vec![NewAllegation {
                text: self.narrative.trim().to_owned(),
                ..NewAllegation::default()
            }];
        }
        self.allegations.clone()
    }

    pub fn too_many_persons(&self) -> bool {
        self.persons_present.is_some_and(|n| n > MOST_PERSONS)
    }
}

fn too_long(most: usize) -> Said {
    Said::new("cases-text-long").with("most", most)
}

/// A department as the form names it, found in the house's list.
pub(crate) fn find_department<'d>(
    departments: &'d [(DepartmentId, String, String)],
    wanted: &str,
) -> Option<DepartmentId> {
    let wanted = wanted.trim();
    departments
        .iter()
        .find(|(id, code, name)| {
            code.eq_ignore_ascii_case(wanted) || name == wanted || id.to_string() == wanted
        })
        .map(|(id, _, _): &'d _| *id)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    fn complaint() -> NewCase {
        NewCase::new(Kind::Complaint, Channel::Visit, "夜间呼叫无人应答")
    }

    #[test]
    fn a_complaint_without_a_list_is_one_allegation() {
        let allegations = complaint().allegations();
        assert_eq!(allegations.len(), 1);
        assert_eq!(allegations[0].text, "夜间呼叫无人应答");
        let praise = NewCase::new(Kind::Praise, Channel::Visit, "谢谢护士长");
        assert!(praise.allegations().is_empty());
    }

    #[test]
    fn a_time_in_the_future_is_refused_by_name() {
        let now = Moment::from_millis(1_000);
        let mut new = complaint();
        new.received_at = Some(now.plus_millis(1));
        let errors = new.check(now).unwrap_err();
        assert!(errors.of("received_at").is_some());
        new.received_at = Some(now);
        assert!(new.check(now).is_ok());
    }

    #[test]
    fn two_characters_are_enough_and_one_is_not() {
        let now = Moment::from_millis(0);
        assert!(
            NewCase::new(Kind::Help, Channel::Phone, "救命")
                .check(now)
                .is_ok()
        );
        assert!(
            NewCase::new(Kind::Help, Channel::Phone, " 痛 ")
                .check(now)
                .is_err()
        );
    }
}
