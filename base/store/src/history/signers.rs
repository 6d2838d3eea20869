//! Who has signed the seals of histories, one after the other. A hand-over is signed
//! by both keys: the old one says who follows, the new one vouches for what the old one
//! has sealed. So whoever holds the present key's public half can follow the chain back,
//! and nobody who rewrites the tables can put a stranger into it.

use std::collections::BTreeMap;

use tongli_kernel::{Fault, Moment, Tenant};

use super::seals::last_seal;
use crate::keys::{Keys, signed_by};
use crate::{Db, StoreError, Tx, args};

/// The last seal each trusted key may have signed; `None` for the present one.
pub(super) type Trusted = BTreeMap<String, Option<i64>>;

struct HandOver {
    number: i64,
    old: String,
    new: String,
    at: Moment,
    last_seal: i64,
    last_root: String,
    old_signature: String,
    new_signature: String,
}

impl HandOver {
    fn statement(&self, tenant: Tenant) -> String {
        format!(
            "tongli history signer|{}|{}|{}|{}|{}|{}|{}",
            tenant.0,
            self.number,
            self.old,
            self.new,
            self.at.millis(),
            self.last_seal,
            self.last_root
        )
    }

    fn is_signed(&self, tenant: Tenant) -> bool {
        let statement = self.statement(tenant);
        let message = statement.as_bytes();
        signed_by(&self.old, message, &self.old_signature)
            && signed_by(&self.new, message, &self.new_signature)
    }
}

/// Writes down that the key that waits in the key file follows the present one; a
/// second time changes nothing. Answers whether there was a key waiting.
pub async fn hand_over(db: &Db, tenant: Tenant, keys: &Keys, now: Moment) -> Result<bool, Fault> {
    let Some(new) = keys.next_public_key() else {
        return Ok(false);
    };
    let old = keys.public_key();
    db.write(async |tx| {
        let known = all(tx, tenant).await?;
        if known.iter().any(|one| one.new == new) {
            return Ok(true);
        }
        let (last_seal, last_root) = last_seal(tx, tenant).await?;
        let mut step = HandOver {
            number: known.last().map_or(0, |last| last.number) + 1,
            old: old.clone(),
            new: new.clone(),
            at: now,
            last_seal,
            last_root,
            old_signature: String::new(),
            new_signature: String::new(),
        };
        let statement = step.statement(tenant);
        step.old_signature = keys.sign(statement.as_bytes());
        step.new_signature = keys
            .sign_with_next(statement.as_bytes())
            .ok_or_else(|| StoreError::bug("the next signing key is gone"))?;
        insert(tx, tenant, &step).await?;
        Ok(true)
    })
    .await
}

/// Whether the key has handed over to another: it seals no more.
pub(super) async fn has_handed_over(
    tx: &mut Tx,
    tenant: Tenant,
    public_key: &str,
) -> Result<bool, StoreError> {
    let steps = all(tx, tenant).await?;
    Ok(steps
        .iter()
        .any(|step| step.old == public_key && step.is_signed(tenant)))
}

/// The keys whose seals count, found from the present one backwards. A hand-over whose
/// seal is no longer what both have signed is not followed.
pub(super) async fn trusted(
    tx: &mut Tx,
    tenant: Tenant,
    public_key: &str,
    roots: &BTreeMap<i64, String>,
) -> Result<Trusted, StoreError> {
    let steps = all(tx, tenant).await?;
    let mut found = BTreeMap::from([(public_key.to_owned(), None)]);
    let mut newest = public_key.to_owned();
    for step in steps.iter().rev() {
        let stands = match step.last_seal {
            0 => step.last_root.is_empty(),
            number => roots.get(&number) == Some(&step.last_root),
        };
        if step.new == newest && stands && step.is_signed(tenant) {
            found.insert(step.old.clone(), Some(step.last_seal));
            newest.clone_from(&step.old);
        }
    }
    Ok(found)
}

async fn all(tx: &mut Tx, tenant: Tenant) -> Result<Vec<HandOver>, StoreError> {
    tx.all(
        "SELECT number, old_key, new_key, handed_over_at, last_seal, last_root, old_signature,
                new_signature
         FROM history_signers WHERE tenant = $1 ORDER BY number",
        args![tenant],
        |row| {
            Ok(HandOver {
                number: row.get("number")?,
                old: row.get("old_key")?,
                new: row.get("new_key")?,
                at: row.get("handed_over_at")?,
                last_seal: row.get("last_seal")?,
                last_root: row.get("last_root")?,
                old_signature: row.get("old_signature")?,
                new_signature: row.get("new_signature")?,
            })
        },
    )
    .await
}

async fn insert(tx: &mut Tx, tenant: Tenant, step: &HandOver) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO history_signers
             (tenant, number, old_key, new_key, handed_over_at, last_seal, last_root,
              old_signature, new_signature)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)",
        args![
            tenant,
            step.number,
            &step.old,
            &step.new,
            step.at,
            step.last_seal,
            &step.last_root,
            &step.old_signature,
            &step.new_signature
        ],
    )
    .await?;
    Ok(())
}
