//! Stories of the office.

mod command_line;
mod complaint;
mod description;
mod escalation;
mod inputs;
mod kill;
mod lives;
mod night;
mod races;
mod reading;
mod reopened;
mod sign_in;
