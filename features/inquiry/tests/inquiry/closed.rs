//! Closed files, and people who are too near: what they do not see, what they do not
//! decide, and what they are told.

use axum::http::StatusCode;
use serde_json::json;
use tongli_cases::{Category, Channel, Kind, NewAllegation, NewCase};
use tongli_people::roles;

use crate::house::TENANT;
use crate::{Cast, with_cast};

fn question() -> serde_json::Value {
    json!({ "departments": ["GK2"], "question": "请说明当晚呼叫的情况" })
}

#[tokio::test]
async fn a_closed_file_asks_no_department_and_shows_it_nothing() {
    with_cast(async |cast| {
        let house = &cast.house;
        let mut new = NewCase::new(Kind::Complaint, Channel::Visit, "主刀收了红包");
        new.allegations = vec![NewAllegation {
            text: "主刀收了红包".into(),
            category: Some(Category::T09),
            departments: vec!["GK2".into()],
            ..NewAllegation::default()
        }];
        // Known to be about a ward, so the director knows of it until it is signed for.
        let case = house.register(&cast.desk, &new).await;
        let number = case.number.as_str();
        let (status, inbox) = house.get(&cast.ward, "/inbox").await;
        assert_eq!(status, StatusCode::OK);
        assert!(!inbox.contains("红包") && !inbox.contains(number));
        let other = json!({ "departments": ["JZ"], "question": "请说明当晚候诊的情况" });
        let gates = house
            .gates(&cast.chief, number, "request-statement", other)
            .await;
        assert_eq!(gates, ["confidential"]);
        let path = format!("/cases/{number}/request-statement");
        let (_, page) = house.get(&cast.chief, &path).await;
        assert!(page.contains("请交由纪检监察核查") && !page.contains("data-draft-url"));
    })
    .await;
}

#[tokio::test]
async fn people_of_a_department_complained_of_decide_nothing_in_the_inquiry() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.assigned().await;
        let number = case.number.as_str();
        let inside = house.staff("inside", roles::DIRECTOR, &[house.ward]).await;
        let gates = house
            .gates(&inside, number, "request-statement", question())
            .await;
        assert_eq!(gates, ["own_department"]);
        house
            .done(&cast.zhao, number, "request-statement", question())
            .await;
        let statement = cast.statement(&case).await;
        let path = format!("/statements/{}", statement.id);
        let excuse = [("excuse", "不需要这份说明了"), ("version", "1")];
        let (status, page) = house
            .post(&inside, &format!("{path}/excuse"), &excuse)
            .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("您属于被反映的科室") && page.contains("不需要这份说明了"));
        // Speaking for the own department decides nothing.
        let given = json!({ "text": "21:40 与 21:52 两次呼叫，22:01 应答。" });
        house.done(&inside, number, "submit-statement", given).await;
        let back = json!({ "department": "GK2", "reason": "请写明呼叫的时间" });
        let gates = house.gates(&inside, number, "return-statement", back).await;
        assert_eq!(gates, ["own_department"]);
        cast.investigated(number).await;
        for (verb, body) in [
            ("investigate", json!({ "condition": "本科室自己写" })),
            ("find", Cast::findings()),
        ] {
            let gates = house.gates(&inside, number, verb, body).await;
            assert_eq!(gates, ["own_department"], "{verb}");
        }
        house
            .done(&cast.zhao, number, "find", Cast::findings())
            .await;
        let ok = json!({ "ok": true });
        assert_eq!(
            house.gates(&inside, number, "review", ok).await,
            ["own_department"]
        );
    })
    .await;
}

#[tokio::test]
async fn who_is_complained_of_does_not_speak_for_the_department() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = house.complaint_about(&cast.desk, &["ward"]).await;
        let case = cast.taken_up(&case).await;
        let number = case.number.as_str();
        let gates = house
            .gates(&cast.zhao, number, "request-statement", question())
            .await;
        assert_eq!(gates, ["nobody_states"]);
        let head = house.staff("wen", roles::VICE_HEAD, &[house.ward]).await;
        house
            .done(&cast.zhao, number, "request-statement", question())
            .await;
        let statement = cast.statement(&case).await;
        let mut tx = house.app.db.read().await.unwrap();
        let items = tongli_work::open_of_subject(&mut tx, TENANT, statement.subject());
        let items = items.await.unwrap();
        drop(tx);
        assert_eq!(
            items[0].owner,
            tongli_work::Owner::staff(head.staff().unwrap())
        );
        let path = format!("/statements/{}", statement.id);
        let (status, page) = house.get(&cast.ward, &path).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("您是这件投诉被反映的人") && page.contains("去写备注"));
        assert!(!page.contains("data-draft-url"), "no form to give it");
        let given = [("text", "当晚我一直在护士站。"), ("version", "1")];
        let (status, page) = house.post(&cast.ward, &path, &given).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert!(page.contains("您是这件投诉被反映的人"));
        assert!(page.contains("当晚我一直在护士站。"), "for the note");
    })
    .await;
}

#[tokio::test]
async fn who_opens_a_confidential_inquiry_is_written_down() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.assigned().await;
        house
            .get(&cast.chief, &format!("/cases/{}/find", case.number))
            .await;
        assert_eq!(house.readings(&cast.chief, &case).await, 0, "an open file");
        house.close_file(&cast.chief, &case).await;
        let readers = [
            ("find", roles::DIRECTOR),
            ("investigation", roles::DIRECTOR),
            ("request-statement", roles::DIRECTOR),
            ("review", roles::DIRECTOR),
        ];
        for (page, role) in readers {
            let reader = house.staff(page, role, &[]).await;
            let path = format!("/cases/{}/{page}", case.number);
            assert_eq!(house.get(&reader, &path).await.0, StatusCode::OK);
            assert_eq!(house.readings(&reader, &case).await, 1, "{page}");
        }
    })
    .await;
}
