//! Every SQL text about instructions by word.

use tongli_cases::CaseId;
use tongli_kernel::Tenant;
use tongli_store::sealed::SealedColumn;
use tongli_store::{Query, Row, StoreError, Tx, args};
use tongli_web::App;

use crate::instruction::{Instruction, InstructionId, State, UrgentStep};

const WORDS: &str = "spoken_instructions.words";
const ANSWER: &str = "spoken_instructions.answer";

/// The sealed columns of this room.
pub const SEALED: &[SealedColumn] = &[
    SealedColumn::by_id("spoken_instructions", "words", WORDS),
    SealedColumn::by_id("spoken_instructions", "answer", ANSWER),
];

const SELECT: &str = "SELECT id, version, case_id, leader, words, given_at, step, recorded_by,
        recorded_at, state, answer, answered_at, answered_by, file
 FROM spoken_instructions WHERE tenant = ";

fn instruction(row: &Row, app: &App, tenant: Tenant) -> Result<Instruction, StoreError> {
    let step: String = row.get("step")?;
    let state: String = row.get("state")?;
    let answer: Option<String> = row.get("answer")?;
    Ok(Instruction {
        id: row.get("id")?,
        version: row.get("version")?,
        case: row.get("case_id")?,
        leader: row.get("leader")?,
        words: app.keys.open(tenant, WORDS, &row.get::<String>("words")?)?,
        given_at: row.get("given_at")?,
        step: UrgentStep::from_code(&step).unwrap_or(UrgentStep::Protect),
        recorded_by: row.get("recorded_by")?,
        recorded_at: row.get("recorded_at")?,
        state: State::from_code(&state).unwrap_or(State::Open),
        answer: match answer {
            Some(sealed) => Some(app.keys.open(tenant, ANSWER, &sealed)?),
            None => None,
        },
        answered_at: row.get("answered_at")?,
        answered_by: row.get("answered_by")?,
        file: row.get("file")?,
    })
}

pub(crate) async fn insert(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    new: &Instruction,
) -> Result<(), StoreError> {
    let words = app.keys.seal(tenant, WORDS, &new.words, &*app.chance)?;
    tx.run(
        "INSERT INTO spoken_instructions (tenant, id, version, case_id, leader, words, given_at,
             step, recorded_by, recorded_at, state)
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)",
        args![
            tenant,
            new.id,
            new.version,
            new.case,
            new.leader,
            words,
            new.given_at,
            new.step.code(),
            new.recorded_by,
            new.recorded_at,
            new.state.code()
        ],
    )
    .await?;
    Ok(())
}

/// Writes what became of it; `false` if somebody was faster.
pub(crate) async fn answer(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    next: &Instruction,
) -> Result<bool, StoreError> {
    let answer = match &next.answer {
        Some(plain) => Some(app.keys.seal(tenant, ANSWER, plain, &*app.chance)?),
        None => None,
    };
    let changed = tx
        .run(
            "UPDATE spoken_instructions SET version = version + 1, state = $4, answer = $5,
                 answered_at = $6, answered_by = $7, file = $8
             WHERE tenant = $1 AND id = $2 AND version = $3 AND state = 'open'",
            args![
                tenant,
                next.id,
                next.version,
                next.state.code(),
                answer,
                next.answered_at,
                next.answered_by,
                next.file
            ],
        )
        .await?;
    Ok(changed == 1)
}

pub(crate) async fn find(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    id: InstructionId,
) -> Result<Option<Instruction>, StoreError> {
    let mut query = Query::new(SELECT);
    query.bind(tenant).push(" AND id = ").bind(id);
    let (sql, args) = query.finish();
    tx.find(sql, args, |row| instruction(row, app, tenant))
        .await
}

/// What leaders said about a case, oldest first.
pub(crate) async fn of_case(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case: CaseId,
) -> Result<Vec<Instruction>, StoreError> {
    let mut query = Query::new(SELECT);
    query
        .bind(tenant)
        .push(" AND case_id = ")
        .bind(case)
        .push(" ORDER BY id");
    let (sql, args) = query.finish();
    tx.all(sql, args, |row| instruction(row, app, tenant)).await
}
