//! Somebody asks how far it is, with the code of their receipt.

use tongli_addressees::MayLeave;
use tongli_cases::{Case, CaseId, Kind, Note, SUBJECT, Visibility};
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
    /// The answer is held for whoever comes with the receipt.
    pub answer_ready: bool,
    pub received_on: Day,
    pub promise: Promise,
    /// What the office has told the person since, oldest first.
    pub notes: Vec<(Moment, String)>,
    /// Something else was said, for the eyes of whoever may know more than the bearer of
    /// the code.
    pub has_more: bool,
    /// Nothing may leave to whoever brought the matter: the page sends them to the office.
    pub is_shut: bool,
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
    let today = app.time.day_of(now);
    let told = tongli_addressees::told_with_code(tx, app, app.tenant, &case, today).await?;
    let leaves = told.written.leaves;
    let clue = tongli_cases::clue_of(tx, app.tenant, &case).await?;
    let mut shared: Vec<Note> = tongli_cases::shared_notes(tx, app.tenant, case.id).await?;
    if let Some(clue) = &clue {
        shared.extend(tongli_cases::shared_notes(tx, app.tenant, clue.id).await?);
    }
    shared.sort_by_key(|note| note.at);
    let (notes, hidden): (Vec<Note>, Vec<Note>) = shared
        .into_iter()
        .partition(|note| opens(leaves, note.visibility));
    let notes = notes.into_iter().map(|note| (note.at, note.text)).collect();
    let clocks = tongli_work::clocks_of(tx, app.tenant, case.subject()).await?;
    Ok(Some(Status {
        progress: Progress::of_case(&case),
        answer_ready: case.endings.on_file_at.is_some(),
        paused: case.paused,
        received_on: app.time.day_of(case.received_at),
        promise: Promise::of(&clocks, &app.time, now),
        notes,
        has_more: !hidden.is_empty() && leaves != MayLeave::Nothing,
        is_shut: leaves == MayLeave::Nothing,
        handed: clue.as_ref().map(|clue| Handed::of(app, clue)),
        kind: case.kind,
        number: case.number,
    }))
}

/// A code shows that nobody was checked but that they hold it: how far the matter is
/// stands open to it, everything else follows the standing of whoever brought it.
fn opens(leaves: MayLeave, visibility: Visibility) -> bool {
    match leaves {
        MayLeave::All => true,
        MayLeave::ProcessOnly => visibility == Visibility::Process,
        MayLeave::Nothing => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_opens_the_progress_and_more_only_to_whoever_may_know_it() {
        let open = |leaves| {
            [Visibility::Process, Visibility::Shared].map(|visibility| opens(leaves, visibility))
        };
        assert_eq!(open(MayLeave::All), [true, true]);
        assert_eq!(open(MayLeave::ProcessOnly), [true, false]);
        assert_eq!(open(MayLeave::Nothing), [false, false]);
    }
}
