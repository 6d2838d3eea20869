//! What is refused, and what has to be asked for before.

use super::*;

#[tokio::test]
async fn one_allegation_is_refused_and_the_other_goes_on() {
    on_both(&steps(), async |db| {
        let cast = Cast::new(db).await;
        let case = cast.accepted(&complaint()).await;
        let mut bare = part(2, RefusalReason::OutsidePower);
        bare.instead = None;
        let wrong = cast.refused(&cast.zhao, &case, Doing::Refuse(vec![bare]));
        assert!(matches!(wrong.await, Fault::Invalid(_)));
        let unknown = Doing::Refuse(vec![part(7, RefusalReason::OutsidePower)]);
        let wrong = cast.refused(&cast.zhao, &case, unknown).await;
        assert!(matches!(wrong, Fault::Invalid(_)));
        let propose = Doing::Refuse(vec![part(2, RefusalReason::OutsidePower)]);
        let case = cast.zhao(&case, propose).await;
        assert!(cast.items(&case).await.contains(&"refuse".to_owned()));
        let case = cast.chief(&case, Doing::Refuse(Vec::new())).await;
        assert_eq!(case.stage, Stage::Accepted);
        assert!(!case.refusal_is_proposed() && case.due_at.is_some());
        let case = cast.answered(&case).await;
        assert_eq!(case.stage, Stage::Replied);
        // It is counted by its reason, and the list finds it.
        let mut tx = cast.house.app.db.read().await.unwrap();
        let filter = tongli_cases::Filter {
            refused: Some(RefusalReason::OutsidePower),
            ..Default::default()
        };
        let now = cast.house.app.now();
        let lines =
            tongli_cases::list(&mut tx, &cast.house.app, &cast.chief, &filter, now, 10).await;
        assert_eq!(lines.unwrap().len(), 1);
        drop(tx);
        assert!(cast.history(&case).await.contains("停车场由市政公司经营"));
        cast.house.chain_holds(&case).await;
    })
    .await;
}

#[tokio::test]
async fn no_clear_facts_only_after_a_request_and_its_day() {
    on_both(&steps(), async |db| {
        let cast = Cast::new(db).await;
        let case = cast.accepted(&complaint()).await;
        let vague = || Doing::Refuse(vec![part(0, RefusalReason::NoFacts)]);
        let early = cast.refused(&cast.zhao, &case, vague()).await;
        assert_eq!(gates(early), ["supplement", "supplement"]);
        let today = cast.refused(&cast.zhao, &case, supplement("2026-09-28"));
        assert!(matches!(today.await, Fault::Invalid(_)));
        let case = cast.zhao(&case, supplement("2026-09-30")).await;
        assert!(cast.items(&case).await.contains(&"supplement".to_owned()));
        cast.to("2026-09-30T23:00");
        let waits = cast.refused(&cast.zhao, &case, vague()).await;
        assert_eq!(gates(waits), ["supplement", "supplement"]);
        cast.to("2026-10-01T08:00");
        let case = cast.zhao(&case, vague()).await;
        let case = cast.chief(&case, Doing::Refuse(Vec::new())).await;
        assert_eq!(case.stage, Stage::Refused);
        // A refusal is an answer once the person has learned of it.
        assert!(cast.clock(&case, "C03").await.is_running());
        let archive = cast.refused(&cast.chief, &case, Doing::Archive).await;
        assert_eq!(gates(archive), ["refusal_told"]);
        let tell = end(Ending::TellRefusal { told: told() });
        let case = cast.zhao(&case, tell).await;
        assert!(cast.clock(&case, "C03").await.met_at.is_some());
        assert_eq!(
            cast.chief(&case, Doing::Archive).await.stage,
            Stage::Archived
        );
    })
    .await;
}

#[tokio::test]
async fn what_came_in_answer_to_a_request_is_kept() {
    on_both(&steps(), async |db| {
        let cast = Cast::new(db).await;
        let case = cast.registered(&complaint()).await;
        let came = |text: &str| {
            end(Ending::Supplement {
                text: Some(text.into()),
                at: None,
            })
        };
        let unasked = cast.refused(&cast.zhao, &case, came("三号窗口")).await;
        assert!(matches!(unasked, Fault::Conflict(_)));
        let case = cast.zhao(&case, supplement("2026-10-10")).await;
        let case = cast.zhao(&case, came("九月二十八日三号窗口")).await;
        assert!(!cast.items(&case).await.contains(&"supplement".to_owned()));
        let asked = case.endings.supplement.as_ref().unwrap();
        assert_eq!(asked.answer.as_ref().unwrap().text, "九月二十八日三号窗口");
    })
    .await;
}

#[tokio::test]
async fn harm_integrity_and_orders_are_never_refused() {
    on_both(&steps(), async |db| {
        let cast = Cast::new(db).await;
        let outside = || Doing::Refuse(vec![part(1, RefusalReason::OutsidePower)]);
        let mut grave = complaint();
        grave.allegations[0].severity = Some(3);
        let case = cast.registered(&grave).await;
        let no = cast.refused(&cast.chief, &case, outside()).await;
        assert_eq!(gates(no), ["urgent_harm"]);
        let mut order = complaint();
        order.channel = Channel::Hotline12345;
        let case = cast.registered(&order).await;
        let no = cast.refused(&cast.chief, &case, outside()).await;
        assert_eq!(gates(no), ["order"]);
        let back = |reason: Option<&str>| {
            end(Ending::ReturnToSender {
                reason: reason.map(str::to_owned),
            })
        };
        let no = cast.refused(&cast.chief, &case, back(None)).await;
        assert_eq!(gates(no), ["reason"]);
        let case = cast.chief(&case, back(Some("停车场不属于本院"))).await;
        assert_eq!(case.stage, Stage::Returned);
        assert!(cast.clocks(&case).await.iter().all(|row| !row.is_running()));
        let mut ethics = complaint();
        ethics.allegations.truncate(1);
        ethics.allegations[0].category = Some(Category::T09);
        let case = cast
            .house
            .register(&cast.chief, &ethics)
            .await
            .unwrap()
            .case;
        let no = cast.refused(&cast.chief, &case, outside()).await;
        assert_eq!(
            gates(no),
            ["stage"],
            "a clue is handed over and has no other end"
        );
        // A matter proposed before it was seen to be grave is not decided after.
        let case = cast.registered(&complaint()).await;
        let case = cast.zhao(&case, outside()).await;
        let mut new = tongli_cases::Amendment::of(&case);
        new.urgency = tongli_cases::Urgency::Urgent;
        let case = cast.zhao(&case, Doing::Amend(Box::new(new))).await;
        let no = cast.refused(&cast.chief, &case, Doing::Refuse(Vec::new()));
        assert_eq!(gates(no.await), ["urgent_harm"]);
    })
    .await;
}
