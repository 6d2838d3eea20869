//! Whether the seals hold.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};
use tongli_kernel::Tenant;

use super::seals::{leaves_of, statement};
use super::signers::trusted;
use super::tree::root_of;
use crate::keys::signed_by;
use crate::{Row, StoreError, Tx, args, hex};

const PAGE: i64 = 500;

/// What is wrong with a seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SealFlaw {
    Missing {
        number: i64,
    },
    Unlinked {
        number: i64,
    },
    Root {
        number: i64,
    },
    Signature {
        number: i64,
    },
    /// Signed, but by a key that is not this installation's.
    Stranger {
        number: i64,
    },
    /// A sealed link is no longer the one that was sealed.
    Rewritten {
        number: i64,
        kind: String,
        id: i64,
    },
}

struct Seal {
    number: i64,
    root: String,
    previous: String,
    /// Who has signed it; `None` where the signature is wrong.
    signer: Option<String>,
}

fn seal(tenant: Tenant, row: &Row) -> Result<Seal, StoreError> {
    let (number, leaves): (i64, i64) = (row.get("number")?, row.get("leaves")?);
    let (root, previous): (String, String) = (row.get("root")?, row.get("previous")?);
    let at = row.get("sealed_at")?;
    let message = statement(tenant, number, at, leaves, &root, &previous);
    let signer: String = row.get("signer")?;
    let signature: String = row.get("signature")?;
    let signed = signed_by(&signer, message.as_bytes(), &signature);
    Ok(Seal {
        number,
        root,
        previous,
        signer: signed.then_some(signer),
    })
}

/// Checks all seals: chained, signed by the installation whose public key this is or by
/// a key that has handed over to it, and over the links that are still there. The key in
/// the seal's own row proves nothing: whoever rewrites the seals writes that too.
pub async fn check_seals(
    tx: &mut Tx,
    tenant: Tenant,
    public_key: &str,
) -> Result<(i64, Vec<SealFlaw>), StoreError> {
    let signers = trusted(tx, tenant, public_key).await?;
    let mut flaws = Vec::new();
    let mut last = (0, String::new());
    loop {
        let page = tx
            .all(
                "SELECT number, sealed_at, leaves, root, previous, signature, signer
                 FROM history_seals WHERE tenant = $1 AND number > $2
                 ORDER BY number LIMIT $3",
                args![tenant, last.0, PAGE],
                |row| seal(tenant, row),
            )
            .await?;
        if page.is_empty() {
            return Ok((last.0, flaws));
        }
        for seal in page {
            let number = seal.number;
            if number != last.0 + 1 {
                flaws.push(SealFlaw::Missing { number: last.0 + 1 });
            } else if seal.previous != last.1 {
                flaws.push(SealFlaw::Unlinked { number });
            }
            match seal.signer.map(|signer| signers.get(&signer)) {
                None => flaws.push(SealFlaw::Signature { number }),
                Some(Some(last)) if last.is_none_or(|last| number <= last) => {}
                Some(_) => flaws.push(SealFlaw::Stranger { number }),
            }
            if hex(&root_of(&leaves_of(tx, tenant, number).await?)) != seal.root {
                flaws.push(SealFlaw::Root { number });
            }
            flaws.extend(rewritten(tx, tenant, number).await?);
            last = (number, seal.root);
        }
    }
}

/// A digest over the roots of all seals up to each of these, in order.
pub(super) async fn roots_up_to(
    tx: &mut Tx,
    tenant: Tenant,
    wanted: &BTreeSet<i64>,
) -> Result<BTreeMap<i64, String>, StoreError> {
    let mut found = BTreeMap::new();
    let mut hasher = Sha256::new();
    let (mut last, end) = (0, wanted.last().copied().unwrap_or(0));
    loop {
        let page = tx
            .all(
                "SELECT number, root FROM history_seals
                 WHERE tenant = $1 AND number > $2 AND number <= $3
                 ORDER BY number LIMIT $4",
                args![tenant, last, end, PAGE],
                |row| Ok((row.get::<i64>("number")?, row.get::<String>("root")?)),
            )
            .await?;
        if page.is_empty() {
            return Ok(found);
        }
        for (number, root) in page {
            hasher.update(format!("{number}|{root}|"));
            if wanted.contains(&number) {
                found.insert(number, hex(&hasher.clone().finalize()));
            }
            last = number;
        }
    }
}

async fn rewritten(tx: &mut Tx, tenant: Tenant, number: i64) -> Result<Vec<SealFlaw>, StoreError> {
    tx.all(
        "SELECT l.subject_kind AS kind, l.subject_id AS id FROM history_leaves l
         LEFT JOIN history h ON h.tenant = l.tenant AND h.subject_kind = l.subject_kind
             AND h.subject_id = l.subject_id AND h.seq = l.seq
         WHERE l.tenant = $1 AND l.seal = $2 AND (h.hash IS NULL OR h.hash <> l.hash)",
        args![tenant, number],
        |row| {
            Ok(SealFlaw::Rewritten {
                number,
                kind: row.get("kind")?,
                id: row.get("id")?,
            })
        },
    )
    .await
}
