//! Who may judge, and what the form and the panels show of it.

use axum::http::StatusCode;
use serde_json::json;

use crate::with_cast;

#[tokio::test]
async fn nobody_finds_on_their_own_department_or_reviews_their_own_findings() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.assigned().await;
        let number = case.number.as_str();
        let findings = json!({ "findings": [
            { "allegation": 1, "finding": "upheld", "reason": "记录与陈述一致" },
            { "allegation": 2, "finding": "unclear", "reason": "记录缺失无法查清" },
        ] });
        let inside = house
            .staff("inside", tongli_people::roles::COORDINATOR, &[house.ward])
            .await;
        let gates = house.gates(&inside, number, "find", findings.clone()).await;
        assert_eq!(gates, ["own_department"]);
        house.done(&cast.chief, number, "find", findings).await;
        let gates = house
            .gates(&cast.chief, number, "review", json!({ "ok": true }))
            .await;
        assert_eq!(gates, ["second_person"]);
        let stage = house
            .done(&cast.deputy, number, "review", json!({ "ok": true }))
            .await;
        assert_eq!(stage, "handling");
        let (status, _) = house
            .call(&cast.ward, number, "find", json!({ "findings": [] }))
            .await;
        assert_eq!(status, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn the_form_is_kept_row_by_row_and_locked_by_the_findings() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.assigned().await;
        let number = case.number.as_str();
        let path = format!("/cases/{number}/investigation");
        let written = [
            ("version", "0"),
            ("condition", "术后第一天，疼痛评分六分"),
            ("time[0]", "21:40"),
            ("what[0]", "第一次呼叫"),
            ("source[0]", "呼叫记录"),
            ("time[4]", "22:01"),
            ("what[4]", "护士到床旁"),
        ];
        assert_eq!(
            house.post(&cast.zhao, &path, &written).await.0,
            StatusCode::SEE_OTHER
        );
        let silent = [("version", "1"), ("time[0]", "21:40"), ("what[0]", "")];
        let (status, page) = house.post(&cast.zhao, &path, &silent).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("what-0-error"));
        let findings = json!({ "findings": [
            { "allegation": 1, "finding": "upheld", "reason": "记录与陈述一致" },
            { "allegation": 2, "finding": "unclear", "reason": "记录缺失无法查清" },
        ] });
        house.done(&cast.zhao, number, "find", findings).await;
        let late = [("version", "2"), ("condition", "改写")];
        assert_eq!(
            house.post(&cast.zhao, &path, &late).await.0,
            StatusCode::CONFLICT
        );
        let (status, page) = house
            .get(&cast.chief, &format!("/cases/{number}/review"))
            .await;
        assert_eq!(status, StatusCode::OK);
        for part in ["第一次呼叫", "护士到床旁", "无法查清", "zhao"] {
            assert!(page.contains(part), "the review lacks {part}");
        }
        let back = [("ok", "no"), ("reason", "请补充护士站录像")];
        let (status, page) = house
            .post(&cast.chief, &format!("/cases/{number}/review"), &back)
            .await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let (_, page) = house
            .get(&cast.zhao, &format!("/cases/{number}/find"))
            .await;
        assert!(page.contains("请补充护士站录像"));
        house.chain_holds(&case).await;
    })
    .await;
}
