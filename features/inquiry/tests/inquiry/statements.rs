//! Asking, giving, sending back, adding, letting go.

use axum::http::StatusCode;
use serde_json::json;

use crate::house::TENANT;
use crate::{Cast, with_cast};

#[tokio::test]
async fn the_same_call_twice_under_one_key_is_done_once() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.assigned().await;
        let body = json!({ "version": case.version, "departments": ["GK2"], "question": "请说明当晚呼叫的情况" });
        let first = house.send(&cast.zhao, &case.number, "request-statement", &body, Some("k1")).await;
        let again = house.send(&cast.zhao, &case.number, "request-statement", &body, Some("k1")).await;
        assert_eq!(first.0, StatusCode::OK);
        assert_eq!(first, again);
        let late = house.send(&cast.zhao, &case.number, "request-statement", &body, None).await;
        assert_eq!(late.0, StatusCode::CONFLICT, "{}", late.1);
        assert_eq!(
            house.verbs(&case).await.iter().filter(|verb| *verb == "request_statement").count(),
            1
        );
    })
    .await;
}

#[tokio::test]
async fn every_screen_of_the_ride_opens_for_whoever_has_the_step() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.assigned().await;
        let number = case.number.clone();
        let at = |step: &str| format!("/cases/{number}/{step}");
        let form = [
            ("department", case_department(&cast)),
            ("question", "请说明当晚呼叫的情况".to_owned()),
            ("version", case.version.to_string()),
        ];
        let form: Vec<(&str, &str)> = form
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        for step in ["request-statement", "investigation", "find"] {
            assert_eq!(
                house.get(&cast.zhao, &at(step)).await.0,
                StatusCode::OK,
                "{step}"
            );
        }
        let (status, page) = house
            .post(&cast.zhao, &at("request-statement"), &form)
            .await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let (status, inbox) = house.get(&cast.ward, "/inbox").await;
        assert_eq!(status, StatusCode::OK);
        let path = inbox
            .split("href=\"")
            .find(|rest| rest.starts_with("/statements/"))
            .unwrap();
        let path = path.split('"').next().unwrap().to_owned();
        let (status, page) = house.get(&cast.ward, &path).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("请说明当晚呼叫的情况"));
        // Another department may not even know of it.
        assert_eq!(
            house.get(&cast.clinic, &path).await.0,
            StatusCode::NOT_FOUND
        );
        let empty = [("text", ""), ("condition", "术后第一天"), ("version", "1")];
        let (status, page) = house.post(&cast.ward, &path, &empty).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("术后第一天"), "what was typed stays");
        let given = [
            ("text", "21:40 与 21:52 两次呼叫，22:01 应答。"),
            ("version", "1"),
        ];
        assert_eq!(
            house.post(&cast.ward, &path, &given).await.0,
            StatusCode::SEE_OTHER
        );
        let again = house.post(&cast.ward, &path, &given).await;
        assert_eq!(again.0, StatusCode::CONFLICT, "a given statement is locked");
        let more = [("amendment", "另有一名护士外出送检")];
        assert_eq!(
            house
                .post(&cast.ward, &format!("{path}/amend"), &more)
                .await
                .0,
            StatusCode::SEE_OTHER
        );
        let (_, page) = house.get(&cast.zhao, &path).await;
        assert!(page.contains("22:01 应答") && page.contains("另有一名护士外出送检"));
    })
    .await;
}

fn case_department(cast: &Cast) -> String {
    cast.house.ward.to_string()
}

#[tokio::test]
async fn a_statement_sent_back_keeps_what_was_given_and_gets_a_new_day() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.assigned().await;
        let number = case.number.as_str();
        let ask = json!({ "departments": ["GK2"], "question": "请说明当晚呼叫的情况" });
        house
            .done(&cast.zhao, number, "request-statement", ask)
            .await;
        house
            .done(
                &cast.ward,
                number,
                "submit-statement",
                json!({ "text": "当晚正常值班。" }),
            )
            .await;
        house.to("2026-09-29T15:00");
        let thin = json!({ "department": "GK2", "reason": "补充" });
        let (status, answer) = house
            .call(&cast.zhao, number, "return-statement", thin)
            .await;
        assert_eq!(
            (status, &answer["errors"][0]["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("reason"))
        );
        let back =
            json!({ "department": "GK2", "reason": "请写明呼叫的时间", "due_on": "2026-09-30" });
        house
            .done(&cast.zhao, number, "return-statement", back)
            .await;
        let mut tx = house.app.db.read().await.unwrap();
        let statement = tongli_inquiry::statements_of(&mut tx, &house.app, TENANT, case.id.raw())
            .await
            .unwrap()
            .remove(0);
        assert_eq!(statement.bounces, 1);
        assert_eq!(statement.due_at, house.app.time.read("2026-10-01T00:00"));
        let givings = tongli_inquiry::givings_of(&mut tx, &house.app, TENANT, statement.id)
            .await
            .unwrap();
        assert_eq!(givings[0].account.open().text, "当晚正常值班。");
        drop(tx);
        // The page begins with what was given before.
        let (_, page) = house
            .get(&cast.ward, &format!("/statements/{}", statement.id))
            .await;
        assert!(page.contains("当晚正常值班。") && page.contains("请写明呼叫的时间"));
        house.chain_holds(&case).await;
    })
    .await;
}

#[tokio::test]
async fn a_statement_that_will_not_come_is_let_go_with_a_reason() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.assigned().await;
        let number = case.number.as_str();
        let ask = json!({ "departments": ["GK2", "JZ"], "question": "请说明当晚的情况" });
        house
            .done(&cast.zhao, number, "request-statement", ask)
            .await;
        let mut tx = house.app.db.read().await.unwrap();
        let statements = tongli_inquiry::statements_of(&mut tx, &house.app, TENANT, case.id.raw())
            .await
            .unwrap();
        drop(tx);
        assert!(
            statements.iter().all(|one| one.due_at.is_some()),
            "the rule gives a day"
        );
        let path = format!("/statements/{}/excuse", statements[0].id);
        let why = [("excuse", "当事人已离职，改查记录")];
        assert_eq!(
            house.post(&cast.ward, &path, &why).await.0,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            house.post(&cast.zhao, &path, &[]).await.0,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(
            house.post(&cast.zhao, &path, &why).await.0,
            StatusCode::SEE_OTHER
        );
        assert_eq!(house.case(&cast.zhao, number).await.statements_open, 1);
        let mut tx = house.app.db.read().await.unwrap();
        let left = tongli_work::open_of_subject(&mut tx, TENANT, statements[0].subject())
            .await
            .unwrap();
        assert!(left.is_empty(), "nobody works on it any more");
        drop(tx);
        house.chain_holds(&case).await;
    })
    .await;
}

#[tokio::test]
async fn half_written_words_wait_for_their_author() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.assigned().await;
        let ask = json!({ "departments": ["GK2"], "question": "请说明当晚呼叫的情况" });
        house
            .done(&cast.zhao, &case.number, "request-statement", ask)
            .await;
        let mut tx = house.app.db.read().await.unwrap();
        let id = tongli_inquiry::statements_of(&mut tx, &house.app, TENANT, case.id.raw())
            .await
            .unwrap()[0]
            .id;
        drop(tx);
        let path = format!("/statements/{id}");
        let draft = [("text", "21:40 第一次呼叫，还没写完")];
        let (status, _) = house
            .post(&cast.ward, &format!("{path}/draft"), &draft)
            .await;
        assert_eq!(status, StatusCode::NO_CONTENT);
        assert!(house.get(&cast.ward, &path).await.1.contains("还没写完"));
        let (status, _) = house
            .post(&cast.clinic, &format!("{path}/draft"), &draft)
            .await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    })
    .await;
}
