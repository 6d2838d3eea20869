//! Stories of the office.

mod accounts;
mod command_line;
mod complaint;
mod description;
mod escalation;
mod grounds;
mod inputs;
mod kill;
mod lives;
mod night;
mod races;
mod reading;
mod reopened;
mod rounds;
mod sign_in;
mod told;
mod wire;
