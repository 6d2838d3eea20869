//! Seals: a Merkle root over every chain head that changed since the last seal,
//! chained to it and signed by the installation. A copy of one seal kept
//! elsewhere proves that nothing before it was rewritten.

use tongli_kernel::{Fault, Moment, Said, Tenant};

use super::signers::has_handed_over;
use super::tree::{leaf_of, node, path_to, root_of};
use crate::keys::{Keys, Ring};
use crate::{Db, OnUnique, StoreError, Tx, args, hex, unhex};

/// Most heads one seal takes; the rest wait for the next run.
const MOST_LEAVES: i64 = 5_000;

pub(super) struct Head {
    kind: String,
    id: i64,
    seq: i64,
    hash: String,
}

/// Seals the heads that no seal covers yet; answers how many. Finds its work by
/// state, so a crash or a second run changes nothing.
pub async fn seal_changed(db: &Db, tenant: Tenant, keys: &Keys, now: Moment) -> Result<i64, Fault> {
    db.write(async |tx| {
        let heads = unsealed(tx, tenant).await?;
        if heads.is_empty() {
            return Ok(0);
        }
        let ring = keys.ring();
        // Before the look at hand-overs: one that is seen too late has taken the number
        // after this last one.
        let last = last_seal(tx, tenant).await?;
        // Another command is about to put the key that follows into the key file.
        if has_handed_over(tx, tenant, &ring.public_key()).await? {
            return Ok(0);
        }
        put_seal(tx, tenant, &ring, now, last, &heads).await?;
        Ok(heads.len() as i64)
    })
    .await
}

/// Seals these heads, perhaps none; answers number and root. Of two who want the same
/// number at once one is refused.
pub(super) async fn put_seal(
    tx: &mut Tx,
    tenant: Tenant,
    ring: &Ring,
    now: Moment,
    (last, previous): (i64, String),
    heads: &[Head],
) -> Result<(i64, String), Fault> {
    let number = last + 1;
    let leaves: Vec<[u8; 32]> = heads.iter().map(leaf).collect();
    let root = hex(&root_of(&leaves));
    let count = leaves.len() as i64;
    let message = statement(tenant, number, now, count, &root, &previous);
    tx.run(
        "INSERT INTO history_seals
             (tenant, number, sealed_at, leaves, root, previous, signature, signer)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8)",
        args![
            tenant,
            number,
            now,
            count,
            &root,
            &previous,
            ring.sign(message.as_bytes()),
            ring.public_key()
        ],
    )
    .await
    .on_unique(|| Fault::Conflict(Said::new("fault-same-request-under-way")))?;
    for (position, head) in heads.iter().enumerate() {
        keep_leaf(tx, tenant, number, position as i64, head).await?;
    }
    Ok((number, root))
}

pub(super) async fn unsealed(tx: &mut Tx, tenant: Tenant) -> Result<Vec<Head>, StoreError> {
    tx.all(
        "SELECT subject_kind, subject_id, seq, hash FROM history_heads
         WHERE tenant = $1 AND unsealed = 1
         ORDER BY subject_kind, subject_id LIMIT $2",
        args![tenant, MOST_LEAVES],
        |row| {
            Ok(Head {
                kind: row.get("subject_kind")?,
                id: row.get("subject_id")?,
                seq: row.get("seq")?,
                hash: row.get("hash")?,
            })
        },
    )
    .await
}

pub(super) async fn last_seal(tx: &mut Tx, tenant: Tenant) -> Result<(i64, String), StoreError> {
    Ok(tx
        .find(
            "SELECT number, root FROM history_seals WHERE tenant = $1
             ORDER BY number DESC LIMIT 1",
            args![tenant],
            |row| Ok((row.get("number")?, row.get("root")?)),
        )
        .await?
        .unwrap_or((0, String::new())))
}

async fn keep_leaf(
    tx: &mut Tx,
    tenant: Tenant,
    seal: i64,
    position: i64,
    head: &Head,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO history_leaves
             (tenant, seal, position, subject_kind, subject_id, seq, hash)
         VALUES ($1,$2,$3,$4,$5,$6,$7)",
        args![
            tenant, seal, position, &head.kind, head.id, head.seq, &head.hash
        ],
    )
    .await?;
    // A head that moved on meanwhile stays unsealed.
    tx.run(
        "UPDATE history_heads SET unsealed = 0
         WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3 AND seq = $4",
        args![tenant, &head.kind, head.id, head.seq],
    )
    .await?;
    Ok(())
}

fn leaf(head: &Head) -> [u8; 32] {
    leaf_of(&head.kind, head.id, head.seq, &head.hash)
}

/// What the installation signs.
pub(super) fn statement(
    tenant: Tenant,
    number: i64,
    at: Moment,
    leaves: i64,
    root: &str,
    previous: &str,
) -> String {
    format!(
        "tongli history seal|{}|{number}|{}|{leaves}|{root}|{previous}",
        tenant.0,
        at.millis()
    )
}

/// The way from one leaf to the root of its seal: what a dossier carries.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Inclusion {
    pub seal: i64,
    pub seq: i64,
    pub root: String,
    pub signature: String,
    pub public_key: String,
    /// Neighbours from the leaf upwards; `true` where the neighbour stands left.
    pub path: Vec<(bool, String)>,
}

impl Inclusion {
    /// Whether the head `hash` of this subject stands under the root.
    pub fn holds(&self, kind: &str, id: i64, hash: &str) -> bool {
        let mut at = leaf_of(kind, id, self.seq, hash);
        for (left, neighbour) in &self.path {
            let Some(neighbour) = unhex(neighbour).and_then(|bytes| bytes.try_into().ok()) else {
                return false;
            };
            at = if *left {
                node(&neighbour, &at)
            } else {
                node(&at, &neighbour)
            };
        }
        hex(&at) == self.root
    }
}

/// The newest seal that covers a subject, with the path to it.
pub async fn inclusion(
    tx: &mut Tx,
    tenant: Tenant,
    kind: &str,
    id: i64,
) -> Result<Option<Inclusion>, StoreError> {
    let newest = tx
        .find(
            "SELECT seal, position, seq FROM history_leaves
             WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3
             ORDER BY seq DESC LIMIT 1",
            args![tenant, kind, id],
            |row| {
                Ok((
                    row.get::<i64>("seal")?,
                    row.get::<i64>("position")?,
                    row.get::<i64>("seq")?,
                ))
            },
        )
        .await?;
    let Some((seal, position, seq)) = newest else {
        return Ok(None);
    };
    let leaves = leaves_of(tx, tenant, seal).await?;
    let found = tx
        .one(
            "SELECT root, signature, signer FROM history_seals WHERE tenant = $1 AND number = $2",
            args![tenant, seal],
            |row| {
                Ok(Inclusion {
                    seal,
                    seq,
                    root: row.get("root")?,
                    signature: row.get("signature")?,
                    public_key: row.get("signer")?,
                    path: path_to(&leaves, usize::try_from(position).unwrap_or(0)),
                })
            },
        )
        .await?;
    Ok(Some(found))
}

pub(super) async fn leaves_of(
    tx: &mut Tx,
    tenant: Tenant,
    seal: i64,
) -> Result<Vec<[u8; 32]>, StoreError> {
    tx.all(
        "SELECT subject_kind, subject_id, seq, hash FROM history_leaves
         WHERE tenant = $1 AND seal = $2 ORDER BY position",
        args![tenant, seal],
        |row| {
            Ok(leaf_of(
                &row.get::<String>("subject_kind")?,
                row.get("subject_id")?,
                row.get("seq")?,
                &row.get::<String>("hash")?,
            ))
        },
    )
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_leaf_of_every_tree_finds_its_root() {
        for count in 1..=33 {
            let leaves: Vec<[u8; 32]> = (0..count).map(|at| leaf_of("case", at, 1, "aa")).collect();
            let root = hex(&root_of(&leaves));
            for at in 0..count {
                let inclusion = Inclusion {
                    seal: 1,
                    seq: 1,
                    root: root.clone(),
                    signature: String::new(),
                    public_key: String::new(),
                    path: path_to(&leaves, at as usize),
                };
                assert!(inclusion.holds("case", at, "aa"), "{at} of {count}");
                assert!(!inclusion.holds("case", at, "bb"), "{at} of {count}");
            }
        }
    }
}
