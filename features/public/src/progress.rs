//! How far a matter is, in the few steps a person outside cares about.

use tongli_cases::{Case, Kind, Stage};

/// One step of the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Received,
    TakenUp,
    Checking,
    Answering,
    Answered,
    Finished,
}

/// It left the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aside {
    Refused,
    HandedOver,
    Dispute,
    Merged,
    Withdrawn,
    Returned,
}

/// Where a matter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    On(Step),
    Aside(Aside),
}

/// How a step stands to where the matter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    Done,
    Now,
    Coming,
}

impl Step {
    /// The steps of a complaint.
    const WHOLE: &'static [Step] = &[
        Step::Received,
        Step::TakenUp,
        Step::Checking,
        Step::Answering,
        Step::Answered,
        Step::Finished,
    ];
    /// A question, praise or a suggestion is not inquired into.
    const SHORT: &'static [Step] = &[
        Step::Received,
        Step::TakenUp,
        Step::Answered,
        Step::Finished,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Step::Received => "public-step-received",
            Step::TakenUp => "public-step-taken-up",
            Step::Checking => "public-step-checking",
            Step::Answering => "public-step-answering",
            Step::Answered => "public-step-answered",
            Step::Finished => "public-step-finished",
        }
    }
}

impl Aside {
    pub fn word(self) -> &'static str {
        match self {
            Aside::Refused => "public-aside-refused",
            Aside::HandedOver => "public-aside-handed-over",
            Aside::Dispute => "public-aside-dispute",
            Aside::Merged => "public-aside-merged",
            Aside::Withdrawn => "public-aside-withdrawn",
            Aside::Returned => "public-aside-returned",
        }
    }
}

impl Progress {
    /// What the person took back is over for them, though the office may go on.
    pub fn of_case(case: &Case) -> Progress {
        if case.is_withdrawn() {
            return Progress::Aside(Aside::Withdrawn);
        }
        Progress::of(case.stage)
    }

    pub fn of(stage: Stage) -> Progress {
        match stage {
            Stage::Draft | Stage::Registered => Progress::On(Step::Received),
            Stage::Accepted | Stage::Assigned => Progress::On(Step::TakenUp),
            Stage::Inquiring | Stage::Reviewing => Progress::On(Step::Checking),
            Stage::Handling | Stage::Replying => Progress::On(Step::Answering),
            Stage::Replied | Stage::FollowingUp => Progress::On(Step::Answered),
            Stage::Settled | Stage::Closed | Stage::Archived => Progress::On(Step::Finished),
            Stage::Refused => Progress::Aside(Aside::Refused),
            Stage::HandedOver => Progress::Aside(Aside::HandedOver),
            Stage::ToDispute => Progress::Aside(Aside::Dispute),
            Stage::Merged => Progress::Aside(Aside::Merged),
            Stage::Withdrawn => Progress::Aside(Aside::Withdrawn),
            Stage::Returned => Progress::Aside(Aside::Returned),
        }
    }

    /// Whether an answer is still to come.
    pub fn is_waiting(self) -> bool {
        matches!(self, Progress::On(step) if step < Step::Answered)
    }

    /// The way with the place on it; empty where the matter left the way.
    pub fn steps(self, kind: Kind) -> Vec<(Step, StepState)> {
        let Progress::On(at) = self else {
            return Vec::new();
        };
        let way = if kind.is_complaint() {
            Step::WHOLE
        } else {
            Step::SHORT
        };
        // On the short way what is checked or prepared is simply taken up.
        let now = way.iter().copied().filter(|step| *step <= at).max();
        way.iter()
            .map(|step| {
                let state = match now {
                    Some(now) if *step < now || at == Step::Finished => StepState::Done,
                    Some(now) if *step == now => StepState::Now,
                    _ => StepState::Coming,
                };
                (*step, state)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_has_a_place_and_one_step_at_most_is_now() {
        for stage in Stage::ALL {
            for kind in Kind::ALL {
                let progress = Progress::of(*stage);
                let steps = progress.steps(*kind);
                let now = steps
                    .iter()
                    .filter(|(_, state)| *state == StepState::Now)
                    .count();
                let expected =
                    usize::from(!steps.is_empty() && progress != Progress::On(Step::Finished));
                assert_eq!(now, expected, "{stage:?} {kind:?}");
            }
        }
    }

    #[test]
    fn a_question_under_inquiry_is_taken_up() {
        let steps = Progress::of(Stage::Inquiring).steps(Kind::Enquiry);
        assert!(
            steps.contains(&(Step::TakenUp, StepState::Now)),
            "{steps:?}"
        );
        let steps = Progress::of(Stage::Inquiring).steps(Kind::Complaint);
        assert!(
            steps.contains(&(Step::Checking, StepState::Now)),
            "{steps:?}"
        );
    }

    #[test]
    fn nothing_is_awaited_once_it_is_answered() {
        assert!(Progress::of(Stage::Replying).is_waiting());
        for stage in [
            Stage::Replied,
            Stage::Closed,
            Stage::Refused,
            Stage::Settled,
        ] {
            assert!(!Progress::of(stage).is_waiting(), "{stage:?}");
        }
    }
}
