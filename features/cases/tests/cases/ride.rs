//! From the first word to the archive.

use tongli_cases::{
    Allegation, AllegationAmendment, Amendment, Case, Channel, Doing, FactChange, Finding,
    Handling, Kind, NewAllegation, NewCase, Part, RefusalReason, Respondent, Stage, Verb,
    Visibility,
};
use tongli_kernel::{Fault, StaffId};
use tongli_patients::NewContact;
use tongli_people::roles::{COORDINATOR, DEPUTY, DIRECTOR, RECEPTIONIST};
use tongli_store::testing::on_both;

use crate::house::{Hospital, TENANT, steps};

fn complaint() -> NewCase {
    let mut new = NewCase::new(
        Kind::Complaint,
        Channel::Visit,
        "夜间呼叫二十分钟无人应答，术后疼痛未及时处理",
    );
    new.contact = NewContact {
        name: Some("李强".into()),
        phone: Some("13800002204".into()),
        ..NewContact::default()
    };
    new.allegations = vec![NewAllegation {
        text: "夜间呼叫二十分钟无人应答".into(),
        category: Some(tongli_cases::Category::T02),
        departments: vec!["GK2".into()],
        severity: Some(2),
        ..NewAllegation::default()
    }];
    new.department = Some("骨科二病区".into());
    new
}

#[tokio::test]
async fn a_complaint_rides_from_the_desk_to_the_archive() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let desk = house.staff("desk", &[RECEPTIONIST], &[]).await;
        let zhao = house.staff("zhao", &[COORDINATOR], &[]).await;
        let chief = house.staff("chief", &[DIRECTOR], &[]).await;
        let done = house.register(&desk, &complaint()).await.unwrap();
        assert_eq!(done.case.number, "TS-20260928-0001");
        assert_eq!(done.case.stage, Stage::Registered);
        let rules: Vec<&str> = done.clocks.iter().map(|row| row.rule.as_str()).collect();
        assert_eq!(rules, ["C02", "C03"]);
        // Five working days from 28 September run over Mid-Autumn's and the National Day's rest.
        assert_eq!(done.case.due_at, done.clocks[1].due_at);

        let case = house
            .take(
                &desk,
                &done.case,
                Doing::Accept {
                    anonymity_reason: None,
                },
            )
            .await
            .unwrap();
        let assign = Doing::Assign {
            owner: zhao.staff(),
            speaker: None,
        };
        let case = house.take(&chief, &case, assign).await.unwrap();
        assert_eq!((case.stage, case.owner), (Stage::Assigned, zhao.staff()));
        let case = house
            .advance(
                &zhao,
                &case,
                Verb::RequestStatement,
                FactChange::StatementAsked,
            )
            .await
            .unwrap();
        let refused = house
            .advance(&chief, &case, Verb::Review, FactChange::Reviewed)
            .await
            .unwrap_err();
        assert_eq!(gates(refused), ["statements", "findings"]);
        let case = house
            .advance(
                &zhao,
                &case,
                Verb::SubmitStatement,
                FactChange::StatementGiven,
            )
            .await
            .unwrap();
        find(&house, &case).await;
        let case = house
            .advance(&zhao, &case, Verb::Find, FactChange::Found)
            .await
            .unwrap();
        assert_eq!(case.stage, Stage::Reviewing);
        let case = house
            .advance(&chief, &case, Verb::Review, FactChange::Reviewed)
            .await
            .unwrap();
        let handle = Doing::Handle {
            modes: vec![Handling::Explain, Handling::Apologise],
            result: Some("护士长当面说明并道歉".into()),
            refunded_fen: None,
            waived_fen: None,
        };
        let case = house.take(&zhao, &case, handle).await.unwrap();
        let early = house
            .advance(
                &zhao,
                &case,
                Verb::ProveDelivery,
                FactChange::Delivered {
                    at: house.app.now(),
                },
            )
            .await
            .unwrap_err();
        assert_eq!(gates(early), ["answers", "answer"]);
        answer(&house, &case).await;
        let case = house
            .advance(
                &zhao,
                &case,
                Verb::Answer,
                FactChange::Answered { in_writing: false },
            )
            .await
            .unwrap();
        let case = house
            .advance(
                &zhao,
                &case,
                Verb::ProveDelivery,
                FactChange::Delivered {
                    at: house.app.now(),
                },
            )
            .await
            .unwrap();
        assert_eq!((case.stage, case.due_at), (Stage::Replied, None));
        let close = Doing::Close {
            improvement: Some("夜间增派一名护士".into()),
            no_improvement_reason: None,
        };
        let case = house.take(&zhao, &case, close).await.unwrap();
        assert_eq!(case.stage, Stage::Closed);
        let early = house.take(&zhao, &case, Doing::Archive).await.unwrap_err();
        assert_eq!(gates(early), ["follow_up"]);
        let followed = FactChange::FollowedUp {
            at: house.app.now(),
            reached: true,
            satisfaction: Some(4),
        };
        let case = house
            .advance(&zhao, &case, Verb::FollowUp, followed)
            .await
            .unwrap();
        let case = house.take(&zhao, &case, Doing::Archive).await.unwrap();
        assert_eq!(case.stage, Stage::Archived);

        let mut tx = house.app.db.read().await.unwrap();
        let clocks = tongli_work::clocks_of(&mut tx, TENANT, case.subject())
            .await
            .unwrap();
        assert!(clocks.iter().all(|row| row.met_at.is_some()), "{clocks:?}");
        assert!(
            tongli_work::open_of_subject(&mut tx, TENANT, case.subject())
                .await
                .unwrap()
                .is_empty()
        );
        drop(tx);
        house.chain_holds(&case).await;
    })
    .await;
}

async fn find(house: &Hospital, case: &tongli_cases::Case) {
    house
        .app
        .db
        .write(async |tx| {
            for one in tongli_cases::allegations(tx, TENANT, case.id).await? {
                tongli_cases::set_finding(tx, TENANT, &one, Finding::PartlyUpheld, "呼叫记录")
                    .await?;
            }
            Ok(())
        })
        .await
        .unwrap();
}

async fn answer(house: &Hospital, case: &tongli_cases::Case) {
    house
        .app
        .db
        .write(async |tx| {
            for one in tongli_cases::allegations(tx, TENANT, case.id).await? {
                tongli_cases::set_answer(tx, TENANT, &one, "当晚一人外出送检", None).await?;
            }
            Ok(())
        })
        .await
        .unwrap();
}

fn gates(fault: Fault) -> Vec<&'static str> {
    match fault {
        Fault::Gated(gates) => gates.iter().map(|gate| gate.gate).collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_slower_of_two_is_told_so() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let desk = house.staff("desk", &[RECEPTIONIST], &[]).await;
        let case = house.register(&desk, &complaint()).await.unwrap().case;
        let accept = || Doing::Accept {
            anonymity_reason: None,
        };
        house.take(&desk, &case, accept()).await.unwrap();
        let slow = house.take(&desk, &case, accept()).await.unwrap_err();
        assert!(matches!(slow, Fault::Conflict(_)), "{slow:?}");
        house.chain_holds(&case).await;
    })
    .await;
}

#[tokio::test]
async fn a_refusal_of_a_complaint_takes_two_people() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let desk = house.staff("desk", &[RECEPTIONIST], &[]).await;
        let chief = house.staff("chief", &[DIRECTOR], &[]).await;
        let deputy = house.staff("deputy", &[DEPUTY], &[]).await;
        let case = house.register(&desk, &complaint()).await.unwrap().case;
        let bare = Doing::Refuse(vec![Part {
            reason: Some(RefusalReason::InCourt),
            explanation: None,
            ..Part::default()
        }]);
        assert_eq!(
            gates(house.take(&chief, &case, bare).await.unwrap_err()),
            ["reason"]
        );
        let propose = Doing::Refuse(vec![Part {
            reason: Some(RefusalReason::InCourt),
            explanation: Some("法院已立案，请等候判决".into()),
            body: Some("市中区人民法院".into()),
            ..Part::default()
        }]);
        let case = house.take(&chief, &case, propose).await.unwrap();
        assert_eq!(case.stage, Stage::Registered);
        let decide = || {
            Doing::Refuse(vec![Part {
                reason: None,
                explanation: None,
                ..Part::default()
            }])
        };
        assert_eq!(
            gates(house.take(&chief, &case, decide()).await.unwrap_err()),
            ["second_person"]
        );
        let junior = house.take(&desk, &case, decide()).await.unwrap_err();
        assert!(matches!(junior, Fault::Forbidden(_)), "{junior:?}");
        let case = house.take(&deputy, &case, decide()).await.unwrap();
        assert_eq!(case.stage, Stage::Refused);
        house.chain_holds(&case).await;
    })
    .await;
}

#[tokio::test]
async fn whoever_is_complained_of_cannot_be_given_the_case() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let chief = house.staff("chief", &[DIRECTOR], &[]).await;
        let own = house.staff("own", &[COORDINATOR], &[house.ward]).await;
        let case = house.register(&chief, &complaint()).await.unwrap().case;
        let case = house
            .take(
                &chief,
                &case,
                Doing::Accept {
                    anonymity_reason: None,
                },
            )
            .await
            .unwrap();
        let assign = Doing::Assign {
            owner: own.staff(),
            speaker: None,
        };
        assert_eq!(
            gates(house.take(&chief, &case, assign).await.unwrap_err()),
            ["owner_complained_of"]
        );
        house.chain_holds(&case).await;
    })
    .await;
}

/// Somebody with every right reads what is said of them and adds to it, no more;
/// a name the house does not know stays as it was said.
#[tokio::test]
async fn a_person_complained_of_decides_nothing() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let chief = house.staff("chief", &[DIRECTOR], &[]).await;
        let accused = house.staff("accused", &[DIRECTOR, COORDINATOR], &[]).await;
        let mut new = complaint();
        new.allegations[0].respondents = vec!["accused".into(), "高个子护士".into()];
        let case = house.register(&chief, &new).await.unwrap().case;
        let accept = || Doing::Accept {
            anonymity_reason: None,
        };
        let refused = house.take(&accused, &case, accept()).await.unwrap_err();
        assert!(matches!(refused, Fault::Forbidden(_)), "{refused:?}");
        let seen = house
            .read(&accused, Verb::Read, &case.number)
            .await
            .unwrap();
        assert_eq!(seen.respondents, [accused.staff().unwrap()]);
        for verb in Verb::ALL.iter().filter(|verb| **verb != Verb::Read) {
            let may = tongli_cases::access::may_to(&accused, *verb, &seen);
            assert_eq!(may, verb.only_adds(), "{verb:?}");
        }
        let case = house.take(&chief, &case, accept()).await.unwrap();
        let assign = Doing::Assign {
            owner: accused.staff(),
            speaker: None,
        };
        assert_eq!(
            gates(house.take(&chief, &case, assign).await.unwrap_err()),
            ["owner_complained_of"]
        );
        let mut tx = house.app.db.read().await.unwrap();
        let said = tongli_cases::allegations(&mut tx, TENANT, case.id)
            .await
            .unwrap();
        let said: Vec<&str> = said[0]
            .respondents
            .iter()
            .map(|who| who.said.as_str())
            .collect();
        assert_eq!(said, ["accused", "高个子护士"]);
    })
    .await;
}

/// It comes to light that the handler is meant: the case needs another one.
#[tokio::test]
async fn a_handler_named_later_must_be_replaced() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let chief = house.staff("chief", &[DIRECTOR], &[]).await;
        let owner = house.staff("owner", &[COORDINATOR], &[]).await;
        let case = house.register(&chief, &complaint()).await.unwrap().case;
        let accept = Doing::Accept {
            anonymity_reason: None,
        };
        let case = house.take(&chief, &case, accept).await.unwrap();
        let assign = Doing::Assign {
            owner: owner.staff(),
            speaker: None,
        };
        let case = house.take(&chief, &case, assign).await.unwrap();
        let mut tx = house.app.db.read().await.unwrap();
        let known = tongli_cases::allegations(&mut tx, TENANT, case.id)
            .await
            .unwrap();
        drop(tx);
        let amend = Doing::Amend(Box::new(amendment(&case, &known[0], owner.staff())));
        let case = house.take(&chief, &case, amend).await.unwrap();
        assert!(case.owner_conflicted);
        let ask = house
            .advance(
                &chief,
                &case,
                Verb::RequestStatement,
                FactChange::StatementAsked,
            )
            .await;
        assert_eq!(gates(ask.unwrap_err()), ["owner_complained_of"]);
        house.chain_holds(&case).await;
    })
    .await;
}

fn amendment(case: &Case, known: &Allegation, staff: Option<StaffId>) -> Amendment {
    let said = "owner".to_owned();
    Amendment {
        allegations: vec![AllegationAmendment {
            id: Some(known.id),
            text: String::new(),
            category: known.category,
            severity: known.severity,
            departments: known.departments.clone(),
            respondents: vec![Respondent { staff, said }],
        }],
        ..Amendment::of(case)
    }
}

#[tokio::test]
async fn a_matter_settled_on_the_spot_starts_no_clock() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let desk = house.staff("desk", &[RECEPTIONIST], &[]).await;
        let mut new = complaint();
        new.settled_result = Some("护士长到场说明，家属认可".into());
        let done = house.register(&desk, &new).await.unwrap();
        assert_eq!((done.case.stage, done.clocks.len()), (Stage::Settled, 0));
        let later = house.register(&desk, &complaint()).await.unwrap().case;
        let settle = Doing::Settle {
            result: Some("当场退费".into()),
        };
        let later = house.take(&desk, &later, settle).await.unwrap();
        assert_eq!(later.stage, Stage::Settled);
        house.chain_holds(&done.case).await;
        house.chain_holds(&later).await;
    })
    .await;
}

#[tokio::test]
async fn a_nameless_complaint_says_why_before_it_is_accepted() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let desk = house.staff("desk", &[RECEPTIONIST], &[]).await;
        let new = NewCase::new(Kind::Complaint, Channel::OpinionBox, "食堂饭菜是凉的");
        let case = house.register(&desk, &new).await.unwrap().case;
        let silent = house
            .take(
                &desk,
                &case,
                Doing::Accept {
                    anonymity_reason: None,
                },
            )
            .await
            .unwrap_err();
        assert_eq!(gates(silent), ["anonymity_reason"]);
        let said = Doing::Accept {
            anonymity_reason: Some("意见箱来信未署名".into()),
        };
        let case = house.take(&desk, &case, said).await.unwrap();
        assert_eq!(case.stage, Stage::Accepted);
        house.chain_holds(&case).await;
    })
    .await;
}

#[tokio::test]
async fn a_note_keeps_its_text_out_of_the_history() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let desk = house.staff("desk", &[RECEPTIONIST], &[]).await;
        let case = house.register(&desk, &complaint()).await.unwrap().case;
        let note = Doing::Note {
            visibility: Visibility::Private,
            text: "家属要求见院长".into(),
        };
        let after = house.take(&desk, &case, note).await.unwrap();
        // A note decides nothing, so nobody's form grows stale by it.
        assert_eq!(after.version, case.version);
        let mut tx = house.app.db.read().await.unwrap();
        let links = tongli_store::history::list(&mut tx, TENANT, case.subject(), 0, 50)
            .await
            .unwrap();
        assert_eq!(links.last().unwrap().verb, "note");
        assert!(
            links
                .iter()
                .all(|link| !link.payload.as_deref().unwrap_or("").contains("院长"))
        );
        drop(tx);
        house.chain_holds(&case).await;
    })
    .await;
}

#[tokio::test]
async fn numbers_of_a_day_are_never_used_twice() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let desk = house.staff("desk", &[RECEPTIONIST], &[]).await;
        let mut numbers = std::collections::BTreeSet::new();
        for _ in 0..12 {
            let new = NewCase::new(Kind::Enquiry, Channel::Phone, "异地医保怎么报销");
            assert!(numbers.insert(house.register(&desk, &new).await.unwrap().case.number));
        }
        house.clock.set(house.at("2026-09-29T08:00"));
        let next = house.register(&desk, &complaint()).await.unwrap().case;
        assert_eq!(next.number, "TS-20260929-0001");
        house.chain_holds(&next).await;
    })
    .await;
}
