//! Writes the answers to the allegations down, and the conversation in which they
//! were given, if there was one.

use serde_json::json;
use tongli_cases::{Allegation, Case, Channel, FactChange, Stage, Verb};
use tongli_kernel::{Fault, Moment, Said, StaffId, Viewer};
use tongli_patients::ReplyBy;
use tongli_store::Tx;
use tongli_web::App;

use super::deliver::record_delivery;
use super::{read, refresh_letter, step};
use crate::drafting::{AnswerTyped, Answered, check, points};
use crate::mode::{Circumstances, Mode, Proof};
use crate::store::answers::{self, NewSpoken, SpokenId};

/// An answer as it is to be recorded.
#[derive(Debug, Clone)]
pub struct NewAnswer {
    pub mode: Mode,
    pub answers: Vec<AnswerTyped>,
    /// When it was said; nothing was said yet where this is empty.
    pub spoken_at: Option<Moment>,
    /// Who said it; the recorder where nobody is named.
    pub spoken_by: Option<StaffId>,
    /// It was read back and agreed to.
    pub read_back: bool,
}

pub async fn answer(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    number: &str,
    version: Option<i64>,
    new: &NewAnswer,
) -> Result<Case, Fault> {
    if new.spoken_at.is_some_and(|at| at > app.now()) {
        return Err(Fault::field(
            "spoken_at",
            Said::new("replies-spoken-at-future"),
        ));
    }
    let (case, allegations) = read(tx, viewer, Verb::Answer, number, version).await?;
    let answered = check(&new.answers, &allegations)?;
    let mut case = draft(tx, app, viewer, &case, &answered, new.mode).await?;
    let allegations = tongli_cases::allegations(tx, viewer.tenant, case.id).await?;
    let ground = circumstances(tx, app, viewer, &case).await?.letter_ground();
    if ground.is_some() && !case.letter_wanted {
        let payload = json!({ "letter": ground.map(|ground| ground.code()) });
        case = step(
            tx,
            app,
            viewer,
            &case,
            Verb::Answer,
            FactChange::LetterWanted,
            payload,
        )
        .await?;
    }
    if case.letter_wanted || new.mode.is_letter() {
        refresh_letter(tx, app, viewer, &case, &allegations).await?;
    }
    match record_talk(tx, app, viewer, &case, &allegations, &answered, new).await? {
        Some(talk) if is_enough(&case, new) => finish(tx, app, viewer, &case, new, talk).await,
        _ => Ok(case),
    }
}

/// Writes the answers onto their allegations. What was approved before no longer is.
async fn draft(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    answered: &[Answered],
    mode: Mode,
) -> Result<Case, Fault> {
    let fresh: Vec<&Answered> = answered.iter().filter(|one| one.is_new).collect();
    for one in &fresh {
        let Some(allegation) = one.allegation else {
            continue;
        };
        let next = Some(one.point.next_step.as_str()).filter(|text| !text.is_empty());
        tongli_cases::set_answer(tx, viewer.tenant, allegation, &one.point.answer, next).await?;
    }
    if fresh.is_empty() {
        // Said again as it stands: nothing to approve anew.
        let payload = json!({ "mode": mode.code() });
        return step(
            tx,
            app,
            viewer,
            case,
            Verb::Answer,
            FactChange::None,
            payload,
        )
        .await;
    }
    answers::set_drafter(tx, viewer.tenant, case.id.raw(), viewer.staff(), app.now()).await?;
    let payload = json!({
        "mode": mode.code(),
        "allegations": fresh.iter().map(|one| one.point.seq).collect::<Vec<_>>(),
    });
    step(
        tx,
        app,
        viewer,
        case,
        Verb::Answer,
        FactChange::AnswerDrafted,
        payload,
    )
    .await
}

/// What decides whether a letter is owed.
pub async fn circumstances(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
) -> Result<Circumstances, Fault> {
    let contact = match case.contact {
        Some(id) => tongli_patients::find_contact(tx, app, viewer.tenant, id).await?,
        None => None,
    };
    Ok(Circumstances {
        is_complaint: case.kind.is_complaint(),
        in_writing: matches!(case.channel, Channel::Letter | Channel::Email),
        letter_wished: contact.is_some_and(|one| one.reply_by == Some(ReplyBy::Letter)),
        letter_ordered: case.letter_wanted,
    })
}

/// Keeps the conversation as it was, if there was one.
async fn record_talk(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    allegations: &[Allegation],
    answered: &[Answered],
    new: &NewAnswer,
) -> Result<Option<SpokenId>, Fault> {
    let Some(at) = new.spoken_at else {
        return Ok(None);
    };
    // With allegations the whole of the answers counts, as the approval does.
    let said = if allegations.is_empty() {
        answered.iter().map(|one| one.point.clone()).collect()
    } else {
        points(allegations)
    };
    let id = app.id();
    let talk = NewSpoken {
        id,
        case_id: case.id.raw(),
        mode: new.mode,
        points: &said,
        spoken_by: new.spoken_by.or(viewer.staff()),
        spoken_at: Some(at),
        read_back_at: (new.read_back && new.mode.is_spoken()).then_some(at),
        recorded_by: viewer.staff(),
    };
    answers::insert(tx, app, viewer.tenant, &talk).await?;
    Ok(Some(id))
}

/// Whether what was said and read back is the whole feedback: nothing to approve
/// any more, and no letter owed.
fn is_enough(case: &Case, new: &NewAnswer) -> bool {
    let approved = !case.kind.is_complaint() || case.approved_at.is_some();
    new.read_back
        && new.mode.is_spoken()
        && approved
        && !case.letter_wanted
        && case.stage == Stage::Replying
}

async fn finish(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    new: &NewAnswer,
    talk: SpokenId,
) -> Result<Case, Fault> {
    let at = new.spoken_at.unwrap_or_else(|| app.now());
    record_delivery(
        tx,
        app,
        viewer,
        case,
        (new.mode, &Proof::ReadBack, at),
        None,
        Some(talk),
    )
    .await
}
