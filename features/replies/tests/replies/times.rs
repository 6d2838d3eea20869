//! When something happened counts, not when it is typed in.

use axum::http::StatusCode;
use serde_json::{Value as Json, json};
use tongli_cases::{Case, Channel, Urgency};
use tongli_kernel::Moment;
use tongli_patients::{NewContact, ReplyBy};
use tongli_work::ClockRow;

use crate::house::{Hospital, TENANT, the_patient};
use crate::{Cast, with_cast};

async fn clock(house: &Hospital, case: &Case, rule: &str) -> ClockRow {
    let mut tx = house.app.db.read().await.unwrap();
    let clocks = tongli_work::clocks_of(&mut tx, TENANT, case.subject())
        .await
        .unwrap();
    clocks.into_iter().rfind(|one| one.rule == rule).unwrap()
}

/// Answers a complaint by telephone so long before or after its last moment, and
/// types it in two days later.
async fn told_and_typed_in_later(cast: &Cast, beside: i64) -> ClockRow {
    let house = &cast.house;
    house.to("2026-09-28T09:12");
    let case = cast.handled(None).await;
    let number = case.number.as_str();
    let draft = json!({ "mode": "phone", "answers": Cast::answers() });
    house.done(&cast.zhao, number, "answer", draft).await;
    house.done(&cast.chief, number, "approve", json!({})).await;
    let due = clock(house, &case, "C03").await.due_at.unwrap();
    let said_at = house.app.time.field(due.plus_hours(beside));
    house.clock.set(due.plus_hours(48));
    let said = json!({ "mode": "phone", "answers": Cast::answers(), "read_back": true, "spoken_at": said_at });
    house.done(&cast.zhao, number, "answer", said).await;
    let met = clock(house, &case, "C03").await;
    let delivered = house.case(&cast.zhao, number).await.delivered_at;
    assert_eq!(
        (met.met_at, delivered),
        (Some(due.plus_hours(beside)), Some(due.plus_hours(beside)))
    );
    met
}

#[tokio::test]
async fn answered_in_time_and_typed_in_later_is_not_late() {
    with_cast(async |cast| {
        assert!(!told_and_typed_in_later(&cast, -3).await.late);
        assert!(
            told_and_typed_in_later(&cast, 3).await.late,
            "and late stays late"
        );
    })
    .await;
}

async fn refused(
    house: &Hospital,
    who: &tongli_kernel::Viewer,
    number: &str,
    verb: &str,
    body: Json,
) -> String {
    let (status, answer) = house.call(who, number, verb, body).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{verb}: {answer}");
    answer["errors"][0]["field"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[tokio::test]
async fn nothing_happens_before_what_it_follows_from() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.handled(None).await;
        let number = case.number.as_str();
        let early = json!({ "mode": "phone", "answers": Cast::answers(), "spoken_at": "2026-09-27T20:00" });
        assert_eq!(refused(house, &cast.zhao, number, "answer", early).await, "spoken_at");
        let draft = json!({ "mode": "phone", "answers": Cast::answers() });
        house.done(&cast.zhao, number, "answer", draft).await;
        house.done(&cast.chief, number, "approve", json!({})).await;
        let proof = json!({ "mode": "sms", "proof": { "message_id": "SMS-1" }, "delivered_at": "2026-09-28T09:11" });
        assert_eq!(refused(house, &cast.zhao, number, "prove-delivery", proof).await, "delivered_at");
        cast.told(number).await;
        house.to("2026-09-29T10:00");
        cast.close(number).await;
        house.to("2026-09-29T11:00");
        let before = json!({ "reached": false, "tried_at": "2026-09-29T09:59" });
        assert_eq!(refused(house, &cast.zhao, number, "follow-up", before).await, "tried_at");
        let path = format!("/cases/{number}/follow-up");
        let form = [("outcome", "no-answer"), ("tried_at", "2026-09-29T09:59"), ("note", "家属下班后再打")];
        let (status, page) = house.post(&cast.zhao, &path, &form).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("不能早于办结或送达的时间（2026-09-29 10:00）") && page.contains("家属下班后再打"));
    })
    .await;
}

#[tokio::test]
async fn a_letter_does_not_arrive_before_it_is_released() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.handled(Some(ReplyBy::Letter)).await;
        let number = case.number.as_str();
        let answer = json!({ "mode": "letter", "answers": Cast::answers() });
        house.done(&cast.zhao, number, "answer", answer).await;
        house.done(&cast.zhao, number, "letter", json!({ "contact_phone": "0531-88000000" })).await;
        house.done(&cast.chief, number, "approve", json!({})).await;
        house.to("2026-09-29T10:00");
        house.done(&cast.zhao, number, "release", json!({})).await;
        let signed = |at: &str| json!({ "mode": "letter", "proof": { "signer": "李强", "relation": "self" }, "delivered_at": at });
        assert_eq!(refused(house, &cast.zhao, number, "prove-delivery", signed("2026-09-29T09:59")).await, "delivered_at");
        house.done(&cast.zhao, number, "prove-delivery", signed("2026-09-29T10:00")).await;
    })
    .await;
}

#[tokio::test]
async fn a_try_typed_in_later_meets_the_follow_up_when_it_was_made() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.answered().await;
        let number = case.number.as_str();
        cast.close(number).await;
        let due = clock(house, &case, "C06").await.due_at.unwrap();
        let tried_at: Moment = due.plus_hours(-5);
        house.clock.set(due.plus_hours(30));
        let talk = json!({
            "reached": true, "satisfaction": 5, "identity_checked": true, "rated_by_patient": true,
            "tried_at": house.app.time.field(tried_at),
        });
        house.done(&cast.zhao, number, "follow-up", talk).await;
        let met = clock(house, &case, "C06").await;
        assert_eq!((met.met_at, met.late), (Some(tried_at), false));
        assert_eq!(
            house.case(&cast.zhao, number).await.reached_at,
            Some(tried_at)
        );
    })
    .await;
}

#[tokio::test]
async fn a_key_case_is_asked_within_three_days() {
    with_cast(async |cast| {
        let house = &cast.house;
        let mut days = Vec::new();
        for (urgency, severity) in [
            (Urgency::Ordinary, None),
            (Urgency::Urgent, None),
            (Urgency::Ordinary, Some(3)),
        ] {
            let contact = NewContact {
                phone: Some("13800002204".into()),
                ..the_patient()
            };
            let mut new = house.words(Channel::Visit, contact);
            new.urgency = urgency;
            new.allegations[1].severity = severity;
            let case = house.register(&cast.desk, &new).await;
            let case = cast.answered_from(&case).await;
            cast.close(&case.number).await;
            days.push(clock(house, &case, "C06").await.counting.amount);
        }
        assert_eq!(days, [Some(7), Some(3), Some(3)]);
    })
    .await;
}
