//! One file a command.

mod backup;
mod calendar;
mod check;
mod demo;
mod export;
mod import;
mod migrate;
mod people;
mod restore;
mod serve;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Subcommand, ValueEnum};
use tongli_kernel::{Fault, OsChance, Said, SystemClock};

use crate::Assembled;
use crate::assemble::{AssembleFault, assemble, open_database, prepare};
use crate::config::{Config, variables};
use crate::talk::{Ending, Terminal};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serves the house; brings an SQLite database to this version by itself.
    Serve,
    /// Creates a demo hospital and ends. Does nothing where it stands already.
    Demo {
        /// Removes what the demo hospital's data folder holds and begins anew.
        #[arg(long)]
        fresh: bool,
    },
    /// Brings the database to the shape of this version.
    Migrate,
    /// Checks configuration, keys, database, histories and seals.
    Check,
    /// Accounts of staff.
    #[command(subcommand)]
    User(UserCommand),
    /// Tokens for programs.
    #[command(subcommand)]
    Token(TokenCommand),
    /// Working days and deadlines.
    #[command(subcommand)]
    Calendar(CalendarCommand),
    /// Brings old records in.
    #[command(subcommand)]
    Import(ImportCommand),
    /// Takes records out.
    #[command(subcommand)]
    Export(ExportCommand),
    /// Writes a backup of database and files, without the keys.
    Backup { file: PathBuf },
    /// Restores a backup into an empty data folder.
    Restore {
        file: PathBuf,
        /// Only checks that the backup could be restored.
        #[arg(long)]
        verify: bool,
    },
}

#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Adds an account; the password is read from standard input.
    Add {
        login: String,
        /// Slug of a role, such as `receptionist`.
        #[arg(long)]
        role: String,
        /// Code or name of the department.
        #[arg(long)]
        department: String,
        /// The name shown; the login where it is left out.
        #[arg(long)]
        name: Option<String>,
        #[arg(long, required = true)]
        password_stdin: bool,
    },
    /// Lists the accounts.
    List,
    /// Ends an account's sessions and tokens and forbids it to sign in.
    Disable { login: String },
}

#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Makes a token for a person's programs and prints it alone.
    Create {
        #[arg(long)]
        user: String,
        /// What the token is for.
        #[arg(long, default_value = "cli")]
        name: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// An old register of cases: xlsx, or csv in UTF-8 or GB18030. Safe to run twice.
    Cases {
        file: PathBuf,
        /// Reads and judges every row, and brings nothing in.
        #[arg(long)]
        dry_run: bool,
        /// Prints the outcome as JSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
pub enum ExportCommand {
    /// All cases with their course, newest first, those of old registers included.
    /// Names, telephone numbers and addresses of contacts are not exported; what
    /// people said may still name somebody.
    Cases {
        #[arg(long, value_enum)]
        format: ExportFormat,
        /// The file to write; one that exists is never overwritten.
        #[arg(long)]
        out: PathBuf,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ExportFormat {
    /// A workbook, with words and dates.
    Xlsx,
    /// UTF-8 with a byte-order mark, with words.
    Csv,
    /// One JSON object a line, with codes.
    Jsonl,
}

#[derive(Debug, Subcommand)]
pub enum CalendarCommand {
    /// Prints the day at whose end the given number of working days has passed.
    Due {
        /// The day of receipt, which is day 0.
        #[arg(long)]
        from: String,
        #[arg(long)]
        workdays: u32,
    },
    /// Prints how that day is counted, day by day.
    Explain {
        #[arg(long)]
        from: String,
        #[arg(long)]
        workdays: u32,
    },
    /// Imports a year's notice: JSON, or the text of the State Council's notice.
    Import {
        file: PathBuf,
        /// Shows what would be imported.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Runs a command.
pub async fn run(terminal: &Terminal, command: Command) -> Ending {
    // These need neither configuration nor database.
    match &command {
        Command::Calendar(CalendarCommand::Due { from, workdays }) => {
            return calendar::due(terminal, from, *workdays);
        }
        Command::Calendar(CalendarCommand::Explain { from, workdays }) => {
            return calendar::explain(terminal, from, *workdays);
        }
        _ => {}
    }
    let config = match Config::read(&variables()) {
        Ok(config) => config,
        Err(fault) => {
            terminal.complain(
                &Said::new("cli-config")
                    .with("at", fault.at.as_str())
                    .with("why", fault.why.as_str()),
            );
            return Ending::Failed;
        }
    };
    match command {
        Command::Serve => serve::run(terminal, &config).await,
        Command::Demo { fresh } => demo::run(terminal, &config, fresh).await,
        Command::Migrate => migrate::run(terminal, &config).await,
        Command::Check => check::run(terminal, &config).await,
        Command::User(command) => people::user(terminal, &config, command).await,
        Command::Token(command) => people::token(terminal, &config, command).await,
        Command::Calendar(CalendarCommand::Import { file, dry_run }) => {
            calendar::import(terminal, &config, &file, dry_run).await
        }
        Command::Calendar(_) => Ending::Failed,
        Command::Import(ImportCommand::Cases {
            file,
            dry_run,
            json,
        }) => import::cases(terminal, &config, &file, dry_run, json).await,
        Command::Export(ExportCommand::Cases { format, out }) => {
            export::cases(terminal, &config, format, &out).await
        }
        Command::Backup { file } => backup::run(terminal, &config, &file).await,
        Command::Restore { file, verify } => restore::run(terminal, &config, &file, verify).await,
    }
}

/// Before there are words: the program itself is damaged.
#[expect(
    clippy::print_stderr,
    reason = "there is no terminal to speak through yet"
)]
pub fn fail_early(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("tongli: {error}");
    1.into()
}

/// Puts the house together for a command, or says why it cannot be.
async fn open_house(terminal: &Terminal, config: &Config) -> Result<Assembled, Ending> {
    let (clock, chance) = (Arc::new(SystemClock), Arc::new(OsChance));
    let outcome = async {
        let keys = prepare(config, &*chance)?;
        let db = open_database(config, &*clock).await?;
        assemble(config, db, keys, clock, chance).await
    };
    outcome.await.map_err(|fault| {
        say_assemble_fault(terminal, &fault);
        Ending::Failed
    })
}

fn say_assemble_fault(terminal: &Terminal, fault: &AssembleFault) {
    match fault {
        AssembleFault::Behind(steps) => {
            terminal.complain(&Said::new("cli-schema-behind").with("steps", steps.join(", ")))
        }
        AssembleFault::Foreign(steps) => {
            terminal.complain(&Said::new("cli-schema-foreign").with("steps", steps.join(", ")))
        }
        AssembleFault::Other(error) => {
            terminal.complain(&Said::new("cli-cannot-open").with("why", format!("{error:#}")))
        }
    }
}

/// Runs a command's work inside an open house and closes it.
async fn in_house(
    terminal: &Terminal,
    config: &Config,
    work: impl AsyncFnOnce(&Assembled) -> Result<Ending, Fault>,
) -> Ending {
    let house = match open_house(terminal, config).await {
        Ok(house) => house,
        Err(ending) => return ending,
    };
    let outcome = work(&house).await;
    house.close().await;
    outcome.unwrap_or_else(|fault| {
        terminal.fault(&fault);
        Ending::Failed
    })
}
