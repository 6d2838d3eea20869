//! Writing an entry, changing it, taking it out of use and back. No wording is lost.

use serde_json::json;
use tongli_kernel::{DepartmentId, Fault, FieldErrors, Moment, Said, StaffId, Viewer};
use tongli_people::{department_by_code, find_by_login, find_by_number};
use tongli_store::history::{self, Event};
use tongli_store::{Tx, sha256};
use tongli_web::App;

use super::{must, once_of};
use crate::access;
use crate::entry::{Content, Entry, EntryId, State, Typed, check, check_reason};
use crate::question::{QuestionId, QuestionState};
use crate::store::entries::{self, Origin};
use crate::store::questions;

/// An entry on its way in, as typed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Writing<'a> {
    pub typed: Typed<'a>,
    /// A department's code or its name; empty for none.
    pub department: &'a str,
    /// The login or the staff number of somebody who may write here; empty for nobody.
    pub owner: &'a str,
    /// What the form carried, so that it is written once.
    pub once: Option<&'a str>,
    /// The question it answers.
    pub question: Option<QuestionId>,
}

async fn department_of(
    tx: &mut Tx,
    viewer: &Viewer,
    typed: &str,
    errors: &mut FieldErrors,
) -> Result<Option<DepartmentId>, Fault> {
    if typed.is_empty() {
        return Ok(None);
    }
    let found = department_by_code(tx, viewer.tenant, typed)
        .await?
        .filter(|department| department.closed_at.is_none());
    if found.is_none() {
        errors.add(
            "department",
            Said::new("answers-department-unknown").with("name", typed),
        );
    }
    Ok(found.map(|department| department.id))
}

async fn owner_of(
    tx: &mut Tx,
    viewer: &Viewer,
    typed: &str,
    now: Moment,
    errors: &mut FieldErrors,
) -> Result<Option<StaffId>, Fault> {
    if typed.is_empty() {
        return Ok(None);
    }
    let found = match find_by_login(tx, viewer.tenant, typed).await? {
        Some(staff) => Some(staff),
        None => find_by_number(tx, viewer.tenant, typed).await?,
    };
    let said = match &found {
        None => Some(Said::new("answers-owner-unknown").with("name", typed)),
        Some(staff) if !staff.is_active(now) => {
            Some(Said::new("answers-owner-left").with("name", staff.name.as_str()))
        }
        Some(staff)
            if !access::WRITE
                .roles
                .iter()
                .any(|role| staff.roles.contains(role)) =>
        {
            Some(Said::new("answers-owner-may-not").with("name", staff.name.as_str()))
        }
        Some(_) => None,
    };
    match said {
        Some(said) => {
            errors.add("owner", said);
            Ok(None)
        }
        None => Ok(found.map(|staff| staff.id)),
    }
}

async fn weighed(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    writing: Writing<'_>,
) -> Result<Content, Fault> {
    let mut errors = FieldErrors::default();
    let department = department_of(tx, viewer, writing.department.trim(), &mut errors).await?;
    let owner = owner_of(tx, viewer, writing.owner.trim(), now, &mut errors).await?;
    let today = app.time.day_of(now);
    check(writing.typed, department, owner, today, &mut errors).ok_or(Fault::Invalid(errors))
}

/// Keeps the wording and says in the history that it was written.
pub(super) async fn note(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    (verb, entry, reason): (&'static str, &Entry, &str),
) -> Result<(), Fault> {
    entries::keep_version(tx, viewer, entry, reason, now).await?;
    let said = &entry.content;
    let words = [&said.title, &said.body, &said.title_en, &said.body_en];
    let event = Event::new(verb).with(json!({
        "version": entry.version,
        "digest": sha256(json!(words).to_string().as_bytes()),
        "valid_until": said.valid_until,
        "reason": reason,
    }));
    history::append(tx, viewer, now, &*app.chance, entry.subject(), event).await?;
    Ok(())
}

/// Writes a new entry; the same form sent again is answered with what it wrote.
pub async fn write(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    writing: Writing<'_>,
) -> Result<Entry, Fault> {
    must(viewer, access::WRITE)?;
    let by = viewer.staff();
    let once = once_of(app, writing.once);
    let content = weighed(tx, app, viewer, now, writing).await?;
    if let Some(written) = entries::of_form(tx, viewer.tenant, by, &once).await? {
        return same(tx, viewer, written, &content).await;
    }
    let new = Entry {
        id: app.ids.next(now),
        state: State::Current,
        version: 1,
        content,
        shipped: None,
        changed_at: now,
    };
    let origin = Origin {
        by,
        once: Some(&once),
    };
    if !entries::insert(tx, viewer.tenant, &new, origin).await? {
        let written = entries::of_form(tx, viewer.tenant, by, &once)
            .await?
            .ok_or_else(|| Fault::bug("an entry is there and is not found"))?;
        return same(tx, viewer, written, &new.content).await;
    }
    note(tx, app, viewer, now, ("write", &new, "")).await?;
    if let Some(question) = writing.question {
        answer(tx, app, viewer, now, question, new.id).await?;
    }
    Ok(new)
}

/// What a form wrote, if these are its words. Somebody who went back to it and wrote
/// something else meant something else.
async fn same(
    tx: &mut Tx,
    viewer: &Viewer,
    written: Entry,
    content: &Content,
) -> Result<Entry, Fault> {
    match entries::first_wording(tx, viewer.tenant, written.id).await? {
        Some(first) if first.content != *content => {
            Err(Fault::Conflict(Said::new("answers-form-was-saved")))
        }
        _ => Ok(written),
    }
}

/// Says of a question which entry answers it.
async fn answer(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    id: QuestionId,
    by: EntryId,
) -> Result<(), Fault> {
    let question = questions::find(tx, viewer.tenant, id)
        .await?
        .ok_or_else(|| Fault::Conflict(Said::new("answers-question-gone")))?;
    let ended = questions::end(tx, viewer.tenant, id, QuestionState::Answered, Some(by)).await?;
    if !ended {
        return Err(Fault::Conflict(Said::new("answers-question-gone")));
    }
    let event = Event::new("answer").with(json!({ "answer": by }));
    history::append(tx, viewer, now, &*app.chance, question.subject(), event).await?;
    Ok(())
}

async fn read(tx: &mut Tx, viewer: &Viewer, id: EntryId) -> Result<Entry, Fault> {
    must(viewer, access::WRITE)?;
    entries::find(tx, viewer.tenant, id)
        .await?
        .ok_or(Fault::NotFound)
}

/// Who was faster is named, so that the two can talk.
async fn changed_meanwhile(tx: &mut Tx, app: &App, viewer: &Viewer, id: EntryId) -> Fault {
    let newest = entries::versions(tx, viewer.tenant, id, 1).await;
    let newest = newest.ok().and_then(|all| all.into_iter().next());
    let said = match newest {
        Some(last) => Said::new("answers-changed-meanwhile")
            .with("who", last.by_name)
            .with("at", app.time.show(last.at)),
        None => Said::new("fault-somebody-was-faster"),
    };
    Fault::Conflict(said)
}

async fn change(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    (verb, changed, reason): (&'static str, Entry, &str),
) -> Result<Entry, Fault> {
    let seen = changed.version - 1;
    if !entries::change(tx, viewer.tenant, &changed, seen).await? {
        return Err(changed_meanwhile(tx, app, viewer, changed.id).await);
    }
    note(tx, app, viewer, now, (verb, &changed, reason)).await?;
    Ok(changed)
}

/// Changes what an entry says, if it still is as the writer saw it. The same change sent
/// again changes nothing.
pub async fn rewrite(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    (id, seen): (EntryId, i64),
    writing: Writing<'_>,
) -> Result<Entry, Fault> {
    let entry = read(tx, viewer, id).await?;
    let content = weighed(tx, app, viewer, now, writing).await?;
    if entry.content == content && !entry.is_unverified() {
        return Ok(entry);
    }
    if entry.state == State::Withdrawn {
        return Err(Fault::Conflict(Said::new("answers-is-withdrawn")));
    }
    let changed = Entry {
        version: seen + 1,
        content,
        changed_at: now,
        ..entry
    };
    change(tx, app, viewer, now, ("rewrite", changed, "")).await
}

/// Takes an entry out of use; it stays to be read.
pub async fn withdraw(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    (id, seen): (EntryId, i64),
    reason: &str,
) -> Result<Entry, Fault> {
    let to = ("withdraw", State::Withdrawn);
    turn(tx, app, viewer, now, (id, seen), to, reason).await
}

/// Puts a withdrawn entry back into use.
pub async fn put_back(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    (id, seen): (EntryId, i64),
    reason: &str,
) -> Result<Entry, Fault> {
    let to = ("put-back", State::Current);
    turn(tx, app, viewer, now, (id, seen), to, reason).await
}

async fn turn(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    (id, seen): (EntryId, i64),
    (verb, state): (&'static str, State),
    reason: &str,
) -> Result<Entry, Fault> {
    let entry = read(tx, viewer, id).await?;
    if entry.state == state {
        return Ok(entry);
    }
    let reason = check_reason(reason)?;
    let changed = Entry {
        version: seen + 1,
        state,
        changed_at: now,
        ..entry
    };
    change(tx, app, viewer, now, (verb, changed, &reason)).await
}
