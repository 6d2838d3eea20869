//! Writes the answers to the allegations down, and the conversation in which they
//! were given, if there was one.

use serde_json::{Value as Json, json};
use tongli_addressees::Way;
use tongli_cases::{Allegation, Case, FactChange, Move, Stage, StillToTry, Verb};
use tongli_kernel::{Fault, Moment, Said, StaffId, Viewer};
use tongli_patients::{Contact, ReplyBy};
use tongli_store::{Tx, drafts};
use tongli_web::App;

use super::approval;
use super::deliver::record_delivery;
use super::leaving::way_of;
use super::{leaving, read, refresh_letter, take_back_letter};
use crate::access;
use crate::contents::digest_of;
use crate::drafting::{AnswerTyped, Answered, check};
use crate::letter::{LEAST, MOST, letters};
use crate::mode::{Circumstances, LetterGround, Mode, Proof, is_written};
use crate::round::{began_at, not_before};
use crate::store::answers::{self, NewSpoken, SpokenId};
use crate::store::{InRound, agreements, contents, letters as letter_rows};

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
    /// How the person who is owed a letter agreed that by word is enough.
    pub by_word_agreed: Option<String>,
}

pub async fn answer(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    number: &str,
    version: Option<i64>,
    new: &NewAnswer,
) -> Result<Case, Fault> {
    let (case, allegations) = read(tx, viewer, Verb::Answer, number, version).await?;
    check_moment(app, &case, new)?;
    let answered = check(&new.answers, &allegations)?;
    // The first answer of a round is new even where it says what an earlier one said.
    let drafter = answers::find_drafter(tx, viewer.tenant, InRound::of(&case)).await?;
    let stated = state_contents(tx, app, viewer, &case, &answered).await?;
    let fresh: Vec<&Answered> = answered
        .iter()
        .filter(|one| {
            let is_new = one.is_new || drafter.is_none() || stated.contains(&one.point.seq);
            one.allegation.is_some() && is_new
        })
        .collect();
    let mut owed = circumstances(tx, app, viewer, &case).await?;
    if new.mode == Mode::OnFile && owed.is_reachable {
        return Err(Fault::field("mode", owed.not_on_file()));
    }
    if let Some(words) = agreement(&owed, new)? {
        let by = viewer.staff();
        agreements::insert(tx, app, viewer.tenant, InRound::of(&case), words, by).await?;
        owed.by_word_agreed = true;
    }
    let was = write_down(tx, app, viewer, &case, &fresh, new.mode).await?;
    let (case, finishes) = record(tx, app, viewer, &case, (&fresh, was), &owed, new).await?;
    let allegations = tongli_cases::allegations(tx, viewer.tenant, case.id).await?;
    if let Some(at) = new.spoken_at {
        let day = app.time.day_of(at);
        let whole = answered.first().map(|one| &one.point);
        let leaving = leaving(tx, app, viewer, &case, &allegations, (whole, day)).await?;
        leaving.check_mode(new.mode)?;
    }
    if case.letter_wanted || new.mode.is_letter() {
        let ground = owed.letter_ground();
        refresh_letter(tx, app, viewer, &case, &allegations, ground).await?;
    } else {
        take_back_letter(tx, app, viewer, &case, &allegations).await?;
    }
    if let Some(staff) = viewer.staff() {
        let draft = access::answer_draft(&case.number);
        drafts::discard(tx, viewer.tenant, staff, &draft).await?;
    }
    match record_talk(tx, app, viewer, &case, &allegations, &answered, new).await? {
        Some(talk) if finishes => finish(tx, app, viewer, &case, new, talk).await,
        _ => {
            approval::ask(tx, app, viewer, app.now(), &case).await?;
            Ok(case)
        }
    }
}

fn check_moment(app: &App, case: &Case, new: &NewAnswer) -> Result<(), Fault> {
    let Some(at) = new.spoken_at else {
        return Ok(());
    };
    if at > app.now() {
        let said = Said::new("replies-spoken-at-future");
        return Err(Fault::field("spoken_at", said));
    }
    let field = ("spoken_at", "replies-spoken-at-early");
    not_before(app, field, at, began_at(case))
}

/// What the person agreed to, where their agreement counts at all.
fn agreement<'n>(owed: &Circumstances, new: &'n NewAnswer) -> Result<Option<&'n str>, Fault> {
    let words = new.by_word_agreed.as_deref().map(str::trim);
    let Some(words) = words.filter(|words| !words.is_empty()) else {
        return Ok(None);
    };
    let wrong = |said: Said| Err(Fault::field("by_word_agreed", said));
    if !owed.may_be_spared() || new.mode.is_letter() {
        return wrong(Said::new("replies-by-word-not-open"));
    }
    match letters(words) {
        have if have < LEAST => wrong(Said::new("replies-by-word-short").with("least", LEAST)),
        have if have > MOST => wrong(
            Said::new("replies-text-long")
                .with("most", MOST)
                .with("have", have),
        ),
        _ => Ok(Some(words)),
    }
}

/// Keeps what is newly said about the content of answers; names those it was said about.
/// The second hand approves it with the answer.
async fn state_contents(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    answered: &[Answered],
) -> Result<Vec<i64>, Fault> {
    let round = InRound::of(case);
    let stands = contents::newest(tx, app, viewer.tenant, round).await?;
    let mut stated = Vec::new();
    for one in answered {
        let (seq, digest) = (one.point.seq, digest_of(&one.point));
        let known = stands.iter().find(|known| known.seq == seq);
        if one.content.differs_from(known, &digest) {
            let place = (seq, digest.as_str());
            let by = viewer.staff();
            contents::insert(tx, app, viewer.tenant, round, place, &one.content, by).await?;
            stated.push(seq);
        }
    }
    Ok(stated)
}

/// Puts the answers beside their allegations; says what stood there before.
async fn write_down(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    fresh: &[&Answered],
    mode: Mode,
) -> Result<Vec<Json>, Fault> {
    let mut was = Vec::new();
    for one in fresh {
        let Some(allegation) = &one.allegation else {
            continue;
        };
        let next = Some(one.point.next_step.as_str()).filter(|text| !text.is_empty());
        let answer = &one.point.answer;
        was.extend(tongli_cases::set_answer(tx, viewer.tenant, allegation, answer, next).await?);
    }
    let (round, by) = (InRound::of(case), viewer.staff());
    if fresh.is_empty() {
        answers::set_mode(tx, viewer.tenant, round, mode).await?;
    } else {
        answers::set_drafter(tx, viewer.tenant, round, by, mode, app.now()).await?;
    }
    Ok(was)
}

/// The one step an answer is in the history, and whether it is the whole feedback.
/// What was approved before is approved no longer once the answers differ.
async fn record(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    (fresh, was): (&[&Answered], Vec<Json>),
    owed: &Circumstances,
    new: &NewAnswer,
) -> Result<(Case, bool), Fault> {
    let ground = owed.letter_ground();
    let mut changes = Vec::new();
    let mut payload = json!({ "mode": new.mode.code() });
    if !fresh.is_empty() {
        changes.push(FactChange::AnswerDrafted);
        payload["allegations"] = json!(fresh.iter().map(|one| one.point.seq).collect::<Vec<_>>());
    }
    if let Some(ground) = ground.filter(|_| !case.letter_wanted) {
        changes.push(FactChange::LetterWanted);
        payload["letter"] = json!(ground.code());
    }
    if owed.by_word_agreed && ground.is_none() {
        changes.push(FactChange::LetterSpared);
        payload["by_word_agreed"] = json!(true);
    }
    let approved = !case.kind.is_complaint() || (case.approved_at.is_some() && fresh.is_empty());
    let letter_owed = ground.is_some();
    let finishes = approved && !letter_owed && is_told(case, new);
    if finishes && case.answered_at.is_none() {
        changes.push(FactChange::Answered { in_writing: false });
    }
    let change = FactChange::Together(changes);
    let step = Move::new(Verb::Answer, None, change)
        .with(payload)
        .instead_of(was);
    let case = tongli_cases::advance(tx, app, viewer, app.now(), case, step).await?;
    Ok((case, finishes))
}

/// Said, read back and agreed to.
fn is_told(case: &Case, new: &NewAnswer) -> bool {
    new.spoken_at.is_some()
        && new.read_back
        && new.mode.is_spoken()
        && case.stage == Stage::Replying
}

/// What decides whether a letter is owed, and whether anybody can be told.
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
    let reply_by = contact.as_ref().and_then(|one| one.reply_by);
    let still = still_to_try(app, case, contact.as_ref());
    let is_given_up = still.is_some_and(StillToTry::is_nothing);
    let is_reachable = contact.as_ref().is_some_and(is_reachable) && !is_given_up;
    let round = InRound::of(case);
    let agreed = agreements::newest(tx, app, viewer.tenant, round).await?;
    let letters = letter_rows::list(tx, app, viewer.tenant, round.id).await?;
    // A letter that was owed anyway was not ordered.
    let own_ground = matches!(
        letters.first().and_then(|letter| letter.ground),
        Some(LetterGround::Wished | LetterGround::CameInWriting)
    );
    Ok(Circumstances {
        is_complaint: case.kind.is_complaint(),
        in_writing: is_reachable && is_written(case.channel, reply_by),
        letter_wished: reply_by == Some(ReplyBy::Letter),
        letter_ordered: case.letter_wanted && !own_ground,
        by_word_agreed: agreed.is_some(),
        is_reachable,
        still,
    })
}

/// What is left to try, once somebody has begun to.
fn still_to_try(app: &App, case: &Case, contact: Option<&Contact>) -> Option<StillToTry> {
    let has_address = contact.is_some_and(|one| one.address.is_some());
    let begun = !case.endings.tries.is_empty();
    begun.then(|| case.endings.still_to_try(has_address, &app.time))
}

/// Who left no number and wishes no call looks the answer up by themselves.
fn is_reachable(contact: &Contact) -> bool {
    contact.phone.is_some() || contact.reply_by != Some(ReplyBy::None)
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
    let Some(at) = new.spoken_at.filter(|_| new.mode != Mode::OnFile) else {
        return Ok(None);
    };
    // With allegations the whole of the answers counts, as the approval does; who may not
    // hear something was told the version without it.
    let whole = answered.first().map(|one| &one.point);
    let day = app.time.day_of(at);
    let leaving = leaving(tx, app, viewer, case, allegations, (whole, day)).await?;
    let said = leaving.points(way_of(new.mode).unwrap_or(Way::Spoken));
    let id = app.id();
    let talk = NewSpoken {
        id,
        case_id: case.id.raw(),
        round: case.round,
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
