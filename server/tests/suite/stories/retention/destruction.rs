//! Destroyed by two persons: nothing of the words is left, the stone and every chain hold.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tongli_kernel::{Confidentiality, Viewer};
use tongli_store::attachments::{self, NewAttachment};
use tongli_store::seal::key_of;
use tongli_store::{Engine, Subject, args};

use super::super::copied::{all_leaks, columns, values};
use super::{act, archived, due, held, registered};
use crate::house::{ENGINES, House, between};

/// Stands in every field a program can write.
const PLANTED: &[&str] = &[
    "欧阳暗香",
    "13900007531",
    "梅花巷七十七号",
    "疏影横斜之词",
    "无人应答之词",
    "铃声无人转接",
    "铃声转接到护士长手机",
];

fn planted() -> Value {
    json!({
        "kind": "complaint", "channel": "phone",
        "narrative": "疏影横斜之词：夜间呼叫二十分钟无人应答。",
        "demand": "疏影横斜之词",
        "patient": {"name": "欧阳暗香"},
        "contact": {"name": "欧阳暗香", "phone": "13900007531", "reply_by": "letter", "relation": "self", "identity_check": "oral", "address": "梅花巷七十七号"},
        "allegations": [{"category": "T02", "departments": ["GK2"], "text": "无人应答之词"}]
    })
}

/// How many sealed values each column holds.
async fn sealed(house: &House, engine: Engine) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for (table, column) in columns(house, engine).await {
        // Who proposed and why is what stays; sessions and demo accounts are no matter's.
        let all = values(house, &table, &column).await;
        let count = all.iter().filter(|one| key_of(one).is_some()).count();
        found.insert(format!("{table}.{column}"), count);
    }
    found.retain(|_, count| *count > 0);
    found
}

async fn recording(house: &House, number: &str, bytes: &str) -> String {
    let (_, case) = house
        .program("director")
        .get(&format!("/cases/{number}"))
        .await;
    let id: i64 = id_of(house, number).await;
    assert_eq!(case["number"], json!(number));
    let digest = house
        .app
        .files
        .put(bytes.as_bytes().to_vec())
        .await
        .unwrap();
    let digest = &digest;
    house
        .app
        .db
        .write(async |tx| {
            let clock = Viewer::clock(house.app.tenant, "test");
            let new = NewAttachment {
                subject: Subject::new("case", id),
                digest,
                name: "欧阳暗香的录音.mp3",
                media_type: "audio/mpeg",
                bytes: 9,
                purpose: "evidence",
                confidentiality: Confidentiality::Ordinary,
                retention_class: "case",
            };
            Ok(attachments::add(tx, &clock, &house.app.ids, house.app.now(), new).await?)
        })
        .await
        .unwrap();
    digest.clone()
}

async fn id_of(house: &House, number: &str) -> i64 {
    let mut tx = house.app.db.read().await.unwrap();
    let found = tx
        .find(
            "SELECT id FROM cases WHERE number = $1",
            args![number],
            |row| row.get("id"),
        )
        .await
        .unwrap();
    found.unwrap()
}

async fn proposed(house: &House, items: &[Value]) -> Value {
    let items: Vec<&Value> = items.iter().map(|one| &one["item"]).collect();
    let body = json!({ "reason": "保管期满", "items": items });
    let (code, batch) = act(&house.program("director"), "/destructions", body).await;
    assert_eq!(code, 200, "{batch}");
    batch
}

async fn decided(house: &House, login: &str, batch: &Value, decision: &str) -> (u16, Value) {
    let path = format!("/destructions/{}/decide", batch["number"].as_str().unwrap());
    let body = json!({ "version": batch["version"], "decision": decision });
    act(&house.program(login), &path, body).await
}

async fn verified(house: &House) {
    house.chains_hold().await;
    let mut tx = house.app.db.read().await.unwrap();
    let found = tongli_retention::verify(&mut tx, house.app.tenant)
        .await
        .unwrap();
    assert_eq!(found.flaws, vec![]);
}

/// The figures of the month in which the matter came and was closed.
async fn months(house: &House) -> String {
    let browser = house.signed_in("director").await;
    let page = browser.get("/months?month=2026-09").await;
    let page = page.text().await.unwrap();
    between(&page, "class=\"figures\"", "id=\"report\"").to_owned()
}

#[tokio::test]
async fn nothing_is_left_but_the_stone() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let before = sealed(&house, engine).await;
        let number = registered(&house, planted()).await;
        archived(&house, &number).await;
        let file = recording(&house, &number, "录音：疏影横斜之词").await;
        house.rounds().await;
        let told = all_leaks(&house, engine, PLANTED).await;
        assert!(told.len() > 4, "{told:?}");
        let figures = months(&house).await;

        house.clock_to("2041-09-29 09:00");
        house.rounds().await;
        let list: Vec<Value> = due(&house, "director").await;
        let of_case: Vec<Value> = list
            .iter()
            .filter(|one| one["number"] == json!(number))
            .cloned()
            .collect();
        assert_eq!(of_case.len(), 2, "the file and its recording: {list:?}");
        let whole: Vec<Value> = of_case
            .into_iter()
            .filter(|one| one["item"].as_str().unwrap().starts_with("case"))
            .collect();
        let batch = proposed(&house, &whole).await;
        let (code, own) = decided(&house, "director", &batch, "approve").await;
        assert_eq!(code, 403, "{own}");
        assert!(!all_leaks(&house, engine, &PLANTED[3..4]).await.is_empty());
        let (code, approved) = decided(&house, "vice-president", &batch, "approve").await;
        assert_eq!(
            (code, &approved["items"][0]["state"]),
            (200, &json!("approved")),
            "{approved}"
        );
        house.clock_to("2041-09-30 09:00");
        house.rounds().await;

        let leaks = all_leaks(&house, engine, PLANTED).await;
        assert!(leaks.is_empty(), "{engine:?}\n{}", leaks.join("\n"));
        assert!(
            house.app.files.read(&file).await.is_err(),
            "the file is off the disk"
        );
        let mut after = sealed(&house, engine).await;
        after.remove("destructions.reason");
        assert_eq!(after, before, "{engine:?}: no sealed value of it stays");

        // The number shows the stone, to those who could see the case; the API as well.
        let director = house.signed_in("director").await;
        let page = director.get(&format!("/cases/{number}")).await;
        assert_eq!(page.status(), 200);
        let page = page.text().await.unwrap();
        assert!(page.contains("销毁存根") || page.contains("存根"), "{page}");
        let (code, stone) = house
            .program("director")
            .get(&format!("/tombstones/{number}"))
            .await;
        assert_eq!((code, &stone["number"]), (200, &json!(number)));
        assert_eq!(stone["files"].as_array().unwrap().len(), 1);
        assert!(!stone["clocks"].as_array().unwrap().is_empty());
        let (code, _) = house
            .program("director")
            .get(&format!("/cases/{number}"))
            .await;
        assert_eq!(code, 404);
        let other = house.signed_in("contact-emergency").await;
        assert_eq!(other.get(&format!("/cases/{number}")).await.status(), 404);
        let (_, batch) = house
            .program("director")
            .get(&format!(
                "/destructions/{}",
                batch["number"].as_str().unwrap()
            ))
            .await;
        assert_eq!(batch["items"][0]["state"], "destroyed");
        assert!(!batch["finished_at"].is_null(), "{batch}");
        assert_eq!(months(&house).await, figures, "figures stay");
        verified(&house).await;

        // Whoever changes a word of the stone is found.
        house
            .app
            .db
            .write(async |tx| {
                tx.run("UPDATE tombstones SET received_at = 1", vec![])
                    .await?;
                Ok(())
            })
            .await
            .unwrap();
        let mut tx = house.app.db.read().await.unwrap();
        let found = tongli_retention::verify(&mut tx, house.app.tenant)
            .await
            .unwrap();
        assert!(!found.flaws.is_empty());
    }
}

#[tokio::test]
async fn what_is_held_in_between_is_kept_and_a_recording_goes_alone() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house, planted()).await;
        archived(&house, &number).await;
        let file = recording(&house, &number, "录音：只有声音").await;
        house.rounds().await;
        house.clock_to("2026-12-20 09:00");
        house.rounds().await;
        assert_eq!(due(&house, "director").await.len(), 0);
        house.clock_to("2026-12-28 09:00");
        house.rounds().await;
        let list = due(&house, "director").await;
        assert_eq!(
            (list.len(), &list[0]["class"]),
            (1, &json!("recording")),
            "{list:?}"
        );

        let batch = proposed(&house, &list).await;
        // Chosen twice it is in two batches of nobody.
        let body = json!({ "reason": "再提一次", "items": [list[0]["item"]] });
        let (code, twice) = act(&house.program("director"), "/destructions", body).await;
        assert_eq!(
            (code, &twice["missing"][0]["gate"]),
            (422, &json!("due")),
            "{twice}"
        );
        let (one, other) = tokio::join!(
            decided(&house, "vice-president", &batch, "approve"),
            decided(&house, "counsel", &batch, "decline")
        );
        let won = [one.0, other.0].iter().filter(|code| **code == 200).count();
        assert_eq!(won, 1, "{engine:?}: {one:?} {other:?}");
        if other.0 == 200 {
            let again = proposed(&house, &due(&house, "director").await).await;
            assert_eq!(decided(&house, "counsel", &again, "approve").await.0, 200);
        }
        held(&house, "counsel", &number).await;
        house.clock_to("2026-12-29 09:00");
        house.rounds().await;
        assert!(
            house.app.files.read(&file).await.is_ok(),
            "a hold comes before what was approved"
        );
        let (_, holds) = house
            .program("director")
            .get(&format!("/cases/{number}/retention"))
            .await;
        let path = format!("/holds/{}/lift", holds["holds"][0]["id"].as_str().unwrap());
        let lift = json!({ "version": 1, "reason": "已经了结" });
        assert_eq!(act(&house.program("director"), &path, lift).await.0, 200);

        let again = proposed(&house, &due(&house, "director").await).await;
        assert_eq!(decided(&house, "counsel", &again, "approve").await.0, 200);
        house.clock_to("2026-12-30 09:00");
        house.rounds().await;
        assert!(house.app.files.read(&file).await.is_err());
        let (code, _) = house
            .program("director")
            .get(&format!("/cases/{number}"))
            .await;
        assert_eq!(code, 200, "the case itself stays");
        verified(&house).await;
    }
}

/// A server dies between what it has committed and the files it was about to remove, and
/// another goes on; run twice, nothing more happens.
#[tokio::test]
async fn an_interrupted_destruction_goes_on() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let mut numbers = Vec::new();
        for _ in 0..3 {
            let number = registered(&house, planted()).await;
            archived(&house, &number).await;
            numbers.push(number);
        }
        let file = recording(&house, &numbers[0], "录音：断在中间").await;
        house.rounds().await;
        house.clock_to("2041-09-29 09:00");
        house.rounds().await;
        let list: Vec<Value> = due(&house, "director")
            .await
            .into_iter()
            .filter(|one| one["item"].as_str().unwrap().starts_with("case"))
            .collect();
        let batch = proposed(&house, &list).await;
        assert_eq!(decided(&house, "counsel", &batch, "approve").await.0, 200);
        let clock = Viewer::clock(house.app.tenant, "destroy");
        // The rows go and the process with them, before a single file does.
        let went = tongli_retention::testing::destroy(&house.app, &clock)
            .await
            .unwrap();
        assert_eq!(went, list.len() as i64);
        assert!(house.app.files.read(&file).await.is_ok());
        let (_, now) = house
            .program("director")
            .get(&format!(
                "/destructions/{}",
                batch["number"].as_str().unwrap()
            ))
            .await;
        assert!(now["finished_at"].is_null());
        house.clock_to("2041-09-29 10:00");
        house.rounds().await;
        assert!(house.app.files.read(&file).await.is_err());
        let (_, now) = house
            .program("director")
            .get(&format!(
                "/destructions/{}",
                batch["number"].as_str().unwrap()
            ))
            .await;
        assert!(!now["finished_at"].is_null(), "{now}");
        assert_eq!(
            tongli_retention::testing::destroy(&house.app, &clock)
                .await
                .unwrap(),
            0
        );
        verified(&house).await;
    }
}
