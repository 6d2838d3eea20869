//! Who sees personal values open; everybody else sees their mask.

use tongli_kernel::{Permission, Viewer};
use tongli_people::roles::{COORDINATOR, DEPUTY, DIRECTOR, DUTY_OFFICER, RECEPTIONIST};

/// Those who speak with the person.
pub const SEE_CONTACT: Permission = Permission {
    name: "patients.see_contact",
    sentence: "See full names and telephone numbers of patients and contacts.",
    roles: &[RECEPTIONIST, COORDINATOR, DIRECTOR, DEPUTY, DUTY_OFFICER],
};

pub const PERMISSIONS: &[Permission] = &[SEE_CONTACT];

/// Whether the viewer sees names and numbers open. Whether they see the record at
/// all is the question of the room whose record it is.
pub fn may_see_contact(viewer: &Viewer) -> bool {
    viewer.may(SEE_CONTACT)
}
