//! Starting and meeting clocks, opening and closing work: each joins the caller's
//! transaction, whose own history tells who did it. Rounds call
//! escalations and counts; rooms above let copies follow.

pub mod clocks;
pub mod escalate;
pub mod grant;
pub mod items;
pub mod moved;
pub mod recount;
