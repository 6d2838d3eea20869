//! Numbers people read, `TS-20260928-0001`: leased in blocks so that no
//! registration waits for a shared counter, never used twice. A number of a block
//! that no record carries is void, and `number_blocks` explains it.

use std::collections::HashMap;
use std::sync::Mutex;

use tongli_kernel::{Fault, Moment, Tenant};

use crate::{Db, Engine, args};

/// The numbers this server has leased and not yet given out.
#[derive(Debug, Default)]
pub struct NumberBlocks(Mutex<HashMap<(Tenant, String), (i64, i64)>>);

/// Servers on PostgreSQL race for the counter; on SQLite there is one writer, and
/// short blocks leave fewer gaps after a restart.
const fn block(engine: Engine) -> i64 {
    match engine {
        Engine::Sqlite => 1,
        Engine::Postgres => 10,
    }
}

impl NumberBlocks {
    /// The next number of a series, from 1.
    pub async fn next(
        &self,
        db: &Db,
        tenant: Tenant,
        series: &str,
        server: u16,
        now: Moment,
    ) -> Result<i64, Fault> {
        if let Some(number) = self.take(tenant, series) {
            return Ok(number);
        }
        let (first, last) = lease(db, tenant, series, server, now).await?;
        if first < last {
            self.keep(tenant, series, first + 1, last);
        }
        Ok(first)
    }

    fn take(&self, tenant: Tenant, series: &str) -> Option<i64> {
        let mut blocks = self.0.lock().unwrap_or_else(|broken| broken.into_inner());
        let key = (tenant, series.to_owned());
        let (next, last) = *blocks.get(&key)?;
        if next == last {
            blocks.remove(&key);
        } else {
            blocks.insert(key, (next + 1, last));
        }
        Some(next)
    }

    fn keep(&self, tenant: Tenant, series: &str, next: i64, last: i64) {
        let mut blocks = self.0.lock().unwrap_or_else(|broken| broken.into_inner());
        let key = (tenant, series.to_owned());
        // Two leases at once: the numbers of the one not kept become void.
        blocks.entry(key).or_insert((next, last));
    }
}

async fn lease(
    db: &Db,
    tenant: Tenant,
    series: &str,
    server: u16,
    now: Moment,
) -> Result<(i64, i64), Fault> {
    let size = block(db.engine());
    loop {
        let leased = db
            .write(async |tx| {
                let first = tx
                    .count(
                        "SELECT COALESCE(MAX(last), 0) + 1 AS n FROM number_blocks
                         WHERE tenant = $1 AND series = $2",
                        args![tenant, series],
                    )
                    .await?;
                let last = first + size - 1;
                let inserted = tx
                    .run(
                        "INSERT INTO number_blocks (tenant, series, first, last, server, leased_at)
                         VALUES ($1,$2,$3,$4,$5,$6) ON CONFLICT DO NOTHING",
                        args![tenant, series, first, last, i64::from(server), now],
                    )
                    .await?;
                Ok((inserted == 1).then_some((first, last)))
            })
            .await?;
        if let Some(block) = leased {
            return Ok(block);
        }
        // Another server took these numbers between our look and our insert.
    }
}
