//! The patient's side. Whoever stands in a corridor with an old phone can ask,
//! complain, praise or suggest in five fields, without an account and without a
//! script; they get a number, a secret code to copy, and the day by which they are
//! answered. With the code, and only with it, they see in plain words how far it is.

mod actions;
mod code;
mod pages;
mod progress;
mod promise;
mod report;

pub use actions::look_up::{Handed, Status, look_up};
pub use actions::submit::{RECEIPT, submit};
pub use code::{CodeFault, ReceiptCode};
pub use progress::{Aside, Progress, Step, StepState};
pub use promise::Promise;
pub use report::{Report, ReportTyped};

use tongli_feature::Feature;
use tongli_web::WordFiles;

/// The words of this room.
pub const WORDS: WordFiles = WordFiles {
    room: "public",
    zh: include_str!("../words/zh.ftl"),
    en: include_str!("../words/en.ftl"),
};

pub fn feature() -> Feature {
    Feature {
        routes: pages::routes,
        ..Feature::named("public", WORDS)
    }
}
