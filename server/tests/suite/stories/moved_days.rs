//! A notice is published while matters are open, and the hospital takes a day off:
//! clocks are counted again, and every list follows.

use serde_json::{Value, json};
use tongli_cases::{IndexFlaw, check_index};
use tongli_feature::Feature;
use tongli_kernel::Viewer;
use tongli_store::args;

use super::complaint::{done, due_day, end_of};
use crate::house::{ENGINES, House, Program};

/// A notice for 2027 by which a Sunday of December 2026 is worked.
fn notice() -> String {
    let day =
        |date: &str, name: &str, off: bool| json!({"name": name, "date": date, "isOffDay": off});
    let rest = [
        ("2027-01-01", "元旦"),
        ("2027-02-05", "春节"),
        ("2027-02-06", "春节"),
        ("2027-02-07", "春节"),
        ("2027-02-08", "春节"),
        ("2027-04-05", "清明节"),
        ("2027-05-01", "劳动节"),
        ("2027-05-02", "劳动节"),
        ("2027-06-09", "端午节"),
        ("2027-09-15", "中秋节"),
        ("2027-10-01", "国庆节"),
        ("2027-10-02", "国庆节"),
        ("2027-10-03", "国庆节"),
    ];
    let mut days = vec![day("2026-12-27", "元旦", false)];
    days.extend(rest.map(|(date, name)| day(date, name, true)));
    json!({"year": 2027, "papers": ["https://www.gov.cn/2027"], "days": days}).to_string()
}

/// A complaint of 22 December 2026 that is with its owner and a department.
async fn inquired_into(house: &House) -> String {
    let desk = house.program("receptionist");
    let (status, case) = desk
        .post(
            "/cases",
            json!({
                "kind": "complaint",
                "channel": "visit",
                "narrative": "退费窗口排队一小时，轮到时窗口关闭。",
                "contact": {"name": "何一鸣", "phone": "13800000001"},
                "allegations": [{"category": "T05", "departments": ["SF"], "text": "窗口无故关闭"}]
            }),
        )
        .await;
    assert_eq!(status, 201, "{case}");
    assert_eq!(due_day(&case["clocks"], "C03"), end_of("2026-12-29"));
    let number = case["number"].as_str().unwrap().to_owned();
    done(&desk, &number, "accept", json!({})).await;
    let director = house.program("director");
    done(
        &director,
        &number,
        "assign",
        json!({"owner": "coordinator"}),
    )
    .await;
    let owner = house.program("coordinator");
    let question = json!({"departments": ["SF"], "question": "当天窗口为何关闭？"});
    done(&owner, &number, "request-statement", question).await;
    number
}

async fn import_notice(house: &House) {
    let operator = Viewer::operator(house.app.tenant);
    tongli_calendars::import_notice(&house.app, &operator, &notice())
        .await
        .unwrap();
}

async fn rest_on_23_december(house: &House) {
    house
        .app
        .db
        .write(async |tx| {
            tx.run(
                "INSERT INTO house_days (tenant, day, mark, reason, by_name, changed_at)
                 VALUES ($1, '2026-12-23', 'rest', '院庆', 'x', 0)",
                args![house.app.tenant],
            )
            .await?;
            Ok(())
        })
        .await
        .unwrap();
}

async fn count_again(house: &House) {
    let rounds = tongli_work::feature().rounds;
    let recount = rounds.iter().find(|round| round.name == "work_recount");
    assert!((recount.unwrap().run)(&house.app).await.unwrap().changed > 0);
}

/// How many copies the rounds of a room renewed.
async fn renewed(house: &House, room: &Feature) -> i64 {
    let mut changed = 0;
    for round in room
        .rounds
        .iter()
        .filter(|round| round.name.ends_with("due_days"))
    {
        let report = (round.run)(&house.app).await.unwrap();
        assert_eq!(report.failed, 0);
        changed += report.changed;
    }
    changed
}

async fn checked(house: &House) -> Vec<IndexFlaw> {
    let mut tx = house.app.db.read().await.unwrap();
    let page = check_index(&mut tx, &house.app, None).await.unwrap();
    let flaws = page.flaws.iter().map(|(_, flaw)| *flaw).collect();
    assert!(
        tongli_work::astray(&mut tx, house.app.tenant)
            .await
            .unwrap()
            .is_empty()
    );
    flaws
}

/// The due days that the list, the statement and the owner's work show.
async fn shown(program: &Program<'_>, number: &str) -> (Value, Value, Vec<Value>) {
    let (_, list) = program.get("/cases").await;
    let (_, statements) = program.get(&format!("/cases/{number}/statements")).await;
    let (_, work) = program.get("/work").await;
    let of = |found: &Value| found["due_at"].clone();
    let items = work["items"].as_array().unwrap().iter();
    (
        of(&list["items"][0]),
        of(&statements["items"][0]),
        items.map(of).collect(),
    )
}

async fn set_day(house: &House, day: &str) {
    let at = tongli_kernel::Moment::from_rfc3339(&end_of(day)).unwrap();
    house
        .app
        .db
        .write(async |tx| {
            tx.run("UPDATE cases SET due_at = $1", args![at]).await?;
            Ok(())
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn lists_home_and_badges_follow_a_calendar_that_changed() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-12-22 09:12").await;
        let number = inquired_into(&house).await;
        house.clock_to("2026-12-22 10:00");
        house.rounds().await;
        assert_eq!(checked(&house).await, []);

        import_notice(&house).await;
        rest_on_23_december(&house).await;
        house.clock_to("2026-12-22 10:05");
        count_again(&house).await;
        assert_eq!(checked(&house).await, [IndexFlaw::DueWaits]);

        // Both servers at it at once; the lease mostly keeps them apart.
        let beside = House::beside(&house).await;
        let (cases, inquiry) = (tongli_cases::feature(), tongli_inquiry::feature());
        let (one, other) = tokio::join!(renewed(&house, &cases), renewed(&beside, &cases));
        assert!(one + other >= 1);
        assert_eq!(renewed(&house, &inquiry).await, 1);
        assert_eq!(checked(&house).await, []);
        let owner = house.program("coordinator");
        let moved = Value::from(end_of("2026-12-28"));
        let (list, statement, work) = shown(&owner, &number).await;
        assert_eq!(list, moved);
        assert_eq!(statement, end_of("2026-12-25"));
        assert!(
            work.len() >= 2 && work.iter().all(|due| *due == moved),
            "{work:?}"
        );
        assert_eq!(
            renewed(&house, &cases).await,
            0,
            "run twice it changes nothing"
        );

        // Somebody who had read the case before writes the old day back.
        set_day(&house, "2026-12-29").await;
        house.clock_to("2026-12-22 10:07");
        assert_eq!(renewed(&beside, &cases).await, 1);
        assert_eq!(shown(&owner, &number).await.0, moved);
        for minute in ["2026-12-22 10:09", "2026-12-22 10:11"] {
            house.clock_to(minute);
            house.rounds().await;
            assert_eq!(checked(&house).await, []);
        }

        // Once the copies have agreed for a while nobody looks at them any more.
        let mut tx = house.app.db.read().await.unwrap();
        for kind in [tongli_cases::SUBJECT, tongli_inquiry::SUBJECT] {
            let every = (i64::MIN, i64::MAX);
            let marked = tongli_work::moved_between(&mut tx, house.app.tenant, kind, every);
            assert_eq!(marked.await.unwrap(), [].into(), "{kind}");
        }
        drop(tx);

        // On the day after, everything calls it overdue, and by the new day.
        house.clock_to("2026-12-29 00:01");
        for (login, page) in [
            ("coordinator", "/cases?due=overdue"),
            ("coordinator", "/?part=overdue"),
            ("director", "/?queue=house-overdue"),
        ] {
            let browser = house.signed_in(login).await;
            let page = browser.get(page).await.text().await.unwrap();
            assert!(page.contains(&number), "{page}");
        }

        // A wrong copy that no round is going to look at is a flaw.
        set_day(&house, "2026-12-30").await;
        assert_eq!(checked(&house).await, [IndexFlaw::Due]);
        house.chains_hold().await;
    }
}
