//! The web floor: what every page and every program's call has in common. The
//! app's state, who asks, the page around the page, words in two languages, forms
//! that keep what was typed, refusals a reader can act on, guards on every route.

mod app;
mod ask;
mod assets;
mod cookies;
mod csrf;
mod doors;
mod form;
mod headers;
mod identify;
mod known;
mod layers;
mod limits;
mod menu;
mod observe;
mod panels;
mod problem;
mod refusal;
mod routes;
mod shell;
mod tongue;
mod upload;
mod words;
mod written;

pub use app::{App, House};
pub use ask::{Ask, cookie, cookie_name};
pub use assets::{Assets, AssetsMissing};
pub use cookies::{YEAR_SECONDS, keep_cookie, kept_words};
pub use doors::{Door, DoorFuture, pass};
pub use form::{Form, FormBody};
pub use identify::{Identify, SignedIn};
pub use known::Known;
pub use layers::{with_layers, with_layers_within};
pub use limits::Limits;
pub use menu::MenuItem;
pub use panels::{Panel, PanelFuture, panels};
pub use problem::{ApiJson, IdempotencyKey, Problem, created, json, json_text, once, replay};
pub use refusal::{Answer, Refusal, encoded};
pub use routes::{Guard, Listed, Routes};
pub use shell::{Shell, file_answer, no_store, page, page_with, redirect};
pub use tongue::Tongue;
pub use upload::{Sniffed, Upload, Uploads, read_upload};
pub use words::{Phrase, WordFiles, Words, WordsFlaw};
pub use written::{Text, TextsFuture, Written, written};

/// The words of this floor itself.
pub const WORDS: WordFiles = WordFiles {
    room: "web",
    zh: include_str!("../words/zh.ftl"),
    en: include_str!("../words/en.ftl"),
};
