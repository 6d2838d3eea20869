//! The box of search, as browsers and programs use it.

use std::fmt::Write;

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use tongli_cases::{Channel, IndexFlaw, Kind, NewCase, check_index, refill, refilling};
use tongli_people::roles::{DEPARTMENT_HEAD, RECEPTIONIST};
use tongli_store::testing::on_both;

use crate::house::{Hospital, TENANT, steps};
use crate::web::{api, new_case, open};

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "%{byte:02X}");
        out
    })
}

async fn page(house: &Hospital, who: &str, query: &str) -> String {
    let reply = open(house, who, &format!("/cases?q={}", encoded(query))).await;
    assert_eq!(reply.status, StatusCode::OK, "{query}");
    reply.text()
}

async fn items(house: &Hospital, who: &str, query: &str) -> Vec<Json> {
    let path = format!("/api/v1/cases?q={}", encoded(query));
    let reply = api(house, who, Method::GET, &path, Json::Null).await;
    assert_eq!(reply.status, StatusCode::OK, "{query}: {}", reply.text());
    reply.json()["items"].as_array().unwrap().clone()
}

async fn furnished(db: tongli_store::Db) -> (Hospital, String) {
    let house = Hospital::new(db).await;
    house.staff("desk", &[RECEPTIONIST], &[]).await;
    house.staff("head", &[DEPARTMENT_HEAD], &[house.ward]).await;
    let reply = api(&house, "desk", Method::POST, "/api/v1/cases", new_case()).await;
    let number = reply.json()["number"].as_str().unwrap().to_owned();
    (house, number)
}

#[tokio::test]
async fn a_number_jumps_and_words_are_marked_where_they_stand() {
    on_both(&steps(), async |db| {
        let (house, number) = furnished(db).await;
        for typed in [number.clone(), number.to_lowercase(), format!(" {number} ")] {
            let reply = open(&house, "desk", &format!("/cases?q={}", encoded(&typed))).await;
            assert_eq!(reply.status, StatusCode::SEE_OTHER, "{typed}");
            assert_eq!(reply.to(), format!("/cases/{number}"));
        }
        let missing = page(&house, "desk", "TS-20260928-9999").await;
        assert!(missing.contains("没有符合条件的来件"));
        for (typed, marked) in [
            ("呼叫", "<mark>呼叫</mark>"),
            ("無人應答", "<mark>无人应答</mark>"),
            ("二十 原因", "<mark>二十</mark>"),
            ("夜", "<mark>夜</mark>"),
        ] {
            let page = page(&house, "head", typed).await;
            assert!(page.contains(marked) && page.contains(&number), "{typed}");
        }
        let best = open(&house, "desk", "/cases?order=best&q=%E5%91%BC%E5%8F%AB")
            .await
            .text();
        assert!(
            best.contains("最相符在前") && best.contains("从最新的 400 件"),
            "{best}"
        );
        let found = items(&house, "head", "呼叫").await;
        assert_eq!(found[0]["excerpt"]["in"], "told");
        let hit = json!({ "text": "呼叫", "hit": true });
        assert!(
            found[0]["excerpt"]["pieces"]
                .as_array()
                .unwrap()
                .contains(&hit)
        );
        assert!(
            items(&house, "desk", &number).await[0]
                .get("excerpt")
                .is_none()
        );
    })
    .await;
}

#[tokio::test]
async fn whoever_sees_names_finds_by_name_spelling_and_the_end_of_a_number() {
    on_both(&steps(), async |db| {
        let (house, number) = furnished(db).await;
        let by = [
            "李建国",
            "lijianguo",
            "LJG",
            "ljg",
            "李强",
            "2204",
            "13800002204",
            "138 0000 2204",
            "Z10086",
            "0086",
            "李建国 呼叫",
            "无人应答 ljg",
        ];
        for typed in by {
            let found = items(&house, "desk", typed).await;
            assert_eq!(found.len(), 1, "{typed}");
            assert_eq!(found[0]["number"], number.as_str(), "{typed}");
            // A ward handles the matter and learns nothing by a number.
            assert!(items(&house, "head", typed).await.is_empty(), "{typed}");
        }
        for typed in ["李建国 退费", "王建国", "2205", "退费 ljg"] {
            assert!(items(&house, "desk", typed).await.is_empty(), "{typed}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_query_that_is_none_is_told_so() {
    on_both(&steps(), async |db| {
        let (house, number) = furnished(db).await;
        let endless = "痛".repeat(1_200);
        for (typed, said) in [
            ("，。！", "只有标点"),
            ("\"*^()-:", "只有标点"),
            (endless.as_str(), "查的内容太长"),
            ("一 二 三 四 五 六 七 八 九 十 百 千 万", "查的内容太长"),
        ] {
            let shown = page(&house, "desk", typed).await;
            assert!(shown.contains(said) && !shown.contains(&number), "{typed}");
            let path = format!("/api/v1/cases?q={}", encoded(typed));
            let reply = api(&house, "desk", Method::GET, &path, Json::Null).await;
            assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
            assert!(reply.text().contains(said), "{}", reply.text());
        }
        // What an engine would take for its own language is only words.
        for typed in [
            "呼叫 OR 退费",
            "NEAR(呼叫 应答)",
            "terms:呼叫",
            "'呼叫' & !zr2",
            "呼叫*:)'\"--",
            "zr2",
            "t_呼叫",
            "zz",
            "CT室ابجд한국어ไทย",
        ] {
            let found = items(&house, "desk", typed).await;
            assert_eq!(found.len(), usize::from(typed == "呼叫*:)'\"--"), "{typed}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_index_made_anew_goes_on_where_it_was_stopped() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let desk = house.staff("desk", &[RECEPTIONIST], &[]).await;
        for at in 0..70 {
            let new = NewCase::new(Kind::Enquiry, Channel::Phone, format!("第{at}位问报告"));
            house.register(&desk, &new).await.unwrap();
        }
        let app = &house.app;
        app.db
            .write(async |tx| {
                tx.run("DELETE FROM search_terms WHERE rowid > 0", vec![])
                    .await?;
                tx.run("DELETE FROM search_rows", vec![]).await?;
                Ok(tongli_cases::begin_refill(tx, TENANT).await?)
            })
            .await
            .unwrap();
        let flaws = async || {
            let mut tx = app.db.read().await.unwrap();
            let page = check_index(&mut tx, app, None).await.unwrap();
            let words = page
                .flaws
                .iter()
                .filter(|(_, flaw)| *flaw == IndexFlaw::Words);
            words.count()
        };
        assert_eq!(flaws().await, 70);
        assert!(
            !refill(app, TENANT, |_, _| false).await.unwrap(),
            "stopped after a step"
        );
        let mut tx = app.db.read().await.unwrap();
        assert_eq!(refilling(&mut tx, TENANT).await.unwrap(), Some((50, 70)));
        drop(tx);
        assert_eq!(flaws().await, 20, "the newest came first");
        let shown = page(&house, "desk", "报告").await;
        assert!(shown.contains("检索正在重新建立，已完成 71%"), "{shown}");
        let mut steps = Vec::new();
        let whole = refill(app, TENANT, |done, all| {
            steps.push((done, all));
            true
        });
        assert!(whole.await.unwrap());
        assert_eq!((steps, flaws().await), (vec![(70, 70)], 0));
        let shown = page(&house, "desk", "第0位").await;
        assert!(!shown.contains("重新建立") && shown.contains("<mark>第0位</mark>"));
    })
    .await;
}
