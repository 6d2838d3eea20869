//! The days of a month, to take away.

use axum::body::Body;
use tongli_kernel::Fault;
use tongli_tables::Format;
use tongli_web::{Answer, Ask, Form, file_answer};

use crate::actions::counted;
use crate::file::{Tongue, row};
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
    let tongue = Tongue {
        words: &ask.app.words,
        lang: ask.lang,
        time: &ask.app.time,
    };
    let (mut file, none) = (tongue.begin(format)?, Tally::default());
    for count in found.days.iter().rev() {
        let tally = found.tallies.get(&count.day).unwrap_or(&none);
        file.add_row(row(count, tally))?;
    }
    let name = format!("desk-{}.{}", form.value("month"), format.code());
    file_answer(Body::from(file.into_bytes()?), format.media_type(), &name)
}
