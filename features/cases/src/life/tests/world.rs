//! A case, the hands that move it, and the road it goes.

use proptest::prelude::*;
use serde_json::Value as Json;
use tongli_kernel::{Confidentiality, Id, Moment, StaffId};

use super::super::{Facts, Refused, Verb, step};
use crate::case::{Allegation, Case};
use crate::change::{EndingChange, FactChange};
use crate::codes::{
    Category, Channel, Confirmation, Court, Finding, Handling, Kind, Outcome, Receiver,
    RefusalReason, Reviewed, Stage, Urgency, Way,
};
use crate::endings::tests::{supplement, told};
use crate::endings::{Decided, Endings, Fresh, Interim, Supplement, Supplemented, Try, Withdrawal};
use crate::past::{overwritten, overwritten_allegation, with_past};
use crate::refusal::{Elsewhere, Ground, Refusal};

pub(super) const NOW: Moment = Moment::from_millis(1);

pub(crate) fn blank(kind: Kind) -> Case {
    Case {
        id: Id::new(1),
        number: "TS-20260928-0001".into(),
        kind,
        stage: Stage::Draft,
        version: 1,
        paused: false,
        pause_reason: None,
        confidentiality: Confidentiality::Ordinary,
        channel: Channel::Visit,
        received_at: NOW,
        registered_at: NOW,
        narrative: "等了三小时".into(),
        demand: None,
        underlying_need: None,
        person: None,
        contact: Some(Id::new(2)),
        anonymity_reason: None,
        first_department: None,
        department_visited: None,
        bed_no: None,
        visit_type: None,
        incident_at: None,
        incident_place: None,
        urgency: Urgency::Ordinary,
        mood: None,
        persons_present: None,
        court: Court::None,
        help_needs: Vec::new(),
        risks: Vec::new(),
        risk_reason: None,
        privacy_notice: None,
        leader_instruction: None,
        read_back_at: None,
        first_receiver: None,
        owner: None,
        owner_conflicted: false,
        respondents: Vec::new(),
        named: Vec::new(),
        is_parted: false,
        speaker: None,
        accepted_at: None,
        settled_result: None,
        refusal_reason: None,
        refusal_explanation: None,
        refusal_proposed_by: None,
        refusal_approved_by: None,
        joint_reason: None,
        joint_proposed_by: None,
        joint_approved_by: None,
        joint_approved_at: None,
        statements_asked: 0,
        statements_open: 0,
        reviewed_at: None,
        handling: Vec::new(),
        handling_result: None,
        refunded_fen: None,
        waived_fen: None,
        letter_wanted: false,
        approved_at: None,
        answered_at: None,
        answered_in_writing: false,
        delivered_at: None,
        follow_up_tries: 0,
        reached_at: None,
        satisfaction: None,
        do_not_contact: false,
        hide_identity: false,
        in_hospital: false,
        improvement: None,
        no_improvement_reason: None,
        handed_over_to: None,
        end_reason: None,
        closed_at: None,
        archived_at: None,
        reopen_reason: None,
        reopen_received_at: None,
        reopen_channel: None,
        round: 1,
        due_at: None,
        near_at: None,
        endings: Endings::default(),
    }
}

pub(super) fn allegation() -> Allegation {
    Allegation {
        id: Id::new(1),
        case_id: Id::new(1),
        seq: 1,
        text: "等了三小时".into(),
        category: Some(Category::T05),
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

/// One hand on the case: a verb, with or without the facts that go with it.
#[derive(Debug, Clone)]
pub(super) struct Hand {
    pub(super) verb: Verb,
    pub(super) with_facts: bool,
    pub(super) second: bool,
    pub(super) finding: Finding,
    /// Stands in every text this hand writes.
    pub(super) word: u32,
}

pub(super) struct World {
    pub(super) case: Case,
    pub(super) allegations: Vec<Allegation>,
    /// What histories keep of texts that were replaced.
    pub(super) past: String,
}

impl World {
    pub(super) fn new(kind: Kind) -> World {
        World {
            case: blank(kind),
            allegations: if kind.is_complaint() {
                let second = Allegation {
                    id: Id::new(2),
                    seq: 2,
                    ..allegation()
                };
                vec![allegation(), second]
            } else {
                Vec::new()
            },
            past: String::new(),
        }
    }

    /// One whose matter endangers people.
    pub(super) fn grave(kind: Kind, is_grave: bool) -> World {
        let mut world = World::new(kind);
        for one in &mut world.allegations {
            one.severity = is_grave.then_some(2);
        }
        world
    }

    pub(super) fn facts(&self) -> Facts {
        Facts::of(&self.case, &self.allegations)
    }

    /// Tries a hand; nothing is kept where it is refused.
    pub(super) fn lay(&mut self, hand: &Hand) -> Result<Stage, Refused> {
        let (mut case, mut allegations) = (self.case.clone(), self.allegations.clone());
        let by = Some(Id::new(if hand.second { 22 } else { 11 }));
        if hand.with_facts {
            change(hand, &case).apply(&mut case, NOW, by);
            for one in &mut allegations {
                match hand.verb {
                    Verb::Find => {
                        one.finding = Some(hand.finding);
                        one.finding_reason = Some(format!("监控 {}", hand.word));
                    }
                    Verb::Answer => one.answer = Some(format!("已道歉 {}", hand.word)),
                    _ => {}
                }
                if hand.verb == Verb::Find && one.is_refused() {
                    (one.finding, one.finding_reason) = (None, None);
                }
            }
            refuse(hand, &self.case, &mut allegations, by);
        }
        let facts = Facts::of(&case, &allegations);
        let to = step(case.stage, hand.verb, &facts)?;
        case.stage = to;
        if hand.verb == Verb::Refuse && facts.is_refused_in_part() && !case.refusal_is_proposed() {
            FactChange::RefusalDeclined.apply(&mut case, NOW, None);
            case.refusal_approved_by = None;
        }
        if hand.verb == Verb::Reopen {
            for one in &mut allegations {
                (one.finding, one.finding_reason, one.answer) = (None, None, None);
                one.refusal = None;
            }
        }
        let was = self
            .allegations
            .iter()
            .zip(&allegations)
            .filter_map(|(before, after)| overwritten_allegation(before, after))
            .collect();
        let was = with_past(Json::Null, overwritten(&self.case, &case), was);
        self.past.push_str(&was.to_string());
        (self.case, self.allegations) = (case, allegations);
        Ok(to)
    }
}

/// What a refusal writes on allegations: proposed for the first one or for all,
/// decided by a second hand, or declined.
pub(super) fn refuse(hand: &Hand, before: &Case, all: &mut [Allegation], by: Option<StaffId>) {
    let proposed = before.refusal_is_proposed();
    let undecided = |one: &&mut Allegation| !one.is_refused();
    for (at, one) in all.iter_mut().filter(undecided).enumerate() {
        match hand.verb {
            Verb::Refuse if proposed && before.refusal_proposed_by != by => {
                if let Some(refusal) = &mut one.refusal {
                    (refusal.approved_by, refusal.approved_at) = (by, Some(NOW));
                }
            }
            Verb::Refuse if !proposed && (at == 0 || hand.word.is_multiple_of(2)) => {
                one.refusal = Some(Refusal {
                    ground: Ground {
                        reason: RefusalReason::InCourt,
                        explanation: format!("已起诉 {}", hand.word),
                        instead: None,
                        elsewhere: Elsewhere::default(),
                    },
                    proposed_by: by,
                    proposed_at: NOW,
                    approved_by: None,
                    approved_at: None,
                });
            }
            Verb::Decline if proposed => one.refusal = None,
            _ => {}
        }
    }
}

pub(super) fn ending(hand: &Hand) -> Option<FactChange> {
    let word = |text: &str| format!("{text} {}", hand.word);
    Some(FactChange::Ending(Box::new(match hand.verb {
        Verb::RequestSupplement => EndingChange::SupplementAsked(Supplement {
            missing: word("哪一天"),
            ..supplement("2026-10-12")
        }),
        Verb::Supplement => EndingChange::Supplemented(Supplemented {
            text: word("九月二十八日"),
            at: NOW,
        }),
        Verb::TellRefusal => EndingChange::RefusalTold(told(1)),
        Verb::Withdraw => EndingChange::Withdrawn(Withdrawal {
            why: word("已经解决"),
            confirmed_by: Confirmation::ReadBack,
            file: None,
            at: NOW,
            goes_on: false,
        }),
        Verb::TryContact => EndingChange::Tried(Try {
            at: NOW,
            way: Way::Phone,
            outcome: Outcome::NoAnswer,
            note: Some(word("关机")),
            file: None,
            by: None,
        }),
        Verb::Interim => EndingChange::Interim(Interim {
            text: word("已调取监控"),
            told: told(1),
            promised: "2026-10-16".parse().unwrap(),
            reason: None,
        }),
        Verb::AskReview => EndingChange::ReviewAsked {
            wish: word("没有道歉"),
            at: NOW,
        },
        Verb::ReviewAgain => EndingChange::ReviewDecided(Decided {
            outcome: Reviewed::Kept,
            reason: word("事实清楚"),
            by: None,
            told: told(1),
        }),
        _ => return None,
    })))
}

pub(super) fn change(hand: &Hand, case: &Case) -> FactChange {
    if let Some(change) = ending(hand) {
        return change;
    }
    match hand.verb {
        Verb::Accept => FactChange::Accepted {
            anonymity_reason: None,
        },
        Verb::Settle => FactChange::Settled {
            result: format!("当场说明 {}", hand.word),
        },
        Verb::Refuse if case.refusal_reason.is_some() => FactChange::RefusalApproved,
        Verb::Refuse => FactChange::RefusalProposed {
            reason: RefusalReason::InCourt,
            explanation: format!("已起诉 {}", hand.word),
        },
        Verb::Assign => FactChange::Owned {
            owner: Id::new(5),
            speaker: None,
            conflicted: false,
        },
        Verb::RequestStatement => FactChange::StatementAsked,
        Verb::SubmitStatement => FactChange::StatementGiven,
        Verb::ExcuseStatement => FactChange::StatementExcused,
        Verb::ReturnStatement => FactChange::StatementReturned,
        Verb::Review => FactChange::Reviewed,
        Verb::SendBack => FactChange::SentBack,
        Verb::Handle => FactChange::Handled {
            modes: vec![Handling::Explain],
            result: Some(format!("已说明 {}", hand.word)),
            refunded_fen: None,
            waived_fen: None,
        },
        Verb::Answer => FactChange::Answered { in_writing: false },
        Verb::Approve => FactChange::Approved,
        Verb::Release => FactChange::Answered { in_writing: true },
        Verb::ProveDelivery => FactChange::Delivered { at: NOW },
        Verb::FollowUp => FactChange::FollowedUp {
            at: NOW,
            reached: true,
            satisfaction: Some(5),
        },
        Verb::Close => FactChange::Improved {
            proposal: Some(format!("增加窗口 {}", hand.word)),
            none_because: None,
        },
        Verb::Pause => FactChange::Paused {
            reason: format!("等补充 {}", hand.word),
        },
        Verb::Resume => FactChange::Resumed,
        Verb::HandOver => FactChange::HandedOver {
            to: Receiver::Police,
            reason: format!("治安 {}", hand.word),
        },
        Verb::ToDispute | Verb::Join | Verb::ReturnToSender => FactChange::Ended {
            reason: format!("转 {}", hand.word),
        },
        Verb::JointStudy if case.joint_is_proposed() => FactChange::JointApproved,
        Verb::JointStudy => FactChange::JointProposed {
            reason: format!("须会同检验科 {}", hand.word),
        },
        Verb::Decline if case.refusal_is_proposed() => FactChange::RefusalDeclined,
        Verb::Decline => FactChange::JointDeclined,
        Verb::Reopen => FactChange::Together(vec![
            FactChange::Reopened {
                reason: format!("新证据 {}", hand.word),
                received_at: NOW,
                channel: Channel::Phone,
            },
            FactChange::Ending(Box::new(EndingChange::Fresh(Fresh {
                evidence: Some("录音".into()),
                file: None,
                overridden: None,
                by_review: false,
            }))),
        ]),
        _ => FactChange::None,
    }
}

pub(super) fn any_kind() -> impl Strategy<Value = Kind> {
    proptest::sample::select(Kind::ALL)
}

pub(super) fn any_hand() -> impl Strategy<Value = Hand> {
    (
        proptest::sample::select(Verb::ALL),
        proptest::bool::weighted(0.8),
        any::<bool>(),
        proptest::sample::select(Finding::ALL),
        any::<u32>(),
    )
        .prop_map(|(verb, with_facts, second, finding, word)| Hand {
            word,
            verb,
            with_facts,
            second,
            finding,
        })
}

pub(super) fn full(verb: Verb, second: bool) -> Hand {
    Hand {
        verb,
        with_facts: true,
        second,
        finding: Finding::Upheld,
        word: 0,
    }
}

/// The verbs of a complaint's whole road.
pub(super) const ROAD: &[Verb] = &[
    Verb::Register,
    Verb::Accept,
    Verb::Assign,
    Verb::RequestStatement,
    Verb::SubmitStatement,
    Verb::Find,
    Verb::Review,
    Verb::Handle,
    Verb::Answer,
    Verb::Approve,
    Verb::Release,
    Verb::ProveDelivery,
    Verb::FollowUp,
    Verb::Close,
    Verb::Archive,
];
