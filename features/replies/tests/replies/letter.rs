//! A letter that was wished for: drafted, approved, fixed, printed.

use axum::http::StatusCode;
use serde_json::json;
use tongli_patients::ReplyBy;

use crate::house::TENANT;
use crate::{Cast, with_cast};

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
