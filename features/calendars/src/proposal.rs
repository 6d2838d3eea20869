//! What a notice would change, before a person confirms it.

use tongli_kernel::calendar::{DayKind, Mark, MarkedDay, WorkCalendar, YearTable};
use tongli_kernel::{Day, Said};

use crate::{Draft, Finding, Scope, Weight, kind_said};

/// A draft put beside what is known now.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    pub draft: Draft,
    /// What to look at; a refusing one forbids confirming.
    pub findings: Vec<Finding>,
    /// Days that differ from plain weeks, or from what is known now, in order.
    pub days: Vec<ProposedDay>,
    /// Absent if a finding refuses.
    pub table: Option<YearTable>,
    /// The year before, where its last days change.
    pub table_before: Option<YearTable>,
}

/// One day as it would be.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposedDay {
    pub day: Day,
    pub after: Said,
    pub works: bool,
    /// What the day is now, if the notice changes it.
    pub before: Option<Said>,
}

/// Before this day of December no notice for the next year has ever reached.
const FIRST_SHIFTED: i8 = 29;

impl Proposal {
    /// Weighs a draft against the years known now.
    pub fn new(draft: Draft, known: &WorkCalendar, today: Day) -> Self {
        let mut findings = draft.findings();
        findings.extend(check_against(&draft, known, today));
        let refused = findings
            .iter()
            .any(|finding| finding.weight == Weight::Refuses);
        let table = match draft.table(known.table(draft.year)) {
            Ok(table) if !refused => Some(with_kept_december(&draft, table, known)),
            _ => None,
        };
        let table_before = known
            .table(draft.year.saturating_sub(1))
            .filter(|_| table.is_some() && !draft.december_before.is_empty())
            .map(|before| draft.table_before(before));
        let days = days(&draft, table.as_ref(), table_before.as_ref(), known);
        Self {
            draft,
            findings,
            days,
            table,
            table_before,
        }
    }

    pub fn is_acceptable(&self) -> bool {
        self.table.is_some()
    }

    /// Sentences of the findings that forbid confirming.
    pub fn refusals(&self) -> impl Iterator<Item = &Said> {
        self.findings
            .iter()
            .filter(|finding| finding.weight == Weight::Refuses)
            .map(|finding| &finding.said)
    }
}

fn check_against(draft: &Draft, known: &WorkCalendar, today: Day) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut add = |weight, key, year: i16| {
        findings.push(Finding {
            weight,
            day: None,
            said: Said::new(key).with("year", year.to_string()),
        });
    };
    // Only the next year is ever arranged. A year beyond it would make deadlines
    // certain that nobody can know.
    if draft.year > today.year().saturating_add(1) {
        add(Weight::Refuses, "calendars-import-too-far", draft.year);
    }
    let before = draft.year.saturating_sub(1);
    if !draft.december_before.is_empty() && !known.knows(before) {
        add(Weight::Refuses, "calendars-import-year-before", before);
    }
    match draft.scope {
        Scope::Supplement if !known.knows(draft.year) => add(
            Weight::Refuses,
            "calendars-notice-supplement-needs-table",
            draft.year,
        ),
        Scope::WholeYear if known.knows(draft.year) => {
            add(Weight::Doubt, "calendars-import-replaces", draft.year);
        }
        _ => {}
    }
    findings
}

/// A year's own notice knows nothing of what the next one does to its last days;
/// where that one is known already, they stay.
fn with_kept_december(draft: &Draft, table: YearTable, known: &WorkCalendar) -> YearTable {
    let next_is_known = known.knows(draft.year.saturating_add(1));
    match known.table(draft.year) {
        Some(now) if draft.scope == Scope::WholeYear && next_is_known => {
            let kept: Vec<MarkedDay> = now
                .days()
                .filter(|marked| {
                    marked.day.month() == 12
                        && marked.day.day_of_month() >= FIRST_SHIFTED
                        && table.mark(marked.day).is_none()
                })
                .collect();
            table.amended(&kept)
        }
        _ => table,
    }
}

fn days(
    draft: &Draft,
    table: Option<&YearTable>,
    table_before: Option<&YearTable>,
    known: &WorkCalendar,
) -> Vec<ProposedDay> {
    let Some(table) = table else {
        // Nothing would come of it; still show what was read.
        return draft.all_days().map(read_day).collect();
    };
    let after = WorkCalendar::law([table_before, Some(table)].into_iter().flatten().cloned());
    let years = after.known_years().filter_map(|year| Day::new(year, 1, 1));
    let all = years.flat_map(|first| {
        std::iter::successors(Some(first), |day| Some(day.next()))
            .take_while(move |day| day.year() == first.year())
    });
    all.filter_map(|day| proposed(day, &after, known)).collect()
}

fn read_day(marked: &MarkedDay) -> ProposedDay {
    let kind = match marked.mark {
        Mark::Rest => DayKind::Holiday(&marked.name),
        Mark::MakeUp => DayKind::MakeUp(&marked.name),
    };
    ProposedDay {
        day: marked.day,
        after: kind_said(kind),
        works: kind.is_workday() == Some(true),
        before: None,
    }
}

fn proposed(day: Day, after: &WorkCalendar, known: &WorkCalendar) -> Option<ProposedDay> {
    let (now, then) = (known.kind(day), after.kind(day));
    let changes = now != then && now != DayKind::Unknown;
    let is_plain = matches!(then, DayKind::WorkingDay | DayKind::Weekend);
    // Of the year before only what changes is of interest.
    let is_year_before = after.knows(day.year().saturating_add(1));
    if !changes && (is_plain || is_year_before) {
        return None;
    }
    Some(ProposedDay {
        day,
        after: kind_said(then),
        works: then.is_workday() == Some(true),
        before: changes.then(|| kind_said(now)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{law_calendar, law_calendar_with, read_notice};

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn read(text: &str) -> Draft {
        read_notice(text).unwrap()
    }

    /// A notice for 2027 whose New Year break takes a Sunday in December.
    fn next_year() -> String {
        serde_json::json!({
            "year": 2027,
            "papers": ["https://www.gov.cn/2027"],
            "days": [
                {"name": "元旦", "date": "2026-12-27", "isOffDay": false},
                {"name": "元旦", "date": "2027-01-01", "isOffDay": true},
                {"name": "春节", "date": "2027-02-05", "isOffDay": true},
                {"name": "春节", "date": "2027-02-06", "isOffDay": true},
                {"name": "春节", "date": "2027-02-07", "isOffDay": true},
                {"name": "春节", "date": "2027-02-08", "isOffDay": true},
                {"name": "清明节", "date": "2027-04-05", "isOffDay": true},
                {"name": "劳动节", "date": "2027-05-01", "isOffDay": true},
                {"name": "劳动节", "date": "2027-05-02", "isOffDay": true},
                {"name": "端午节", "date": "2027-06-09", "isOffDay": true},
                {"name": "中秋节", "date": "2027-09-15", "isOffDay": true},
                {"name": "国庆节", "date": "2027-10-01", "isOffDay": true},
                {"name": "国庆节", "date": "2027-10-02", "isOffDay": true},
                {"name": "国庆节", "date": "2027-10-03", "isOffDay": true}
            ]
        })
        .to_string()
    }

    fn keys(proposal: &Proposal, weight: Weight) -> Vec<&str> {
        proposal
            .findings
            .iter()
            .filter(|finding| finding.weight == weight)
            .map(|finding| finding.said.key.as_ref())
            .collect()
    }

    #[test]
    fn a_new_year_reaches_back_into_december() {
        let proposal = Proposal::new(read(&next_year()), law_calendar(), day("2026-11-20"));
        assert_eq!(keys(&proposal, Weight::Refuses), [""; 0]);
        let before = proposal.table_before.as_ref().unwrap();
        assert!(before.mark(day("2026-12-27")).is_some());
        assert_eq!(
            before.days().count(),
            law_calendar().table(2026).unwrap().days().count() + 1
        );
        let first = &proposal.days[0];
        assert_eq!(first.day, day("2026-12-27"));
        assert_eq!(first.before, Some(Said::new("calendars-kind-weekend")));
        assert!(first.works);
        assert!(proposal.days[1..].iter().all(|one| one.day.year() == 2027));
    }

    #[test]
    fn a_year_beyond_the_next_is_refused() {
        let proposal = Proposal::new(read(&next_year()), law_calendar(), day("2025-11-20"));
        assert_eq!(
            keys(&proposal, Weight::Refuses),
            ["calendars-import-too-far"]
        );
        assert!(!proposal.is_acceptable());
        assert!(!proposal.days.is_empty());
    }

    #[test]
    fn december_days_need_the_year_they_lie_in() {
        let only = WorkCalendar::law([]);
        let proposal = Proposal::new(read(&next_year()), &only, day("2026-11-20"));
        assert_eq!(
            keys(&proposal, Weight::Refuses),
            ["calendars-import-year-before"]
        );
    }

    #[test]
    fn importing_a_known_year_again_is_doubted_and_keeps_what_the_next_year_did() {
        let text = include_str!("../tests/data/notices/2018.txt");
        let proposal = Proposal::new(read(text), law_calendar(), day("2026-11-20"));
        assert!(keys(&proposal, Weight::Doubt).contains(&"calendars-import-replaces"));
        // 2018-12-29 is worked by the notice for 2019.
        let table = proposal.table.as_ref().unwrap();
        assert!(table.mark(day("2018-12-29")).is_some());
        assert_eq!(Some(table), law_calendar().table(2018));
    }

    #[test]
    fn a_day_that_loses_its_mark_is_shown_too() {
        let mut known = read(&next_year());
        known.days.push(MarkedDay {
            day: day("2027-10-04"),
            mark: Mark::Rest,
            name: "国庆节".to_owned(),
        });
        let calendar = law_calendar_with([known.table(None).unwrap()]);
        let proposal = Proposal::new(read(&next_year()), &calendar, day("2026-11-20"));
        let lost = proposal
            .days
            .iter()
            .find(|one| one.day == day("2027-10-04"))
            .unwrap();
        assert!(lost.works && lost.before.is_some());
    }
}
