//! The screen of files, and the short list that comes at once.

mod at_once;
mod list;

use tongli_cases::access::EXPORT;
use tongli_web::{Guard, MenuItem, Routes};

pub const MENU: &[MenuItem] = &[MenuItem {
    path: "/exports",
    word: "exports-menu",
    icon: "download",
    permission: Some(EXPORT),
    order: 48,
}];

pub fn routes() -> Routes {
    let may = Guard::May(EXPORT);
    Routes::new()
        .get("/cases/export", may, at_once::download)
        .get("/exports", may, list::show)
        .post("/exports", may, list::submit)
        .get("/exports/{id}/file", may, list::download)
        .post("/exports/{id}/erase", may, list::erase)
}
