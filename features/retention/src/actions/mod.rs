//! What the office does about keeping and destroying, one transaction each.

mod aside;
mod decide;
mod destroy;
mod follow;
mod hold;
mod look;
mod propose;
pub mod verify;

pub use aside::{decide_aside, open_aside, propose_aside, propose_back, veil_right, veiled_right};
pub use decide::{Decision, decide_batch};
pub use destroy::{destroy_next, remove_files};
pub use follow::{cover_holds, follow_terms};
pub use hold::{lift_hold, place_hold};
pub use look::{Shown, all_shown, batch_shown, list_due, whole_of_case};
pub use propose::{propose_batch, reserve_number};

use tongli_kernel::{Fault, Gate, Permission, Said, StaffId, Viewer};

fn faster() -> Fault {
    Fault::Conflict(Said::new("fault-somebody-was-faster"))
}

/// The person who does it; programs act with a person's token.
fn hand(viewer: &Viewer, permission: Permission) -> Result<StaffId, Fault> {
    match viewer.staff() {
        Some(staff) if viewer.may(permission) => Ok(staff),
        _ => Err(Fault::Forbidden(permission)),
    }
}

/// Nobody decides what they have proposed themselves.
fn second_person(first: StaffId, second: StaffId) -> Result<(), Fault> {
    if first != second {
        return Ok(());
    }
    let said = Said::new("retention-gate-second-person");
    Err(Fault::Gated(vec![Gate::new("second_person", said)]))
}
