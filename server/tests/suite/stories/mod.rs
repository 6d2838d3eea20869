//! Stories of the office.

mod command_line;
mod complaint;
mod description;
mod escalation;
mod inputs;
mod kill;
mod night;
mod races;
mod sign_in;
