//! How much text there is, how much disk it takes, and how long it takes to look
//! through all of it: what the index of search is measured beside.

use std::time::Duration;

use tongli_kernel::Tenant;
use tongli_store::carry::tables;
use tongli_store::{Db, Engine, args};

use crate::stopwatch::Stopwatch;

const TENANT: Tenant = Tenant(1);

/// The bytes of everything that is said in texts, sealed or not, without the index of
/// search.
pub async fn bytes_of_text(db: &Db) -> anyhow::Result<i64> {
    let mut tx = db.read().await?;
    let mut all = 0;
    for table in tables(&mut tx).await? {
        if table.name.starts_with("search_") {
            continue;
        }
        let columns: Vec<String> = table
            .texts()
            .map(|column| format!("COALESCE(octet_length({column}), 0)"))
            .collect();
        if !columns.is_empty() {
            let sql = format!(
                "SELECT COALESCE(CAST(SUM({}) AS BIGINT), 0) AS n FROM {}",
                columns.join(" + "),
                table.name
            );
            all += tx.count(sql, vec![]).await?;
        }
    }
    Ok(all)
}

/// Looks for a word in every narrative, as one would without an index.
pub async fn look_through(db: &Db, word: &str) -> anyhow::Result<Duration> {
    let mut tx = db.read().await?;
    let sql = match tx.engine() {
        Engine::Sqlite => {
            "SELECT COUNT(*) AS n FROM cases WHERE tenant = $1 AND instr(narrative, $2) > 0"
        }
        Engine::Postgres => {
            "SELECT COUNT(*) AS n FROM cases WHERE tenant = $1 AND strpos(narrative, $2) > 0"
        }
    };
    let watch = Stopwatch::start();
    tx.count(sql, args![TENANT, word]).await?;
    Ok(watch.read())
}
