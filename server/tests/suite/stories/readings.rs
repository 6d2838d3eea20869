//! Who opened which file is shown to the audit administrator, and to nobody else.

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::lives::complaint;
use crate::house::{Browser, ENGINES, House, between};

async fn registered(house: &House, body: Value) -> String {
    let (status, case) = house.program("receptionist").post("/cases", body).await;
    assert_eq!(status, 201, "{case}");
    case["number"].as_str().unwrap().to_owned()
}

async fn attached(house: &House, number: &str) {
    let part = Part::bytes(b"%PDF-1.7 one".to_vec()).file_name("病历.pdf");
    let answer = house
        .program("receptionist")
        .ask(Method::POST, &format!("/cases/{number}/attach"))
        .multipart(Form::new().part("file", part))
        .send()
        .await
        .unwrap();
    assert!(answer.status().is_success(), "{}", answer.status());
}

/// What the list holds of somebody, as `what` and whether without a task.
async fn read_by(house: &House, login: &str, more: &str) -> Vec<(String, bool)> {
    let audit = house.program("audit-admin");
    let (status, list) = audit.get(&format!("/readings?reader={login}{more}")).await;
    assert_eq!(status, 200, "{list}");
    list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let what = one["what"].as_str().unwrap().to_owned();
            (what, one["without_task"].as_bool().unwrap())
        })
        .collect()
}

async fn opened(browser: &Browser<'_>, path: &str) -> String {
    let answer = browser.get(path).await;
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap()
}

#[tokio::test]
async fn every_way_into_a_file_is_written_down_before_it_is_seen() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house, complaint()).await;
        attached(&house, &number).await;
        let desk = house.signed_in("receptionist").await;
        // With every name masked, an ordinary matter is no secret of the house.
        let page = opened(&desk, &format!("/cases/{number}")).await;
        assert_eq!(read_by(&house, "receptionist", "").await, []);
        opened(&desk, &format!("/cases/{number}?contact=1")).await;
        assert_eq!(
            read_by(&house, "receptionist", "").await,
            [("contact".to_owned(), false)]
        );
        let start = format!("/cases/{number}/files/");
        let file = format!("{start}{}", between(&page, &start, "\""));
        opened(&desk, &file).await;
        house.clock_to("2026-09-28 09:30");
        opened(&desk, &format!("/cases/{number}/print")).await;
        let whats: Vec<String> = read_by(&house, "receptionist", "")
            .await
            .into_iter()
            .map(|(what, _)| what)
            .collect();
        assert_eq!(whats, ["contact", "file", "contact"]);
        // A program reads as its owner does.
        house.clock_to("2026-09-28 09:40");
        let owner = house.program("coordinator");
        assert_eq!(owner.get(&format!("/cases/{number}")).await.0, 200);
        assert_eq!(read_by(&house, "coordinator", "").await.len(), 1);
    }
}

#[tokio::test]
async fn who_had_no_business_there_stands_out() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house, complaint()).await;
        house.clock_to("2026-09-28 10:00");
        // A deputy sees all of the hospital; nobody asked this one.
        let deputy = house.signed_in("deputy").await;
        opened(&deputy, &format!("/cases/{number}?contact=1")).await;
        assert_eq!(
            read_by(&house, "deputy", "&without_task=1").await,
            [("contact".to_owned(), true)]
        );
        let desk = house.signed_in("receptionist").await;
        opened(&desk, &format!("/cases/{number}?contact=1")).await;
        assert_eq!(read_by(&house, "receptionist", "&without_task=1").await, []);
        // By its number, and only by its own.
        let other = registered(&house, complaint()).await;
        for (number, readers) in [(&number, 2), (&other, 0)] {
            let path = format!("/readings?case={number}");
            let (_, found) = house.program("audit-admin").get(&path).await;
            assert_eq!(found["items"].as_array().unwrap().len(), readers, "{found}");
        }
        let audit = house.signed_in("audit-admin").await;
        let page = opened(&audit, "/admin/readings?without_task=1").await;
        assert!(page.contains(&number), "{page}");
        for hidden in ["高远", "13800000024", "夜间呼叫"] {
            assert!(!page.contains(hidden), "{hidden}");
        }
    }
}

#[tokio::test]
async fn a_restricted_matter_shows_without_its_number() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let mut body = complaint();
        body["integrity"] = json!(true);
        let number = registered(&house, body).await;
        let (status, _) = house
            .program("discipline")
            .get(&format!("/cases/{number}"))
            .await;
        assert_eq!(status, 200);
        let audit = house.signed_in("audit-admin").await;
        let page = opened(&audit, "/admin/readings").await;
        assert!(page.contains("保密件"), "{page}");
        for place in ["", &format!("?case={number}")] {
            let page = opened(&audit, &format!("/admin/readings{place}")).await;
            let list = page.split_once("<div class=\"card\">").unwrap().1;
            assert!(!list.contains(&number), "{place}");
        }
        let (_, found) = house
            .program("audit-admin")
            .get(&format!("/readings?case={number}"))
            .await;
        assert_eq!(found["items"], json!([]));
        for format in ["csv", "xlsx"] {
            let path = format!("/admin/readings/export?format={format}");
            let answer = audit.get(&path).await;
            assert_eq!(answer.status(), 200, "{path}");
            let bytes = answer.bytes().await.unwrap();
            assert!(!String::from_utf8_lossy(&bytes).contains(&number));
        }
    }
}

#[tokio::test]
async fn the_list_is_read_page_by_page_and_by_nobody_else() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let desk = house.signed_in("receptionist").await;
        for minute in 13..18 {
            let number = registered(&house, complaint()).await;
            house.clock_to(&format!("2026-09-28 09:{minute}"));
            opened(&desk, &format!("/cases/{number}?contact=1")).await;
        }
        let audit = house.program("audit-admin");
        let (_, whole) = audit.get("/readings").await;
        let (mut all, mut cursor) = (Vec::new(), String::new());
        loop {
            let (_, page) = audit
                .get(&format!("/readings?limit=2&cursor={cursor}"))
                .await;
            all.extend(page["items"].as_array().unwrap().clone());
            match page["next"].as_str() {
                Some(next) => cursor = next.to_owned(),
                None => break,
            }
        }
        assert_eq!((all.len(), &Value::from(all)), (5, &whole["items"]));
        for wrong in [
            "limit=0",
            "limit=x",
            "cursor=x",
            "from=x",
            "from=2026-09-28&to=2026-09-27",
        ] {
            assert_eq!(
                audit.get(&format!("/readings?{wrong}")).await.0,
                422,
                "{wrong}"
            );
        }
        assert_eq!(
            audit.get("/readings?to=2026-09-27").await.1["items"],
            json!([])
        );
        let file = house.signed_in("audit-admin").await;
        let csv = file.get("/admin/readings/export?format=csv").await;
        let text = csv.text().await.unwrap();
        assert_eq!(text.lines().count(), 6, "{text}");
        assert!(text.starts_with('\u{feff}'));
        for login in ["receptionist", "director", "system-admin"] {
            assert_eq!(
                house.program(login).get("/readings").await.0,
                403,
                "{login}"
            );
            let browser = house.signed_in(login).await;
            for path in ["/admin/readings", "/admin/readings/export?format=csv"] {
                assert_eq!(browser.get(path).await.status(), 403, "{login} {path}");
            }
        }
        house.chains_hold().await;
    }
}
