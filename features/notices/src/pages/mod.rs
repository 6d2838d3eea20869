//! The screens of this room.

mod list;

use tongli_web::{Guard, Routes};

use crate::api;

pub fn routes() -> Routes {
    Routes::new()
        .get("/notices", Guard::SignedIn, list::show)
        .post("/notices/{id}/open", Guard::SignedIn, list::open)
        .post("/notices/{id}/read", Guard::SignedIn, list::read)
        .post("/notices/read-all", Guard::SignedIn, list::read_all)
        .get("/api/v1/notices", Guard::SignedIn, api::list)
        .post("/api/v1/notices/{id}/read", Guard::SignedIn, api::read)
}
