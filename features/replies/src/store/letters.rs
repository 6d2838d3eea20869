//! Letters: one in hand, the released ones fixed.

use tongli_kernel::{Fault, Moment, Private, Said, StaffId, Tenant};
use tongli_store::{OnUnique, Query, Row, StoreError, Tx, args, sha256};
use tongli_web::{App, Text};

use super::{InRound, changed, seal};
use crate::letter::{Body, Letter, LetterId, State};
use crate::mode::LetterGround;

pub async fn insert(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case: InRound,
    (body, ground): (&Body, Option<LetterGround>),
    by: Option<StaffId>,
) -> Result<LetterId, Fault> {
    let id = app.id();
    let plain = body.canonical().map_err(StoreError::bug)?;
    let sealed = seal(app, tenant, "letters.body", &plain)?;
    let no = tx
        .count(
            "SELECT COUNT(*) AS n FROM letters WHERE tenant = $1 AND case_id = $2",
            args![tenant, case.id],
        )
        .await?
        + 1;
    tx.run(
        "INSERT INTO letters (tenant, id, case_id, round, no, state, ground, body, drafted_by, drafted_at,
             version, retention_class)
         VALUES ($1,$2,$3,$4,$5,'draft',$6,$7,$8,$9,1,'case')",
        args![
            tenant,
            id,
            case.id,
            case.round,
            no,
            ground.map(LetterGround::code),
            sealed,
            by,
            app.now()
        ],
    )
    .await
    .on_unique(|| Fault::Conflict(Said::new("fault-somebody-was-faster")))?;
    Ok(id)
}

/// Writes the draft again; what was approved becomes a draft again.
pub async fn rewrite(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    letter: &Letter,
    body: &Body,
    by: Option<StaffId>,
) -> Result<(), Fault> {
    let plain = body.canonical().map_err(StoreError::bug)?;
    let sealed = seal(app, tenant, "letters.body", &plain)?;
    changed(
        tx.run(
            "UPDATE letters SET body = $4, drafted_by = $5, drafted_at = $6, state = 'draft',
                 approved_by = NULL, approved_at = NULL, digest = NULL, version = version + 1
             WHERE tenant = $1 AND id = $2 AND version = $3 AND state IN ('draft', 'approved')",
            args![tenant, letter.id, letter.version, sealed, by, app.now()],
        )
        .await?,
    )
}

/// Approves the text as it stands, under its digest.
pub async fn approve(
    tx: &mut Tx,
    tenant: Tenant,
    letter: &Letter,
    by: Option<StaffId>,
    now: Moment,
) -> Result<(), Fault> {
    let digest = digest_of(letter.body.open())?;
    changed(
        tx.run(
            "UPDATE letters SET state = 'approved', digest = $4, approved_by = $5, approved_at = $6,
                 refused_at = NULL, refusal = NULL, version = version + 1
             WHERE tenant = $1 AND id = $2 AND version = $3 AND state = 'draft'",
            args![tenant, letter.id, letter.version, digest, by, now],
        )
        .await?,
    )
}

/// Sends the draft back to its writer.
pub async fn refuse(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    letter: &Letter,
    reason: &str,
    now: Moment,
) -> Result<(), Fault> {
    let reason = seal(app, tenant, "letters.refusal", reason)?;
    changed(
        tx.run(
            "UPDATE letters SET refused_at = $4, refusal = $5, version = version + 1
             WHERE tenant = $1 AND id = $2 AND version = $3 AND state = 'draft'",
            args![tenant, letter.id, letter.version, now, reason],
        )
        .await?,
    )
}

/// Fixes the letter. From here on its row never changes.
pub async fn release(
    tx: &mut Tx,
    tenant: Tenant,
    letter: &Letter,
    digest: &str,
    by: Option<StaffId>,
    now: Moment,
) -> Result<(), Fault> {
    changed(
        tx.run(
            "UPDATE letters SET state = 'released', digest = $4, released_by = $5, released_at = $6,
                 version = version + 1
             WHERE tenant = $1 AND id = $2 AND version = $3 AND state IN ('draft', 'approved')",
            args![tenant, letter.id, letter.version, digest, by, now],
        )
        .await?,
    )
}

/// The letter is owed for this reason now.
pub async fn set_ground(
    tx: &mut Tx,
    tenant: Tenant,
    letter: &Letter,
    ground: LetterGround,
) -> Result<(), Fault> {
    changed(
        tx.run(
            "UPDATE letters SET ground = $4, version = version + 1
             WHERE tenant = $1 AND id = $2 AND version = $3 AND state IN ('draft', 'approved')",
            args![tenant, letter.id, letter.version, ground.code()],
        )
        .await?,
    )
}

/// Nobody is owed the letter any more; its text stays in the file.
pub async fn withdraw(tx: &mut Tx, tenant: Tenant, letter: &Letter) -> Result<(), Fault> {
    changed(
        tx.run(
            "UPDATE letters SET state = 'withdrawn', version = version + 1
             WHERE tenant = $1 AND id = $2 AND version = $3 AND state IN ('draft', 'approved')",
            args![tenant, letter.id, letter.version],
        )
        .await?,
    )
}

/// The letter being written in this round, if there is one.
pub async fn in_hand(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case: InRound,
) -> Result<Option<Letter>, StoreError> {
    tx.find(
        "SELECT id, case_id, round, no, state, ground, body, digest, drafted_by, drafted_at, approved_by, approved_at,
                released_by, released_at, refusal, version
         FROM letters WHERE tenant = $1 AND case_id = $2 AND round = $3 AND state IN ('draft', 'approved')",
        args![tenant, case.id, case.round],
        |row| letter(row, app, tenant),
    )
    .await
}

/// All letters of a case in all its rounds, the newest first.
pub async fn list(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case_id: i64,
) -> Result<Vec<Letter>, StoreError> {
    tx.all(
        "SELECT id, case_id, round, no, state, ground, body, digest, drafted_by, drafted_at, approved_by, approved_at,
                released_by, released_at, refusal, version
         FROM letters WHERE tenant = $1 AND case_id = $2 ORDER BY no DESC",
        args![tenant, case_id],
        |row| letter(row, app, tenant),
    )
    .await
}

/// The most letters asked for at once; lists of cases are filled up to it.
const CASES_AT_ONCE: [usize; 3] = [1, 16, 256];

/// What the letters of these cases say, for search.
pub async fn texts(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    cases: &[i64],
) -> Result<Vec<Text>, Fault> {
    let Some(last) = cases.last().copied() else {
        return Ok(Vec::new());
    };
    let length = CASES_AT_ONCE.into_iter().find(|most| *most >= cases.len());
    let missing = length.unwrap_or(cases.len()) - cases.len();
    let filled = cases
        .iter()
        .copied()
        .chain(std::iter::repeat_n(last, missing));
    let mut query = Query::new("SELECT id, case_id, state, body FROM letters WHERE tenant = ");
    query
        .bind(tenant)
        .push(" AND case_id IN (")
        .bind_all(filled)
        .push(") AND body <> '' ORDER BY id");
    let (sql, args) = query.finish();
    let found = tx
        .all(sql, args, |row| {
            // A body that does not open is for the check of sealed values to say.
            let plain = app
                .keys
                .open(tenant, "letters.body", &row.get::<String>("body")?)
                .unwrap_or_default();
            let body: Body = serde_json::from_str(&plain).unwrap_or_default();
            Ok(Text {
                subject: row.get("case_id")?,
                id: row.get("id")?,
                text: body.said(),
            })
        })
        .await?;
    Ok(found)
}

/// The digest of a letter's text.
pub fn digest_of(body: &Body) -> Result<String, StoreError> {
    let plain = body.canonical().map_err(StoreError::bug)?;
    Ok(sha256(plain.as_bytes()))
}

fn letter(row: &Row, app: &App, tenant: Tenant) -> Result<Letter, StoreError> {
    let sealed: String = row.get("body")?;
    let plain = app.keys.open(tenant, "letters.body", &sealed)?;
    let state: String = row.get("state")?;
    let refusal = row
        .get::<Option<String>>("refusal")?
        .map(|sealed| app.keys.open(tenant, "letters.refusal", &sealed))
        .transpose()?;
    Ok(Letter {
        id: row.get("id")?,
        case_id: row.get("case_id")?,
        round: row.get("round")?,
        no: row.get("no")?,
        ground: row
            .get::<Option<String>>("ground")?
            .and_then(|code| LetterGround::from_code(&code)),
        state: State::from_code(&state)
            .ok_or_else(|| StoreError::bug("an unknown state of a letter"))?,
        body: Private::new(serde_json::from_str(&plain).map_err(StoreError::bug)?),
        digest: row.get("digest")?,
        drafted_by: row.get("drafted_by")?,
        drafted_at: row.get("drafted_at")?,
        approved_by: row.get("approved_by")?,
        approved_at: row.get("approved_at")?,
        released_by: row.get("released_by")?,
        released_at: row.get("released_at")?,
        refusal: refusal.map(Private::new),
        version: row.get("version")?,
    })
}
