//! Lists of entries, each along an index and no further than a page.

use tongli_kernel::{Day, StaffId, Tenant};
use tongli_store::{Query, StoreError, Tx, args};

use super::entries::{COLUMNS, entry};
use crate::entry::{Entry, EntryId, Kind, State};

/// Which entries are wanted, in the order of their titles.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub state: State,
    pub kind: Option<Kind>,
    /// Those whose last day is before this one, or the others.
    pub today: Day,
    pub is_expired: bool,
    /// The last one of the page before: how it is spelt, and its id.
    pub after: Option<(String, EntryId)>,
}

/// The wanted entries, at most `limit`.
pub(crate) async fn list(
    tx: &mut Tx,
    tenant: Tenant,
    wanted: &Wanted,
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    let mut query = Query::new(COLUMNS);
    query.bind(tenant);
    query.push(" AND state = ").bind(wanted.state.code());
    if let Some(kind) = wanted.kind {
        query.push(" AND kind = ").bind(kind.code());
    }
    if wanted.is_expired {
        query.push(" AND valid_until < ").bind(wanted.today);
    } else {
        query.push(" AND (valid_until IS NULL OR valid_until >= ");
        query.bind(wanted.today).push(")");
    }
    if let Some((spelling, id)) = &wanted.after {
        query.push(" AND (spelling, id) > (").bind(spelling);
        query.push(", ").bind(*id).push(")");
    }
    query.push(" ORDER BY spelling, id LIMIT ").bind(limit);
    let (sql, args) = query.finish();
    tx.all(sql, args, entry).await
}

/// Entries in use whose last day is this one or before, the most urgent first: of one
/// owner or of all.
pub(crate) async fn to_renew(
    tx: &mut Tx,
    tenant: Tenant,
    owner: Option<StaffId>,
    until: Day,
    after: Option<(Day, EntryId)>,
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    let mut query = Query::new(COLUMNS);
    query.bind(tenant).push(" AND state = 'current'");
    if let Some(owner) = owner {
        query.push(" AND owner = ").bind(owner);
    }
    query.push(" AND valid_until <= ").bind(until);
    if let Some((day, id)) = after {
        query.push(" AND (valid_until, id) > (").bind(day);
        query.push(", ").bind(id).push(")");
    }
    query.push(" ORDER BY valid_until, id LIMIT ").bind(limit);
    let (sql, args) = query.finish();
    tx.all(sql, args, entry).await
}

/// How many entries of an owner are to be renewed, counted up to a limit.
pub(crate) async fn count_to_renew(
    tx: &mut Tx,
    tenant: Tenant,
    owner: StaffId,
    until: Day,
    limit: i64,
) -> Result<i64, StoreError> {
    tx.count(
        "SELECT COUNT(*) AS n FROM (SELECT id FROM answers
         WHERE tenant = $1 AND owner = $2 AND state = 'current' AND valid_until <= $3
         LIMIT $4) AS due",
        args![tenant, owner, until, limit],
    )
    .await
}
