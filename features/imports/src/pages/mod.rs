//! The screens: the list of imports, sending a file, and one import with what may
//! be done to it.

mod list;
mod new;
mod original;
mod rows;
mod show;

use tongli_web::{Guard, MenuItem, Routes};

use crate::access::{RUN, WITHDRAW};

pub const MENU: &[MenuItem] = &[MenuItem {
    path: "/imports",
    word: "imports-menu",
    icon: "upload",
    permission: Some(RUN),
    order: 820,
}];

pub fn routes() -> Routes {
    Routes::new()
        .get("/imports", Guard::May(RUN), list::show)
        .post("/imports", Guard::May(RUN), new::submit)
        .get("/imports/new", Guard::May(RUN), new::show)
        .get("/imports/{id}", Guard::May(RUN), show::show)
        .get(
            "/imports/{id}/original",
            Guard::May(RUN),
            original::download,
        )
        .post("/imports/{id}/confirm", Guard::May(RUN), show::confirm)
        .post("/imports/{id}/cancel", Guard::May(RUN), show::cancel)
        .post(
            "/imports/{id}/withdraw",
            Guard::May(WITHDRAW),
            show::withdraw,
        )
}
