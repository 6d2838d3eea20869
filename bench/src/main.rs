//! `make bench`: how fast the program is in hospitals of a thousand, a hundred thousand
//! and a million matters, on SQLite and on PostgreSQL, each figure beside what bounds it.
//!
//! `TONGLI_BENCH_POSTGRES` (else `TONGLI_TEST_POSTGRES`) names a PostgreSQL cluster
//! without a database; `TONGLI_BENCH_MOST` and `TONGLI_BENCH_LEAST` leave larger and
//! smaller hospitals out and `TONGLI_BENCH_ENGINES` other engines; `QUICK=1` measures
//! small ones, shortly; `TONGLI_BENCH_FOLDER` is where SQLite's files stand (default: the
//! folder for temporary files, which should be on a disk). `TONGLI_BENCH_KEEP=1` leaves
//! the filled hospitals there for the next run: a million matters take long. The figures
//! are printed and kept in `bench/results`.

mod bulk;
mod complaints;
mod files;
mod hospital;
mod lives;
mod load;
mod machine;
mod measure;
mod pages;
mod place;
mod raw;
mod registering;
mod report;
mod rows;
mod scale;
mod scan;
mod stopwatch;
mod words;

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use tongli_kernel::{Clock, HospitalTime, SystemClock};
use tongli_store::Engine;

use crate::measure::measure;
use crate::scale::scales;

fn given(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn cases(name: &str) -> anyhow::Result<Option<u64>> {
    let given = given(name).map(|cases| cases.parse());
    given.transpose().with_context(|| name.to_owned())
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let quick = given("QUICK").is_some_and(|value| value == "1");
    let is_kept = given("TONGLI_BENCH_KEEP").is_some_and(|value| value == "1");
    let scales = scales(
        quick,
        cases("TONGLI_BENCH_LEAST")?.unwrap_or_default(),
        cases("TONGLI_BENCH_MOST")?.unwrap_or(u64::MAX),
    );
    let cluster = given("TONGLI_BENCH_POSTGRES").or_else(|| given("TONGLI_TEST_POSTGRES"));
    let only = given("TONGLI_BENCH_ENGINES").unwrap_or_else(|| "sqlite postgresql".to_owned());
    let mut engines = vec![Engine::Sqlite];
    if cluster.is_some() {
        engines.push(Engine::Postgres);
    }
    engines.retain(|engine| only.contains(&report::name(*engine).to_lowercase()));
    let time = HospitalTime::named("Asia/Shanghai").context("the time zone")?;
    let day = time.day_of(SystemClock.now()).to_string();
    let mut text = report::head(&day, quick, &engines, &machine::machine());
    let mut path = String::new();
    for engine in &engines {
        let mut hospitals = Vec::new();
        for scale in &scales {
            say(&format!(
                "{}, {} matters\n",
                report::name(*engine),
                scale.cases
            ))?;
            hospitals.push(
                measure(
                    *engine,
                    cluster.as_deref().unwrap_or_default(),
                    *scale,
                    is_kept,
                )
                .await?,
            );
        }
        let part = report::part(&hospitals);
        say(&part)?;
        text.push_str(&part);
        path = keep(&day, quick, &engines, &text)?;
    }
    say(&format!("Kept in {path}\n"))
}

fn say(text: &str) -> anyhow::Result<()> {
    Ok(std::io::stdout().lock().write_all(text.as_bytes())?)
}

/// Writes the figures beside those of other days; answers where.
fn keep(day: &str, quick: bool, engines: &[Engine], text: &str) -> anyhow::Result<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("results");
    std::fs::create_dir_all(&folder)?;
    let engines: Vec<String> = engines
        .iter()
        .map(|engine| report::name(*engine).to_lowercase())
        .collect();
    let quick = if quick { "-quick" } else { "" };
    let name = format!("{day}-{}{quick}.md", engines.join("-"));
    std::fs::write(folder.join(&name), text.trim_end().to_owned() + "\n")?;
    Ok(format!("bench/results/{name}"))
}
