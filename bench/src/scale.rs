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

/// The hospitals of a run, the smallest first; `most` leaves larger ones out.
pub fn scales(quick: bool, most: Option<u64>) -> Vec<Scale> {
    let all: &[Scale] = if quick { &QUICK } else { &FULL };
    let fits = |one: &&Scale| most.is_none_or(|most| one.cases <= most);
    all.iter().filter(fits).copied().collect()
}
