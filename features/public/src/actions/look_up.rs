//! Somebody asks how far it is, with the code of their receipt.

use tongli_cases::{CaseId, Kind, SUBJECT};
use tongli_kernel::{Day, Fault, Moment};
use tongli_store::{Tx, tokens};
use tongli_web::App;

use crate::actions::submit::RECEIPT;
use crate::code::ReceiptCode;
use crate::progress::Progress;
use crate::promise::Promise;

/// What a receipt tells: nothing about a person, nothing of what was
/// written but the words the office has addressed to them.
#[derive(Debug, Clone)]
pub struct Status {
    pub number: String,
    pub kind: Kind,
    pub progress: Progress,
    pub paused: bool,
    /// The answer is held for whoever comes with the receipt.
    pub answer_ready: bool,
    pub received_on: Day,
    pub promise: Promise,
    /// What the office has told the person since, oldest first.
    pub notes: Vec<(Moment, String)>,
}

/// What a code opens; nothing if it is unknown, and nothing as well if it was
/// revoked.
pub async fn look_up(
    tx: &mut Tx,
    app: &App,
    code: &ReceiptCode,
    now: Moment,
) -> Result<Option<Status>, Fault> {
    let found = tokens::find(tx, app.tenant, RECEIPT, code.letters(), now).await?;
    let Some(door) = found.filter(|door| door.subject_kind == SUBJECT) else {
        return Ok(None);
    };
    let id = CaseId::new(door.subject_id);
    let Some(case) = tongli_cases::find_case(tx, app.tenant, id).await? else {
        return Ok(None);
    };
    let notes = tongli_cases::shared_notes(tx, app.tenant, case.id)
        .await?
        .into_iter()
        .map(|note| (note.at, note.text))
        .collect();
    let clocks = tongli_work::clocks_of(tx, app.tenant, case.subject()).await?;
    Ok(Some(Status {
        progress: Progress::of_case(&case),
        answer_ready: case.endings.on_file_at.is_some(),
        paused: case.paused,
        received_on: app.time.day_of(case.received_at),
        promise: Promise::of(&clocks, &app.time, now),
        notes,
        kind: case.kind,
        number: case.number,
    }))
}
