//! What a case counts for in the figures of its months: pure, of what is known of it.

use std::collections::BTreeMap;

use tongli_kernel::{Confidentiality, Day, HospitalTime, Moment};

use crate::codes::{Kind, RefusalReason};
use crate::month::{Answers, Figures, Month};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    Received,
    Closed,
    /// Closed, in no month before the one it was received in: what is open at the end of
    /// a month is what was received without what is gone.
    Gone,
    Answer,
    Refused,
    /// The same as the first two, each with its day of the month for its code.
    ReceivedOn,
    ClosedOn,
}

impl Figure {
    const ALL: [Figure; 7] = [
        Figure::Received,
        Figure::Closed,
        Figure::Gone,
        Figure::Answer,
        Figure::Refused,
        Figure::ReceivedOn,
        Figure::ClosedOn,
    ];

    /// What of months before counts for what is open in a later one.
    pub const CARRIED: [Figure; 2] = [Figure::Received, Figure::Gone];

    pub const fn code(self) -> &'static str {
        match self {
            Figure::Received => "received",
            Figure::Closed => "closed",
            Figure::Gone => "gone",
            Figure::Answer => "answer",
            Figure::Refused => "refused",
            Figure::ReceivedOn => "received_on",
            Figure::ClosedOn => "closed_on",
        }
    }

    pub fn from_code(code: &str) -> Option<Figure> {
        Figure::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// One number of one month.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// `2026-09`.
    pub month: String,
    pub figure: Figure,
    pub code: String,
    pub confidentiality: i64,
}

impl Key {
    /// As it is kept beside a case.
    pub fn kept(&self) -> String {
        let figure = self.figure.code();
        format!(
            "{}|{figure}|{}|{}",
            self.month, self.code, self.confidentiality
        )
    }

    pub fn read(kept: &str) -> Option<Key> {
        let mut pieces = kept.split('|');
        Some(Key {
            month: pieces.next()?.to_owned(),
            figure: Figure::from_code(pieces.next()?)?,
            code: pieces.next()?.to_owned(),
            confidentiality: pieces.next()?.parse().ok()?,
        })
    }
}

/// Numbers by what they count.
pub type Bag = BTreeMap<Key, i64>;

/// Puts keys into a bag, or takes them out again.
pub fn add(bag: &mut Bag, keys: &[Key], n: i64) {
    for key in keys {
        *bag.entry(key.clone()).or_default() += n;
    }
}

/// What of a case is counted.
#[derive(Debug, Clone)]
pub struct Counted {
    pub kind: Kind,
    pub confidentiality: Confidentiality,
    pub received_at: Moment,
    pub closed_at: Option<Moment>,
    pub answers: Vec<Answered>,
    pub refused: Vec<(RefusalReason, Moment)>,
}

/// An answer given under a limit of law.
#[derive(Debug, Clone)]
pub struct Answered {
    pub rule: String,
    pub at: Moment,
    pub late: bool,
    pub interim: bool,
}

impl Answered {
    fn code(&self) -> String {
        let how = match (self.late, self.interim) {
            (_, true) => "interim",
            (true, false) => "late",
            (false, false) => "in_time",
        };
        format!("{}:{how}", self.rule)
    }
}

impl Counted {
    /// A restricted matter is in nobody's figures, so that two people's tables do not
    /// differ by one.
    pub fn keys(&self, time: &HospitalTime) -> Vec<Key> {
        if self.confidentiality >= Confidentiality::Discipline {
            return Vec::new();
        }
        let month = |at: Moment| Month::of(time.day_of(at)).to_string();
        let key = |at: Moment, figure, code: String| Key {
            month: month(at),
            figure,
            code,
            confidentiality: self.confidentiality.code(),
        };
        let kind = self.kind.code().to_owned();
        let on = |at: Moment| time.day_of(at).day_of_month().to_string();
        let received = self.received_at;
        let mut keys = vec![
            key(received, Figure::Received, kind),
            key(received, Figure::ReceivedOn, on(received)),
        ];
        if let Some(at) = self.closed_at {
            keys.push(key(at, Figure::ClosedOn, on(at)));
            keys.push(key(at, Figure::Closed, String::new()));
            keys.push(key(at.max(self.received_at), Figure::Gone, String::new()));
        }
        for one in &self.answers {
            keys.push(key(one.at, Figure::Answer, one.code()));
        }
        for (reason, at) in &self.refused {
            keys.push(key(*at, Figure::Refused, reason.code().to_owned()));
        }
        // So that what is the same reads the same.
        keys.sort();
        keys
    }
}

/// The table of a month out of all numbers up to it, as far as a clearance reaches.
pub fn figures(bag: &Bag, month: Month, clearance: Confidentiality) -> Figures {
    let wanted = month.to_string();
    let (mut found, mut received, mut gone) = (Figures::default(), 0, 0);
    for (key, n) in bag {
        if key.confidentiality > clearance.code() || key.month > wanted {
            continue;
        }
        let here = key.month == wanted;
        match key.figure {
            Figure::Received if !here => found.carried += n,
            Figure::Gone if !here => found.carried -= n,
            Figure::Received => {
                received += n;
                if let Some(kind) = Kind::from_code(&key.code) {
                    *found.received.entry(kind).or_default() += n;
                }
            }
            Figure::Gone => gone += n,
            Figure::Closed if here => found.closed += n,
            Figure::Answer if here => add_answer(&mut found.answers, &key.code, *n),
            Figure::Refused if here => {
                if let Some(reason) = RefusalReason::from_code(&key.code) {
                    *found.refused.entry(reason).or_default() += n;
                }
            }
            Figure::ReceivedOn if here => found.day(&key.code).received += n,
            Figure::ClosedOn if here => found.day(&key.code).closed += n,
            Figure::Closed
            | Figure::Answer
            | Figure::Refused
            | Figure::ReceivedOn
            | Figure::ClosedOn => {}
        }
    }
    found.open = found.carried + received - gone;
    found
}

/// What was received on each day, as far as a clearance reaches.
pub fn received_by_day(bag: &Bag, clearance: Confidentiality) -> BTreeMap<Day, i64> {
    let mut days = BTreeMap::new();
    for (key, n) in bag {
        if key.figure != Figure::ReceivedOn || key.confidentiality > clearance.code() {
            continue;
        }
        if let Ok(day) = format!("{}-{:0>2}", key.month, key.code).parse() {
            *days.entry(day).or_default() += n;
        }
    }
    days.retain(|_, n| *n != 0);
    days
}

fn add_answer(answers: &mut BTreeMap<String, Answers>, code: &str, n: i64) {
    let Some((rule, how)) = code.split_once(':') else {
        return;
    };
    let one = answers.entry(rule.to_owned()).or_default();
    match how {
        "interim" => one.interim += n,
        "late" => one.late += n,
        _ => one.in_time += n,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    fn at(text: &str) -> Moment {
        Moment::from_rfc3339(&format!("{text}T10:00:00+08:00")).unwrap()
    }

    fn complaint(received: &str, closed: Option<&str>) -> Counted {
        Counted {
            kind: Kind::Complaint,
            confidentiality: Confidentiality::Ordinary,
            received_at: at(received),
            closed_at: closed.map(at),
            answers: Vec::new(),
            refused: Vec::new(),
        }
    }

    fn bag(all: &[Counted]) -> Bag {
        let time = HospitalTime::named("Asia/Shanghai").unwrap();
        let mut bag = Bag::new();
        for one in all {
            add(&mut bag, &one.keys(&time), 1);
        }
        bag
    }

    fn of(all: &[Counted], month: &str, clearance: Confidentiality) -> Figures {
        figures(&bag(all), Month::read(month).unwrap(), clearance)
    }

    #[test]
    fn what_was_carried_over_and_came_is_closed_or_open() {
        let all = [
            complaint("2026-08-03", None),
            complaint("2026-08-30", Some("2026-09-02")),
            complaint("2026-09-04", Some("2026-10-09")),
            complaint("2026-09-05", Some("2026-09-06")),
        ];
        let september = of(&all, "2026-09", Confidentiality::Sensitive);
        assert_eq!(september.carried, 2);
        assert_eq!(september.new_cases(), 2);
        assert_eq!((september.closed, september.open), (2, 2));
        assert!(september.is_balanced());
        assert_eq!(of(&all, "2026-10", Confidentiality::Sensitive).open, 1);
    }

    #[test]
    fn nobody_counts_a_restricted_matter_or_one_above_their_clearance() {
        let with = |confidentiality| Counted {
            confidentiality,
            ..complaint("2026-09-04", None)
        };
        let all = [
            with(Confidentiality::Ordinary),
            with(Confidentiality::Sensitive),
            with(Confidentiality::Discipline),
        ];
        assert_eq!(of(&all, "2026-09", Confidentiality::Discipline).open, 2);
        assert_eq!(of(&all, "2026-09", Confidentiality::Ordinary).open, 1);
    }

    #[test]
    fn a_day_counts_what_was_received_on_it_and_may_be_known() {
        let mut all = vec![
            complaint("2026-09-04", Some("2026-09-05")),
            complaint("2026-09-04", None),
            complaint("2026-09-30", None),
            complaint("2026-10-04", None),
        ];
        all[1].confidentiality = Confidentiality::Sensitive;
        let bag = bag(&all);
        let of = |clearance| {
            let days = received_by_day(&bag, clearance);
            let days = days.into_iter().map(|(day, n)| (day.to_string(), n));
            days.collect::<Vec<_>>()
        };
        let known = |days: [(&str, i64); 3]| days.map(|(day, n)| (day.to_owned(), n));
        assert_eq!(
            of(Confidentiality::Sensitive),
            known([("2026-09-04", 2), ("2026-09-30", 1), ("2026-10-04", 1)])
        );
        assert_eq!(
            of(Confidentiality::Ordinary),
            known([("2026-09-04", 1), ("2026-09-30", 1), ("2026-10-04", 1)])
        );
    }

    #[test]
    fn a_key_is_read_as_it_was_kept() {
        let case = Counted {
            answers: vec![Answered {
                rule: "C03".to_owned(),
                at: at("2026-09-08"),
                late: true,
                interim: false,
            }],
            ..complaint("2026-09-04", Some("2026-09-09"))
        };
        for (key, _) in bag(&[case]) {
            assert_eq!(Key::read(&key.kept()), Some(key));
        }
    }
}
