//! A letter that was wished for: drafted, approved, fixed, printed.

use axum::http::StatusCode;
use serde_json::json;
use tongli_cases::Channel;
use tongli_patients::{NewContact, ReplyBy};

use tongli_cases::Filter;
use tongli_kernel::Viewer;
use tongli_store::Query;
use tongli_store::search::{Expr, push_match};

use crate::house::{Hospital, TENANT, the_patient};
use crate::{Cast, with_cast};

async fn found(house: &Hospital, who: &Viewer, words: &str) -> usize {
    let filter = Filter {
        words: words.to_owned(),
        ..Filter::default()
    };
    let mut tx = house.app.db.read().await.unwrap();
    let lines = tongli_cases::list(&mut tx, &house.app, who, &filter, house.app.now(), 9)
        .await
        .unwrap();
    lines.len()
}

/// Whether an entry stands in the index as it is written.
async fn stands_plain(house: &Hospital, entry: &str) -> bool {
    let mut tx = house.app.db.read().await.unwrap();
    let mut query = Query::new("SELECT COUNT(*) AS n FROM search_terms s WHERE ");
    push_match(&mut query, tx.engine(), &Expr::term(entry));
    let (sql, args) = query.finish();
    tx.count(sql, args).await.unwrap() > 0
}

#[tokio::test]
async fn what_a_letter_says_is_found_by_those_who_read_it_and_stands_blind() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.handled(Some(ReplyBy::Letter)).await;
        let number = case.number.as_str();
        let answer = json!({ "mode": "letter", "answers": Cast::answers() });
        house.done(&cast.zhao, number, "answer", answer).await;
        let draft = json!({ "contact_phone": "0531-88000000", "opening": "您好，梧桐先生。", "steps": "紫藤廊下的事已查明。" });
        house.done(&cast.zhao, number, "letter", draft).await;
        let looks = async || {
            let mut seen = Vec::new();
            for who in [&cast.zhao, &cast.chief, &cast.ward] {
                seen.push((found(house, who, "紫藤").await, found(house, who, "藤").await));
            }
            seen
        };
        let (yes, no) = ((1, 1), (0, 0));
        assert_eq!(looks().await, [yes, yes, no], "a draft is the office's");
        house.done(&cast.chief, number, "approve", json!({})).await;
        house.done(&cast.zhao, number, "release", json!({})).await;
        assert_eq!(looks().await, [yes, yes, no], "it is on its way");
        let signed = json!({ "mode": "letter", "proof": { "signer": "李强", "relation": "self" }, "delivered_at": "2026-09-28T09:12" });
        house.done(&cast.zhao, number, "prove-delivery", signed).await;
        assert_eq!(looks().await, [yes, yes, no], "who opens no letters finds none");
        assert_eq!(found(house, &cast.chief, "梧桐").await, 0, "no name of anybody");
        assert!(stands_plain(house, "t_呼叫").await && !stands_plain(house, "l_紫藤").await);
        assert_eq!(found(house, &cast.chief, "尊敬的").await, 0, "nothing that every letter says");
        assert_eq!(found(house, &cast.chief, "88000000").await, 0, "no number of anybody");
    })
    .await;
}

#[tokio::test]
async fn a_letter_goes_out_whole_approved_and_never_changes() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.handled(Some(ReplyBy::Letter)).await;
        let number = case.number.as_str();
        let answer = json!({ "mode": "letter", "answers": Cast::answers() });
        house.done(&cast.zhao, number, "answer", answer).await;
        // The office has no telephone number set, so the contact is missing.
        let gates = house.gates(&cast.chief, number, "approve", json!({})).await;
        assert_eq!(gates, ["contact"]);
        house.done(&cast.zhao, number, "letter", json!({ "contact_phone": "0531-88000000" })).await;
        let early = house.gates(&cast.zhao, number, "release", json!({})).await;
        assert!(early.contains(&"approval".to_owned()), "{early:?}");
        house.done(&cast.chief, number, "approve", json!({})).await;
        // Whoever changes the letter now needs a new approval.
        house.done(&cast.zhao, number, "letter", json!({ "opening": "您好，感谢您的来信。" })).await;
        assert!(!house.gates(&cast.zhao, number, "release", json!({})).await.is_empty());
        house.done(&cast.chief, number, "approve", json!({})).await;
        house.done(&cast.zhao, number, "release", json!({})).await;

        let (status, page) = house.get(&cast.zhao, &format!("/cases/{number}/letter")).await;
        assert_eq!(status, StatusCode::OK);
        for part in ["李强", "二十一分钟后应答", "0531-88000000", "人民调解", "盖章", "部分"] {
            assert!(page.contains(part), "the letter lacks {part}");
        }
        let (status, _) = house.call(&cast.zhao, number, "letter", json!({ "opening": "改" })).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "a released letter is not written any more");

        let tick = json!({ "mode": "letter", "proof": { "read_back": true }, "delivered_at": "2026-09-28T09:12" });
        let (status, _) = house.call(&cast.zhao, number, "prove-delivery", tick).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let signed = json!({ "mode": "letter", "proof": { "signer": "李强", "relation": "self" }, "delivered_at": "2026-09-28T09:12" });
        assert_eq!(house.done(&cast.zhao, number, "prove-delivery", signed).await, "replied");
        let mut tx = house.app.db.read().await.unwrap();
        let letters = tongli_replies::letters_of(&mut tx, &house.app, TENANT, case.id.raw()).await.unwrap();
        let digest = letters[0].digest.clone().unwrap();
        let plain = letters[0].body.open().canonical().unwrap();
        assert_eq!(digest, tongli_store::sha256(plain.as_bytes()));
        drop(tx);
        house.chain_holds(&case).await;
    })
    .await;
}

#[tokio::test]
async fn the_director_orders_a_letter_and_nobody_approves_their_own() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.handled(None).await;
        let number = case.number.as_str();
        let order = format!("/cases/{number}/order-letter");
        assert_eq!(house.post(&cast.zhao, &order, &[]).await.0, StatusCode::FORBIDDEN);
        let (status, page) = house.post(&cast.chief, &order, &[]).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let answer = json!({ "mode": "phone", "answers": Cast::answers() });
        house.done(&cast.chief, number, "answer", answer).await;
        let gates = house.gates(&cast.chief, number, "approve", json!({})).await;
        assert!(gates.contains(&"second_person".to_owned()), "{gates:?}");
        let refused = json!({ "ok": false, "reason": "请补充夜班排班的情况" });
        house.done(&cast.deputy, number, "approve", refused).await;
        for step in ["answer", "letter", "letter/edit", "deliver"] {
            let (status, page) = house.get(&cast.zhao, &format!("/cases/{number}/{step}")).await;
            assert_eq!(status, StatusCode::OK, "{step}");
            assert!(step != "answer" || page.contains("请补充夜班排班的情况"));
        }
        assert_eq!(house.get(&cast.chief, &format!("/cases/{number}/approve")).await.0, StatusCode::OK);
        let spoken = json!({ "mode": "phone", "proof": { "read_back": true }, "delivered_at": "2026-09-28T09:12" });
        let gates = house.gates(&cast.zhao, number, "prove-delivery", spoken).await;
        assert_eq!(gates, ["approval"]);
    })
    .await;
}

#[tokio::test]
async fn what_came_in_writing_is_owed_a_letter_unless_the_person_spares_it() {
    with_cast(async |cast| {
        let house = &cast.house;
        let contact = || NewContact {
            phone: Some("13800002204".into()),
            ..the_patient()
        };
        let called = NewContact {
            reply_by: Some(ReplyBy::Phone),
            ..contact()
        };
        for (channel, contact, owed) in [
            (Channel::OpinionBox, contact(), true),
            (Channel::Petition, contact(), true),
            (Channel::HealthAuthority, contact(), true),
            (Channel::Website, contact(), true),
            (Channel::Qr, called, false),
            (Channel::Letter, NewContact::default(), false),
        ] {
            let mut new = house.words(channel, contact);
            new.anonymity_reason = Some("没有留联系方式".into());
            let case = house.register(&cast.desk, &new).await;
            let case = cast.handled_from(&case).await;
            let draft = json!({ "mode": "sms", "answers": Cast::answers() });
            house.done(&cast.zhao, &case.number, "answer", draft).await;
            let wanted = house.case(&cast.zhao, &case.number).await.letter_wanted;
            assert_eq!(wanted, owed, "{channel:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn only_the_person_spares_the_letter() {
    with_cast(async |cast| {
        let house = &cast.house;
        let contact = NewContact {
            phone: Some("13800002204".into()),
            ..the_patient()
        };
        let new = house.words(Channel::OpinionBox, contact);
        let case = house.register(&cast.desk, &new).await;
        let case = cast.handled_from(&case).await;
        let number = case.number.as_str();
        let mut answer = json!({ "mode": "phone", "answers": Cast::answers() });
        house
            .done(&cast.zhao, number, "answer", answer.clone())
            .await;
        assert!(house.case(&cast.zhao, number).await.letter_wanted);
        answer["by_word_agreed"] = json!("同意");
        let (status, said) = house
            .call(&cast.zhao, number, "answer", answer.clone())
            .await;
        assert_eq!(
            (status, &said["errors"][0]["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("by_word_agreed"))
        );
        answer["by_word_agreed"] = json!("电话里说不用寄信，说清楚就行");
        house
            .done(&cast.zhao, number, "answer", answer.clone())
            .await;
        assert!(!house.case(&cast.zhao, number).await.letter_wanted);
        let mut tx = house.app.db.read().await.unwrap();
        let letters = tongli_replies::letters_of(&mut tx, &house.app, TENANT, case.id.raw())
            .await
            .unwrap();
        assert_eq!(letters[0].state, tongli_replies::State::Withdrawn);
        drop(tx);
        let (_, page) = house
            .get(&cast.zhao, &format!("/cases/{number}/answer"))
            .await;
        assert!(page.contains("电话里说不用寄信，说清楚就行"));
        house.done(&cast.chief, number, "approve", json!({})).await;
        cast.told(number).await;

        // What the director orders is owed whatever the person says.
        let case = cast.handled(None).await;
        let order = format!("/cases/{}/order-letter", case.number);
        house.post(&cast.chief, &order, &[]).await;
        let (status, said) = house.call(&cast.zhao, &case.number, "answer", answer).await;
        assert_eq!(
            (status, &said["errors"][0]["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("by_word_agreed"))
        );
    })
    .await;
}
