//! The life cycle under random hands.
#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::Value as Json;
use tongli_kernel::{Confidentiality, Id, Moment, StaffId};

use super::{Facts, MarkState, Refused, Verb, six_marks, step};
use crate::case::{Allegation, Case};
use crate::change::{EndingChange, FactChange};
use crate::codes::{
    Category, Channel, Confirmation, Court, Finding, Handling, Kind, Outcome, Receiver,
    RefusalReason, Reviewed, Stage, Urgency, Way,
};
use crate::endings::Endings;
use crate::endings::tests::{supplement, told};
use crate::endings::{Decided, Fresh, Interim, Supplement, Supplemented, Try, Withdrawal};
use crate::past::{overwritten, overwritten_allegation, with_past};
use crate::refusal::{Elsewhere, Ground, Refusal};

const NOW: Moment = Moment::from_millis(1);

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

fn allegation() -> Allegation {
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
struct Hand {
    verb: Verb,
    with_facts: bool,
    second: bool,
    finding: Finding,
    /// Stands in every text this hand writes.
    word: u32,
}

struct World {
    case: Case,
    allegations: Vec<Allegation>,
    /// What histories keep of texts that were replaced.
    past: String,
}

impl World {
    fn new(kind: Kind) -> World {
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
    fn grave(kind: Kind, is_grave: bool) -> World {
        let mut world = World::new(kind);
        for one in &mut world.allegations {
            one.severity = is_grave.then_some(2);
        }
        world
    }

    fn facts(&self) -> Facts {
        Facts::of(&self.case, &self.allegations)
    }

    /// Tries a hand; nothing is kept where it is refused.
    fn lay(&mut self, hand: &Hand) -> Result<Stage, Refused> {
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
fn refuse(hand: &Hand, before: &Case, all: &mut [Allegation], by: Option<StaffId>) {
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

fn ending(hand: &Hand) -> Option<FactChange> {
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

fn change(hand: &Hand, case: &Case) -> FactChange {
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

fn any_kind() -> impl Strategy<Value = Kind> {
    proptest::sample::select(Kind::ALL)
}

fn any_hand() -> impl Strategy<Value = Hand> {
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

fn full(verb: Verb, second: bool) -> Hand {
    Hand {
        verb,
        with_facts: true,
        second,
        finding: Finding::Upheld,
        word: 0,
    }
}

/// The verbs of a complaint's whole road.
const ROAD: &[Verb] = &[
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

#[test]
fn a_complaint_walks_the_whole_road() {
    let mut world = World::new(Kind::Complaint);
    let mut seen = vec![];
    for verb in ROAD {
        seen.push(world.lay(&full(*verb, false)).unwrap());
    }
    assert_eq!(
        seen.iter().map(|stage| stage.code()).collect::<Vec<_>>(),
        [
            "registered",
            "accepted",
            "assigned",
            "inquiring",
            "inquiring",
            "reviewing",
            "handling",
            "replying",
            "replying",
            "replying",
            "replying",
            "replied",
            "following_up",
            "closed",
            "archived"
        ]
    );
    assert!(
        six_marks(&world.facts())
            .iter()
            .all(|(_, state)| *state == MarkState::Met)
    );
}

#[test]
fn an_enquiry_goes_the_short_way() {
    let mut world = World::new(Kind::Enquiry);
    for verb in [
        Verb::Register,
        Verb::Accept,
        Verb::Handle,
        Verb::Answer,
        Verb::ProveDelivery,
        Verb::Close,
    ] {
        world.lay(&full(verb, false)).unwrap();
    }
    assert_eq!(world.case.stage, Stage::Closed);
    let mut settled = World::new(Kind::Praise);
    settled.lay(&full(Verb::Register, false)).unwrap();
    assert_eq!(settled.lay(&full(Verb::Settle, false)), Ok(Stage::Settled));
}

#[test]
fn a_complaint_is_refused_by_two_hands_only() {
    let mut world = World::new(Kind::Complaint);
    world.lay(&full(Verb::Register, false)).unwrap();
    assert_eq!(world.lay(&full(Verb::Refuse, false)), Ok(Stage::Registered));
    let same = world.lay(&full(Verb::Refuse, false)).unwrap_err();
    assert_eq!(same.gates()[0].gate, "second_person");
    assert_eq!(world.lay(&full(Verb::Refuse, true)), Ok(Stage::Refused));
}

#[test]
fn whoever_is_complained_of_does_not_inquire() {
    let mut case = blank(Kind::Complaint);
    case.stage = Stage::Accepted;
    case.owner = Some(Id::new(5));
    case.owner_conflicted = true;
    let refused = step(case.stage, Verb::Assign, &Facts::of(&case, &[allegation()])).unwrap_err();
    assert_eq!(refused.gates()[0].gate, "owner_complained_of");
}

#[test]
fn a_wanted_letter_is_not_replaced_by_a_call() {
    let mut world = World::new(Kind::Complaint);
    for verb in &ROAD[..9] {
        world.lay(&full(*verb, false)).unwrap();
    }
    world.case.letter_wanted = true;
    let gates = world
        .lay(&full(Verb::ProveDelivery, false))
        .unwrap_err()
        .gates();
    assert_eq!(gates[0].gate, "letter");
}

#[test]
fn reopening_asks_for_a_reason_and_forgets_old_proof() {
    let mut world = World::new(Kind::Complaint);
    for verb in ROAD {
        world.lay(&full(*verb, false)).unwrap();
    }
    let bare = Hand {
        with_facts: false,
        ..full(Verb::Reopen, false)
    };
    let gates = world.lay(&bare).unwrap_err().gates();
    let gates: Vec<_> = gates.iter().map(|gate| gate.gate).collect();
    assert_eq!(gates, ["reason", "evidence"]);
    assert_eq!(world.lay(&full(Verb::Reopen, false)), Ok(Stage::Accepted));
    assert!(world.case.delivered_at.is_none() && world.case.round == 2);
}

#[test]
fn what_is_left_of_a_refused_complaint_goes_on() {
    let mut world = World::new(Kind::Complaint);
    world.lay(&full(Verb::Register, false)).unwrap();
    world.lay(&full(Verb::Accept, false)).unwrap();
    let one = |second| Hand {
        word: 1,
        ..full(Verb::Refuse, second)
    };
    assert_eq!(world.lay(&one(false)), Ok(Stage::Accepted));
    assert_eq!(world.lay(&one(true)), Ok(Stage::Accepted));
    let facts = world.facts();
    assert_eq!((facts.allegations, facts.refused), (1, 1));
    // The second can be proposed anew; then nothing is left.
    assert_eq!(world.lay(&one(false)), Ok(Stage::Accepted));
    assert_eq!(world.lay(&one(true)), Ok(Stage::Refused));
    assert!(world.lay(&full(Verb::Archive, false)).is_err());
    world.lay(&full(Verb::TellRefusal, false)).unwrap();
    world.lay(&full(Verb::Archive, false)).unwrap();
}

#[test]
fn safety_is_looked_into_whoever_takes_it_back() {
    let mut world = World::grave(Kind::Complaint, true);
    for verb in &ROAD[..3] {
        world.lay(&full(*verb, false)).unwrap();
    }
    assert_eq!(world.lay(&full(Verb::Withdraw, false)), Ok(Stage::Assigned));
    assert!(world.lay(&full(Verb::Interim, false)).is_err());
    for verb in [Verb::Find, Verb::Review, Verb::Handle] {
        world.lay(&full(verb, false)).unwrap();
    }
    assert!(world.lay(&full(Verb::Answer, false)).is_err());
    assert_eq!(world.lay(&full(Verb::Close, false)), Ok(Stage::Closed));
}

#[test]
fn only_orders_go_back_to_their_sender() {
    let mut world = World::new(Kind::Complaint);
    world.lay(&full(Verb::Register, false)).unwrap();
    let back = full(Verb::ReturnToSender, false);
    assert_eq!(world.lay(&back).unwrap_err().gates()[0].gate, "order");
    world.case.channel = Channel::Hotline12345;
    assert_eq!(world.lay(&back), Ok(Stage::Returned));
}

proptest! {
    #[test]
    fn nothing_closes_without_its_facts(kind in any_kind(), grave in any::<bool>(), hands in prop::collection::vec(any_hand(), 0..120)) {
        let mut world = World::grave(kind, grave);
        world.lay(&full(Verb::Register, false)).unwrap();
        for hand in &hands {
            let before = world.case.stage;
            match world.lay(hand) {
                Ok(after) => {
                    if before.is_terminal() && after != before {
                        prop_assert_eq!(hand.verb, Verb::Reopen);
                    }
                    if after == Stage::Closed {
                        let facts = world.facts();
                        prop_assert!(facts.handled);
                        if kind.is_complaint() {
                            // No answer is owed to whoever took a matter of safety back.
                            let told = facts.delivered && facts.answered;
                            prop_assert!(facts.reviewed && (told || (facts.withdrawn && grave)));
                            prop_assert!(facts.statements_open == 0 && facts.is_inquired());
                        }
                    }
                    if after == Stage::Withdrawn {
                        prop_assert!(world.case.is_withdrawn() && !world.facts().safety);
                    }
                    if after == Stage::Refused && before != after && kind.is_complaint() {
                        prop_assert!(world.allegations.iter().all(Allegation::is_refused));
                        let by_two = world.allegations.iter().all(|one| {
                            let it = one.refusal.as_ref().unwrap();
                            it.approved_by.is_some() && it.approved_by != it.proposed_by
                        });
                        prop_assert!(by_two);
                    }
                    // What is a dispute is never a complaint again.
                    prop_assert!(before != Stage::ToDispute || after == Stage::ToDispute);
                    if after == Stage::Archived && before != after {
                        let facts = world.facts();
                        if facts.upheld_complaint() && before == Stage::Closed {
                            prop_assert!(six_marks(&facts).iter().all(|(_, state)| *state != MarkState::Open));
                        }
                        prop_assert!(!facts.review_asked || facts.review_decided);
                        if before == Stage::Refused && facts.answer_wanted {
                            prop_assert!(facts.refusal_told);
                        }
                        prop_assert!(matches!(before, Stage::Closed | Stage::Settled | Stage::Refused));
                    }
                }
                Err(refused) => {
                    let gates = refused.gates();
                    prop_assert!(!gates.is_empty());
                    prop_assert!(gates.iter().all(|gate| gate.say.key.starts_with("cases-gate-")));
                }
            }
        }
    }

    /// Whatever a step that was taken has written stands on the record, or in the
    /// history of the step that replaced it.
    #[test]
    fn no_step_loses_what_another_has_written(kind in any_kind(), grave in any::<bool>(), hands in prop::collection::vec(any_hand(), 0..80)) {
        let mut world = World::grave(kind, grave);
        world.lay(&full(Verb::Register, false)).unwrap();
        let mut words = Vec::new();
        for hand in &hands {
            let before = format!("{:?}{:?}", world.case, world.allegations);
            if world.lay(hand).is_ok() {
                let word = format!(" {}\"", hand.word);
                let after = format!("{:?}{:?}", world.case, world.allegations);
                if after.contains(&word) && !before.contains(&word) {
                    words.push(word);
                }
            }
        }
        let known = format!("{:?}{:?}{}", world.case, world.allegations, world.past);
        for word in &words {
            prop_assert!(known.contains(word), "lost: {word}");
        }
    }

    #[test]
    fn every_reachable_stage_has_a_way_to_an_end(kind in any_kind(), grave in any::<bool>(), hands in prop::collection::vec(any_hand(), 0..60)) {
        let mut world = World::grave(kind, grave);
        world.lay(&full(Verb::Register, false)).unwrap();
        for hand in &hands {
            let _ = world.lay(hand);
        }
        prop_assert!(ends(world), "no way out");
    }
}

/// Lays every honest hand, other than handing the case away or reopening it, until
/// nothing moves; answers whether it came to an end.
fn ends(mut world: World) -> bool {
    let mut seen = BTreeSet::new();
    let honest = [
        Verb::Resume,
        Verb::Accept,
        Verb::Assign,
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
        Verb::TellRefusal,
        Verb::ReviewAgain,
        Verb::Archive,
    ];
    for _ in 0..100 {
        for verb in honest {
            let _ = world.lay(&full(verb, true));
        }
        seen.insert(world.case.stage);
        if world.case.stage.is_terminal() {
            return true;
        }
    }
    false
}

#[test]
fn a_clue_is_signed_for_and_told_of_and_nothing_else() {
    let mut case = blank(Kind::Complaint);
    case.confidentiality = Confidentiality::Discipline;
    let facts = Facts::of(&case, &[allegation()]);
    for stage in Stage::ALL {
        let possible: Vec<Verb> = Verb::ALL
            .iter()
            .copied()
            .filter(|verb| super::belongs(*stage, *verb, &facts))
            .collect();
        let mut expected = vec![Verb::Note, Verb::Attach];
        if stage.is_open() {
            expected.insert(0, Verb::Receive);
        } else if *stage == Stage::HandedOver {
            expected.insert(0, Verb::GiveNotice);
        }
        assert_eq!(possible, expected, "{stage:?}");
    }
}
