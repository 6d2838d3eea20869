//! The library, or what was looked for in it, to take away.

use axum::body::Body;
use tongli_kernel::Fault;
use tongli_tables::Format;
use tongli_web::{Answer, Ask, Form, Tongue, file_answer};

use super::list::looking_of;
use crate::actions::{Looking, look};
use crate::file::{begin_entries, entry_row};
use crate::lines::names;

/// Entries of one step.
const STEP: usize = 500;

/// Nobody's data is in it, so who took it is written down nowhere.
pub async fn download(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let format = Format::sheet(form.value("format")).ok_or(Fault::NotFound)?;
    let today = ask.app.time.day_of(ask.now);
    let tongue = Tongue::of(&ask.app, ask.lang);
    let mut file = begin_entries(tongue, format)?;
    let mut after = None;
    let mut tx = ask.app.db.read().await?;
    loop {
        let looking = Looking {
            after,
            ..looking_of(&form)
        };
        let found = look(&mut tx, &ask.viewer, today, looking, STEP).await?;
        let names = names(&mut tx, &ask.viewer, ask.now, &found.entries).await?;
        for entry in &found.entries {
            let called = (names.department(entry), names.owner(entry));
            file.add_row(entry_row(tongue, entry, called, today))?;
        }
        after = found.next;
        if after.is_none() {
            break;
        }
    }
    drop(tx);
    let name = format!("answers-{today}.{}", format.code());
    file_answer(Body::from(file.into_bytes()?), format.media_type(), &name)
}
