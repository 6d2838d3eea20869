//! `tongli calendar …`

use std::path::Path;

use tongli_calendars::LONGEST_COUNT;
use tongli_kernel::{Day, Said, Viewer};

use super::in_house;
use crate::config::Config;
use crate::talk::{Ending, Terminal};

/// Prints the due day and nothing else.
pub fn due(terminal: &Terminal, from: &str, workdays: u32) -> Ending {
    let Some(from) = day(terminal, from, workdays) else {
        return Ending::Failed;
    };
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

/// Prints the count day by day.
pub fn explain(terminal: &Terminal, from: &str, workdays: u32) -> Ending {
    let Some(from) = day(terminal, from, workdays) else {
        return Ending::Failed;
    };
    terminal.result(tongli_calendars::explain_text(
        terminal.lang,
        from,
        workdays,
    ));
    match tongli_calendars::due(from, workdays) {
        Ok(_) => Ending::Done,
        Err(_) => Ending::Undetermined,
    }
}

fn day(terminal: &Terminal, from: &str, workdays: u32) -> Option<Day> {
    let day = from.parse::<Day>().ok();
    if day.is_none() {
        terminal.complain(&Said::new("cli-no-day").with("given", from));
    }
    if workdays > LONGEST_COUNT {
        terminal.complain(&Said::new("cli-too-many-days").with("most", i64::from(LONGEST_COUNT)));
        return None;
    }
    day
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
