//! The number each running server stands under: it is part of every id.

use tongli_kernel::{Fault, Moment};

use crate::{Db, args};

/// How long a number stays a server's without a renewal, in seconds.
pub const LEASE_SECONDS: i64 = 300;

const NUMBERS: i64 = 1_024;

/// Leases the lowest free server number.
pub async fn lease(db: &Db, holder: &str, now: Moment) -> Result<u16, Fault> {
    db.write(async |tx| {
        for number in 0..NUMBERS {
            let taken = tx
                .run(
                    "INSERT INTO servers (number, holder, leased_until) VALUES ($1, $2, $3)
                     ON CONFLICT (number) DO UPDATE
                     SET holder = excluded.holder, leased_until = excluded.leased_until
                     WHERE servers.leased_until < $4",
                    args![number, holder, now.plus_seconds(LEASE_SECONDS), now],
                )
                .await?;
            if taken == 1 {
                return Ok(u16::try_from(number).unwrap_or(0));
            }
        }
        Err(Fault::bug("all 1,024 server numbers are leased"))
    })
    .await
}

/// Keeps the number; `false` if another server has taken it meanwhile.
pub async fn renew(db: &Db, number: u16, holder: &str, now: Moment) -> Result<bool, Fault> {
    db.write(async |tx| {
        let touched = tx
            .run(
                "UPDATE servers SET leased_until = $3 WHERE number = $1 AND holder = $2",
                args![i64::from(number), holder, now.plus_seconds(LEASE_SECONDS)],
            )
            .await?;
        Ok(touched == 1)
    })
    .await
}

/// Gives the number back at a graceful end.
pub async fn release(db: &Db, number: u16, holder: &str) -> Result<(), Fault> {
    db.write(async |tx| {
        tx.run(
            "DELETE FROM servers WHERE number = $1 AND holder = $2",
            args![i64::from(number), holder],
        )
        .await?;
        Ok(())
    })
    .await
}
