//! Telling the person what came of it.
//!
//! An answer goes by word, by message or by letter; each allegation is answered
//! and says what follows. Somebody else approves the answer to a complaint, a
//! letter is fixed under its digest when it is released, and a delivery counts
//! only with its proof. Afterwards the person is asked whether they understood it,
//! whether it was done, and how they rate it; every try is written down.

mod access;
mod actions;
mod drafting;
mod follow_up;
mod letter;
mod mode;
mod store;
