//! What somebody has typed and not yet sent, kept on the server: it survives a
//! closed tab, another browser, and a colleague taking over the desk. Sealed, for half
//! a registration holds names and numbers already.

use std::collections::BTreeMap;

use tongli_kernel::{Moment, StaffId, Tenant};

use crate::{StoreError, Tx, args};

/// What the fields are bound to.
pub(crate) const FIELDS: &str = "drafts.fields";

/// The fields of an unsent form, in the order the browser sent them.
pub type Fields = Vec<(String, String)>;

pub async fn keep(
    tx: &mut Tx,
    tenant: Tenant,
    staff: StaffId,
    form: &str,
    fields: &Fields,
    now: Moment,
) -> Result<(), StoreError> {
    let text = serde_json::to_string(fields).map_err(StoreError::bug)?;
    let text = tx.vault()?.seal(tenant, FIELDS, &text)?;
    tx.run(
        "INSERT INTO drafts (tenant, staff, form, fields, changed_at) VALUES ($1,$2,$3,$4,$5)
         ON CONFLICT (tenant, staff, form)
         DO UPDATE SET fields = excluded.fields, changed_at = excluded.changed_at",
        args![tenant, staff, form, text, now],
    )
    .await?;
    Ok(())
}

pub async fn find(
    tx: &mut Tx,
    tenant: Tenant,
    staff: StaffId,
    form: &str,
) -> Result<Option<(Fields, Moment)>, StoreError> {
    let found = tx
        .find(
            "SELECT fields, changed_at FROM drafts WHERE tenant = $1 AND staff = $2 AND form = $3",
            args![tenant, staff, form],
            |row| Ok((row.get::<String>("fields")?, row.get("changed_at")?)),
        )
        .await?;
    let Some((kept, at)) = found else {
        return Ok(None);
    };
    let text = tx.vault()?.open_or_plain(tenant, FIELDS, &kept)?;
    Ok(serde_json::from_str(&text).ok().map(|fields| (fields, at)))
}

/// The sent or discarded draft goes.
pub async fn discard(
    tx: &mut Tx,
    tenant: Tenant,
    staff: StaffId,
    form: &str,
) -> Result<(), StoreError> {
    tx.run(
        "DELETE FROM drafts WHERE tenant = $1 AND staff = $2 AND form = $3",
        args![tenant, staff, form],
    )
    .await?;
    Ok(())
}

/// When each of a person's drafts was last changed, by form.
pub async fn list(
    tx: &mut Tx,
    tenant: Tenant,
    staff: StaffId,
) -> Result<BTreeMap<String, Moment>, StoreError> {
    let rows = tx
        .all(
            "SELECT form, changed_at FROM drafts WHERE tenant = $1 AND staff = $2",
            args![tenant, staff],
            |row| Ok((row.get("form")?, row.get("changed_at")?)),
        )
        .await?;
    Ok(rows.into_iter().collect())
}
