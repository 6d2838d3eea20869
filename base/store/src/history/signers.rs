//! Who has signed the seals of histories, one after the other. A hand-over is signed
//! by both keys: the old one says who follows, the new one vouches for what the old one
//! has sealed. So whoever holds the present key's public half can follow the chain back,
//! and nobody who rewrites the tables can put a stranger into it.

use std::collections::BTreeMap;

use tongli_kernel::{Fault, Moment, Tenant};

use super::proof::roots_up_to;
use super::seals::{last_seal, put_seal, unsealed};
use crate::keys::{Keys, signed_by};
use crate::migrate::has_column;
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
    /// Over the roots of all seals up to the last one.
    roots: String,
    old_signature: String,
    new_signature: String,
}

impl HandOver {
    fn statement(&self, tenant: Tenant) -> String {
        format!(
            "tongli history signer|{}|{}|{}|{}|{}|{}|{}|{}",
            tenant.0,
            self.number,
            self.old,
            self.new,
            self.at.millis(),
            self.last_seal,
            self.last_root,
            self.roots
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
    let ring = keys.ring();
    let Some(new) = ring.next_public_key() else {
        return Ok(false);
    };
    db.write(async |tx| {
        let known = all(tx, tenant).await?;
        if known.iter().any(|one| one.new == new) {
            return Ok(true);
        }
        // The old key's last seal. A round that seals at this moment wants the same
        // number, so no seal of the old key comes after the one that is named here.
        let (last, heads) = (last_seal(tx, tenant).await?, unsealed(tx, tenant).await?);
        let (last_seal, last_root) = put_seal(tx, tenant, &ring, now, last, &heads).await?;
        let mut roots = roots_up_to(tx, tenant, &[last_seal].into()).await?;
        let mut step = HandOver {
            number: known.last().map_or(0, |last| last.number) + 1,
            old: ring.public_key(),
            new: new.clone(),
            at: now,
            last_seal,
            last_root,
            roots: roots.remove(&last_seal).unwrap_or_default(),
            old_signature: String::new(),
            new_signature: String::new(),
        };
        let statement = step.statement(tenant);
        step.old_signature = ring.sign(statement.as_bytes());
        step.new_signature = ring
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

/// The keys whose seals count, found from the present one backwards. A hand-over is not
/// followed where a seal before it is no longer the one that both have signed for: who
/// has stolen the old key could sign that anew.
pub(super) async fn trusted(
    tx: &mut Tx,
    tenant: Tenant,
    public_key: &str,
) -> Result<Trusted, StoreError> {
    // A backup from before hand-overs has none.
    let steps = match has_column(tx, "history_signers", "roots").await? {
        true => all(tx, tenant).await?,
        false => Vec::new(),
    };
    let ends = steps.iter().map(|step| step.last_seal).collect();
    let roots = roots_up_to(tx, tenant, &ends).await?;
    let mut found = BTreeMap::from([(public_key.to_owned(), None)]);
    let mut newest = public_key.to_owned();
    for step in steps.iter().rev() {
        let stands = roots.get(&step.last_seal) == Some(&step.roots);
        if step.new == newest && stands && step.is_signed(tenant) {
            found.insert(step.old.clone(), Some(step.last_seal));
            newest.clone_from(&step.old);
        }
    }
    Ok(found)
}

async fn all(tx: &mut Tx, tenant: Tenant) -> Result<Vec<HandOver>, StoreError> {
    tx.all(
        "SELECT number, old_key, new_key, handed_over_at, last_seal, last_root, roots,
                old_signature, new_signature
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
                roots: row.get("roots")?,
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
              roots, old_signature, new_signature)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)",
        args![
            tenant,
            step.number,
            &step.old,
            &step.new,
            step.at,
            step.last_seal,
            &step.last_root,
            &step.roots,
            &step.old_signature,
            &step.new_signature
        ],
    )
    .await?;
    Ok(())
}
