//! Checks chains: every link follows from the one before it, and none is missing.

use tongli_kernel::Tenant;

use super::{DESTROYED, Link, NOTHING, link};
use crate::{StoreError, Subject, Tx, args, sha256};

/// What is wrong with a chain, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChainFlaw {
    /// A link is missing before this one.
    Gap { seq: i64 },
    /// The link does not name its predecessor's hash.
    Unlinked { seq: i64 },
    /// A column was changed after it had been written.
    Altered { seq: i64 },
    /// The payload is not the one that was written.
    PayloadAltered { seq: i64 },
    /// The payload is gone and no later link says that it was destroyed.
    PayloadMissing { seq: i64 },
    /// Links at the end were removed.
    CutShort { expected: i64, found: i64 },
}

/// The result of a look at all chains.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Checked {
    pub subjects: i64,
    pub links: i64,
    pub flaws: Vec<(String, i64, ChainFlaw)>,
}

const PAGE: i64 = 500;

/// Checks one subject's chain from its first link to its head.
pub async fn check_subject(
    tx: &mut Tx,
    tenant: Tenant,
    kind: &str,
    id: i64,
) -> Result<(i64, Option<ChainFlaw>), StoreError> {
    let mut last = 0;
    let mut previous = NOTHING.to_owned();
    let mut missing = None;
    loop {
        let page = tx
            .all(
                "SELECT subject_kind, subject_id, seq, at, by_kind, by_id, by_name, department, verb,
                        from_stage, to_stage, payload, salt, payload_digest, form, algorithm,
                        previous, hash
                 FROM history
                 WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3 AND seq > $4
                 ORDER BY seq LIMIT $5",
                args![tenant, kind, id, last, PAGE],
                link,
            )
            .await?;
        let full = page.len() as i64 == PAGE;
        for link in page {
            if let Some(flaw) = flaw(tenant, &link, last, &previous) {
                return Ok((last, Some(flaw)));
            }
            last = link.seq;
            missing = match (&link.payload, link.verb.as_str()) {
                (None, _) => missing.or(Some(last)),
                (Some(_), DESTROYED) => None,
                _ => missing,
            };
            previous = link.hash;
        }
        if !full {
            break;
        }
    }
    let head = tx
        .find(
            "SELECT seq FROM history_heads
             WHERE tenant = $1 AND subject_kind = $2 AND subject_id = $3",
            args![tenant, kind, id],
            |row| row.get::<i64>("seq"),
        )
        .await?
        .unwrap_or(0);
    let short = (head != last).then_some(ChainFlaw::CutShort {
        expected: head,
        found: last,
    });
    let missing = missing.map(|seq| ChainFlaw::PayloadMissing { seq });
    Ok((last, short.or(missing)))
}

fn flaw(tenant: Tenant, link: &Link, last: i64, previous: &str) -> Option<ChainFlaw> {
    let seq = link.seq;
    if seq != last + 1 {
        return Some(ChainFlaw::Gap { seq });
    }
    if link.previous != previous {
        return Some(ChainFlaw::Unlinked { seq });
    }
    if link.computed(tenant) != link.hash {
        return Some(ChainFlaw::Altered { seq });
    }
    let payload = link.payload.as_ref()?;
    let digest = sha256(format!("{}{payload}", link.salt).as_bytes());
    (digest != link.payload_digest).then_some(ChainFlaw::PayloadAltered { seq })
}

/// Checks every chain of a tenant; `progress` hears the subjects done so far.
pub async fn check_all(
    tx: &mut Tx,
    tenant: Tenant,
    mut progress: impl FnMut(i64) + Send,
) -> Result<Checked, StoreError> {
    let mut checked = Checked::default();
    let mut after = (String::new(), i64::MIN);
    loop {
        let page = tx
            .all(
                "SELECT subject_kind, subject_id FROM history_heads
                 WHERE tenant = $1 AND (subject_kind, subject_id) > ($2, $3)
                 ORDER BY subject_kind, subject_id LIMIT $4",
                args![tenant, &after.0, after.1, PAGE],
                |row| {
                    Ok((
                        row.get::<String>("subject_kind")?,
                        row.get::<i64>("subject_id")?,
                    ))
                },
            )
            .await?;
        let Some(end) = page.last().cloned() else {
            return Ok(checked);
        };
        for (kind, id) in page {
            let (links, flaw) = check_subject(tx, tenant, &kind, id).await?;
            checked.subjects += 1;
            checked.links += links;
            if let Some(flaw) = flaw {
                checked.flaws.push((kind, id, flaw));
            }
        }
        after = end;
        progress(checked.subjects);
    }
}

impl Subject {
    /// Checks this subject's chain.
    pub async fn check(self, tx: &mut Tx, tenant: Tenant) -> Result<Option<ChainFlaw>, StoreError> {
        Ok(check_subject(tx, tenant, self.kind, self.id).await?.1)
    }
}
