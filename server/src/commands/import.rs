//! `tongli import cases`

use std::path::Path;

use tongli_imports::{Outcome, dry_run as dry_run_of, import_now};
use tongli_kernel::{Fault, Said, Viewer};

use super::in_house;
use crate::config::Config;
use crate::talk::{Ending, Terminal};

/// Reads an old register and brings its good rows in. Bad rows are named and do
/// not stop the others; the command then ends with 1. The rows it names are its
/// result and stand on standard output, as the sums do.
pub async fn cases(
    terminal: &Terminal,
    config: &Config,
    file: &Path,
    dry_run: bool,
    json: bool,
) -> Ending {
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) => {
            terminal.complain(
                &Said::new("cli-file-unreadable")
                    .with("file", file.display().to_string())
                    .with("why", error.to_string()),
            );
            return Ending::Failed;
        }
    };
    let name = file
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    in_house(terminal, config, async |house| {
        let app = &house.app;
        let viewer = Viewer {
            lang: terminal.lang,
            ..Viewer::operator(app.tenant)
        };
        let result = if dry_run {
            dry_run_of(app, &viewer, &name, bytes).await?
        } else {
            let so_far = |done, total| progress(terminal, done, total);
            import_now(app, &viewer, &name, bytes, so_far).await?
        };
        terminal.progressed();
        say(terminal, &result, json)?;
        Ok(if result.bad.is_empty() {
            Ending::Done
        } else {
            Ending::Failed
        })
    })
    .await
}

/// Told once a batch.
fn progress(terminal: &Terminal, done: i64, total: i64) {
    let said = Said::new("cli-import-so-far").with("done", done);
    terminal.progress(&said.with("total", total));
}

/// The rows that do not simply come in, one line each, and the sums.
fn say(terminal: &Terminal, result: &Outcome, json: bool) -> Result<(), Fault> {
    if json {
        terminal.result(serde_json::to_string(result).map_err(Fault::bug)?);
        return Ok(());
    }
    for line in result.rows.iter().flat_map(|row| &row.lines) {
        terminal.result(line);
    }
    let sums = match result.import {
        Some(_) => "cli-import-done",
        None => "cli-import-tried",
    };
    terminal.say(
        &Said::new(sums)
            .with("good", result.good)
            .with("bad", result.bad_rows())
            .with("skipped", result.skipped)
            .with("in", result.brought_in)
            .with("known", result.known),
    );
    Ok(())
}
