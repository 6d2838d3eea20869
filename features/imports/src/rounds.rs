//! Brings confirmed registers in though nobody waits for it.

use serde_json::Value as Json;
use tongli_feature::{Round, RoundReport};
use tongli_kernel::{Fault, StaffId, Viewer};
use tongli_store::Tx;
use tongli_store::jobs::{self, Job};
use tongli_web::App;

use crate::actions::{JOB, LEASE_SECONDS, Report, bring_in_rows, publish};
use crate::import::{Import, State};
use crate::store;

pub const ROUNDS: &[Round] = &[Round {
    name: "run_imports",
    every_seconds: 5,
    run: |app| Box::pin(run_imports(app)),
}];

/// Batches of one run: it ends long before a round is cut off.
const BATCHES: usize = 10;

async fn run_imports(app: &App) -> Result<RoundReport, Fault> {
    let now = app.now();
    let until = now.plus_seconds(LEASE_SECONDS);
    // Asked with a read first: mostly nothing waits, and a read locks nobody.
    let waiting = {
        let mut tx = app.db.read().await?;
        store::imports::count_running(&mut tx, app.tenant).await?
    };
    if waiting == 0 {
        return Ok(RoundReport::default());
    }
    let leased = app
        .db
        .write(async |tx| Ok(jobs::lease(tx, JOB, now, until).await?))
        .await?;
    let Some(job) = leased else {
        return Ok(RoundReport::default());
    };
    let changed = run_job(app, &job).await?;
    Ok(RoundReport {
        looked_at: 1,
        changed: i64::from(changed),
        failed: 0,
    })
}

async fn run_job(app: &App, job: &Job) -> Result<bool, Fault> {
    let (import, viewer) = {
        let mut tx = app.db.read().await?;
        (
            import_of(&mut tx, job).await?,
            who(&mut tx, app, job).await?,
        )
    };
    let Some(import) = import.filter(|import| import.state == State::Running) else {
        return give_up(app, job).await;
    };
    match bring_in_rows(app, &viewer, &import, BATCHES, Report::Job(job)).await {
        Ok(true) => {
            publish(app, &viewer, import.id).await?;
            Ok(true)
        }
        Ok(false) => release(app, job).await,
        // Cancelled while a batch was under way.
        Err(Fault::Conflict(_)) => Ok(false),
        Err(fault) => Err(fault),
    }
}

async fn import_of(tx: &mut Tx, job: &Job) -> Result<Option<Import>, Fault> {
    let params: Json = serde_json::from_str(&job.params).map_err(Fault::bug)?;
    let Some(id) = params["import"].as_str().and_then(|text| text.parse().ok()) else {
        return Ok(None);
    };
    Ok(store::imports::find(tx, job.tenant, id).await?)
}

/// What is brought in was brought in by whoever confirmed it.
async fn who(tx: &mut Tx, app: &App, job: &Job) -> Result<Viewer, Fault> {
    let by = tongli_people::viewer_of(tx, app, StaffId::new(job.by)).await?;
    Ok(by.unwrap_or_else(|| Viewer::clock(job.tenant, "run_imports")))
}

/// More is left: the next run takes it at once.
async fn release(app: &App, job: &Job) -> Result<bool, Fault> {
    let now = app.now();
    app.db
        .write(async |tx| {
            let fresh = jobs::find(tx, job.tenant, job.id).await?;
            if let Some(fresh) = fresh {
                jobs::progress(tx, &fresh, fresh.done, fresh.total, now).await?;
            }
            Ok(true)
        })
        .await
}

async fn give_up(app: &App, job: &Job) -> Result<bool, Fault> {
    let now = app.now();
    app.db
        .write(async |tx| {
            let state = jobs::State::Failed;
            jobs::finish(tx, job.tenant, job.id, state, "{}", now, None).await?;
            Ok(false)
        })
        .await
}
