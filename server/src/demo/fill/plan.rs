//! How many matters come on which day, and which days are lived together.

use tongli_kernel::{Day, HospitalTime, Moment};

/// Days that ids can tell apart: they count from the first day of 2024.
const FIRST_DAY: (i16, i8, i8) = (2024, 1, 2);

/// The ids of twins lie within the second of the matter they are twins of.
const MOST_TWINS: u64 = 998;

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
    /// Each day and how many matters are lived that came on it.
    pub days: Vec<(Day, u64)>,
    /// How many twins each of them gets.
    pub twins: u64,
}

impl Batch {
    fn lived(&self) -> u64 {
        self.days.iter().map(|(_, many)| many).sum()
    }

    /// The matters it brings, with all twins.
    pub fn cases(&self) -> u64 {
        self.lived() * (self.twins + 1)
    }
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
    /// At most `lived` matters are lived, and as many twins of each as it takes; what
    /// these leave over comes on a last day of its own, since no day has two beginnings of
    /// its numbers. Days are lived together until they bring as many matters as a `batch`
    /// has.
    pub fn of(time: &HospitalTime, cases: u64, until: Day, (lived, batch): (u64, u64)) -> Plan {
        let each = cases.div_ceil(lived.max(1)).clamp(1, MOST_TWINS + 1);
        let (whole, over) = (cases / each, cases % each);
        let mut batches = Vec::new();
        let mut last = until;
        if over > 0 {
            last = until.plus_days(-1);
        }
        let (year, month, day) = FIRST_DAY;
        let room = Day::new(year, month, day).map_or(1, |first| first.days_until(last) + 1);
        let room = u64::try_from(room).unwrap_or(1).clamp(1, LONGEST);
        let days = (cases / A_DAY).clamp(SHORTEST, LONGEST).min(room);
        for at in 0..days {
            let first = whole * at / days;
            let many = whole * (at + 1) / days - first;
            let back = i32::try_from(days - 1 - at).unwrap_or_default();
            put(
                &mut batches,
                (last.plus_days(-back), many),
                (first, each - 1),
                batch,
            );
        }
        if over > 0 {
            put(&mut batches, (until, over), (whole, 0), batch);
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

    /// How many matters the first batches bring, with some times those of the next one.
    pub fn there(&self, batches: usize, times: i64) -> u64 {
        let whole: u64 = self.batches.iter().take(batches).map(Batch::cases).sum();
        let begun = self.batches.get(batches).map_or(0, Batch::lived);
        whole + begun * u64::try_from(times).unwrap_or_default()
    }
}

/// Adds a day to the last batch, or begins a new one.
fn put(batches: &mut Vec<Batch>, day: (Day, u64), (first, twins): (u64, u64), batch: u64) {
    let open = |last: &&mut Batch| last.twins == twins && last.cases() < batch;
    match batches.last_mut().filter(open) {
        Some(last) => last.days.push(day),
        None => batches.push(Batch {
            at: batches.len(),
            first,
            days: vec![day],
            twins,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_matter_has_one_day_and_none_lies_after_the_last() {
        let time = HospitalTime::named("Asia/Shanghai").unwrap();
        let until: Day = "2026-09-27".parse().unwrap();
        for (cases, lived) in [
            (0, 10),
            (1, 10),
            (7, 7),
            (999, 10),
            (100_000, 20_000),
            (1_000_000, 20_000),
            (1_000_003, 30_000),
        ] {
            let plan = Plan::of(&time, cases, until, (lived, 400));
            let sum: u64 = plan.batches().iter().map(Batch::cases).sum();
            assert_eq!(sum, cases);
            let (mut next, mut day) = (0, None);
            for batch in plan.batches() {
                assert_eq!(batch.first, next);
                next += batch.lived();
                for (one, _) in &batch.days {
                    assert!(day.is_none_or(|before| before < *one), "a day twice");
                    day = Some(*one);
                }
            }
            assert!(next <= lived + 1_000, "{next} lived for {cases}");
            assert_eq!(day, Some(until));
        }
    }
}
