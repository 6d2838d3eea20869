//! Whoever copies the database, or the folder of files, learns nobody's name, number or
//! address from it.

use std::collections::BTreeSet;
use std::path::Path;

use reqwest::multipart::{Form, Part};
use reqwest::{Method, Response};
use serde_json::json;
use tongli_store::seal::key_of;
use tongli_store::{DbUrl, Engine, Query};

use super::complaint::done;
use super::lives::whole_life;
use crate::house::{Browser, ENGINES, House, between};

/// Values that stand nowhere else, by the field they are typed into.
const PLANTED: &[&str] = &[
    "欧阳暗香",
    "司徒疏影",
    "13900007531",
    "ZYX7788123",
    "11010519491231002X",
    "梅花巷七十七号",
    "诸葛横斜",
    "13900008642",
    "公孙黄昏",
    "令狐水清",
    "13900009753",
    "百里月明",
    "13900001864",
    "慕容清浅",
    "端木名册",
    "上官霜禽",
    "13900002975",
    "夏侯凌霜",
    "尉迟停云",
    "皇甫听雨",
    "13900004321",
];

async fn sent(answer: Response, what: &str) -> String {
    let (status, at) = (answer.status(), answer.headers().get("location").cloned());
    let page = answer.text().await.unwrap();
    assert!(
        status.is_success() || status.is_redirection(),
        "{what}: {status} {page}"
    );
    at.map(|at| at.to_str().unwrap().to_owned())
        .unwrap_or_default()
}

async fn registered(desk: &Browser<'_>) -> String {
    let fields = [
        ("kind", "complaint"),
        ("channel", "visit"),
        ("narrative", "夜间呼叫二十分钟无人应答。"),
        ("allegations[0].text", "夜间无人应答"),
        ("allegations[0].category", "T02"),
        ("allegations[0].departments", "骨科二病区"),
        ("patient_name", "欧阳暗香"),
        ("patient_record_no", "ZYX7788123"),
        ("patient_document_kind", "id_card"),
        ("patient_document_no", "11010519491231002X"),
        ("contact_name", "司徒疏影"),
        ("contact_phone", "13900007531"),
        ("contact_relation", "self"),
        ("contact_identity_check", "oral"),
        ("contact_reply_by", "letter"),
        ("contact_address", "梅花巷七十七号"),
        ("privacy_shown", "1"),
        ("read_back", "1"),
    ];
    let at = sent(desk.post("/cases/new", &fields).await, "register").await;
    let after = at.split_once("/cases/").expect("the case").1;
    let end = after.find(['/', '?']).unwrap_or(after.len());
    after[..end].to_owned()
}

async fn half_typed(desk: &Browser<'_>) {
    let fields = [
        ("narrative", "还没说完"),
        ("contact_name", "诸葛横斜"),
        ("contact_phone", "13900008642"),
    ];
    let path = "/drafts/cases-register";
    sent(desk.post(path, &fields).await, "draft").await;
}

async fn attached(house: &House, number: &str) {
    let desk = house.program("receptionist");
    let bytes = "%PDF-1.7 欧阳暗香 13900007531".as_bytes().to_vec();
    let part = Part::bytes(bytes).file_name("慕容清浅.pdf");
    let answer = desk
        .ask(Method::POST, &format!("/cases/{number}/attach"))
        .multipart(Form::new().part("file", part))
        .send()
        .await
        .unwrap();
    sent(answer, "attach").await;
}

async fn amended(house: &House, number: &str) {
    let owner = house.signed_in("coordinator").await;
    let page = owner.get(&format!("/cases/{number}/amend")).await;
    let page = page.text().await.unwrap();
    let version = between(&page, "name=\"version\" value=\"", "\"").to_owned();
    let fields = [
        ("version", version.as_str()),
        ("channel", "visit"),
        ("patient_name", "上官霜禽"),
        ("contact_name", "司徒疏影"),
        ("contact_phone", "13900002975"),
    ];
    let path = format!("/cases/{number}/amend");
    sent(owner.post(&path, &fields).await, "amend").await;
}

async fn delivered(house: &House, number: &str) {
    let owner = house.signed_in("coordinator").await;
    let path = format!("/cases/{number}/deliver");
    let page = owner.get(&path).await.text().await.unwrap();
    let version = between(&page, "name=\"version\" value=\"", "\"").to_owned();
    let form = Form::new()
        .text("_csrf", owner.csrf().to_owned())
        .text("version", version)
        .text("mode", "letter")
        .text("delivered_at", "2026-09-28T09:12")
        .text("signer", "公孙黄昏")
        .text("relation", "child");
    let answer = owner.ask(Method::POST, &path).multipart(form).send().await;
    sent(answer.unwrap(), "deliver").await;
}

/// From the first words to the archive, with a name in every field that has one.
async fn a_life(house: &House, number: &str) {
    for (login, verb, mut body) in whole_life() {
        match verb {
            "prove-delivery" => {
                delivered(house, number).await;
                continue;
            }
            "letter" => body["salutation"] = json!("司徒疏影女士"),
            "reopen" => break,
            _ => {}
        }
        if verb == "investigate" {
            amended(house, number).await;
        }
        done(&house.program(login), number, verb, body).await;
    }
}

/// A third person's consent, who took what was handed outside, who asks for their data.
async fn in_private(house: &House, number: &str) {
    let desk = house.signed_in("receptionist").await;
    let fields = [
        ("version", "0"),
        ("kind", "photo"),
        ("whom", "other"),
        ("name", "夏侯凌霜"),
        ("decision", "given"),
        ("how", "word"),
    ];
    let path = format!("/cases/{number}/consents");
    sent(desk.post(&path, &fields).await, "consent").await;
    let fields = [
        ("recipient", "insurer"),
        ("body", "某保险公司"),
        ("person", "尉迟停云"),
        ("basis", "consent"),
        ("ground", "书面同意"),
        ("purpose", "理赔"),
        ("what", "答复函"),
        ("way", "letter"),
        ("approver", "1005"),
    ];
    let owner = house.signed_in("coordinator").await;
    let path = format!("/cases/{number}/disclosures/new");
    sent(owner.post(&path, &fields).await, "disclose").await;
    let fields = [
        ("asks", "read"),
        ("asker", "皇甫听雨"),
        ("phone", "13900004321"),
        ("standing", "relative"),
        ("about", "patient"),
        ("what", "登记的信息"),
        ("cases", number),
    ];
    sent(desk.post("/privacy/requests/new", &fields).await, "request").await;
}

async fn brought_in(house: &House) {
    let clerk = house.signed_in("information").await;
    let rows = "接待日期,受理渠道,类别,患者姓名,联系电话,反映内容,处理结果,答复日期\n\
                2013-03-04,来访,投诉,令狐水清,13900009753,拍片等了两个小时。,已致歉,2013-03-06\n\
                不是日期,来访,投诉,令狐水清,13900009753,走廊很冷。,已致歉,2013-03-06\n";
    let part = Part::bytes(rows.as_bytes().to_vec()).file_name("端木名册.csv");
    let form = Form::new()
        .text("_csrf", clerk.csrf().to_owned())
        .part("file", part);
    let answer = clerk
        .ask(Method::POST, "/imports")
        .multipart(form)
        .send()
        .await;
    let at = sent(answer.unwrap(), "import").await;
    let page = clerk.get(&at).await.text().await.unwrap();
    let version = between(&page, "name=\"version\" value=\"", "\"").to_owned();
    let path = format!("{at}/confirm");
    sent(clerk.post(&path, &[("version", &version)]).await, "confirm").await;
    house.rounds().await;
}

async fn reported(house: &House) {
    let public = house.browser();
    let page = public.get("/r").await.text().await.unwrap();
    let form_key = between(&page, "name=\"form_key\" value=\"", "\"").to_owned();
    let fields = [
        ("form_key", form_key.as_str()),
        ("kind", "complaint"),
        ("narrative", "挂号窗口没有人。"),
        ("name", "百里月明"),
        ("phone", "13900001864"),
        ("reply", "phone"),
    ];
    sent(public.post("/r", &fields).await, "report").await;
}

/// Every text column of every table.
pub(super) async fn columns(house: &House, engine: Engine) -> Vec<(String, String)> {
    let sql = match engine {
        Engine::Sqlite => {
            "SELECT m.name AS t, c.name AS c FROM sqlite_master m, pragma_table_info(m.name) c
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND c.type = 'TEXT'"
        }
        Engine::Postgres => {
            "SELECT table_name::text AS t, column_name::text AS c FROM information_schema.columns
             WHERE table_schema = 'public' AND data_type = 'text'"
        }
    };
    let mut tx = house.app.db.read().await.unwrap();
    tx.all(sql, vec![], |row| Ok((row.get("t")?, row.get("c")?)))
        .await
        .unwrap()
}

/// What a person told us stays text that can be searched: it shows that the hunt hunts.
const TOLD: &str = "夜间呼叫二十分钟";

pub(super) async fn values(house: &House, table: &str, column: &str) -> Vec<String> {
    let (table, column): (&'static str, &'static str) =
        (table.to_owned().leak(), column.to_owned().leak());
    let mut query = Query::new("SELECT ");
    query.push(column).push(" AS v FROM ").push(table);
    query.push(" WHERE ").push(column).push(" IS NOT NULL");
    let (sql, args) = query.finish();
    let mut tx = house.app.db.read().await.unwrap();
    tx.all(sql, args, |row| row.get("v")).await.unwrap()
}

/// A sealed column its room has not declared would keep its old key for ever, and no
/// check would open it.
async fn sealed_columns_are_declared(house: &House, engine: Engine) {
    let declared: BTreeSet<(String, String)> = tongli::features::sealed()
        .iter()
        .map(|one| (one.table.to_owned(), one.column.to_owned()))
        .collect();
    let mut met = BTreeSet::new();
    for (table, column) in columns(house, engine).await {
        let values = values(house, &table, &column).await;
        if values.iter().any(|value| key_of(value).is_some()) {
            met.insert((table, column));
        }
    }
    let missing: Vec<_> = met.difference(&declared).collect();
    assert!(missing.is_empty(), "{engine:?}: {missing:?}");
    // It shows that the walk finds them: most columns, of every room.
    assert!(met.len() > 15, "{engine:?}: {met:?}");
}

async fn leaks_of_tables(house: &House, engine: Engine, hunted: &[&str]) -> Vec<String> {
    let mut leaks = Vec::new();
    let all = columns(house, engine).await;
    assert!(all.len() > 100, "{}", all.len());
    for (table, column) in all {
        let values = values(house, &table, &column).await;
        for planted in hunted {
            if values.iter().any(|value| value.contains(planted)) {
                leaks.push(format!("{table}.{column}: {planted}"));
            }
        }
    }
    leaks
}

fn leaks_of_bytes(path: &Path, hunted: &[&str], leaks: &mut Vec<String>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            leaks_of_bytes(&entry.unwrap().path(), hunted, leaks);
        }
        return;
    }
    let Ok(bytes) = std::fs::read(path) else {
        return;
    };
    for planted in hunted {
        let planted = planted.as_bytes();
        if bytes.windows(planted.len()).any(|part| part == planted) {
            let name = String::from_utf8_lossy(planted);
            leaks.push(format!("{}: {name}", path.display()));
        }
    }
}

#[tokio::test]
async fn a_copied_database_shows_nobody() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let desk = house.signed_in("receptionist").await;
        let number = registered(&desk).await;
        half_typed(&desk).await;
        attached(&house, &number).await;
        in_private(&house, &number).await;
        a_life(&house, &number).await;
        brought_in(&house).await;
        reported(&house).await;
        let body = json!({
            "kind": "enquiry", "channel": "phone", "narrative": "怎样复印病历？",
            "contact": {"name": "司徒疏影", "phone": "13900007531"}
        });
        let program = house.program("receptionist");
        let twice = program
            .ask(Method::POST, "/cases")
            .header("idempotency-key", "once")
            .json(&body);
        sent(twice.send().await.unwrap(), "by program").await;
        house.rounds().await;

        let leaks = all_leaks(&house, engine, PLANTED).await;
        assert!(leaks.is_empty(), "{engine:?}\n{}", leaks.join("\n"));
        sealed_columns_are_declared(&house, engine).await;
        let told = all_leaks(&house, engine, &[TOLD]).await;
        let places: &[&str] = match engine {
            Engine::Sqlite => &["cases.narrative", "tongli.db"],
            Engine::Postgres => &["cases.narrative"],
        };
        for place in places {
            assert!(told.iter().any(|leak| leak.contains(place)), "{told:?}");
        }
    }
}

pub(super) async fn all_leaks(house: &House, engine: Engine, hunted: &[&str]) -> Vec<String> {
    let mut leaks = leaks_of_tables(house, engine, hunted).await;
    if let DbUrl::Sqlite(path) = house.database() {
        leaks_of_bytes(path.parent().unwrap(), hunted, &mut leaks);
    }
    leaks_of_bytes(house.folder(), hunted, &mut leaks);
    leaks
}
