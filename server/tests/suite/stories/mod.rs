//! Stories of the office.

mod accounts;
mod command_line;
mod complaint;
mod copied;
mod description;
mod disputes;
mod duty;
mod endings;
mod escalation;
mod grounds;
mod inputs;
mod keys;
mod kill;
mod lives;
mod moved_days;
mod night;
mod races;
mod reading;
mod readings;
mod reopened;
mod rounds;
mod sign_in;
mod told;
mod wire;
