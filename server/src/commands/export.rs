//! `tongli export cases`

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use tongli_cases::{Export, Filter, Format, count_exported, start_export};
use tongli_kernel::{Fault, Said, Viewer};
use tongli_web::App;

use super::{ExportFormat, in_house};
use crate::config::Config;
use crate::talk::{Ending, Terminal};

impl From<ExportFormat> for Format {
    fn from(format: ExportFormat) -> Self {
        match format {
            ExportFormat::Xlsx => Format::Xlsx,
            ExportFormat::Csv => Format::Csv,
            ExportFormat::Jsonl => Format::Jsonl,
        }
    }
}

/// Writes all cases to a file that does not exist yet.
pub async fn cases(
    terminal: &Terminal,
    config: &Config,
    format: ExportFormat,
    out: &Path,
) -> Ending {
    if out.exists() {
        return refuse(terminal, out);
    }
    in_house(terminal, config, async |house| {
        let app = &house.app;
        let half = half_of(out);
        let file = match create(&half) {
            Ok(file) => file,
            Err(error) => return Ok(unwritable(terminal, &half, &error)),
        };
        let viewer = Viewer {
            lang: terminal.lang,
            ..Viewer::operator(app.tenant)
        };
        let written = match begin(app, &viewer, format.into()).await {
            Ok(export) => fill(export, file).await,
            Err(fault) => Err(fault),
        };
        if written.is_err() || out.exists() {
            let _ = std::fs::remove_file(&half);
        }
        let rows = match written {
            Ok(rows) => rows,
            Err(Fault::Unavailable(error)) => match error.downcast::<std::io::Error>() {
                Ok(error) => return Ok(unwritable(terminal, out, &error)),
                Err(other) => return Err(Fault::Unavailable(other)),
            },
            Err(other) => return Err(other),
        };
        if out.exists() {
            return Ok(refuse(terminal, out));
        }
        if let Err(error) = std::fs::rename(&half, out) {
            return Ok(unwritable(terminal, out, &error));
        }
        terminal.say(
            &Said::new("cli-export-done")
                .with("rows", rows)
                .with("file", out.display().to_string()),
        );
        Ok(Ending::Done)
    })
    .await
}

fn refuse(terminal: &Terminal, file: &Path) -> Ending {
    terminal.complain(&Said::new("cli-backup-exists").with("file", file.display().to_string()));
    Ending::Failed
}

fn unwritable(terminal: &Terminal, file: &Path, error: &std::io::Error) -> Ending {
    terminal.complain(
        &Said::new("cli-file-unwritable")
            .with("file", file.display().to_string())
            .with("why", error.to_string()),
    );
    Ending::Failed
}

/// Written under another name: half a list never looks like a whole one.
fn half_of(out: &Path) -> PathBuf {
    let mut name = OsString::from(out);
    name.push(".half");
    PathBuf::from(name)
}

/// Read by its writer only: it holds what people complained of. What a broken
/// export left behind is removed first, so that its rights are not inherited.
fn create(half: &Path) -> std::io::Result<File> {
    let _ = std::fs::remove_file(half);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(half)
}

async fn begin(app: &App, viewer: &Viewer, format: Format) -> Result<Export, Fault> {
    let (all, now) = (Filter::default(), app.now());
    let mut tx = app.db.read().await?;
    let rows = count_exported(&mut tx, app, viewer, &all, now, i64::MAX).await?;
    drop(tx);
    start_export(app, viewer, now, (format, all), rows).await
}

async fn fill(mut export: Export, file: File) -> Result<usize, Fault> {
    let mut out = BufWriter::new(file);
    while let Some(bytes) = export.advance().await? {
        out.write_all(&bytes).map_err(unwritten)?;
    }
    let rows = export.rows();
    export.finish(&mut out)?;
    let file = out
        .into_inner()
        .map_err(|error| unwritten(error.into_error()))?;
    file.sync_all().map_err(unwritten)?;
    Ok(rows)
}

/// A full disk is the operator's to mend, and no mistake of the program.
fn unwritten(error: std::io::Error) -> Fault {
    Fault::Unavailable(error.into())
}
