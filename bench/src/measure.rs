//! All measurements on one engine, in their order.

use std::sync::Arc;

use tongli_store::{Db, Engine};

use crate::house::House;
use crate::machine::{forget_peak, memory};
use crate::place::Place;
use crate::raw::Raw;
use crate::reading::{self, Reading};
use crate::registering::{self, Copies, Plan, registrations};
use crate::report::Measured;
use crate::rows::sizes;

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    pub cases: usize,
    pub rounds: usize,
    /// Registrations of a round.
    pub jobs: usize,
    /// Readings of a round.
    pub reads: usize,
}

impl Scale {
    pub const FULL: Scale = Scale {
        cases: 10_000,
        rounds: 3,
        jobs: 300,
        reads: 1_500,
    };
    pub const QUICK: Scale = Scale {
        cases: 1_000,
        rounds: 3,
        jobs: 200,
        reads: 300,
    };
}

const TASKS: usize = 32;
/// The house, and the copies written through `Db::write` and through a plain pool.
const DATABASES: [&str; 3] = ["house", "face", "plain"];

/// Makes the databases, measures, and clears them away also when it failed.
pub async fn measure(engine: Engine, cluster: &str, scale: Scale) -> anyhow::Result<Measured> {
    let place = Place::make(engine, cluster)?;
    let outcome = in_place(&place, scale).await;
    let removed = place.remove(&DATABASES).await;
    let measured = outcome?;
    removed?;
    Ok(measured)
}

async fn in_place(place: &Place, scale: Scale) -> anyhow::Result<Measured> {
    let [name, face, plain] = DATABASES;
    forget_peak();
    let house = House::furnish(place, name).await?;
    let (bytes_empty, _) = sizes(&house.app().db).await?;
    let (fill, left) = registrations(&house, TASKS, 0, scale.cases).await?;
    let memory = memory();
    house.close().await;
    place.settle(name).await?;
    place.copy(name, face).await?;
    place.copy(name, plain).await?;

    let house = House::open(place, name).await?;
    let (bytes_full, tables) = sizes(&house.app().db).await?;
    let settings = settings(&house.app().db).await?;
    let copies = Copies {
        face: Db::open(&place.url(face)).await?,
        plain: Raw::writing(&place.url(plain)).await?,
    };
    let reading = readings(place, &house, Arc::new(left), scale).await?;
    let mut registering = Vec::new();
    let mut first = scale.cases;
    for (tasks, jobs) in [(TASKS, scale.jobs), (1, scale.jobs / 5)] {
        let plan = Plan {
            tasks,
            rounds: scale.rounds,
            jobs,
            first,
        };
        first = plan.end();
        registering.push((tasks, registering::compare(&house, &copies, plan).await?));
    }
    copies.face.close().await;
    copies.plain.close().await;
    house.close().await;
    Ok(Measured {
        engine: place.engine,
        settings,
        cases: scale.cases,
        fill,
        memory,
        bytes_empty,
        bytes_full,
        tables,
        registering,
        reading,
    })
}

async fn readings(
    place: &Place,
    house: &House,
    left: Arc<Vec<crate::house::Left>>,
    scale: Scale,
) -> anyhow::Result<Vec<(Reading, usize, reading::Compared)>> {
    // The house's own database: the same pages, and SQLite lets all of them read.
    let plain = Raw::reading(&place.url(DATABASES[0])).await?;
    let mut all = Vec::new();
    for reading in Reading::ALL {
        for (tasks, jobs) in [(1, scale.reads / 5), (TASKS, scale.reads)] {
            // A list costs more than a case.
            let jobs = if matches!(reading, Reading::Open) {
                jobs
            } else {
                jobs / 5
            };
            let how = (tasks, scale.rounds, jobs);
            all.push((
                reading,
                tasks,
                reading::compare(house, &plain, &left, reading, how).await?,
            ));
        }
    }
    plain.close().await;
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
