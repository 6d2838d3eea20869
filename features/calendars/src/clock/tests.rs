//! The office's two stories, and what moves which clock.

use tongli_kernel::calendar::{HouseDay, HouseDays, HouseMark, Mark, MarkedDay, YearTable};

use super::*;
use crate::{law_calendar, law_calendar_with, shipped_rules};

fn time() -> HospitalTime {
    HospitalTime::named("Asia/Shanghai").unwrap()
}

fn at(text: &str) -> Moment {
    time().read(text).unwrap()
}

fn calendars() -> Calendars {
    Calendars {
        law: law_calendar().clone().into(),
        house: law_calendar().clone().into(),
    }
}

fn rule(id: &str) -> Rule {
    let day = "2026-09-28".parse().unwrap();
    shipped_rules().in_force(id, day).unwrap().clone()
}

fn start(id: &str, started: &str) -> Plan {
    rule(id).start(&calendars(), &time(), at(started), Span::Ordinary)
}

/// Due day and the moment it becomes near, as a page would show them.
fn shown(due: Due) -> (String, String) {
    match due {
        Due::At { on, at, near_at } => {
            assert_eq!(time().day_of(at.plus_seconds(-1)), on);
            (on.to_string(), time().show(near_at))
        }
        other => panic!("not certain: {other:?}"),
    }
}

#[test]
fn a_complaint_of_monday_28_september_2026() {
    let received = "2026-09-28T09:12";
    for (id, due, near) in [
        ("C02", "2026-09-29", "2026-09-29 00:00"),
        // Saturday 10 October is a make-up working day.
        ("C03", "2026-10-10", "2026-10-09 00:00"),
        ("C04", "2026-10-16", "2026-10-14 00:00"),
        ("C05", "2026-09-30", "2026-09-30 00:00"),
    ] {
        let plan = start(id, received);
        assert_eq!(shown(plan.due), (due.to_owned(), near.to_owned()), "{id}");
        assert_eq!(plan.started_on.to_string(), "2026-09-28");
        assert_eq!(plan.calendar_version, law_calendar().version());
    }
    assert_eq!(start("C01", received).due, Due::Uncounted);
    assert_eq!(start("C20", received).due, Due::Uncounted);
    let ordered = rule("C20").with_amount(3).unwrap();
    let ordered = ordered.start(&calendars(), &time(), at(received), Span::Ordinary);
    assert_eq!(shown(ordered.due).0, "2026-10-08");
}

#[test]
fn a_complaint_of_the_eve_of_national_day_and_one_in_the_night() {
    assert_eq!(shown(start("C03", "2026-09-30T17:59").due).0, "2026-10-13");
    // 22:40 of 24 September: ten working days end on 15 October.
    assert_eq!(shown(start("C04", "2026-09-24T22:40").due).0, "2026-10-15");
    // Twenty minutes past midnight is the next day.
    assert_eq!(shown(start("C03", "2026-10-01T00:20").due).0, "2026-10-13");
}

#[test]
fn follow_up_counts_natural_days_from_closing() {
    let closed = at("2026-10-12T15:00");
    let follow_up = |span| shown(rule("C06").start(&calendars(), &time(), closed, span).due);
    assert_eq!(follow_up(Span::Ordinary).0, "2026-10-19");
    assert_eq!(
        follow_up(Span::Key),
        ("2026-10-15".to_owned(), "2026-10-15 00:00".to_owned())
    );
}

#[test]
fn septembers_report_is_due_on_the_fifth_working_day_of_october() {
    assert_eq!(shown(start("C23", "2026-09-30T00:00").due).0, "2026-10-13");
    let september = "2026-09-01".parse().unwrap();
    assert_eq!(law_calendar().workdays_in_month(september), Ok(22));
}

#[test]
fn hours_run_through_the_night_and_near_is_exact() {
    let mut hourly = rule("C05");
    (hourly.unit, hourly.amount) = (Unit::Hour, Some(48));
    let died = at("2026-02-14T03:20");
    let plan = hourly.start(&calendars(), &time(), died, Span::Ordinary);
    let Due::At { at, near_at, .. } = plan.due else {
        panic!("hours are always certain");
    };
    assert_eq!(time().show(at), "2026-02-16 03:20");
    assert_eq!(time().show(near_at), "2026-02-15 17:44");
}

#[test]
fn the_hospitals_own_days_move_its_own_clocks_and_never_the_laws() {
    let holiday = HouseDay {
        day: "2026-09-29".parse().unwrap(),
        mark: HouseMark::Rest,
        reason: "院庆".to_owned(),
    };
    let mut calendars = calendars();
    calendars.house = calendars.law.house(HouseDays::new([holiday])).into();
    let received = at("2026-09-28T09:12");
    let due = |id| {
        shown(
            rule(id)
                .start(&calendars, &time(), received, Span::Ordinary)
                .due,
        )
        .0
    };
    assert_eq!(due("C02"), "2026-09-30");
    assert_eq!(due("C03"), "2026-10-10");
    assert_eq!(due("C04"), "2026-10-16");
}

#[test]
fn a_year_imported_later_is_a_recount_and_the_first_plan_stays() {
    let received = at("2026-12-29T10:00");
    let first = rule("C03").start(&calendars(), &time(), received, Span::Ordinary);
    let Due::Undetermined(open) = first.due else {
        panic!("2027 is not known: {:?}", first.due);
    };
    assert_eq!(
        (open.provisional.to_string().as_str(), open.unknown_year),
        ("2027-01-05", 2027)
    );

    let mut later = calendars();
    let free = |text: &str| MarkedDay {
        day: text.parse().unwrap(),
        mark: Mark::Rest,
        name: "元旦".to_owned(),
    };
    let next = YearTable::new(2027, [free("2027-01-01")]).unwrap();
    later.law = law_calendar_with([next]).into();
    let fresh = rule("C03").start(&later, &time(), received, Span::Ordinary);
    let recount = first.recount(&fresh).unwrap();
    assert_eq!(shown(recount.after).0, "2027-01-06");
    assert_eq!(recount.before, first.due);
    assert_ne!(recount.calendar_before, recount.calendar_after);
    assert_eq!(fresh.recount(&fresh), None);
}
