//! The invented hospital: no real hospital, department or person is meant.

use tongli_kernel::Role;
use tongli_people::roles;

pub const NAME: &str = "青禾市仁和医院";
/// As patients read it; the number belongs to nobody.
pub const CONTACT: &str = "医患沟通办公室，门诊楼一层 108 室，电话 0000-1234567，每日 8:00–17:30";

pub struct DemoDepartment {
    pub code: &'static str,
    pub name: &'static str,
    pub ward: bool,
    pub window: bool,
    pub clinical: bool,
}

const fn clinical(code: &'static str, name: &'static str) -> DemoDepartment {
    DemoDepartment {
        code,
        name,
        ward: false,
        window: false,
        clinical: true,
    }
}

const fn ward(code: &'static str, name: &'static str) -> DemoDepartment {
    DemoDepartment {
        ward: true,
        ..clinical(code, name)
    }
}

const fn window(code: &'static str, name: &'static str) -> DemoDepartment {
    DemoDepartment {
        window: true,
        clinical: false,
        ..clinical(code, name)
    }
}

const fn function(code: &'static str, name: &'static str) -> DemoDepartment {
    DemoDepartment {
        clinical: false,
        ..clinical(code, name)
    }
}

pub const OFFICE: &str = "GT";

pub const DEPARTMENTS: &[DemoDepartment] = &[
    function(OFFICE, "医患沟通办公室"),
    function("YB", "院办公室"),
    function("YW", "医务科"),
    function("HL", "护理部"),
    function("JJ", "纪检监察室"),
    function("XX", "信息科"),
    function("CW", "财务科"),
    function("HQ", "后勤保障科"),
    window("MZ", "门诊部"),
    window("SF", "收费处"),
    window("YF", "药房"),
    clinical("JZ", "急诊科"),
    clinical("EK", "儿科"),
    clinical("NK", "心血管内科"),
    ward("GK1", "骨科一病区"),
    ward("GK2", "骨科二病区"),
    ward("FC", "妇产科病区"),
    clinical("YX", "医学影像科"),
    clinical("JY", "检验科"),
];

pub struct DemoPerson {
    pub login: &'static str,
    pub number: &'static str,
    pub name: &'static str,
    pub role: Role,
    pub department: &'static str,
    pub background: &'static str,
}

const fn person(
    role: Role,
    number: &'static str,
    name: &'static str,
    department: &'static str,
    background: &'static str,
) -> DemoPerson {
    DemoPerson {
        login: role.0,
        number,
        name,
        role,
        department,
        background,
    }
}

/// Whom a department's complaints go to: its code and the login.
pub const COMPLAINT_CONTACTS: &[(&str, &str)] = &[
    ("SF", "contact"),
    ("MZ", "contact"),
    ("YF", "contact"),
    ("GK1", "contact-ward"),
    ("GK2", "contact-ward"),
    ("FC", "contact-ward"),
    ("JZ", "contact-emergency"),
    ("EK", "contact-emergency"),
    ("NK", "contact-emergency"),
];

/// The invented call list of the night: job, who or where, number, hours.
pub const CALLS: &[(&str, &str, &str, &str)] = &[
    ("emergency", "急救小组", "内线 6120", "24小时"),
    ("ward", "骨科一病区护士站", "内线 6511", "24小时"),
    ("ward", "骨科二病区护士站", "内线 6512", "24小时"),
    ("ward", "妇产科病区护士站", "内线 6521", "24小时"),
    ("ward", "急诊科分诊台", "内线 6101", "24小时"),
    ("security", "保卫夜间岗", "内线 6110", "17:30–8:00"),
    ("leader", "总值班带班领导", "010-5555-0102", "17:30–8:00"),
    ("medical", "医务科值班", "010-5555-0103", "24小时"),
    ("office", "医患沟通办公室", "0000-1234567", "8:00–17:30"),
];

/// One account a role, called as the role; and a few more where a story needs them.
pub const STAFF: &[DemoPerson] = &[
    person(roles::RECEPTIONIST, "1001", "林晓禾", OFFICE, "nursing"),
    DemoPerson {
        login: "receptionist-2",
        ..person(roles::RECEPTIONIST, "1002", "周予安", OFFICE, "social-work")
    },
    person(roles::COORDINATOR, "1003", "沈知远", OFFICE, "medicine"),
    DemoPerson {
        login: "coordinator-2",
        ..person(roles::COORDINATOR, "1004", "许清和", OFFICE, "law")
    },
    person(roles::DIRECTOR, "1005", "顾言蹊", OFFICE, "management"),
    person(roles::DEPUTY, "1006", "梁思齐", OFFICE, "psychology"),
    person(roles::TRAINER, "1007", "叶舒宁", OFFICE, "psychology"),
    person(roles::INFORMATION, "1008", "方景行", OFFICE, "management"),
    person(roles::DUTY_OFFICER, "1101", "程望舒", "YB", "medicine"),
    person(roles::VICE_PRESIDENT, "1102", "陆怀瑾", "YB", "medicine"),
    person(roles::PRESIDENT, "1103", "江致和", "YB", "medicine"),
    person(roles::COUNSEL, "1104", "秦正言", "YB", "law"),
    person(roles::REVIEWER, "1201", "傅明理", "YW", "medicine"),
    DemoPerson {
        login: "reviewer-nursing",
        ..person(roles::REVIEWER, "1202", "柳依然", "HL", "nursing")
    },
    person(roles::DISCIPLINE, "1203", "严守正", "JJ", "law"),
    person(roles::CONTACT, "2001", "苏小满", "SF", "management"),
    DemoPerson {
        login: "contact-ward",
        ..person(roles::CONTACT, "2002", "韩春晓", "GK2", "nursing")
    },
    DemoPerson {
        login: "contact-emergency",
        ..person(roles::CONTACT, "2003", "白若溪", "JZ", "nursing")
    },
    person(roles::DEPARTMENT_HEAD, "2004", "祝长青", "GK2", "medicine"),
    person(roles::VICE_HEAD, "2005", "温如玉", "JZ", "nursing"),
    person(roles::SUPERVISOR, "3001", "监督员甲", "YB", "management"),
    person(roles::SYSTEM_ADMIN, "9001", "系统员甲", "XX", "management"),
    person(
        roles::SECURITY_ADMIN,
        "9002",
        "安全员乙",
        "XX",
        "management",
    ),
    person(roles::AUDIT_ADMIN, "9003", "审计员丙", "XX", "management"),
];
