//! What was stated about the content of answers.

use std::collections::BTreeMap;

use tongli_kernel::{Private, StaffId, Tenant};
use tongli_store::{Row, StoreError, Tx, args};
use tongli_web::App;

use super::{InRound, seal};
use crate::contents::{Content, ContentTyped};

struct ContentMark;

const REASON: &str = "answer_contents.reason";
const PLAIN: &str = "answer_contents.plain";

pub async fn insert(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case: InRound,
    (seq, digest): (i64, &str),
    typed: &ContentTyped,
    by: Option<StaffId>,
) -> Result<(), StoreError> {
    let sealed = |place: &'static str, text: &str| match text.trim() {
        "" => Ok(None),
        text => seal(app, tenant, place, text).map(Some),
    };
    tx.run(
        "INSERT INTO answer_contents (tenant, id, case_id, round, seq, digest, clinical, reason,
             plain, stated_by, stated_at, retention_class)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,'case')",
        args![
            tenant,
            app.id::<ContentMark>(),
            case.id,
            case.round,
            seq,
            digest,
            typed.clinical.map(i64::from),
            sealed(REASON, &typed.reason)?,
            sealed(PLAIN, &typed.plain)?,
            by,
            app.now()
        ],
    )
    .await?;
    Ok(())
}

/// What counts in the round: the newest of each answer.
pub async fn newest(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case: InRound,
) -> Result<Vec<Content>, StoreError> {
    let all = tx
        .all(
            "SELECT id, seq, digest, clinical, reason, plain FROM answer_contents
             WHERE tenant = $1 AND case_id = $2 AND round = $3 ORDER BY id",
            args![tenant, case.id, case.round],
            |row| content(row, app, tenant),
        )
        .await?;
    let newest: BTreeMap<i64, Content> = all.into_iter().map(|one| (one.seq, one)).collect();
    Ok(newest.into_values().collect())
}

fn content(row: &Row, app: &App, tenant: Tenant) -> Result<Content, StoreError> {
    let open = |column: &'static str, place: &'static str| {
        row.get::<Option<String>>(column)?
            .map(|sealed| app.keys.open(tenant, place, &sealed).map(Private::new))
            .transpose()
    };
    Ok(Content {
        id: row.get("id")?,
        seq: row.get("seq")?,
        digest: row.get("digest")?,
        clinical: row.get::<Option<i64>>("clinical")?.map(|one| one == 1),
        reason: open("reason", REASON)?,
        plain: open("plain", PLAIN)?,
    })
}
