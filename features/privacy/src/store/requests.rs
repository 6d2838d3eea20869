//! Requests of persons about their own information.

use tongli_cases::CaseId;
use tongli_kernel::{Private, Tenant, Viewer};
use tongli_store::{Query, Row, StoreError, Tx, args};
use tongli_web::App;

use super::{closed, coded, opened};
use crate::codes::{About, AskerStanding, Asks, RequestStage};
use crate::request::{Asked, Request, RequestId};

pub(super) const ASKER: &str = "privacy_requests.asker";
pub(super) const PHONE: &str = "privacy_requests.phone";

const SELECT: &str = "SELECT id, number, version, asks, asker, phone, standing, about, what, stage,
        keeper, received_at, checked_at, checked_by, checked_how, ended_at, ended_by, result
 FROM privacy_requests WHERE tenant = ";

fn request(row: &Row, house: (&App, Tenant)) -> Result<Request, StoreError> {
    let asker = opened(house, ASKER, row.get("asker")?)?;
    Ok(Request {
        id: row.get("id")?,
        number: row.get("number")?,
        version: row.get("version")?,
        told: Asked {
            asks: coded(row, "asks", Asks::from_code)?,
            asker: asker.unwrap_or_else(|| Private::new(String::new())),
            phone: opened(house, PHONE, row.get("phone")?)?,
            standing: coded(row, "standing", AskerStanding::from_code)?,
            about: coded(row, "about", About::from_code)?,
            what: row.get("what")?,
            received_at: row.get("received_at")?,
        },
        stage: coded(row, "stage", RequestStage::from_code)?,
        keeper: row.get("keeper")?,
        checked_at: row.get("checked_at")?,
        checked_by: row.get("checked_by")?,
        checked_how: row.get("checked_how")?,
        ended_at: row.get("ended_at")?,
        ended_by: row.get("ended_by")?,
        result: row.get("result")?,
        cases: Vec::new(),
    })
}

pub(crate) async fn insert(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    new: &Request,
) -> Result<(), StoreError> {
    let told = &new.told;
    tx.run(
        "INSERT INTO privacy_requests (tenant, id, number, version, asks, asker, phone, standing,
             about, what, stage, keeper, received_at)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)",
        args![
            viewer.tenant,
            new.id,
            &new.number,
            new.version,
            told.asks.code(),
            closed(app, viewer.tenant, ASKER, Some(&told.asker))?,
            closed(app, viewer.tenant, PHONE, told.phone.as_ref())?,
            told.standing.code(),
            told.about.code(),
            &told.what,
            new.stage.code(),
            new.keeper,
            told.received_at
        ],
    )
    .await?;
    for case in &new.cases {
        tx.run(
            "INSERT INTO privacy_request_cases (tenant, request, case_id) VALUES ($1,$2,$3)
             ON CONFLICT DO NOTHING",
            args![viewer.tenant, new.id, *case],
        )
        .await?;
    }
    Ok(())
}

/// Writes what a step changes; `false` if somebody was faster.
pub(crate) async fn update(
    tx: &mut Tx,
    tenant: Tenant,
    request: &Request,
) -> Result<bool, StoreError> {
    let changed = tx
        .run(
            "UPDATE privacy_requests SET version = version + 1, stage = $4, checked_at = $5,
                 checked_by = $6, checked_how = $7, ended_at = $8, ended_by = $9, result = $10
             WHERE tenant = $1 AND id = $2 AND version = $3",
            args![
                tenant,
                request.id,
                request.version,
                request.stage.code(),
                request.checked_at,
                request.checked_by,
                request.checked_how.as_deref(),
                request.ended_at,
                request.ended_by,
                request.result.as_deref()
            ],
        )
        .await?;
    Ok(changed == 1)
}

pub(crate) async fn by_number(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    number: &str,
) -> Result<Option<Request>, StoreError> {
    let mut query = Query::new(SELECT);
    query.bind(tenant).push(" AND number = ").bind(number);
    let (sql, args) = query.finish();
    let found = tx.all(sql, args, |row| request(row, (app, tenant))).await?;
    Ok(with_cases(tx, tenant, found).await?.pop())
}

pub(crate) async fn by_id(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    id: RequestId,
) -> Result<Option<Request>, StoreError> {
    let mut query = Query::new(SELECT);
    query.bind(tenant).push(" AND id = ").bind(id);
    let (sql, args) = query.finish();
    let found = tx.all(sql, args, |row| request(row, (app, tenant))).await?;
    Ok(with_cases(tx, tenant, found).await?.pop())
}

/// Requests before one, newest first; what the viewer may not know of is still in it.
pub(crate) async fn list(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    open_only: bool,
    before: Option<RequestId>,
    limit: i64,
) -> Result<Vec<Request>, StoreError> {
    let mut query = Query::new(SELECT);
    query.bind(tenant);
    if open_only {
        query.push(" AND ended_at IS NULL");
    }
    if let Some(before) = before {
        query.push(" AND id < ").bind(before);
    }
    query.push(" ORDER BY id DESC LIMIT ").bind(limit);
    let (sql, args) = query.finish();
    let found = tx.all(sql, args, |row| request(row, (app, tenant))).await?;
    with_cases(tx, tenant, found).await
}

/// The requests about a case, newest first.
pub(crate) async fn of_case(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case: CaseId,
) -> Result<Vec<Request>, StoreError> {
    let mut query = Query::new(SELECT);
    query.bind(tenant);
    query.push(" AND id IN (SELECT r.request FROM privacy_request_cases r WHERE r.tenant = ");
    query.bind(tenant).push(" AND r.case_id = ").bind(case);
    query.push(") ORDER BY id DESC");
    let (sql, args) = query.finish();
    let found = tx.all(sql, args, |row| request(row, (app, tenant))).await?;
    with_cases(tx, tenant, found).await
}

async fn with_cases(
    tx: &mut Tx,
    tenant: Tenant,
    mut requests: Vec<Request>,
) -> Result<Vec<Request>, StoreError> {
    if requests.is_empty() {
        return Ok(requests);
    }
    let mut query =
        Query::new("SELECT request, case_id FROM privacy_request_cases WHERE tenant = ");
    query.bind(tenant).push(" AND request IN (");
    query.bind_all(requests.iter().map(|request| request.id));
    query.push(") ORDER BY +request, case_id");
    let (sql, args) = query.finish();
    let rows = tx
        .all(sql, args, |row| {
            Ok((row.get::<RequestId>("request")?, row.get("case_id")?))
        })
        .await?;
    for request in &mut requests {
        let own = rows.iter().filter(|(id, _)| *id == request.id);
        request.cases = own.map(|(_, case)| *case).collect();
    }
    Ok(requests)
}
