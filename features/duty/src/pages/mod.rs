//! The screens of this room.

mod calls;
mod event;
mod handover;
mod intake;
mod start;

use tongli_web::{Guard, Routes};

use crate::access::{ACT, KEEP_CALLS, READ, TAKE_OVER};

/// The name under which a half-written intake is kept; one an event.
pub(crate) fn draft_name(event: Option<&str>) -> String {
    match event {
        Some(number) => format!("duty-{}", number.to_ascii_lowercase()),
        None => "duty-new".to_owned(),
    }
}

pub fn routes() -> Routes {
    let (read, act) = (Guard::May(READ), Guard::May(ACT));
    let (take, keep) = (Guard::May(TAKE_OVER), Guard::May(KEEP_CALLS));
    Routes::new()
        .get("/duty", read, start::show)
        .post("/duty/danger", act, start::danger)
        .get("/duty/new", act, intake::show)
        .post("/duty/new", act, intake::submit)
        .post("/duty/new/discard", act, intake::discard)
        .get("/duty/events/{number}", read, event::show)
        .post("/duty/events/{number}/plan", act, event::choose)
        .post("/duty/events/{number}/try", act, event::tried)
        .post("/duty/events/{number}/undo-try", act, event::untried)
        .post("/duty/events/{number}/tick", act, event::ticked)
        .post("/duty/events/{number}/undo-tick", act, event::unticked)
        .post("/duty/events/{number}/write", act, event::written)
        .post("/duty/events/{number}/take-over", take, event::taken)
        .post("/duty/events/{number}/give-back", take, event::given_back)
        .get("/duty/handover", read, handover::show)
        .post("/duty/handover", take, handover::submit)
        .get("/duty/handover/print", read, handover::print)
        .get("/duty/calls", read, calls::show)
        .post("/duty/calls", keep, calls::add)
        .post("/duty/calls/time", keep, calls::set_time)
        .get("/duty/calls/print", read, calls::print)
        .get("/duty/calls/{id}", keep, calls::edit)
        .post("/duty/calls/{id}", keep, calls::change)
        .post("/duty/calls/{id}/remove", keep, calls::remove)
}
