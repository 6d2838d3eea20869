//! A case taken up again is answered anew: nothing of an earlier round proves it.

use axum::http::StatusCode;
use serde_json::json;
use tongli_patients::ReplyBy;
use tongli_replies::Standing;

use crate::house::TENANT;
use crate::{Cast, with_cast};

#[tokio::test]
async fn an_old_letter_delivers_no_new_answer() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.handled(Some(ReplyBy::Letter)).await;
        let number = case.number.as_str();
        let answer = json!({ "mode": "letter", "answers": Cast::answers() });
        let signed = json!({ "mode": "letter", "proof": { "signer": "李强", "relation": "self" }, "delivered_at": "2026-09-28T09:12" });
        house.done(&cast.zhao, number, "answer", answer.clone()).await;
        house.done(&cast.zhao, number, "letter", json!({ "contact_phone": "0531-88000000" })).await;
        house.done(&cast.chief, number, "approve", json!({})).await;
        house.done(&cast.zhao, number, "release", json!({})).await;
        house.done(&cast.zhao, number, "prove-delivery", signed.clone()).await;
        cast.close(number).await;

        house.to("2026-09-30T09:00");
        cast.reopened(number).await;
        house.done(&cast.zhao, number, "answer", answer).await;
        let gates = house.gates(&cast.zhao, number, "release", json!({})).await;
        assert!(gates.contains(&"approval".to_owned()), "{gates:?}");
        house.done(&cast.zhao, number, "letter", json!({ "contact_phone": "0531-88000000", "opening": "您好，这是第二次答复。" })).await;
        house.done(&cast.chief, number, "approve", json!({})).await;
        let mut late = signed;
        late["delivered_at"] = json!("2026-09-30T09:00");
        let gates = house.gates(&cast.zhao, number, "prove-delivery", late.clone()).await;
        assert_eq!(gates, ["letter"], "the letter of the first round is no proof");

        let letter = format!("/cases/{number}/letter");
        let (_, page) = house.get(&cast.zhao, &letter).await;
        assert!(page.contains("这是第二次答复"), "the draft of this round is shown");
        let (_, page) = house.get(&cast.zhao, &format!("{letter}?no=1")).await;
        assert!(page.contains("第 1 次受理时的答复函"), "an earlier letter says so");
        let (_, page) = house.get(&cast.zhao, &format!("/cases/{number}")).await;
        assert!(page.contains("（第 1 次受理时）"), "the panel marks what is earlier");

        house.done(&cast.zhao, number, "release", json!({})).await;
        assert_eq!(house.done(&cast.zhao, number, "prove-delivery", late).await, "replied");
        house.chain_holds(&case).await;
    })
    .await;
}

#[tokio::test]
async fn an_old_talk_and_an_old_call_count_for_their_round_only() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.answered().await;
        let number = case.number.as_str();
        cast.close(number).await;
        let talk = json!({
            "reached": true, "satisfaction": 4, "identity_checked": true,
            "rated_by_patient": true, "understood": true, "measures_done": true,
        });
        house.done(&cast.zhao, number, "follow-up", talk).await;

        house.to("2026-09-30T09:00");
        cast.reopened(number).await;
        let draft = json!({ "mode": "phone", "answers": Cast::answers() });
        house.done(&cast.zhao, number, "answer", draft).await;
        house.done(&cast.chief, number, "approve", json!({})).await;
        let old = json!({ "mode": "phone", "proof": { "read_back": true }, "delivered_at": "2026-09-30T09:00" });
        let (status, answer) = house.call(&cast.zhao, number, "prove-delivery", old).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer["errors"][0]["field"], json!("proof.read_back"), "{answer}");
        cast.told(number).await;
        cast.close(number).await;

        let missed = json!({ "reached": false });
        house.done(&cast.zhao, number, "follow-up", missed).await;
        let mut tx = house.app.db.read().await.unwrap();
        let tries = tongli_replies::tries_of(&mut tx, &house.app, TENANT, case.id.raw()).await.unwrap();
        let standing = |round| tongli_replies::standing_of(&tries, round, &house.app.time);
        assert_eq!(standing(1), Standing::Reached);
        assert!(!standing(2).is_done(), "the talk of round 1 is no follow-up of round 2");
        let clocks = tongli_work::clocks_of(&mut tx, TENANT, case.subject()).await.unwrap();
        assert!(clocks.iter().any(|clock| clock.rule == "C06" && clock.met_at.is_none() && clock.ended_at.is_none()));
    })
    .await;
}
