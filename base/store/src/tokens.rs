//! Doors without an account: one table for receipts, QR codes, statements to give.
//! Only the hash of a token is stored; the token itself is shown once.

use tongli_kernel::{Moment, Tenant};

use crate::{StoreError, Subject, Tx, args, sha256};

/// What a valid token opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    pub subject_kind: String,
    pub subject_id: i64,
}

fn hashed(purpose: &str, token: &str) -> String {
    sha256(format!("{purpose}|{token}").as_bytes())
}

pub async fn keep(
    tx: &mut Tx,
    tenant: Tenant,
    purpose: &'static str,
    token: &str,
    subject: Subject,
    now: Moment,
    expires_at: Option<Moment>,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO tokens (tenant, hash, purpose, subject_kind, subject_id, created_at, expires_at)
         VALUES ($1,$2,$3,$4,$5,$6,$7)",
        args![tenant, hashed(purpose, token), purpose, subject.kind, subject.id, now, expires_at],
    )
    .await?;
    Ok(())
}

/// What the token opens; nothing if it is unknown, expired, revoked, or made for
/// another purpose.
pub async fn find(
    tx: &mut Tx,
    tenant: Tenant,
    purpose: &'static str,
    token: &str,
    now: Moment,
) -> Result<Option<Door>, StoreError> {
    tx.find(
        "SELECT subject_kind, subject_id FROM tokens
         WHERE tenant = $1 AND hash = $2 AND purpose = $3 AND revoked_at IS NULL
           AND (expires_at IS NULL OR expires_at > $4)",
        args![tenant, hashed(purpose, token), purpose, now],
        |row| {
            Ok(Door {
                subject_kind: row.get("subject_kind")?,
                subject_id: row.get("subject_id")?,
            })
        },
    )
    .await
}

/// Closes every door of a purpose to a subject.
pub async fn revoke(
    tx: &mut Tx,
    tenant: Tenant,
    purpose: &'static str,
    subject: Subject,
    now: Moment,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE tokens SET revoked_at = $5
         WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3 AND purpose = $4
           AND revoked_at IS NULL",
        args![tenant, subject.kind, subject.id, purpose, now],
    )
    .await?;
    Ok(())
}
