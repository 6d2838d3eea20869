//! Asks for a file.

use tongli_cases::access::EXPORT;
use tongli_cases::exported;
use tongli_kernel::{Fault, Moment, Said, StaffId, Viewer};
use tongli_store::history::{Event, append};
use tongli_store::jobs::{self, JobId, State};
use tongli_web::{App, Form};

use super::JOB;
use crate::export::Export;
use crate::store;
use crate::wish::Wish;

/// Files that one person may have under way at once.
const MOST_OPEN: usize = 3;

/// Files that lie ready for one person at once: each may be as large as the house.
const MOST_READY: usize = 10;

/// Asks for a list as a file; the round makes it. The same asked again while it is
/// still being made is the same file.
pub async fn ask(app: &App, viewer: &Viewer, now: Moment, form: &Form) -> Result<JobId, Fault> {
    let Some(staff) = viewer.staff().filter(|_| viewer.may(EXPORT)) else {
        return Err(Fault::Forbidden(EXPORT));
    };
    app.db
        .write(async |tx| {
            // A button pressed twice: the second finds what the first has asked for.
            tx.take(staff.raw()).await?;
            let wish = Wish::read(tx, viewer, form).await?;
            let mine = store::exports::kept(tx, viewer.tenant, staff).await?;
            let same = |one: &&Export| one.format == wish.format && one.filter == wish.address;
            let mut open = mine.iter().filter(|one| one.is_open());
            if let Some(before) = open.clone().find(same) {
                return Ok(before.id);
            }
            if open.nth(MOST_OPEN - 1).is_some() {
                return Err(too_many("exports-too-many-open", MOST_OPEN));
            }
            let mut ready = mine.iter().filter(|one| one.standing(now).is_ready());
            if ready.nth(MOST_READY - 1).is_some() {
                return Err(too_many("exports-too-many-ready", MOST_READY));
            }
            let id = jobs::ask(tx, viewer, &app.ids, now, JOB, "{}").await?;
            let new = asked(viewer, staff, now, id, &wish);
            store::exports::insert(tx, &new).await?;
            let event = Event::new("ask").with(exported(&wish.filter, wish.format));
            append(tx, viewer, now, &*app.chance, new.subject(), event).await?;
            Ok(id)
        })
        .await
}

fn too_many(key: &'static str, most: usize) -> Fault {
    Fault::Conflict(Said::new(key).with("most", most))
}

fn asked(viewer: &Viewer, by: StaffId, now: Moment, id: JobId, wish: &Wish) -> Export {
    Export {
        tenant: viewer.tenant,
        id,
        by,
        created_at: now,
        lang: viewer.lang,
        format: wish.format,
        filter: wish.address.clone(),
        scope: String::new(),
        attempt: None,
        rows: 0,
        bytes: 0,
        erased_at: None,
        done: 0,
        total: 0,
        state: State::Waiting,
        why: None,
        finished_at: None,
        expires_at: None,
    }
}
