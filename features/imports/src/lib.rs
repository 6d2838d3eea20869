//! Old registers.

mod book;
mod cell;
mod reading;
mod row;
mod synonyms;
mod when;
