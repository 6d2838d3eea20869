//! One file a command.

mod backup;
mod calendar;
mod check;
mod demo;
mod export;
mod import;
mod keys;
mod migrate;
mod people;
mod reindex;
mod restore;
mod serve;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Subcommand, ValueEnum};
use tongli_kernel::{Day, Fault, OsChance, Said, SystemClock};

use crate::Assembled;
use crate::assemble::{AssembleFault, assemble};
use crate::config::{Config, variables};
use crate::ground::{self, Missing};
use crate::talk::{Ending, Terminal};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serves the house; brings an SQLite database to this version by itself.
    Serve,
    /// Creates a demo hospital and ends. Does nothing where it stands already, and
    /// refuses where a real hospital works.
    #[command(args_conflicts_with_subcommands = true)]
    Demo {
        /// Removes the demo hospital that is there, whole or half, and begins anew.
        #[arg(long)]
        fresh: bool,
        #[command(subcommand)]
        more: Option<DemoCommand>,
    },
    /// Brings the database to the shape of this version.
    Migrate,
    /// Checks configuration, keys, database, index, files, histories and seals.
    Check {
        /// Only whether search and lists show what the cases say.
        #[arg(long)]
        index: bool,
    },
    /// Makes the index of search anew. Safe while servers run, and to stop and run
    /// again: it goes on where it was.
    Reindex {
        /// Begins again with the newest case where an earlier run was stopped.
        #[arg(long)]
        fresh: bool,
    },
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
    /// The keys that names and numbers are sealed with.
    #[command(subcommand)]
    Keys(KeysCommand),
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
pub enum DemoCommand {
    /// Fills the demo hospital with years of invented matters. Stopped anywhere, the same
    /// command goes on; refuses where a real hospital works.
    Fill {
        /// How many there shall be.
        #[arg(long)]
        cases: u64,
        /// Another seed gives other matters.
        #[arg(long, default_value_t = 1)]
        seed: u64,
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
        /// The staff number; made from the login where it is left out.
        #[arg(long)]
        number: Option<String>,
        /// The last day of the account, such as 2027-06-30. A supervisor needs one.
        #[arg(long, value_parser = a_day)]
        until: Option<Day>,
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
pub enum KeysCommand {
    /// Lists the keys: suite, when made, how many values and files still need each.
    List,
    /// Seals new values with a new key of the suite in the settings; older keys stay for
    /// reading.
    Rotate {
        /// Makes a new index key instead; searches look under both until the old one is
        /// retired.
        #[arg(long)]
        index: bool,
        /// Only adds the key, so that the file can be copied to other servers first; the
        /// next `rotate` uses it.
        #[arg(long, conflicts_with = "index")]
        prepare: bool,
    },
    /// Seals every value and file anew that an older key closed, and makes the places
    /// of searches anew. Safe while servers run, and to stop and run again.
    Reseal,
    /// Takes a key out of the file that nothing needs any more.
    Retire {
        id: String,
        /// An index key.
        #[arg(long)]
        index: bool,
    },
    /// Exchanges the key that signs histories; the old one's seals stay proved.
    HandOver,
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
        #[arg(long, value_parser = a_day)]
        from: Day,
        #[arg(long, value_parser = an_amount)]
        workdays: u32,
    },
    /// Prints how that day is counted, day by day. By the law's calendar as this
    /// program ships it, unless told otherwise.
    Explain {
        #[arg(long, value_parser = a_day)]
        from: Day,
        #[arg(long, value_parser = an_amount)]
        workdays: u32,
        /// Counts with the years that the hospital has imported.
        #[arg(long)]
        data: bool,
        /// Counts with the hospital's own days too, as clocks of the house do.
        #[arg(long)]
        house: bool,
    },
    /// Imports a year's notice: JSON, or the text of the State Council's notice.
    Import {
        file: PathBuf,
        /// Shows what would be imported.
        #[arg(long)]
        dry_run: bool,
    },
}

fn a_day(typed: &str) -> Result<Day, String> {
    let wanted = || "write a day like 2026-09-30 / 请写成 2026-09-30 这样".to_owned();
    typed.parse().map_err(|_| wanted())
}

fn an_amount(typed: &str) -> Result<u32, String> {
    let most = tongli_calendars::LONGEST_COUNT;
    let wanted = || format!("0 to {most} working days / 0 至 {most} 个工作日");
    typed
        .parse()
        .ok()
        .filter(|amount| *amount <= most)
        .ok_or_else(wanted)
}

/// Runs a command.
pub async fn run(terminal: &Terminal, command: Command) -> Ending {
    // These need neither configuration nor database.
    match &command {
        Command::Calendar(CalendarCommand::Due { from, workdays }) => {
            return calendar::due(terminal, *from, *workdays);
        }
        Command::Calendar(CalendarCommand::Explain {
            from,
            workdays,
            data: false,
            house: false,
        }) => return calendar::explain(terminal, *from, *workdays),
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
        Command::Demo { fresh, more: None } => demo::run(terminal, &config, fresh).await,
        Command::Demo {
            more: Some(DemoCommand::Fill { cases, seed }),
            ..
        } => demo::fill_up(terminal, &config, cases, seed).await,
        Command::Migrate => migrate::run(terminal, &config).await,
        Command::Check { index } => check::run(terminal, &config, index).await,
        Command::Reindex { fresh } => reindex::run(terminal, &config, fresh).await,
        Command::User(command) => people::user(terminal, &config, command).await,
        Command::Token(command) => people::token(terminal, &config, command).await,
        Command::Calendar(CalendarCommand::Import { file, dry_run }) => {
            calendar::import(terminal, &config, &file, dry_run).await
        }
        Command::Calendar(CalendarCommand::Explain {
            from,
            workdays,
            house,
            ..
        }) => calendar::explain_here(terminal, &config, from, workdays, house).await,
        Command::Calendar(CalendarCommand::Due { from, workdays }) => {
            calendar::due(terminal, from, workdays)
        }
        Command::Import(ImportCommand::Cases {
            file,
            dry_run,
            json,
        }) => import::cases(terminal, &config, &file, dry_run, json).await,
        Command::Export(ExportCommand::Cases { format, out }) => {
            export::cases(terminal, &config, format, &out).await
        }
        Command::Keys(command) => keys::run(terminal, &config, command).await,
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
async fn open_house(
    terminal: &Terminal,
    config: &Config,
    missing: Missing,
) -> Result<Assembled, Ending> {
    let (clock, chance) = (Arc::new(SystemClock), Arc::new(OsChance));
    let outcome = async {
        let (db, keys) = ground::open(config, &*clock, &*chance, missing).await?;
        assemble(config, db, keys, clock, chance).await
    };
    outcome
        .await
        .map_err(|fault| cannot_open(terminal, config, &fault))
}

/// Says why a house cannot be opened, and what to do.
fn cannot_open(terminal: &Terminal, config: &Config, fault: &AssembleFault) -> Ending {
    let database = config.shown_database();
    match fault {
        AssembleFault::Behind(steps) => {
            terminal.complain(&Said::new("cli-schema-behind").with("steps", steps.join(", ")))
        }
        AssembleFault::Foreign(steps) => {
            terminal.complain(&Said::new("cli-schema-foreign").with("steps", steps.join(", ")))
        }
        AssembleFault::NothingThere => {
            terminal.complain(&Said::new("cli-nothing-there").with("database", database))
        }
        AssembleFault::NoKeys => terminal.complain(
            &Said::new("cli-keys-missing")
                .with("keys", config.key_file.display().to_string())
                .with("database", database),
        ),
        AssembleFault::Other(error) => {
            terminal.complain(&Said::new("cli-cannot-open").with("why", format!("{error:#}")))
        }
    }
    Ending::Failed
}

/// Runs a command's work inside the house that is there and closes it.
async fn in_house(
    terminal: &Terminal,
    config: &Config,
    work: impl AsyncFnOnce(&Assembled) -> Result<Ending, Fault>,
) -> Ending {
    within(terminal, config, Missing::Refuse, work).await
}

async fn within(
    terminal: &Terminal,
    config: &Config,
    missing: Missing,
    work: impl AsyncFnOnce(&Assembled) -> Result<Ending, Fault>,
) -> Ending {
    let house = match open_house(terminal, config, missing).await {
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
