//! `/calendar`: a year at a glance, to look at and to print.

use askama::Template;
use tongli_kernel::{Day, Said};
use tongli_web::{Answer, Ask, Form, Shell, page};

use crate::access::IMPORT;
use crate::store::{Source, load, source_of};
use crate::year_sheet::{Break, FestivalName, YearSheet};
use crate::{Notice, Verified};

#[derive(Template)]
#[template(path = "calendar_year.html")]
struct YearPage {
    shell: Shell,
    year: i16,
    this_year: i16,
    /// `None` for a year nobody knows.
    known: Option<KnownYear>,
    may_import: bool,
}

struct KnownYear {
    sheet: YearSheet,
    breaks: Vec<BreakRow>,
    source: Option<Source>,
    calendar_version: String,
}

struct BreakRow {
    names: String,
    from: Day,
    to: Day,
    days: i64,
    make_up: String,
}

impl KnownYear {
    fn confirmed(&self, shell: &Shell) -> Option<Said> {
        let (name, at) = self.source.as_ref()?.confirmed()?;
        Some(
            Said::new("calendars-source-confirmed")
                .with("name", name)
                .with("at", shell.ask.show(at)),
        )
    }

    fn notices(&self) -> Vec<&Notice> {
        self.source
            .as_ref()
            .map(|source| {
                std::iter::once(source.notice())
                    .chain(source.amended_by())
                    .collect()
            })
            .unwrap_or_default()
    }
}

fn is_verified(notice: &Notice) -> bool {
    notice.verified == Verified::Verified
}

/// Years that can be asked for; a calendar of the year 9000 helps nobody.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

pub(super) async fn show(ask: Ask) -> Answer {
    let today = ask.app.time.day_of(ask.now);
    let year = Form::from_encoded(&ask.query)
        .value("year")
        .parse()
        .ok()
        .filter(|year| YEARS.contains(year))
        .unwrap_or(today.year());
    let mut tx = ask.app.db.read().await?;
    let calendars = load(&mut tx, ask.viewer.tenant).await?;
    let source = source_of(&mut tx, ask.viewer.tenant, year).await?;
    let shell = Shell::new(
        &ask,
        Said::new("calendars-year-title").with("year", year.to_string()),
    );
    let known = YearSheet::of(&calendars, year, today).map(|sheet| KnownYear {
        breaks: sheet.breaks.iter().map(|one| row(&shell, one)).collect(),
        sheet,
        source,
        calendar_version: calendars.law.version().to_owned(),
    });
    page(&YearPage {
        year,
        this_year: today.year(),
        known,
        may_import: ask.viewer.may(IMPORT),
        shell,
    })
}

fn row(shell: &Shell, found: &Break) -> BreakRow {
    let names = found.names.iter().map(|name| match name {
        FestivalName::Word(word) => shell.say(word).to_string(),
        FestivalName::Written(text) => text.clone(),
    });
    let make_up = found.make_up.iter().map(|day| {
        let weekday = shell.said(crate::sentences::weekday_said(*day));
        format!("{} {weekday}", short(*day))
    });
    let and = shell.say("calendars-and").to_string();
    BreakRow {
        names: names.collect::<Vec<_>>().join(&and),
        from: found.from,
        to: found.to,
        days: found.days(),
        make_up: make_up.collect::<Vec<_>>().join(&and),
    }
}

/// `10-01`: the year stands above.
fn short(day: Day) -> String {
    format!("{:02}-{:02}", day.month(), day.day_of_month())
}
