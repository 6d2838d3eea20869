//! The screens of this room.

mod clock;
mod home;

use tongli_web::{Guard, Routes};

use crate::api;

pub fn routes() -> Routes {
    Routes::new()
        .get("/", Guard::SignedIn, home::show)
        .get("/clocks/{id}", Guard::SignedIn, clock::show)
        .get("/api/v1/work", Guard::SignedIn, api::work)
        .get("/api/v1/clocks/{id}/explain", Guard::SignedIn, api::explain)
}
