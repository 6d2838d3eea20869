//! A question to which nobody found an answer: put on the list, counted, taken off it.

use serde_json::json;
use tongli_kernel::{Fault, Moment, Said, Viewer};
use tongli_store::Tx;
use tongli_store::history::{self, Event};
use tongli_web::App;

use super::{must, once_of};
use crate::access;
use crate::entry::{Standing, State};
use crate::question::{Question, QuestionId, QuestionState, check, folded};
use crate::store::counts::{self, What};
use crate::store::{entries, questions};

/// A question as it was put.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub words: &'a str,
    /// What the form carried, so that it counts once.
    pub once: Option<&'a str>,
}

/// Puts a question on the list, or counts it once more where its words are there already.
/// One that was answered stays answered while its entry holds.
pub async fn ask(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    asked: Asked<'_>,
) -> Result<Question, Fault> {
    must(viewer, access::ASK)?;
    let words = check(asked.words)?;
    let (key, tenant) = (folded(&words), viewer.tenant);
    let missing = || Fault::bug("a question is there and is not found");
    let known = match questions::of_words(tx, tenant, &key).await? {
        Some(known) => known,
        None => {
            let id: QuestionId = app.ids.next(now);
            let is_new = questions::insert(tx, tenant, id, (&words, &key), now).await?;
            let question = questions::of_words(tx, tenant, &key)
                .await?
                .ok_or_else(missing)?;
            if is_new {
                let event = Event::new("put-on-list");
                history::append(tx, viewer, now, &*app.chance, question.subject(), event).await?;
            }
            question
        }
    };
    let once = once_of(app, asked.once);
    let what = (What::Asked, known.id.raw());
    if counts::add(tx, app, tenant, what, &once, now).await? {
        let state = stands(tx, app, viewer, now, &known).await?;
        questions::asked_again(tx, tenant, known.id, state, now).await?;
    }
    questions::find(tx, tenant, known.id)
        .await?
        .ok_or_else(missing)
}

/// How a question stands that was just asked.
async fn stands(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    question: &Question,
) -> Result<QuestionState, Fault> {
    let Some(answer) = question
        .answer
        .filter(|_| question.state == QuestionState::Answered)
    else {
        return Ok(QuestionState::Open);
    };
    let today = app.time.day_of(now);
    let holds = entries::find(tx, viewer.tenant, answer)
        .await?
        .is_some_and(|entry| {
            entry.state == State::Current && !matches!(entry.standing(today), Standing::Expired(_))
        });
    Ok(match holds {
        true => QuestionState::Answered,
        false => QuestionState::Open,
    })
}

/// Takes a question off the list that is none for the library. Done twice it changes
/// nothing.
pub async fn drop_question(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    id: QuestionId,
) -> Result<Question, Fault> {
    must(viewer, access::WRITE)?;
    let find = async |tx: &mut Tx| {
        let found = questions::find(tx, viewer.tenant, id).await?;
        found.ok_or(Fault::NotFound)
    };
    let question = find(tx).await?;
    match question.state {
        QuestionState::Dropped => return Ok(question),
        QuestionState::Answered => {
            return Err(Fault::Conflict(Said::new("answers-question-gone")));
        }
        QuestionState::Open => {}
    }
    if questions::end(tx, viewer.tenant, id, QuestionState::Dropped, None).await? {
        let event = Event::new("drop").with(json!({ "times": question.times }));
        history::append(tx, viewer, now, &*app.chance, question.subject(), event).await?;
    }
    find(tx).await
}

/// Takes the words of a question away that names somebody after all, whatever became of
/// it. Done twice it changes nothing.
pub async fn erase_question(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    id: QuestionId,
) -> Result<(), Fault> {
    must(viewer, access::WRITE)?;
    let question = questions::find(tx, viewer.tenant, id)
        .await?
        .ok_or(Fault::NotFound)?;
    if question.is_erased() {
        return Ok(());
    }
    // No question folds to a sign.
    questions::erase(tx, viewer.tenant, id, &format!("-{id}")).await?;
    let event = Event::new("erase").with(json!({ "times": question.times }));
    history::append(tx, viewer, now, &*app.chance, question.subject(), event).await?;
    Ok(())
}
