//! Stories of the office.

mod accounts;
mod command_line;
mod complaint;
mod description;
mod escalation;
mod grounds;
mod inputs;
mod kill;
mod leak_hunt;
mod lives;
mod night;
mod no_harm;
mod races;
mod reading;
mod reopened;
mod restricted;
mod rounds;
mod sign_in;
mod wire;
