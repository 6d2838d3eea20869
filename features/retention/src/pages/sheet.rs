//! The destruction list as a workbook, for the meeting that looks through it.

use axum::body::Body;
use tongli_kernel::{Fault, Said};
use tongli_tables::{Cell, Format, Table};
use tongli_web::{Answer, Ask, Form, Shell, file_answer};

use crate::actions::list_due;
use crate::classes::class_word;
use crate::due::{Due, Filter};

/// A list of more is narrowed by its filters first.
const MOST: usize = 20_000;
const PAGE: i64 = 500;

const HEADS: [&str; 6] = [
    "retention-number",
    "retention-thing",
    "retention-kind",
    "retention-class",
    "retention-closed",
    "retention-over-at",
];

pub async fn download(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let filter = Filter::read(&form, &ask.app.time).map_err(Fault::Invalid)?;
    let (mut lines, mut after) = (Vec::new(), None);
    loop {
        let mut tx = ask.app.db.read().await?;
        let page = (after, PAGE);
        let (more, next) = list_due(&mut tx, &ask.viewer, &filter, ask.now, page).await?;
        lines.extend(more);
        after = next;
        if after.is_none() || lines.len() >= MOST {
            break;
        }
    }
    let bytes = sheet(&ask, &lines)?;
    let day = ask.app.time.day_of(ask.now);
    file_answer(
        Body::from(bytes),
        Format::Xlsx.media_type(),
        &format!("destruction-list-{day}.xlsx"),
    )
}

fn sheet(ask: &Ask, lines: &[Due]) -> Result<Vec<u8>, Fault> {
    let shell = Shell::new(ask, Said::new("retention-list-title"));
    let heads = HEADS.map(|head| shell.say_key(head).to_string()).to_vec();
    let time = &ask.app.time;
    let mut table = Table::begin(Format::Xlsx, heads, time, None)?;
    for line in lines {
        let thing = format!("retention-thing-{}", line.key.thing.code());
        table.add_row(vec![
            Cell::text(line.number.as_str()),
            Cell::text(shell.say_key(thing).to_string()),
            Cell::text(shell.say_key(line.kind.word()).to_string()),
            Cell::text(shell.say_key(class_word(&line.class)).to_string()),
            Cell::from(line.closed_at.map(|at| time.day_of(at))),
            Cell::Day(time.day_of(line.retain_until)),
        ])?;
    }
    table.into_bytes()
}
