//! Passwords, PINs and counted tries.

use tongli_kernel::{Moment, StaffId, Tenant};
use tongli_store::{StoreError, Tx, args};

use crate::session::{LOCK, MOST_TRIES};

/// The secrets of one person.
#[derive(Clone)]
pub(crate) struct Credentials {
    pub password_hash: String,
    pub password_set_at: Moment,
    pub must_change: bool,
    pub locked_until: Option<Moment>,
    pub pin_hash: Option<String>,
    pub pin_set_at: Option<Moment>,
    pub full_sign_in_at: Option<Moment>,
}

impl Credentials {
    pub fn is_locked(&self, now: Moment) -> bool {
        self.locked_until.is_some_and(|until| now < until)
    }
}

pub(crate) async fn insert(
    tx: &mut Tx,
    tenant: Tenant,
    staff: StaffId,
    password_hash: &str,
    must_change: bool,
    now: Moment,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO credentials (tenant, staff, password_hash, password_set_at, must_change, failed,
             locked_until, pin_hash, pin_set_at, full_sign_in_at)
         VALUES ($1, $2, $3, $4, $5, 0, NULL, NULL, NULL, NULL)",
        args![tenant, staff, password_hash, now, must_change],
    )
    .await?;
    Ok(())
}

pub(crate) async fn find(
    tx: &mut Tx,
    tenant: Tenant,
    staff: StaffId,
) -> Result<Option<Credentials>, StoreError> {
    tx.find(
        "SELECT password_hash, password_set_at, must_change, locked_until, pin_hash, pin_set_at,
                full_sign_in_at
         FROM credentials WHERE tenant = $1 AND staff = $2",
        args![tenant, staff],
        |row| {
            Ok(Credentials {
                password_hash: row.get("password_hash")?,
                password_set_at: row.get("password_set_at")?,
                must_change: row.get("must_change")?,
                locked_until: row.get("locked_until")?,
                pin_hash: row.get("pin_hash")?,
                pin_set_at: row.get("pin_set_at")?,
                full_sign_in_at: row.get("full_sign_in_at")?,
            })
        },
    )
    .await
}

/// Counts a try before its secret is looked at, so that a hundred tries at once
/// are a hundred counted tries. The last allowed one locks the account; a right
/// one opens it again by [`reset_tries`]. `None`: locked already, not counted.
pub(crate) async fn count_try(
    tx: &mut Tx,
    tenant: Tenant,
    staff: StaffId,
    now: Moment,
) -> Result<Option<i64>, StoreError> {
    tx.find(
        "UPDATE credentials
         SET failed = CASE WHEN failed + 1 >= $3 THEN 0 ELSE failed + 1 END,
             locked_until = CASE WHEN failed + 1 >= $3 THEN CAST($4 AS BIGINT) ELSE NULL END
         WHERE tenant = $1 AND staff = $2 AND (locked_until IS NULL OR locked_until <= $5)
         RETURNING failed",
        args![tenant, staff, MOST_TRIES, now.plus_millis(LOCK), now],
        |row| row.get("failed"),
    )
    .await
}

pub(crate) async fn reset_tries(
    tx: &mut Tx,
    tenant: Tenant,
    staff: StaffId,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE credentials SET failed = 0, locked_until = NULL WHERE tenant = $1 AND staff = $2",
        args![tenant, staff],
    )
    .await?;
    Ok(())
}

/// After the right password: tries forgotten, the shift begins.
pub(crate) async fn signed_in(
    tx: &mut Tx,
    tenant: Tenant,
    staff: StaffId,
    now: Moment,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE credentials SET failed = 0, locked_until = NULL, full_sign_in_at = $3
         WHERE tenant = $1 AND staff = $2",
        args![tenant, staff, now],
    )
    .await?;
    Ok(())
}

/// No PIN works until the password was given again.
pub(crate) async fn end_shift(
    tx: &mut Tx,
    tenant: Tenant,
    staff: StaffId,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE credentials SET full_sign_in_at = NULL WHERE tenant = $1 AND staff = $2",
        args![tenant, staff],
    )
    .await?;
    Ok(())
}

pub(crate) async fn set_password(
    tx: &mut Tx,
    tenant: Tenant,
    staff: StaffId,
    password_hash: &str,
    must_change: bool,
    now: Moment,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE credentials
         SET password_hash = $3, password_set_at = $4, must_change = $5, failed = 0, locked_until = NULL
         WHERE tenant = $1 AND staff = $2",
        args![tenant, staff, password_hash, now, must_change],
    )
    .await?;
    Ok(())
}

pub(crate) async fn set_pin(
    tx: &mut Tx,
    tenant: Tenant,
    staff: StaffId,
    pin_hash: Option<&str>,
    now: Moment,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE credentials SET pin_hash = $3, pin_set_at = $4 WHERE tenant = $1 AND staff = $2",
        args![tenant, staff, pin_hash, pin_hash.map(|_| now)],
    )
    .await?;
    Ok(())
}
