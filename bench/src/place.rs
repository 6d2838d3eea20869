//! Where the databases of a measurement stand: a temporary folder on disk, or a
//! PostgreSQL cluster. All of it goes when the measurement is done.

use std::path::PathBuf;

use anyhow::Context;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tongli_store::{DbUrl, Engine};

/// The databases of one engine.
pub struct Place {
    pub engine: Engine,
    /// SQLite files, keys and attachments.
    pub folder: PathBuf,
    cluster: String,
}

impl Place {
    /// `cluster` is an address without a database name, for PostgreSQL.
    pub fn make(engine: Engine, cluster: &str) -> anyhow::Result<Place> {
        let base = std::env::var("TONGLI_BENCH_FOLDER")
            .map_or_else(|_| std::env::temp_dir(), PathBuf::from);
        let folder = base.join(format!("tongli-bench-{}-{engine:?}", std::process::id()));
        std::fs::create_dir_all(&folder).context("a temporary folder")?;
        Ok(Place {
            engine,
            folder,
            cluster: cluster.trim_end_matches('/').to_owned(),
        })
    }

    fn database(name: &str) -> String {
        format!("tongli_bench_{}_{name}", std::process::id())
    }

    pub fn url(&self, name: &str) -> DbUrl {
        match self.engine {
            Engine::Sqlite => DbUrl::Sqlite(self.folder.join(format!("{name}.db"))),
            Engine::Postgres => {
                DbUrl::Postgres(format!("{}/{}", self.cluster, Self::database(name)))
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
                    format!("CREATE DATABASE {}", Self::database(name)),
                )
                .await
            }
        }
    }

    /// A copy of a database nobody uses at this moment, page by page.
    pub async fn copy(&self, from: &str, to: &str) -> anyhow::Result<()> {
        if let (DbUrl::Sqlite(from), DbUrl::Sqlite(to)) = (self.url(from), self.url(to)) {
            std::fs::copy(from, to).context("a copy of the database")?;
            return Ok(());
        }
        let (from, to) = (Self::database(from), Self::database(to));
        self.order(
            "postgres",
            format!("CREATE DATABASE {to} TEMPLATE {from} STRATEGY file_copy"),
        )
        .await
    }

    /// What the server does by itself within minutes of such a load.
    pub async fn settle(&self, name: &str) -> anyhow::Result<()> {
        match self.engine {
            Engine::Sqlite => Ok(()),
            Engine::Postgres => {
                self.order(&Self::database(name), "VACUUM ANALYZE".to_owned())
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

    pub async fn remove(&self, names: &[&str]) -> anyhow::Result<()> {
        if self.engine == Engine::Postgres {
            for name in names {
                let drop = format!(
                    "DROP DATABASE IF EXISTS {} WITH (FORCE)",
                    Self::database(name)
                );
                self.order("postgres", drop).await?;
            }
        }
        std::fs::remove_dir_all(&self.folder).context("the temporary folder")
    }
}
