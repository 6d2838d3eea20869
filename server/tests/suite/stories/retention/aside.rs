//! What was entered wrongly is sealed away by two persons, and comes back by two.

use serde_json::{Value, json};

use super::super::orders::order_of;
use super::{act, complaint, registered, status, version};
use crate::house::{ENGINES, House, between};

async fn proposed(house: &House, number: &str) -> Value {
    let coordinator = house.program("coordinator");
    let version = version(&coordinator, number).await;
    let path = format!("/cases/{number}/set-aside");
    let body = json!({ "version": version, "reason": "登记到了另一位患者名下" });
    let (code, aside) = act(&coordinator, &path, body).await;
    assert_eq!(code, 200, "{aside}");
    aside
}

async fn decided(
    house: &House,
    login: &str,
    aside: &Value,
    version: i64,
    agreed: bool,
) -> (u16, Value) {
    let path = format!("/asides/{}/decide", aside["id"].as_str().unwrap());
    let body = json!({ "version": version, "agreed": agreed });
    act(&house.program(login), &path, body).await
}

/// Everything a role can look at by program.
const PLACES: [&str; 4] = ["/cases", "/cases?q=夜间呼叫", "/notices", "/work"];

async fn sees(house: &House, login: &str, number: &str) -> Vec<String> {
    let mut found = Vec::new();
    let program = house.program(login);
    for place in PLACES {
        let (_, body) = program.get(place).await;
        if body.to_string().contains(number) {
            found.push(place.to_owned());
        }
    }
    let browser = house.signed_in(login).await;
    for place in ["/", "/cases", "/cases?q=夜间呼叫", "/notices", "/months"] {
        let page = browser.get(place).await.text().await.unwrap();
        if page.contains(number) {
            found.push(place.to_owned());
        }
    }
    found
}

#[tokio::test]
async fn sealed_away_it_is_nowhere_but_on_one_list() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let receipt = {
            let (code, case) = house
                .program("receptionist")
                .post("/cases", complaint())
                .await;
            assert_eq!(code, 201, "{case}");
            case
        };
        let number = receipt["number"].as_str().unwrap().to_owned();
        assert!(!sees(&house, "coordinator", &number).await.is_empty());
        let (_, clocks) = house
            .program("coordinator")
            .get(&format!("/cases/{number}"))
            .await;
        let running = |case: &Value| {
            let clocks = case["clocks"].as_array().unwrap();
            clocks
                .iter()
                .filter(|one| one["ended_at"].is_null() && one["met_at"].is_null())
                .count()
        };
        let before = running(&clocks);
        assert!(before > 0);

        let aside = proposed(&house, &number).await;
        let (code, _) = decided(&house, "coordinator", &aside, 1, true).await;
        assert_eq!(code, 403);
        let (code, done) = decided(&house, "director", &aside, 1, true).await;
        assert_eq!((code, &done["state"]), (200, &json!("aside")), "{done}");
        house.rounds().await;

        for login in [
            "receptionist",
            "coordinator",
            "director",
            "vice-president",
            "deputy",
            "counsel",
            "discipline",
            "contact-ward",
        ] {
            assert_eq!(
                status(&house.program(login), &format!("/cases/{number}")).await,
                404,
                "{login}"
            );
            let seen = sees(&house, login, &number).await;
            assert!(seen.is_empty(), "{engine:?} {login}: {seen:?}");
            let browser = house.signed_in(login).await;
            assert_eq!(
                browser.get(&format!("/cases/{number}")).await.status(),
                404,
                "{login}"
            );
        }

        // One list knows it; what it says costs a reason.
        assert_eq!(status(&house.program("counsel"), "/asides").await, 403);
        let (_, list) = house.program("vice-president").get("/asides").await;
        assert_eq!(list["items"][0]["number"], json!(number));
        let vice = house.signed_in("vice-president").await;
        let path = format!("/sealed-away/{number}");
        let page = vice.get(&path).await.text().await.unwrap();
        assert!(page.contains("登记到了另一位患者名下") && !page.contains("夜间呼叫"));
        let empty = vice.post(&format!("{path}/open"), &[("reason", " ")]).await;
        assert_eq!(empty.status(), 422);
        let opened = vice
            .post(&format!("{path}/open"), &[("reason", "核对是否记错人")])
            .await;
        assert_eq!(opened.status(), 303);
        assert!(
            vice.get(&path)
                .await
                .text()
                .await
                .unwrap()
                .contains("夜间呼叫")
        );
        let other = house.signed_in("director").await;
        let page = other.get(&path).await.text().await.unwrap();
        assert!(page.contains("核对是否记错人") && !page.contains("夜间呼叫"));
        house.clock_to("2026-09-28 09:50");
        assert!(
            !vice
                .get(&path)
                .await
                .text()
                .await
                .unwrap()
                .contains("夜间呼叫")
        );

        // Back by two as well, and the limit of law did not wait.
        let back = format!("/asides/{}/back", aside["id"].as_str().unwrap());
        let body = json!({ "version": 2, "reason": "核对后确认没有登记错" });
        let (code, waits) = act(&house.program("director"), &back, body).await;
        assert_eq!(code, 200, "{waits}");
        let (code, own) = decided(&house, "director", &aside, 3, true).await;
        assert_eq!(
            (code, &own["missing"][0]["gate"]),
            (422, &json!("second_person"))
        );
        let (code, done) = decided(&house, "vice-president", &aside, 3, true).await;
        assert_eq!((code, &done["state"]), (200, &json!("back")), "{done}");
        let (code, case) = house
            .program("coordinator")
            .get(&format!("/cases/{number}"))
            .await;
        assert_eq!((code, running(&case)), (200, before));
        assert!(!sees(&house, "coordinator", &number).await.is_empty());
        house.chains_hold().await;
        let mut tx = house.app.db.read().await.unwrap();
        let found = tongli_retention::verify(&mut tx, house.app.tenant)
            .await
            .unwrap();
        assert_eq!(found.flaws, vec![]);
    }
}

#[tokio::test]
async fn two_deciders_at_once_are_one_decision() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house, complaint()).await;
        let aside = proposed(&house, &number).await;
        let (one, other) = tokio::join!(
            decided(&house, "director", &aside, 1, true),
            decided(&house, "vice-president", &aside, 1, false)
        );
        let won = [one.0, other.0].iter().filter(|code| **code == 200).count();
        assert_eq!(won, 1, "{engine:?} {one:?} {other:?}");
        let lost = if one.0 == 200 { other } else { one };
        assert!(matches!(lost.0, 404 | 409 | 422), "{lost:?}");
    }
}

#[tokio::test]
async fn whoever_holds_the_receipt_is_sent_to_the_office() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let public = house.browser();
        let page = public.get("/r").await.text().await.unwrap();
        let form_key = between(&page, "name=\"form_key\" value=\"", "\"").to_owned();
        let fields = [
            ("form_key", form_key.as_str()),
            ("kind", "complaint"),
            ("narrative", "挂号窗口没有人。"),
            ("name", "高远"),
            ("phone", "13800000024"),
            ("reply", "phone"),
        ];
        let answer = public.post("/r", &fields).await;
        assert_eq!(answer.status(), 303);
        let at = answer.headers()["location"].to_str().unwrap().to_owned();
        let page = public.get(&at).await.text().await.unwrap();
        let (_, list) = house.program("coordinator").get("/cases").await;
        let number = list["items"][0]["number"].as_str().unwrap().to_owned();
        let code = between(&page, "class=\"receipt-code\" data-user-text>", "<").to_owned();
        let aside = proposed(&house, &number).await;
        assert_eq!(decided(&house, "director", &aside, 1, true).await.0, 200);
        let page = public.post("/r/status", &[("code", code.as_str())]).await;
        assert_eq!(page.status(), 200, "{code}");
        let page = page.text().await.unwrap();
        assert!(
            page.contains("办公室") && page.contains("查清楚") && !page.contains(&number),
            "{page}"
        );
    }
}

#[tokio::test]
async fn what_was_begun_beside_it_goes_on() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-30 15:12").await;
        let number = registered(&house, complaint()).await;
        let owner = house.program("coordinator");
        house.clock_to("2026-09-30 16:45");
        order_of(&owner, &number).await;
        let desk = house.signed_in("receptionist").await;
        let fields = [
            ("asks", "copy"),
            ("asker", "高远"),
            ("phone", "13800000024"),
            ("standing", "oneself"),
            ("about", "contact"),
            ("what", "投诉时登记的全部信息"),
            ("cases", number.as_str()),
        ];
        let sent = desk.post("/privacy/requests/new", &fields).await;
        assert_eq!(sent.status(), 303);
        let aside = proposed(&house, &number).await;
        assert_eq!(decided(&house, "director", &aside, 1, true).await.0, 200);

        // Whoever asked for their own data is still owed an answer.
        let request = "/privacy/requests/GR-20260930-0001";
        let (code, read) = owner.get(request).await;
        assert_eq!((code, &read["stage"]), (200, &json!("received")), "{read}");
        let (_, list) = owner.get("/privacy/requests").await;
        assert_eq!(list["items"].as_array().unwrap().len(), 1);

        // The paper comes in again, and is written down where it belongs.
        let right = registered(&house, complaint()).await;
        let version = version(&owner, &right).await;
        let again = json!({"version": version, "platform": "hotline_12345",
            "number": "20260930-8841", "finish_by": "2026-10-15T17:30:00+08:00"});
        let path = format!("/cases/{right}/take-order");
        let (code, order) = act(&owner, &path, again).await;
        assert_eq!(code, 200, "{order}");
        house.chains_hold().await;
    }
}
