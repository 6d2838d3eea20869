//! The record of one case and of its allegations.

use tongli_kernel::{Confidentiality, DepartmentId, Id, Moment, StaffId, Viewer};
use tongli_patients::{ContactId, PersonId};
use tongli_store::Subject;

use crate::codes::{
    Category, Channel, Court, Finding, Handling, HelpNeed, Kind, Mood, Receiver, RefusalReason,
    Risk, Stage, Urgency, VisitType,
};
use crate::endings::Endings;
use crate::refusal::Refusal;

#[derive(Debug)]
pub struct CaseMark;
pub type CaseId = Id<CaseMark>;

#[derive(Debug)]
pub struct AllegationMark;
pub type AllegationId = Id<AllegationMark>;

/// What histories, clocks, items and files of a case are about.
pub const SUBJECT: &str = "case";

/// One enquiry, complaint, suggestion, praise or call for help.
#[derive(Debug, Clone)]
pub struct Case {
    pub id: CaseId,
    /// `TS-20260928-0001`, never used twice.
    pub number: String,
    pub kind: Kind,
    pub stage: Stage,
    pub version: i64,
    pub paused: bool,
    pub pause_reason: Option<String>,
    pub confidentiality: Confidentiality,
    pub channel: Channel,
    pub received_at: Moment,
    pub registered_at: Moment,
    /// In the person's words.
    pub narrative: String,
    /// What the person asks for.
    pub demand: Option<String>,
    /// What the person needs underneath.
    pub underlying_need: Option<String>,
    pub person: Option<PersonId>,
    pub contact: Option<ContactId>,
    /// Why nobody can be reached, where a complaint has no contact.
    pub anonymity_reason: Option<String>,
    /// Where it was first spoken of (首诉科室).
    pub first_department: Option<DepartmentId>,
    pub department_visited: Option<DepartmentId>,
    pub bed_no: Option<String>,
    pub visit_type: Option<VisitType>,
    pub incident_at: Option<Moment>,
    pub incident_place: Option<String>,
    pub urgency: Urgency,
    pub mood: Option<Mood>,
    pub persons_present: Option<i64>,
    pub court: Court,
    pub help_needs: Vec<HelpNeed>,
    /// What the receiver fears, with the reason; advice, never a score.
    pub risks: Vec<Risk>,
    pub risk_reason: Option<String>,
    /// Which version of the privacy notice the person was shown.
    pub privacy_notice: Option<String>,
    pub leader_instruction: Option<String>,
    pub read_back_at: Option<Moment>,
    /// Who took the person in (首接人); nobody where it came over the public page.
    pub first_receiver: Option<StaffId>,
    /// Who handles it (承办人).
    pub owner: Option<StaffId>,
    /// The owner is complained of, or belongs to a department complained of.
    pub owner_conflicted: bool,
    /// Staff complained of (被投诉人员), each once; also those of a clue that was parted
    /// from it since.
    pub respondents: Vec<StaffId>,
    /// Those of them whom an allegation that stands here names.
    pub named: Vec<StaffId>,
    /// A clue was found among what stood in it and parted from it: older words may lie
    /// behind a veil.
    pub is_parted: bool,
    /// Who speaks with the person (联系人).
    pub speaker: Option<StaffId>,
    pub accepted_at: Option<Moment>,
    /// What was done on the spot (当场处理结果).
    pub settled_result: Option<String>,
    pub refusal_reason: Option<RefusalReason>,
    pub refusal_explanation: Option<String>,
    pub refusal_proposed_by: Option<StaffId>,
    pub refusal_approved_by: Option<StaffId>,
    /// Why several departments must study it together (需组织、协调相关部门共同研究).
    pub joint_reason: Option<String>,
    pub joint_proposed_by: Option<StaffId>,
    pub joint_approved_by: Option<StaffId>,
    pub joint_approved_at: Option<Moment>,
    pub statements_asked: i64,
    pub statements_open: i64,
    pub reviewed_at: Option<Moment>,
    pub handling: Vec<Handling>,
    pub handling_result: Option<String>,
    pub refunded_fen: Option<i64>,
    pub waived_fen: Option<i64>,
    pub letter_wanted: bool,
    pub approved_at: Option<Moment>,
    pub answered_at: Option<Moment>,
    pub answered_in_writing: bool,
    pub delivered_at: Option<Moment>,
    pub follow_up_tries: i64,
    pub reached_at: Option<Moment>,
    /// 1 to 5, as the person said at follow-up.
    pub satisfaction: Option<i64>,
    pub do_not_contact: bool,
    /// The departments do not learn who complains (对科室隐匿身份).
    pub hide_identity: bool,
    /// The patient is still in the care of those complained of (仍在院).
    pub in_hospital: bool,
    pub improvement: Option<String>,
    pub no_improvement_reason: Option<String>,
    pub handed_over_to: Option<Receiver>,
    pub end_reason: Option<String>,
    pub closed_at: Option<Moment>,
    pub archived_at: Option<Moment>,
    pub reopen_reason: Option<String>,
    /// When and how what is new arrived: the new round is counted from it.
    pub reopen_received_at: Option<Moment>,
    pub reopen_channel: Option<Channel>,
    /// 1, and one more each time it is reopened.
    pub round: i64,
    /// When the governing clock runs out, for lists; the clocks room knows why.
    pub due_at: Option<Moment>,
    pub near_at: Option<Moment>,
    pub endings: Endings,
}

impl Case {
    pub const fn subject(&self) -> Subject {
        Subject::new(SUBJECT, self.id.raw())
    }

    /// The receipt (接到) this round is counted from; its day is day 0.
    pub fn receipt(&self) -> Moment {
        self.reopen_received_at.unwrap_or(self.received_at)
    }

    /// Whether joint study is proposed and nobody has decided yet.
    pub fn joint_is_proposed(&self) -> bool {
        self.joint_reason.is_some() && self.joint_approved_at.is_none()
    }

    /// Whether a refusal is proposed and nobody has decided yet.
    pub fn refusal_is_proposed(&self) -> bool {
        self.refusal_reason.is_some() && self.refusal_approved_by.is_none()
    }

    /// Whether a body outside has sent it, or has joined its order since.
    pub fn is_ordered(&self) -> bool {
        self.channel.is_order() || !self.endings.orders.is_empty()
    }

    /// Whether the person has taken it back.
    pub fn is_withdrawn(&self) -> bool {
        self.endings.withdrawal.is_some()
    }

    /// Whether it is a clue handed to discipline, with a life of its own.
    pub fn is_restricted(&self) -> bool {
        self.confidentiality == Confidentiality::Discipline
    }

    /// Where its page is.
    pub fn path(&self) -> String {
        format!("/cases/{}", self.number)
    }

    /// The first words of what was said, for lists.
    pub fn summary(&self) -> String {
        summary(&self.narrative)
    }

    /// Whether the viewer is complained of: they give their own account and decide
    /// nothing.
    pub fn complains_of(&self, viewer: &Viewer) -> bool {
        viewer
            .staff()
            .is_some_and(|staff| self.respondents.contains(&staff))
    }

    /// Whether the next step of handling is the viewer's: they handle the case or speak
    /// with the person, or nobody does yet.
    pub fn is_in_hands_of(&self, viewer: &Viewer) -> bool {
        let staff = viewer.staff();
        self.owner.is_none() || (staff.is_some() && [self.owner, self.speaker].contains(&staff))
    }

    /// Whether the viewer is one of those this case is entrusted to.
    pub fn involves(&self, viewer: &Viewer) -> bool {
        let staff = viewer.staff();
        staff.is_some() && [self.first_receiver, self.owner, self.speaker].contains(&staff)
    }
}

/// How many characters a list shows.
const SUMMARY: usize = 60;

pub(crate) fn summary(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SUMMARY {
        return line;
    }
    let head: String = line.chars().take(SUMMARY - 1).collect();
    format!("{head}…")
}

/// One thing complained of, with what became of it.
#[derive(Debug, Clone)]
pub struct Allegation {
    pub id: AllegationId,
    pub case_id: CaseId,
    /// 1, 2, 3 … as the person put them.
    pub seq: i64,
    pub text: String,
    /// `None` until somebody has classed it.
    pub category: Option<Category>,
    /// 0 none, 1 low, 2 medium, 3 high.
    pub severity: Option<i64>,
    /// Whom it is about: not where the person was treated.
    pub departments: Vec<DepartmentId>,
    /// Who it is about, where somebody was named.
    pub respondents: Vec<Respondent>,
    pub finding: Option<Finding>,
    pub finding_reason: Option<String>,
    pub answer: Option<String>,
    pub next_step: Option<String>,
    /// Why it is not acted on, proposed or decided.
    pub refusal: Option<Refusal>,
}

/// Somebody complained of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Respondent {
    /// Whom of the house it is; `None` where the person could only describe them.
    pub staff: Option<StaffId>,
    /// As they were named.
    pub said: String,
}

impl Allegation {
    /// One just taken down: nobody has judged or answered it.
    pub fn new(
        id: AllegationId,
        case_id: CaseId,
        seq: i64,
        text: String,
        category: Option<Category>,
    ) -> Self {
        Self {
            id,
            case_id,
            seq,
            text,
            category,
            severity: None,
            departments: Vec::new(),
            respondents: Vec::new(),
            finding: None,
            finding_reason: None,
            answer: None,
            next_step: None,
            refusal: None,
        }
    }

    pub fn is_answered(&self) -> bool {
        self.answer.is_some()
    }

    /// Whether it was decided not to act on it: nothing is found or answered.
    pub fn is_refused(&self) -> bool {
        self.refusal.as_ref().is_some_and(Refusal::is_decided)
    }
}
