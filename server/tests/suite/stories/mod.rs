//! Stories of the office.

mod command_line;
mod complaint;
mod description;
mod inputs;
mod night;
mod races;
mod reopened;
mod sign_in;
