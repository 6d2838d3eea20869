//! Every SQL text of this room.

use tongli_cases::CaseId;
use tongli_kernel::{Tenant, Viewer};
use tongli_store::{Query, Row, StoreError, Tx, args};

use crate::order::{Course, Nature, Order, OrderId, Platform, Printed};

/// The class of retention until a rule gives another.
const CLASS: &str = "case";

const SELECT: &str = "SELECT id, version, case_id, platform, number, dispatch, issuer, nature,
        confidential, issued_at, received_at, sign_by, contact_by, finish_by, text_limit, course
 FROM outside_orders WHERE tenant = ";

fn order(row: &Row) -> Result<Order, StoreError> {
    let unknown = |what: &str| StoreError::bug(format!("an order of an unknown {what}"));
    let nature: Option<String> = row.get("nature")?;
    let course: String = row.get("course")?;
    Ok(Order {
        id: row.get("id")?,
        version: row.get("version")?,
        case: row.get("case_id")?,
        dispatch: row.get("dispatch")?,
        printed: Printed {
            platform: Platform::from_code(&row.get::<String>("platform")?)
                .ok_or_else(|| unknown("platform"))?,
            number: row.get("number")?,
            issuer: row.get("issuer")?,
            nature: nature
                .map(|code| Nature::from_code(&code).ok_or_else(|| unknown("nature")))
                .transpose()?,
            confidential: row.get("confidential")?,
            issued_at: row.get("issued_at")?,
            received_at: row.get("received_at")?,
            sign_by: row.get("sign_by")?,
            contact_by: row.get("contact_by")?,
            finish_by: row.get("finish_by")?,
            text_limit: row.get("text_limit")?,
        },
        course: serde_json::from_str(&course).map_err(StoreError::bug)?,
    })
}

fn kept(course: &Course) -> Result<String, StoreError> {
    serde_json::to_string(course).map_err(StoreError::bug)
}

pub async fn insert(tx: &mut Tx, viewer: &Viewer, new: &Order) -> Result<(), StoreError> {
    let printed = &new.printed;
    tx.run(
        "INSERT INTO outside_orders (tenant, id, version, case_id, platform, number, dispatch,
             issuer, nature, confidential, issued_at, received_at, sign_by, contact_by, finish_by,
             text_limit, is_open, course, recorded_by, retention_class)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,1,$17,$18,$19)",
        args![
            viewer.tenant,
            new.id,
            new.version,
            new.case,
            printed.platform.code(),
            &printed.number,
            new.dispatch,
            printed.issuer.as_deref(),
            printed.nature.map(Nature::code),
            printed.confidential,
            printed.issued_at,
            printed.received_at,
            printed.sign_by,
            printed.contact_by,
            printed.finish_by,
            printed.text_limit,
            kept(&new.course)?,
            viewer.staff(),
            CLASS
        ],
    )
    .await?;
    Ok(())
}

/// Writes what happened to it; `false` if somebody was faster.
pub async fn update(tx: &mut Tx, tenant: Tenant, order: &Order) -> Result<bool, StoreError> {
    let changed = tx
        .run(
            "UPDATE outside_orders SET version = version + 1, course = $4, is_open = $5
             WHERE tenant = $1 AND id = $2 AND version = $3",
            args![
                tenant,
                order.id,
                order.version,
                kept(&order.course)?,
                order.is_open()
            ],
        )
        .await?;
    Ok(changed == 1)
}

pub async fn find(tx: &mut Tx, tenant: Tenant, id: OrderId) -> Result<Option<Order>, StoreError> {
    let mut query = Query::new(SELECT);
    query.bind(tenant).push(" AND id = ").bind(id);
    let (sql, args) = query.finish();
    tx.find(sql, args, order).await
}

/// Every sending of a platform's number, the first one first.
pub async fn dispatches(
    tx: &mut Tx,
    tenant: Tenant,
    platform: Platform,
    number: &str,
) -> Result<Vec<Order>, StoreError> {
    let mut query = Query::new(SELECT);
    query
        .bind(tenant)
        .push(" AND platform = ")
        .bind(platform.code());
    query
        .push(" AND number = ")
        .bind(number)
        .push(" ORDER BY dispatch");
    let (sql, args) = query.finish();
    tx.all(sql, args, order).await
}

pub async fn of_case(tx: &mut Tx, tenant: Tenant, case: CaseId) -> Result<Vec<Order>, StoreError> {
    let mut query = Query::new(SELECT);
    query
        .bind(tenant)
        .push(" AND case_id = ")
        .bind(case)
        .push(" ORDER BY id");
    let (sql, args) = query.finish();
    tx.all(sql, args, order).await
}

/// Orders before one, newest first: the open ones, the others, or those of a number.
pub async fn list(
    tx: &mut Tx,
    tenant: Tenant,
    which: &Which,
    before: Option<OrderId>,
    limit: i64,
) -> Result<Vec<Order>, StoreError> {
    let mut query = Query::new(SELECT);
    query.bind(tenant);
    match which {
        Which::Open => query.push(" AND is_open = 1"),
        Which::Over => query.push(" AND is_open = 0"),
        Which::Number(number) => query.push(" AND number = ").bind(number.as_str()),
    };
    if let Some(before) = before {
        query.push(" AND id < ").bind(before);
    }
    query.push(" ORDER BY id DESC LIMIT ").bind(limit);
    let (sql, args) = query.finish();
    tx.all(sql, args, order).await
}

/// Which orders a list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    Open,
    Over,
    Number(String),
}
