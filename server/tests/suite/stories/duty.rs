//! A night on duty: danger first, paperwork after, and in the morning what nobody
//! takes over stays the giver's.

use serde_json::{Value, json};
use tongli_store::{args, history};

use crate::house::{Browser, ENGINES, House, between, moment_of};

const OFFICER: &str = "duty-officer";

/// The page after a form, wherever it leads.
async fn sent(browser: &Browser<'_>, path: &str, fields: &[(&str, &str)]) -> (String, String) {
    let answer = browser.post(path, fields).await;
    let status = answer.status().as_u16();
    let to = answer
        .headers()
        .get("location")
        .map_or(String::new(), |to| to.to_str().unwrap().to_owned());
    assert_eq!(status, 303, "{path}: {}", answer.text().await.unwrap());
    let page = browser.get(&to).await;
    assert_eq!(page.status(), 200, "{to}");
    (to, page.text().await.unwrap())
}

async fn read(house: &House, login: &str, number: &str) -> Value {
    let (status, event) = house
        .program(login)
        .get(&format!("/duty/events/{number}"))
        .await;
    assert_eq!(status, 200, "{event}");
    event
}

/// 22:40: one tap opens the event, and the numbers come before anything is typed.
async fn danger(browser: &Browser<'_>) -> String {
    let first = browser.get("/duty").await.text().await.unwrap();
    assert!(first.contains("有人有危险") && first.contains("没有，来记一件事"));
    let (to, page) = sent(browser, "/duty/danger", &[]).await;
    let number = to.rsplit('/').next().unwrap().to_owned();
    assert!(number.starts_with("ZB-20260924-"), "{number}");
    let numbers = page.find("href=\"tel:6120\"").unwrap();
    assert!(
        numbers < page.find("name=\"words\"").unwrap(),
        "before paperwork"
    );
    assert!(page.contains("href=\"tel:110\""), "police, listed or not");
    number
}

/// The id of a number on the page.
fn call_of(page: &str, name: &str) -> String {
    let rest = page.split_once(name).unwrap().1;
    between(rest, "name=\"call\" value=\"", "\"").to_owned()
}

/// Security is tried twice, a slip is taken back, the plan is chosen and begun.
async fn answered(house: &House, browser: &Browser<'_>, number: &str) {
    let path = format!("/duty/events/{number}");
    let page = browser.get(&path).await.text().await.unwrap();
    let security = call_of(&page, "保卫夜间岗");
    let tried = format!("{path}/try");
    let (_, page) = sent(browser, &tried, &[("call", &security), ("reached", "no")]).await;
    assert!(page.contains("没打通") && page.contains("2026-09-24 22:40"));
    house.clock_to("2026-09-24 22:42");
    sent(browser, &tried, &[("call", &security), ("reached", "yes")]).await;
    sent(browser, &tried, &[("call", "police"), ("reached", "yes")]).await;
    let page = browser.get(&path).await.text().await.unwrap();
    let slip = page.rsplit("name=\"try\" value=\"").next().unwrap();
    let slip = slip.split('"').next().unwrap();
    let undo = format!("{path}/undo-try");
    let (_, page) = sent(browser, &undo, &[("try", slip)]).await;
    assert!(page.contains("已撤回"), "and it stays visible");

    let (_, page) = sent(browser, &format!("{path}/plan"), &[("plan", "violence")]).await;
    let (security, ward) = (page.find("保卫夜间岗"), page.find("急救小组"));
    assert!(security < ward, "a plan rings its own numbers first");
    let step = [("plan", "violence"), ("step", "apart")];
    let (_, page) = sent(browser, &format!("{path}/tick"), &step).await;
    assert!(page.contains("已做") && page.contains("程望舒"));
    let tick = between(&page, "name=\"tick\" value=\"", "\"").to_owned();
    house.clock_to("2026-09-24 22:53");
    let late = browser
        .post(&format!("{path}/undo-tick"), &[("tick", &tick)])
        .await;
    assert_eq!(late.status(), 409, "after ten minutes it stays");
}

/// 23:10: paperwork follows, and the case is like any other.
async fn registered(house: &House, browser: &Browser<'_>, number: &str) -> String {
    house.clock_to("2026-09-24 23:10");
    let fields = [
        ("event", number),
        ("urgent", "yes"),
        ("kind", "complaint"),
        ("narrative", "家属在护士站砸东西，说按铃四十分钟没有人来"),
        ("department", "骨科二病区"),
        ("contact_phone", "13800000024"),
        ("promised", "明天上午十点由办公室打电话"),
        ("still_here", "yes"),
    ];
    let (to, page) = sent(browser, "/duty/new", &fields).await;
    assert!(to.starts_with(&format!("/duty/events/{number}")));
    let case = between(&page, "href=\"/cases/TS-", "\"").to_owned();
    let case = format!("TS-{case}");
    assert!(case.starts_with("TS-20260924-"), "{case}");
    let again = browser.post("/duty/new", &fields).await;
    assert_eq!(again.status(), 409, "registered once");
    case
}

async fn item_owner(house: &House, label: &str, kind: &str) -> Option<String> {
    let mut tx = house.app.db.read().await.unwrap();
    tx.find(
        "SELECT s.login AS login FROM work_items i JOIN staff s
             ON s.tenant = i.tenant AND s.id = i.owner_staff
         WHERE i.label = $1 AND i.kind = $2 AND i.closed_at IS NULL",
        args![label, kind],
        |row| row.get("login"),
    )
    .await
    .unwrap()
}

async fn escalations(house: &House, number: &str) -> usize {
    let id = {
        let mut tx = house.app.db.read().await.unwrap();
        let sql = "SELECT id FROM duty_events WHERE number = $1";
        let id: i64 = tx
            .one(sql, args![number], |row| row.get("id"))
            .await
            .unwrap();
        id
    };
    let mut tx = house.app.db.read().await.unwrap();
    let subject = tongli_store::Subject::new(tongli_duty::SUBJECT, id);
    let links = history::list(&mut tx, house.app.tenant, subject, 0, 500)
        .await
        .unwrap();
    links.iter().filter(|link| link.verb == "escalated").count()
}

#[tokio::test]
async fn what_nobody_takes_over_in_the_morning_stays_the_givers_and_is_reported() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-24 22:40").await;
        let officer = house.signed_in(OFFICER).await;
        let number = danger(&officer).await;
        answered(&house, &officer, &number).await;
        let case = registered(&house, &officer, &number).await;
        assert_eq!(item_owner(&house, &case, "accept").await.unwrap(), OFFICER);

        // A second, quiet matter of the same night.
        let quiet = [
            ("kind", "help"),
            ("narrative", "问明天几点可以探视"),
            ("urgent", "no"),
        ];
        let (to, _) = sent(&officer, "/duty/new", &quiet).await;
        let other = between(&to, "/duty/events/", "?").to_owned();

        house.clock_to("2026-09-25 08:00");
        let coordinator = house.signed_in("coordinator").await;
        let list = coordinator
            .get("/duty/handover")
            .await
            .text()
            .await
            .unwrap();
        for part in [
            &number,
            &other,
            &case,
            "2026-09-28 24:00",
            "明天上午十点由办公室打电话",
        ] {
            assert!(list.contains(part), "{part}");
        }
        let seen = between(&list, &format!("value=\"{number}@"), "\"").to_owned();
        let ticked = format!("{number}@{seen}");
        sent(&coordinator, "/duty/handover", &[("event", &ticked)]).await;
        let taken = read(&house, "coordinator", &number).await;
        assert_eq!(taken["taken_at"], "2026-09-25T08:00:00+08:00");
        assert_eq!(
            item_owner(&house, &case, "accept").await.unwrap(),
            "coordinator"
        );

        let back = format!("/duty/events/{other}/give-back");
        let version = read(&house, "coordinator", &other).await["version"].to_string();
        let fields = [
            ("version", version.as_str()),
            ("reason", "没有留电话，找不到人"),
        ];
        sent(&coordinator, &back, &fields).await;
        assert_eq!(
            item_owner(&house, &other, "take-over").await.unwrap(),
            OFFICER,
            "given back: still the giver's"
        );

        house.clock_to("2026-09-25 08:59");
        house.rounds().await;
        assert_eq!(escalations(&house, &other).await, 0);
        house.clock_to("2026-09-25 09:01");
        house.rounds().await;
        house.clock_to("2026-09-25 09:03");
        house.rounds().await;
        assert_eq!(escalations(&house, &other).await, 1);
        assert_eq!(escalations(&house, &number).await, 0, "taken over in time");
        let (_, told) = house.program("director").get("/notices").await;
        assert!(told.to_string().contains(&other), "{told}");

        let officer = house.signed_in(OFFICER).await;
        let sheet = officer.get("/duty/handover/print").await;
        let sheet = sheet.text().await.unwrap();
        for part in ["沈知远", "程望舒", "有人打人、砸东西或威胁", "还没有接收"]
        {
            assert!(sheet.contains(part), "{part}");
        }
        house.chains_hold().await;
    }
}

#[tokio::test]
async fn a_handover_needs_another_person_and_happens_once() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-24 22:40").await;
        let (night, morning) = (house.program(OFFICER), house.program("receptionist"));
        let (status, event) = night.post("/duty/events", json!({})).await;
        assert_eq!(status, 201, "{event}");
        let number = event["number"].as_str().unwrap();
        let (_, twice) = night.post("/duty/events", json!({})).await;
        assert_eq!(twice["number"], *number, "the same tap twice is one event");
        house.clock_to("2026-09-24 22:42");
        let (_, later) = night.post("/duty/events", json!({})).await;
        assert_ne!(later["number"], *number, "a second danger is its own");

        let take = format!("/duty/events/{number}/take-over");
        let (status, own) = night.post(&take, json!({"version": 1})).await;
        assert_eq!(
            (status, &own["missing"][0]["gate"]),
            (422, &json!("other_person"))
        );
        let (status, _) = morning.post(&take, json!({"version": 7})).await;
        assert_eq!(status, 409, "at the version that was seen");
        let (status, no_reason) = morning
            .post(
                &format!("/duty/events/{number}/give-back"),
                json!({"version": 1, "reason": " "}),
            )
            .await;
        assert_eq!(
            (status, &no_reason["errors"][0]["field"]),
            (422, &json!("reason"))
        );

        let coordinator = house.program("coordinator");
        let (one, two) = tokio::join!(
            morning.post(&take, json!({"version": 1})),
            coordinator.post(&take, json!({"version": 1}))
        );
        let mut both = [one.0, two.0];
        both.sort_unstable();
        assert_eq!(both, [200, 409], "one of two takers");

        let ward = house.program("department-head");
        let (status, _) = ward.get(&format!("/duty/events/{number}")).await;
        assert_eq!(status, 403);
        let (status, _) = night.get("/duty/events/ZB-20200101-9999").await;
        assert_eq!(status, 404);
    }
}

#[tokio::test]
async fn the_night_works_with_no_call_list_and_says_what_to_do() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-24 22:40").await;
        let officer = house.signed_in(OFFICER).await;
        let mut lines = officer.get("/duty/calls").await.text().await.unwrap();
        let mut removed = 0;
        while let Some((_, rest)) = lines.split_once("class=\"btn btn-sm\" href=\"/duty/calls/") {
            let id = rest.split('"').next().unwrap();
            let path = format!("/duty/calls/{id}/remove");
            (_, lines) = sent(&officer, &path, &[]).await;
            removed += 1;
        }
        assert!(removed > 5 && lines.contains("还没有电话"));
        let wrong = [("job", ""), ("name", ""), ("phone", "内线")];
        let refused = officer.post("/duty/calls", &wrong).await;
        assert_eq!(refused.status(), 422);
        assert!(refused.text().await.unwrap().contains("至少三位数字"));
        let (_, page) = sent(&officer, "/duty/danger", &[]).await;
        assert!(page.contains("还没有值班电话表") && page.contains("tel:110"));
        let by = [("hand_over_by", "07:30")];
        sent(&officer, "/duty/calls/time", &by).await;
        house.clock_to("2026-09-24 22:50");
        let (to, _) = sent(&officer, "/duty/danger", &[]).await;
        let number = to.rsplit('/').next().unwrap();
        let mut tx = house.app.db.read().await.unwrap();
        let sql = "SELECT due_at FROM work_items WHERE label = $1";
        let due: i64 = tx
            .one(sql, args![number], |row| row.get("due_at"))
            .await
            .unwrap();
        assert_eq!(due, moment_of("2026-09-25 07:30").millis());
    }
}

#[tokio::test]
async fn a_file_closed_later_closes_what_the_night_wrote_on_it() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-24 22:40").await;
        let officer = house.signed_in(OFFICER).await;
        let fields = [
            ("kind", "complaint"),
            ("narrative", "家属说有人收了钱"),
            ("promised", "明早由蓝色柜台回电"),
        ];
        let (to, page) = sent(&officer, "/duty/new", &fields).await;
        assert!(page.contains("蓝色柜台"));
        let event = between(&to, "/duty/events/", "?").to_owned();
        let case = format!("TS-{}", between(&page, "href=\"/cases/TS-", "\""));
        let number = case.as_str();
        house
            .app
            .db
            .write(async |tx| {
                let sql = "UPDATE cases SET confidentiality = $1 WHERE number = $2";
                let closed = tongli_kernel::Confidentiality::Discipline;
                Ok(tx.run(sql, args![closed, number]).await?)
            })
            .await
            .unwrap();
        let path = format!("/duty/events/{event}");
        for page in [
            path.as_str(),
            "/duty/handover",
            "/duty/handover/print",
            "/duty",
        ] {
            let page = officer.get(page).await.text().await.unwrap();
            assert!(
                !page.contains("蓝色柜台") && !page.contains(&case),
                "{page}"
            );
        }
        let read = read(&house, OFFICER, &event).await;
        assert_eq!(
            (&read["case"], &read["promised"]),
            (&json!(null), &json!(null))
        );
        let version = read["version"].to_string();
        let over = [("version", version.as_str()), ("promised", "")];
        let written = officer.post(&format!("{path}/write"), &over).await;
        assert_eq!(
            written.status(),
            404,
            "and it cannot be written over unseen"
        );
        let director = house.signed_in("director").await;
        let page = director.get(&path).await.text().await.unwrap();
        assert!(
            !page.contains("蓝色柜台") && !page.contains(&case),
            "nor is it told to the head of the office"
        );
    }
}
