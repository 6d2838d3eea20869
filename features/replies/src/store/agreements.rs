//! That the person was content with an answer by word, and how they said so.

use tongli_kernel::{Moment, Private, StaffId, Tenant};
use tongli_store::{StoreError, Tx, args};
use tongli_web::App;

use super::{InRound, seal};

struct AgreementMark;

/// What the person agreed to.
#[derive(Debug, Clone)]
pub struct Agreement {
    pub words: Private<String>,
    pub recorded_at: Moment,
}

pub async fn insert(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case: InRound,
    words: &str,
    by: Option<StaffId>,
) -> Result<(), StoreError> {
    let body = seal(app, tenant, "word_agreements.body", words)?;
    tx.run(
        "INSERT INTO word_agreements (tenant, id, case_id, round, body, recorded_by, recorded_at,
             retention_class)
         VALUES ($1,$2,$3,$4,$5,$6,$7,'case')",
        args![
            tenant,
            app.id::<AgreementMark>(),
            case.id,
            case.round,
            body,
            by,
            app.now()
        ],
    )
    .await?;
    Ok(())
}

/// What the person agreed to in this round, in the newest words.
pub async fn newest(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case: InRound,
) -> Result<Option<Agreement>, StoreError> {
    tx.find(
        "SELECT body, recorded_at FROM word_agreements
         WHERE tenant = $1 AND case_id = $2 AND round = $3 ORDER BY id DESC LIMIT 1",
        args![tenant, case.id, case.round],
        |row| {
            let body: String = row.get("body")?;
            let plain = app.keys.open(tenant, "word_agreements.body", &body)?;
            Ok(Agreement {
                words: Private::new(plain),
                recorded_at: row.get("recorded_at")?,
            })
        },
    )
    .await
}
