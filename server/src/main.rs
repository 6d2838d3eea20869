//! `tongli`: the command line.

use std::process::ExitCode;

use clap::Parser;
use tongli::commands::{self, Command};
use tongli::talk::{Terminal, terminal_lang};
use tongli_web::Words;

/// Tongli 同理: a hospital's doctor–patient communication office.
/// Exit codes: 0 done, 1 failed, 2 wrong usage, 3 cannot be determined.
#[derive(Debug, Parser)]
#[command(version, about, long_about = None)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let words = match Words::gather(&tongli::features::words()) {
        Ok(words) => words,
        Err(flaw) => return commands::fail_early(&flaw),
    };
    let terminal = Terminal {
        words,
        lang: terminal_lang(),
    };
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        // SQLite's readers and its writer work, and wait for the disk, where they stand:
        // one is left for everybody else.
        .worker_threads((cores + 2).max(6))
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return commands::fail_early(&error),
    };
    runtime
        .block_on(commands::run(&terminal, arguments.command))
        .into()
}
