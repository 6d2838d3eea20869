//! What an ending asks for, and that what is kept is read again.

#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

use proptest::prelude::*;

use super::*;

pub(crate) fn told(at: i64) -> Told {
    Told {
        by: Way::Phone,
        at: Moment::from_millis(at),
        proof: None,
        file: None,
    }
}

pub(crate) fn supplement(until: &str) -> Supplement {
    Supplement {
        missing: "请说明发生在哪一天、哪个科室".into(),
        until: until.parse().unwrap(),
        told: told(1),
        answer: None,
    }
}

fn time() -> HospitalTime {
    HospitalTime::named("Asia/Shanghai").unwrap()
}

fn tried(at: &str, way: Way, outcome: Outcome) -> Try {
    Try {
        at: time().read(at).unwrap(),
        way,
        outcome,
        note: (way == Way::Letter).then(|| "挂号 XA123".into()),
        file: None,
        by: None,
    }
}

#[test]
fn three_tries_on_two_days_and_a_letter_where_an_address_is_known() {
    let mut endings = Endings::default();
    for at in ["2026-10-09T09:00", "2026-10-09T15:00", "2026-10-09T19:00"] {
        endings.tries.push(tried(at, Way::Phone, Outcome::NoAnswer));
    }
    let still = endings.still_to_try(false, &time());
    assert_eq!((still.tries, still.days, still.letter), (0, 1, false));
    let later = tried("2026-10-10T09:00", Way::Phone, Outcome::WrongNumber);
    endings.tries.push(later);
    assert!(endings.still_to_try(false, &time()).is_nothing());
    assert!(endings.still_to_try(true, &time()).letter);
    let letter = tried("2026-10-10T10:00", Way::Letter, Outcome::SentBack);
    endings.tries.push(letter);
    assert!(endings.still_to_try(true, &time()).is_nothing());
    let reached = tried("2026-10-11T10:00", Way::Phone, Outcome::Reached);
    endings.tries.push(reached);
    assert_eq!(endings.still_to_try(false, &time()).tries, 3);
}

proptest! {
    #[test]
    fn nobody_is_unreachable_before_the_third_try_and_the_second_day(
        hours in prop::collection::vec((0_i64..72, proptest::sample::select(Outcome::ALL)), 0..8)
    ) {
        let start = time().read("2026-10-09T00:00").unwrap();
        let mut endings = Endings::default();
        for (hour, outcome) in &hours {
            endings.tries.push(Try { at: start.plus_hours(*hour), ..tried("2026-10-09T00:00", Way::Phone, *outcome) });
        }
        if endings.still_to_try(false, &time()).is_nothing() {
            let last: Vec<_> = endings.tries.iter().rev().take_while(|one| one.outcome != Outcome::Reached).collect();
            prop_assert!(last.len() >= TRIES);
            prop_assert!(last.iter().any(|one| time().day_of(one.at) != time().day_of(last[0].at)));
        }
    }

    #[test]
    fn what_is_kept_is_read_again(word in ".{0,20}", at in 0_i64..4_000_000_000_000) {
        let mut endings = Endings {
            supplement: Some(Supplement { missing: word.clone(), ..supplement("2026-10-12") }),
            refusal_told: Some(told(at)),
            on_file_at: Some(Moment::from_millis(at)),
            ..Endings::default()
        };
        endings.tries.push(Try { at: Moment::from_millis(at), note: Some(word), ..tried("2026-10-09T00:00", Way::Letter, Outcome::NoAnswer) });
        let kept = serde_json::to_string(&endings).unwrap();
        prop_assert_eq!(serde_json::from_str::<Endings>(&kept).unwrap(), endings);
    }
}
