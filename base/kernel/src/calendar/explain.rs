//! Why a deadline falls on its day, day by day.

use serde::Serialize;

use super::{DayKind, Undetermined, WorkCalendar};
use crate::Day;

/// One day of an explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Row<'a> {
    pub day: Day,
    pub kind: DayKind<'a>,
    /// 0 on the receipt day, then the number of each working day; `None` on days
    /// that do not count. On a day of kind [`DayKind::Unknown`] it is provisional.
    pub counted: Option<u32>,
}

impl Row<'_> {
    /// 1 for Monday to 7 for Sunday.
    pub fn weekday(&self) -> i8 {
        self.day.weekday()
    }
}

/// A count with every day it went through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation<'a> {
    /// From the receipt day to the due or provisional day, none left out.
    pub rows: Vec<Row<'a>>,
    pub due: Result<Day, Undetermined>,
}

/// An explanation longer than this helps nobody and costs memory.
const LONGEST_EXPLANATION: usize = 2_000;

impl WorkCalendar {
    /// The count of [`due_on`](Self::due_on), day by day. After 2,000 days the rows
    /// end early; the result does not.
    pub fn explain(&self, receipt: Day, workdays: u32) -> Explanation<'_> {
        let due = self.due_on(receipt, workdays);
        let end = match due {
            Ok(day) => day,
            Err(undetermined) => undetermined.provisional,
        };
        let rows = self
            .count_from(receipt)
            .take(LONGEST_EXPLANATION)
            .take_while(|row| row.day <= end)
            .collect();
        Explanation { rows, due }
    }
}
