//! A clue is found late, when the office has written of it in every place it has. From
//! then on the ordinary half tells of it nowhere, to nobody who may not know: looked for
//! through every route that reads.

mod after;
mod planted;

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use tongli::features;
use tongli_store::Engine;

use crate::census::routes::{Everybody, filled_with, one_a_role};
use crate::house::House;
use planted::{Planted, WORD, find_clue, sign_all};

/// Everybody of the ordinary half: all roles but discipline's.
fn everybody(house: &House) -> Vec<String> {
    let all = one_a_role(house).map(|account| account.login.clone());
    let more = ["receptionist-2", "coordinator-2", "contact-ward"].map(str::to_owned);
    let all = all.filter(|login| login != "discipline").chain(more);
    all.collect()
}

/// Every address that reads and could tell of these cases.
fn addresses(planted: &Planted) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for route in features::routes().listed() {
        if route.method != "GET" || route.path.ends_with("sign-out") {
            continue;
        }
        let path = route.path;
        let hangs = planted
            .hanging
            .iter()
            .find(|(place, _)| path.contains(*place));
        match hangs {
            _ if !path.contains('{') => {
                all.insert(path.to_owned());
            }
            Some((place, ids)) if path.contains("{number}") && path.contains("/cases/") => {
                let (head, tail) = path.split_once(place).unwrap();
                for (number, id) in planted
                    .numbers()
                    .iter()
                    .flat_map(|one| ids.iter().map(move |id| (*one, id)))
                {
                    let head = filled_with(head, number);
                    all.insert(format!("{head}{place}{}", filled_with(tail, id)));
                }
            }
            Some((_, ids)) => all.extend(ids.iter().map(|id| filled_with(path, id))),
            None if path.contains("/cases/{number}") => {
                all.extend(planted.numbers().map(|one| filled_with(path, one)));
            }
            None => {}
        }
    }
    all.insert("/months?month=2026-09".to_owned());
    all.insert("/cases?q=挂号".to_owned());
    all.insert("/api/v1/cases?q=挂号".to_owned());
    all
}

/// Where each planted word is read, by whom.
async fn telling(house: &House, planted: &Planted) -> BTreeMap<String, BTreeSet<String>> {
    let mut told: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    // Sessions end with the hours the clock is moved by.
    let mut asking = Everybody::of(house);
    let addresses = addresses(planted);
    for login in everybody(house) {
        for path in &addresses {
            let answer = asking.ask(&login, Method::GET, path).await;
            let status = answer.status().as_u16();
            assert!(status < 500, "{path} as {login}: {status}");
            let body = answer.bytes().await.unwrap();
            let body = String::from_utf8_lossy(&body).into_owned();
            for part in body.split(WORD).skip(1) {
                let place: String = part
                    .split("一事")
                    .next()
                    .unwrap()
                    .chars()
                    .take(12)
                    .collect();
                let places = told.entry(place).or_default();
                places.insert(format!("{path} as {login}"));
            }
        }
    }
    told
}

/// What an office can write, and what is read again somewhere.
const PLANTED: &[&str] = &[
    "讲述",
    "诉求",
    "地点",
    "需要",
    "风险",
    "批示",
    "反映",
    "提问",
    "另问",
    "退回",
    "免交",
    "告知",
    "支持",
    "病区说明",
    "窗口说明",
    "窗口再说明",
    "补充说明",
    "旧表经过",
    "表病情",
    "表经过",
    "表沟通",
    "再认定甲",
    "再认定乙",
    "退费",
    "批准",
    "指示",
    "延期",
    "机关",
    "经办",
    "依据",
    "目的",
    "材料",
    "处理",
    "阶段",
    "进度",
    "答复甲",
    "答复甲后续",
    "答复甲理由",
    "答复甲简版",
    "称呼",
    "开头",
    "步骤",
    "结果",
    "暂停",
    "备注",
    "附件",
    "研究",
    "上轮表经过",
    "上轮认定甲",
    "上轮答复甲",
    "上轮处理",
    "重开",
    "新证据",
    "夜间",
    "夜间承诺",
    "留存",
    "文号",
];

async fn nothing_is_told(engine: Engine) {
    let house = House::at(engine, "2026-09-30 16:45").await;
    let planted = Planted::of(&house).await;
    house.rounds().await;
    let before = telling(&house, &planted).await;
    let unread: Vec<_> = PLANTED
        .iter()
        .filter(|one| !before.contains_key(**one))
        .collect();
    assert!(
        unread.is_empty(),
        "nobody reads {unread:?} of {:?}",
        before.keys()
    );

    house.clock_to("2026-09-30 17:10");
    for number in planted.numbers() {
        find_clue(&house, number).await;
    }
    sign_all(&house).await;
    house.rounds().await;
    house.clock_to("2026-10-01 09:00");
    let after = telling(&house, &planted).await;
    let told: Vec<String> = after
        .iter()
        .map(|(word, places)| {
            let some: Vec<&str> = places.iter().map(String::as_str).take(4).collect();
            format!("{word}: {}", some.join(", "))
        })
        .collect();
    assert!(told.is_empty(), "{engine:?}\n{}", told.join("\n"));
    // Whoever could read the case still reads what is left of it.
    let mut asking = Everybody::of(&house);
    for number in planted.numbers() {
        let path = format!("/cases/{number}");
        let answer = asking.ask("deputy", Method::GET, &path).await;
        assert_eq!(answer.status(), 200, "{path}");
        assert!(
            answer.text().await.unwrap().contains("挂号排队三小时"),
            "{path}"
        );
    }
    house.chains_hold().await;
}

#[tokio::test]
async fn a_clue_found_late_is_told_nowhere_on_sqlite() {
    nothing_is_told(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_clue_found_late_is_told_nowhere_on_postgres() {
    nothing_is_told(Engine::Postgres).await;
}
