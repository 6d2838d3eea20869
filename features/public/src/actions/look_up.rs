//! Somebody asks how far it is, with the code of their receipt.

use tongli_cases::{Case, CaseId, Kind, SUBJECT};
use tongli_kernel::{Day, Fault, Moment, Said};
use tongli_store::{Tx, tokens};
use tongli_web::App;

use crate::actions::submit::RECEIPT;
use crate::code::ReceiptCode;
use crate::progress::Progress;
use crate::promise::{Promise, day_said};

/// What a receipt tells: nothing about a person, nothing of what was
/// written but the words the office has addressed to them.
#[derive(Debug, Clone)]
pub struct Status {
    pub number: String,
    pub kind: Kind,
    pub progress: Progress,
    pub paused: bool,
    pub received_on: Day,
    pub promise: Promise,
    /// What the office has told the person since, oldest first.
    pub notes: Vec<(Moment, String)>,
    /// A clue among what they said is with the discipline office, or on its way there.
    pub handed: Option<Handed>,
}

/// How far a clue is: nothing of what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handed {
    OnItsWay,
    Since(Day),
}

impl Handed {
    fn of(app: &App, clue: &Case) -> Handed {
        match clue.accepted_at {
            Some(at) => Handed::Since(app.time.day_of(at)),
            None => Handed::OnItsWay,
        }
    }

    /// The same in words.
    pub fn said(&self) -> Said {
        match self {
            Handed::OnItsWay => Said::new("public-handed-soon"),
            Handed::Since(day) => Said::new("public-handed-since").with("day", day_said(*day)),
        }
    }
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
    let clue = tongli_cases::clue_of(tx, app.tenant, &case).await?;
    let mut notes: Vec<(Moment, String)> = Vec::new();
    for half in [Some(case.id), clue.as_ref().map(|clue| clue.id)]
        .into_iter()
        .flatten()
    {
        let told = tongli_cases::shared_notes(tx, app.tenant, half).await?;
        notes.extend(told.into_iter().map(|note| (note.at, note.text)));
    }
    notes.sort();
    let clocks = tongli_work::clocks_of(tx, app.tenant, case.subject()).await?;
    Ok(Some(Status {
        progress: Progress::of(case.stage),
        paused: case.paused,
        received_on: app.time.day_of(case.received_at),
        promise: Promise::of(&clocks, &app.time, now),
        notes,
        handed: clue.as_ref().map(|clue| Handed::of(app, clue)),
        kind: case.kind,
        number: case.number,
    }))
}
