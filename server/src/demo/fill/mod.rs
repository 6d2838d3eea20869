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

use serde::{Deserialize, Serialize};
use tongli_kernel::{Day, Fault, Moment, Viewer};
use tongli_store::{Tx, args, history, settings};
use tongli_web::App;

use plan::{Batch, Plan};
use workshop::Workshop;

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
    let plan = Plan::of(&app.time, cases, kept.until, (kept.lived, kept.batch));
    let mut there: u64 = plan
        .batches()
        .iter()
        .take(kept.done)
        .map(Batch::cases)
        .sum();
    let before = there;
    progress(there, cases);
    if kept.done == plan.batches().len() {
        return Ok(Filled::Done(0));
    }
    let workshop = Workshop::furnish(app).await?;
    let live = async |at: usize| match plan.batches().get(at) {
        Some(batch) => workshop.live(app, &plan, batch, seed).await.map(Some),
        None => Ok(None),
    };
    let mut made = live(kept.done).await?;
    while let Some(one) = made {
        kept.done += 1;
        // The next one is lived while this one is carried over.
        let (next, ()) = tokio::try_join!(live(kept.done), carry(app, &workshop, &one, &kept))?;
        settle(app).await?;
        there += one.cases();
        progress(there, cases);
        made = next;
    }
    workshop.close().await;
    app.db.refresh_statistics().await?;
    Ok(Filled::Done(there - before))
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

/// Carries a batch over and says that it is there, in one transaction.
async fn carry(
    app: &App,
    workshop: &Workshop,
    made: &workshop::Made,
    kept: &Kept,
) -> Result<(), Fault> {
    let text = &serde_json::to_string(kept).map_err(Fault::bug)?;
    let operator = &Viewer::operator(app.tenant);
    app.db
        .write_alone(async |tx| {
            workshop.carry(tx, app, made).await?;
            Ok(settings::set(tx, operator, SETTING, text, app.now()).await?)
        })
        .await
}
