//! The socket: what a room brings to the house, and the rounds that make things
//! happen though nobody clicks.

mod rounds;

pub use rounds::{
    Round, RoundFuture, RoundReport, Running, last_begun, last_runs, run_due, run_due_within,
    run_forever,
};

use tongli_kernel::Permission;
use tongli_store::migrate::Migration;
use tongli_store::sealed::SealedColumn;
pub use tongli_web::{Door, DoorFuture, Panel, PanelFuture, Written};
use tongli_web::{MenuItem, Routes, WordFiles};

/// One room, as the house plugs it in.
pub struct Feature {
    /// Its folder under `features/`.
    pub name: &'static str,
    pub migrations: &'static [Migration],
    pub words: WordFiles,
    pub permissions: &'static [Permission],
    pub routes: fn() -> Routes,
    pub menu: &'static [MenuItem],
    pub panels: &'static [Panel],
    /// Where it has a say before a room below does something.
    pub doors: &'static [Door],
    /// What it writes about subjects of rooms below, for their search.
    pub written: &'static [Written],
    pub rounds: &'static [Round],
    /// Its columns of sealed values: a change of keys and a check walk through them.
    pub sealed: &'static [SealedColumn],
    /// Its part of the API's description: the `paths` and `components` of an
    /// OpenAPI document. Empty where it has no API.
    pub openapi: fn() -> serde_json::Value,
}

impl Feature {
    /// A room with nothing but a name and words; the rest is set by its `feature()`.
    pub const fn named(name: &'static str, words: WordFiles) -> Self {
        Self {
            name,
            migrations: &[],
            words,
            permissions: &[],
            routes: Routes::new,
            menu: &[],
            panels: &[],
            doors: &[],
            written: &[],
            rounds: &[],
            sealed: &[],
            openapi: || serde_json::Value::Null,
        }
    }
}
