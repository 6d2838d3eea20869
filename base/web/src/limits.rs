//! How often one address may do something costly in a minute: counted in memory, and
//! with the other servers where the database has several. Lock-out of accounts is
//! counted apart.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

use tongli_kernel::{Fault, Moment};
use tongli_store::{Db, Engine, acts};

const MINUTE_MS: i64 = 60_000;

/// Counters by kind of act and address.
#[derive(Debug, Default)]
pub struct Limits(Mutex<Counters>);

/// Minute and count, by act and address.
type Counters = HashMap<(&'static str, IpAddr), (i64, u32)>;

/// More addresses than this in a minute and the old ones are swept first.
const SWEEP_AT: usize = 10_000;

impl Limits {
    /// Counts one act, here and at the other servers; refuses it past `most` in the
    /// running minute.
    pub async fn count(
        &self,
        db: &Db,
        act: &'static str,
        from: IpAddr,
        most: u32,
        now: Moment,
    ) -> Result<(), Fault> {
        // What is refused here costs the database nothing.
        let here = self.count_here(act, from, most, now)?;
        if db.engine() == Engine::Sqlite {
            return Ok(());
        }
        let minute = minute_of(now);
        let origin = from.to_string();
        let times = db
            .write(async |tx| {
                if here == 1 {
                    // The clock of another server may still be in the minute before.
                    acts::forget_before(tx, minute - 1).await?;
                }
                Ok(acts::count(tx, act, &origin, minute).await?)
            })
            .await?;
        refuse_past(i64::from(most), times, now)
    }

    fn count_here(
        &self,
        act: &'static str,
        from: IpAddr,
        most: u32,
        now: Moment,
    ) -> Result<u32, Fault> {
        let minute = minute_of(now);
        let mut counters = self.0.lock().unwrap_or_else(|broken| broken.into_inner());
        if counters.len() > SWEEP_AT {
            counters.retain(|_, (at, _)| *at == minute);
        }
        let counter = counters.entry((act, from)).or_insert((minute, 0));
        if counter.0 != minute {
            *counter = (minute, 0);
        }
        counter.1 += 1;
        refuse_past(i64::from(most), i64::from(counter.1), now)?;
        Ok(counter.1)
    }
}

fn minute_of(now: Moment) -> i64 {
    now.millis().div_euclid(MINUTE_MS)
}

fn refuse_past(most: i64, times: i64, now: Moment) -> Result<(), Fault> {
    if times <= most {
        return Ok(());
    }
    let left = MINUTE_MS - now.millis().rem_euclid(MINUTE_MS);
    Err(Fault::TooMany {
        seconds: (left + 999) / 1_000,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_minute_begins_anew_and_addresses_are_counted_apart() {
        let limits = Limits::default();
        let (one, two) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        let now = Moment::from_millis(MINUTE_MS * 5 + 10_000);
        for _ in 0..3 {
            limits.count_here("report", one, 3, now).unwrap();
        }
        let refused = limits.count_here("report", one, 3, now);
        assert!(matches!(refused, Err(Fault::TooMany { seconds: 50 })));
        limits.count_here("report", two, 3, now).unwrap();
        limits.count_here("sign-in", one, 3, now).unwrap();
        limits
            .count_here("report", one, 3, now.plus_seconds(60))
            .unwrap();
    }
}
