//! The destruction list as a workbook, for the meeting that looks through it.

use axum::body::Body;
use rust_xlsxwriter::{Format, Workbook};
use tongli_kernel::{Fault, Said};
use tongli_web::{Answer, Ask, Form, Shell, file_answer};

use crate::actions::list_due;
use crate::classes::class_word;
use crate::due::{Due, Filter};

/// A list of more is narrowed by its filters first.
const MOST: usize = 20_000;
const PAGE: i64 = 500;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
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
        XLSX,
        &format!("destruction-list-{day}.xlsx"),
    )
}

fn sheet(ask: &Ask, lines: &[Due]) -> Result<Vec<u8>, Fault> {
    let shell = Shell::new(ask, Said::new("retention-list-title"));
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let heads = HEADS.map(|head| shell.say_key(head).to_string());
    sheet
        .write_row_with_format(0, 0, heads, &Format::new().set_bold())
        .and_then(|sheet| sheet.set_freeze_panes(1, 0))
        .map_err(Fault::bug)?;
    for (row, line) in (1..).zip(lines) {
        let cells = [
            line.number.clone(),
            shell
                .say_key(format!("retention-thing-{}", line.key.thing.code()))
                .to_string(),
            shell.say_key(line.kind.word()).to_string(),
            shell.say_key(class_word(&line.class)).to_string(),
            line.closed_at.map_or_else(String::new, |at| shell.day(&at)),
            shell.day(&line.retain_until),
        ];
        sheet.write_row(row, 0, cells).map_err(Fault::bug)?;
    }
    book.save_to_buffer().map_err(Fault::bug)
}
