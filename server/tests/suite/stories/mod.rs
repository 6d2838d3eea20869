//! Stories of the office.

mod accounts;
mod command_line;
mod complaint;
mod description;
mod grounds;
mod inputs;
mod night;
mod races;
mod rounds;
mod sign_in;
mod wire;
