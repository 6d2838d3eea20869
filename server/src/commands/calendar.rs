//! `tongli calendar …`

use std::path::Path;

use tongli_kernel::calendar::WorkCalendar;
use tongli_kernel::{Day, Said, Viewer};

use super::in_house;
use crate::config::Config;
use crate::talk::{Ending, Terminal};

/// Prints the due day and nothing else.
pub fn due(terminal: &Terminal, from: Day, workdays: u32) -> Ending {
    match tongli_calendars::due(from, workdays) {
        Ok(due) => {
            terminal.result(due);
            Ending::Done
        }
        Err(undetermined) => {
            terminal.complain(&tongli_calendars::undetermined_said(&undetermined));
            Ending::Undetermined
        }
    }
}

/// Prints the count day by day, by the calendar that this program ships.
pub fn explain(terminal: &Terminal, from: Day, workdays: u32) -> Ending {
    explain_on(terminal, tongli_calendars::law_calendar(), from, workdays)
}

/// The same by the calendar of this hospital: with the years it has imported, and
/// with its own days where a clock of the house is asked about.
pub async fn explain_here(
    terminal: &Terminal,
    config: &Config,
    from: Day,
    workdays: u32,
    house_days: bool,
) -> Ending {
    in_house(terminal, config, async |house| {
        let calendars = {
            let mut tx = house.app.db.read().await?;
            tongli_calendars::load(&mut tx, house.app.tenant).await?
        };
        let calendar = if house_days {
            &calendars.house
        } else {
            &calendars.law
        };
        Ok(explain_on(terminal, calendar, from, workdays))
    })
    .await
}

fn explain_on(terminal: &Terminal, calendar: &WorkCalendar, from: Day, workdays: u32) -> Ending {
    let explained = calendar.explain(from, workdays);
    for row in &explained.rows {
        terminal.result(tongli_calendars::row_text(terminal.lang, row));
    }
    match explained.due {
        Ok(day) => {
            terminal.say(&Said::new("calendars-explain-due").with("day", day.to_string()));
            if calendar.may_still_change(day) {
                terminal.say(&Said::new("calendars-due-may-move"));
            }
            Ending::Done
        }
        Err(undetermined) => {
            terminal.complain(&tongli_calendars::undetermined_said(&undetermined));
            Ending::Undetermined
        }
    }
}

/// Imports a year's notice.
pub async fn import(terminal: &Terminal, config: &Config, file: &Path, dry_run: bool) -> Ending {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => {
            terminal.complain(
                &Said::new("cli-file-unreadable")
                    .with("file", file.display().to_string())
                    .with("why", error.to_string()),
            );
            return Ending::Failed;
        }
    };
    in_house(terminal, config, async |house| {
        let viewer = Viewer::operator(house.app.tenant);
        let preview = tongli_calendars::preview_notice(&house.app, &viewer, &text).await?;
        for line in preview.lines() {
            terminal.say(&line);
        }
        if !preview.is_acceptable() {
            return Ok(Ending::Failed);
        }
        if !dry_run {
            tongli_calendars::import_notice(&house.app, &viewer, &text).await?;
            terminal.say(&Said::new("cli-year-imported").with("year", preview.year().to_string()));
        }
        Ok(Ending::Done)
    })
    .await
}
