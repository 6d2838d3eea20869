//! How often one address may do something costly in a minute. Kept in memory a
//! server; lock-out of accounts is counted in the database.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

use tongli_kernel::{Fault, Moment};

const MINUTE_MS: i64 = 60_000;

/// Counters by kind of act and address.
#[derive(Debug, Default)]
pub struct Limits(Mutex<Counters>);

/// Minute and count, by act and address.
type Counters = HashMap<(&'static str, IpAddr), (i64, u32)>;

/// More addresses than this in a minute and the old ones are swept first.
const SWEEP_AT: usize = 10_000;

impl Limits {
    /// Counts one act; refuses it past `most` in the running minute.
    pub fn count(
        &self,
        act: &'static str,
        from: IpAddr,
        most: u32,
        now: Moment,
    ) -> Result<(), Fault> {
        let minute = now.millis().div_euclid(MINUTE_MS);
        let mut counters = self.0.lock().unwrap_or_else(|broken| broken.into_inner());
        if counters.len() > SWEEP_AT {
            counters.retain(|_, (at, _)| *at == minute);
        }
        let counter = counters.entry((act, from)).or_insert((minute, 0));
        if counter.0 != minute {
            *counter = (minute, 0);
        }
        counter.1 += 1;
        if counter.1 > most {
            let left = MINUTE_MS - now.millis().rem_euclid(MINUTE_MS);
            return Err(Fault::TooMany {
                seconds: (left + 999) / 1_000,
            });
        }
        Ok(())
    }
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
            limits.count("report", one, 3, now).unwrap();
        }
        let refused = limits.count("report", one, 3, now);
        assert!(matches!(refused, Err(Fault::TooMany { seconds: 50 })));
        limits.count("report", two, 3, now).unwrap();
        limits.count("sign-in", one, 3, now).unwrap();
        limits
            .count("report", one, 3, now.plus_seconds(60))
            .unwrap();
    }
}
