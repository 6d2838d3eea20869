//! All measurements of one hospital on one engine, in their order.

use std::sync::Arc;
use std::time::Duration;

use tongli_kernel::{Clock, SystemClock};
use tongli_store::{Db, Engine};

use crate::bulk;
use crate::files::{Carried, bring_in, take_out};
use crate::hospital::{Hospital, Served};
use crate::lives::live;
use crate::machine::{memory_of, rest};
use crate::pages::{AT_ONCE, Fetched, Page, fetch_all};
use crate::place::Place;
use crate::raw::Raw;
use crate::registering::{self, Desk, Plan};
use crate::rows::sizes;
use crate::scale::Scale;
use crate::scan::{bytes_of_text, look_through};
use crate::stopwatch::Rounds;
use crate::words::{Words, numbers};

/// Everything measured in one hospital.
pub struct Measured {
    pub engine: Engine,
    /// Version and the settings that decide how durable a commit is.
    pub settings: String,
    pub scale: Scale,
    pub filled_in: Option<Duration>,
    /// Carrying the same rows into an empty copy.
    pub carried_in: Option<Duration>,
    pub bytes: i64,
    pub text: i64,
    pub tables: Vec<(String, i64)>,
    pub started_in: Duration,
    /// KiB at rest after the start, after all pages were fetched, and after all that was
    /// registered by many at once.
    pub memory: [u64; 3],
    pub pages: Vec<Fetched>,
    /// Looking for the rare word in every narrative.
    pub scan: Duration,
    pub lives: Rounds,
    pub out: Vec<(&'static str, Carried)>,
    pub brought_in: [Carried; 2],
    /// By how many tasks registered at once.
    pub registering: Vec<(usize, registering::Compared)>,
}

/// The hospital, and the copy into which rows are written beside it.
const DATABASES: [&str; 2] = ["house", "plain"];

/// Makes the databases, measures, and clears them away also when it failed.
/// `keep` leaves what was filled where it is, for the next run.
pub async fn measure(
    engine: Engine,
    cluster: &str,
    scale: Scale,
    keep: bool,
) -> anyhow::Result<Measured> {
    let place = Place::make(engine, cluster, scale.cases, keep)?;
    let outcome = in_place(&place, scale).await;
    let removed = place.remove(&DATABASES).await;
    let measured = outcome?;
    removed?;
    Ok(measured)
}

async fn in_place(place: &Place, scale: Scale) -> anyhow::Result<Measured> {
    let [name, plain] = DATABASES;
    let hospital = Hospital::at(place, name)?;
    hospital.found(place, name, scale.cases).await?;
    place.settle(name).await?;
    let db = Db::open(&place.url(name)).await?;
    let settings = settings(&db).await?;
    let (bytes, tables) = sizes(&db).await?;
    let text = bytes_of_text(&db).await?;
    let words = Words::choose(&db).await?;
    let scan = look_through(&db, &words.rare.0).await?;
    let numbers = numbers(&db, 500).await?;
    db.close().await;
    let carried_in = match scale.beside_plain() {
        true => Some(carry(place, name, plain).await?),
        false => None,
    };

    let served = hospital.serve().await?;
    let started_in = served.started_in;
    rest(served.id()).await?;
    let at_rest = memory_of(served.id());
    let pages = pages(&hospital, &served, &words, numbers).await?;
    let pages = fetch_all(&served, pages, scale).await?;
    let after = memory_of(served.id());
    let registering = register(place, &hospital, &served, scale).await?;
    let lives = live(&hospital, &served, 16, scale.registrations).await?;
    let at_last = memory_of(served.id());
    drop(served);
    // What a file takes is asked of a program that has not served a crowd before.
    let served = hospital.serve().await?;
    rest(served.id()).await?;
    let mut out = Vec::new();
    for format in ["xlsx", "csv"] {
        out.push((format, take_out(&hospital, &served, format).await?));
    }
    drop(served);
    let brought_in = bring_in(
        &hospital,
        &place.folder,
        scale.lines,
        SystemClock.now().millis(),
    )
    .await?;
    Ok(Measured {
        engine: place.engine,
        settings,
        scale,
        filled_in: place.filled_in(),
        carried_in,
        bytes,
        text,
        tables,
        started_in,
        memory: [at_rest, after, at_last],
        pages,
        scan,
        lives,
        out,
        brought_in,
        registering,
    })
}

/// An empty copy of the hospital, and its rows carried over; answers how long these took.
async fn carry(place: &Place, name: &str, plain: &str) -> anyhow::Result<Duration> {
    place.clear(plain).await?;
    place.create(plain).await?;
    Hospital::at(place, plain)?.run(&["migrate"]).await?;
    let took = bulk::carry(&place.url(name), &place.url(plain)).await?;
    place.settle(plain).await?;
    Ok(took)
}

async fn register(
    place: &Place,
    hospital: &Hospital,
    served: &Served,
    scale: Scale,
) -> anyhow::Result<Vec<(usize, registering::Compared)>> {
    let [name, plain] = DATABASES;
    let desk = Desk {
        robot: hospital.robot(served, "receptionist")?,
        house: Db::open(&place.url(name)).await?,
        plain: match scale.beside_plain() {
            true => Some(Raw::writing(&place.url(plain)).await?),
            false => None,
        },
    };
    let (mut all, mut first) = (Vec::new(), 0);
    for tasks in AT_ONCE {
        let few = if tasks == 1 { 5 } else { 1 };
        let plan = Plan {
            tasks,
            rounds: scale.rounds,
            jobs: scale.registrations / few,
            first,
            run: SystemClock.now().millis(),
        };
        first = plan.end();
        all.push((tasks, registering::compare(&desk, plan).await?));
    }
    if let Some(plain) = desk.plain {
        plain.close().await;
    }
    desk.house.close().await;
    Ok(all)
}

/// What people look at most, and every search by somebody who sees the whole hospital
/// and by the contact of one department.
async fn pages(
    hospital: &Hospital,
    served: &Served,
    words: &Words,
    numbers: Vec<String>,
) -> anyhow::Result<Vec<Page>> {
    let coordinator = hospital.browser(served, "coordinator").await?;
    let director = hospital.browser(served, "director").await?;
    let ward = hospital.browser(served, "contact-ward").await?;
    let page = |title: &str, paths: Vec<String>, who: &reqwest::Client| Page {
        title: title.to_owned(),
        paths: Arc::new(paths),
        who: who.clone(),
    };
    let cases = numbers.iter().map(|number| format!("/cases/{number}"));
    let filtered = "/cases?stage=registered&kind=complaint&category=T02".to_owned();
    let mut all = vec![
        page("a fixed answer", vec!["/healthz".to_owned()], &director),
        page("open a case", cases.collect(), &coordinator),
        page("newest 50 with filter", vec![filtered], &coordinator),
        page("newest 50", vec!["/cases".to_owned()], &coordinator),
        page("home of a coordinator", vec!["/".to_owned()], &coordinator),
        page("home of the director", vec!["/".to_owned()], &director),
        page("months", vec!["/months".to_owned()], &director),
    ];
    for (who, client) in [("whole hospital", &director), ("one department", &ward)] {
        for (what, asked) in words.searches() {
            let path = reqwest::Url::parse_with_params("http://x/cases", [("q", &asked)])?;
            let path = format!("{}?{}", path.path(), path.query().unwrap_or_default());
            all.push(page(&format!("search, {what}, {who}"), vec![path], client));
        }
    }
    Ok(all)
}

/// The engine's version, and how durable its commits are.
async fn settings(db: &Db) -> anyhow::Result<String> {
    let mut tx = db.read().await?;
    let sql = match tx.engine() {
        Engine::Sqlite => {
            "SELECT 'SQLite ' || sqlite_version() || ', journal ' || journal_mode
                 || ', synchronous ' || synchronous || ' (2 is FULL), file on disk' AS text
             FROM pragma_journal_mode(), pragma_synchronous()"
        }
        Engine::Postgres => {
            "SELECT 'PostgreSQL ' || current_setting('server_version')
                 || ', fsync ' || current_setting('fsync')
                 || ', synchronous_commit ' || current_setting('synchronous_commit')
                 || ', shared_buffers ' || current_setting('shared_buffers')
                 || ', on this machine' AS text"
        }
    };
    Ok(tx.one(sql, vec![], |row| row.get("text")).await?)
}
