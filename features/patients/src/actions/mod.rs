//! What other rooms do with persons; each joins the caller's transaction.

pub mod record;
pub mod seen;
