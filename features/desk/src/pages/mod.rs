//! The screens of this room.

mod export;
mod tally;
mod window;

use tongli_web::{Guard, Routes};

use crate::access::{READ, TAP};

pub fn routes() -> Routes {
    let (read, tap) = (Guard::May(READ), Guard::May(TAP));
    Routes::new()
        .get("/desk/tally", read, tally::show)
        .post("/desk/tally", tap, tally::tapped)
        .post("/desk/tally/undo", tap, tally::undone)
        .post("/desk/tally/window", tap, window::keep)
        .get("/desk/tally/export", read, export::download)
}
