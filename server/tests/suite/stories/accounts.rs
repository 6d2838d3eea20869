//! Accounts and dates asked for at the command line.

use super::command_line::{Desk, complaint, out};

/// An invented arrangement, good enough to count over.
const YEAR: &str = r#"{"year": 2027, "papers": ["https://www.gov.cn/2027"], "days": [
{"name": "元旦", "date": "2027-01-01", "isOffDay": true},
{"name": "春节", "date": "2027-02-05", "isOffDay": true},
{"name": "春节", "date": "2027-02-06", "isOffDay": true},
{"name": "春节", "date": "2027-02-07", "isOffDay": true},
{"name": "春节", "date": "2027-02-08", "isOffDay": true},
{"name": "清明节", "date": "2027-04-05", "isOffDay": true},
{"name": "劳动节", "date": "2027-05-01", "isOffDay": true},
{"name": "劳动节", "date": "2027-05-02", "isOffDay": true},
{"name": "端午节", "date": "2027-06-09", "isOffDay": true},
{"name": "中秋节", "date": "2027-09-15", "isOffDay": true},
{"name": "国庆节", "date": "2027-10-01", "isOffDay": true},
{"name": "国庆节", "date": "2027-10-02", "isOffDay": true},
{"name": "国庆节", "date": "2027-10-03", "isOffDay": true}]}"#;

fn add<'a>(login: &'a str, role: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut all = vec!["user", "add", login, "--role", role, "--department", "GT"];
    all.push("--password-stdin");
    all.extend(more);
    all
}

#[test]
fn an_account_needs_no_number_and_may_bear_a_dot() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["demo"]).status.code(), Some(0));
    let typed = |arguments: &[&str]| desk.run_with_input(arguments, "a long enough secret\n");
    let plain = typed(&add("wang.min", "receptionist", &[]));
    assert_eq!(plain.status.code(), Some(0), "{}", complaint(&plain));
    let named = ["--name", "王敏", "--number", "4711"];
    let named = typed(&add("wang.two", "receptionist", &named));
    assert_eq!(named.status.code(), Some(0), "{}", complaint(&named));
    assert!(out(&desk.run(&["user", "list"])).contains("wang.two\t王敏\t"));
    let taken = typed(&add("another", "receptionist", &["--number", "4711"]));
    assert_eq!(taken.status.code(), Some(1));
}

#[test]
fn a_supervisor_is_given_a_last_day() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["demo"]).status.code(), Some(0));
    let typed = |arguments: &[&str]| desk.run_with_input(arguments, "a long enough secret\n");
    let endless = typed(&add("visitor", "supervisor", &[]));
    assert_eq!(endless.status.code(), Some(2));
    assert!(complaint(&endless).contains("--until"));
    let until = typed(&add("visitor", "supervisor", &["--until", "2099-06-30"]));
    assert_eq!(until.status.code(), Some(0), "{}", complaint(&until));
    let wrong = typed(&add("guest", "supervisor", &["--until", "2099-13-30"]));
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn an_unknown_role_or_department_is_wrong_usage() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["demo"]).status.code(), Some(0));
    let typed = |arguments: &[&str]| desk.run_with_input(arguments, "a long enough secret\n");
    let role = typed(&add("newcomer", "dancer", &[]));
    assert_eq!(role.status.code(), Some(2));
    assert!(complaint(&role).contains("receptionist"));
    let mut department = add("newcomer", "receptionist", &[]);
    department[6] = "NOWHERE";
    assert_eq!(typed(&department).status.code(), Some(2));
}

#[test]
fn an_explanation_keeps_its_reason_apart_and_asks_the_hospital_if_told_to() {
    let desk = Desk::new();
    let asked = ["calendar", "explain", "--workdays", "5", "--from"];
    let ask = |from: &'static str, more: &[&'static str]| {
        let mut all = asked.to_vec();
        all.push(from);
        all.extend(more);
        desk.run(&all)
    };
    let certain = ask("2026-09-30", &[]);
    assert_eq!(certain.status.code(), Some(0));
    assert!(out(&certain).contains("2026-10-13"));
    let open = ask("2026-12-29", &[]);
    assert_eq!(open.status.code(), Some(3));
    assert!(complaint(&open).contains("2027"));
    assert!(!out(&open).contains("State Council"));
    assert!(
        !desk.data.exists(),
        "the shipped calendar needs no hospital"
    );
    assert_eq!(ask("2026-09-30", &["--data"]).status.code(), Some(1));
    assert_eq!(desk.run(&["demo"]).status.code(), Some(0));
    for more in [&["--data"][..], &["--data", "--house"]] {
        let here = ask("2026-09-30", more);
        assert_eq!(out(&here), out(&certain));
    }
    let year = desk.data.join("2027.json");
    std::fs::write(&year, YEAR).unwrap();
    let year = year.to_str().unwrap();
    let imported = desk.run(&["calendar", "import", year]);
    assert_eq!(imported.status.code(), Some(0), "{}", complaint(&imported));
    assert_eq!(ask("2026-12-29", &["--data"]).status.code(), Some(0));
}
