//! The days of a month, to take away.

use axum::body::Body;
use tongli_kernel::Fault;
use tongli_tables::{Format, Table};
use tongli_web::{Answer, Ask, Form, Tongue, file_answer};

use crate::actions::{Counted, counted, target_of};
use crate::file::{begin, begin_parts, part_row, row};
use crate::tally::{Tally, read_month};

/// Nobody is named in it, so who took it is written down nowhere.
pub async fn download(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let format = Format::sheet(form.value("format")).ok_or(Fault::NotFound)?;
    let today = ask.app.time.day_of(ask.now);
    let span = read_month(form.value("month"), today).ok_or(Fault::NotFound)?;
    let mut tx = ask.app.db.read().await?;
    let found = counted(&mut tx, &ask.app, &ask.viewer, span).await?;
    drop(tx);
    let tongue = Tongue::of(&ask.app, ask.lang);
    let file = match form.value("by") {
        "window" => parts(tongue, format, &found)?,
        _ => days(tongue, format, &found)?,
    };
    let name = format!("desk-{}.{}", form.value("month"), format.code());
    file_answer(Body::from(file.into_bytes()?), format.media_type(), &name)
}

/// A row a day.
fn days(tongue: Tongue<'_>, format: Format, found: &Counted) -> Result<Table, Fault> {
    let (mut file, none) = (begin(tongue, format)?, Tally::default());
    for count in found.days.iter().rev() {
        let tally = found.tallies.get(&count.day).unwrap_or(&none);
        let target = target_of(&found.calendars, count.day);
        file.add_row(row(count, tally, target))?;
    }
    Ok(file)
}

/// A row for each hour, window and kind.
fn parts(tongue: Tongue<'_>, format: Format, found: &Counted) -> Result<Table, Fault> {
    let mut file = begin_parts(tongue, format)?;
    for (day, tally) in &found.tallies {
        for part in tally.parts() {
            file.add_row(part_row(tongue, *day, part))?;
        }
    }
    Ok(file)
}
