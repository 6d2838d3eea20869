//! Marks of changed cases, what of each stands in the totals, and the totals.

use std::collections::{BTreeMap, BTreeSet};

use tongli_kernel::{StaffId, Tenant};
use tongli_store::{Query, Row, StoreError, Tx, args};

use super::away::NOT_ASIDE;
use super::imported::VISIBLE;
use super::months::ANSWER_RULES;
use super::scope::AT_ONCE;
use crate::case::{CaseId, SUBJECT};
use crate::figure::{Answered, Bag, Counted, Figure, Key};

/// A change of a case that no total knows of yet.
pub type Mark = (CaseId, i64);

/// Leaves a mark with the change of a case; `seq` tells it from the others.
pub async fn mark(tx: &mut Tx, tenant: Tenant, case: CaseId, seq: i64) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO case_figure_marks (tenant, case_id, seq) VALUES ($1, $2, $3)
         ON CONFLICT DO NOTHING",
        args![tenant, case, seq],
    )
    .await?;
    Ok(())
}

/// The same for all that came with an import and is now seen, or no longer.
pub async fn mark_import(
    tx: &mut Tx,
    tenant: Tenant,
    import: i64,
    seq: i64,
) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO case_figure_marks (tenant, case_id, seq)
         SELECT i.tenant, i.case_id, $3 FROM case_imports i
         WHERE i.tenant = $1 AND i.import_id = $2
         ON CONFLICT DO NOTHING",
        args![tenant, import, seq],
    )
    .await?;
    Ok(())
}

/// The oldest marks, case by case.
pub async fn marks(tx: &mut Tx, tenant: Tenant, limit: i64) -> Result<Vec<Mark>, StoreError> {
    tx.all(
        "SELECT case_id, seq FROM case_figure_marks WHERE tenant = $1
         ORDER BY case_id, seq LIMIT $2",
        args![tenant, limit],
        |row| Ok((row.get("case_id")?, row.get("seq")?)),
    )
    .await
}

/// Takes exactly these marks away: one that came meanwhile stays.
pub async fn unmark(tx: &mut Tx, tenant: Tenant, marks: &[Mark]) -> Result<(), StoreError> {
    for (case, seq) in marks {
        tx.run(
            "DELETE FROM case_figure_marks WHERE tenant = $1 AND case_id = $2 AND seq = $3",
            args![tenant, *case, *seq],
        )
        .await?;
    }
    Ok(())
}

/// What of each of these cases is counted; one that nobody sees is left out.
pub async fn counted(
    tx: &mut Tx,
    tenant: Tenant,
    cases: &[CaseId],
) -> Result<BTreeMap<CaseId, Counted>, StoreError> {
    let mut found = BTreeMap::new();
    for chunk in cases.chunks(AT_ONCE) {
        let mut query = Query::new(
            "SELECT c.id, c.kind, c.confidentiality, c.received_at, c.closed_at
             FROM cases c WHERE c.tenant = ",
        );
        query.bind(tenant).push(" AND c.id IN (");
        query.bind_all(chunk.iter().copied()).push(")");
        query.push(VISIBLE).push(NOT_ASIDE);
        let (sql, args) = query.finish();
        let rows = tx
            .all(sql, args, |row| {
                let one = Counted {
                    kind: row.get("kind")?,
                    confidentiality: row.get("confidentiality")?,
                    received_at: row.get("received_at")?,
                    closed_at: row.get("closed_at")?,
                    answers: Vec::new(),
                    refused: Vec::new(),
                };
                Ok((row.get::<CaseId>("id")?, one))
            })
            .await?;
        found.extend(rows);
        add_answers(tx, tenant, chunk, &mut found).await?;
        add_refusals(tx, tenant, chunk, &mut found).await?;
    }
    Ok(found)
}

async fn add_answers(
    tx: &mut Tx,
    tenant: Tenant,
    cases: &[CaseId],
    found: &mut BTreeMap<CaseId, Counted>,
) -> Result<(), StoreError> {
    let mut query = Query::new(
        "SELECT subject_id, rule, met_at, late, met_by FROM clocks
         WHERE met_at IS NOT NULL AND tenant = ",
    );
    query
        .bind(tenant)
        .push(" AND subject_kind = ")
        .bind(SUBJECT);
    query.push(" AND subject_id IN (");
    query.bind_all(cases.iter().copied());
    query
        .push(") AND rule IN (")
        .bind_all(ANSWER_RULES)
        .push(")");
    let (sql, args) = query.finish();
    let rows = tx
        .all(sql, args, |row| {
            let one = Answered {
                rule: row.get("rule")?,
                at: row.get("met_at")?,
                late: row.get("late")?,
                interim: row.get::<Option<String>>("met_by")?.is_some(),
            };
            Ok((row.get::<CaseId>("subject_id")?, one))
        })
        .await?;
    for (case, one) in rows {
        if let Some(counted) = found.get_mut(&case) {
            counted.answers.push(one);
        }
    }
    Ok(())
}

async fn add_refusals(
    tx: &mut Tx,
    tenant: Tenant,
    cases: &[CaseId],
    found: &mut BTreeMap<CaseId, Counted>,
) -> Result<(), StoreError> {
    let mut query = Query::new(
        "SELECT case_id, reason, approved_at FROM allegation_refusals
         WHERE approved_at IS NOT NULL AND tenant = ",
    );
    query.bind(tenant).push(" AND case_id IN (");
    query.bind_all(cases.iter().copied()).push(")");
    let (sql, args) = query.finish();
    let rows = tx
        .all(sql, args, |row| {
            let refused = (row.get("reason")?, row.get("approved_at")?);
            Ok((row.get::<CaseId>("case_id")?, refused))
        })
        .await?;
    for (case, refused) in rows {
        if let Some(counted) = found.get_mut(&case) {
            counted.refused.push(refused);
        }
    }
    Ok(())
}

/// What of each of these cases stands in the totals.
pub async fn folded(
    tx: &mut Tx,
    tenant: Tenant,
    cases: &[CaseId],
) -> Result<BTreeMap<CaseId, Vec<Key>>, StoreError> {
    let mut found = BTreeMap::new();
    for chunk in cases.chunks(AT_ONCE) {
        let mut query = Query::new("SELECT case_id, counted FROM case_figures WHERE tenant = ");
        query.bind(tenant).push(" AND case_id IN (");
        query.bind_all(chunk.iter().copied()).push(")");
        let (sql, args) = query.finish();
        let rows = tx
            .all(sql, args, |row| {
                let kept: String = row.get("counted")?;
                let keys = kept.split(' ').filter_map(Key::read).collect();
                Ok((row.get::<CaseId>("case_id")?, keys))
            })
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Remembers what of a case stands in the totals.
pub async fn set_folded(
    tx: &mut Tx,
    tenant: Tenant,
    case: CaseId,
    keys: &[Key],
) -> Result<(), StoreError> {
    let kept: Vec<String> = keys.iter().map(Key::kept).collect();
    tx.run(
        "INSERT INTO case_figures (tenant, case_id, counted) VALUES ($1, $2, $3)
         ON CONFLICT (tenant, case_id) DO UPDATE SET counted = excluded.counted",
        args![tenant, case, kept.join(" ")],
    )
    .await?;
    Ok(())
}

/// Moves the totals by these numbers. Only the round does, one at a time.
pub async fn add_totals(tx: &mut Tx, tenant: Tenant, bag: &Bag) -> Result<(), StoreError> {
    for (key, n) in bag.iter().filter(|(_, n)| **n != 0) {
        tx.run(
            "INSERT INTO case_figure_totals (tenant, month, figure, code, confidentiality, n)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (tenant, month, figure, code, confidentiality)
             DO UPDATE SET n = case_figure_totals.n + excluded.n",
            args![
                tenant,
                &key.month,
                key.figure.code(),
                &key.code,
                key.confidentiality,
                *n
            ],
        )
        .await?;
    }
    Ok(())
}

/// The totals of a month, `2026-09`, and what of those before counts in it.
pub async fn totals_of(tx: &mut Tx, tenant: Tenant, month: &str) -> Result<Bag, StoreError> {
    let [received, gone] = Figure::CARRIED.map(Figure::code);
    let rows = tx
        .all(
            "SELECT month, figure, code, confidentiality, n FROM case_figure_totals
             WHERE tenant = $1 AND month <= $2 AND (month = $2 OR figure IN ($3, $4))",
            args![tenant, month, received, gone],
            total,
        )
        .await?;
    Ok(rows.into_iter().flatten().collect())
}

/// What was received on each day of some months, from the first to the last.
pub async fn received_on(
    tx: &mut Tx,
    tenant: Tenant,
    first: &str,
    last: &str,
) -> Result<Bag, StoreError> {
    let rows = tx
        .all(
            "SELECT month, figure, code, confidentiality, n FROM case_figure_totals
             WHERE tenant = $1 AND month >= $2 AND month <= $3 AND figure = $4",
            args![tenant, first, last, Figure::ReceivedOn.code()],
            total,
        )
        .await?;
    Ok(rows.into_iter().flatten().collect())
}

/// All totals.
pub async fn totals(tx: &mut Tx, tenant: Tenant) -> Result<Bag, StoreError> {
    let rows = tx
        .all(
            "SELECT month, figure, code, confidentiality, n FROM case_figure_totals
             WHERE tenant = $1",
            args![tenant],
            total,
        )
        .await?;
    Ok(rows.into_iter().flatten().collect())
}

fn total(row: &Row) -> Result<Option<(Key, i64)>, StoreError> {
    let figure: String = row.get("figure")?;
    let Some(figure) = Figure::from_code(&figure) else {
        return Ok(None);
    };
    let key = Key {
        month: row.get("month")?,
        figure,
        code: row.get("code")?,
        confidentiality: row.get("confidentiality")?,
    };
    Ok(Some((key, row.get("n")?)))
}

/// The cases somebody was named for.
pub async fn named_for(
    tx: &mut Tx,
    tenant: Tenant,
    staff: StaffId,
) -> Result<Vec<CaseId>, StoreError> {
    tx.all(
        "SELECT case_id FROM case_need_to_know
         WHERE tenant = $1 AND staff = $2 AND ended_at IS NULL",
        args![tenant, staff],
        |row| row.get("case_id"),
    )
    .await
}

/// Which of these cases are marked.
pub async fn marked_among(
    tx: &mut Tx,
    tenant: Tenant,
    cases: &[CaseId],
) -> Result<BTreeSet<CaseId>, StoreError> {
    let mut query = Query::new("SELECT case_id FROM case_figure_marks WHERE tenant = ");
    query.bind(tenant).push(" AND case_id IN (");
    query.bind_all(cases.iter().copied()).push(")");
    let (sql, args) = query.finish();
    let found = tx.all(sql, args, |row| row.get("case_id")).await?;
    Ok(found.into_iter().collect())
}

/// Cases after one, for a count of all of them.
pub async fn cases_after(
    tx: &mut Tx,
    tenant: Tenant,
    after: CaseId,
    limit: i64,
) -> Result<Vec<CaseId>, StoreError> {
    tx.all(
        "SELECT id FROM cases WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT $3",
        args![tenant, after, limit],
        |row| row.get("id"),
    )
    .await
}
