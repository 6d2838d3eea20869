//! What comes next in a case: the one button of its head for whoever may press it,
//! a word about who is waited for to everybody else. What the rooms above this one
//! wait for they say themselves, on the place `case-head`.

use tongli_kernel::{Said, Viewer};

use crate::access;
use crate::case::Case;
use crate::codes::Stage;
use crate::life::{Facts, Verb};

/// What the head of the page says.
#[derive(Debug, PartialEq)]
pub(super) enum Next {
    /// The verb, and the word on its button.
    Act(Verb, String),
    Wait(Said),
}

/// What stands before every other step: somebody decides, or the wait ends.
pub(super) fn decision(viewer: &Viewer, case: &Case, verbs: &[Verb]) -> Option<Next> {
    if case.paused {
        let word = Verb::Resume.word();
        let wait = Said::new("cases-awaits-resume");
        return Some(act_or_wait(verbs, Verb::Resume, word, wait));
    }
    if case.is_restricted() {
        let receive = case.stage.is_open();
        return Some(match receive {
            true => act_or_wait(
                verbs,
                Verb::Receive,
                Verb::Receive.word(),
                Said::new("cases-awaits-receive"),
            ),
            false if verbs.contains(&Verb::GiveNotice) => {
                Next::Act(Verb::GiveNotice, Verb::GiveNotice.word())
            }
            false => return None,
        });
    }
    let waits_for_refusal = case.stage.is_open() && case.refusal_is_proposed();
    if waits_for_refusal && access::may(viewer, Verb::Refuse) {
        let own = case.refusal_proposed_by == viewer.staff();
        let verbs = if own { &[] } else { verbs };
        let word = "cases-decide-refusal".to_owned();
        let wait = Said::new("cases-awaits-refusal");
        return Some(act_or_wait(verbs, Verb::Refuse, word, wait));
    }
    let decides_joint = case.joint_is_proposed()
        && case.joint_proposed_by != viewer.staff()
        && viewer.may(access::APPROVE_JOINT)
        && verbs.contains(&Verb::JointStudy);
    decides_joint.then(|| Next::Act(Verb::JointStudy, "cases-decide-joint".to_owned()))
}

/// The step of the stage, as far as it is this room's.
pub(super) fn step(
    viewer: &Viewer,
    case: &Case,
    facts: &Facts,
    verbs: &[Verb],
    owner: &str,
) -> Option<Next> {
    let by_owner = |office: &'static str, named: &'static str| {
        if owner.is_empty() {
            Said::new(office)
        } else {
            Said::new(named).with("owner", owner)
        }
    };
    let handle = || by_owner("cases-awaits-handle", "cases-awaits-handle-by");
    let (verb, wait) = match case.stage {
        Stage::Registered => (Verb::Accept, Said::new("cases-awaits-accept")),
        Stage::Accepted if case.kind.is_complaint() => {
            (Verb::Assign, Said::new("cases-awaits-assign"))
        }
        Stage::Assigned if case.kind.is_complaint() => return None,
        Stage::Accepted | Stage::Assigned | Stage::Handling => (Verb::Handle, handle()),
        Stage::Replying if facts.withdrawn || (facts.goes_short() && !facts.answer_wanted) => {
            (Verb::Close, Said::new("cases-awaits-close"))
        }
        Stage::Refused if facts.answer_wanted && !facts.refusal_told => (
            Verb::TellRefusal,
            by_owner("cases-awaits-tell-refusal", "cases-awaits-tell-refusal-by"),
        ),
        _ if facts.review_asked && !facts.review_decided => {
            (Verb::ReviewAgain, Said::new("cases-awaits-review-again"))
        }
        Stage::Replied | Stage::FollowingUp => (Verb::Close, Said::new("cases-awaits-close")),
        Stage::Closed | Stage::Settled | Stage::Refused => {
            (Verb::Archive, Said::new("cases-awaits-archive"))
        }
        _ => return None,
    };
    // Others who might handle it find the verb in the menu.
    let is_theirs = verb != Verb::Handle || case.is_in_hands_of(viewer);
    let verbs = if is_theirs { verbs } else { &[] };
    Some(act_or_wait(verbs, verb, verb.word(), wait))
}

fn act_or_wait(verbs: &[Verb], verb: Verb, word: String, wait: Said) -> Next {
    if verbs.contains(&verb) {
        Next::Act(verb, word)
    } else {
        Next::Wait(wait)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "a test says what it expects")]

    use tongli_kernel::{Id, Lang, Role, Tenant, ViewerKind};
    use tongli_people::roles::{CONTACT, COORDINATOR, DEPUTY, DIRECTOR};

    use super::*;
    use crate::access::shown_verbs;
    use crate::codes::{Kind, RefusalReason};
    use crate::life::blank;

    fn viewer(staff: i64, role: Role) -> Viewer {
        Viewer {
            kind: ViewerKind::Staff(Id::new(staff)),
            roles: [role].into(),
            ..Viewer::public(Tenant(1), Lang::Zh)
        }
    }

    fn next(viewer: &Viewer, case: &Case) -> Option<Next> {
        let verbs = shown_verbs(viewer, case, &[]);
        decision(viewer, case, &verbs)
            .or_else(|| step(viewer, case, &Facts::of(case, &[]), &verbs, "沈知远"))
    }

    fn at(stage: Stage) -> Case {
        let mut case = blank(Kind::Complaint);
        case.stage = stage;
        case
    }

    #[test]
    fn whoever_may_take_the_step_has_its_button_and_others_read_who_is_awaited() {
        let (office, ward) = (viewer(1, COORDINATOR), viewer(2, CONTACT));
        for (stage, verb, wait) in [
            (Stage::Registered, Verb::Accept, "cases-awaits-accept"),
            (Stage::Accepted, Verb::Assign, "cases-awaits-assign"),
            (Stage::Handling, Verb::Handle, "cases-awaits-handle-by"),
            (Stage::Closed, Verb::Archive, "cases-awaits-archive"),
        ] {
            let case = at(stage);
            assert_eq!(next(&office, &case), Some(Next::Act(verb, verb.word())));
            match next(&ward, &case) {
                Some(Next::Wait(said)) => assert_eq!(said.key, wait),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn what_somebody_handles_is_awaited_from_them() {
        let mut case = at(Stage::Handling);
        case.owner = Some(Id::new(1));
        let handle = Next::Act(Verb::Handle, Verb::Handle.word());
        assert_eq!(next(&viewer(1, COORDINATOR), &case), Some(handle));
        let wait = Said::new("cases-awaits-handle-by").with("owner", "沈知远");
        assert_eq!(next(&viewer(2, DIRECTOR), &case), Some(Next::Wait(wait)));
    }

    #[test]
    fn what_rooms_above_wait_for_is_theirs_to_say() {
        for stage in [Stage::Assigned, Stage::Inquiring, Stage::Replying] {
            assert_eq!(next(&viewer(1, DIRECTOR), &at(stage)), None);
        }
    }

    #[test]
    fn nobody_is_asked_to_decide_what_they_proposed() {
        let mut case = at(Stage::Registered);
        case.refusal_reason = Some(RefusalReason::NoFacts);
        case.refusal_explanation = Some("没有具体事实".to_owned());
        case.refusal_proposed_by = Some(Id::new(1));
        let wait = Next::Wait(Said::new("cases-awaits-refusal"));
        assert_eq!(next(&viewer(1, DIRECTOR), &case), Some(wait));
        let word = "cases-decide-refusal".to_owned();
        let act = Next::Act(Verb::Refuse, word);
        assert_eq!(next(&viewer(2, DEPUTY), &case), Some(act));
    }

    #[test]
    fn a_refusal_is_told_before_it_is_filed() {
        let mut case = at(Stage::Refused);
        let contact = case.contact.take();
        let office = viewer(1, COORDINATOR);
        let archive = Next::Act(Verb::Archive, Verb::Archive.word());
        assert_eq!(next(&office, &case), Some(archive));
        case.contact = contact;
        let tell = Next::Act(Verb::TellRefusal, Verb::TellRefusal.word());
        assert_eq!(next(&office, &case), Some(tell));
    }

    #[test]
    fn a_wait_is_ended_before_anything_else() {
        let mut case = at(Stage::Handling);
        case.paused = true;
        let act = Next::Act(Verb::Resume, Verb::Resume.word());
        assert_eq!(next(&viewer(1, COORDINATOR), &case), Some(act));
    }
}
