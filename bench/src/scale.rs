//! How many matters the hospitals have, and how much is measured in each.

/// One hospital to measure.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    pub cases: u64,
    /// Pages fetched by one person after the other; several at once fetch four times
    /// as many.
    pub pages: usize,
    /// Registrations of a round, and rounds.
    pub registrations: usize,
    pub rounds: usize,
    /// Lines of the old register that is brought in.
    pub lines: usize,
}

impl Scale {
    /// Whether the disk holds the hospital twice, so that the same rows are written as
    /// plain INSERTs into a copy.
    pub const fn beside_plain(self) -> bool {
        self.cases <= 100_000
    }
}

const fn of(cases: u64) -> Scale {
    Scale {
        cases,
        pages: 200,
        registrations: 300,
        rounds: 3,
        lines: 20_000,
    }
}

const QUICK: [Scale; 2] = [
    Scale {
        pages: 60,
        registrations: 100,
        lines: 1_000,
        ..of(1_000)
    },
    Scale {
        pages: 60,
        registrations: 100,
        lines: 1_000,
        ..of(10_000)
    },
];

const FULL: [Scale; 3] = [of(1_000), of(100_000), of(1_000_000)];

/// The hospitals of a run, the smallest first, without those outside these bounds.
pub fn scales(quick: bool, least: u64, most: u64) -> Vec<Scale> {
    let all: &[Scale] = if quick { &QUICK } else { &FULL };
    let fits = |one: &&Scale| (least..=most).contains(&one.cases);
    all.iter().filter(fits).copied().collect()
}
