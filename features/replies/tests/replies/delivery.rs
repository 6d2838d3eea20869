//! Answers by word, proofs, and the follow-up.

use axum::http::StatusCode;
use serde_json::json;
use tongli_cases::{Channel, Doing, Handling, Kind, NewCase};
use tongli_patients::NewContact;

use crate::house::{TENANT, the_patient};
use crate::{Cast, with_cast};

#[tokio::test]
async fn an_enquiry_is_answered_and_proven_in_one_call() {
    with_cast(async |cast| {
        let house = &cast.house;
        let mut new = NewCase::new(Kind::Enquiry, Channel::Phone, "异地医保结算要带什么");
        new.contact = NewContact {
            phone: Some("13800002204".into()),
            ..the_patient()
        };
        let case = house.register(&cast.desk, &new).await;
        let number = case.number.as_str();
        house
            .take(
                &cast.desk,
                number,
                Doing::Accept {
                    anonymity_reason: None,
                },
            )
            .await;
        let handle = Doing::Handle {
            modes: vec![Handling::Explain],
            result: Some("已说明所需材料".into()),
            refunded_fen: None,
            waived_fen: None,
        };
        house.take(&cast.desk, number, handle).await;
        let said = json!({
            "mode": "phone", "spoken_at": "2026-09-28T09:12", "read_back": true,
            "answers": [{ "allegation": 0, "answer": "带社保卡和异地备案表" }],
        });
        assert_eq!(
            house.done(&cast.desk, number, "answer", said).await,
            "replied"
        );
        let mut tx = house.app.db.read().await.unwrap();
        let proofs = tongli_replies::deliveries_of(&mut tx, &house.app, TENANT, case.id.raw())
            .await
            .unwrap();
        assert_eq!(proofs[0].proof, "read-back");
        assert_eq!(
            proofs[0].delivered_at,
            house.app.time.read("2026-09-28T09:12").unwrap()
        );
    })
    .await;
}

#[tokio::test]
async fn a_talk_before_the_approval_proves_only_what_was_approved() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.handled(None).await;
        let number = case.number.as_str();
        let mut said = json!({ "mode": "face", "spoken_at": "2026-09-28T09:12", "read_back": true, "answers": Cast::answers() });
        assert_eq!(house.done(&cast.zhao, number, "answer", said.clone()).await, "replying");
        // Changed afterwards: the talk no longer proves the answer.
        said = json!({ "mode": "face", "answers": [{ "allegation": 2, "answer": "分诊记录显示等候十分钟", "next_step": "优化分诊" }] });
        house.done(&cast.zhao, number, "answer", said).await;
        house.done(&cast.chief, number, "approve", json!({})).await;
        let unproven = json!({ "mode": "face", "delivered_at": "2026-09-28T09:12" });
        let (status, _) = house.call(&cast.zhao, number, "prove-delivery", unproven).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let proven = json!({ "mode": "sms", "proof": { "message_id": "SMS-7731" }, "delivered_at": "2026-09-28T09:12" });
        assert_eq!(house.done(&cast.zhao, number, "prove-delivery", proven).await, "replied");
        house.chain_holds(&case).await;
    })
    .await;
}

#[tokio::test]
async fn three_tries_on_two_days_end_a_follow_up() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.handled(None).await;
        let number = case.number.as_str();
        let said = json!({ "mode": "phone", "answers": Cast::answers() });
        house.done(&cast.zhao, number, "answer", said).await;
        house.done(&cast.chief, number, "approve", json!({})).await;
        cast.told(number).await;

        let unreached = json!({ "reached": false, "satisfaction": 5 });
        let (status, _) = house.call(&cast.zhao, number, "follow-up", unreached).await;
        assert_eq!(
            status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "staff rate for nobody"
        );
        let guessed = json!({ "reached": true, "satisfaction": 5, "identity_checked": true });
        let (status, answer) = house.call(&cast.zhao, number, "follow-up", guessed).await;
        assert_eq!(
            (status, &answer["errors"][0]["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("rated_by_patient"))
        );

        let standing = async || {
            let mut tx = house.app.db.read().await.unwrap();
            let tries = tongli_replies::tries_of(&mut tx, &house.app, TENANT, case.id.raw())
                .await
                .unwrap();
            tongli_replies::standing_of(&tries, 1, &house.app.time)
        };
        house.to("2026-09-29T10:00");
        let twice = json!({ "reached": false, "tries": [
            { "tried_at": "2026-09-29T09:30", "outcome": "no-answer" },
            { "tried_at": "2026-09-29T09:40", "outcome": "wrong_number" },
        ] });
        assert_eq!(
            house.done(&cast.zhao, number, "follow-up", twice).await,
            "following_up"
        );
        assert!(!standing().await.is_done());
        let page = house
            .get(&cast.zhao, &format!("/cases/{number}/follow-up"))
            .await;
        assert!(
            page.0 == StatusCode::OK && page.1.contains("13800002204"),
            "{}",
            page.1
        );
        house.to("2026-09-30T10:00");
        let form = [("outcome", "no-answer"), ("tried_at", "2026-09-30T09:50")];
        let path = format!("/cases/{number}/follow-up");
        assert_eq!(
            house.post(&cast.zhao, &path, &form).await.0,
            StatusCode::SEE_OTHER
        );
        assert_eq!(standing().await, tongli_replies::Standing::Unreachable);
    })
    .await;
}

#[tokio::test]
async fn a_photo_of_the_receipt_proves_a_delivery() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.handled(None).await;
        let number = case.number.as_str();
        let said = json!({ "mode": "phone", "answers": Cast::answers() });
        house.done(&cast.zhao, number, "answer", said).await;
        house.done(&cast.chief, number, "approve", json!({})).await;
        let path = format!("/cases/{number}/deliver");
        let form = [("mode", "platform"), ("delivered_at", "2026-09-28T09:12")];
        let (status, _) = house.post_file(&cast.zhao, &path, &form, b"MZ").await;
        assert_eq!(
            status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "a program is no proof"
        );
        let photo = b"\x89PNG\r\n\x1a\nreceipt";
        let (status, page) = house.post_file(&cast.zhao, &path, &form, photo).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let mut tx = house.app.db.read().await.unwrap();
        let proofs = tongli_replies::deliveries_of(&mut tx, &house.app, TENANT, case.id.raw())
            .await
            .unwrap();
        assert_eq!(proofs[0].proof, "file");
        assert!(proofs[0].attachment.is_some());
    })
    .await;
}

#[tokio::test]
async fn the_page_of_the_case_leads_everybody_to_their_next_step() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.handled(None).await;
        let number = case.number.as_str();
        let path = format!("/cases/{number}");
        let has = async |who, link: &str| {
            let (status, page) = house.get(who, &path).await;
            assert_eq!(status, StatusCode::OK);
            page.contains(&format!("href=\"{path}/{link}\""))
        };
        assert!(has(&cast.zhao, "answer").await);
        assert!(!has(&cast.ward, "answer").await, "a ward does not answer");
        let (_, page) = house.get(&cast.zhao, &path).await;
        assert!(
            page.contains("二十一分钟后才应答"),
            "the findings stand on the page"
        );
        let said = json!({ "mode": "phone", "answers": Cast::answers() });
        house.done(&cast.zhao, number, "answer", said).await;
        assert!(has(&cast.chief, "approve").await && !has(&cast.zhao, "approve").await);
    })
    .await;
}

#[tokio::test]
async fn a_ticked_box_is_no_conversation() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.handled(None).await;
        let number = case.number.as_str();
        let draft = json!({ "mode": "phone", "answers": Cast::answers() });
        house.done(&cast.zhao, number, "answer", draft).await;
        house.done(&cast.chief, number, "approve", json!({})).await;
        let tick = json!({ "mode": "phone", "proof": { "read_back": true }, "delivered_at": "2026-09-28T09:12" });
        let (status, answer) = house.call(&cast.zhao, number, "prove-delivery", tick).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer["errors"][0]["field"], json!("proof.read_back"));
        let path = format!("/cases/{number}/deliver");
        let form = [("mode", "phone"), ("read_back", "yes"), ("delivered_at", "2026-09-28T09:12")];
        let (status, page) = house.post_file(&cast.zhao, &path, &form, b"").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("请先在“写答复”里登记"), "{page}");
        cast.told(number).await;
    })
    .await;
}

#[tokio::test]
async fn one_spoken_answer_is_one_line_of_the_history() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.handled(None).await;
        let number = case.number.as_str();
        let said = json!({ "mode": "phone", "spoken_at": "2026-09-28T09:12", "read_back": true, "answers": Cast::answers() });
        house.done(&cast.zhao, number, "answer", said).await;
        house.done(&cast.chief, number, "approve", json!({})).await;
        let proof = json!({ "proof": { "read_back": true } });
        house.done(&cast.zhao, number, "prove-delivery", proof).await;
        let verbs = house.verbs(&case).await;
        let answers = verbs.iter().filter(|verb| *verb == "answer").count();
        assert_eq!(answers, 1, "{verbs:?}");
        assert_eq!(verbs.last().unwrap(), "prove_delivery");
    })
    .await;
}

#[tokio::test]
async fn an_anonymous_complaint_ends_with_its_answer_held_ready() {
    with_cast(async |cast| {
        let house = &cast.house;
        let mut new = house.words(Channel::Letter, NewContact::default());
        new.anonymity_reason = Some("匿名来信".into());
        let case = house.register(&cast.desk, &new).await;
        let case = cast.handled_from(&case).await;
        let number = case.number.as_str();
        let draft = json!({ "mode": "on_file", "answers": Cast::answers() });
        house.done(&cast.zhao, number, "answer", draft).await;
        house.done(&cast.chief, number, "approve", json!({})).await;
        let bare = json!({ "mode": "on_file", "delivered_at": "2026-09-28T09:12" });
        let (status, answer) = house.call(&cast.zhao, number, "prove-delivery", bare).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer["errors"][0]["field"], json!("reason"));
        let path = format!("/cases/{number}/deliver");
        let (_, page) = house.get(&cast.zhao, &path).await;
        assert!(page.contains("value=\"on_file\" checked"), "{page}");
        let form = [
            ("mode", "on_file"),
            ("reason", "匿名来信，没有留下联系方式"),
            ("delivered_at", "2026-09-28T09:12"),
        ];
        let (status, page) = house.post_file(&cast.zhao, &path, &form, b"").await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        cast.close(number).await;
        let (_, page) = house.get(&cast.zhao, &format!("/cases/{number}")).await;
        assert!(
            page.contains("匿名来信，没有留下联系方式"),
            "the file says why"
        );
        let case = house.take(&cast.zhao, number, Doing::Archive).await;
        assert_eq!(case.stage.code(), "archived");
        house.chain_holds(&case).await;
    })
    .await;
}

#[tokio::test]
async fn whoever_can_be_told_is_told() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.handled(None).await;
        let number = case.number.as_str();
        let held = json!({ "mode": "on_file", "answers": Cast::answers() });
        let (status, answer) = house.call(&cast.zhao, number, "answer", held).await;
        assert_eq!((status, &answer["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("mode")));
        let draft = json!({ "mode": "phone", "answers": Cast::answers() });
        house.done(&cast.zhao, number, "answer", draft).await;
        house.done(&cast.chief, number, "approve", json!({})).await;
        let held = json!({ "mode": "on_file", "proof": { "reason": "电话一直打不通" }, "delivered_at": "2026-09-28T09:12" });
        let (status, answer) = house.call(&cast.zhao, number, "prove-delivery", held).await;
        assert_eq!((status, &answer["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("mode")));
        let (_, page) = house.get(&cast.zhao, &format!("/cases/{number}/deliver")).await;
        assert!(!page.contains("on_file"));
    })
    .await;
}

#[tokio::test]
async fn a_new_demand_waits_on_the_list_until_it_has_a_place() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.answered().await;
        let number = case.number.as_str();
        cast.close(number).await;
        let path = format!("/cases/{number}/follow-up");
        let talk = [
            ("outcome", "reached"),
            ("tried_at", "2026-09-28T09:12"),
            ("identity_checked", "yes"),
            ("rated_by_patient", "yes"),
            ("satisfaction", "4"),
            ("new_demand", "希望退还九月的护理费"),
        ];
        let waiting = async || {
            let mut tx = house.app.db.read().await.unwrap();
            let open = tongli_work::open_of_subject(&mut tx, TENANT, case.subject())
                .await
                .unwrap();
            open.into_iter()
                .filter(|item| item.kind == "new_demand")
                .collect::<Vec<_>>()
        };
        assert_eq!(
            house.post(&cast.zhao, &path, &talk).await.0,
            StatusCode::SEE_OTHER
        );
        let open = waiting().await;
        assert_eq!(
            (open.len(), open[0].owner.staff, open[0].path.as_str()),
            (1, cast.zhao.staff(), path.as_str())
        );
        let (_, page) = house.get(&cast.chief, &path).await;
        assert!(
            page.contains(&format!("action=\"/cases/{number}/reopen\""))
                && page.contains("name=\"narrative\" value=\"希望退还九月的护理费\""),
            "{page}"
        );
        // Without a script, a form that asks for one more row comes back filled in.
        let carried = [
            ("add_row", "allegation"),
            ("channel", "phone"),
            ("narrative", "希望退还九月的护理费"),
        ];
        let (status, page) = house.post(&cast.desk, "/cases/new", &carried).await;
        assert!(status == StatusCode::OK && page.contains("希望退还九月的护理费"));
        assert_eq!(
            house.post(&cast.zhao, &path, &[("placed", "yes")]).await.0,
            StatusCode::SEE_OTHER
        );
        assert!(waiting().await.is_empty());

        house.post(&cast.zhao, &path, &talk).await;
        assert_eq!(waiting().await.len(), 1);
        let (_, page) = house.get(&cast.chief, &path).await;
        let (_, rest) = page.split_once("name=\"received_at\" value=\"").unwrap();
        let (demanded_at, _) = rest.split_once('"').unwrap();
        let version = house.case(&cast.chief, number).await.version.to_string();
        let again = [
            ("version", version.as_str()),
            ("reason", "希望退还九月的护理费"),
            ("evidence", "九月的收费清单"),
            ("received_at", demanded_at),
            ("channel", "phone"),
        ];
        let reopen = format!("/cases/{number}/reopen");
        assert_eq!(
            house.post(&cast.chief, &reopen, &again).await.0,
            StatusCode::SEE_OTHER
        );
        assert!(
            waiting().await.is_empty(),
            "taken up again, it has its place"
        );
        house.chain_holds(&case).await;
    })
    .await;
}
