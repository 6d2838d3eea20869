//! The register of what was handed outside.

use tongli_cases::{CaseId, Receiver, Stage};
use tongli_kernel::{Confidentiality, Moment, StaffId, Tenant, Viewer};
use tongli_store::{Query, Row, StoreError, Tx, args};
use tongli_web::App;

use super::{closed, coded, opened};
use crate::codes::{Basis, Recipient, Way};
use crate::disclosure::{Disclosure, DisclosureId, Filter, Given};

pub(super) const PERSON: &str = "disclosures.person";

const SELECT: &str = "SELECT d.id, d.case_id, d.recipient, d.body, d.person, d.basis, d.ground,
        d.purpose, d.what, d.way, d.given_at, d.approved_by, d.is_draft, d.version,
        d.recorded_at, d.by_id
 FROM disclosures d WHERE d.tenant = ";

fn disclosure(row: &Row, house: (&App, Tenant)) -> Result<Disclosure, StoreError> {
    Ok(Disclosure {
        id: row.get("id")?,
        case: row.get("case_id")?,
        told: Given {
            recipient: coded(row, "recipient", Recipient::from_code)?,
            body: row.get("body")?,
            person: opened(house, PERSON, row.get("person")?)?,
            basis: coded(row, "basis", Basis::from_code)?,
            ground: row.get("ground")?,
            purpose: row.get("purpose")?,
            what: row.get("what")?,
            files: Vec::new(),
            way: coded(row, "way", Way::from_code)?,
            given_at: row.get("given_at")?,
            approved_by: row.get("approved_by")?,
        },
        is_draft: row.get("is_draft")?,
        version: row.get("version")?,
        recorded_at: row.get("recorded_at")?,
        by: row.get("by_id")?,
    })
}

/// Adds a line. `round` is that of a case whose hand-over the house writes down itself.
pub(crate) async fn insert(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    new: &Disclosure,
    round: Option<i64>,
) -> Result<(), StoreError> {
    let told = &new.told;
    tx.run(
        "INSERT INTO disclosures (tenant, id, case_id, recipient, body, person, basis, ground,
             purpose, what, way, given_at, approved_by, is_draft, round, version, recorded_at,
             by_id)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,1,$16,$17)",
        args![
            viewer.tenant,
            new.id,
            new.case,
            told.recipient.code(),
            &told.body,
            closed(app, viewer.tenant, PERSON, told.person.as_ref())?,
            told.basis.code(),
            &told.ground,
            &told.purpose,
            &told.what,
            told.way.code(),
            told.given_at,
            told.approved_by,
            new.is_draft,
            round,
            new.recorded_at,
            new.by
        ],
    )
    .await?;
    insert_files(tx, viewer.tenant, new).await
}

async fn insert_files(tx: &mut Tx, tenant: Tenant, of: &Disclosure) -> Result<(), StoreError> {
    for file in &of.told.files {
        tx.run(
            "INSERT INTO disclosure_files (tenant, disclosure, file) VALUES ($1,$2,$3)
             ON CONFLICT DO NOTHING",
            args![tenant, of.id, *file],
        )
        .await?;
    }
    Ok(())
}

/// Completes a line the house wrote; `false` if somebody was faster.
pub(crate) async fn complete(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    line: &Disclosure,
) -> Result<bool, StoreError> {
    let told = &line.told;
    let changed = tx
        .run(
            "UPDATE disclosures SET version = version + 1, is_draft = 0, recipient = $4, body = $5,
                 person = $6, basis = $7, ground = $8, purpose = $9, what = $10, way = $11,
                 given_at = $12, approved_by = $13, recorded_at = $14, by_id = $15
             WHERE tenant = $1 AND id = $2 AND version = $3 AND is_draft = 1",
            args![
                viewer.tenant,
                line.id,
                line.version,
                told.recipient.code(),
                &told.body,
                closed(app, viewer.tenant, PERSON, told.person.as_ref())?,
                told.basis.code(),
                &told.ground,
                &told.purpose,
                &told.what,
                told.way.code(),
                told.given_at,
                told.approved_by,
                line.recorded_at,
                line.by
            ],
        )
        .await?;
    insert_files(tx, viewer.tenant, line).await?;
    Ok(changed == 1)
}

/// The lines of a case, newest first.
pub(crate) async fn of_case(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case: CaseId,
) -> Result<Vec<Disclosure>, StoreError> {
    let mut query = Query::new(SELECT);
    query.bind(tenant).push(" AND d.case_id = ").bind(case);
    query.push(" ORDER BY d.given_at DESC, d.id DESC");
    let (sql, args) = query.finish();
    let found = tx
        .all(sql, args, |row| disclosure(row, (app, tenant)))
        .await?;
    with_files(tx, tenant, found).await
}

pub(crate) async fn by_id(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    id: DisclosureId,
) -> Result<Option<Disclosure>, StoreError> {
    let mut query = Query::new(SELECT);
    query.bind(tenant).push(" AND d.id = ").bind(id);
    let (sql, args) = query.finish();
    let found = tx
        .all(sql, args, |row| disclosure(row, (app, tenant)))
        .await?;
    Ok(with_files(tx, tenant, found).await?.pop())
}

/// A page of the register, newest first; what the viewer may not know of is still in it.
pub(crate) async fn list(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<Disclosure>, StoreError> {
    let mut query = Query::new(SELECT);
    query.bind(tenant);
    if let Some(case) = &filter.case {
        query.push(
            " AND d.case_id IN (SELECT c.id FROM cases c WHERE c.tenant = d.tenant AND c.number = ",
        );
        query.bind(case).push(")");
    }
    if let Some(recipient) = filter.recipient {
        query.push(" AND d.recipient = ").bind(recipient.code());
    }
    if let Some(from) = filter.from {
        query.push(" AND d.given_at >= ").bind(from);
    }
    if let Some(until) = filter.until {
        query.push(" AND d.given_at < ").bind(until);
    }
    if filter.drafts_only {
        query.push(" AND d.is_draft = 1");
    }
    if let Some(place) = filter.before {
        query
            .push(" AND (d.given_at, d.id) < (")
            .bind(place.given_at);
        query.push(", ").bind(place.id).push(")");
    }
    query
        .push(" ORDER BY d.given_at DESC, d.id DESC LIMIT ")
        .bind(limit);
    let (sql, args) = query.finish();
    let found = tx
        .all(sql, args, |row| disclosure(row, (app, tenant)))
        .await?;
    with_files(tx, tenant, found).await
}

async fn with_files(
    tx: &mut Tx,
    tenant: Tenant,
    mut lines: Vec<Disclosure>,
) -> Result<Vec<Disclosure>, StoreError> {
    if lines.is_empty() {
        return Ok(lines);
    }
    let mut query = Query::new("SELECT disclosure, file FROM disclosure_files WHERE tenant = ");
    query.bind(tenant).push(" AND disclosure IN (");
    query.bind_all(lines.iter().map(|line| line.id));
    query.push(") ORDER BY +disclosure, file");
    let (sql, args) = query.finish();
    let rows = tx
        .all(sql, args, |row| {
            Ok((row.get::<DisclosureId>("disclosure")?, row.get("file")?))
        })
        .await?;
    for line in &mut lines {
        let own = rows.iter().filter(|(id, _)| *id == line.id);
        line.told.files = own.map(|(_, file)| *file).collect();
    }
    Ok(lines)
}

/// A case handed over to somebody outside without a line in the register.
pub(crate) struct HandedOver {
    pub case: CaseId,
    pub number: String,
    pub to: Option<Receiver>,
    pub round: i64,
    pub owner: Option<StaffId>,
    pub is_restricted: bool,
    /// When its last step was taken: nothing follows a hand-over.
    pub at: Option<Moment>,
}

/// Discipline belongs to the house: what is handed there has not left it.
pub(crate) async fn unwritten(
    tx: &mut Tx,
    tenant: Tenant,
    limit: i64,
) -> Result<Vec<HandedOver>, StoreError> {
    tx.all(
        "SELECT c.id, c.number, c.handed_over_to, c.round, c.owner, c.confidentiality,
                (SELECT MAX(h.at) FROM history h
                 WHERE h.tenant = c.tenant AND h.subject_kind = 'case' AND h.subject_id = c.id
                   AND h.verb = 'hand_over') AS handed_at
         FROM cases c
         WHERE c.tenant = $1 AND c.stage = $2 AND c.handed_over_to IS NOT NULL
           AND c.handed_over_to <> $3
           AND NOT EXISTS (SELECT 1 FROM disclosures d
               WHERE d.tenant = c.tenant AND d.case_id = c.id AND d.round = c.round)
         ORDER BY c.id LIMIT $4",
        args![
            tenant,
            Stage::HandedOver.code(),
            Receiver::Discipline.code(),
            limit
        ],
        |row| {
            let to: String = row.get("handed_over_to")?;
            let label: Confidentiality = row.get("confidentiality")?;
            Ok(HandedOver {
                case: row.get("id")?,
                number: row.get("number")?,
                to: Receiver::from_code(&to),
                round: row.get("round")?,
                owner: row.get("owner")?,
                is_restricted: label == Confidentiality::Discipline,
                at: row.get("handed_at")?,
            })
        },
    )
    .await
}
