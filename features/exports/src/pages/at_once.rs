//! What the filters of a list's address find, as a file: at once where it is short.

use std::io::Cursor;

use axum::body::Body;
use futures_util::stream;
use tongli_cases::{Export, count_exported, list_address, start_export};
use tongli_kernel::Fault;
use tongli_tables::Format;
use tongli_web::{Answer, Ask, Form, file_answer, redirect};

use crate::api::streamed;
use crate::wish::Wish;

/// Rows of a list that comes at once.
const SHORT: i64 = 2_000;

pub(super) async fn download(ask: Ask) -> Answer {
    let mut form = Form::from_encoded(&ask.query);
    if form.value("format").is_empty() {
        form = form.with("format", Format::Csv.code());
    }
    if Format::from_code(form.value("format")).is_none() {
        return Err(Fault::NotFound.into());
    }
    let mut tx = ask.app.db.read().await?;
    let wish = Wish::read(&mut tx, &ask.viewer, &form).await?;
    let rows = count_exported(
        &mut tx,
        &ask.app,
        &ask.viewer,
        &wish.filter,
        ask.now,
        SHORT + 1,
    )
    .await?;
    drop(tx);
    let format = wish.format;
    if rows > SHORT {
        // A GET changes nothing: the page of files asks with a button.
        let address = list_address(&form);
        return redirect(&format!("/exports?format={}&{address}", format.code()));
    }
    let what = (format, wish.filter);
    let export = start_export(&ask.app, &ask.viewer, ask.now, what, rows).await?;
    let body = match format {
        Format::Xlsx => whole(export).await?,
        Format::Csv | Format::Jsonl => lines(export),
    };
    let name = format!("cases-{}.{}", ask.app.time.day_of(ask.now), format.code());
    file_answer(body, format.media_type(), &name)
}

/// Lines leave as they are read.
fn lines(export: Export) -> Body {
    streamed(stream::try_unfold(export, async |mut export| {
        let bytes = export.advance().await?;
        Ok(bytes.map(|bytes| (bytes, export)))
    }))
}

/// A workbook is packed when its last row is known.
async fn whole(mut export: Export) -> Result<Body, Fault> {
    while export.advance().await?.is_some() {}
    let mut packed = Cursor::new(Vec::new());
    export.finish(&mut packed)?;
    Ok(Body::from(packed.into_inner()))
}
