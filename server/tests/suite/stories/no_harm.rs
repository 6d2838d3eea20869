//! Nobody fares worse for complaining, and whoever is complained of is told fairly.

use serde_json::{Value, json};
use tongli_store::args;

use super::complaint::done;
use super::restricted::{both, page, registered};
use crate::house::{ENGINES, House};

/// The one notice that was sent.
async fn told_id(house: &House) -> i64 {
    let mut tx = house.app.db.read().await.unwrap();
    let sql = "SELECT id FROM respondent_notices";
    let found = tx.find(sql, args![], |row| row.get("id")).await;
    found.unwrap().unwrap()
}

#[tokio::test]
async fn whoever_is_complained_of_hears_fairly_and_learns_no_name() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let mut body = both("2004");
        body["allegations"] = json!([{
            "category": "T02", "departments": ["GK2"], "text": "查房时态度生硬",
            "respondents": ["2004"]
        }]);
        body["patient"] = json!({"name": "何老先生", "record_no": "ZY778899"});
        body["bed_no"] = json!("12床");
        body["hide_identity"] = json!(true);
        body["in_hospital"] = json!(true);
        let number = registered(&house.program("receptionist"), body).await;
        house.clock_to("2026-09-28 09:20");
        house.rounds().await;
        let told = page(&house.signed_in("coordinator").await, "/notices").await;
        assert!(told.contains("仍在院") && told.contains(&number));
        for login in ["department-head", "contact-ward"] {
            let (_, case) = house.program(login).get(&format!("/cases/{number}")).await;
            assert_eq!(
                (&case["patient"], &case["contact"], &case["bed_no"]),
                (&Value::Null, &Value::Null, &Value::Null),
                "{login}"
            );
            assert!(
                page(&house.signed_in(login).await, &format!("/cases/{number}"))
                    .await
                    .contains("对科室隐匿身份")
            );
        }
        let owner = house.program("coordinator");
        let path = format!("/cases/{number}/notify-respondent");
        let version = house
            .program("coordinator")
            .get(&format!("/cases/{number}"))
            .await
            .1["version"]
            .clone();
        let words = |text: &str| json!({"version": version.clone(), "staff": "2004", "text": text, "support": "工会 张老师 8001"});
        for wrong in ["何一鸣反映您查房时态度生硬", "住院号 ZY778899 的家属反映"]
        {
            assert_eq!(owner.post(&path, words(wrong)).await.0, 422, "{wrong}");
        }
        let (status, sent) = owner
            .post(&path, words("有人反映查房时说话生硬、没有解释"))
            .await;
        assert_eq!(status, 200, "{sent}");
        house.clock_to("2026-09-28 09:30");
        house.rounds().await;
        let head = house.signed_in("department-head").await;
        assert!(page(&head, "/notices").await.contains("投诉情况告知"));
        let id = told_id(&house).await;
        let notice = page(&head, &format!("/told/{id}")).await;
        assert!(
            notice.contains("不要私下联系")
                && notice.contains("工会 张老师")
                && !notice.contains("何")
        );
        assert_eq!(
            house
                .signed_in("contact-ward")
                .await
                .get(&format!("/told/{id}"))
                .await
                .status(),
            404
        );
        assert_eq!(
            head.post(&format!("/told/{id}/read"), &[]).await.status(),
            303
        );
        let account = [("text", "当天我向家属解释过两次。")];
        assert_eq!(
            head.post(&format!("/told/{id}/account"), &account)
                .await
                .status(),
            303
        );
        let read = page(
            &house.signed_in("coordinator").await,
            &format!("/cases/{number}"),
        )
        .await;
        assert!(read.contains("确认阅读") && read.contains("当天我向家属解释过两次。"));
        house.chains_hold().await;
    }
}

#[tokio::test]
async fn nobody_handles_or_speaks_for_what_is_said_of_themselves() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let mut body = both("1003");
        body["allegations"] = json!([{
            "category": "T03", "departments": ["SF"], "text": "接待时没有说明", "respondents": ["1003"]
        }]);
        let number = registered(&house.program("receptionist"), body).await;
        done(
            &house.program("coordinator-2"),
            &number,
            "accept",
            json!({}),
        )
        .await;
        let chief = house.program("director");
        let (_, case) = chief.get(&format!("/cases/{number}")).await;
        let assign = |owner: &str, speaker: &str| json!({"version": case["version"], "owner": owner, "speaker": speaker});
        let path = format!("/cases/{number}/assign");
        let (status, refused) = chief.post(&path, assign("coordinator", "")).await;
        assert_eq!(
            (status, &refused["missing"][0]["gate"]),
            (422, &json!("owner_complained_of"))
        );
        let (status, refused) = chief
            .post(&path, assign("coordinator-2", "coordinator"))
            .await;
        assert_eq!(status, 422, "{refused}");
        assert!(refused.to_string().contains("speaker"), "{refused}");
        assert_eq!(chief.post(&path, assign("coordinator-2", "")).await.0, 200);
        // Of the office, and complained of: no name and no number for them.
        let (_, own) = house
            .program("coordinator")
            .get(&format!("/cases/{number}"))
            .await;
        assert_eq!(own["contact"], Value::Null, "{own}");
        house.chains_hold().await;
    }
}
