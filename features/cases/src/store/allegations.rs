//! Allegations with the departments they are about, their findings and answers.

use std::collections::BTreeMap;

use tongli_kernel::{DepartmentId, Tenant};
use tongli_store::{Query, Row, StoreError, Tx, args};

use crate::case::{Allegation, AllegationId, CaseId, Respondent};
use crate::codes::{Category, Finding};

fn allegation(row: &Row) -> Result<Allegation, StoreError> {
    Ok(Allegation {
        id: row.get("id")?,
        case_id: row.get("case_id")?,
        seq: row.get("seq")?,
        text: row.get("text")?,
        category: Category::from_code(&row.get::<String>("category")?),
        severity: row.get("severity")?,
        departments: Vec::new(),
        respondents: Vec::new(),
        finding: row.get("finding")?,
        finding_reason: row.get("finding_reason")?,
        answer: row.get("answer")?,
        next_step: row.get("next_step")?,
        refusal: None,
    })
}

/// As it is kept: nothing where nobody has classed it yet.
fn category(one: &Allegation) -> &'static str {
    one.category.map_or("", Category::code)
}

pub async fn insert(tx: &mut Tx, tenant: Tenant, one: &Allegation) -> Result<(), StoreError> {
    insert_bare(tx, tenant, std::slice::from_ref(one)).await?;
    set_departments(tx, tenant, std::slice::from_ref(one)).await?;
    set_respondents(tx, tenant, one).await
}

/// Rows of one statement.
const AT_ONCE: usize = 200;

/// Allegations of old registers, which name departments and nobody.
pub async fn insert_old(tx: &mut Tx, tenant: Tenant, old: &[Allegation]) -> Result<(), StoreError> {
    insert_bare(tx, tenant, old).await?;
    set_departments(tx, tenant, old).await
}

async fn insert_bare(tx: &mut Tx, tenant: Tenant, all: &[Allegation]) -> Result<(), StoreError> {
    for some in all.chunks(AT_ONCE) {
        let mut query = Query::new(
            "INSERT INTO case_allegations (tenant, id, case_id, seq, text, category, severity,
                 answer, next_step) VALUES ",
        );
        query.push_rows(some.iter().map(|one| {
            args![
                tenant,
                one.id,
                one.case_id,
                one.seq,
                &one.text,
                category(one),
                one.severity,
                one.answer.as_deref(),
                one.next_step.as_deref()
            ]
        }));
        let (sql, args) = query.finish();
        tx.run(sql, args).await?;
    }
    Ok(())
}

async fn set_departments(
    tx: &mut Tx,
    tenant: Tenant,
    all: &[Allegation],
) -> Result<(), StoreError> {
    let pairs: Vec<_> = all
        .iter()
        .flat_map(|one| {
            one.departments
                .iter()
                .map(move |department| (one, *department))
        })
        .collect();
    for some in pairs.chunks(AT_ONCE) {
        let mut query = Query::new(
            "INSERT INTO allegation_departments (tenant, allegation, department, case_id) VALUES ",
        );
        query.push_rows(
            some.iter()
                .map(|(one, department)| args![tenant, one.id, *department, one.case_id]),
        );
        query.push(" ON CONFLICT DO NOTHING");
        let (sql, args) = query.finish();
        tx.run(sql, args).await?;
    }
    Ok(())
}

async fn set_respondents(tx: &mut Tx, tenant: Tenant, one: &Allegation) -> Result<(), StoreError> {
    for (seq, respondent) in (1_i64..).zip(&one.respondents) {
        tx.run(
            "INSERT INTO allegation_respondents (tenant, allegation, seq, case_id, staff, said)
             VALUES ($1,$2,$3,$4,$5,$6)",
            args![
                tenant,
                one.id,
                seq,
                one.case_id,
                respondent.staff,
                &respondent.said
            ],
        )
        .await?;
    }
    Ok(())
}

/// The allegations of a case, as the person put them.
pub async fn list(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
) -> Result<Vec<Allegation>, StoreError> {
    let mut found = tx
        .all(
            "SELECT id, case_id, seq, text, category, severity, finding, finding_reason, answer,
                    next_step
             FROM case_allegations WHERE tenant = $1 AND case_id = $2 ORDER BY seq",
            args![tenant, case],
            allegation,
        )
        .await?;
    let pairs = tx
        .all(
            "SELECT allegation, department FROM allegation_departments
             WHERE tenant = $1 AND case_id = $2 ORDER BY department",
            args![tenant, case],
            |row| {
                Ok((
                    row.get::<AllegationId>("allegation")?,
                    row.get::<DepartmentId>("department")?,
                ))
            },
        )
        .await?;
    let mut by_allegation: BTreeMap<AllegationId, Vec<DepartmentId>> = BTreeMap::new();
    for (allegation, department) in pairs {
        by_allegation
            .entry(allegation)
            .or_default()
            .push(department);
    }
    let mut respondents = respondents(tx, tenant, case).await?;
    let mut refusals = super::refusals::of_case(tx, tenant, case).await?;
    for one in &mut found {
        one.refusal = refusals.remove(&one.id);
        one.departments = by_allegation.remove(&one.id).unwrap_or_default();
        one.respondents = respondents.remove(&one.id).unwrap_or_default();
    }
    Ok(found)
}

async fn respondents(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
) -> Result<BTreeMap<AllegationId, Vec<Respondent>>, StoreError> {
    let rows = tx
        .all(
            "SELECT allegation, staff, said FROM allegation_respondents
             WHERE tenant = $1 AND case_id = $2 ORDER BY allegation, seq",
            args![tenant, case],
            |row| {
                let one = Respondent {
                    staff: row.get("staff")?,
                    said: row.get("said")?,
                };
                Ok((row.get::<AllegationId>("allegation")?, one))
            },
        )
        .await?;
    let mut found: BTreeMap<AllegationId, Vec<Respondent>> = BTreeMap::new();
    for (allegation, one) in rows {
        found.entry(allegation).or_default().push(one);
    }
    Ok(found)
}

/// Puts category, severity, departments and people complained of right; what the person said stays.
pub async fn amend(tx: &mut Tx, tenant: Tenant, one: &Allegation) -> Result<bool, StoreError> {
    let touched = tx
        .run(
            "UPDATE case_allegations SET category = $4, severity = $5
             WHERE tenant = $1 AND id = $2 AND case_id = $3",
            args![tenant, one.id, one.case_id, category(one), one.severity],
        )
        .await?;
    if touched == 1 {
        tx.run(
            "DELETE FROM allegation_departments WHERE tenant = $1 AND allegation = $2",
            args![tenant, one.id],
        )
        .await?;
        set_departments(tx, tenant, std::slice::from_ref(one)).await?;
        tx.run(
            "DELETE FROM allegation_respondents WHERE tenant = $1 AND allegation = $2",
            args![tenant, one.id],
        )
        .await?;
        set_respondents(tx, tenant, one).await?;
    }
    Ok(touched == 1)
}

/// Gives an allegation to another case, with whom it is about.
pub async fn move_to(
    tx: &mut Tx,
    tenant: Tenant,
    id: AllegationId,
    case: CaseId,
    seq: i64,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE case_allegations SET case_id = $3, seq = $4, finding = NULL,
                finding_reason = NULL, answer = NULL, next_step = NULL
         WHERE tenant = $1 AND id = $2",
        args![tenant, id, case, seq],
    )
    .await?;
    tx.run(
        "UPDATE allegation_departments SET case_id = $3 WHERE tenant = $1 AND allegation = $2",
        args![tenant, id, case],
    )
    .await?;
    tx.run(
        "UPDATE allegation_respondents SET case_id = $3 WHERE tenant = $1 AND allegation = $2",
        args![tenant, id, case],
    )
    .await?;
    Ok(())
}

/// Counts the allegations of a case anew, so that no number is missing.
pub async fn renumber(tx: &mut Tx, tenant: Tenant, case: CaseId) -> Result<(), StoreError> {
    // Each goes to a lower number or stays, so none meets another.
    for (seq, one) in (1_i64..).zip(list(tx, tenant, case).await?) {
        tx.run(
            "UPDATE case_allegations SET seq = $3 WHERE tenant = $1 AND id = $2",
            args![tenant, one.id, seq],
        )
        .await?;
    }
    Ok(())
}

/// A new round begins: what was found and answered before no longer counts.
pub async fn begin_again(tx: &mut Tx, tenant: Tenant, case: CaseId) -> Result<(), StoreError> {
    tx.run(
        "UPDATE case_allegations
         SET finding = NULL, finding_reason = NULL, answer = NULL, next_step = NULL
         WHERE tenant = $1 AND case_id = $2",
        args![tenant, case],
    )
    .await?;
    Ok(())
}

pub async fn set_finding(
    tx: &mut Tx,
    tenant: Tenant,
    id: AllegationId,
    finding: Finding,
    reason: &str,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE case_allegations SET finding = $3, finding_reason = $4
             WHERE tenant = $1 AND id = $2",
        args![tenant, id, finding, reason],
    )
    .await?;
    Ok(())
}

/// Writes what was found and answered as it stands.
pub async fn rejudge(tx: &mut Tx, tenant: Tenant, one: &Allegation) -> Result<(), StoreError> {
    tx.run(
        "UPDATE case_allegations SET finding_reason = $3, answer = $4, next_step = $5
         WHERE tenant = $1 AND id = $2",
        args![
            tenant,
            one.id,
            one.finding_reason.as_deref(),
            one.answer.as_deref(),
            one.next_step.as_deref()
        ],
    )
    .await?;
    Ok(())
}

pub async fn set_answer(
    tx: &mut Tx,
    tenant: Tenant,
    id: AllegationId,
    answer: &str,
    next_step: Option<&str>,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE case_allegations SET answer = $3, next_step = $4
             WHERE tenant = $1 AND id = $2",
        args![tenant, id, answer, next_step],
    )
    .await?;
    Ok(())
}
