//! Not acting on an allegation (不予处理): what is put down for it, and what forbids
//! it. Pure.

use serde::Serialize;
use tongli_kernel::{Day, Gate, Moment, Said, StaffId};

use crate::case::{Allegation, Case};
use crate::codes::{Category, RefusalReason};

/// The severity that calls for measures before any paper.
const GRAVE: i64 = 3;

/// Where the five reasons are written, and who has compared them with the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    pub doc_zh: &'static str,
    /// `None` until somebody has compared it with the official text.
    pub verified_by: Option<&'static str>,
}

/// The source of [`RefusalReason`]: its list and its wording.
pub const SOURCE: Source = Source {
    doc_zh: "《医疗机构投诉管理办法》（国家卫生健康委员会令第3号）关于不予处理的规定",
    verified_by: None,
};

/// Whose decision or proceeding stands in the way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Elsewhere {
    /// The court, the mediators, the authority, the police.
    pub body: Option<String>,
    /// The number of its decision or case.
    pub number: Option<String>,
    pub decided_on: Option<Day>,
    /// Where the paper lies, where it is not in the file.
    pub lies: Option<String>,
    /// The paper in the case's file.
    pub file: Option<i64>,
}

/// What is put down to refuse one allegation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ground {
    pub reason: RefusalReason,
    pub explanation: String,
    /// What the person may do instead (the lawful route).
    pub instead: Option<String>,
    pub elsewhere: Elsewhere,
}

impl Ground {
    /// Leaves the reason and takes the words: they may tell of a clue found since.
    pub fn withhold(&mut self, instead: &str) {
        instead.clone_into(&mut self.explanation);
        self.instead = None;
        let other = &mut self.elsewhere;
        (other.body, other.number, other.lies) = (None, None, None);
    }
}

/// The refusal of one allegation: proposed by one person, decided by another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub ground: Ground,
    pub proposed_by: Option<StaffId>,
    pub proposed_at: Moment,
    pub approved_by: Option<StaffId>,
    pub approved_at: Option<Moment>,
}

impl Refusal {
    pub fn is_decided(&self) -> bool {
        self.approved_at.is_some()
    }
}

/// What forbids refusing this allegation for this reason; `None` stands for a case
/// nobody has divided into allegations.
pub fn barriers(
    case: &Case,
    allegation: Option<&Allegation>,
    ground: &Ground,
    today: Day,
) -> Vec<Gate> {
    let mut gates = Vec::new();
    let mut bar = |stands: bool, gate: &'static str, key: &'static str| {
        if stands {
            let seq = allegation.map_or(0, |one| one.seq);
            gates.push(Gate::new(gate, Said::new(key).with("seq", seq)));
        }
    };
    let grave = allegation.is_some_and(|one| one.severity.is_some_and(|n| n >= GRAVE));
    bar(
        case.urgency.is_alarming() || grave,
        "urgent_harm",
        "cases-gate-refuse-urgent",
    );
    let ethics = allegation.is_some_and(|one| one.category == Some(Category::T09));
    bar(ethics, "integrity", "cases-gate-refuse-integrity");
    bar(case.is_ordered(), "order", "cases-gate-refuse-order");
    let there = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
    let other = &ground.elsewhere;
    match ground.reason {
        RefusalReason::NoFacts => bar(
            !case
                .endings
                .supplement
                .as_ref()
                .is_some_and(|one| one.is_over(today)),
            "supplement",
            "cases-gate-refuse-supplement",
        ),
        RefusalReason::DealtWith => bar(
            !(there(&other.body)
                && there(&other.number)
                && other.decided_on.is_some()
                && (there(&other.lies) || other.file.is_some())),
            "decision",
            "cases-gate-refuse-decision",
        ),
        RefusalReason::InCourt => bar(!there(&other.body), "body", "cases-gate-refuse-body"),
        RefusalReason::PoliceCase | RefusalReason::OutsidePower => {}
    }
    gates
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::{Channel, Kind, Urgency};
    use crate::endings::tests::supplement;
    use crate::life::blank;

    fn ground(reason: RefusalReason) -> Ground {
        Ground {
            reason,
            explanation: "法院已受理，请等候判决。".into(),
            instead: None,
            elsewhere: Elsewhere::default(),
        }
    }

    fn day(text: &str) -> Day {
        #[allow(clippy::unwrap_used, reason = "a test says what it expects")]
        text.parse().unwrap()
    }

    fn said(case: &Case, one: &Allegation, ground: &Ground) -> Vec<&'static str> {
        let today = day("2026-10-10");
        barriers(case, Some(one), ground, today)
            .iter()
            .map(|gate| gate.gate)
            .collect()
    }

    fn one() -> Allegation {
        let id = tongli_kernel::Id::new(1);
        Allegation::new(id, tongli_kernel::Id::new(1), 1, "等了三小时".into(), None)
    }

    #[test]
    fn each_reason_asks_for_its_own_proof() {
        let case = blank(Kind::Complaint);
        assert_eq!(
            said(&case, &one(), &ground(RefusalReason::NoFacts)),
            ["supplement"]
        );
        assert_eq!(
            said(&case, &one(), &ground(RefusalReason::DealtWith)),
            ["decision"]
        );
        assert_eq!(
            said(&case, &one(), &ground(RefusalReason::InCourt)),
            ["body"]
        );
        assert!(said(&case, &one(), &ground(RefusalReason::OutsidePower)).is_empty());
        let mut whole = ground(RefusalReason::DealtWith);
        whole.elsewhere = Elsewhere {
            body: Some("市卫健委".into()),
            number: Some("卫信复〔2026〕12号".into()),
            decided_on: Some(day("2026-08-01")),
            lies: Some("办公室卷柜".into()),
            file: None,
        };
        assert!(said(&case, &one(), &whole).is_empty());
        whole.elsewhere.lies = None;
        assert_eq!(said(&case, &one(), &whole), ["decision"]);
    }

    #[test]
    fn no_facts_waits_for_the_day_of_the_request_or_its_answer() {
        let mut case = blank(Kind::Complaint);
        case.endings.supplement = Some(supplement("2026-10-10"));
        assert_eq!(
            said(&case, &one(), &ground(RefusalReason::NoFacts)),
            ["supplement"]
        );
        case.endings.supplement = Some(supplement("2026-10-09"));
        assert!(said(&case, &one(), &ground(RefusalReason::NoFacts)).is_empty());
    }

    #[test]
    fn harm_integrity_and_orders_are_never_refused() {
        let outside = ground(RefusalReason::OutsidePower);
        let mut case = blank(Kind::Complaint);
        let mut grave = one();
        grave.severity = Some(3);
        assert_eq!(said(&case, &grave, &outside), ["urgent_harm"]);
        let mut ethics = one();
        ethics.category = Some(Category::T09);
        assert_eq!(said(&case, &ethics, &outside), ["integrity"]);
        case.urgency = Urgency::Safety;
        assert_eq!(said(&case, &one(), &outside), ["urgent_harm"]);
        case.urgency = Urgency::Ordinary;
        for channel in Channel::ALL {
            case.channel = *channel;
            assert_eq!(
                said(&case, &one(), &outside).is_empty(),
                !channel.is_order()
            );
        }
    }
}
