//! The named roles of a hospital's communication office and its surroundings.

use tongli_kernel::Role;

/// 接待组: takes people in, registers, settles on the spot.
pub const RECEPTIONIST: Role = Role("receptionist");
/// 协调组: investigates, mediates, drafts answers.
pub const COORDINATOR: Role = Role("coordinator");
/// 科室投诉联系人: a department's door for complaints.
pub const CONTACT: Role = Role("contact");
/// 科主任.
pub const DEPARTMENT_HEAD: Role = Role("department-head");
/// 科副主任、护士长.
pub const VICE_HEAD: Role = Role("vice-head");
/// 职能部门: 医务科, 护理部 …: reviews statements of its line.
pub const REVIEWER: Role = Role("reviewer");
/// 总值班: nights and holidays.
pub const DUTY_OFFICER: Role = Role("duty-officer");
/// 医患沟通办公室主任.
pub const DIRECTOR: Role = Role("director");
/// 医患沟通办公室副主任.
pub const DEPUTY: Role = Role("deputy");
/// 分管副院长.
pub const VICE_PRESIDENT: Role = Role("vice-president");
/// 院长: the first responsible person.
pub const PRESIDENT: Role = Role("president");
/// 法律顾问.
pub const COUNSEL: Role = Role("counsel");
/// 信息组: figures and the monthly report.
pub const INFORMATION: Role = Role("information");
/// 培训组.
pub const TRAINER: Role = Role("trainer");
/// 纪检监察: restricted matters.
pub const DISCIPLINE: Role = Role("discipline");
/// 卫健部门监督员: reads, until a date.
pub const SUPERVISOR: Role = Role("supervisor");
/// 系统管理员.
pub const SYSTEM_ADMIN: Role = Role("system-admin");
/// 安全管理员.
pub const SECURITY_ADMIN: Role = Role("security-admin");
/// 审计管理员.
pub const AUDIT_ADMIN: Role = Role("audit-admin");

/// All roles, in the order in which screens list them.
pub const ALL: &[Role] = &[
    RECEPTIONIST,
    COORDINATOR,
    DIRECTOR,
    DEPUTY,
    DUTY_OFFICER,
    CONTACT,
    DEPARTMENT_HEAD,
    VICE_HEAD,
    REVIEWER,
    VICE_PRESIDENT,
    PRESIDENT,
    COUNSEL,
    INFORMATION,
    TRAINER,
    DISCIPLINE,
    SUPERVISOR,
    SYSTEM_ADMIN,
    SECURITY_ADMIN,
    AUDIT_ADMIN,
];

/// The three administrators of classified protection (三员分立): none sees case
/// content, and nobody may be two of them (GB/T 22239-2019, 8.1.4).
pub const ADMINS: &[Role] = &[SYSTEM_ADMIN, SECURITY_ADMIN, AUDIT_ADMIN];

/// Those who run the office.
pub const HEADS: &[Role] = &[DIRECTOR, DEPUTY];

/// Those whose decisions others wait for; each may be stood in for from a day to a day.
pub const LEADERS: &[Role] = &[DIRECTOR, DEPUTY, VICE_PRESIDENT, PRESIDENT];

// What a deputy is for the days somebody is away: never given, never kept, and listed
// only in permissions that decide, so that standing in opens nothing else.

/// 代行医患办主任、副主任审批.
pub const ACTING_HEAD: Role = Role("acting-head");
/// 代行分管副院长审批.
pub const ACTING_VICE_PRESIDENT: Role = Role("acting-vice-president");
/// 代行院长审批.
pub const ACTING_PRESIDENT: Role = Role("acting-president");

/// The roles of deputies.
pub const ACTING: &[Role] = &[ACTING_HEAD, ACTING_VICE_PRESIDENT, ACTING_PRESIDENT];

/// The role of a slug.
pub fn named(slug: &str) -> Option<Role> {
    ALL.iter().copied().find(|role| role.0 == slug)
}
