//! The life cycle under random hands.
#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

mod world;

use std::collections::BTreeSet;

use proptest::prelude::*;
use tongli_kernel::{Confidentiality, Id};

use super::{Facts, MarkState, Verb, six_marks, step};
use crate::case::Allegation;
use crate::codes::{Channel, Kind, Stage};
use world::*;

pub(crate) use world::blank;

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
