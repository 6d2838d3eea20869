//! A month's figures of a department, each inside the viewer's scope; the whole house has
//! totals. Restricted matters
//! are in nobody's figures, so that two people's tables do not differ by one.

use tongli_kernel::{Moment, Scope, Tenant};
use tongli_store::{Query, StoreError, Tx};

use super::scope::{push_counted, push_unrestricted};
use crate::case::SUBJECT;
use crate::month::{Answers, Figures};

/// From the first moment of a month up to, and without, the first of the next.
type Span = (Moment, Moment);

/// The limits of law an answer is counted under, and the day an interim word promised.
pub const ANSWER_RULES: [&str; 3] = ["C03", "C04", "C32"];

pub async fn figures(
    tx: &mut Tx,
    tenant: Tenant,
    scope: &Scope,
    span: Span,
) -> Result<Figures, StoreError> {
    let mut found = Figures {
        carried: open_at(tx, tenant, scope, span.0).await?,
        closed: closed(tx, tenant, scope, span).await?,
        open: open_at(tx, tenant, scope, span.1).await?,
        ..Figures::default()
    };
    received(tx, tenant, scope, span, &mut found).await?;
    answered(tx, tenant, scope, span, &mut found).await?;
    found.refused = super::refusals::counted(tx, tenant, scope, span).await?;
    Ok(found)
}

async fn received(
    tx: &mut Tx,
    tenant: Tenant,
    scope: &Scope,
    (from, to): Span,
    found: &mut Figures,
) -> Result<(), StoreError> {
    let mut query = Query::new("SELECT c.kind, COUNT(*) AS n FROM cases c WHERE c.tenant = ");
    query.bind(tenant);
    query.push(" AND c.received_at >= ").bind(from);
    query.push(" AND c.received_at < ").bind(to);
    push_counted(&mut query, scope);
    push_unrestricted(&mut query);
    query.push(" GROUP BY c.kind");
    let (sql, args) = query.finish();
    let rows = tx
        .all(sql, args, |row| Ok((row.get("kind")?, row.get("n")?)))
        .await?;
    found.received = rows.into_iter().collect();
    Ok(())
}

/// How many had arrived before a moment and were not closed by then: those open now, and
/// those closed since, each by its own index.
async fn open_at(
    tx: &mut Tx,
    tenant: Tenant,
    scope: &Scope,
    at: Moment,
) -> Result<i64, StoreError> {
    let mut still = Query::new("SELECT COUNT(*) AS n FROM cases c WHERE c.tenant = ");
    still.bind(tenant);
    still
        .push(" AND c.closed_at IS NULL AND c.received_at < ")
        .bind(at);
    let mut since = Query::new("SELECT COUNT(*) AS n FROM cases c WHERE c.tenant = ");
    since.bind(tenant);
    since.push(" AND c.closed_at >= ").bind(at);
    since.push(" AND c.received_at < ").bind(at);
    let mut sum = 0;
    for mut query in [still, since] {
        push_counted(&mut query, scope);
        push_unrestricted(&mut query);
        let (sql, args) = query.finish();
        sum += tx.count(sql, args).await?;
    }
    Ok(sum)
}

async fn closed(
    tx: &mut Tx,
    tenant: Tenant,
    scope: &Scope,
    (from, to): Span,
) -> Result<i64, StoreError> {
    let mut query = Query::new("SELECT COUNT(*) AS n FROM cases c WHERE c.tenant = ");
    query.bind(tenant);
    query.push(" AND c.closed_at >= ").bind(from);
    query.push(" AND c.closed_at < ").bind(to);
    push_counted(&mut query, scope);
    push_unrestricted(&mut query);
    let (sql, args) = query.finish();
    tx.count(sql, args).await
}

async fn answered(
    tx: &mut Tx,
    tenant: Tenant,
    scope: &Scope,
    (from, to): Span,
    found: &mut Figures,
) -> Result<(), StoreError> {
    let mut query = Query::new(
        "SELECT k.rule AS rule, k.late AS late, k.met_by AS met_by, COUNT(*) AS n FROM clocks k
         JOIN cases c ON c.tenant = k.tenant AND c.id = k.subject_id WHERE k.tenant = ",
    );
    query.bind(tenant);
    query.push(" AND k.subject_kind = ").bind(SUBJECT);
    query.push(" AND k.rule IN (").bind_all(ANSWER_RULES);
    query.push(") AND k.met_at >= ").bind(from);
    query.push(" AND k.met_at < ").bind(to);
    push_counted(&mut query, scope);
    push_unrestricted(&mut query);
    query.push(" GROUP BY k.rule, k.late, k.met_by");
    let (sql, args) = query.finish();
    let rows = tx
        .all(sql, args, |row| {
            let late: bool = row.get("late")?;
            let interim = row.get::<Option<String>>("met_by")?.is_some();
            Ok((
                row.get::<String>("rule")?,
                (late, interim),
                row.get::<i64>("n")?,
            ))
        })
        .await?;
    for (rule, how, n) in rows {
        let answers: &mut Answers = found.answers.entry(rule).or_default();
        match how {
            (_, true) => answers.interim += n,
            (true, false) => answers.late = n,
            (false, false) => answers.in_time = n,
        }
    }
    Ok(())
}
