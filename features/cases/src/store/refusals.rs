//! The refusals of allegations: proposed, decided or declined, and never taken away.

use std::collections::BTreeMap;

use tongli_kernel::{Id, Moment, Scope, StaffId, Tenant};
use tongli_store::{Query, Row, StoreError, Tx, args};

use super::scope::{push_counted, push_unrestricted};
use crate::case::{Allegation, AllegationId, Case, CaseId};
use crate::codes::RefusalReason;
use crate::refusal::{Elsewhere, Ground, Refusal};

#[derive(Debug)]
pub struct RefusalMark;
pub type RefusalId = Id<RefusalMark>;

fn refusal(row: &Row) -> Result<(AllegationId, Refusal), StoreError> {
    let refusal = Refusal {
        ground: Ground {
            reason: row.get("reason")?,
            explanation: row.get("explanation")?,
            instead: row.get("instead")?,
            elsewhere: Elsewhere {
                body: row.get("body")?,
                number: row.get("number")?,
                decided_on: row.get("decided_on")?,
                lies: row.get("lies")?,
                file: row.get("file")?,
            },
        },
        proposed_by: row.get("proposed_by")?,
        proposed_at: row.get("proposed_at")?,
        approved_by: row.get("approved_by")?,
        approved_at: row.get("approved_at")?,
    };
    Ok((row.get("allegation")?, refusal))
}

/// The refusals of the round a case is in, as far as they stand.
pub async fn of_case(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
) -> Result<BTreeMap<AllegationId, Refusal>, StoreError> {
    let rows = tx
        .all(
            "SELECT r.allegation, r.reason, r.explanation, r.instead, r.body, r.number,
                    r.decided_on, r.lies, r.file, r.proposed_by, r.proposed_at, r.approved_by,
                    r.approved_at
             FROM allegation_refusals r
             JOIN cases c ON c.tenant = r.tenant AND c.id = r.case_id AND c.round = r.round
             WHERE r.tenant = $1 AND r.case_id = $2 AND r.state <> 'declined'",
            args![tenant, case],
            refusal,
        )
        .await?;
    Ok(rows.into_iter().collect())
}

/// Puts down what is proposed for one allegation.
pub async fn propose(
    tx: &mut Tx,
    tenant: Tenant,
    id: RefusalId,
    (case, one): (&Case, &Allegation),
    ground: &Ground,
    (by, at): (Option<StaffId>, Moment),
) -> Result<(), StoreError> {
    let other = &ground.elsewhere;
    tx.run(
        "INSERT INTO allegation_refusals (tenant, id, allegation, case_id, round, state, reason,
             explanation, instead, body, number, decided_on, lies, file, proposed_by, proposed_at)
         VALUES ($1,$2,$3,$4,$5,'proposed',$6,$7,$8,$9,$10,$11,$12,$13,$14,$15)",
        args![
            tenant,
            id,
            one.id,
            case.id,
            case.round,
            ground.reason,
            &ground.explanation,
            ground.instead.as_deref(),
            other.body.as_deref(),
            other.number.as_deref(),
            other.decided_on,
            other.lies.as_deref(),
            other.file,
            by,
            at
        ],
    )
    .await?;
    Ok(())
}

/// Decides what is proposed on a case.
pub async fn approve(
    tx: &mut Tx,
    tenant: Tenant,
    case: &Case,
    (by, at): (Option<StaffId>, Moment),
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE allegation_refusals SET state = 'approved', approved_by = $4, approved_at = $5
         WHERE tenant = $1 AND case_id = $2 AND round = $3 AND state = 'proposed'",
        args![tenant, case.id, case.round, by, at],
    )
    .await?;
    Ok(())
}

/// What was proposed is not decided: it stays on record and counts no more.
pub async fn decline(tx: &mut Tx, tenant: Tenant, case: &Case) -> Result<(), StoreError> {
    tx.run(
        "UPDATE allegation_refusals SET state = 'declined'
         WHERE tenant = $1 AND case_id = $2 AND round = $3 AND state = 'proposed'",
        args![tenant, case.id, case.round],
    )
    .await?;
    Ok(())
}

/// What was proposed or decided has to be decided anew.
pub async fn reopen(tx: &mut Tx, tenant: Tenant, case: &Case) -> Result<(), StoreError> {
    tx.run(
        "UPDATE allegation_refusals SET state = 'declined'
         WHERE tenant = $1 AND case_id = $2 AND round = $3 AND state IN ('proposed', 'approved')",
        args![tenant, case.id, case.round],
    )
    .await?;
    Ok(())
}

/// Tells the ground of a refusal otherwise from now on.
pub async fn retell(
    tx: &mut Tx,
    tenant: Tenant,
    case: &Case,
    (allegation, ground): (AllegationId, &Ground),
) -> Result<(), StoreError> {
    let other = &ground.elsewhere;
    tx.run(
        "UPDATE allegation_refusals
         SET explanation = $5, instead = $6, body = $7, number = $8, lies = $9
         WHERE tenant = $1 AND case_id = $2 AND round = $3 AND allegation = $4
           AND state <> 'declined'",
        args![
            tenant,
            case.id,
            case.round,
            allegation,
            &ground.explanation,
            ground.instead.as_deref(),
            other.body.as_deref(),
            other.number.as_deref(),
            other.lies.as_deref()
        ],
    )
    .await?;
    Ok(())
}

/// How many allegations were refused between two moments, by reason.
pub async fn counted(
    tx: &mut Tx,
    tenant: Tenant,
    scope: &Scope,
    (from, to): (Moment, Moment),
) -> Result<BTreeMap<RefusalReason, i64>, StoreError> {
    let mut query = Query::new(
        "SELECT r.reason AS reason, COUNT(*) AS n FROM allegation_refusals r
         JOIN cases c ON c.tenant = r.tenant AND c.id = r.case_id WHERE r.tenant = ",
    );
    query.bind(tenant);
    query.push(" AND r.approved_at >= ").bind(from);
    query.push(" AND r.approved_at < ").bind(to);
    push_counted(&mut query, scope);
    push_unrestricted(&mut query);
    query.push(" GROUP BY r.reason");
    let (sql, args) = query.finish();
    let rows = tx
        .all(sql, args, |row| Ok((row.get("reason")?, row.get("n")?)))
        .await?;
    Ok(rows.into_iter().collect())
}
