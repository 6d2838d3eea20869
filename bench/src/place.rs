//! Where the databases of a measurement stand: a temporary folder on disk, or a
//! PostgreSQL cluster. All of it goes when the measurement is done. A hospital that took
//! long to fill can be kept for the next run: each run then measures a copy of it.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tongli_store::{DbUrl, Engine};

/// The databases of one engine.
pub struct Place {
    pub engine: Engine,
    /// SQLite files, keys and attachments.
    pub folder: PathBuf,
    cluster: String,
    /// What the databases and the folder are called.
    label: String,
    /// What was filled stays.
    pub is_kept: bool,
}

/// Says in the folder of a kept hospital that it is filled, and in how many milliseconds.
const FILLED: &str = "filled-in-ms";

impl Place {
    /// `cluster` is an address without a database name, for PostgreSQL. A kept hospital
    /// is found again by how many matters it has.
    pub fn make(engine: Engine, cluster: &str, cases: u64, is_kept: bool) -> anyhow::Result<Place> {
        let base = std::env::var("TONGLI_BENCH_FOLDER")
            .map_or_else(|_| std::env::temp_dir(), PathBuf::from);
        let label = match is_kept {
            true => format!("kept_{cases}"),
            false => std::process::id().to_string(),
        };
        let folder = base.join(format!("tongli-bench-{label}-{engine:?}"));
        std::fs::create_dir_all(&folder).context("a temporary folder")?;
        Ok(Place {
            engine,
            folder,
            cluster: cluster.trim_end_matches('/').to_owned(),
            label,
            is_kept,
        })
    }

    /// Whether a filled hospital stands here.
    pub fn is_filled(&self) -> bool {
        self.folder.join(FILLED).exists()
    }

    /// How long it took to fill; nothing where that was not measured in one piece.
    pub fn filled_in(&self) -> Option<Duration> {
        let text = std::fs::read_to_string(self.folder.join(FILLED)).ok()?;
        text.trim().parse().ok().map(Duration::from_millis)
    }

    /// Says that the hospital is filled.
    pub fn note_filled(&self, took: Duration) -> anyhow::Result<()> {
        let text = took.as_millis().to_string();
        std::fs::write(self.folder.join(FILLED), text).context("a note beside the hospital")
    }

    fn database(&self, name: &str) -> String {
        format!("tongli_bench_{}_{name}", self.label)
    }

    pub fn url(&self, name: &str) -> DbUrl {
        match self.engine {
            Engine::Sqlite => DbUrl::Sqlite(self.folder.join(format!("{name}.db"))),
            Engine::Postgres => {
                DbUrl::Postgres(format!("{}/{}", self.cluster, self.database(name)))
            }
        }
    }

    /// An empty database.
    pub async fn create(&self, name: &str) -> anyhow::Result<()> {
        match self.engine {
            Engine::Sqlite => Ok(()),
            Engine::Postgres => {
                self.order(
                    "postgres",
                    format!("CREATE DATABASE {}", self.database(name)),
                )
                .await
            }
        }
    }

    /// What the server does by itself within minutes of such a load.
    pub async fn settle(&self, name: &str) -> anyhow::Result<()> {
        match self.engine {
            Engine::Sqlite => Ok(()),
            Engine::Postgres => {
                self.order(&self.database(name), "VACUUM ANALYZE".to_owned())
                    .await?;
                self.order("postgres", "CHECKPOINT".to_owned()).await
            }
        }
    }

    async fn order(&self, database: &str, sql: String) -> anyhow::Result<()> {
        let mut conn = PgConnection::connect(&format!("{}/{database}", self.cluster)).await?;
        conn.execute(AssertSqlSafe(sql)).await?;
        conn.close().await?;
        Ok(())
    }

    /// Copies a database that nobody is connected to.
    pub async fn copy(&self, from: &str, to: &str) -> anyhow::Result<()> {
        self.clear(to).await?;
        match (self.url(from), self.url(to)) {
            (DbUrl::Sqlite(from), DbUrl::Sqlite(to)) => {
                tokio::fs::copy(&from, &to).await.context("a copy")?;
                Ok(())
            }
            _ => {
                let (from, to) = (self.database(from), self.database(to));
                let sql = format!("CREATE DATABASE {to} TEMPLATE {from} STRATEGY file_copy");
                self.order("postgres", sql).await
            }
        }
    }

    /// Clears a database away; one that is not there is no fault.
    pub async fn clear(&self, name: &str) -> anyhow::Result<()> {
        match self.url(name) {
            DbUrl::Sqlite(path) => {
                for part in ["", "-wal", "-shm"] {
                    let mut file = path.clone().into_os_string();
                    file.push(part);
                    if std::fs::exists(&file)? {
                        std::fs::remove_file(&file)?;
                    }
                }
                Ok(())
            }
            DbUrl::Postgres(_) => {
                let name = self.database(name);
                let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                self.order("postgres", drop).await
            }
        }
    }

    /// Clears the databases away, and their folder unless it keeps a hospital.
    pub async fn remove(&self, names: &[&str]) -> anyhow::Result<()> {
        for name in names {
            self.clear(name).await?;
        }
        if self.is_kept {
            return Ok(());
        }
        std::fs::remove_dir_all(&self.folder).context("the temporary folder")
    }
}
