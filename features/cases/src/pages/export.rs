//! The list as a file: what the filters of the address find, and nothing else.

use std::io::Cursor;

use axum::body::Body;
use futures_util::stream;
use tongli_kernel::{Fault, Said};
use tongli_web::{Answer, Ask, Form, file_answer};

use super::list::read_filter;
use crate::actions::{Export, start_export};
use crate::export::Format;

pub async fn download(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let format = form.text("format").unwrap_or_else(|| "csv".to_owned());
    let format = Format::from_code(&format).ok_or(Fault::NotFound)?;
    let mut tx = ask.app.db.read().await?;
    let (filter, department_unknown) = read_filter(&ask, &mut tx, &form).await?;
    drop(tx);
    if department_unknown {
        return Err(Fault::field("department", Said::new("cases-empty-department")).into());
    }
    let export = start_export(&ask.app, &ask.viewer, ask.now, format, filter).await?;
    let body = match format {
        Format::Xlsx => whole(export).await?,
        Format::Csv | Format::Jsonl => streamed(export),
    };
    let name = format!("cases-{}.{}", ask.app.time.day_of(ask.now), format.code());
    file_answer(body, format.media_type(), &name)
}

/// Lines leave as they are read. An end before its time breaks the connection, so
/// that half a file is not taken for a whole one.
fn streamed(export: Export) -> Body {
    Body::from_stream(stream::try_unfold(
        export,
        async |mut export| match export.advance().await {
            Ok(bytes) => Ok(bytes.map(|bytes| (bytes, export))),
            Err(fault) => {
                tracing::error!(?fault, "an export broke off");
                Err(std::io::Error::other("the export broke off"))
            }
        },
    ))
}

/// A workbook is packed when its last row is known.
async fn whole(mut export: Export) -> Result<Body, Fault> {
    while export.advance().await?.is_some() {}
    let mut packed = Cursor::new(Vec::new());
    export.finish(&mut packed)?;
    Ok(Body::from(packed.into_inner()))
}
