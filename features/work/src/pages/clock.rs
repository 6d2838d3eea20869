//! One clock, day by day: why it runs out when it does.

use askama::Template;
use axum::extract::Path;
use tongli_calendars::{Rule, shipped_rules};
use tongli_kernel::{Fault, Lang, Said};
use tongli_store::history;
use tongli_web::{Answer, Ask, Shell, page, panels};

use crate::chip::{Chip, chip};
use crate::clock::{ClockId, ClockRow, due_text};
use crate::explain::Explained;
use crate::left::{Limit, may_move};
use crate::store::items::{name_of, subject_of};
use crate::store::{counted_on, explain_clock};
use crate::waits::{Wait, waits};

/// No history of a subject is longer by far.
const MOST_LINKS: i64 = 5_000;

#[derive(Template)]
#[template(path = "clock.html")]
struct ClockPage {
    shell: Shell,
    clock: ClockRow,
    explained: Explained,
    chip: Chip,
    rule: Option<&'static Rule>,
    /// What the subject's own room says above; it refuses who may not see it.
    head: Vec<String>,
    back: Option<(String, String)>,
    amount: Option<String>,
    provisional: Option<String>,
    /// Days that the next year's notice may still move.
    may_move: bool,
    waits: Vec<WaitShown>,
}

struct WaitShown {
    since: String,
    until: Option<String>,
    days: i64,
}

impl ClockPage {
    fn rule_title(&self) -> String {
        self.rule.map_or_else(
            || self.clock.rule.clone(),
            |rule| rule.title(self.lang()).to_owned(),
        )
    }

    fn rule_text(&self) -> &str {
        self.rule.map_or("", |rule| rule.text(self.lang()))
    }

    fn basis(&self) -> String {
        self.rule.map_or_else(String::new, |rule| {
            let basis = rule.basis();
            format!("{}{}", basis.doc_zh, basis.article_zh.unwrap_or_default())
        })
    }

    fn is_unverified(&self) -> bool {
        self.rule
            .is_some_and(|rule| rule.basis().verified_by.is_none())
    }

    fn lang(&self) -> Lang {
        self.shell.ask.lang
    }

    fn due(&self) -> String {
        self.moment(self.clock.due_at)
    }

    fn promised(&self) -> String {
        self.moment(self.clock.promised_at)
    }

    fn moment(&self, at: Option<tongli_kernel::Moment>) -> String {
        at.map_or_else(
            || "—".to_owned(),
            |at| due_text(&self.shell.ask.app.time, at),
        )
    }

    fn weekday(&self, day: &i8) -> String {
        self.shell
            .say_key(format!("calendars-weekday-{day}"))
            .to_string()
    }
}

pub async fn show(ask: Ask, Path(id): Path<String>) -> Answer {
    let id: ClockId = id.parse().map_err(|_| Fault::NotFound)?;
    let mut tx = ask.app.db.read().await.map_err(Fault::from)?;
    let (clock, explained) = explain_clock(&mut tx, &ask.app, ask.viewer.tenant, id)
        .await
        .map_err(Fault::from)?
        .ok_or(Fault::NotFound)?;
    let subject = subject_of(&clock.subject_kind, clock.subject_id);
    let named = name_of(&mut tx, ask.viewer.tenant, subject)
        .await
        .map_err(Fault::from)?;
    let calendars = tongli_calendars::load(&mut tx, ask.viewer.tenant)
        .await
        .map_err(Fault::from)?;
    let links = history::list(&mut tx, ask.viewer.tenant, subject, 0, MOST_LINKS)
        .await
        .map_err(Fault::from)?;
    drop(tx);
    let head = panels(&ask, "clock-head", subject).await?;
    let shell = Shell::new(&ask, Said::new("work-clock-title"));
    let version = u32::try_from(clock.rule_version).unwrap_or_default();
    page(&ClockPage {
        chip: chip(&shell, &clock, ask.now, &calendars),
        may_move: may_move(
            Limit {
                due_at: clock.due_at.filter(|_| clock.is_running()),
                provisional_on: clock.provisional_on,
                unit: clock.counting.unit,
            },
            ask.now,
            &ask.app.time,
            counted_on(&calendars, Some(clock.counting.calendar)),
        ),
        waits: waits(&links).iter().map(|wait| shown(&ask, wait)).collect(),
        rule: shipped_rules().version(&clock.rule, version),
        back: named,
        amount: amount_said(&clock).map(|said| shell.said(said).to_string()),
        provisional: provisional_said(&clock).map(|said| shell.said(said).to_string()),
        head,
        explained,
        clock,
        shell,
    })
}

fn shown(ask: &Ask, wait: &Wait) -> WaitShown {
    WaitShown {
        since: ask.show(wait.since),
        until: wait.until.map(|at| ask.show(at)),
        days: wait.days(&ask.app.time, ask.now),
    }
}

fn amount_said(clock: &ClockRow) -> Option<Said> {
    let key = match clock.counting.unit.code() {
        "workday" => "work-amount-workdays",
        "day" => "work-amount-days",
        "hour" => "work-amount-hours",
        _ => return None,
    };
    Some(Said::new(key).with("n", clock.counting.amount?))
}

fn provisional_said(clock: &ClockRow) -> Option<Said> {
    let day = clock.provisional_on.filter(|_| clock.provisional)?;
    Some(
        Said::new("calendars-undetermined")
            .with("year", clock.unknown_year.unwrap_or_default().to_string())
            .with("day", day.to_string()),
    )
}
