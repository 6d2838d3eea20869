//! The figures as a Markdown text: one table an engine, a column for each hospital.

use std::fmt::Write;
use std::time::Duration;

use tongli_store::Engine;

use crate::files::Carried;
use crate::lives::CALLS;
use crate::measure::Measured;
use crate::stopwatch::Rounds;

pub fn name(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "PostgreSQL",
    }
}

fn ms(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1_000.0)
}

fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

fn mib(kib: u64) -> String {
    format!("{} MiB", kib / 1024)
}

/// How a figure grows with the number of matters: the exponent between the smallest
/// hospital and the largest; 0 is not at all, 1 as fast.
fn growth(hospitals: &[Measured], figure: impl Fn(&Measured) -> f64) -> String {
    match (hospitals.first(), hospitals.last()) {
        (Some(small), Some(large)) if small.scale.cases < large.scale.cases => {
            let times = figure(large) / figure(small).max(f64::EPSILON);
            let more = large.scale.cases as f64 / small.scale.cases as f64;
            format!("{:.2}", times.ln() / more.ln())
        }
        _ => String::new(),
    }
}

/// One engine's part.
pub fn part(hospitals: &[Measured]) -> String {
    let Some(first) = hospitals.first() else {
        return String::new();
    };
    let mut text = format!("## {}\n\n{}\n\n", name(first.engine), first.settings);
    pages(&mut text, hospitals);
    registrations(&mut text, hospitals);
    house(&mut text, hospitals);
    tables(&mut text, hospitals);
    text
}

fn heading(text: &mut String, what: &str, hospitals: &[Measured]) {
    let _ = write!(text, "| {what} |");
    for one in hospitals {
        let _ = write!(text, " {} matters |", one.scale.cases);
    }
    text.push_str(" growth |\n|---|");
    for _ in 0..=hospitals.len() {
        text.push_str("---:|");
    }
    text.push('\n');
}

fn line(
    text: &mut String,
    title: &str,
    hospitals: &[Measured],
    cell: impl Fn(&Measured) -> String,
    grows: impl Fn(&Measured) -> Option<f64>,
) {
    let _ = write!(text, "| {title} |");
    for one in hospitals {
        let _ = write!(text, " {} |", cell(one));
    }
    let growing = hospitals.iter().all(|one| grows(one).is_some());
    let growth = match growing {
        true => growth(hospitals, |one| grows(one).unwrap_or_default()),
        false => String::new(),
    };
    let _ = writeln!(text, " {growth} |");
}

/// One page's rounds by so many at once, in one hospital.
fn run(one: &Measured, page: usize, nth: usize) -> Option<&(usize, Rounds)> {
    one.pages.get(page)?.runs.get(nth)
}

fn pages(text: &mut String, hospitals: &[Measured]) {
    let Some(first) = hospitals.first() else {
        return;
    };
    text.push_str(
        "### Pages\n\nBy one person after the other: work of the program + of the database's own \
         processes, for one page; then at how many a second several people are answered, and \
         within what time half and 95 of a hundred of their pages.\n\n",
    );
    heading(text, "page, one after the other", hospitals);
    for (at, page) in first.pages.iter().enumerate() {
        let cell = |one: &Measured| {
            let page = one.pages.get(at)?;
            let p95 = run(one, at, 0)?.1.within(95);
            let (program, database) = (ms(page.program), ms(page.database));
            Some(format!("{program} + {database}; p95 {}", ms(p95)))
        };
        line(
            text,
            &page.title,
            hospitals,
            |one| cell(one).unwrap_or_default(),
            |one| Some(run(one, at, 0)?.1.within(50).as_secs_f64()),
        );
    }
    text.push('\n');
    for nth in [1, 2] {
        let tasks = run(first, 0, nth).map_or(0, |(tasks, _)| *tasks);
        heading(text, &format!("page, {tasks} at once"), hospitals);
        for (at, page) in first.pages.iter().enumerate() {
            line(
                text,
                &page.title,
                hospitals,
                |one| run(one, at, nth).map_or_else(String::new, |(_, rounds)| pace(rounds, 95)),
                |one| Some(1.0 / run(one, at, nth)?.1.per_second()),
            );
        }
        text.push('\n');
    }
    heading(text, "beside it", hospitals);
    line(
        text,
        "looking for the rare word in every narrative, no index",
        hospitals,
        |one| ms(one.scan),
        |one| Some(one.scan.as_secs_f64()),
    );
    text.push('\n');
}

/// How many a second, and within what time half and so many of a hundred.
fn pace(rounds: &Rounds, slow: usize) -> String {
    let (half, slowest) = (ms(rounds.within(50)), ms(rounds.within(slow)));
    format!(
        "{:.0}/s; p50 {half}, p{slow} {slowest}",
        rounds.per_second()
    )
}

fn registrations(text: &mut String, hospitals: &[Measured]) {
    text.push_str("### Registration and the first hour\n\n");
    heading(text, "registration", hospitals);
    let tasks = hospitals
        .first()
        .into_iter()
        .flat_map(|one| &one.registering);
    for (at, (tasks, _)) in tasks.enumerate() {
        let door = |one: &Measured| Some(one.registering.get(at)?.1.door.clone());
        line(
            text,
            &format!("through the door, {tasks} at once"),
            hospitals,
            |one| door(one).map_or_else(String::new, |door| pace(&door, 99)),
            |one| Some(1.0 / door(one)?.per_second()),
        );
        let beside = |one: &Measured| {
            let compared = &one.registering.get(at)?.1;
            if compared.plain.0.is_empty() {
                return None;
            }
            let (least, middle, most) = compared.plain.beaten_by(&compared.door);
            let plain = compared.plain.per_second();
            Some(format!(
                "{middle:.2} ({least:.2}–{most:.2}) of {plain:.0}/s"
            ))
        };
        line(
            text,
            &format!("of plain INSERTs of the same rows, {tasks} at once"),
            hospitals,
            |one| beside(one).unwrap_or_default(),
            |_| None,
        );
    }
    line(
        text,
        &format!("a life of {CALLS} calls (register, accept, assign, search), 16 at once"),
        hospitals,
        |one| pace(&one.lives, 99),
        |one| Some(1.0 / one.lives.per_second()),
    );
    text.push('\n');
}

fn house(text: &mut String, hospitals: &[Measured]) {
    text.push_str("### The house\n\n");
    heading(text, "what", hospitals);
    let each = |one: &Measured, bytes: i64| bytes as f64 / one.scale.cases.max(1) as f64;
    line(
        text,
        "start to the first answer",
        hospitals,
        |one| ms(one.started_in),
        |one| Some(one.started_in.as_secs_f64()),
    );
    line(
        text,
        "memory (PSS) at rest; after all pages; after all registrations",
        hospitals,
        |one| one.memory.map(mib).join("; "),
        |_| None,
    );
    line(
        text,
        "disk a matter; text in it; disk by text",
        hospitals,
        |one| {
            format!(
                "{:.0} B; {:.0} B; {:.2}",
                each(one, one.bytes),
                each(one, one.text),
                one.bytes as f64 / one.text.max(1) as f64
            )
        },
        |_| None,
    );
    line(
        text,
        "`demo fill`, matters a second; of carrying the same rows in whole tables",
        hospitals,
        |one| {
            let pace = |took: Duration| one.scale.cases as f64 / took.as_secs_f64();
            match (one.filled_in.map(pace), one.carried_in.map(pace)) {
                (Some(filled), Some(carried)) => {
                    format!("{filled:.0}/s; {:.2} of {carried:.0}/s", filled / carried)
                }
                (Some(filled), None) => format!("{filled:.0}/s"),
                (None, _) => "not measured".to_owned(),
            }
        },
        |_| None,
    );
    let formats = hospitals.first().map_or(0, |one| one.out.len());
    for at in 0..formats {
        let format = hospitals.first().and_then(|one| one.out.get(at));
        line(
            text,
            &format!(
                "all archived matters out as {}",
                format.map_or("", |(name, _)| name)
            ),
            hospitals,
            |one| {
                one.out
                    .get(at)
                    .map_or_else(String::new, |(_, file)| carried(file))
            },
            |_| None,
        );
    }
    for (at, title) in ["an old register, dry run", "an old register, brought in"]
        .iter()
        .enumerate()
    {
        line(
            text,
            title,
            hospitals,
            |one| one.brought_in.get(at).map_or_else(String::new, carried),
            |_| None,
        );
    }
    text.push('\n');
}

fn carried(file: &Carried) -> String {
    format!(
        "{} rows, {:.1} MB in {}; memory at most {} (before {})",
        file.rows,
        file.bytes as f64 / 1e6,
        seconds(file.took),
        mib(file.peak),
        mib(file.before)
    )
}

fn tables(text: &mut String, hospitals: &[Measured]) {
    let Some(largest) = hospitals.last() else {
        return;
    };
    let cases = i64::try_from(largest.scale.cases)
        .unwrap_or(i64::MAX)
        .max(1);
    text.push_str("| table with its indexes | bytes a matter |\n|---|---:|\n");
    for (table, bytes) in &largest.tables {
        let _ = writeln!(text, "| {table} | {} |", bytes / cases);
    }
    let beside_plain = |one: &&Measured| one.scale.beside_plain();
    let compared = hospitals.iter().rev().find(beside_plain);
    let Some((_, compared)) = compared.and_then(|one| one.registering.last()) else {
        return;
    };
    text.push_str(
        "\n| a registration writes | rows | plain INSERT, many at once |\n|---|---:|---:|\n",
    );
    for (table, rows) in &compared.rows {
        let cost = compared.cost.get(table).copied();
        let cost = cost.map_or_else(String::new, ms);
        let _ = writeln!(text, "| {table} | {rows:.2} | {cost} |");
    }
    text.push('\n');
}

/// What stands above the parts.
pub fn head(day: &str, quick: bool, engines: &[Engine], machine: &[String]) -> String {
    let mut text = format!("# Measured on {day}\n\n");
    if !engines.contains(&Engine::Postgres) {
        text.push_str("Only SQLite was measured.\n\n");
    }
    if quick {
        text.push_str("A QUICK run: few matters and short rounds; its figures are rough.\n\n");
    }
    let _ = writeln!(text, "{}\n", machine.join("\n"));
    text.push_str(
        "The program, the people who ask and the database share this machine. Pages are fetched \
         over HTTP from the program as a hospital runs it, by people who signed in; what it costs \
         the processors is read from the processes themselves. A page is HTML and holds all that \
         its reader sees of it. Growth is the exponent between the smallest hospital and the \
         largest: 0 is not at all, 1 as fast as the matters.\n\n\
         A registration through the door is what a program asks of the API over HTTP: checks, number, sealed \
         person and contact, two clocks with their work items, the index of search, allegations, \
         departments, history, outbox, the kept answer. Beside it the very rows it wrote are read \
         back and written as plain INSERTs (one statement a table, no check, no reading, no \
         sealing), one transaction a registration, into a copy of the same database with the same \
         indexes, equally durable, round beside round; of the rounds the middle one is told \
         (smallest–greatest in brackets). Of the largest hospital there is no second copy.\n\n",
    );
    text
}
