//! Rounds: work that finds itself by looking at the data. A round has no input;
//! run twice it changes nothing, stopped in the middle the next one goes on.

use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::task::AbortHandle;
use tongli_kernel::{Fault, Moment};
use tongli_store::{Db, StoreError, Tx, args};
use tongli_web::App;

/// What a round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RoundReport {
    pub looked_at: i64,
    pub changed: i64,
    pub failed: i64,
}

pub type RoundFuture<'a> = BoxFuture<'a, Result<RoundReport, Fault>>;

/// One round of a room.
#[derive(Clone, Copy)]
pub struct Round {
    pub name: &'static str,
    pub every_seconds: i64,
    pub run: for<'a> fn(&'a App) -> RoundFuture<'a>,
}

/// A round that takes longer than this may be taken over by another server.
const LEASE_SECONDS: i64 = 300;
/// A round is cut off before its lease ends, so that it never runs twice at once.
const LONGEST: Duration = Duration::from_secs(240);
/// How often a server looks whether a round is due.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Runs every round whose time has come and whose lease is free; answers how many
/// ran here.
pub async fn run_due(app: &App, rounds: &[Round]) -> usize {
    run_due_within(app, rounds, LONGEST).await
}

/// [`run_due`] with another limit for each round.
pub async fn run_due_within(app: &App, rounds: &[Round], longest: Duration) -> usize {
    let mut ran = 0;
    for round in rounds {
        match take_lease(app, round).await {
            Ok(true) => {
                run_one(app, round, longest).await;
                ran += 1;
            }
            Ok(false) => {}
            Err(fault) => tracing::warn!(round = round.name, ?fault, "no lease for a round"),
        }
    }
    ran
}

/// The rounds of a server, each looked after by a task of its own: one that hangs
/// keeps no other waiting.
#[derive(Debug)]
pub struct Running(Vec<AbortHandle>);

impl Running {
    /// Whether every round is still looked after.
    pub fn is_well(&self) -> bool {
        !self.0.iter().any(AbortHandle::is_finished)
    }

    pub fn stop(&self) {
        self.0.iter().for_each(AbortHandle::abort);
    }
}

/// Runs rounds until they are stopped.
pub fn run_forever(app: &App, rounds: &[Round]) -> Running {
    Running(
        rounds
            .iter()
            .map(|round| tokio::spawn(look_after(app.clone(), *round)).abort_handle())
            .collect(),
    )
}

async fn look_after(app: App, round: Round) {
    loop {
        run_due(&app, &[round]).await;
        #[expect(
            clippy::disallowed_methods,
            reason = "this wait only paces the looking; when a round is due is asked of the clock"
        )]
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

async fn take_lease(app: &App, round: &Round) -> Result<bool, Fault> {
    let now = app.now();
    // Asked first with a read: mostly nothing is due, and a read locks nobody.
    if !is_due(&app.db, round.name, now).await? {
        return Ok(false);
    }
    app.db
        .write(async |tx| {
            let taken = tx
                .run(
                    "INSERT INTO rounds (name, leased_until, next_at) VALUES ($1, $2, $3)
                     ON CONFLICT (name) DO UPDATE
                     SET leased_until = excluded.leased_until, next_at = excluded.next_at
                     WHERE rounds.leased_until <= $4 AND rounds.next_at <= $4",
                    args![
                        round.name,
                        now.plus_seconds(LEASE_SECONDS),
                        now.plus_seconds(round.every_seconds),
                        now
                    ],
                )
                .await?;
            Ok(taken == 1)
        })
        .await
}

/// When a round that came to its end last began, on whichever server.
pub async fn last_begun(tx: &mut Tx, name: &str) -> Result<Option<Moment>, StoreError> {
    tx.find(
        "SELECT started_at FROM round_runs WHERE name = $1 AND error IS NULL
         ORDER BY started_at DESC LIMIT 1",
        args![name],
        |row| row.get("started_at"),
    )
    .await
}

async fn is_due(db: &Db, name: &str, now: Moment) -> Result<bool, StoreError> {
    let row = db
        .read()
        .await?
        .find(
            "SELECT leased_until, next_at FROM rounds WHERE name = $1",
            args![name],
            |row| {
                Ok((
                    row.get::<Moment>("leased_until")?,
                    row.get::<Moment>("next_at")?,
                ))
            },
        )
        .await?;
    Ok(row.is_none_or(|(leased, next)| leased <= now && next <= now))
}

/// How a round came to its end.
enum Outcome {
    Reported(RoundReport),
    Failed(&'static str),
    /// Cut off; what it was doing may not have noticed yet.
    TooLong,
}

/// In a task of its own: a panic ends that round alone.
async fn outcome(app: &App, round: &Round, longest: Duration) -> Outcome {
    let (own, run) = (app.clone(), round.run);
    let mut task = tokio::spawn(async move { run(&own).await });
    match tokio::time::timeout(longest, &mut task).await {
        Ok(Ok(Ok(report))) => Outcome::Reported(report),
        Ok(Ok(Err(fault))) => {
            tracing::error!(round = round.name, ?fault, "a round failed");
            // The log has the details; this is for the administrator's page.
            Outcome::Failed(fault_kind(&fault))
        }
        Ok(Err(error)) => {
            tracing::error!(round = round.name, %error, "a round panicked");
            Outcome::Failed("panicked")
        }
        Err(_) => {
            task.abort();
            tracing::error!(round = round.name, "a round took too long and was cut off");
            Outcome::TooLong
        }
    }
}

async fn run_one(app: &App, round: &Round, longest: Duration) {
    let began = app.now();
    let outcome = outcome(app, round, longest).await;
    let took = app.now().millis() - began.millis();
    // The lease of a round cut off runs out by itself: it may still be busy.
    let free = !matches!(outcome, Outcome::TooLong);
    let (report, error) = match outcome {
        Outcome::Reported(report) => (report, None),
        Outcome::Failed(why) => (failed(), Some(why)),
        Outcome::TooLong => (failed(), Some("too-long")),
    };
    metrics::counter!("tongli_round_runs_total", "round" => round.name).increment(1);
    metrics::counter!("tongli_round_failures_total", "round" => round.name)
        .increment(u64::try_from(report.failed).unwrap_or(0));
    let kept = app
        .db
        .write(async |tx| {
            tx.run(
                "INSERT INTO round_runs
                     (name, started_at, server, took_ms, looked_at, changed, failed, error)
                 VALUES ($1,$2,$3,$4,$5,$6,$7,$8) ON CONFLICT DO NOTHING",
                args![
                    round.name,
                    began,
                    i64::from(app.server),
                    took,
                    report.looked_at,
                    report.changed,
                    report.failed,
                    error
                ],
            )
            .await?;
            tx.run(
                "DELETE FROM round_runs WHERE name = $1 AND started_at < $2",
                args![round.name, began.plus_hours(-48)],
            )
            .await?;
            if free {
                tx.run(
                    "UPDATE rounds SET leased_until = 0 WHERE name = $1",
                    args![round.name],
                )
                .await?;
            }
            Ok(())
        })
        .await;
    if let Err(fault) = kept {
        tracing::warn!(round = round.name, ?fault, "a round's account was not kept");
    }
}

fn failed() -> RoundReport {
    RoundReport {
        failed: 1,
        ..RoundReport::default()
    }
}

const fn fault_kind(fault: &Fault) -> &'static str {
    match fault {
        Fault::Unavailable(_) => "unavailable",
        Fault::Conflict(_) => "conflict",
        _ => "failed",
    }
}

/// A round's last run, for the administrator's page.
#[derive(Debug, Clone)]
pub struct LastRun {
    pub name: String,
    pub started_at: Moment,
    pub took_ms: i64,
    pub looked_at: i64,
    pub changed: i64,
    pub failed: i64,
    pub error: Option<String>,
    pub next_at: Moment,
}

/// The last run of each round.
pub async fn last_runs(db: &Db) -> Result<Vec<LastRun>, StoreError> {
    db.read()
        .await?
        .all(
            "SELECT r.name AS name, r.next_at AS next_at, u.started_at AS started_at,
                    u.took_ms AS took_ms, u.looked_at AS looked_at, u.changed AS changed,
                    u.failed AS failed, u.error AS error
             FROM rounds r
             JOIN round_runs u ON u.name = r.name AND u.started_at =
                 (SELECT MAX(v.started_at) FROM round_runs v WHERE v.name = r.name)
             ORDER BY r.name",
            vec![],
            |row| {
                Ok(LastRun {
                    name: row.get("name")?,
                    started_at: row.get("started_at")?,
                    took_ms: row.get("took_ms")?,
                    looked_at: row.get("looked_at")?,
                    changed: row.get("changed")?,
                    failed: row.get("failed")?,
                    error: row.get("error")?,
                    next_at: row.get("next_at")?,
                })
            },
        )
        .await
}
