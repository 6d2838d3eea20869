//! Every column of the house that holds sealed values, as its room declares it: how a
//! change of keys finds them, how a check opens them, how an operator counts them.

use tongli_kernel::{Fault, Tenant};

use crate::keys::Ring;
use crate::vault::Vault;
use crate::{Db, Query, Row, StoreError, Stored, Tx, Value, attachments, drafts, idempotency};

mod check;
mod entries;

pub use check::Placed;
pub use entries::{Entries, Entry};

/// Rows of one batch: short enough that nobody at a desk waits for it.
const PAGE: i64 = 200;

/// One column of sealed values.
#[derive(Debug)]
pub struct SealedColumn {
    pub table: &'static str,
    /// What the table's key has beside the tenant.
    pub key: &'static [KeyPart],
    pub column: &'static str,
    /// What the values are bound to.
    pub bound_to: &'static str,
    /// An earlier version kept them in plain.
    pub plain_before: bool,
    pub blinds: &'static [BlindColumn],
    /// Columns of places whose origin is not kept, so that they stay with their key.
    pub pinned: &'static [&'static str],
    /// Further places of the value, in a table of their own.
    pub entries: Option<&'static Entries>,
}

/// A part of a key, by the type of its column.
#[derive(Debug, Clone, Copy)]
pub enum KeyPart {
    Number(&'static str),
    Text(&'static str),
}

/// A column beside a sealed one that holds its place in a blind index.
#[derive(Debug)]
pub struct BlindColumn {
    pub column: &'static str,
    pub bound_to: &'static str,
    /// The form in which equal values meet.
    pub normal: fn(&str) -> String,
}

/// The key of most tables.
pub const BY_ID: &[KeyPart] = &[KeyPart::Number("id")];

impl SealedColumn {
    /// A column of a table whose key is its id.
    pub const fn by_id(
        table: &'static str,
        column: &'static str,
        bound_to: &'static str,
    ) -> SealedColumn {
        SealedColumn {
            table,
            key: BY_ID,
            column,
            bound_to,
            plain_before: false,
            blinds: &[],
            pinned: &[],
            entries: None,
        }
    }

    /// The same in a table with another key.
    #[must_use]
    pub const fn keyed(mut self, key: &'static [KeyPart]) -> SealedColumn {
        self.key = key;
        self
    }

    #[must_use]
    pub const fn plain_before(mut self) -> SealedColumn {
        self.plain_before = true;
        self
    }

    #[must_use]
    pub const fn found_by(mut self, blinds: &'static [BlindColumn]) -> SealedColumn {
        self.blinds = blinds;
        self
    }

    #[must_use]
    pub const fn pinning(mut self, pinned: &'static [&'static str]) -> SealedColumn {
        self.pinned = pinned;
        self
    }

    #[must_use]
    pub const fn entered(mut self, entries: &'static Entries) -> SealedColumn {
        self.entries = Some(entries);
        self
    }
}

/// The columns of this floor.
pub const SEALED: &[SealedColumn] = &[
    SealedColumn::by_id("attachments", "name", attachments::NAME).plain_before(),
    SealedColumn::by_id("drafts", "fields", drafts::FIELDS)
        .keyed(&[KeyPart::Number("staff"), KeyPart::Text("form")])
        .plain_before(),
    SealedColumn::by_id("idempotency", "body", idempotency::BODY)
        .keyed(&[KeyPart::Number("by_id"), KeyPart::Text("key")])
        .plain_before(),
];

/// Where a walk through a column goes on.
pub type After = Vec<Value>;

/// What a page of a walk found.
#[derive(Debug, Default)]
pub struct Walked {
    pub looked_at: i64,
    pub changed: i64,
    /// What does not hold, named by table and key.
    pub flaws: Vec<SealedFlaw>,
    /// `None` at the end.
    pub after: Option<After>,
}

/// What is wrong with a sealed value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SealedFlaw {
    /// It does not open.
    Closed { at: String },
    /// It stands in plain.
    Plain { at: String },
    /// A search would not find it, or find something else.
    Misplaced { at: String },
}

/// A row as a walk reads it.
struct Found {
    key: Vec<Value>,
    kept: String,
    places: Vec<Option<String>>,
}

impl SealedColumn {
    fn at(&self, key: &[Value]) -> String {
        let parts: Vec<String> = key
            .iter()
            .map(|part| match part {
                Value::Int(number) => number.unwrap_or_default().to_string(),
                Value::Text(text) => text.clone().unwrap_or_default(),
            })
            .collect();
        format!("{}.{} {}", self.table, self.column, parts.join(" "))
    }

    fn push_key(&self, query: &mut Query) {
        for (at, part) in self.key.iter().enumerate() {
            if at > 0 {
                query.push(", ");
            }
            query.push(part.name());
        }
    }

    async fn page(
        &self,
        tx: &mut Tx,
        tenant: Tenant,
        after: Option<&After>,
        blinds: &[BlindColumn],
    ) -> Result<Vec<Found>, StoreError> {
        let mut query = Query::new("SELECT ");
        self.push_key(&mut query);
        query.push(", ").push(self.column);
        for blind in blinds {
            query.push(", ").push(blind.column);
        }
        query
            .push(" FROM ")
            .push(self.table)
            .push(" WHERE tenant = ");
        query.bind(tenant);
        // A destroyed value of a column that may not be NULL is empty.
        query.push(" AND ").push(self.column).push(" <> ''");
        if let Some(after) = after {
            query.push(" AND (");
            self.push_key(&mut query);
            query.push(") > (");
            for (at, value) in after.iter().enumerate() {
                if at > 0 {
                    query.push(", ");
                }
                query.bind_value(value.clone());
            }
            query.push(")");
        }
        query.push(" ORDER BY ");
        self.push_key(&mut query);
        query.push(" LIMIT ").bind(PAGE);
        let (sql, args) = query.finish();
        tx.all(sql, args, |row| self.found(row, blinds)).await
    }

    fn found(&self, row: &Row, blinds: &[BlindColumn]) -> Result<Found, StoreError> {
        let key = self
            .key
            .iter()
            .map(|part| part.of(row))
            .collect::<Result<_, _>>()?;
        let place =
            |blind: &BlindColumn| Ok(Option::<String>::from_column(row, blind.column)?.flatten());
        Ok(Found {
            key,
            kept: row.get(self.column)?,
            places: blinds
                .iter()
                .map(place)
                .collect::<Result<_, StoreError>>()?,
        })
    }

    fn opened(&self, vault: &Vault, tenant: Tenant, kept: &str) -> Result<String, StoreError> {
        if self.plain_before {
            vault.open_or_plain(tenant, self.bound_to, kept)
        } else {
            vault.open(tenant, self.bound_to, kept)
        }
    }

    /// Seals a page anew and puts its values in their new places, in one transaction.
    /// A row that somebody changes meanwhile is left to the change.
    pub async fn reseal(
        &self,
        db: &Db,
        tenant: Tenant,
        after: Option<&After>,
    ) -> Result<Walked, Fault> {
        db.write(async |tx| {
            let vault = tx.vault()?;
            let ring = vault.keys.ring();
            let rows = self.page(tx, tenant, after, self.blinds).await?;
            let mut walked = self.walked(&rows);
            for row in rows {
                match self.opened(&vault, tenant, &row.kept) {
                    Ok(plain) => {
                        let changed = self
                            .renew(tx, (&vault, &ring), tenant, &row, &plain)
                            .await?;
                        walked.changed += i64::from(changed);
                    }
                    Err(_) => walked.flaws.push(SealedFlaw::Closed {
                        at: self.at(&row.key),
                    }),
                }
            }
            Ok(walked)
        })
        .await
    }

    fn walked(&self, rows: &[Found]) -> Walked {
        let full = i64::try_from(rows.len()).is_ok_and(|count| count == PAGE);
        Walked {
            looked_at: i64::try_from(rows.len()).unwrap_or(PAGE),
            after: rows.last().filter(|_| full).map(|row| row.key.clone()),
            ..Walked::default()
        }
    }

    async fn renew(
        &self,
        tx: &mut Tx,
        (vault, ring): (&Vault, &Ring),
        tenant: Tenant,
        row: &Found,
        plain: &str,
    ) -> Result<bool, StoreError> {
        let places: Vec<Option<String>> = self
            .blinds
            .iter()
            .map(|blind| blind.place(ring, tenant, plain))
            .collect();
        let mut changed = false;
        if !ring.is_current(&row.kept) || places != row.places {
            let fresh = ring.seal(tenant, self.bound_to, plain, &*vault.chance)?;
            changed = self.write(tx, tenant, row, fresh, places).await?;
        }
        if let (Some(entries), [Value::Int(Some(holder))]) = (self.entries, row.key.as_slice()) {
            changed |= entries.renew(tx, ring, tenant, *holder, plain).await?;
        }
        Ok(changed)
    }

    async fn write(
        &self,
        tx: &mut Tx,
        tenant: Tenant,
        row: &Found,
        fresh: String,
        places: Vec<Option<String>>,
    ) -> Result<bool, StoreError> {
        let mut query = Query::new("UPDATE ");
        query.push(self.table).push(" SET ").push(self.column);
        query.push(" = ").bind(fresh);
        for (blind, place) in self.blinds.iter().zip(places) {
            query.push(", ").push(blind.column).push(" = ").bind(place);
        }
        query.push(" WHERE tenant = ").bind(tenant);
        for (part, value) in self.key.iter().zip(&row.key) {
            query.push(" AND ").push(part.name()).push(" = ");
            query.bind_value(value.clone());
        }
        query
            .push(" AND ")
            .push(self.column)
            .push(" = ")
            .bind(row.kept.as_str());
        let (sql, args) = query.finish();
        Ok(tx.run(sql, args).await? == 1)
    }
}

/// How many places in a column an index key has made.
pub async fn places_in(
    tx: &mut Tx,
    tenant: Tenant,
    table: &'static str,
    column: &'static str,
    id: &str,
) -> Result<i64, StoreError> {
    let mut query = Query::new("SELECT COUNT(*) AS n FROM ");
    query.push(table).push(" WHERE tenant = ").bind(tenant);
    query.push(" AND ").push(column);
    // The first key's places carry no id.
    match id {
        "1" => query.push(" NOT LIKE ").bind("%.%"),
        _ => query.push(" LIKE ").bind(format!("{id}.%")),
    };
    let (sql, args) = query.finish();
    tx.count(sql, args).await
}

impl BlindColumn {
    fn place(&self, ring: &Ring, tenant: Tenant, plain: &str) -> Option<String> {
        let normal = (self.normal)(plain);
        (!normal.is_empty()).then(|| ring.blind(tenant, self.bound_to, &normal))
    }

    fn is_place(&self, ring: &Ring, tenant: Tenant, plain: &str, found: Option<&str>) -> bool {
        let normal = (self.normal)(plain);
        match found {
            Some(place) => ring.is_place(tenant, self.bound_to, &normal, place),
            None => normal.is_empty(),
        }
    }
}

impl KeyPart {
    const fn name(&self) -> &'static str {
        match self {
            KeyPart::Number(name) | KeyPart::Text(name) => name,
        }
    }

    fn of(self, row: &Row) -> Result<Value, StoreError> {
        Ok(match self {
            KeyPart::Number(name) => row.get::<i64>(name)?.into_value(),
            KeyPart::Text(name) => row.get::<String>(name)?.into_value(),
        })
    }
}
