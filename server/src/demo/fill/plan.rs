//! How many matters come on which day, and which days are lived together.

use tongli_kernel::{Day, HospitalTime, Moment};

/// Days that ids can tell apart: they count from the first day of 2024.
const FIRST_DAY: (i16, i8, i8) = (2024, 1, 2);

/// Matters of a day, where there are days enough.
const A_DAY: u64 = 8;
const SHORTEST: u64 = 30;
const LONGEST: u64 = 1_000;

/// Days that are lived together.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Its place, from 0.
    pub at: usize,
    /// The index of its first matter.
    pub first: u64,
    pub cases: u64,
    /// Each day and how many matters come on it.
    pub days: Vec<(Day, u64)>,
}

/// All of them.
#[derive(Debug)]
pub struct Plan {
    batches: Vec<Batch>,
    /// From here on nothing happens.
    pub end: Moment,
    pub cases: u64,
}

impl Plan {
    /// Days are lived together until they bring as many matters as a `batch` has.
    pub fn of(time: &HospitalTime, cases: u64, until: Day, batch: u64) -> Plan {
        let (year, month, day) = FIRST_DAY;
        let room = Day::new(year, month, day).map_or(1, |first| first.days_until(until) + 1);
        let room = u64::try_from(room).unwrap_or(1).clamp(1, LONGEST);
        let days = (cases / A_DAY).clamp(SHORTEST, LONGEST).min(room);
        let mut batches: Vec<Batch> = Vec::new();
        for at in 0..days {
            let first = cases * at / days;
            let many = cases * (at + 1) / days - first;
            let back = i32::try_from(days - 1 - at).unwrap_or_default();
            let day = (until.plus_days(-back), many);
            match batches.last_mut().filter(|last| last.cases < batch) {
                Some(last) => {
                    last.cases += many;
                    last.days.push(day);
                }
                None => batches.push(Batch {
                    at: batches.len(),
                    first,
                    cases: many,
                    days: vec![day],
                }),
            }
        }
        Plan {
            batches,
            end: time.end_of(until),
            cases,
        }
    }

    pub fn batches(&self) -> &[Batch] {
        &self.batches
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_matter_has_one_day_and_none_lies_after_the_last() {
        let time = HospitalTime::named("Asia/Shanghai").unwrap();
        let until: Day = "2026-09-27".parse().unwrap();
        for cases in [0, 1, 7, 999, 100_000, 1_000_000] {
            let plan = Plan::of(&time, cases, until, 400);
            let sum: u64 = plan.batches().iter().map(|one| one.cases).sum();
            assert_eq!(sum, cases);
            let mut next = 0;
            for batch in plan.batches() {
                assert_eq!(batch.first, next);
                next += batch.cases;
                let of_days: u64 = batch.days.iter().map(|(_, many)| many).sum();
                assert_eq!(of_days, batch.cases);
            }
            let last = plan.batches().last().unwrap().days.last().unwrap().0;
            assert_eq!(last, until);
        }
    }
}
