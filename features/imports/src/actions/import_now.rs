//! Tries, brings in and publishes in one go, for the command line; or only looks.

use std::collections::BTreeMap;

use tongli_kernel::{Fault, Viewer};
use tongli_store::history::{Event, append};
use tongli_web::App;

use super::read_file::read_on;
use super::told::{Became, Outcome, Teller};
use super::try_file::known_rows;
use super::{Report, bring_in_rows, number_of, publish, read_file, try_file};
use crate::import::{Import, State};
use crate::reading::Reading;
use crate::row::Place;
use crate::standing::Standing;
use crate::store;
use crate::store::imports::{Change, change};

/// Reads and judges every row, without anything being kept.
pub async fn dry_run(
    app: &App,
    viewer: &Viewer,
    name: &str,
    bytes: Vec<u8>,
) -> Result<Outcome, Fault> {
    let reading = &read_file(app, name, bytes).await?;
    let known = known_rows(app, viewer, reading).await?;
    let mut tx = app.db.read().await?;
    let numbers = tongli_cases::numbers_among(&mut tx, viewer, known.values().copied()).await?;
    drop(tx);
    let became = known.into_iter().map(|(place, case)| {
        let became = Became {
            standing: Standing::Known,
            number: numbers.get(&case).cloned(),
        };
        (place, became)
    });
    Ok(teller(app, viewer, reading).tell(&became.collect()))
}

fn teller<'a>(app: &'a App, viewer: &Viewer, reading: &'a Reading) -> Teller<'a> {
    Teller {
        words: &app.words,
        lang: viewer.lang,
        reading,
    }
}

/// Brings a file in and publishes it. The same file a second time changes nothing;
/// one that was stopped goes on.
pub async fn import_now(
    app: &App,
    viewer: &Viewer,
    name: &str,
    bytes: Vec<u8>,
    mut progress: impl FnMut(i64, i64) + Send,
) -> Result<Outcome, Fault> {
    let tried = try_file(app, viewer, name, bytes.clone()).await?;
    let import = &tried.import;
    // Told as it is brought in: the same bytes may lie here since another day.
    let reading = read_on(&import.name, bytes, app.time.day_of(import.created_at)).await?;
    let again = import.state == State::Published;
    if !again && !reading.good.is_empty() {
        start(app, viewer, import).await?;
        let report = Report::Call(&mut progress);
        bring_in_rows(app, viewer, import, usize::MAX, report).await?;
        publish(app, viewer, import.id).await?;
    }
    let mut became = became(app, viewer, import, &reading).await?;
    if again {
        // They were there before this call.
        for one in became.values_mut() {
            one.standing = Standing::Known;
        }
    }
    Ok(Outcome {
        import: Some(import.id),
        again,
        ..teller(app, viewer, &reading).tell(&became)
    })
}

async fn became(
    app: &App,
    viewer: &Viewer,
    import: &Import,
    reading: &Reading,
) -> Result<BTreeMap<Place, Became>, Fault> {
    let mut tx = app.db.read().await?;
    let rows = store::row_list::became(&mut tx, viewer.tenant, import.id).await?;
    let known = rows
        .values()
        .filter(|(standing, _)| *standing == Standing::Known)
        .filter_map(|(_, case)| *case);
    let numbers = tongli_cases::numbers_among(&mut tx, viewer, known).await?;
    let told = reading.good.iter().filter_map(|row| {
        let (standing, case) = rows.get(&row.place)?;
        let number = match standing {
            Standing::In => Some(number_of(import.seq, row.kind, row.received.day, row.place)),
            _ => case.and_then(|case| numbers.get(&case).cloned()),
        };
        let standing = *standing;
        Some((row.place, Became { standing, number }))
    });
    Ok(told.collect())
}

/// Marks an import as running without a job: this call does the work.
async fn start(app: &App, viewer: &Viewer, import: &Import) -> Result<(), Fault> {
    if import.state != State::Tried {
        return Ok(());
    }
    let now = app.now();
    app.db
        .write(async |tx| {
            change(tx, viewer.tenant, import, State::Running, Change::default()).await?;
            store::rows::ask_again(tx, viewer.tenant, import.id).await?;
            let event = Event::new("confirm").moved(State::Tried.code(), State::Running.code());
            append(tx, viewer, now, &*app.chance, import.subject(), event).await?;
            Ok(())
        })
        .await
}
