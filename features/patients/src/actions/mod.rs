//! What other rooms do with persons; each joins the caller's transaction.

pub mod find;
pub mod record;
pub mod seen;
