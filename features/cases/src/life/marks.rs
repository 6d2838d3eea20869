//! 六有: six marks of a case well handled. They inform; the gates of an upheld
//! complaint ask for the same facts.

use super::Facts;

/// One of the six.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// 有接待
    Reception,
    /// 有程序
    Procedure,
    /// 有反馈
    Feedback,
    /// 有落实
    CarriedOut,
    /// 有改进
    Improvement,
    /// 有提升
    Uplift,
}

impl Mark {
    pub const fn word(self) -> &'static str {
        match self {
            Mark::Reception => "cases-mark-reception",
            Mark::Procedure => "cases-mark-procedure",
            Mark::Feedback => "cases-mark-feedback",
            Mark::CarriedOut => "cases-mark-carried-out",
            Mark::Improvement => "cases-mark-improvement",
            Mark::Uplift => "cases-mark-uplift",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkState {
    Met,
    Open,
    /// Nothing was found at fault, so nothing is asked.
    NotNeeded,
}

/// The six marks, in their customary order.
pub fn six_marks(facts: &Facts) -> [(Mark, MarkState); 6] {
    let met = |done: bool| {
        if done {
            MarkState::Met
        } else {
            MarkState::Open
        }
    };
    let if_upheld = |done: bool| match (done, facts.upheld_complaint()) {
        (true, _) => MarkState::Met,
        (false, true) => MarkState::Open,
        (false, false) => MarkState::NotNeeded,
    };
    let refused = facts.refusal == super::RefusalFact::Approved;
    let settled = facts.settled_result;
    // Whoever took their matter back is owed no answer and asked nothing.
    let feedback = if facts.withdrawn {
        MarkState::NotNeeded
    } else {
        met(facts.delivered || settled || refused)
    };
    let by_procedure = if facts.goes_short() {
        facts.accepted
    } else {
        facts.reviewed
    };
    [
        (Mark::Reception, met(facts.accepted || settled || refused)),
        (Mark::Procedure, met(by_procedure || settled || refused)),
        (Mark::Feedback, feedback),
        (Mark::CarriedOut, met(facts.handled || settled)),
        (Mark::Improvement, if_upheld(facts.improvement_settled)),
        (
            Mark::Uplift,
            if_upheld(facts.follow_up_tried || facts.do_not_contact || facts.withdrawn),
        ),
    ]
}
