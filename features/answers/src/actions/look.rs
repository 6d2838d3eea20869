//! What is in the library: a page of it, what words lead to, what is to be renewed.

use tongli_kernel::{Day, Fault, StaffId, Viewer};
use tongli_store::Tx;

use super::must;
use crate::access;
use crate::entry::{Entry, EntryId, Kind, Place, RENEW_DAYS, Standing, State, Version};
use crate::month::Month;
use crate::question::{Question, QuestionId, QuestionState};
use crate::store::counts::{self, What};
use crate::store::entries;
use crate::store::lists::{self, Wanted};
use crate::store::questions;
use crate::store::terms::matching;
use crate::terms::{Word, holds, is_in_title, question, spelling};

/// Beyond this a count says only that there are more.
pub const COUNT_TO: i64 = 99;

/// What somebody looks for.
#[derive(Debug, Clone, Copy)]
pub struct Looking<'a> {
    /// As typed; empty for the whole list.
    pub words: &'a str,
    pub state: State,
    pub kind: Option<Kind>,
    /// The last entry of the page before.
    pub after: Option<EntryId>,
}

/// A page of entries.
#[derive(Debug, Default)]
pub struct Found {
    pub entries: Vec<Entry>,
    /// The last one, where more follow.
    pub next: Option<EntryId>,
}

impl Found {
    fn page(mut entries: Vec<Entry>, size: usize) -> Found {
        let more = entries.len() > size;
        entries.truncate(size);
        Found {
            next: entries.last().filter(|_| more).map(|last| last.id),
            entries,
        }
    }
}

fn is_expired(entry: &Entry, today: Day) -> bool {
    matches!(
        Standing::on(entry.content.valid_until, today),
        Standing::Expired(_)
    )
}

fn place(entry: &Entry, words: &[Word], today: Day) -> Place {
    Place {
        is_expired: is_expired(entry, today),
        is_in_text_only: !words.iter().all(|word| is_in_title(&entry.content, word)),
        spelling: spelling(&entry.content.title),
        id: entry.id,
    }
}

/// A page of what somebody looks for: what holds first, what has run out last.
pub async fn look(
    tx: &mut Tx,
    viewer: &Viewer,
    today: Day,
    looking: Looking<'_>,
    size: usize,
) -> Result<Found, Fault> {
    must(viewer, access::READ)?;
    let after = match looking.after {
        Some(id) => entries::find(tx, viewer.tenant, id).await?,
        None => None,
    };
    let words = question(looking.words);
    if words.is_empty() && !looking.words.trim().is_empty() {
        return Ok(Found::default());
    }
    match words.is_empty() {
        true => listed(tx, viewer, today, looking, after, size).await,
        false => searched(tx, viewer, today, (looking, &words), after, size).await,
    }
}

async fn listed(
    tx: &mut Tx,
    viewer: &Viewer,
    today: Day,
    looking: Looking<'_>,
    after: Option<Entry>,
    size: usize,
) -> Result<Found, Fault> {
    let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
    let begins_expired = after.as_ref().is_some_and(|entry| is_expired(entry, today));
    let mut wanted = Wanted {
        state: looking.state,
        kind: looking.kind,
        today,
        is_expired: begins_expired,
        after: after.map(|entry| (spelling(&entry.content.title), entry.id)),
    };
    let mut found = lists::list(tx, viewer.tenant, &wanted, limit).await?;
    if !begins_expired && found.len() <= size {
        wanted.is_expired = true;
        wanted.after = None;
        found.extend(lists::list(tx, viewer.tenant, &wanted, limit).await?);
    }
    Ok(Found::page(found, size))
}

async fn searched(
    tx: &mut Tx,
    viewer: &Viewer,
    today: Day,
    (looking, words): (Looking<'_>, &[Word]),
    after: Option<Entry>,
    size: usize,
) -> Result<Found, Fault> {
    let ids: Vec<EntryId> = matching(tx, viewer.tenant, words)
        .await?
        .into_iter()
        .collect();
    let after = after.map(|entry| place(&entry, words, today));
    let all = entries::of_ids(tx, viewer.tenant, &ids).await?;
    let mut found: Vec<(Place, Entry)> = all
        .into_values()
        .filter(|entry| entry.state == looking.state)
        .filter(|entry| looking.kind.is_none_or(|kind| kind == entry.content.kind))
        .filter(|entry| words.iter().all(|word| holds(&entry.content, word)))
        .map(|entry| (place(&entry, words, today), entry))
        .filter(|(place, _)| after.as_ref().is_none_or(|after| place > after))
        .collect();
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    let found = found.into_iter().map(|(_, entry)| entry);
    Ok(Found::page(found.take(size + 1).collect(), size))
}

/// What is offered to insert: what the words lead to, or without any what is used most
/// this month.
pub async fn offered(
    tx: &mut Tx,
    viewer: &Viewer,
    today: Day,
    words: &str,
    size: usize,
) -> Result<Vec<Entry>, Fault> {
    let looking = Looking {
        words,
        state: State::Current,
        kind: None,
        after: None,
    };
    let mut found = Vec::new();
    if words.trim().is_empty() {
        must(viewer, access::READ)?;
        let limit = i64::try_from(size).unwrap_or(i64::MAX);
        let month = Month::of(today);
        let most = counts::most(tx, viewer.tenant, What::Used, month, limit).await?;
        let ids: Vec<EntryId> = most.iter().map(|(id, _)| EntryId::new(*id)).collect();
        let mut all = entries::of_ids(tx, viewer.tenant, &ids).await?;
        found.extend(ids.iter().filter_map(|id| all.remove(id)));
        found.retain(|entry| entry.state == State::Current);
    }
    if found.is_empty() {
        found = look(tx, viewer, today, looking, size).await?.entries;
    }
    // What has run out is never the first to be offered.
    found.sort_by_key(|entry| is_expired(entry, today));
    Ok(found)
}

/// An entry by its id.
pub async fn find_entry(tx: &mut Tx, viewer: &Viewer, id: EntryId) -> Result<Entry, Fault> {
    must(viewer, access::READ)?;
    entries::find(tx, viewer.tenant, id)
        .await?
        .ok_or(Fault::NotFound)
}

/// A page of what has run out or soon will, the most urgent first: of one owner or of all.
pub async fn renewing(
    tx: &mut Tx,
    viewer: &Viewer,
    today: Day,
    owner: Option<StaffId>,
    after: Option<EntryId>,
    size: usize,
) -> Result<Found, Fault> {
    must(viewer, access::READ)?;
    let after = match after {
        Some(id) => entries::find(tx, viewer.tenant, id).await?,
        None => None,
    };
    let after = after.and_then(|entry| Some((entry.content.valid_until?, entry.id)));
    let until = today.plus_days(RENEW_DAYS);
    let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
    let found = lists::to_renew(tx, viewer.tenant, owner, until, after, limit).await?;
    Ok(Found::page(found, size))
}

/// How many questions wait for an answer, counted up to [`COUNT_TO`] and one more.
pub async fn open_questions(tx: &mut Tx, viewer: &Viewer) -> Result<i64, Fault> {
    must(viewer, access::READ)?;
    Ok(questions::count_open(tx, viewer.tenant, COUNT_TO + 1).await?)
}

/// How many entries of somebody's wait to be renewed, counted alike.
pub async fn own_to_renew(
    tx: &mut Tx,
    viewer: &Viewer,
    today: Day,
    owner: StaffId,
) -> Result<i64, Fault> {
    let until = today.plus_days(RENEW_DAYS);
    Ok(lists::count_to_renew(tx, viewer.tenant, owner, until, COUNT_TO + 1).await?)
}

/// A page of questions of a state, the most asked first.
pub async fn questions_page(
    tx: &mut Tx,
    viewer: &Viewer,
    state: QuestionState,
    after: Option<QuestionId>,
    size: usize,
) -> Result<(Vec<Question>, Option<QuestionId>), Fault> {
    must(viewer, access::READ)?;
    let after = match after {
        Some(id) => questions::find(tx, viewer.tenant, id).await?,
        None => None,
    };
    let limit = i64::try_from(size + 1).unwrap_or(i64::MAX);
    let mut found = questions::list(tx, viewer.tenant, state, after.as_ref(), limit).await?;
    let more = found.len() > size;
    found.truncate(size);
    let next = found.last().filter(|_| more).map(|last| last.id);
    Ok((found, next))
}

/// A question by its id.
pub async fn find_question(
    tx: &mut Tx,
    viewer: &Viewer,
    id: QuestionId,
) -> Result<Question, Fault> {
    must(viewer, access::READ)?;
    questions::find(tx, viewer.tenant, id)
        .await?
        .ok_or(Fault::NotFound)
}

/// The newest wordings of an entry, newest first, at most `limit`.
pub async fn wordings(
    tx: &mut Tx,
    viewer: &Viewer,
    id: EntryId,
    limit: i64,
) -> Result<Vec<Version>, Fault> {
    must(viewer, access::READ)?;
    Ok(entries::versions(tx, viewer.tenant, id, limit).await?)
}
