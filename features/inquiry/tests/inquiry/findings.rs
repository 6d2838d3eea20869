//! Who may judge, and what the form and the panels show of it.

use axum::http::StatusCode;
use serde_json::json;

use crate::{Cast, with_cast};

#[tokio::test]
async fn nobody_finds_on_their_own_department_or_reviews_their_own_findings() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.assigned().await;
        let number = case.number.as_str();
        let findings = Cast::findings();
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
        cast.investigated(number).await;
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
            ("communication_none", "当晚没有家属在场"),
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
        let findings = Cast::findings();
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

#[tokio::test]
async fn a_review_waits_for_every_section_of_the_form() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.assigned().await;
        let number = case.number.as_str();
        house
            .done(&cast.zhao, number, "find", Cast::findings())
            .await;
        let ok = || json!({ "ok": true });
        let gates = house.gates(&cast.chief, number, "review", ok()).await;
        assert_eq!(gates, ["condition", "course", "communication"]);
        let path = format!("/cases/{number}/review");
        let (_, page) = house.get(&cast.chief, &path).await;
        assert!(
            page.contains("“就诊经过”还空着"),
            "said before anybody tries"
        );
        // What was found locks only a whole form: this one can still be completed.
        let short = json!({ "course": [{ "what": "分诊记录缺失" }],
            "not_applicable": { "condition": "无" } });
        let (status, answer) = house.call(&cast.zhao, number, "investigate", short).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer["errors"][0]["field"], "condition_none");
        let part = json!({ "course": [{ "what": "分诊记录缺失" }],
            "not_applicable": { "condition": "收费窗口，没有诊疗" } });
        house.done(&cast.zhao, number, "investigate", part).await;
        let gates = house.gates(&cast.chief, number, "review", ok()).await;
        assert_eq!(gates, ["communication"]);
        cast.investigated(number).await;
        assert_eq!(
            house.done(&cast.chief, number, "review", ok()).await,
            "handling"
        );
        let (_, page) = house
            .get(&cast.zhao, &format!("/cases/{number}/investigation"))
            .await;
        let (_, earlier) = page.split_once("id=\"earlier\"").unwrap();
        assert!(earlier.contains("zhao") && earlier.contains("分诊记录缺失"));
        assert!(earlier.contains("收费窗口，没有诊疗"));
        house.chain_holds(&case).await;
    })
    .await;
}

#[tokio::test]
async fn findings_sent_back_are_not_reviewed_by_whoever_made_them() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.assigned().await;
        let number = case.number.as_str();
        cast.investigated(number).await;
        house
            .done(&cast.deputy, number, "find", Cast::findings())
            .await;
        let back = json!({ "ok": false, "reason": "请补充护士站录像" });
        house.done(&cast.chief, number, "review", back).await;
        let ok = || json!({ "ok": true });
        let gates = house.gates(&cast.deputy, number, "review", ok()).await;
        assert_eq!(gates, ["findings"], "somebody has to stand for them again");
        house
            .done(&cast.zhao, number, "find", Cast::findings())
            .await;
        let stage = house.done(&cast.deputy, number, "review", ok()).await;
        assert_eq!(stage, "handling");
    })
    .await;
}

#[tokio::test]
async fn a_program_that_saw_an_older_form_is_told() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.assigned().await;
        let number = case.number.as_str();
        cast.investigated(number).await;
        let late = json!({ "form_version": 0, "condition": "另一位同事的记录" });
        let (status, _) = house.call(&cast.chief, number, "investigate", late).await;
        assert_eq!(status, StatusCode::CONFLICT);
        house
            .done(&cast.zhao, number, "find", Cast::findings())
            .await;
        let locked = json!({ "condition": "改写" });
        let (status, _) = house.call(&cast.zhao, number, "investigate", locked).await;
        assert_eq!(status, StatusCode::CONFLICT);
        let early = house.complaint(&cast.desk).await;
        let form = json!({ "condition": "还没有人受理" });
        let gates = house
            .gates(&cast.zhao, &early.number, "investigate", form)
            .await;
        assert_eq!(gates, ["stage"]);
    })
    .await;
}
