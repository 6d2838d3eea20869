//! The house: the only crate that knows all rooms. Nothing but composition.

pub mod assemble;
pub mod commands;
pub mod config;
pub mod demo;
pub mod features;
pub mod ground;
pub mod health;
mod openapi;
mod rounds;
pub mod serve;
pub mod talk;

pub use assemble::{Assembled, assemble};

use tongli_web::WordFiles;

/// The words of the house itself.
pub const WORDS: WordFiles = WordFiles {
    room: "server",
    zh: include_str!("../words/zh.ftl"),
    en: include_str!("../words/en.ftl"),
};
