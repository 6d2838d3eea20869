//! Stories of the office.

mod command_line;
mod sign_in;
