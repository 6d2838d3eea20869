//! `/months`: a month of the office in one table, to look at and to print.

use askama::Template;
use tongli_calendars::{Calendars, Due, Rule, Span, kind_said, undetermined_said};
use tongli_kernel::{Day, Fault, Said};
use tongli_store::Tx;
use tongli_web::{Answer, Ask, Form, Shell, page};

use crate::actions::month_figures;
use crate::codes::{Kind, RefusalReason};
use crate::month::{Answers, DayFigures, Figures, Month};
use crate::store::months::ANSWER_RULES;
use crate::target::reception_target;

/// The monthly report to the management: five working days after the month.
const REPORT: &str = "C23";

#[derive(Template)]
#[template(path = "months.html")]
struct MonthPage {
    shell: Shell,
    month: Month,
    is_running: bool,
    /// Many changes are still to be counted in.
    is_behind: bool,
    figures: Figures,
    kinds: Vec<(String, i64)>,
    answers: Vec<(&'static str, String, Answers)>,
    refused: Vec<(String, i64)>,
    /// Each day with what came and was closed on it.
    days: Vec<(Day, String, DayFigures)>,
    /// Receptions aimed at on a working day.
    a_day: Option<i64>,
    /// Working days; else why they are not known.
    workdays: Result<i64, Said>,
    report: Option<Report>,
}

/// When the month's report is due, and why.
struct Report {
    due: Said,
    is_certain: bool,
    is_unverified: bool,
    basis: String,
    rows: Vec<ReportRow>,
}

struct ReportRow {
    day: Day,
    weekday: String,
    kind: Said,
    counted: Said,
    works: bool,
    is_last: bool,
}

pub(super) async fn show(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let this = Month::of(ask.app.time.day_of(ask.now));
    let month = Month::read(form.value("month")).unwrap_or(this);
    let tenant = ask.viewer.tenant;
    let mut tx = ask.app.db.read().await?;
    let span = month.span(&ask.app.time);
    let (figures, is_behind) = month_figures(&mut tx, &ask.app, &ask.viewer, month).await?;
    let calendars = tongli_calendars::load(&mut tx, tenant).await?;
    let report = report(&mut tx, &ask, &calendars, month).await?;
    drop(tx);
    let title = Said::new("cases-month-title").with("month", month.to_string());
    let shell = Shell::new(&ask, title);
    page(&MonthPage {
        is_running: ask.now < span.1,
        is_behind,
        kinds: Kind::ALL
            .iter()
            .map(|kind| {
                let n = figures.received.get(kind).copied().unwrap_or_default();
                (shell.say_key(kind.word()).to_string(), n)
            })
            .collect(),
        answers: ANSWER_RULES
            .iter()
            .map(|rule| (*rule, rule_word(&shell, rule), figures.answers(rule)))
            .collect(),
        refused: RefusalReason::ALL
            .iter()
            .map(|reason| {
                let n = figures.refused.get(reason).copied().unwrap_or_default();
                (shell.say_key(reason.word()).to_string(), n)
            })
            .collect(),
        days: days(&shell, month, &figures),
        a_day: reception_target(month.last()).map(|target| target.amount),
        workdays: workdays(&calendars, month),
        month,
        figures,
        report,
        shell,
    })
}

/// Days on which something came or was closed.
fn days(shell: &Shell, month: Month, figures: &Figures) -> Vec<(Day, String, DayFigures)> {
    let days = figures
        .days
        .iter()
        .filter(|(_, of)| **of != DayFigures::default());
    days.map(|(number, of)| {
        let day = month.first().plus_days(i32::from(*number) - 1);
        let weekday = format!("calendars-weekday-{}", day.weekday());
        (day, shell.say_key(weekday).to_string(), *of)
    })
    .collect()
}

fn rule_word(shell: &Shell, rule: &str) -> String {
    shell
        .say_key(format!("work-kind-clock-{}", rule.to_lowercase()))
        .to_string()
}

fn workdays(calendars: &Calendars, month: Month) -> Result<i64, Said> {
    match calendars.law.workdays_in_month(month.first()) {
        Ok(days) => Ok(i64::from(days)),
        Err(unknown) => {
            Err(Said::new("cases-month-year-unknown").with("year", unknown.0.to_string()))
        }
    }
}

async fn report(
    tx: &mut Tx,
    ask: &Ask,
    calendars: &Calendars,
    month: Month,
) -> Result<Option<Report>, Fault> {
    let last = month.last();
    let Some(rule) = tongli_calendars::rule(tx, ask.viewer.tenant, REPORT, last).await? else {
        return Ok(None);
    };
    let time = &ask.app.time;
    let plan = rule.start(calendars, time, time.start_of(last), Span::Ordinary);
    let due = match plan.due {
        Due::At { on, .. } if calendars.of(&rule).may_still_change(on) => {
            Said::new("cases-month-report-may-move").with("day", on)
        }
        Due::At { on, .. } => Said::new("cases-month-report-due").with("day", on),
        Due::Undetermined(why) => undetermined_said(&why),
        Due::Uncounted => return Ok(None),
    };
    Ok(Some(Report {
        due,
        is_certain: matches!(plan.due, Due::At { .. }),
        is_unverified: rule.basis().verified_by.is_none(),
        basis: rule.basis().doc_zh.to_owned(),
        rows: rows(calendars, &rule, last, ask),
    }))
}

fn rows(calendars: &Calendars, rule: &Rule, last: Day, ask: &Ask) -> Vec<ReportRow> {
    let shell = Shell::new(ask, Said::new("cases-months"));
    let explained = calendars
        .of(rule)
        .explain(last, rule.amount.unwrap_or_default());
    let end = explained.rows.len().saturating_sub(1);
    let rows = explained
        .rows
        .iter()
        .enumerate()
        .map(|(at, row)| ReportRow {
            day: row.day,
            weekday: shell
                .say_key(format!("calendars-weekday-{}", row.weekday()))
                .to_string(),
            kind: kind_said(row.kind),
            counted: match row.counted {
                Some(0) => Said::new("cases-month-day-zero"),
                Some(number) => {
                    Said::new("calendars-explain-counted").with("number", i64::from(number))
                }
                None => Said::new("calendars-explain-not-counted"),
            },
            works: row.counted.is_some(),
            is_last: at == end,
        });
    rows.collect()
}

/// `1,100`, as people write it.
fn grouped(number: &i64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
