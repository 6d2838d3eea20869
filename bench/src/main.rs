//! `make bench`: how fast the program is at 10,000 cases, beside the same rows
//! written and read by plain statements in the same run.
//!
//! `TONGLI_BENCH_POSTGRES` (else `TONGLI_TEST_POSTGRES`) names a PostgreSQL cluster
//! without a database; `QUICK=1` measures a tenth, shortly; `TONGLI_BENCH_FOLDER` is
//! where SQLite's files stand (default: the folder for temporary files, which should
//! be on a disk). The figures are printed and kept in `bench/results`.

mod complaints;
mod house;
mod load;
mod machine;
mod measure;
mod place;
mod raw;
mod reading;
mod registering;
mod report;
mod rows;
mod stopwatch;

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use tongli_kernel::{Clock, HospitalTime, SystemClock};
use tongli_store::Engine;

use crate::measure::{Scale, measure};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let quick = std::env::var("QUICK").is_ok_and(|value| value == "1");
    let scale = if quick { Scale::QUICK } else { Scale::FULL };
    let cluster = ["TONGLI_BENCH_POSTGRES", "TONGLI_TEST_POSTGRES"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    let mut engines = vec![Engine::Sqlite];
    if cluster.is_some() {
        engines.push(Engine::Postgres);
    }
    let time = HospitalTime::named("Asia/Shanghai").context("the time zone")?;
    let day = time.day_of(SystemClock.now()).to_string();
    let mut text = report::head(&day, quick, &engines, &machine::machine());
    for engine in &engines {
        let measured = measure(*engine, cluster.as_deref().unwrap_or_default(), scale).await?;
        let part = report::part(&measured);
        say(&part)?;
        text.push_str(&part);
    }
    let path = keep(&day, quick, &engines, &text)?;
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
