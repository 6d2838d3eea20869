//! Tokens of programs that act for a person.

use tongli_kernel::{Moment, StaffId, Tenant};
use tongli_store::{StoreError, Tx, args};

use crate::session::{Token, TokenId};
use crate::store::sessions::{Known, known};

/// A token as the look-up of a program's call finds it.
pub(crate) struct FoundToken {
    pub id: TokenId,
    pub last_used_at: Option<Moment>,
    pub known: Known,
}

pub(crate) async fn find(
    tx: &mut Tx,
    tenant: Tenant,
    hash: &str,
    now: Moment,
) -> Result<Option<FoundToken>, StoreError> {
    tx.find(
        "SELECT t.id, t.last_used_at, t.staff, s.name, s.lang, c.must_change,
                (SELECT string_agg(r.role, ',') FROM staff_roles r
                 WHERE r.tenant = t.tenant AND r.staff = t.staff) AS roles,
                (SELECT string_agg(r.role, ',') FROM staff_deputies p
                 JOIN staff l ON l.tenant = p.tenant AND l.id = p.principal AND l.disabled_at IS NULL
                  AND (l.valid_until IS NULL OR l.valid_until > $3)
                 JOIN staff_roles r ON r.tenant = p.tenant AND r.staff = p.principal
                 WHERE p.tenant = t.tenant AND p.deputy = t.staff AND p.revoked_at IS NULL
                   AND p.from_at <= $3 AND p.until_at > $3) AS acting,
                (SELECT string_agg(CAST(d.department AS TEXT), ',') FROM staff_departments d
                 WHERE d.tenant = t.tenant AND d.staff = t.staff) AS departments,
                NULLIF('', '') AS place
         FROM api_tokens t
         JOIN staff s ON s.tenant = t.tenant AND s.id = t.staff
         JOIN credentials c ON c.tenant = t.tenant AND c.staff = t.staff
         WHERE t.tenant = $1 AND t.hash = $2 AND t.revoked_at IS NULL AND s.disabled_at IS NULL
           AND (s.valid_until IS NULL OR s.valid_until > $3)",
        args![tenant, hash, now],
        |row| {
            Ok(FoundToken {
                id: row.get("id")?,
                last_used_at: row.get("last_used_at")?,
                known: known(row)?,
            })
        },
    )
    .await
}

pub(crate) async fn insert(
    tx: &mut Tx,
    tenant: Tenant,
    id: TokenId,
    staff: StaffId,
    hash: &str,
    name: &str,
    now: Moment,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO api_tokens (tenant, id, hash, staff, name, created_at, last_used_at, revoked_at)
         VALUES ($1, $2, $3, $4, $5, $6, NULL, NULL)",
        args![tenant, id, hash, staff, name, now],
    )
    .await?;
    Ok(())
}

pub(crate) async fn used(
    tx: &mut Tx,
    tenant: Tenant,
    id: TokenId,
    now: Moment,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE api_tokens SET last_used_at = $3 WHERE tenant = $1 AND id = $2",
        args![tenant, id, now],
    )
    .await?;
    Ok(())
}

/// A person's tokens, newest first; revoked ones too.
pub(crate) async fn list(
    tx: &mut Tx,
    tenant: Tenant,
    staff: StaffId,
) -> Result<Vec<Token>, StoreError> {
    tx.all(
        "SELECT id, name, created_at, last_used_at, revoked_at FROM api_tokens
         WHERE tenant = $1 AND staff = $2 ORDER BY id DESC",
        args![tenant, staff],
        |row| {
            Ok(Token {
                id: row.get("id")?,
                name: row.get("name")?,
                created_at: row.get("created_at")?,
                last_used_at: row.get("last_used_at")?,
                revoked_at: row.get("revoked_at")?,
            })
        },
    )
    .await
}

pub(crate) async fn revoke(
    tx: &mut Tx,
    tenant: Tenant,
    staff: StaffId,
    id: TokenId,
    now: Moment,
) -> Result<bool, StoreError> {
    let revoked = tx
        .run(
            "UPDATE api_tokens SET revoked_at = $4
             WHERE tenant = $1 AND staff = $2 AND id = $3 AND revoked_at IS NULL",
            args![tenant, staff, id, now],
        )
        .await?;
    Ok(revoked == 1)
}
