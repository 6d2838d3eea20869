//! A complaint about two departments, from the desk to the archive.

use serde_json::json;
use tongli_cases::Doing;

use crate::house::TENANT;
use crate::{Cast, with_cast};

#[tokio::test]
async fn a_complaint_about_two_departments_rides_to_the_archive() {
    with_cast(async |cast| {
        let house = &cast.house;
        let case = cast.assigned(None).await;
        let number = case.number.as_str();
        let ask = json!({ "departments": ["GK2", "急诊科"], "question": "请说明当晚呼叫与候诊的情况" });
        assert_eq!(house.done(&cast.zhao, number, "request-statement", ask).await, "inquiring");

        let thin = json!({ "text": "当晚正常值班。" });
        house.done(&cast.ward, number, "submit-statement", thin).await;
        let back = json!({ "department": "GK2", "reason": "请写明两次呼叫的时间和应答的人" });
        assert_eq!(house.done(&cast.zhao, number, "return-statement", back).await, "inquiring");
        let full = json!({ "text": "21:40 与 21:52 两次呼叫，22:01 应答。", "course": "术后第一天" });
        house.done(&cast.ward, number, "submit-statement", full).await;
        let early = house.gates(&cast.chief, number, "review", json!({ "ok": true })).await;
        assert_eq!(early, ["statements", "findings"]);
        let clinic = json!({ "text": "患者 20:10 到诊，20:19 就诊。" });
        assert_eq!(house.done(&cast.clinic, number, "submit-statement", clinic).await, "inquiring");

        let form = json!({ "condition": "术后第一天", "course": "21:40 与 21:52 两次呼叫", "communication": "未向家属说明" });
        assert_eq!(house.done(&cast.zhao, number, "investigate", form).await, "inquiring");
        let findings = json!({ "findings": [
            { "allegation": 1, "finding": "partly_upheld", "reason": "二十一分钟后才应答" },
            { "allegation": 2, "finding": "not_upheld", "reason": "分诊记录显示等候九分钟" },
        ] });
        assert_eq!(house.done(&cast.zhao, number, "find", findings.clone()).await, "reviewing");
        let back = json!({ "ok": false, "reason": "请补充夜班排班的依据" });
        assert_eq!(house.done(&cast.chief, number, "review", back).await, "inquiring");
        assert_eq!(house.done(&cast.zhao, number, "find", findings).await, "reviewing");
        assert_eq!(house.done(&cast.chief, number, "review", json!({ "ok": true })).await, "handling");
        let handle = Doing::Handle {
            modes: vec![tongli_cases::Handling::Apologise],
            result: Some("护士长当面道歉，夜班增派一人".into()),
            refunded_fen: None,
            waived_fen: None,
        };
        house.take(&cast.zhao, number, handle).await;

        let answer = json!({ "mode": "phone", "answers": Cast::answers() });
        assert_eq!(house.done(&cast.zhao, number, "answer", answer.clone()).await, "replying");
        let early = json!({ "mode": "phone", "proof": { "read_back": true }, "delivered_at": "2026-09-28T09:12" });
        assert_eq!(house.gates(&cast.zhao, number, "prove-delivery", early).await, ["approval"]);
        house.done(&cast.chief, number, "approve", json!({})).await;
        let mut said = answer;
        said["spoken_at"] = json!("2026-09-28T09:12");
        said["read_back"] = json!(true);
        assert_eq!(house.done(&cast.zhao, number, "answer", said).await, "replied");

        let talk = json!({
            "reached": true, "satisfaction": 4, "identity_checked": true,
            "rated_by_patient": true, "understood": true, "measures_done": true,
        });
        assert_eq!(house.done(&cast.zhao, number, "follow-up", talk).await, "following_up");
        let close = Doing::Close {
            improvement: Some("夜班增派一名护士".into()),
            no_improvement_reason: None,
        };
        house.take(&cast.zhao, number, close).await;
        let case = house.take(&cast.zhao, number, Doing::Archive).await;
        assert_eq!(case.stage.code(), "archived");

        let mut tx = house.app.db.read().await.unwrap();
        let clocks = tongli_work::clocks_of(&mut tx, TENANT, case.subject()).await.unwrap();
        assert!(clocks.iter().all(|clock| clock.met_at.is_some()), "{clocks:?}");
        let left = tongli_work::open_of_subject(&mut tx, TENANT, case.subject()).await.unwrap();
        assert!(left.is_empty());
        let statements = tongli_inquiry::statements_of(&mut tx, &house.app, TENANT, case.id.raw())
            .await
            .unwrap();
        assert_eq!(statements.iter().map(|one| one.bounces).sum::<i64>(), 1);
        for one in &statements {
            let clocks = tongli_work::clocks_of(&mut tx, TENANT, one.subject()).await.unwrap();
            assert!(clocks.iter().all(|clock| clock.met_at.is_some()), "{clocks:?}");
        }
        drop(tx);
        house.chain_holds(&case).await;
    })
    .await;
}
