//! The calendar against what others say: two packages, the law's own texts, and
//! worked examples; and what must hold for any day.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what is wrong by failing"
)]

mod deadlines;
mod house;
mod notices;
mod oracles;
mod pages;
mod properties;
mod store;
mod vectors;

use tongli_kernel::Day;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Every day of the shipped years.
fn days_of(years: std::ops::RangeInclusive<i16>) -> impl Iterator<Item = Day> {
    let first = Day::new(*years.start(), 1, 1).unwrap();
    let last = Day::new(*years.end(), 12, 31).unwrap();
    std::iter::successors(Some(first), |day| Some(day.next())).take_while(move |day| *day <= last)
}
