//! Answers by word, proofs, and the follow-up.

use axum::http::StatusCode;
use serde_json::json;
use tongli_cases::{Channel, Doing, Handling, Kind, NewCase};
use tongli_patients::NewContact;

use crate::house::TENANT;
use crate::{Cast, with_cast};

#[tokio::test]
async fn an_enquiry_is_answered_and_proven_in_one_call() {
    with_cast(async |cast| {
        let house = &cast.house;
        let mut new = NewCase::new(Kind::Enquiry, Channel::Phone, "异地医保结算要带什么");
        new.contact = NewContact {
            phone: Some("13800002204".into()),
            ..NewContact::default()
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
            "mode": "phone", "spoken_at": "2026-09-28T09:10", "read_back": true,
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
            house.app.time.read("2026-09-28T09:10").unwrap()
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
        let mut said = json!({ "mode": "face", "spoken_at": "2026-09-28T09:00", "read_back": true, "answers": Cast::answers() });
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
        let proof = json!({ "mode": "phone", "proof": { "read_back": true }, "delivered_at": "2026-09-28T09:12" });
        house.done(&cast.zhao, number, "prove-delivery", proof).await;

        let unreached = json!({ "reached": false, "satisfaction": 5 });
        let (status, _) = house.call(&cast.zhao, number, "follow-up", unreached).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "staff rate for nobody");
        let guessed = json!({ "reached": true, "satisfaction": 5, "identity_checked": true });
        let (status, answer) = house.call(&cast.zhao, number, "follow-up", guessed).await;
        assert_eq!((status, &answer["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("rated_by_patient")));

        let standing = async || {
            let mut tx = house.app.db.read().await.unwrap();
            let tries = tongli_replies::tries_of(&mut tx, &house.app, TENANT, case.id.raw()).await.unwrap();
            tongli_replies::standing_of(&tries, &house.app.time)
        };
        house.to("2026-09-29T10:00");
        let twice = json!({ "reached": false, "tries": [
            { "tried_at": "2026-09-29T09:30", "outcome": "no-answer" },
            { "tried_at": "2026-09-29T09:40", "outcome": "wrong_number" },
        ] });
        assert_eq!(house.done(&cast.zhao, number, "follow-up", twice).await, "following_up");
        assert!(!standing().await.is_done());
        let page = house.get(&cast.zhao, &format!("/cases/{number}/follow-up")).await;
        assert!(page.0 == StatusCode::OK && page.1.contains("13800002204"), "{}", page.1);
        house.to("2026-09-30T10:00");
        let form = [("outcome", "no-answer"), ("tried_at", "2026-09-30T09:50")];
        let path = format!("/cases/{number}/follow-up");
        assert_eq!(house.post(&cast.zhao, &path, &form).await.0, StatusCode::SEE_OTHER);
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
