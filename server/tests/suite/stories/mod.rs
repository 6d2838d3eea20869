//! Stories of the office.

mod command_line;
mod complaint;
mod sign_in;
