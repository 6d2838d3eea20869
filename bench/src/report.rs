//! The figures as a Markdown text.

use std::fmt::Write;
use std::time::Duration;

use tongli_store::Engine;

use crate::machine::Memory;
use crate::reading::{self, Reading};
use crate::registering;
use crate::stopwatch::{Rounds, Run};

/// Everything measured on one engine.
pub struct Measured {
    pub engine: Engine,
    /// Version and the settings that decide how durable a commit is.
    pub settings: String,
    pub cases: usize,
    pub fill: Run,
    pub memory: Memory,
    pub bytes_empty: i64,
    pub bytes_full: i64,
    pub tables: Vec<(String, i64)>,
    /// By how many tasks registered at once.
    pub registering: Vec<(usize, registering::Compared)>,
    pub reading: Vec<(Reading, usize, reading::Compared)>,
}

pub fn name(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "PostgreSQL",
    }
}

fn ms(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1_000.0)
}

fn line(text: &mut String, label: &str, rounds: &Rounds) {
    let _ = write!(
        text,
        "| {label} | {:.0} | {} | {} |",
        rounds.per_second(),
        ms(rounds.within(50)),
        ms(rounds.within(99))
    );
}

fn factor((least, middle, most): (f64, f64, f64)) -> String {
    format!(" {middle:.2} ({least:.2}–{most:.2}) |")
}

/// One engine's part.
pub fn part(measured: &Measured) -> String {
    let mut text = format!("## {}\n\n{}\n\n", name(measured.engine), measured.settings);
    let filled = Rounds(vec![measured.fill.clone()]);
    let _ = writeln!(
        text,
        "Filled with {} complaints by 32 tasks at once: {:.0} registrations/s, p50 {}, p99 {}.\n",
        measured.cases,
        filled.per_second(),
        ms(filled.within(50)),
        ms(filled.within(99))
    );
    registrations(&mut text, measured);
    readings(&mut text, measured);
    sizes(&mut text, measured);
    text
}

fn registrations(text: &mut String, measured: &Measured) {
    for (tasks, compared) in &measured.registering {
        let _ = writeln!(
            text,
            "### Registration, {tasks} at once\n\n\
             | way | a second | p50 | p99 | times faster than the door |\n\
             |---|---:|---:|---:|---:|"
        );
        line(text, "through the door", &compared.door);
        text.push_str(" 1 |\n");
        line(
            text,
            "same rows, INSERTs through `Db::write`",
            &compared.face,
        );
        let _ = writeln!(text, "{}", factor(compared.door.beaten_by(&compared.face)));
        line(
            text,
            "same rows, INSERTs on a plain sqlx pool",
            &compared.plain,
        );
        let _ = writeln!(
            text,
            "{}\n",
            factor(compared.door.beaten_by(&compared.plain))
        );
    }
    let Some((_, compared)) = measured.registering.first() else {
        return;
    };
    let rows: f64 = compared.rows.values().sum();
    let _ = writeln!(text, "One registration writes {rows:.1} rows:\n");
    text.push_str("| table | rows | plain INSERT, one at once |\n|---|---:|---:|\n");
    let alone = measured.registering.iter().find(|(tasks, _)| *tasks == 1);
    for (table, rows) in &compared.rows {
        let cost = alone.and_then(|(_, alone)| alone.cost.get(table)).copied();
        let _ = writeln!(
            text,
            "| {table} | {rows:.2} | {} |",
            cost.map_or_else(String::new, ms)
        );
    }
    text.push('\n');
}

fn readings(text: &mut String, measured: &Measured) {
    text.push_str(
        "### Reading\n\n\
         | what | at once | way | a second | p50 | p99 | times faster than the door |\n\
         |---|---:|---|---:|---:|---:|---:|\n",
    );
    for (reading, tasks, compared) in &measured.reading {
        let _ = write!(text, "| {} | {tasks} ", reading.title());
        line(text, "through the door", &compared.door);
        let _ = write!(text, " 1 |\n| {} | {tasks} ", reading.title());
        line(text, "the statements alone", &compared.plain);
        let _ = writeln!(text, "{}", factor(compared.door.beaten_by(&compared.plain)));
    }
    text.push('\n');
}

fn sizes(text: &mut String, measured: &Measured) {
    let cases = i64::try_from(measured.cases).unwrap_or(i64::MAX).max(1);
    let _ = writeln!(
        text,
        "### Memory and disk\n\n\
         After the fill this process had used at most {} MiB (VmHWM) and used {} MiB (PSS).\n\
         The database: {} KiB empty, {} KiB full, {} bytes a case.\n\n\
         | table with its indexes | bytes a case |\n|---|---:|",
        measured.memory.peak / 1024,
        measured.memory.proportional / 1024,
        measured.bytes_empty / 1024,
        measured.bytes_full / 1024,
        (measured.bytes_full - measured.bytes_empty) / cases
    );
    for (table, bytes) in &measured.tables {
        let _ = writeln!(text, "| {table} | {} |", bytes / cases);
    }
    text.push('\n');
}

/// What stands above the parts.
pub fn head(day: &str, quick: bool, engines: &[Engine], machine: &[String]) -> String {
    let mut text = String::new();
    if !engines.contains(&Engine::Postgres) {
        text.push_str(
            "Only SQLite was measured: neither TONGLI_BENCH_POSTGRES nor TONGLI_TEST_POSTGRES \
             names a cluster.\n\n",
        );
    }
    let _ = writeln!(text, "# Measured on {day}\n");
    if quick {
        text.push_str("A QUICK run: few cases and short rounds; its figures are rough.\n\n");
    }
    let _ = writeln!(text, "{}\n", machine.join("\n"));
    text.push_str(
        "The rounds of the ways compared alternate, so that other work of the machine weighs on all; \
         figures are the middle round's, percentiles those of all jobs of all rounds, factors the \
         middle of the rounds compared one by one (smallest–greatest in brackets).\n\n\
         A registration through the door is what the API's action does: checks, number, sealed \
         person and contact, two clocks with their work items, search terms, allegations, \
         departments, history, outbox, the kept answer. Beside it the very rows it wrote are read \
         back and written as plain INSERTs (one statement a table, no check, no reading, no \
         sealing) into two copies of the filled database with the same indexes and triggers, one \
         through `Db::write`, one through a plain sqlx pool with one transaction a registration, \
         equally durable. Reading beside the door is done by the shortest statements that fetch \
         the same rows, without scope, on a plain sqlx pool of the same number of connections.\n\n",
    );
    text
}
