//! Days a hospital keeps for itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::DayKind;
use crate::Day;

/// What the hospital makes of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HouseMark {
    Rest,
    Work,
}

impl HouseMark {
    /// The word of it in tables and files.
    pub const fn code(self) -> &'static str {
        match self {
            HouseMark::Rest => "rest",
            HouseMark::Work => "work",
        }
    }
}

/// A day of the hospital's own and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseDay {
    pub day: Day,
    pub mark: HouseMark,
    pub reason: String,
}

/// The hospital's own rest days and working days. They move clocks the hospital
/// set itself and none that the law set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HouseDays(BTreeMap<Day, (HouseMark, String)>);

impl HouseDays {
    /// Of two entries for one day the later counts.
    pub fn new(days: impl IntoIterator<Item = HouseDay>) -> Self {
        Self(
            days.into_iter()
                .map(|own| (own.day, (own.mark, own.reason)))
                .collect(),
        )
    }

    /// The days in order.
    pub fn days(&self) -> impl Iterator<Item = HouseDay> + '_ {
        self.0.iter().map(|(day, (mark, reason))| HouseDay {
            day: *day,
            mark: *mark,
            reason: reason.clone(),
        })
    }

    pub(super) fn kind(&self, day: Day) -> Option<DayKind<'_>> {
        self.0.get(&day).map(|(mark, reason)| match mark {
            HouseMark::Rest => DayKind::HouseRest(reason),
            HouseMark::Work => DayKind::HouseWork(reason),
        })
    }
}
