//! The pasted text of a notice: one item a festival, a few kinds of clauses.
//!
//! 一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
//!
//! A clause with a date must say what the date is, otherwise the line is named
//! and nothing is taken from the text.

mod items;

use std::collections::BTreeMap;

use tongli_kernel::calendar::{Mark, MarkedDay};
use tongli_kernel::{Day, Said};

use self::items::{Item, items, lines};
use super::dates::{Context, days_in};
use super::{Draft, NoticeFault, Scope, head};
use crate::statutory_days;

pub(super) fn read(input: &str) -> Result<Draft, Vec<NoticeFault>> {
    let lines = lines(input);
    let joined: String = lines.iter().map(|line| line.text.as_str()).collect();
    let Some(year) = head::year(&joined) else {
        return Err(vec![NoticeFault::of_all(Said::new(
            "calendars-notice-no-year",
        ))]);
    };
    let (scope, items) = match items(&lines) {
        items if items.is_empty() => (Scope::Supplement, items::loose(&lines)),
        items => (Scope::WholeYear, items),
    };
    let mut reading = Reading::new(year);
    for item in &items {
        reading.item(item);
    }
    if scope == Scope::WholeYear {
        reading.miss_festivals(&items);
    }
    let days = reading.finish()?;
    Ok(Draft::new(year, scope, head::notice(year, &joined), days))
}

/// What a clause does with its days.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Verb {
    Rest,
    MakeUp,
    /// A公休日调至B: A is worked and B is free.
    Moved,
    /// Says again what other clauses set, or is advice.
    Aside,
    /// 延长至: needs the break it prolongs; to be entered by hand.
    Prolongs,
    Unclear,
}

fn verb_of(clause: &str) -> Verb {
    let has = |words: &[&str]| words.iter().any(|word| clause.contains(word));
    if has(&["延长"]) {
        Verb::Prolongs
    } else if has(&["调至", "调到"]) {
        Verb::Moved
    } else if has(&["上班"]) {
        Verb::MakeUp
    } else if has(&["放假", "补休", "调休", "公休"]) {
        Verb::Rest
    } else if has(&["法定", "休息"]) {
        Verb::Aside
    } else {
        Verb::Unclear
    }
}

/// The days found so far and what was wrong.
struct Reading {
    year: i16,
    days: BTreeMap<Day, MarkedDay>,
    faults: Vec<NoticeFault>,
}

impl Reading {
    fn new(year: i16) -> Self {
        Self {
            year,
            days: BTreeMap::new(),
            faults: Vec::new(),
        }
    }

    fn item(&mut self, item: &Item) {
        let mut context = Context {
            year: self.year,
            new_year: item.name.contains("元旦"),
            last: None,
        };
        let mut counted = 0;
        let mut moved_from = Vec::new();
        for (line, clause) in item.clauses() {
            let done = self.clause(item, &clause, &mut context, &mut counted, &mut moved_from);
            if let Err(said) = done {
                self.faults.push(NoticeFault::at(line, said));
            }
        }
        // A weekend day inside the break may be called moved; it stays free.
        for day in moved_from {
            self.days.entry(day).or_insert_with(|| MarkedDay {
                day,
                mark: Mark::MakeUp,
                name: item.name.clone(),
            });
        }
    }

    fn clause(
        &mut self,
        item: &Item,
        clause: &str,
        context: &mut Context,
        counted: &mut usize,
        moved_from: &mut Vec<Day>,
    ) -> Result<(), Said> {
        let verb = verb_of(clause);
        if verb == Verb::Aside {
            // 1月29日—2月4日放假。其中，29日、30日…: the month left out here is
            // not the one of the date before, and nothing hangs on it.
            return Ok(());
        }
        if verb == Verb::Moved
            && let Some((from, to)) = clause.split_once('调')
        {
            moved_from.extend(days_in(from, context)?);
            return self.mark_all(item, Mark::Rest, &days_in(to, context)?);
        }
        let days = days_in(clause, context)?;
        if days.is_empty() {
            return check_count(clause, *counted);
        }
        match verb {
            Verb::Rest => {
                *counted = days.len();
                self.mark_all(item, Mark::Rest, &days)?;
                check_count(clause, days.len())
            }
            Verb::MakeUp if clause.contains('起') => Ok(()),
            Verb::MakeUp => self.mark_all(item, Mark::MakeUp, &days),
            Verb::Aside | Verb::Moved => Ok(()),
            Verb::Prolongs => Err(Said::new("calendars-notice-prolongs").with("text", clause)),
            Verb::Unclear => Err(Said::new("calendars-notice-unclear").with("text", clause)),
        }
    }

    fn mark_all(&mut self, item: &Item, mark: Mark, days: &[Day]) -> Result<(), Said> {
        for day in days {
            let marked = MarkedDay {
                day: *day,
                mark,
                name: item.name.clone(),
            };
            if self.days.get(day).is_some_and(|known| known.mark != mark) {
                return Err(
                    Said::new("calendars-notice-rest-and-work").with("day", day.to_string())
                );
            }
            self.days.entry(*day).or_insert(marked);
        }
        Ok(())
    }

    /// A whole year's notice has an item for every festival of that year.
    fn miss_festivals(&mut self, items: &[Item]) {
        let mut missing: Vec<&str> = statutory_days(self.year)
            .iter()
            .map(|day| day.festival)
            .filter(|festival| !items.iter().any(|item| item.name.contains(festival)))
            .collect();
        missing.dedup();
        if !missing.is_empty() {
            let said = Said::new("calendars-notice-festivals-missing")
                .with("festivals", missing.join("、"));
            self.faults.push(NoticeFault::of_all(said));
        }
    }

    fn finish(mut self) -> Result<Vec<MarkedDay>, Vec<NoticeFault>> {
        if self.faults.is_empty() && self.days.is_empty() {
            self.faults
                .push(NoticeFault::of_all(Said::new("calendars-notice-no-days")));
        }
        if self.faults.is_empty() {
            Ok(self.days.into_values().collect())
        } else {
            Err(self.faults)
        }
    }
}

/// 共3天 and 放假1天 must agree with the dates before them.
fn check_count(clause: &str, counted: usize) -> Result<(), Said> {
    let Some(written) = ["共", "放假", "放假公休", "放假调休"]
        .iter()
        .find_map(|word| days_after(clause, word))
    else {
        return Ok(());
    };
    if counted == 0 || written == counted {
        return Ok(());
    }
    Err(Said::new("calendars-notice-count")
        .with("written", written)
        .with("counted", counted))
}

/// The number in `word` 3天.
fn days_after(clause: &str, word: &str) -> Option<usize> {
    let (number, _) = clause.split_once(word)?.1.split_once('天')?;
    number.parse().ok()
}
