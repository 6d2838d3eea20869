//! The page as a browser sees it, without any script, and the room as programs do.

use axum::http::header;
use serde_json::json;
use tongli_people::roles::{DIRECTOR, RECEPTIONIST};
use tongli_store::testing::on_both;

use crate::house::{Reply, World, steps, world};

fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let rest = text
        .split_once(before)
        .unwrap_or_else(|| panic!("{before} is not in {text}"))
        .1;
    rest.split_once(after).unwrap().0
}

fn once(page: &Reply) -> String {
    between(&page.text, "name=\"once\" value=\"", "\"").to_owned()
}

/// The numbers at the head of the page.
fn figures(page: &Reply) -> Vec<i64> {
    let figures = page.text.split("figure-value\">").skip(1);
    figures
        .map(|rest| rest.split('<').next().unwrap().parse().unwrap())
        .collect()
}

/// Presses a button of the page and sees where it leads.
async fn press(world: &World, page: &Reply, kind: &str) -> Reply {
    let form = format!("once={}&kind={kind}", once(page));
    let reply = world.post("lin", "/desk/tally", &form).await;
    assert_eq!(reply.status, 303, "{}", reply.text);
    assert_eq!(reply.headers[header::LOCATION], "/desk/tally");
    world.open("lin", "/desk/tally").await
}

#[tokio::test]
async fn each_page_counts_once_and_the_last_tap_is_taken_back() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world.somebody("lin", RECEPTIONIST).await;
        let empty = world.open("lin", "/desk/tally").await;
        assert!(empty.text.contains("今天还没有计数"));
        assert_eq!(figures(&empty), [0, 0, 0, 50, 50]);
        let first = press(&world, &empty, "way").await;
        let sent_again = press(&world, &empty, "way").await;
        assert_eq!(figures(&first), [1, 1, 0, 50, 49]);
        assert_eq!(figures(&sent_again), [1, 1, 0, 50, 49]);
        let second = press(&world, &first, "comfort").await;
        assert_eq!(figures(&second), [2, 2, 0, 50, 48]);
        assert!(second.text.contains("09:00–10:00"));
        let last = between(&second.text, "刚才记的：", "</form>");
        assert!(last.contains("安抚倾听"), "{last}");
        let slip = between(&second.text, "name=\"tap\" value=\"", "\"");
        let undo = format!("tap={slip}");
        for _ in 0..2 {
            let reply = world.post("lin", "/desk/tally/undo", &undo).await;
            assert_eq!(reply.status, 303);
        }
        let after = world.open("lin", "/desk/tally").await;
        assert_eq!(figures(&after), [1, 1, 0, 50, 49]);
        let struck = between(&after.text, "<s>", "</li>");
        assert!(struck.contains("安抚倾听") && struck.contains("09:12 已撤销"));
        let last = between(&after.text, "刚才记的：", "</form>");
        assert!(last.contains("问路指引"), "the one before comes next");
        let form = format!("once={}&kind=umbrella", once(&after));
        let unknown = world.post("lin", "/desk/tally", &form).await;
        assert_eq!(unknown.status, 422);
        assert!(unknown.text.contains("没有这一种接待"), "{}", unknown.text);
        // A page that stayed open over midnight still offers to take back.
        let stale = between(&after.text, "name=\"tap\" value=\"", "\"");
        world.clock_to("2026-09-29T00:01");
        let late = world
            .post("lin", "/desk/tally/undo", &format!("tap={stale}"))
            .await;
        assert_eq!(late.status, 409);
        assert!(late.text.contains("过了当天就不能再撤销"));
    })
    .await;
}

#[tokio::test]
async fn a_day_that_is_over_is_looked_at_and_not_tapped() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let lin = world.somebody("lin", RECEPTIONIST).await;
        world.somebody("chief", DIRECTOR).await;
        world.tap(&lin, "way", "a1").await.unwrap();
        world.registered(&lin).await;
        world.clock_to("2026-10-01T10:00");
        let past = world.open("lin", "/desk/tally?day=2026-09-28").await;
        assert_eq!(figures(&past), [2, 1, 1, 50, 48]);
        assert!(
            !past.text.contains("name=\"once\""),
            "no button of a day that is over"
        );
        assert!(past.text.contains("接待人次 = 计数 1 + 登记来件 1 = 2"));
        // The seven days of today hold it, and the feast day asks for nobody.
        let today = world.open("chief", "/desk/tally").await;
        assert!(today.text.contains("href=\"/desk/tally?day=2026-09-28\""));
        let feast = between(&today.text, "aria-current=\"date\"", "</tr>");
        assert!(feast.contains("休息日"), "{feast}");
        assert_eq!(figures(&today), [0, 0, 0], "nothing is missing on it");
        let home = world.open("lin", "/").await.text;
        let button = between(&home, "class=\"btn\" href=\"/desk/tally\">", "</a>");
        assert!(button.contains("今天接待 0 人次"), "{button}");
        assert!(!today.text.contains("name=\"once\""), "the director reads");
        for (day, word) in [("2026-10-02", "这一天还没有到"), ("昨天", "看不懂这个日期")]
        {
            let path = format!("/desk/tally?day={}", tongli_web::encoded(day));
            let refused = world.open("lin", &path).await;
            assert_eq!(refused.status, 422, "{day}");
            assert!(refused.text.contains(word), "{day}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_month_leaves_as_a_table() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let lin = world.somebody("lin", RECEPTIONIST).await;
        world.tap(&lin, "way", "a1").await.unwrap();
        world.tap(&lin, "phone", "a1").await.unwrap();
        world.registered(&lin).await;
        let path = "/desk/tally/export?month=2026-09&format=csv";
        let file = world.open("lin", path).await;
        assert_eq!(file.status, 200);
        let lines: Vec<&str> = file.text.lines().collect();
        assert!(
            lines[0].contains("日期,问路指引,随口咨询,接听电话"),
            "{}",
            lines[0]
        );
        assert_eq!(lines.len(), 1 + 28, "the days that are there");
        assert_eq!(lines[28], "2026-09-28,1,0,1,0,0,0,0,0,2,1,3,50");
        assert_eq!(lines[26], "2026-09-26,0,0,0,0,0,0,0,0,0,0,0,", "a Saturday");
        assert_eq!(lines[1], "2026-09-01,0,0,0,0,0,0,0,0,0,0,0,50");
        for wrong in ["month=2026-10&format=csv", "month=2026-09&format=jsonl", ""] {
            let path = format!("/desk/tally/export?{wrong}");
            assert_eq!(world.open("lin", &path).await.status, 404, "{wrong}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_home_page_says_how_many_against_the_target() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let lin = world.somebody("lin", RECEPTIONIST).await;
        world.tap(&lin, "way", "a1").await.unwrap();
        world.registered(&lin).await;
        let home = world.open("lin", "/").await.text;
        let button = between(&home, "class=\"btn\" href=\"/desk/tally\">", "</a>");
        assert!(button.contains("今天接待 2 / 50 人次"), "{button}");
    })
    .await;
}

#[tokio::test]
async fn a_program_counts_once_for_a_key() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world.somebody("lin", RECEPTIONIST).await;
        let way = || Some(json!({ "kind": "way" }));
        let first = world.api("lin", "/desk/taps", way(), Some("k1")).await;
        assert_eq!(first.status, 201, "{}", first.text);
        let again = world.api("lin", "/desk/taps", way(), Some("k1")).await;
        assert_eq!(again.text, first.text);
        world.api("lin", "/desk/taps", way(), Some("k2")).await;
        world.api("lin", "/desk/taps", way(), None).await;
        world.api("lin", "/desk/taps", way(), None).await;
        let other = Some(json!({ "kind": "phone" }));
        let misused = world.api("lin", "/desk/taps", other, Some("k1")).await;
        assert_eq!(misused.status, 409);
        let unknown = Some(json!({ "kind": "umbrella" }));
        let unknown = world.api("lin", "/desk/taps", unknown, None).await;
        assert_eq!(unknown.status, 422);
        assert_eq!(unknown.json()["errors"][0]["field"], "kind");
        let id = first.json()["id"].as_str().unwrap().to_owned();
        let path = format!("/desk/taps/{id}/undo");
        let undone = world.api("lin", &path, Some(json!({})), None).await;
        assert!(undone.json()["undone_at"].is_string(), "{}", undone.text);
        let day = world.api("lin", "/desk/tally", None, None).await.json();
        assert_eq!(day["day"], "2026-09-28");
        assert_eq!((&day["tally"], &day["target"]), (&json!(3), &json!(50)));
        assert_eq!(day["kinds"][0], json!({ "kind": "way", "n": 3 }));
        let future = world.api("lin", "/desk/tally?day=2026-10-01", None, None);
        assert_eq!(future.await.status, 422);
    })
    .await;
}

#[tokio::test]
async fn a_computer_is_told_its_window_once() {
    on_both(&steps(), async |db| {
        let world = world(db);
        let lin = world.somebody("lin", RECEPTIONIST).await;
        world.somebody("chief", DIRECTOR).await;
        let untold = world.open("lin", "/desk/tally").await;
        assert!(untold.text.contains("这台电脑在哪个窗口"));
        assert!(!untold.text.contains("type=\"hidden\" name=\"window\""));
        let name = tongli_web::encoded("1号 <窗口>");
        let kept = world
            .post("lin", "/desk/tally/window", &format!("window={name}"))
            .await;
        assert_eq!(kept.status, 303, "{}", kept.text);
        let cookie = kept.headers[header::SET_COOKIE]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(
            cookie.contains("Path=/desk;") && cookie.contains("HttpOnly"),
            "{cookie}"
        );
        let pair = cookie.split(';').next().unwrap();
        let page = world.open_at("lin", "/desk/tally", pair).await;
        let hidden = "type=\"hidden\" name=\"window\" value=\"";
        assert_eq!(between(&page.text, hidden, "\""), "1号 &#60;窗口&#62;");
        let form = format!("once={}&kind=way&window={name}", once(&page));
        assert_eq!(world.post("lin", "/desk/tally", &form).await.status, 303);
        world.tap(&lin, "phone", "b1").await.unwrap();
        // Everybody sees the windows of the day, whatever their own computer was told.
        let seen = world.open("chief", "/desk/tally").await.text;
        let by_hour = between(&seen, "id=\"by-hour\"", "</table>");
        assert!(
            by_hour.contains("1号 &#60;窗口&#62;") && by_hour.contains("未注明窗口"),
            "{by_hour}"
        );
        let hour = between(by_hour, "09:00–10:00", "</tr>");
        let cells: Vec<&str> = hour.split("text-end\">").skip(1).collect();
        let cells: Vec<&str> = cells
            .iter()
            .map(|cell| cell.split('<').next().unwrap())
            .collect();
        assert_eq!(cells, ["1", "1", "2"]);
        let path = "/desk/tally/export?month=2026-09&format=csv&by=window";
        let file = world.open("chief", path).await.text;
        let lines: Vec<&str> = file.lines().skip(1).collect();
        assert_eq!(lines.len(), 2, "{file}");
        assert!(
            file.contains("2026-09-28,09:00–10:00,1号 <窗口>,问路指引,1"),
            "{file}"
        );
        assert!(
            file.contains("2026-09-28,09:00–10:00,,接听电话,1"),
            "{file}"
        );

        let long = tongli_web::encoded(&"台".repeat(13));
        let refused = world
            .post("lin", "/desk/tally/window", &format!("window={long}"))
            .await;
        assert_eq!(refused.status, 422);
        assert!(
            refused
                .text
                .contains("窗口的名字太长：现在 13 个字，最多 12 个字")
        );
        assert!(
            refused.text.contains(&"台".repeat(13)),
            "what was typed is there"
        );
        assert!(refused.headers.get(header::SET_COOKIE).is_none());
        let gone = world.post("lin", "/desk/tally/window", "window=").await;
        let cookie = gone.headers[header::SET_COOKIE].to_str().unwrap();
        assert!(
            cookie.contains("desk-window=;") && cookie.contains("Max-Age=0"),
            "{cookie}"
        );
        let reader = world.post("chief", "/desk/tally/window", "window=1").await;
        assert_eq!(reader.status, 403, "who only reads stands at no window");
        // What a browser keeps is not believed.
        let forged = world
            .open_at("lin", "/desk/tally", &format!("desk-window={long}"))
            .await;
        assert!(forged.text.contains("这台电脑在哪个窗口"));
    })
    .await;
}
