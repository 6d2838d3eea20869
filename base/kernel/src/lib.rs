//! The words every room shares: ids, moments and days, languages, people and
//! what they may, errors a reader can act on, values that hide themselves, and
//! working days. Nothing here knows a database, a page or the hospital's business.

pub mod calendar;
mod chance;
mod clock;
mod fault;
mod id;
mod lang;
mod moment;
mod private;
mod said;
mod viewer;

pub use chance::{Chance, OsChance, SeededChance};
pub use clock::{Clock, SetClock, SystemClock};
pub use fault::{Fault, FieldErrors, Gate};
pub use id::{Id, IdMint};
pub use lang::Lang;
pub use moment::{Day, HospitalTime, Moment};
pub use private::{Mask, Private, masked_phone};
pub use said::{Arg, Said};
pub use viewer::{
    Confidentiality, DepartmentId, Permission, Reach, Role, Scope, StaffId, Tenant, Viewer,
    ViewerKind,
};
