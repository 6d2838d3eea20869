//! `/desk/tally`: a button for each kind of contact, and what the day came to.

use askama::Template;
use axum::http::{HeaderMap, StatusCode};
use tongli_calendars::Calendars;
use tongli_cases::{Target, reception_target};
use tongli_kernel::{Day, Fault, FieldErrors, Said};
use tongli_store::Tx;
use tongli_web::{Answer, Ask, Form, FormBody, Refusal, Shell, page_with, redirect};

use super::window::told;
use crate::access;
use crate::actions::{self, Button, Looked, is_workday, target_of};
use crate::file::hour_told;
use crate::kind::{Kind, kinds, shown_kind};
use crate::store;
use crate::tally::{DayCount, Part, read_day};
use crate::tap::{Tap, TapId};
use crate::window::LONGEST;

/// The newest own taps that are shown.
const LAST: i64 = 5;

#[derive(Template)]
#[template(path = "tally.html")]
pub(super) struct TallyPage {
    shell: Shell,
    form: Form,
    looked: Looked,
    is_today: bool,
    /// The day after the one shown, where it is there already.
    after: Option<Day>,
    weekday: String,
    may_tap: bool,
    /// At which window this computer stands, as it was told.
    window: Option<String>,
    longest_window: usize,
    /// What each button of this page carries.
    once: String,
    /// Own taps of today, newest first.
    taps: Vec<Line>,
    /// The own tap that can be taken back.
    last: Option<Line>,
    days: Vec<(DayCount, String, Said)>,
    is_workday: bool,
}

/// A tap as one reads it.
struct Line {
    id: TapId,
    kind: String,
    time: String,
    undone: Option<String>,
}

impl TallyPage {
    fn kinds(&self) -> &'static [Kind] {
        kinds()
    }

    fn name(&self, kind: &Kind) -> String {
        kind.name(self.shell.ask.lang).to_owned()
    }

    fn hint(&self, kind: &Kind) -> String {
        kind.hint(self.shell.ask.lang).to_owned()
    }

    fn count(&self) -> DayCount {
        self.looked.count
    }

    fn day(&self) -> Day {
        self.looked.count.day
    }

    /// `2026-09`
    fn month(&self) -> String {
        let day = self.day();
        format!("{:04}-{:02}", day.year(), day.month())
    }

    /// Each hour with something: its number at each of the windows, and altogether.
    fn hours(&self) -> Vec<(String, Vec<i64>, i64)> {
        let (tally, windows) = (&self.looked.tally, self.windows());
        let at = |hour| windows.iter().map(move |window| tally.at(hour, *window));
        let hours = tally.hours().into_iter();
        hours
            .map(|(hour, n)| (hour_told(hour), at(hour).collect(), n))
            .collect()
    }

    /// The windows of the day, and last those taps of which nobody said where; nothing
    /// where nobody ever said.
    fn windows(&self) -> Vec<Option<&str>> {
        let tally = &self.looked.tally;
        let mut all: Vec<Option<&str>> = tally.windows().into_iter().map(Some).collect();
        let is_told = |part: &Part| part.window.is_some();
        if !all.is_empty() && !tally.parts().iter().all(is_told) {
            all.push(None);
        }
        all
    }

    fn of_window(&self, window: &Option<&str>) -> i64 {
        let tally = &self.looked.tally;
        let hours = tally.hours().into_iter();
        hours.map(|(hour, _)| tally.at(hour, *window)).sum()
    }

    fn missing(&self, target: &Target) -> i64 {
        self.count().missing(target.amount)
    }

    /// What working days aim at, also where the day shown is none.
    fn aim(&self) -> Option<&'static Target> {
        reception_target(self.day())
    }

    /// Where the target stands, and how.
    fn source(&self, target: &Target) -> (String, String) {
        let lang = self.shell.ask.lang;
        (target.doc(lang).to_owned(), target.text(lang).to_owned())
    }
}

pub async fn show(ask: Ask, headers: HeaderMap) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let today = ask.app.time.day_of(ask.now);
    match read_day(form.value("day"), today) {
        Ok(day) => {
            let form = Form::default().with("day", day.to_string());
            let page = render(&ask, form, day, told(&headers)).await?;
            page_with(StatusCode::OK, &page)
        }
        Err(said) => {
            let mut errors = FieldErrors::default();
            errors.add("day", said);
            let page = render(&ask, form.refused(errors), today, told(&headers)).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

pub(super) async fn render(
    ask: &Ask,
    form: Form,
    day: Day,
    window: Option<String>,
) -> Result<TallyPage, Refusal> {
    let today = ask.app.time.day_of(ask.now);
    let shell = Shell::new(ask, Said::new("desk-title"));
    let mut tx = ask.app.db.read().await?;
    let looked = actions::look(&mut tx, &ask.app, &ask.viewer, day).await?;
    let is_today = day == today;
    let may_tap = is_today && ask.viewer.may(access::TAP);
    let (taps, last) = match may_tap {
        true => own(&mut tx, ask, today).await?,
        false => (Vec::new(), None),
    };
    drop(tx);
    Ok(TallyPage {
        is_today,
        after: (!is_today).then(|| day.next()),
        weekday: weekday(&shell, day),
        may_tap,
        window,
        longest_window: LONGEST,
        once: actions::fresh(&ask.app),
        taps,
        last,
        days: (looked.days.iter())
            .map(|one| {
                (
                    *one,
                    weekday(&shell, one.day),
                    standing(&looked.calendars, one),
                )
            })
            .collect(),
        is_workday: is_workday(&looked.calendars, day),
        looked,
        form,
        shell,
    })
}

/// The viewer's own taps of today, and the one that can be taken back.
async fn own(tx: &mut Tx, ask: &Ask, today: Day) -> Result<(Vec<Line>, Option<Line>), Fault> {
    let Some(staff) = ask.viewer.staff() else {
        return Ok((Vec::new(), None));
    };
    let taps = store::mine(tx, ask.viewer.tenant, staff, today, LAST).await?;
    let last = store::newest(tx, ask.viewer.tenant, staff, today).await?;
    let taps = taps.into_iter().map(|tap| line(ask, tap)).collect();
    Ok((taps, last.map(|tap| line(ask, tap))))
}

fn line(ask: &Ask, tap: Tap) -> Line {
    let time_of = |at| {
        let (hour, minute) = ask.app.time.time_of(at);
        format!("{hour:02}:{minute:02}")
    };
    Line {
        id: tap.id,
        kind: shown_kind(&tap.kind).map_or(tap.kind.clone(), |kind| kind.name(ask.lang).to_owned()),
        time: time_of(tap.at),
        undone: tap.undone_at.map(time_of),
    }
}

fn weekday(shell: &Shell, day: Day) -> String {
    shell
        .say_key(format!("calendars-weekday-{}", day.weekday()))
        .to_string()
}

/// How a day stands to the target.
fn standing(calendars: &Calendars, one: &DayCount) -> Said {
    let missing = target_of(calendars, one.day).map(|target| one.missing(target.amount));
    match missing {
        Some(0) => Said::new("desk-reached"),
        Some(missing) => Said::new("desk-missing").with("n", missing),
        None if is_workday(calendars, one.day) => Said::new("desk-no-target"),
        None => Said::new("desk-rest-day"),
    }
}

/// The same page comes again with a new button under the same finger: no message moves it.
pub async fn tapped(ask: Ask, FormBody(form): FormBody) -> Answer {
    let button = Button {
        kind: form.value("kind"),
        once: Some(form.value("once")),
        window: form.value("window"),
    };
    let (app, viewer) = (&ask.app, &ask.viewer);
    app.db
        .write(async |tx| actions::tap(tx, app, viewer, ask.now, button).await)
        .await?;
    redirect("/desk/tally")
}

pub async fn undone(ask: Ask, FormBody(form): FormBody) -> Answer {
    let id: TapId = form.value("tap").parse().map_err(|_| Fault::NotFound)?;
    let (app, viewer) = (&ask.app, &ask.viewer);
    app.db
        .write(async |tx| actions::undo(tx, app, viewer, ask.now, id).await)
        .await?;
    redirect("/desk/tally")
}
