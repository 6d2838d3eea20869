//! What may leave the house to somebody, decided from facts alone.

use tongli_patients::{IdentityCheck, Relation};

use crate::rules::is_close_relative;

mod codes;
mod reasons;
#[cfg(test)]
mod tests;

pub use codes::{Capacity, Giver, MandateOn, MayLeave, Speaker, Way};
pub use reasons::{NextStep, Reason};

/// All that decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Full years of the patient on the day; `None` where no birth date is known.
    pub age: Option<i32>,
    pub capacity: Capacity,
    /// The time of death is recorded.
    pub is_deceased: bool,
    /// What the addressee is to the patient; `None` where nobody said.
    pub relation: Option<Relation>,
    pub identity: IdentityCheck,
    pub mandate: MandateOn,
    /// A paper shows the guardianship of whoever is no parent.
    pub guardian_proven: bool,
    /// A minor may be harmed by the people at home.
    pub home_suspected: bool,
    /// What the office decided that the guardian of somebody from 14 to 17 hears.
    pub guardian_hears: Option<MayLeave>,
    /// A paper shows the kinship to a deceased patient.
    pub kinship_proven: bool,
    /// How many relatives of a deceased patient are known.
    pub relatives: usize,
    pub speaker: Speaker,
}

/// What may leave, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub leaves: MayLeave,
    pub reason: Reason,
}

impl Standing {
    const fn all(reason: Reason) -> Standing {
        Standing {
            leaves: MayLeave::All,
            reason,
        }
    }

    const fn process(reason: Reason) -> Standing {
        Standing {
            leaves: MayLeave::ProcessOnly,
            reason,
        }
    }

    /// The key of its sentence.
    pub fn word(self) -> String {
        format!("addressees-because-{}", self.reason.code())
    }
}

/// From this age on nobody is a child to the rules of personal information.
const TEENAGER: i32 = 14;
/// From this age on somebody decides alone.
const ADULT: i32 = 18;

/// What may leave to this addressee by this way on this day.
pub fn standing(facts: &Facts, way: Way) -> Standing {
    if facts.is_deceased {
        of_the_dead(facts, way)
    } else if is_home_suspected(facts) {
        Standing {
            leaves: MayLeave::Nothing,
            reason: Reason::HomeSuspected,
        }
    } else {
        of_the_living(facts, way)
    }
}

impl Facts {
    fn is_minor(&self) -> bool {
        self.age.is_some_and(|age| age < ADULT)
    }

    fn is_child(&self) -> bool {
        self.age.is_some_and(|age| age < TEENAGER)
    }

    fn is_lacking(&self) -> bool {
        self.capacity == Capacity::Lacking
    }
}

/// Whether the addressee belongs to, or was sent by, a home that is under suspicion.
fn is_home_suspected(facts: &Facts) -> bool {
    facts.home_suspected
        && facts.age.is_none_or(|age| age < ADULT)
        && facts.relation != Some(Relation::Self_)
}

fn of_the_living(facts: &Facts, way: Way) -> Standing {
    let by_law = by_relation(facts, way);
    if by_law.leaves == MayLeave::All || facts.relation == Some(Relation::Self_) {
        return by_law;
    }
    match by_mandate(facts, way) {
        // A mandate cannot give a guardian more than the office decided.
        Some(_) if by_law.reason == Reason::GuardianDecided => by_law,
        Some(by_mandate) => by_mandate,
        None => by_law,
    }
}

/// What the relation gives by law, before any mandate.
fn by_relation(facts: &Facts, way: Way) -> Standing {
    let Some(relation) = facts.relation else {
        return Standing::process(Reason::RelationUnknown);
    };
    match relation {
        Relation::Self_ => patient(facts),
        _ if facts.is_minor() && is_possible_guardian(relation) => minors_guardian(facts, relation),
        _ if facts.is_lacking() && is_possible_guardian_of_adult(relation) => {
            adults_guardian(facts, way)
        }
        Relation::LegalRepresentative => Standing::process(Reason::GuardianUnproven),
        Relation::Parent if facts.age.is_none() => Standing::process(Reason::AgeUnknown),
        Relation::Agent => Standing::process(Reason::AgentWithoutMandate),
        Relation::Companion => Standing::process(Reason::Companion),
        relation if is_close_relative(relation) => Standing::process(Reason::CloseRelative),
        _ => Standing::process(Reason::Unrelated),
    }
}

fn patient(facts: &Facts) -> Standing {
    if facts.is_lacking() {
        Standing::process(Reason::PatientLacking)
    } else if facts.is_child() {
        Standing::process(Reason::PatientIsChild)
    } else if facts.identity == IdentityCheck::Unchecked {
        Standing::process(Reason::IdentityUnchecked)
    } else {
        Standing::all(Reason::Patient)
    }
}

/// Civil Code art. 27: parents, then grandparents and elder siblings, then others.
fn is_possible_guardian(relation: Relation) -> bool {
    matches!(
        relation,
        Relation::Parent
            | Relation::LegalRepresentative
            | Relation::Grandparent
            | Relation::Sibling
    )
}

/// Civil Code art. 28: spouse, parents and children, other close relatives, others.
fn is_possible_guardian_of_adult(relation: Relation) -> bool {
    relation == Relation::LegalRepresentative || is_close_relative(relation)
}

fn minors_guardian(facts: &Facts, relation: Relation) -> Standing {
    if relation != Relation::Parent && !facts.guardian_proven {
        return Standing::process(Reason::GuardianUnproven);
    }
    let is_teenager = !facts.is_child() && !facts.is_lacking();
    // What the office keeps from a guardian it keeps from whoever says to be one.
    if is_teenager && facts.guardian_hears == Some(MayLeave::Nothing) {
        return teenagers(facts);
    }
    if facts.identity == IdentityCheck::Unchecked {
        return Standing::process(Reason::IdentityUnchecked);
    }
    // Who cannot decide for themselves is not asked as somebody of fourteen would be.
    if is_teenager {
        teenagers(facts)
    } else {
        Standing::all(Reason::GuardianOfChild)
    }
}

fn teenagers(facts: &Facts) -> Standing {
    match facts.guardian_hears {
        Some(leaves) => Standing {
            leaves,
            reason: Reason::GuardianDecided,
        },
        None => Standing::process(Reason::GuardianUndecided),
    }
}

fn adults_guardian(facts: &Facts, way: Way) -> Standing {
    if !facts.guardian_proven {
        return Standing::process(Reason::GuardianUnproven);
    }
    checked(facts, way).unwrap_or(Standing::all(Reason::AdultGuardian))
}

/// What is missing of the identity check: a document for something written.
fn checked(facts: &Facts, way: Way) -> Option<Standing> {
    match (facts.identity, way) {
        (IdentityCheck::Unchecked, _) => Some(Standing::process(Reason::IdentityUnchecked)),
        (IdentityCheck::Oral, Way::Written) => Some(Standing::process(Reason::DocumentUnseen)),
        _ => None,
    }
}

/// What a mandate gives, or what is wrong with it; `None` where there is none.
fn by_mandate(facts: &Facts, way: Way) -> Option<Standing> {
    let giver = match facts.mandate {
        MandateOn::Absent => return None,
        MandateOn::Valid(giver) => giver,
        flawed => return flawed_mandate(flawed),
    };
    let decides = match giver {
        Giver::Patient => !facts.is_minor() && !facts.is_lacking(),
        Giver::Guardian => facts.is_minor() || facts.is_lacking(),
        Giver::Speaker => false,
    };
    if !decides {
        return Some(Standing::process(Reason::MandateGiver));
    }
    let is_teenager = facts.is_minor() && !facts.is_child() && !facts.is_lacking();
    let is_guardians = giver == Giver::Guardian && is_teenager;
    // What the office keeps from a guardian it keeps from whoever says to be sent by one.
    if is_guardians && facts.guardian_hears == Some(MayLeave::Nothing) {
        return Some(teenagers(facts));
    }
    if let Some(unchecked) = checked(facts, way) {
        return Some(unchecked);
    }
    // Nobody gives on more than they were given.
    if is_guardians {
        return Some(teenagers(facts));
    }
    Some(Standing::all(Reason::Agent))
}

fn flawed_mandate(mandate: MandateOn) -> Option<Standing> {
    let reason = match mandate {
        MandateOn::OfAnother => Reason::MandateOfAnother,
        MandateOn::NotYet => Reason::MandateNotYet,
        MandateOn::Expired => Reason::MandateExpired,
        MandateOn::Revoked => Reason::MandateRevoked,
        MandateOn::OutOfScope => Reason::MandateOutOfScope,
        MandateOn::Absent | MandateOn::Valid(_) => return None,
    };
    Some(Standing::process(reason))
}

fn of_the_dead(facts: &Facts, way: Way) -> Standing {
    let Some(relation) = facts.relation else {
        return Standing::process(Reason::RelationUnknown);
    };
    if relation == Relation::Self_ {
        return Standing::process(Reason::PatientIsDead);
    }
    if is_close_relative(relation) {
        return relative(facts, way);
    }
    match facts.mandate {
        MandateOn::Valid(Giver::Speaker) => speakers_agent(facts, way),
        MandateOn::Valid(_) => Standing::process(Reason::MandateOfTheDead),
        flawed => flawed_mandate(flawed).unwrap_or(Standing::process(match relation {
            Relation::Companion => Reason::Companion,
            Relation::Agent => Reason::AgentWithoutMandate,
            _ => Reason::Unrelated,
        })),
    }
}

fn relative(facts: &Facts, way: Way) -> Standing {
    if let Some(unchecked) = checked(facts, way) {
        return unchecked;
    }
    if !facts.kinship_proven {
        return Standing::process(Reason::KinshipUnproven);
    }
    match facts.speaker {
        Speaker::This => Standing::all(Reason::Relative),
        Speaker::Another => Standing::process(Reason::AnotherSpeaks),
        Speaker::Unnamed if facts.relatives > 1 => Standing::process(Reason::SpeakerUnnamed),
        Speaker::Unnamed => Standing::all(Reason::Relative),
    }
}

fn speakers_agent(facts: &Facts, way: Way) -> Standing {
    if let Some(unchecked) = checked(facts, way) {
        return unchecked;
    }
    if !facts.kinship_proven {
        return Standing::process(Reason::KinshipUnproven);
    }
    if facts.relatives > 1 && facts.speaker == Speaker::Unnamed {
        return Standing::process(Reason::SpeakerUnnamed);
    }
    Standing::all(Reason::Agent)
}
