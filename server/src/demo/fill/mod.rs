//! Fills the demo hospital with years of invented matters. They are lived in a small
//! database of their own by the house's own verbs, day by day under a clock that is set,
//! and their rows are carried over in bulk, with twins where very many are wished for: what
//! stands there then is what the verbs wrote. The same seed gives the same years; stopped anywhere, the next run goes on.

mod draws;
mod invented;
mod lives;
mod plan;
mod steps;
mod twins;
mod words;
mod workshop;

use std::ops::RangeInclusive;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::task::{JoinSet, spawn_blocking};
use tongli_kernel::{Day, Fault, Moment, Viewer};
use tongli_store::{Tx, args, history, settings};
use tongli_web::App;

use plan::Plan;
use workshop::{Made, Workshop};

/// How far the filling is: a setting of the house.
const SETTING: &str = "demo-fill";

/// What was asked for first; the rest has to fit it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    seed: u64,
    cases: u64,
    lived: u64,
    batch: u64,
    /// The last day on which something is brought.
    until: Day,
    /// Batches that are there.
    done: usize,
    /// Of the next one so many times its matters are there: lived ones, then their twins.
    #[serde(default)]
    times: i64,
}

/// So many times the matters of a batch are carried over in one transaction: each flush
/// to the disk takes pages from everywhere in time with it.
const TIMES_AT_ONCE: i64 = 20;

impl Kept {
    /// Which times of a batch come next, as if they were there. The lived ones come alone:
    /// after them the planner hears how much there is.
    fn next(&mut self, twins: i64) -> RangeInclusive<i64> {
        let from = self.times;
        let to = match from {
            0 => 0,
            _ => twins.min(from + TIMES_AT_ONCE - 1),
        };
        self.times = to + 1;
        if to == twins {
            (self.done, self.times) = (self.done + 1, 0);
        }
        from..=to
    }
}

/// What became of a filling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filled {
    /// All are there; so many came now.
    Done(u64),
    /// Another number, or another seed, was asked for before.
    Other { seed: u64, cases: u64 },
}

/// What is wished for.
#[derive(Debug, Clone, Copy)]
pub struct Years {
    pub cases: u64,
    /// Another one gives other matters.
    pub seed: u64,
    /// So many are lived at most; beyond, each has twins.
    pub lived: u64,
    /// Matters that are carried over at once, at least.
    pub batch: u64,
}

impl Years {
    pub const fn of(cases: u64, seed: u64) -> Years {
        Years {
            cases,
            seed,
            lived: 10_000,
            batch: 1_000,
        }
    }
}

/// Fills the house with so many matters. `progress` hears how many of them are there.
pub async fn fill_years(
    app: &App,
    years: Years,
    mut progress: impl FnMut(u64, u64),
) -> Result<Filled, Fault> {
    let Years { cases, seed, .. } = years;
    let mut kept = begun(app, years).await?;
    if (kept.seed, kept.cases) != (seed, cases) {
        let (seed, cases) = (kept.seed, kept.cases);
        return Ok(Filled::Other { seed, cases });
    }
    // What is there was divided as it was begun.
    let plan = Arc::new(Plan::of(
        &app.time,
        cases,
        kept.until,
        (kept.lived, kept.batch),
    ));
    let before = plan.there(kept.done, kept.times);
    progress(before, cases);
    if kept.done == plan.batches().len() {
        return Ok(Filled::Done(0));
    }
    let workshop = Arc::new(Workshop::furnish(app).await?);
    let mut batches = plan.batches().iter().skip(kept.done).cloned();
    // A batch is lived beside, while the one before it is carried over.
    let mut living = JoinSet::new();
    let mut live_next = |living: &mut JoinSet<_>| {
        if let Some(batch) = batches.next() {
            let (app, workshop, plan) = (app.clone(), workshop.clone(), plan.clone());
            living.spawn(async move { workshop.live(&app, &plan, &batch, seed).await });
        }
    };
    live_next(&mut living);
    while let Some(lived) = living.join_next().await {
        let made = Arc::new(lived.map_err(Fault::bug)??);
        live_next(&mut living);
        let batch = kept.done;
        while kept.done == batch {
            let times = kept.next(made.twins);
            carry(app, (&workshop, &made), times, &kept).await?;
            progress(plan.there(kept.done, kept.times), cases);
            app.db.refresh_statistics().await?;
        }
        settle(app).await?;
    }
    workshop.close().await;
    Ok(Filled::Done(cases - before))
}

/// What the rounds of a house do within a day: counts the months and seals the histories.
async fn settle(app: &App) -> Result<(), Fault> {
    tongli_cases::fold_figures(app).await?;
    while history::seal_changed(&app.db, app.tenant, &app.keys, app.now()).await? > 0 {}
    Ok(())
}

/// What was asked for before, or now for the first time.
async fn begun(app: &App, years: Years) -> Result<Kept, Fault> {
    let mut tx = app.db.read().await?;
    if let Some(text) = settings::find(&mut tx, app.tenant, SETTING).await? {
        return serde_json::from_str(&text).map_err(Fault::bug);
    }
    let first = first_registered(&mut tx, app).await?.unwrap_or(app.now());
    Ok(Kept {
        seed: years.seed,
        cases: years.cases,
        lived: years.lived,
        batch: years.batch,
        until: app.time.day_of(first).plus_days(-1),
        done: 0,
        times: 0,
    })
}

/// When the week that the demo begins with was written: no day has two beginnings of
/// its numbers.
async fn first_registered(tx: &mut Tx, app: &App) -> Result<Option<Moment>, Fault> {
    let found = tx
        .find(
            "SELECT registered_at FROM cases WHERE tenant = $1 ORDER BY id LIMIT 1",
            args![app.tenant],
            |row| row.get::<Moment>("registered_at"),
        )
        .await?;
    Ok(found)
}

/// Carries what a batch left, or its twins, over and says so, in one transaction.
async fn carry(
    app: &App,
    (workshop, made): (&Arc<Workshop>, &Arc<Made>),
    times: RangeInclusive<i64>,
    kept: &Kept,
) -> Result<(), Fault> {
    let text = &serde_json::to_string(kept).map_err(Fault::bug)?;
    let operator = &Viewer::operator(app.tenant);
    let make = |nth| {
        let (workshop, made, tenant) = (workshop.clone(), made.clone(), app.tenant);
        (
            nth,
            spawn_blocking(move || workshop.rows(&made, tenant, nth)),
        )
    };
    let times = &times;
    app.db
        .write_alone(async |tx| {
            let mut times = times.clone().map(make);
            let mut making = times.next();
            while let Some((nth, rows)) = making {
                let rows = rows.await.map_err(Fault::bug)??;
                // The next ones are made while these are put where they belong.
                making = times.next();
                workshop.carry(tx, app, (made, nth), rows).await?;
            }
            Ok(settings::set(tx, operator, SETTING, text, app.now()).await?)
        })
        .await
}
