//! The screens of the library.

mod change;
mod export;
mod find;
mod form;
mod list;
mod questions;
mod show;
mod top;

use tongli_web::{Guard, Routes};

use crate::access::{ASK, READ, WRITE};

pub fn routes() -> Routes {
    let (read, ask, write) = (Guard::May(READ), Guard::May(ASK), Guard::May(WRITE));
    Routes::new()
        .get("/answers", read, list::show)
        .get("/answers/find", read, find::offer)
        .get("/answers/export", read, export::download)
        .get("/answers/new", write, form::new)
        .post("/answers/new", write, form::create)
        .get("/answers/questions", read, questions::show)
        .post("/answers/questions", ask, questions::put)
        .post("/answers/questions/{id}/drop", write, questions::drop_one)
        .post("/answers/questions/{id}/erase", write, questions::erase)
        .get("/answers/top", read, top::show)
        .get("/answers/top/export", read, top::download)
        .get("/answers/{id}", read, show::show)
        .post("/answers/{id}/used", read, show::used)
        .get("/answers/{id}/edit", write, form::edit)
        .post("/answers/{id}/edit", write, form::save)
        .get("/answers/{id}/withdraw", write, change::withdrawing)
        .post("/answers/{id}/withdraw", write, change::withdraw)
        .post("/answers/{id}/put-back", write, change::put_back)
}
