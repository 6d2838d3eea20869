//! `tongli import cases`

use std::path::Path;

use tongli_imports::{Outcome, import_now, outcome, read_file};
use tongli_kernel::{Fault, Said, Viewer};

use super::in_house;
use crate::config::Config;
use crate::talk::{Ending, Terminal};

/// Reads an old register and brings its good rows in. Bad rows are named and do
/// not stop the others; the command then ends with 1.
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
        let result = if dry_run {
            outcome(app, terminal.lang, &read_file(app, &name, bytes).await?)
        } else {
            let viewer = Viewer {
                lang: terminal.lang,
                ..Viewer::operator(app.tenant)
            };
            import_now(app, &viewer, &name, bytes, |_, _| {}).await?
        };
        say(terminal, &result, json)?;
        Ok(if result.bad.is_empty() {
            Ending::Done
        } else {
            Ending::Failed
        })
    })
    .await
}

fn say(terminal: &Terminal, result: &Outcome, json: bool) -> Result<(), Fault> {
    if json {
        terminal.result(serde_json::to_string(result).map_err(Fault::bug)?);
        return Ok(());
    }
    for bad in &result.bad {
        terminal.complain(
            &Said::new("cli-import-bad")
                .with("row", bad.row.to_string())
                .with("say", bad.say.as_str()),
        );
    }
    terminal.say(
        &Said::new("cli-import-done")
            .with("good", result.good.to_string())
            .with("bad", result.bad.len())
            .with("skipped", result.skipped.to_string())
            .with("in", result.brought_in.to_string())
            .with("known", result.known.to_string()),
    );
    Ok(())
}
