//! Invented matters: no real patient, doctor or event is meant. Who comes, with what,
//! and what the office does about it, drawn of pieces that fit together.

use tongli_cases::{Channel, Finding, Kind, Mood, NewAllegation, NewCase, Urgency, VisitType};
use tongli_kernel::{Day, Moment};
use tongli_patients::{IdentityCheck, NewContact, NewPerson, Relation, ReplyBy, Sex};

use super::draws::Draws;
use super::steps::Deed;
use super::words::{
    CHANNELS, DEMANDS, DETAILS, ENQUIRIES, FAMILY, FEELINGS, GIVEN, GRIEVANCES, Grievance, HELPS,
    NOTES, OPENINGS, PRAISES, SUGGESTIONS,
};

/// A matter as it will be taken down, and what an inquiry will find.
pub struct Matter {
    pub new: NewCase,
    pub settled: &'static str,
    grievances: Vec<&'static Grievance>,
    pub owner: &'static str,
    pub desk: &'static str,
}

/// A finding with its reason, the answer and what is done about it.
pub struct Verdict {
    pub finding: Finding,
    pub reason: &'static str,
    pub answer: &'static str,
    pub step: &'static str,
}

/// The matter that these draws give. So many come altogether, so that people come again.
pub fn invent(draws: &mut Draws, of: u64, seed: u64, registered: Moment) -> Matter {
    let kind = match draws.below(100) {
        0..58 => Kind::Complaint,
        58..78 => Kind::Enquiry,
        78..88 => Kind::Suggestion,
        88..94 => Kind::Praise,
        _ => Kind::Help,
    };
    let (narrative, settled, grievances) = told(draws, kind);
    let mut new = NewCase::new(kind, draws.pick(CHANNELS, Channel::Phone), narrative);
    new.received_at = Some(registered.plus_seconds(-60 * draws.between(1, 25)));
    new.read_back = draws.percent(70);
    // Two of three have a place in the pool of people: who comes again is known again.
    let who = draws.below((of * 2 / 3).max(1));
    let mut whose = Draws::of(seed ^ 0x0070_656f_706c_6500, who);
    if kind.is_complaint() || draws.percent(40) {
        new.contact = contact(&mut whose, who);
    }
    if kind.is_complaint() {
        new.person = person(&mut whose, who);
        new.demand = Some(draws.text(DEMANDS).to_owned());
        new.mood = Some(draws.pick(&[Mood::Calm, Mood::Worried, Mood::Angry], Mood::Calm));
        new.visit_type = Some(draws.pick(
            &[
                VisitType::Outpatient,
                VisitType::Emergency,
                VisitType::Inpatient,
            ],
            VisitType::Outpatient,
        ));
        if draws.percent(4) {
            new.urgency = Urgency::Pressing;
        }
        new.allegations = grievances
            .iter()
            .map(|one| allegation(draws, one))
            .collect();
        let first = new.allegations.first();
        new.department = first.and_then(|one| one.departments.first().cloned());
    }
    Matter {
        new,
        settled,
        grievances,
        owner: draws.text(&["coordinator", "coordinator-2"]),
        desk: draws.text(&["receptionist", "receptionist-2"]),
    }
}

/// What was said, what is said to it on the spot, and what is complained of.
fn told(draws: &mut Draws, kind: Kind) -> (String, &'static str, Vec<&'static Grievance>) {
    let pair = |(said, answer): (&'static str, &'static str)| (said.to_owned(), answer, Vec::new());
    match kind {
        Kind::Enquiry => pair(draws.pick(ENQUIRIES, ("", ""))),
        Kind::Suggestion => pair(draws.pick(SUGGESTIONS, ("", ""))),
        Kind::Praise => pair(draws.pick(PRAISES, ("", ""))),
        Kind::Help => pair(draws.pick(HELPS, ("", ""))),
        Kind::Complaint => {
            let mut text = draws.text(OPENINGS).to_owned();
            let mut all: Vec<&'static Grievance> = Vec::new();
            for _ in 0..draws.between(1, 2) {
                let at = usize::try_from(draws.below(GRIEVANCES.len() as u64)).unwrap_or_default();
                all.extend(
                    GRIEVANCES
                        .get(at)
                        .filter(|one| all.iter().all(|other| other.claim != one.claim)),
                );
            }
            for one in &all {
                text.push_str(one.event);
                text.push('。');
            }
            for _ in 0..draws.between(0, 2) {
                text.push_str(draws.text(DETAILS));
            }
            text.push_str(draws.text(FEELINGS));
            (text, "", all)
        }
    }
}

fn allegation(draws: &mut Draws, one: &Grievance) -> NewAllegation {
    NewAllegation {
        text: one.claim.to_owned(),
        category: Some(one.category),
        severity: Some(draws.between(1, 2)),
        departments: vec![draws.text(one.places).to_owned()],
        ..NewAllegation::default()
    }
}

fn name(draws: &mut Draws) -> String {
    format!("{}{}", draws.text(FAMILY), draws.text(GIVEN))
}

fn person(draws: &mut Draws, who: u64) -> NewPerson {
    let year = i16::try_from(draws.between(1940, 2005)).unwrap_or(1970);
    let month = i8::try_from(draws.between(1, 12)).unwrap_or(1);
    let day = i8::try_from(draws.between(1, 28)).unwrap_or(1);
    NewPerson {
        name: Some(name(draws)),
        sex: Some(draws.pick(&[Sex::Female, Sex::Male], Sex::Unknown)),
        birth_date: Day::new(year, month, day),
        record_no: Some(format!("D{who:08}")),
        ..NewPerson::default()
    }
}

/// Numbers of a range that is given to nobody.
fn contact(draws: &mut Draws, who: u64) -> NewContact {
    NewContact {
        name: Some(name(draws)),
        phone: Some(format!("1380{:07}", who % 10_000_000)),
        relation: Some(Relation::Self_),
        reply_by: Some(ReplyBy::Phone),
        identity_check: IdentityCheck::Oral,
        ..NewContact::default()
    }
}

impl Matter {
    /// What an inquiry finds of each thing complained of.
    pub fn verdicts(&self) -> Vec<Verdict> {
        let mut verdicts = Vec::new();
        for (at, one) in self.grievances.iter().enumerate() {
            let finding = match (self.new.narrative.len() + at) % 3 {
                0 => Finding::PartlyUpheld,
                1 => Finding::NotUpheld,
                _ => Finding::Upheld,
            };
            verdicts.push(Verdict {
                finding,
                reason: one.found,
                answer: one.answer,
                step: one.step,
            });
        }
        verdicts
    }

    /// What is done, each at its time, up to the archive.
    pub fn deeds(&self, draws: &mut Draws, registered: Moment) -> Vec<(Moment, Deed)> {
        let mut road = Road {
            at: registered,
            deeds: vec![(registered, Deed::Register)],
        };
        if !self.new.kind.is_complaint() {
            road.notes(draws, 30);
            road.go(draws, (5, 180), Deed::Settle);
            road.go(draws, (24 * 60, 20 * 24 * 60), Deed::Archive);
            return road.deeds;
        }
        const DAY: i64 = 24 * 60;
        road.go(draws, (20, 300), Deed::Accept);
        road.go(draws, (10, 240), Deed::Assign);
        road.notes(draws, 60);
        if let Some(contact) = self.answering_contact() {
            road.go(draws, (30, 300), Deed::AskStatement);
            road.go(draws, (DAY, 3 * DAY), Deed::GiveStatement(contact));
        }
        road.go(draws, (60, DAY), Deed::Investigate);
        road.notes(draws, 40);
        road.go(draws, (20, 300), Deed::Find);
        road.go(draws, (60, DAY), Deed::Review);
        road.go(draws, (30, 300), Deed::Handle);
        road.go(draws, (10, 240), Deed::Answer);
        road.go(draws, (30, 600), Deed::Approve);
        road.go(draws, (30, DAY), Deed::Prove);
        road.go(draws, (60, 3 * DAY), Deed::Close);
        road.go(draws, (7 * DAY, 25 * DAY), Deed::FollowUp);
        road.go(draws, (DAY, 10 * DAY), Deed::Archive);
        road.deeds
    }

    /// Whoever answers for the department complained of, where it has somebody.
    fn answering_contact(&self) -> Option<&'static str> {
        match self.department()? {
            "SF" => Some("contact"),
            "GK2" => Some("contact-ward"),
            "JZ" => Some("contact-emergency"),
            _ => None,
        }
    }

    /// The department complained of first.
    pub fn department(&self) -> Option<&str> {
        let first = self.new.allegations.first()?;
        first.departments.first().map(String::as_str)
    }
}

/// Deeds one after the other.
struct Road {
    at: Moment,
    deeds: Vec<(Moment, Deed)>,
}

impl Road {
    /// After so many minutes, not before and not later.
    fn go(&mut self, draws: &mut Draws, (least, most): (i64, i64), deed: Deed) {
        let seconds = draws.between(least * 60, most * 60);
        self.at = self.at.plus_seconds(seconds);
        self.deeds.push((self.at, deed));
    }

    fn notes(&mut self, draws: &mut Draws, percent: u64) {
        while draws.percent(percent) && self.deeds.len() < 8 {
            let text = draws.text(NOTES);
            self.go(draws, (15, 600), Deed::Note(text));
        }
    }
}
