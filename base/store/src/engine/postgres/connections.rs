//! The connections to PostgreSQL.
//!
//! sqlx's own pool asks every connection that comes back whether it still stands: a round
//! trip and a task for each reading, as dear as most of what a page reads. Here a
//! connection says itself whether it may be lent again.

use std::time::{Duration, Instant};

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Connection, Executor};

use crate::StoreError;
use crate::engine::places::{Place, Places, away};

const CONNECTIONS: u32 = 16;

/// How long somebody waits for one.
const WAITS: Duration = Duration::from_secs(5);

/// A server that is starting again is asked again after so long.
const PAUSE: Duration = Duration::from_millis(100);

/// After so long a connection is asked whether it still stands.
const FRESH: Duration = Duration::from_secs(1);

/// Many short statements: to start helpers or to compile a plan costs a page more than
/// all of its work, and the server takes to both by the size of the tables.
const PLANS: &str = "SET max_parallel_workers_per_gather = 0; SET jit = off";

/// A few connections, opened when they are first needed.
pub(super) struct Connections {
    options: Box<PgConnectOptions>,
    places: Places<Idle>,
}

/// A connection that nobody uses, and since when.
type Idle = (PgConnection, Instant);

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

/// A connection in use. One that was left in the middle of something is closed, which
/// undoes what it had begun.
pub(crate) struct Lent {
    conn: Option<PgConnection>,
    state: State,
    place: Place<Idle>,
}

impl Connections {
    pub(super) fn of(options: PgConnectOptions) -> Connections {
        Connections {
            options: Box::new(options),
            places: Places::of(CONNECTIONS),
        }
    }

    pub(super) async fn take(&self) -> Result<Lent, StoreError> {
        tokio::time::timeout(WAITS, self.find())
            .await
            .map_err(|_| away("no connection to the database in time"))?
    }

    async fn find(&self) -> Result<Lent, StoreError> {
        let place = self.places.take().await?;
        let conn = loop {
            let Some((mut conn, since)) = place.find() else {
                break self.connect().await?;
            };
            if idle_for(since) <= FRESH || conn.ping().await.is_ok() {
                break conn;
            }
        };
        Ok(Lent {
            conn: Some(conn),
            state: State::Ready,
            place,
        })
    }

    /// A server that starts again within seconds is waited for.
    async fn connect(&self) -> Result<PgConnection, StoreError> {
        loop {
            match PgConnection::connect_with(&self.options).await {
                Err(error) if is_starting(&error) => {
                    #[expect(clippy::disallowed_methods, reason = "the server tells nobody")]
                    tokio::time::sleep(PAUSE).await;
                }
                opened => {
                    let mut conn = opened?;
                    conn.execute(PLANS).await?;
                    return Ok(conn);
                }
            }
        }
    }

    /// Waits for those in use and gives none away any more.
    pub(super) async fn close(&self) {
        for (conn, _) in self.places.close().await {
            if let Err(error) = conn.close().await {
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

/// Whether nobody listens yet, or the server says that it is starting.
fn is_starting(error: &sqlx::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    match error {
        sqlx::Error::Io(error) => matches!(
            error.kind(),
            ConnectionRefused | ConnectionAborted | ConnectionReset
        ),
        sqlx::Error::Database(said) => said.code().as_deref() == Some("57P03"),
        _ => false,
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "it stands or not by the machine's time"
)]
fn idle_for(since: Instant) -> Duration {
    since.elapsed()
}

impl Drop for Lent {
    #[expect(
        clippy::disallowed_methods,
        reason = "it stands or not by the machine's time"
    )]
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take().filter(|_| self.state == State::Ready) {
            self.place.give_back((conn, Instant::now()));
        }
    }
}
