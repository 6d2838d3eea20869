//! Taking down what came in at night: a case like any other, and an event that stays
//! the duty officer's until the morning takes it over.

use serde_json::json;
use tongli_cases::{Case, NewCase, Visibility};
use tongli_kernel::{Fault, Lang, Moment, Said, Viewer};
use tongli_store::history::{self, Event};
use tongli_store::{Tx, drafts, links};
use tongli_web::App;
use tongli_work::Owner;

use super::open::{begun, open_in};
use super::{actor, note, read_event, reserve_number, save};
use crate::access;
use crate::event::{DutyEvent, TIE, Written};

/// What is taken down.
#[derive(Debug)]
pub struct TakingIn<'a> {
    pub new: &'a NewCase,
    pub written: &'a Written,
    /// The event whose paperwork this is; a new one otherwise.
    pub event: Option<&'a str>,
    /// The draft that has served its purpose.
    pub draft: Option<&'a str>,
    pub lang: Lang,
}

/// Registers the case through the cases room's own door, so that clocks, receipt and
/// permissions hold, and ties it to the event.
pub async fn take_in(
    app: &App,
    viewer: &Viewer,
    now: Moment,
    what: TakingIn<'_>,
) -> Result<(DutyEvent, Case), Fault> {
    let giver = actor(viewer, access::ACT)?;
    actor(viewer, tongli_cases::access::REGISTER)?;
    what.new.check(now)?;
    what.written.check()?;
    let numbers = tongli_cases::reserve_numbers(app, what.new, now).await?;
    let event_number = match what.event {
        Some(number) => number.to_owned(),
        None => reserve_number(app, now).await?,
    };
    let (numbers, event_number, what) = (&numbers, &event_number, &what);
    app.db
        .write(async |tx| {
            let mut event = if what.event.is_some() {
                read_event(tx, viewer, access::ACT, event_number).await?
            } else {
                let event = begun(app, now, giver, event_number, false, what.written);
                open_in(tx, app, viewer, now, &event).await?;
                event
            };
            if event.case.is_some() {
                return Err(Fault::Conflict(Said::new("duty-case-there")));
            }
            let case = tongli_cases::register_in(tx, app, viewer, now, numbers, what.new)
                .await?
                .case;
            event.case = Some(case.id);
            event.place = what.written.place.clone().or(event.place);
            event.promised = what.written.promised.clone().or(event.promised);
            event.still_here = what.written.still_here.or(event.still_here);
            save(tx, viewer, &mut event).await?;
            links::tie(tx, viewer, now, TIE, event.subject(), case.subject()).await?;
            note(
                tx,
                app,
                viewer,
                now,
                &event,
                "register",
                json!({ "case": case.id }),
            )
            .await?;
            told_the_case(tx, app, viewer, now, &event, &case, what.lang).await?;
            if event.is_open() {
                let owner = Owner::staff(event.giver);
                tongli_work::reassign_items(tx, viewer, case.subject(), None, &owner).await?;
            }
            if let Some(form) = what.draft {
                drafts::discard(tx, viewer.tenant, giver, form).await?;
            }
            Ok((event, case))
        })
        .await
}

/// The case's own timeline says that it came in on duty, and what was promised.
async fn told_the_case(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    now: Moment,
    event: &DutyEvent,
    case: &Case,
    lang: Lang,
) -> Result<(), Fault> {
    let link = Event::new("night_taken_in").with(json!({ "duty": event.number }));
    history::append(tx, viewer, now, &*app.chance, case.subject(), link).await?;
    if let Some(promised) = &event.promised {
        let said = Said::new("duty-note-promised").with("promised", promised);
        let text = app.words.say(lang, &said);
        tongli_cases::add_note(tx, app, viewer, now, case, Visibility::Private, &text).await?;
    }
    Ok(())
}
