//! Places of a sealed value in a table of their own, where one value has several: a
//! name by its characters, its spelling, its initials.

use std::collections::BTreeSet;

use tongli_kernel::Tenant;

use crate::keys::Ring;
use crate::{Query, StoreError, Tx, Value, args};

use super::places_in;

/// How the further places of a column are kept. The table has the columns `tenant`,
/// `holder_kind`, `holder`, `kind` and `place`.
#[derive(Debug)]
pub struct Entries {
    pub table: &'static str,
    /// What the holder's id names.
    pub holder_kind: &'static str,
    /// Every kind this column makes.
    pub kinds: &'static [&'static str],
    /// The entries of a value.
    pub of: fn(&str) -> Vec<Entry>,
}

/// One way in which a value may be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub kind: &'static str,
    /// What the place is bound to.
    pub bound_to: &'static str,
    pub normal: String,
}

type Places = BTreeSet<(String, String)>;

/// Rows of one statement.
const AT_ONCE: usize = 200;

impl Entries {
    fn wanted(&self, ring: &Ring, tenant: Tenant, plain: &str) -> Places {
        (self.of)(plain)
            .into_iter()
            .map(|entry| {
                let place = ring.blind(tenant, entry.bound_to, &entry.normal);
                (entry.kind.to_owned(), place)
            })
            .collect()
    }

    async fn kept(&self, tx: &mut Tx, tenant: Tenant, holder: i64) -> Result<Places, StoreError> {
        let mut query = Query::new("SELECT kind, place FROM ");
        query.push(self.table);
        self.narrow(&mut query, tenant, holder);
        let (sql, args) = query.finish();
        let rows = tx
            .all(sql, args, |row| Ok((row.get("kind")?, row.get("place")?)))
            .await?;
        Ok(rows.into_iter().collect())
    }

    fn narrow(&self, query: &mut Query, tenant: Tenant, holder: i64) {
        query.push(" WHERE tenant = ").bind(tenant);
        query.push(" AND holder_kind = ").bind(self.holder_kind);
        query.push(" AND holder = ").bind(holder);
        query.push(" AND kind IN (");
        query.bind_all(self.kinds.iter().copied()).push(")");
    }

    /// Makes the entries of a value what they ought to be; whether that changed any.
    pub async fn renew(
        &self,
        tx: &mut Tx,
        ring: &Ring,
        tenant: Tenant,
        holder: i64,
        plain: &str,
    ) -> Result<bool, StoreError> {
        let wanted = self.wanted(ring, tenant, plain);
        if self.kept(tx, tenant, holder).await? == wanted {
            return Ok(false);
        }
        let mut query = Query::new("DELETE FROM ");
        query.push(self.table);
        self.narrow(&mut query, tenant, holder);
        let (sql, args) = query.finish();
        tx.run(sql, args).await?;
        self.add(tx, self.rows(tenant, holder, wanted)).await?;
        Ok(true)
    }

    /// Enters values that were not there before, each of its holder.
    pub async fn enter(
        &self,
        tx: &mut Tx,
        ring: &Ring,
        tenant: Tenant,
        values: &[(i64, &str)],
    ) -> Result<(), StoreError> {
        let rows: Vec<Vec<Value>> = values
            .iter()
            .flat_map(|(holder, plain)| {
                self.rows(tenant, *holder, self.wanted(ring, tenant, plain))
            })
            .collect();
        for some in rows.chunks(AT_ONCE) {
            self.add(tx, some.to_vec()).await?;
        }
        Ok(())
    }

    fn rows(&self, tenant: Tenant, holder: i64, places: Places) -> Vec<Vec<Value>> {
        places
            .into_iter()
            .map(|(kind, place)| args![tenant, kind, place, self.holder_kind, holder])
            .collect()
    }

    async fn add(&self, tx: &mut Tx, rows: Vec<Vec<Value>>) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut query = Query::new("INSERT INTO ");
        query.push(self.table);
        query.push(" (tenant, kind, place, holder_kind, holder) VALUES ");
        query.push_rows(rows);
        let (sql, args) = query.finish();
        tx.run(sql, args).await?;
        Ok(())
    }

    /// Whether the entries are those of this value, under whichever key.
    pub(super) async fn hold(
        &self,
        tx: &mut Tx,
        ring: &Ring,
        tenant: Tenant,
        holder: i64,
        plain: &str,
    ) -> Result<bool, StoreError> {
        let kept = self.kept(tx, tenant, holder).await?;
        let wanted = (self.of)(plain);
        let stands = |entry: &Entry| {
            kept.iter().any(|(kind, place)| {
                kind == entry.kind && ring.is_place(tenant, entry.bound_to, &entry.normal, place)
            })
        };
        Ok(wanted.iter().all(stands) && kept.len() == wanted.len())
    }

    pub(super) async fn count_places(
        &self,
        tx: &mut Tx,
        tenant: Tenant,
        id: &str,
    ) -> Result<i64, StoreError> {
        places_in(tx, tenant, self.table, "place", id).await
    }
}
