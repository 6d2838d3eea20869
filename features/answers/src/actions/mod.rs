//! Looking entries up, writing them, counting their use, and questions without an answer.

mod ask;
mod count;
mod look;
mod ship;
mod write;

pub use ask::{Asked, ask, drop_question, erase_question};
pub use count::{top, used};
pub use look::{
    COUNT_TO, Looking, find_entry, find_question, look, offered, open_questions, own_to_renew,
    questions_page, renewing, wordings,
};
pub use ship::ship;
pub use write::{Writing, put_back, rewrite, withdraw, write};

use tongli_kernel::{Fault, Permission, Viewer};
use tongli_web::App;

/// The most characters of what a form carries so that it is done once.
const LONGEST_ONCE: usize = 64;
/// Letters and digits of it.
const LETTERS: &[u8] = b"0123456789abcdefghijklmnopqrstuv";
/// So many of them that nobody's forms meet in all their years.
const LENGTH: usize = 12;

fn must(viewer: &Viewer, permission: Permission) -> Result<(), Fault> {
    match viewer.may(permission) {
        true => Ok(()),
        false => Err(Fault::Forbidden(permission)),
    }
}

/// What the forms of a page carry that is shown now.
pub fn fresh(app: &App) -> String {
    app.chance.pick(LETTERS, LENGTH)
}

/// What a form carries, if it is something a page of ours could have written there; else
/// something of its own, so that it is done for itself.
fn once_of(app: &App, typed: Option<&str>) -> String {
    let shaped = |text: &&str| {
        (1..=LONGEST_ONCE).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    match typed.filter(shaped) {
        Some(once) => once.to_owned(),
        None => fresh(app),
    }
}
