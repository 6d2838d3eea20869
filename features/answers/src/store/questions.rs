//! Questions without an answer.

use std::collections::BTreeMap;

use tongli_kernel::{Moment, Tenant};
use tongli_store::{Query, Row, StoreError, Tx, args};

use crate::entry::EntryId;
use crate::question::{Question, QuestionId, QuestionState};

const COLUMNS: &str = "SELECT id, words, state, times, first_at, last_at, answer
    FROM answer_questions WHERE tenant = ";

fn question(row: &Row) -> Result<Question, StoreError> {
    let state: String = row.get("state")?;
    Ok(Question {
        id: row.get("id")?,
        words: row.get("words")?,
        state: QuestionState::from_code(&state)
            .ok_or_else(|| StoreError::bug(format!("a question's state is {state}")))?,
        times: row.get("times")?,
        first_at: row.get("first_at")?,
        last_at: row.get("last_at")?,
        answer: row.get("answer")?,
    })
}

pub(crate) async fn find(
    tx: &mut Tx,
    tenant: Tenant,
    id: QuestionId,
) -> Result<Option<Question>, StoreError> {
    let mut query = Query::new(COLUMNS);
    query.bind(tenant).push(" AND id = ").bind(id);
    let (sql, args) = query.finish();
    tx.find(sql, args, question).await
}

/// Several by their ids.
pub(crate) async fn of_ids(
    tx: &mut Tx,
    tenant: Tenant,
    ids: &[QuestionId],
) -> Result<BTreeMap<QuestionId, Question>, StoreError> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut query = Query::new(COLUMNS);
    query.bind(tenant).push(" AND id IN (");
    query.bind_all(ids.iter().copied()).push(")");
    let (sql, args) = query.finish();
    let rows = tx.all(sql, args, question).await?;
    Ok(rows.into_iter().map(|one| (one.id, one)).collect())
}

/// The question of these folded words.
pub(crate) async fn of_words(
    tx: &mut Tx,
    tenant: Tenant,
    folded: &str,
) -> Result<Option<Question>, StoreError> {
    let mut query = Query::new(COLUMNS);
    query.bind(tenant).push(" AND folded = ").bind(folded);
    let (sql, args) = query.finish();
    tx.find(sql, args, question).await
}

/// Writes a question that nobody has asked, not yet counted; one that is there stays.
pub(crate) async fn insert(
    tx: &mut Tx,
    tenant: Tenant,
    id: QuestionId,
    words: (&str, &str),
    now: Moment,
) -> Result<bool, StoreError> {
    let (words, folded) = words;
    let inserted = tx
        .run(
            "INSERT INTO answer_questions (tenant, id, words, folded, state, times, first_at, last_at)
             VALUES ($1,$2,$3,$4,'open',0,$5,$5)
             ON CONFLICT (tenant, folded) DO NOTHING",
            args![tenant, id, words, folded, now],
        )
        .await?;
    Ok(inserted == 1)
}

/// Counts that it was asked once more, and how it stands from now on.
pub(crate) async fn asked_again(
    tx: &mut Tx,
    tenant: Tenant,
    id: QuestionId,
    state: QuestionState,
    now: Moment,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE answer_questions SET times = times + 1, last_at = $3, state = $4
         WHERE tenant = $1 AND id = $2",
        args![tenant, id, now, state.code()],
    )
    .await?;
    Ok(())
}

/// Says what became of an open question; `false` if it is not open any more.
pub(crate) async fn end(
    tx: &mut Tx,
    tenant: Tenant,
    id: QuestionId,
    state: QuestionState,
    answer: Option<EntryId>,
) -> Result<bool, StoreError> {
    let changed = tx
        .run(
            "UPDATE answer_questions SET state = $3, answer = $4
             WHERE tenant = $1 AND id = $2 AND state = 'open'",
            args![tenant, id, state.code(), answer],
        )
        .await?;
    Ok(changed == 1)
}

/// Takes the words of a question away: its row stays, as one that was not taken. `marker`
/// stands where its folded words were, so that they lead to it no more.
pub(crate) async fn erase(
    tx: &mut Tx,
    tenant: Tenant,
    id: QuestionId,
    marker: &str,
) -> Result<(), StoreError> {
    tx.run(
        "UPDATE answer_questions SET words = '', folded = $3, state = 'dropped'
         WHERE tenant = $1 AND id = $2",
        args![tenant, id, marker],
    )
    .await?;
    Ok(())
}

/// Questions of a state, the most asked first.
pub(crate) async fn list(
    tx: &mut Tx,
    tenant: Tenant,
    state: QuestionState,
    after: Option<&Question>,
    limit: i64,
) -> Result<Vec<Question>, StoreError> {
    let mut query = Query::new(COLUMNS);
    query.bind(tenant).push(" AND state = ").bind(state.code());
    if let Some(after) = after {
        query
            .push(" AND (times, last_at, id) < (")
            .bind(after.times);
        query.push(", ").bind(after.last_at);
        query.push(", ").bind(after.id).push(")");
    }
    query.push(" ORDER BY times DESC, last_at DESC, id DESC LIMIT ");
    query.bind(limit);
    let (sql, args) = query.finish();
    tx.all(sql, args, question).await
}

/// How many are open, counted up to a limit.
pub(crate) async fn count_open(tx: &mut Tx, tenant: Tenant, limit: i64) -> Result<i64, StoreError> {
    tx.count(
        "SELECT COUNT(*) AS n FROM (SELECT id FROM answer_questions
         WHERE tenant = $1 AND state = 'open' LIMIT $2) AS waiting",
        args![tenant, limit],
    )
    .await
}
