//! A morning with the answer library: nothing is found, the question goes on the list from
//! two windows at once, the office answers it, two people change the answer in the same
//! moment, it is inserted, and at the end of the month everybody sees what was asked.

use serde_json::{Value, json};

use crate::house::{Browser, ENGINES, House, between};

async fn opened(browser: &Browser<'_>, path: &str) -> String {
    let answer = browser.get(path).await;
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap()
}

async fn told(house: &House, login: &str, path: &str) -> Value {
    let (status, found) = house.program(login).get(path).await;
    assert_eq!(status, 200, "{path}: {found}");
    found
}

#[tokio::test]
async fn a_question_becomes_an_answer_that_everybody_inserts() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        house.rounds().await;
        house.rounds().await;
        let shipped = told(&house, "receptionist", "/answers?kind=script").await;
        assert_eq!(shipped["answers"].as_array().unwrap().len(), 6, "each once");

        let desk = house.signed_in("receptionist").await;
        let other = house.signed_in("receptionist-2").await;
        let office = house.signed_in("coordinator").await;
        let page = opened(&desk, "/answers?q=轮椅").await;
        assert!(page.contains("没有找到"));
        let once = between(&page, "name=\"once\" value=\"", "\"");
        let (asked, same) = (
            [("once", once), ("question", "轮椅在哪里借？")],
            [("once", "b2"), ("question", "轮椅 在哪里借")],
        );
        let (one, two) = tokio::join!(
            desk.post("/answers/questions", &asked),
            other.post("/answers/questions", &same)
        );
        assert_eq!((one.status().as_u16(), two.status().as_u16()), (303, 303));
        // A reload of the first.
        desk.post("/answers/questions", &asked).await;
        let list = told(&house, "coordinator", "/answers/questions").await;
        let list = list["questions"].as_array().unwrap();
        assert_eq!((list.len(), &list[0]["times"]), (1, &json!(2)), "{list:?}");

        let question = list[0]["id"].as_str().unwrap();
        let form = opened(&office, &format!("/answers/new?question={question}")).await;
        let once = between(&form, "name=\"once\" value=\"", "\"");
        let owners = between(&form, "name=\"owner\"", "</select>");
        assert!(
            owners.contains(" selected"),
            "whoever writes it owns it first"
        );
        let fields = [
            ("once", once),
            ("question", question),
            ("kind", "answer"),
            ("title", "轮椅在哪里借？"),
            ("body", "一楼服务台，凭身份证，不收押金。"),
            ("owner", "coordinator"),
            ("valid_until", "2026-10-20"),
        ];
        let saved = office.post("/answers/new", &fields).await;
        assert_eq!(saved.status(), 303, "{}", saved.text().await.unwrap());
        let path = saved.headers()["location"].to_str().unwrap();
        let path = path.split('?').next().unwrap().to_owned();
        let home = opened(&office, "/").await;
        assert!(
            home.contains("22 天后到期"),
            "its owner hears of it at home"
        );

        // Two change it in the same moment: one is told, and loses no word.
        let director = house.signed_in("director").await;
        let change = |body| {
            let mut fields = fields.to_vec();
            fields.retain(|(name, _)| *name != "body");
            fields.extend([("body", body), ("version", "1")]);
            fields
        };
        let (left, right) = (change("二楼服务台。"), change("三楼服务台。"));
        let edit = format!("{path}/edit");
        let (left, right) = tokio::join!(office.post(&edit, &left), director.post(&edit, &right));
        let mut statuses = [left.status().as_u16(), right.status().as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409]);
        let lost = if left.status() == 409 { left } else { right };
        let lost = lost.text().await.unwrap();
        assert!(lost.contains("二楼服务台。") && lost.contains("三楼服务台。"));

        let offered = opened(&other, "/answers/find?q=lyz").await;
        let offered: Value = serde_json::from_str(&offered).unwrap();
        let id = offered["found"][0]["id"].as_str().unwrap().to_owned();
        assert_eq!(format!("/answers/{id}"), path);
        let used = format!("{path}/used");
        for once in ["u1", "u1", "u2"] {
            let counted = other.post(&used, &[("once", once)]).await;
            assert_eq!(counted.status(), 303);
        }
        house.clock_to("2026-10-21 08:00");
        let top = told(&house, "information", "/answers/top?month=2026-09").await;
        assert_eq!(
            (&top["used"][0]["times"], &top["asked"][0]["times"]),
            (&json!(2), &json!(2))
        );
        // Nobody stays signed in for weeks.
        let other = house.signed_in("receptionist-2").await;
        let offered = opened(&other, "/answers/find?q=lyz").await;
        assert!(offered.contains("2026-10-20 已过期"), "{offered}");
        let ward = house.signed_in("contact").await;
        assert_eq!(ward.get("/answers").await.status(), 403);
        house.chains_hold().await;
    }
}

#[tokio::test]
async fn the_demo_hospital_has_a_library_in_use() {
    let house = House::at(ENGINES[0], "2026-11-27 10:30").await;
    tongli::demo::fill(&house.app).await.unwrap();
    let all = told(&house, "receptionist", "/answers").await;
    let all = all["answers"].as_array().unwrap();
    assert_eq!(all.len(), 12);
    assert_eq!(
        all[11]["standing"], "expired",
        "one has run out and stands last"
    );
    let top = told(&house, "director", "/answers/top").await;
    assert!(top["used"].as_array().unwrap().len() > 3, "{top}");
    let found = told(&house, "receptionist", "/answers?q=ydyb").await;
    assert_eq!(found["answers"].as_array().unwrap().len(), 0);
    let found = told(&house, "receptionist", "/answers?q=wdyb").await;
    assert_eq!(found["answers"].as_array().unwrap().len(), 1);
    let open = told(&house, "coordinator", "/answers/questions").await;
    assert_eq!(open["questions"][0]["times"], 4, "the most asked first");
}
