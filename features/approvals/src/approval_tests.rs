//! Who may decide: by the own role, for somebody on their days, never the asker.

#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

use proptest::prelude::*;
use tongli_people::roles::{COORDINATOR, DEPUTY, DIRECTOR, PRESIDENT, VICE_PRESIDENT};

use super::*;

const ASKER: StaffId = StaffId::new(1);

fn request(roles: &[Role], quorum: i64, must: Option<Role>) -> Request {
    Request {
        id: Id::new(9),
        version: 1,
        subject: Subject::new("case", 5),
        round: 1,
        kind: Kind::Money,
        digest: String::new(),
        body: Body::default(),
        purpose: None,
        amount_fen: None,
        rule: "A06".into(),
        rule_version: 1,
        roles: roles.to_vec(),
        must,
        quorum,
        asked_by: Some(ASKER),
        asked_at: Moment::from_millis(0),
        state: State::Open,
        closed_at: None,
    }
}

fn who(id: i64, roles: &[Role]) -> Candidate {
    Candidate {
        staff: StaffId::new(id),
        roles: roles.iter().copied().collect(),
        stands_in: Vec::new(),
    }
}

fn for_whom(mut one: Candidate, principal: i64, roles: &[Role]) -> Candidate {
    one.stands_in.push(StandsIn {
        principal: StaffId::new(principal),
        roles: roles.iter().copied().collect(),
        naming: Id::new(100 + principal),
    });
    one
}

fn yes(by: i64, seat: Seat) -> Decision {
    Decision {
        id: Id::new(by),
        request: Id::new(9),
        verdict: Verdict::Approve,
        reason: None,
        by: Some(StaffId::new(by)),
        seat,
        at: Moment::from_millis(1),
    }
}

fn own(role: Role) -> Seat {
    Seat {
        role,
        stands_in: None,
    }
}

#[test]
fn the_own_role_decides_and_no_other() {
    let asked = request(&[DIRECTOR, DEPUTY], 1, None);
    let sat = |one: &Candidate| seat(&asked, &[], &[], one);
    assert_eq!(sat(&who(2, &[DIRECTOR])), Ok(own(DIRECTOR)));
    assert_eq!(sat(&who(3, &[COORDINATOR])), Err(Barred::NotTheirs));
    assert_eq!(sat(&who(1, &[DIRECTOR])), Err(Barred::Own));
    let about = [StaffId::new(2)];
    assert_eq!(
        seat(&asked, &[], &about, &who(2, &[DIRECTOR])),
        Err(Barred::ComplainedOf)
    );
}

#[test]
fn a_deputy_decides_for_somebody_who_might() {
    let asked = request(&[DIRECTOR], 1, None);
    let deputy = for_whom(who(3, &[COORDINATOR]), 2, &[DIRECTOR]);
    assert_eq!(
        seat(&asked, &[], &[], &deputy),
        Ok(Seat {
            role: DIRECTOR,
            stands_in: Some((StaffId::new(2), Id::new(102))),
        })
    );
    // For the one who asked, or the one it is about, nobody decides.
    let of_asker = for_whom(who(3, &[COORDINATOR]), 1, &[DIRECTOR]);
    assert_eq!(seat(&asked, &[], &[], &of_asker), Err(Barred::Own));
    let about = [StaffId::new(2)];
    assert_eq!(
        seat(&asked, &[], &about, &deputy),
        Err(Barred::ComplainedOf)
    );
    let asking = for_whom(who(1, &[COORDINATOR]), 2, &[DIRECTOR]);
    assert_eq!(seat(&asked, &[], &[], &asking), Err(Barred::Own));
}

#[test]
fn nobody_sits_twice_by_a_deputy() {
    let asked = request(&[VICE_PRESIDENT, PRESIDENT], 2, Some(PRESIDENT));
    let deputy = for_whom(who(3, &[VICE_PRESIDENT]), 2, &[PRESIDENT]);
    let first = yes(3, own(VICE_PRESIDENT));
    assert_eq!(
        seat(&asked, std::slice::from_ref(&first), &[], &deputy),
        Err(Barred::Already)
    );
    let by_deputy = yes(
        4,
        Seat {
            role: PRESIDENT,
            stands_in: Some((StaffId::new(2), Id::new(7))),
        },
    );
    assert_eq!(
        seat(&asked, &[by_deputy], &[], &who(2, &[PRESIDENT])),
        Err(Barred::Already)
    );
}

#[test]
fn whoever_stands_in_for_the_one_who_must_takes_that_seat_first() {
    let asked = request(&[VICE_PRESIDENT, PRESIDENT], 2, Some(PRESIDENT));
    let deputy = for_whom(who(2, &[VICE_PRESIDENT]), 7, &[PRESIDENT]);
    let first = seat(&asked, &[], &[], &deputy).unwrap();
    assert_eq!(first.role, PRESIDENT);
    assert_eq!(first.stands_in.map(|(whom, _)| whom), Some(StaffId::new(7)));
    let other = seat(
        &asked,
        &[yes(2, first.clone())],
        &[],
        &who(3, &[VICE_PRESIDENT]),
    )
    .unwrap();
    assert_eq!(still_needed(&asked, &[yes(2, first), yes(3, other)]), 0);
    // Once the seat is taken the own role counts.
    let by_president = yes(7, own(PRESIDENT));
    let after = seat(&asked, &[by_president], &[], &deputy);
    assert_eq!(after, Ok(own(VICE_PRESIDENT)));
}

#[test]
fn a_quorum_without_the_one_who_must_is_none() {
    let asked = request(&[VICE_PRESIDENT, PRESIDENT], 2, Some(PRESIDENT));
    let vice = |id| yes(id, own(VICE_PRESIDENT));
    assert_eq!(still_needed(&asked, &[]), 2);
    assert_eq!(still_needed(&asked, &[vice(2)]), 1);
    assert_eq!(still_needed(&asked, &[vice(2), vice(3)]), 1);
    let all = [vice(2), yes(4, own(PRESIDENT))];
    assert_eq!(still_needed(&asked, &all), 0);
}

proptest! {
    /// Whatever roles and namings there are: no seat for the asker or a respondent, by
    /// themselves or by a deputy, and never two seats of one person.
    #[test]
    fn no_seat_is_taken_wrongly(
        people in proptest::collection::vec((1_i64..5, 0_usize..4, 1_i64..5, 0_usize..4), 1..12),
        about in 1_i64..5,
    ) {
        let ranks = [COORDINATOR, DIRECTOR, VICE_PRESIDENT, PRESIDENT];
        let asked = request(&[DIRECTOR, VICE_PRESIDENT, PRESIDENT], 4, None);
        let about = [StaffId::new(about)];
        let mut decided: Vec<Decision> = Vec::new();
        for (id, rank, whom, rank_of_whom) in people {
            let one = for_whom(who(id, &[ranks[rank]]), whom, &[ranks[rank_of_whom]]);
            if let Ok(seat) = seat(&asked, &decided, &about, &one) {
                let mut decision = yes(id, seat);
                decision.id = Id::new(decided.len() as i64);
                decided.push(decision);
            }
        }
        let mut sitting: Vec<StaffId> = Vec::new();
        for one in &decided {
            let seats = one.seat.stands_in.map(|(whom, _)| whom);
            prop_assert!(asked.roles.contains(&one.seat.role));
            for staff in one.by.into_iter().chain(seats.filter(|whom| one.by != Some(*whom))) {
                prop_assert!(staff != ASKER && !about.contains(&staff));
                prop_assert!(!sitting.contains(&staff), "{staff} twice");
                sitting.push(staff);
            }
        }
    }
}
