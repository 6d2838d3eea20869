//! Whether sealed values hold, and which keys they need; changes nothing.

use std::collections::BTreeMap;

use tongli_kernel::Tenant;

use super::{After, BlindColumn, KeyPart, SealedColumn, SealedFlaw, Walked, places_in};
use crate::migrate::has_column;
use crate::seal::key_of;
use crate::{StoreError, Tx, Value};

/// How many places an index key has made.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Those that a resealing makes anew.
    pub moving: i64,
    /// Those that stay with the key.
    pub pinned: i64,
}

impl SealedColumn {
    /// Whether a database, perhaps of an earlier version, has this column.
    pub async fn is_there(&self, tx: &mut Tx) -> Result<bool, StoreError> {
        for column in self.key.iter().map(KeyPart::name).chain([self.column]) {
            if !has_column(tx, self.table, column).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Opens a page and looks whether its places are right; changes nothing.
    pub async fn check(
        &self,
        tx: &mut Tx,
        tenant: Tenant,
        after: Option<&After>,
    ) -> Result<Walked, StoreError> {
        let vault = tx.vault()?;
        let ring = vault.keys.ring();
        let rows = self.page(tx, tenant, after, self.blinds).await?;
        let mut walked = self.walked(&rows);
        for row in rows {
            let at = self.at(&row.key);
            let Ok(plain) = self.opened(&vault, tenant, &row.kept) else {
                walked.flaws.push(SealedFlaw::Closed { at });
                continue;
            };
            if key_of(&row.kept).is_none() {
                walked.flaws.push(SealedFlaw::Plain { at: at.clone() });
            }
            let right = |(blind, found): (&BlindColumn, &Option<String>)| {
                blind.is_place(&ring, tenant, &plain, found.as_deref())
            };
            let mut well = self.blinds.iter().zip(&row.places).all(right);
            if let (Some(entries), [Value::Int(Some(holder))]) = (self.entries, row.key.as_slice())
            {
                well &= entries.hold(tx, &ring, tenant, *holder, &plain).await?;
            }
            if !well {
                walked.flaws.push(SealedFlaw::Misplaced { at });
            }
        }
        Ok(walked)
    }

    /// How many values were closed with each key; those in plain under no id.
    pub async fn count_keys(
        &self,
        tx: &mut Tx,
        tenant: Tenant,
    ) -> Result<BTreeMap<Option<String>, i64>, StoreError> {
        let mut counted = BTreeMap::new();
        let mut after = None;
        loop {
            let rows = self.page(tx, tenant, after.as_ref(), &[]).await?;
            after = self.walked(&rows).after;
            for row in rows {
                let id = key_of(&row.kept).map(str::to_owned);
                *counted.entry(id).or_default() += 1;
            }
            if after.is_none() {
                return Ok(counted);
            }
        }
    }

    /// How many places an index key has made.
    pub async fn count_places(
        &self,
        tx: &mut Tx,
        tenant: Tenant,
        id: &str,
    ) -> Result<Placed, StoreError> {
        let mut count = Placed::default();
        for blind in self.blinds {
            count.moving += places_in(tx, tenant, self.table, blind.column, id).await?;
        }
        for column in self.pinned {
            count.pinned += places_in(tx, tenant, self.table, column, id).await?;
        }
        if let Some(entries) = self.entries {
            count.moving += entries.count_places(tx, tenant, id).await?;
        }
        Ok(count)
    }
}
