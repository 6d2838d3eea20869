//! Looking up: by two characters, by spelling, page by page, what has run out last.

use tongli_people::roles::{COORDINATOR, RECEPTIONIST};
use tongli_store::testing::on_both;
use tongli_web::encoded;

use crate::house::{World, steps, world};

async fn library(world: &World) {
    world.somebody("zhou", COORDINATOR).await;
    world.somebody("lin", RECEPTIONIST).await;
    for (title, body, until) in [
        (
            "外地医保住院怎么结算？",
            "带身份证和医保卡，出院当天结算。",
            "2026-12-31",
        ),
        ("医保卡丢了怎么办？", "先到窗口登记，再补办。", "2026-10-05"),
        ("停车怎么收费？", "住院患者凭腕带减半。", "2027-06-30"),
        ("𬭎医生门诊在哪里？", "三楼。", "2026-12-31"),
    ] {
        world.written("zhou", title, body, until).await;
    }
}

async fn found(world: &World, typed: &str) -> Vec<String> {
    world.titles("lin", &format!("q={}", encoded(typed))).await
}

#[tokio::test]
async fn words_spellings_and_initials_lead_to_an_entry() {
    on_both(&steps(), async |db| {
        let world = world(db);
        library(&world).await;
        for typed in [
            "住院怎么",
            "waidi",
            "wdyb",
            "zhuyuanzenme",
            "结算",
            "外地 结算",
        ] {
            assert_eq!(
                found(&world, typed).await,
                ["外地医保住院怎么结算？"],
                "{typed}"
            );
        }
        // In the title before in the text.
        assert_eq!(
            found(&world, "住院").await,
            ["外地医保住院怎么结算？", "停车怎么收费？"]
        );
        assert_eq!(found(&world, "𬭎医").await, ["𬭎医生门诊在哪里？"]);
        assert_eq!(found(&world, "医保").await.len(), 2);
        // Each of its pairs stands there, and the word does not.
        world
            .written("zhou", "妈妈能陪护吗？", "能。", "2026-12-31")
            .await;
        assert_eq!(found(&world, "妈妈").await.len(), 1);
        for typed in [
            "妈妈妈",
            "医生门面",
            "院住",
            "？！",
            "zhuyuanshoufei",
            "%",
            "' OR 1=1 --",
        ] {
            assert!(found(&world, typed).await.is_empty(), "{typed}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_has_run_out_is_found_last_and_says_so() {
    on_both(&steps(), async |db| {
        let world = world(db);
        library(&world).await;
        world.clock_to("2026-10-06T08:00");
        let titles = found(&world, "医保").await;
        assert_eq!(titles, ["外地医保住院怎么结算？", "医保卡丢了怎么办？"]);
        let all = world.titles("lin", "").await;
        assert_eq!(all.len(), 4);
        assert_eq!(
            all[3], "医保卡丢了怎么办？",
            "last also where nobody searches"
        );
        let page = world.open("lin", "/answers?q=yibao").await.text;
        assert!(page.contains("2026-10-05 已过期"), "{page}");
        let offered = world.open("lin", "/answers/find?q=yibao").await.json();
        assert_eq!(offered["found"][0]["warning"], serde_json::Value::Null);
        let warning = offered["found"][1]["warning"].as_str().unwrap();
        assert!(warning.contains("2026-10-05 已过期"), "{warning}");
        // Its own day was still good.
        world.clock_to("2026-10-05T23:59");
        let page = world.open("lin", "/answers?q=diule").await.text;
        assert!(page.contains("今天到期") && !page.contains("已过期"));
    })
    .await;
}

#[tokio::test]
async fn a_long_list_is_read_page_by_page_and_misses_nothing() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world.somebody("zhou", COORDINATOR).await;
        let letters: Vec<char> = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
            .chars()
            .collect();
        for at in 0..115 {
            let (one, other) = (letters[at % 22], letters[at / 22]);
            let until = if at % 5 == 0 {
                "2026-09-28"
            } else {
                "2026-12-31"
            };
            world
                .written(
                    "zhou",
                    &format!("{one}{other}窗口几点开门"),
                    "八点。",
                    until,
                )
                .await;
        }
        world.clock_to("2026-09-29T08:00");
        for narrowed in ["", "q=窗口", "q=ck&kind=answer", "kind=answer"] {
            let narrowed = narrowed.replace("窗口", &encoded("窗口"));
            let (mut all, mut after) = (Vec::new(), String::new());
            loop {
                let path = format!("/answers?{narrowed}&after={after}");
                let page = world.get("zhou", &path).await.json();
                for one in page["answers"].as_array().unwrap() {
                    let expired = one["standing"] == "expired";
                    all.push((expired, one["title"].as_str().unwrap().to_owned()));
                }
                match page["next"].as_str() {
                    Some(next) => after = next.to_owned(),
                    None => break,
                }
            }
            assert_eq!(all.len(), 115, "{narrowed}");
            assert!(all.is_sorted_by_key(|(expired, _)| *expired), "{narrowed}");
            let titles: std::collections::BTreeSet<_> = all.iter().map(|(_, one)| one).collect();
            assert_eq!(titles.len(), 115, "{narrowed}");
        }
        let file = world.open("zhou", "/answers/export?format=csv&q=ck").await;
        assert_eq!(file.text.lines().count(), 116);
        assert_eq!(world.titles("zhou", "kind=script").await.len(), 0);
    })
    .await;
}

#[tokio::test]
async fn the_program_s_scripts_come_once_and_stay_as_the_hospital_made_them() {
    on_both(&steps(), async |db| {
        let world = world(db);
        world.somebody("zhou", COORDINATOR).await;
        let clock = tongli_kernel::Viewer::clock(tongli_testing::TENANT, "answers_ship");
        let first = tongli_answers::ship(&world.app, &clock).await.unwrap();
        assert!(first > 3);
        let four = world.get("zhou", "/answers?q=anfusibu").await.json()["answers"][0].clone();
        assert_eq!(four["unverified"], true, "{four}");
        let page = world.open("zhou", "/answers?q=afqtdqjj").await.text;
        assert!(page.contains("程序自带，未经核对"));
        let path = format!("/answers/{}/rewrite", four["id"].as_str().unwrap());
        let own = serde_json::json!({ "version": 1, "kind": "script", "title": "安抚四步",
            "body": "本院的做法。" });
        let reply = world.call("zhou", &path, own).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        assert_eq!(reply.json()["unverified"], false);
        assert_eq!(tongli_answers::ship(&world.app, &clock).await.unwrap(), 0);
        assert_eq!(world.titles("zhou", "q=anfusibu").await, ["安抚四步"]);
    })
    .await;
}
