//! A minor who may be harmed by others: reporting is a duty, and what was done about it
//! is written down.

use serde::{Deserialize, Serialize};
use tongli_kernel::{FieldErrors, HospitalTime, Moment, Said};

use crate::entry::MOST;

/// The fewest characters that say why nothing was reported.
pub const LEAST_WHY: usize = 10;

/// What was done about a suspicion; sealed as one text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Report {
    /// The police station, or who else took the report.
    pub reported_to: String,
    /// In milliseconds.
    pub reported_at: Option<i64>,
    /// The number or name given there.
    pub receipt: String,
    /// Why it was not reported.
    pub why_not: String,
    /// The harm may come from the people at home: nothing leaves to them.
    pub home_suspected: bool,
}

impl Report {
    pub fn is_reported(&self) -> bool {
        !self.reported_to.is_empty() && self.reported_at.is_some()
    }

    /// Nothing is left to be done.
    pub fn is_done(&self) -> bool {
        self.is_reported() || !self.why_not.is_empty()
    }
}

/// A report as it is entered.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct ReportEntry {
    /// The version of the case a program saw.
    pub version: i64,
    /// The version of the report, 0 where there was none.
    pub record_version: Option<i64>,
    #[serde(default)]
    pub reported_to: String,
    #[serde(default)]
    pub reported_at: String,
    #[serde(default)]
    pub receipt: String,
    #[serde(default)]
    pub why_not: String,
    #[serde(default)]
    pub home_suspected: bool,
}

impl ReportEntry {
    pub fn check(&self, time: &HospitalTime, now: Moment) -> Result<Report, FieldErrors> {
        let mut errors = FieldErrors::default();
        let text = |text: &str| text.trim().to_owned();
        let report = Report {
            reported_to: text(&self.reported_to),
            reported_at: self.reported_at(time, now, &mut errors),
            receipt: text(&self.receipt),
            why_not: text(&self.why_not),
            home_suspected: self.home_suspected,
        };
        for (field, text) in [
            ("reported_to", &report.reported_to),
            ("receipt", &report.receipt),
            ("why_not", &report.why_not),
        ] {
            let have = text.chars().count();
            if have > MOST {
                let said = Said::new("addressees-text-long")
                    .with("most", MOST)
                    .with("have", have);
                errors.add(field, said);
            }
        }
        report.check_whole(&mut errors);
        errors.or_else(|| report)
    }

    fn reported_at(
        &self,
        time: &HospitalTime,
        now: Moment,
        errors: &mut FieldErrors,
    ) -> Option<i64> {
        let text = self.reported_at.trim();
        if text.is_empty() {
            return None;
        }
        match time.read(text) {
            Some(at) if at <= now => Some(at.millis()),
            Some(_) => {
                errors.add("reported_at", Said::new("addressees-reported-future"));
                None
            }
            None => {
                errors.add("reported_at", Said::new("addressees-moment-wrong"));
                None
            }
        }
    }
}

impl Report {
    /// Reported to whom and when, or why not; the suspicion against the home alone may
    /// be noted first.
    fn check_whole(&self, errors: &mut FieldErrors) {
        let said_why = !self.why_not.is_empty();
        if said_why && self.why_not.chars().count() < LEAST_WHY {
            let said = Said::new("addressees-why-not-short").with("least", LEAST_WHY);
            errors.add("why_not", said);
        }
        if said_why && !self.reported_to.is_empty() {
            errors.add("why_not", Said::new("addressees-why-not-both"));
        }
        let whom = !self.reported_to.is_empty();
        if whom && self.reported_at.is_none() && errors.of("reported_at").is_none() {
            errors.add("reported_at", Said::new("addressees-reported-when"));
        }
        if !whom && self.reported_at.is_some() {
            errors.add("reported_to", Said::new("addressees-reported-whom"));
        }
        if !whom && !said_why && !self.home_suspected {
            errors.add("reported_to", Said::new("addressees-reported-nothing"));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    #[test]
    fn a_report_names_whom_and_when_or_says_why_not() {
        let time = HospitalTime::named("Asia/Shanghai").unwrap();
        let now = time.read("2026-09-28T09:12").unwrap();
        let entry = |to: &str, at: &str, why: &str| ReportEntry {
            reported_to: to.to_owned(),
            reported_at: at.to_owned(),
            why_not: why.to_owned(),
            ..ReportEntry::default()
        };
        let done = entry("城东派出所", "2026-09-28T09:00", "");
        assert!(done.check(&time, now).unwrap().is_done());
        let why = entry("", "", "伤情经会诊确认为骨质疏松所致，并非外力");
        assert!(why.check(&time, now).unwrap().is_done());
        for (wrong, field) in [
            (entry("城东派出所", "", ""), "reported_at"),
            (entry("城东派出所", "2026-09-28T09:30", ""), "reported_at"),
            (entry("城东派出所", "今天", ""), "reported_at"),
            (entry("", "2026-09-28T09:00", ""), "reported_to"),
            (entry("", "", "不必"), "why_not"),
            (entry("", "", ""), "reported_to"),
            (
                entry("城东派出所", "2026-09-28T09:00", "已经不需要再说明了"),
                "why_not",
            ),
        ] {
            let errors = wrong.check(&time, now).unwrap_err();
            assert!(errors.of(field).is_some(), "{field}: {errors:?}");
        }
        let home = ReportEntry {
            home_suspected: true,
            ..ReportEntry::default()
        };
        assert!(!home.check(&time, now).unwrap().is_done());
    }
}
