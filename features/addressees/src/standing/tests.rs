//! The table of standings, and what holds whatever the facts are.

use proptest::prelude::*;

use super::*;

fn facts() -> Facts {
    Facts {
        age: Some(40),
        capacity: Capacity::NotStated,
        is_deceased: false,
        relation: Some(Relation::Self_),
        identity: IdentityCheck::Document,
        mandate: MandateOn::Absent,
        guardian_proven: false,
        home_suspected: false,
        guardian_hears: None,
        kinship_proven: false,
        relatives: 0,
        speaker: Speaker::Unnamed,
    }
}

#[track_caller]
fn is(facts: Facts, leaves: MayLeave, reason: Reason) {
    for way in [Way::Spoken, Way::Written] {
        let found = standing(&facts, way);
        assert_eq!((found.leaves, found.reason), (leaves, reason), "{way:?}");
    }
}

#[test]
fn the_patient_hears_all_once_somebody_asked_who_they_are() {
    for identity in [IdentityCheck::Oral, IdentityCheck::Document] {
        let own = Facts {
            identity,
            ..facts()
        };
        is(own, MayLeave::All, Reason::Patient);
    }
    let unchecked = Facts {
        identity: IdentityCheck::Unchecked,
        ..facts()
    };
    is(unchecked, MayLeave::ProcessOnly, Reason::IdentityUnchecked);
}

#[test]
fn a_friend_hears_of_the_process_until_the_mandate_is_there() {
    let friend = Facts {
        relation: Some(Relation::Companion),
        ..facts()
    };
    is(friend, MayLeave::ProcessOnly, Reason::Companion);
    let sent = Facts {
        mandate: MandateOn::Valid(Giver::Patient),
        ..friend
    };
    is(sent, MayLeave::All, Reason::Agent);
    for (mandate, reason) in [
        (MandateOn::NotYet, Reason::MandateNotYet),
        (MandateOn::Expired, Reason::MandateExpired),
        (MandateOn::Revoked, Reason::MandateRevoked),
        (MandateOn::OfAnother, Reason::MandateOfAnother),
        (MandateOn::OutOfScope, Reason::MandateOutOfScope),
    ] {
        let flawed = Facts { mandate, ..friend };
        is(flawed, MayLeave::ProcessOnly, reason);
    }
}

#[test]
fn an_agent_asked_by_telephone_hears_and_gets_no_letter() {
    let agent = Facts {
        relation: Some(Relation::Agent),
        identity: IdentityCheck::Oral,
        mandate: MandateOn::Valid(Giver::Patient),
        ..facts()
    };
    assert_eq!(standing(&agent, Way::Spoken).leaves, MayLeave::All);
    let letter = standing(&agent, Way::Written);
    assert_eq!(letter.reason, Reason::DocumentUnseen);
    assert_eq!(letter.leaves, MayLeave::ProcessOnly);
}

#[test]
fn a_living_patients_son_is_no_patient() {
    let son = Facts {
        relation: Some(Relation::Child),
        ..facts()
    };
    is(son, MayLeave::ProcessOnly, Reason::CloseRelative);
}

#[test]
fn parents_hear_all_of_a_child_and_what_was_decided_of_a_teenager() {
    let parent = |age| Facts {
        age: Some(age),
        relation: Some(Relation::Parent),
        ..facts()
    };
    is(parent(13), MayLeave::All, Reason::GuardianOfChild);
    is(parent(14), MayLeave::ProcessOnly, Reason::GuardianUndecided);
    is(parent(17), MayLeave::ProcessOnly, Reason::GuardianUndecided);
    is(parent(18), MayLeave::ProcessOnly, Reason::CloseRelative);
    for leaves in MayLeave::ALL {
        let decided = Facts {
            guardian_hears: Some(leaves),
            ..parent(15)
        };
        is(decided, leaves, Reason::GuardianDecided);
    }
    let unknown = Facts {
        age: None,
        ..parent(0)
    };
    is(unknown, MayLeave::ProcessOnly, Reason::AgeUnknown);
}

#[test]
fn a_fifteen_year_old_is_told_and_a_child_of_twelve_is_not_told_alone() {
    let own = |age| Facts {
        age: Some(age),
        ..facts()
    };
    is(own(15), MayLeave::All, Reason::Patient);
    is(own(12), MayLeave::ProcessOnly, Reason::PatientIsChild);
}

#[test]
fn a_grandmother_of_a_child_shows_that_she_is_the_guardian() {
    let grandmother = Facts {
        age: Some(6),
        relation: Some(Relation::Grandparent),
        ..facts()
    };
    is(grandmother, MayLeave::ProcessOnly, Reason::GuardianUnproven);
    let proven = Facts {
        guardian_proven: true,
        ..grandmother
    };
    is(proven, MayLeave::All, Reason::GuardianOfChild);
}

#[test]
fn a_mandate_of_a_teenagers_parent_opens_no_more_than_the_parent_has() {
    let aunt = Facts {
        age: Some(16),
        relation: Some(Relation::Other),
        mandate: MandateOn::Valid(Giver::Guardian),
        ..facts()
    };
    is(aunt, MayLeave::ProcessOnly, Reason::GuardianUndecided);
    let kept_from = Facts {
        identity: IdentityCheck::Unchecked,
        guardian_hears: Some(MayLeave::Nothing),
        ..aunt
    };
    is(kept_from, MayLeave::Nothing, Reason::GuardianDecided);
    let of_the_minor = Facts {
        mandate: MandateOn::Valid(Giver::Patient),
        ..aunt
    };
    is(of_the_minor, MayLeave::ProcessOnly, Reason::MandateGiver);
}

#[test]
fn nothing_leaves_to_a_home_under_suspicion() {
    let parent = Facts {
        age: Some(6),
        relation: Some(Relation::Parent),
        home_suspected: true,
        ..facts()
    };
    is(parent, MayLeave::Nothing, Reason::HomeSuspected);
    let own = Facts {
        age: Some(16),
        relation: Some(Relation::Self_),
        ..parent
    };
    is(own, MayLeave::All, Reason::Patient);
}

#[test]
fn an_adult_who_cannot_decide_is_spoken_for_by_a_proven_guardian() {
    let wife = Facts {
        capacity: Capacity::Lacking,
        relation: Some(Relation::Spouse),
        ..facts()
    };
    is(wife, MayLeave::ProcessOnly, Reason::GuardianUnproven);
    let proven = Facts {
        guardian_proven: true,
        ..wife
    };
    is(proven, MayLeave::All, Reason::AdultGuardian);
    let patient = Facts {
        relation: Some(Relation::Self_),
        ..wife
    };
    is(patient, MayLeave::ProcessOnly, Reason::PatientLacking);
}

#[test]
fn of_several_relatives_of_a_dead_patient_one_speaks() {
    let son = Facts {
        is_deceased: true,
        relation: Some(Relation::Child),
        kinship_proven: true,
        relatives: 2,
        ..facts()
    };
    is(son, MayLeave::ProcessOnly, Reason::SpeakerUnnamed);
    let speaker = Facts {
        speaker: Speaker::This,
        ..son
    };
    is(speaker, MayLeave::All, Reason::Relative);
    let other = Facts {
        speaker: Speaker::Another,
        ..son
    };
    is(other, MayLeave::ProcessOnly, Reason::AnotherSpeaks);
    let unproven = Facts {
        kinship_proven: false,
        ..speaker
    };
    is(unproven, MayLeave::ProcessOnly, Reason::KinshipUnproven);
    let only = Facts {
        relatives: 1,
        ..son
    };
    is(only, MayLeave::All, Reason::Relative);
}

#[test]
fn a_mandate_ends_with_the_patient() {
    let friend = Facts {
        is_deceased: true,
        relation: Some(Relation::Companion),
        mandate: MandateOn::Valid(Giver::Patient),
        ..facts()
    };
    is(friend, MayLeave::ProcessOnly, Reason::MandateOfTheDead);
    let sent_by_the_speaker = Facts {
        mandate: MandateOn::Valid(Giver::Speaker),
        kinship_proven: true,
        relatives: 2,
        speaker: Speaker::Another,
        ..friend
    };
    is(sent_by_the_speaker, MayLeave::All, Reason::Agent);
}

#[test]
fn every_reason_has_its_sentence_its_rule_and_a_way_on() {
    let words = [
        include_str!("../../words/zh.ftl"),
        include_str!("../../words/en.ftl"),
    ];
    for reason in Reason::ALL {
        let rule = crate::rules::rule(reason.rule());
        assert!(rule.is_some(), "{reason:?}");
        for words in words {
            let key = format!("\naddressees-because-{} =", reason.code());
            assert!(words.contains(&key), "{key}");
            for step in reason.next_steps() {
                let key = format!("\naddressees-step-{} =", step.code());
                assert!(words.contains(&key), "{key}");
            }
        }
    }
}

fn any_facts() -> impl Strategy<Value = Facts> {
    let identity = prop::sample::select(IdentityCheck::ALL);
    let relation = prop::option::of(prop::sample::select(Relation::ALL));
    let capacity = prop::sample::select(&Capacity::ALL[..]);
    let mandate = prop::sample::select(vec![
        MandateOn::Absent,
        MandateOn::OfAnother,
        MandateOn::NotYet,
        MandateOn::Expired,
        MandateOn::Revoked,
        MandateOn::OutOfScope,
        MandateOn::Valid(Giver::Patient),
        MandateOn::Valid(Giver::Guardian),
        MandateOn::Valid(Giver::Speaker),
    ]);
    let hears = prop::option::of(prop::sample::select(&MayLeave::ALL[..]));
    let speaker = prop::sample::select(vec![Speaker::Unnamed, Speaker::This, Speaker::Another]);
    (
        (prop::option::of(0_i32..100), capacity, any::<bool>()),
        (relation, identity, mandate),
        (any::<bool>(), any::<bool>(), hears),
        (any::<bool>(), 0_usize..4, speaker),
    )
        .prop_map(
            |(
                (age, capacity, is_deceased),
                (relation, identity, mandate),
                (guardian_proven, home_suspected, guardian_hears),
                (kinship_proven, relatives, speaker),
            )| Facts {
                age,
                capacity,
                is_deceased,
                relation,
                identity,
                mandate,
                guardian_proven,
                home_suspected,
                guardian_hears,
                kinship_proven,
                relatives,
                speaker,
            },
        )
}

proptest! {
    #[test]
    fn nobody_unchecked_hears_anything_clinical(facts in any_facts()) {
        let unchecked = Facts { identity: IdentityCheck::Unchecked, ..facts };
        for way in [Way::Spoken, Way::Written] {
            prop_assert!(standing(&unchecked, way).leaves < MayLeave::All);
        }
    }

    #[test]
    fn a_stranger_without_a_mandate_hears_nothing_clinical(facts in any_facts()) {
        for relation in [None, Some(Relation::Companion), Some(Relation::Other), Some(Relation::Agent)] {
            for mandate in [MandateOn::Absent, MandateOn::Expired, MandateOn::Revoked, MandateOn::NotYet] {
                let stranger = Facts { relation, mandate, ..facts };
                for way in [Way::Spoken, Way::Written] {
                    prop_assert!(standing(&stranger, way).leaves < MayLeave::All);
                }
            }
        }
    }

    #[test]
    fn a_letter_never_says_more_than_a_talk(facts in any_facts()) {
        prop_assert!(standing(&facts, Way::Written).leaves <= standing(&facts, Way::Spoken).leaves);
    }

    #[test]
    fn a_better_check_never_takes_anything_away_but_what_was_decided(facts in any_facts()) {
        for way in [Way::Spoken, Way::Written] {
            let mut before = None;
            for identity in IdentityCheck::ALL {
                let now = standing(&Facts { identity: *identity, ..facts }, way);
                if let Some(before) = before {
                    prop_assert!(now.leaves >= before || now.reason == Reason::GuardianDecided);
                }
                before = Some(now.leaves);
            }
        }
    }

    #[test]
    fn a_home_under_suspicion_is_told_nothing(facts in any_facts(), age in 0_i32..18) {
        let home = Facts { home_suspected: true, is_deceased: false, age: Some(age), ..facts };
        for way in [Way::Spoken, Way::Written] {
            let found = standing(&home, way);
            prop_assert!(facts.relation == Some(Relation::Self_) || found.leaves == MayLeave::Nothing);
        }
    }

    #[test]
    fn whoever_hears_less_is_told_a_way_on(facts in any_facts()) {
        for way in [Way::Spoken, Way::Written] {
            let found = standing(&facts, way);
            prop_assert!(found.leaves == MayLeave::All || !found.reason.next_steps().is_empty());
        }
    }
}
