//! What changes a case on its way: joint study, a proposal declined, facts put right,
//! a new receipt; and that nothing written before is lost.

use tongli_cases::access::{shown_allegations, shown_verbs};
use tongli_cases::{
    Amendment, Case, Channel, Doing, FactChange, Finding, Informing, Kind, NewAllegation, NewCase,
    Part, RefusalReason, Stage, Verb,
};
use tongli_kernel::{Fault, Moment, Viewer};
use tongli_patients::ReplyBy;
use tongli_people::roles::{CONTACT, COORDINATOR, DIRECTOR, RECEPTIONIST};
use tongli_store::args;
use tongli_store::testing::on_both;

use crate::house::{Hospital, TENANT, steps};

fn complaint() -> NewCase {
    let mut new = NewCase::new(
        Kind::Complaint,
        Channel::Visit,
        "检验报告迟了两天，影响手术",
    );
    new.contact.phone = Some("13800002204".into());
    new.demand = Some("说明为什么迟".into());
    new.allegations = vec![NewAllegation {
        text: "检验报告迟了两天".into(),
        category: Some(tongli_cases::Category::T05),
        departments: vec!["GK2".into()],
        ..NewAllegation::default()
    }];
    new
}

fn accept() -> Doing {
    Doing::Accept {
        anonymity_reason: None,
    }
}

fn joint(reason: Option<&str>) -> Doing {
    Doing::JointStudy {
        reason: reason.map(str::to_owned),
    }
}

fn gates(fault: Fault) -> Vec<&'static str> {
    match fault {
        Fault::Gated(gates) => gates.into_iter().map(|gate| gate.gate).collect(),
        other => panic!("{other:?}"),
    }
}

async fn clocks(house: &Hospital, case: &Case) -> Vec<(String, bool, Option<Moment>)> {
    let mut tx = house.app.db.read().await.unwrap();
    tongli_work::clocks_of(&mut tx, TENANT, case.subject())
        .await
        .unwrap()
        .into_iter()
        .map(|row| (row.rule.clone(), row.is_running(), row.due_at))
        .collect()
}

async fn items(house: &Hospital, case: &Case) -> Vec<String> {
    let mut tx = house.app.db.read().await.unwrap();
    tongli_work::open_of_subject(&mut tx, TENANT, case.subject())
        .await
        .unwrap()
        .into_iter()
        .map(|line| line.kind)
        .collect()
}

/// The days that open work without a clock of its own shows.
async fn shown(house: &Hospital, case: &Case) -> Vec<Option<Moment>> {
    let mut tx = house.app.db.read().await.unwrap();
    let id = case.id.raw();
    let kinds = ["accept", "assign", "inquire", "inform"];
    tongli_work::shown_between(&mut tx, TENANT, "case", (id, id), &kinds)
        .await
        .unwrap()
        .into_iter()
        .map(|(_, due)| due)
        .collect()
}

/// The payloads of a case's history, one text.
async fn history(house: &Hospital, case: &Case) -> String {
    let mut tx = house.app.db.read().await.unwrap();
    tx.all(
        "SELECT payload FROM history WHERE subject_kind = 'case' AND subject_id = $1 ORDER BY seq",
        args![case.id],
        |row| row.get::<Option<String>>("payload"),
    )
    .await
    .unwrap()
    .into_iter()
    .flatten()
    .collect()
}

#[tokio::test]
async fn joint_study_takes_a_reason_and_a_decision_and_counts_from_the_receipt() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let chief = house.staff("chief", &[DIRECTOR], &[]).await;
        let zhao = house.staff("zhao", &[COORDINATOR], &[]).await;
        let case = house.register(&zhao, &complaint()).await.unwrap().case;
        let case = house.take(&zhao, &case, accept()).await.unwrap();
        house.clock.set(house.at("2026-09-30T10:00"));
        assert_eq!(
            gates(house.take(&zhao, &case, joint(None)).await.unwrap_err()),
            ["reason"]
        );
        let why = "须会同检验科、手术室查清报告流转";
        let case = house.take(&zhao, &case, joint(Some(why))).await.unwrap();
        // Proposed: nothing counts otherwise yet.
        assert_eq!(case.due_at, Some(house.at("2026-10-11T00:00")));
        assert!(
            items(&house, &case)
                .await
                .contains(&"joint-study".to_owned())
        );
        let case = house.take(&chief, &case, joint(None)).await.unwrap();
        let running: Vec<_> = clocks(&house, &case)
            .await
            .into_iter()
            .filter(|(_, runs, _)| *runs)
            .collect();
        // Ten working days from 28 September, not from the decision.
        let due = Some(house.at("2026-10-17T00:00"));
        assert_eq!(running, [("C04".to_owned(), true, due)]);
        assert_eq!(case.due_at, due);
        let waiting = items(&house, &case).await;
        assert!(!waiting.contains(&"joint-study".to_owned()));
        assert!(waiting.contains(&"inform".to_owned()), "{waiting:?}");
        // What the stage waits for shows the longer time as well.
        let days = shown(&house, &case).await;
        assert!(
            days.len() >= 2 && days.iter().all(|day| *day == due),
            "{days:?}"
        );
        let again = house
            .take(&chief, &case, joint(Some(why)))
            .await
            .unwrap_err();
        assert!(matches!(again, Fault::Conflict(_)), "{again:?}");
        let told = Doing::Inform(Informing {
            by: Some(ReplyBy::Phone),
            told_at: None,
            text: "需要检验科和手术室一起查，最迟十月十六日答复您。".into(),
        });
        house.take(&zhao, &case, told).await.unwrap();
        assert!(!items(&house, &case).await.contains(&"inform".to_owned()));
        house.chain_holds(&case).await;
    })
    .await;
}

#[tokio::test]
async fn time_that_has_run_out_is_not_made_longer() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let chief = house.staff("chief", &[DIRECTOR], &[]).await;
        let case = house.register(&chief, &complaint()).await.unwrap().case;
        let case = house.take(&chief, &case, accept()).await.unwrap();
        house.clock.set(house.at("2026-10-11T00:00"));
        let late = house
            .take(&chief, &case, joint(Some("多部门")))
            .await
            .unwrap_err();
        assert_eq!(gates(late), ["lapsed"]);
    })
    .await;
}

#[tokio::test]
async fn a_proposal_declined_leaves_the_case_on_its_way() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let chief = house.staff("chief", &[DIRECTOR], &[]).await;
        let zhao = house.staff("zhao", &[COORDINATOR], &[]).await;
        let case = house.register(&zhao, &complaint()).await.unwrap().case;
        let case = house.take(&zhao, &case, accept()).await.unwrap();
        let refuse = Doing::Refuse(vec![Part {
            reason: Some(RefusalReason::OutsidePower),
            explanation: Some("属于医保局的职权".into()),
            ..Part::default()
        }]);
        let case = house.take(&zhao, &case, refuse).await.unwrap();
        assert!(items(&house, &case).await.contains(&"refuse".to_owned()));
        let no = |text: &str| Doing::Decline {
            reason: Some(text.to_owned()),
        };
        let empty = house.take(&chief, &case, no(" ")).await.unwrap_err();
        assert!(matches!(empty, Fault::Invalid(_)), "{empty:?}");
        let case = house.take(&chief, &case, no("报告属于本院")).await.unwrap();
        assert_eq!((case.stage, case.refusal_reason), (Stage::Accepted, None));
        let kinds = items(&house, &case).await;
        assert!(kinds.contains(&"assign".to_owned()) && !kinds.contains(&"refuse".to_owned()));
        assert!(history(&house, &case).await.contains("属于医保局的职权"));
        let nothing = house.take(&chief, &case, no("再说一次")).await.unwrap_err();
        assert!(matches!(nothing, Fault::Conflict(_)), "{nothing:?}");
    })
    .await;
}

#[tokio::test]
async fn what_is_put_right_keeps_what_stood_there() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let chief = house.staff("chief", &[DIRECTOR], &[]).await;
        let case = house.register(&chief, &complaint()).await.unwrap().case;
        let mut new = Amendment::of(&case);
        new.demand = Some("赔礼道歉".into());
        new.new_contact.name = Some("李强".into());
        let case = house
            .take(&chief, &case, Doing::Amend(Box::new(new)))
            .await
            .unwrap();
        assert!(history(&house, &case).await.contains("说明为什么迟"));
        let mut tx = house.app.db.read().await.unwrap();
        let contact =
            tongli_patients::find_contact(&mut tx, &house.app, TENANT, case.contact.unwrap())
                .await
                .unwrap()
                .unwrap();
        // What was not typed again is still known.
        assert_eq!(contact.name.unwrap().open(), "李强");
        assert_eq!(contact.phone.unwrap().open(), "13800002204");
    })
    .await;
}

#[tokio::test]
async fn a_contact_found_later_starts_the_follow_up() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let desk = house.staff("desk", &[RECEPTIONIST], &[]).await;
        let mut nameless = NewCase::new(Kind::Enquiry, Channel::Phone, "问病案复印几天能取");
        nameless.anonymity_reason = Some("没有留电话".into());
        let case = house.register(&desk, &nameless).await.unwrap().case;
        let case = house.take(&desk, &case, accept()).await.unwrap();
        let mut new = Amendment::of(&case);
        new.new_contact.phone = Some("13800002205".into());
        let case = house
            .take(&desk, &case, Doing::Amend(Box::new(new)))
            .await
            .unwrap();
        assert!(case.contact.is_some());
        house.chain_holds(&case).await;
    })
    .await;
}

async fn settled(house: &Hospital, by: &Viewer) -> Case {
    let case = house.register(by, &complaint()).await.unwrap().case;
    let settle = Doing::Settle {
        result: Some("当场查到报告并交给患者".into()),
    };
    house.take(by, &case, settle).await.unwrap()
}

fn reopen(received_at: Option<Moment>) -> Doing {
    Doing::Reopen {
        reason: Some("家属带来另一份报告".into()),
        received_at,
        channel: received_at.map(|_| Channel::Phone),
        evidence: tongli_cases::Evidence {
            stated: Some("家属带来的录音".into()),
            ..Default::default()
        },
    }
}

#[tokio::test]
async fn a_new_round_is_counted_from_its_own_receipt() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let chief = house.staff("chief", &[DIRECTOR], &[]).await;
        let case = settled(&house, &chief).await;
        house.clock.set(house.at("2026-10-20T09:00"));
        for wrong in ["2026-09-28T09:00", "2026-10-20T09:01"] {
            let at = Some(house.at(wrong));
            let fault = house.take(&chief, &case, reopen(at)).await.unwrap_err();
            assert!(
                matches!(&fault, Fault::Invalid(errors) if errors.of("received_at").is_some()),
                "{fault:?}"
            );
        }
        let unsaid = house.take(&chief, &case, reopen(None)).await.unwrap_err();
        assert!(
            matches!(&unsaid, Fault::Invalid(errors) if errors.of("channel").is_some()),
            "{unsaid:?}"
        );
        // They called on Friday; it is typed in on Tuesday.
        let friday = house.at("2026-10-16T16:20");
        let case = house
            .take(&chief, &case, reopen(Some(friday)))
            .await
            .unwrap();
        assert_eq!((case.stage, case.round), (Stage::Accepted, 2));
        assert_eq!(case.due_at, Some(house.at("2026-10-24T00:00")));
        assert_eq!(case.settled_result, None);
        assert!(
            history(&house, &case)
                .await
                .contains("当场查到报告并交给患者")
        );
        house.chain_holds(&case).await;
    })
    .await;
}

#[tokio::test]
async fn a_new_round_starts_without_the_old_findings_and_answers() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let chief = house.staff("chief", &[DIRECTOR], &[]).await;
        let case = settled(&house, &chief).await;
        let old = &case;
        house
            .app
            .db
            .write(async |tx| {
                let found = tongli_cases::allegations(tx, TENANT, old.id).await?;
                let one = &found[0];
                tongli_cases::set_finding(tx, TENANT, one, Finding::Upheld, "迟了两天属实").await?;
                tongli_cases::set_answer(tx, TENANT, one, "向您道歉", None).await?;
                Ok(())
            })
            .await
            .unwrap();
        let now = house.app.now();
        let case = house.take(&chief, &case, reopen(Some(now))).await.unwrap();
        let mut tx = house.app.db.read().await.unwrap();
        let fresh = tongli_cases::allegations(&mut tx, TENANT, case.id)
            .await
            .unwrap();
        assert!(fresh[0].finding.is_none() && fresh[0].answer.is_none());
        drop(tx);
        let kept = history(&house, &case).await;
        assert!(
            kept.contains("迟了两天属实") && kept.contains("向您道歉"),
            "{kept}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_department_reads_findings_once_they_are_reviewed() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let chief = house.staff("chief", &[DIRECTOR], &[]).await;
        let ward = house.staff("ward", &[CONTACT], &[house.ward]).await;
        let mut case = house.register(&chief, &complaint()).await.unwrap().case;
        let mut tx = house.app.db.read().await.unwrap();
        let mut known = tongli_cases::allegations(&mut tx, TENANT, case.id)
            .await
            .unwrap();
        drop(tx);
        known[0].finding = Some(Finding::Upheld);
        known[0].finding_reason = Some("属实".into());
        known[0].answer = Some("致歉".into());
        let seen = |viewer: &Viewer, case: &Case| {
            let one = shown_allegations(viewer, case, known.clone()).remove(0);
            (one.finding.is_some(), one.answer.is_some())
        };
        assert_eq!(seen(&chief, &case), (true, true));
        assert_eq!(seen(&ward, &case), (false, false));
        case.reviewed_at = Some(house.app.now());
        assert_eq!(seen(&ward, &case), (true, false));
        case.delivered_at = Some(house.app.now());
        assert_eq!(seen(&ward, &case), (true, true));
        assert!(!shown_verbs(&ward, &case, &known).contains(&Verb::JointStudy));
    })
    .await;
}

/// A review waits until every allegation has its category.
#[tokio::test]
async fn nobody_reviews_what_is_not_classed() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let chief = house.staff("chief", &[DIRECTOR], &[]).await;
        let zhao = house.staff("zhao", &[COORDINATOR], &[]).await;
        let mut new = complaint();
        new.allegations[0].category = None;
        let case = house.register(&zhao, &new).await.unwrap().case;
        let case = house.take(&zhao, &case, accept()).await.unwrap();
        let assign = Doing::Assign {
            owner: zhao.staff(),
            speaker: None,
        };
        let case = house.take(&chief, &case, assign).await.unwrap();
        let review = house
            .advance(&chief, &case, Verb::Review, FactChange::Reviewed)
            .await;
        assert!(gates(review.unwrap_err()).contains(&"categories"));
    })
    .await;
}
