//! Three hundred deadlines computed elsewhere (tests/data/README.md).

use tongli_calendars::law_calendar;
use tongli_kernel::{HospitalTime, Moment};

use crate::day;

#[test]
fn three_hundred_deadlines_agree() {
    let time = HospitalTime::named("Asia/Shanghai").unwrap();
    let calendar = law_calendar();
    let mut rows = 0;
    for line in include_str!("../data/deadlines.csv").lines().skip(1) {
        let [received, workdays, on_workday, due, rolled] = line.split(',').collect::<Vec<_>>()[..]
        else {
            panic!("five fields: {line}");
        };
        let received = time.day_of(Moment::from_rfc3339(received).unwrap());
        let workdays: u32 = workdays.parse().unwrap();
        assert_eq!(
            calendar.is_workday(received),
            Some(on_workday == "1"),
            "{line}"
        );
        assert_eq!(calendar.due_on(received, workdays), Ok(day(due)), "{line}");
        let natural = received.due_after_days(workdays);
        assert_eq!(calendar.rolled_forward(natural), Ok(day(rolled)), "{line}");
        rows += 1;
    }
    assert_eq!(rows, 300);
}
