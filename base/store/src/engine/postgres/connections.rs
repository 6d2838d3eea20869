//! The connections to PostgreSQL.
//!
//! sqlx's own pool asks every connection that comes back whether it still stands: a round
//! trip and a task for each reading, as dear as most of what a page reads. Here a
//! connection says itself whether it may be lent again.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Connection, Executor};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::StoreError;

const CONNECTIONS: u32 = 16;

/// How long somebody waits for one.
const WAITS: Duration = Duration::from_secs(5);

/// After so long a connection is asked whether it still stands.
const FRESH: Duration = Duration::from_secs(1);

/// Many short statements: to start helpers or to compile a plan costs a page more than
/// all of its work, and the server takes to both by the size of the tables.
const PLANS: &str = "SET max_parallel_workers_per_gather = 0; SET jit = off";

/// A few connections, opened when they are first needed.
pub(super) struct Connections {
    options: Box<PgConnectOptions>,
    free: Arc<Semaphore>,
    idle: Arc<Mutex<Vec<Idle>>>,
}

struct Idle {
    conn: PgConnection,
    since: Instant,
}

/// What a connection waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Ready,
    InTransaction,
    /// A statement of the transaction was refused: the server keeps nothing of it.
    Refused,
    /// An answer is under way, or none came.
    Unsure,
}

/// A connection in use. It is ready for the next before the place of its user is free; one
/// that was left in the middle of something is closed, which undoes what it had begun.
pub(crate) struct Lent {
    conn: Option<PgConnection>,
    state: State,
    idle: Arc<Mutex<Vec<Idle>>>,
    _place: OwnedSemaphorePermit,
}

impl Connections {
    pub(super) fn of(options: PgConnectOptions) -> Connections {
        Connections {
            options: Box::new(options),
            free: Arc::new(Semaphore::new(CONNECTIONS as usize)),
            idle: Arc::default(),
        }
    }

    pub(super) async fn take(&self) -> Result<Lent, StoreError> {
        tokio::time::timeout(WAITS, self.find())
            .await
            .map_err(|_| away("no connection to the database in time"))?
    }

    async fn find(&self) -> Result<Lent, StoreError> {
        let place = self.free.clone().acquire_owned().await;
        let place = place.map_err(|_| away("the database is closed"))?;
        let conn = loop {
            let Some(mut kept) = lock(&self.idle).pop() else {
                break self.connect().await?;
            };
            if age(kept.since) <= FRESH || kept.conn.ping().await.is_ok() {
                break kept.conn;
            }
        };
        Ok(Lent {
            conn: Some(conn),
            state: State::Ready,
            idle: self.idle.clone(),
            _place: place,
        })
    }

    async fn connect(&self) -> Result<PgConnection, StoreError> {
        let mut conn = PgConnection::connect_with(&self.options).await?;
        conn.execute(PLANS).await?;
        Ok(conn)
    }

    /// Waits for those in use and gives none away any more.
    pub(super) async fn close(&self) {
        let _all = self.free.acquire_many(CONNECTIONS).await;
        self.free.close();
        let idle = std::mem::take(&mut *lock(&self.idle));
        for kept in idle {
            if let Err(error) = kept.conn.close().await {
                tracing::debug!(%error, "a connection was gone before it was closed");
            }
        }
    }
}

impl Lent {
    /// Speaks to the server; a failure that is not an answer of its, or a caller who went
    /// away, leaves the connection unsure.
    pub(super) async fn speak<T>(
        &mut self,
        words: impl AsyncFnOnce(&mut PgConnection) -> Result<T, sqlx::Error>,
    ) -> Result<T, StoreError> {
        let before = std::mem::replace(&mut self.state, State::Unsure);
        let conn = self.conn.as_mut();
        let conn = conn.ok_or_else(|| StoreError::bug("a connection lives until it is dropped"))?;
        let outcome = words(conn).await;
        self.state = match &outcome {
            Ok(_) => before,
            Err(error) if !is_answer(error) => State::Unsure,
            Err(_) if before == State::Ready => State::Ready,
            Err(_) => State::Refused,
        };
        Ok(outcome?)
    }

    pub(super) async fn begin(&mut self) -> Result<(), StoreError> {
        self.order("BEGIN", State::InTransaction).await
    }

    /// The server would answer the commit of a refused transaction with its rollback, and
    /// call that done.
    pub(crate) async fn commit(mut self) -> Result<(), StoreError> {
        if self.state == State::Refused {
            self.rollback().await?;
            return Err(StoreError::bug(
                "a statement was refused, and the job went on",
            ));
        }
        self.order("COMMIT", State::Ready).await
    }

    pub(crate) async fn rollback(mut self) -> Result<(), StoreError> {
        self.order("ROLLBACK", State::Ready).await
    }

    async fn order(&mut self, word: &'static str, after: State) -> Result<(), StoreError> {
        self.speak(async |conn| conn.execute(word).await.map(|_| ()))
            .await?;
        self.state = after;
        Ok(())
    }
}

/// Whether the server itself said so, so that the connection stands.
fn is_answer(error: &sqlx::Error) -> bool {
    // Class 57P: it is going away.
    let goes = |code: &str| code.starts_with("57P");
    match error {
        sqlx::Error::Database(said) => !said.code().is_some_and(|code| goes(&code)),
        _ => false,
    }
}

fn away(why: &'static str) -> StoreError {
    StoreError::Unavailable(anyhow::anyhow!(why))
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long a connection lay idle is asked of the machine; nothing is decided by it"
)]
fn age(since: Instant) -> Duration {
    since.elapsed()
}

fn lock(idle: &Mutex<Vec<Idle>>) -> MutexGuard<'_, Vec<Idle>> {
    idle.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Lent {
    #[expect(
        clippy::disallowed_methods,
        reason = "how long a connection lay idle is asked of the machine; nothing is decided by it"
    )]
    fn drop(&mut self) {
        let Some(conn) = self.conn.take().filter(|_| self.state == State::Ready) else {
            return;
        };
        let since = Instant::now();
        lock(&self.idle).push(Idle { conn, since });
    }
}
