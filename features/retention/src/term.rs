//! How long a matter is kept: pure, of what is known of it and of all it is tied to.

use tongli_cases::{CaseId, Kind};
use tongli_kernel::{Confidentiality, Day, HospitalTime, Moment};

use crate::classes::{self, Class};

/// A case as its term is reckoned from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub id: CaseId,
    pub number: String,
    pub kind: Kind,
    pub confidentiality: Confidentiality,
    pub closed_at: Option<Moment>,
    pub version: i64,
    pub class: String,
    pub retain_until: Option<Moment>,
    pub held_at: Option<Moment>,
}

/// Which cases a walk looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Walk {
    /// What has ended without a term, and what has a term without having ended.
    Unsettled,
    /// Everything that has ended: a term also moves with a label, with what a case is tied
    /// to and with the classes of a new program.
    All,
}

/// All that a matter is tied to, itself among it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tied {
    pub cases: Vec<Kept>,
    /// The same with those out of sight: a hold on one of them covers the others too.
    pub ids: Vec<CaseId>,
    /// Disputes have no closing yet, so one that is there is open.
    pub has_dispute: bool,
}

impl Tied {
    /// Of a case that nothing is tied to.
    pub fn alone(case: &Kept) -> Tied {
        Tied {
            cases: vec![case.clone()],
            ids: vec![case.id],
            has_dispute: false,
        }
    }
}

/// Why no time runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    /// The matter itself is not closed.
    Open,
    /// Something it is tied to is not.
    Tied,
    /// A dispute came of it.
    Dispute,
}

impl Waits {
    pub const fn word(self) -> &'static str {
        match self {
            Waits::Open => "retention-waits-open",
            Waits::Tied => "retention-waits-tied",
            Waits::Dispute => "retention-waits-dispute",
        }
    }
}

/// How long something is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    Waits(&'static Class, Waits),
    /// From the day the last of it was closed to the last day it is kept.
    Until {
        class: &'static Class,
        from: Day,
        until: Day,
    },
}

impl Term {
    pub fn class(&self) -> &'static Class {
        match self {
            Term::Waits(class, _) | Term::Until { class, .. } => class,
        }
    }

    /// From this moment on it may stand on the destruction list.
    pub fn over_at(&self, time: &HospitalTime) -> Option<Moment> {
        match self {
            Term::Waits(..) => None,
            Term::Until { until, .. } => Some(time.end_of(*until)),
        }
    }

    pub fn is_over(&self, time: &HospitalTime, now: Moment) -> bool {
        self.over_at(time).is_some_and(|at| at <= now)
    }
}

/// The term of a case: it is counted from the day on which the last matter it is tied
/// to was closed, and no time runs while one is open.
pub fn term_of(case: &Kept, tied: &Tied, time: &HospitalTime) -> Option<Term> {
    let class = match tied.has_dispute {
        true => classes::class(classes::DISPUTE)?,
        false => {
            let confidential = case.confidentiality > Confidentiality::Ordinary;
            classes::class_of(case.kind, confidential)?
        }
    };
    Some(counted(class, case, tied, time))
}

/// The term of a recording that belongs to a case.
pub fn term_of_recording(case: &Kept, tied: &Tied, time: &HospitalTime) -> Option<Term> {
    let class = classes::class(classes::RECORDING)?;
    Some(counted(class, case, tied, time))
}

fn counted(class: &'static Class, case: &Kept, tied: &Tied, time: &HospitalTime) -> Term {
    let Some(own) = case.closed_at else {
        return Term::Waits(class, Waits::Open);
    };
    if tied.has_dispute {
        return Term::Waits(class, Waits::Dispute);
    }
    if tied.cases.iter().any(|one| one.closed_at.is_none()) {
        return Term::Waits(class, Waits::Tied);
    }
    let last = tied
        .cases
        .iter()
        .filter_map(|one| one.closed_at)
        .fold(own, Moment::max);
    let from = time.day_of(last);
    Term::Until {
        class,
        from,
        until: class.until(from),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    fn at(text: &str) -> Option<Moment> {
        Moment::from_rfc3339(&format!("{text}T10:00:00+08:00"))
    }

    fn kept(id: i64, closed: Option<&str>) -> Kept {
        Kept {
            id: CaseId::new(id),
            number: format!("TS-{id}"),
            kind: Kind::Complaint,
            confidentiality: Confidentiality::Ordinary,
            closed_at: closed.and_then(at),
            version: 1,
            class: "case".to_owned(),
            retain_until: None,
            held_at: None,
        }
    }

    fn until(case: &Kept, others: &[Kept], has_dispute: bool) -> Result<String, Waits> {
        let time = HospitalTime::named("Asia/Shanghai").unwrap();
        let cases = [std::slice::from_ref(case), others].concat();
        match term_of(
            case,
            &Tied {
                cases,
                ids: Vec::new(),
                has_dispute,
            },
            &time,
        )
        .unwrap()
        {
            Term::Until { until, .. } => Ok(until.to_string()),
            Term::Waits(_, why) => Err(why),
        }
    }

    #[test]
    fn the_last_of_what_is_tied_counts() {
        let own = kept(1, Some("2026-09-28"));
        assert_eq!(until(&own, &[], false).unwrap(), "2041-09-28");
        let later = kept(2, Some("2027-01-04"));
        assert_eq!(until(&own, &[later], false).unwrap(), "2042-01-04");
        let open = kept(3, None);
        assert_eq!(until(&own, &[open], false), Err(Waits::Tied));
        assert_eq!(until(&own, &[], true), Err(Waits::Dispute));
        assert_eq!(until(&kept(4, None), &[], true), Err(Waits::Open));
    }

    #[test]
    fn what_is_tied_never_shortens_a_term() {
        let own = kept(1, Some("2026-09-28"));
        let alone = until(&own, &[], false).unwrap();
        for day in 1..=28 {
            let other = kept(2, Some(&format!("2026-0{}-{day:02}", 1 + day % 9)));
            assert!(until(&own, &[other], false).unwrap() >= alone);
        }
    }
}
