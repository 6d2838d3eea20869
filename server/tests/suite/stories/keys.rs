//! Keys are exchanged from the command line while a server works.

use std::process::Output;

use serde_json::Value;
use tongli_kernel::Fault;
use tongli_store::testing::fresh;
use tongli_store::{Db, DbUrl};

use super::command_line::{Desk, complaint, out, serving};
use crate::house::ENGINES;

fn well(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", complaint(output));
    out(output)
}

fn keys(desk: &Desk, arguments: &[&str]) -> Output {
    let mut all = vec!["keys"];
    all.extend(arguments);
    desk.command(&all)
        .env("TONGLI_SEAL_SUITE", "sm4")
        .output()
        .unwrap()
}

/// The line of the list about one key.
fn line<'t>(list: &'t str, beginning: &str) -> &'t str {
    list.lines()
        .find(|line| line.starts_with(beginning))
        .unwrap_or_else(|| panic!("{beginning} in {list}"))
}

/// A case with somebody's number, as the coordinator reads it from the running server.
async fn read_case(desk: &Desk, url: &str) -> Value {
    let accounts = std::fs::read_to_string(desk.data.join("demo-accounts.json")).unwrap();
    let accounts: Value = serde_json::from_str(&accounts).unwrap();
    let account = accounts
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["login"] == "coordinator")
        .unwrap();
    let ask = async |path: &str| -> Value {
        reqwest::Client::new()
            .get(format!("{url}/api/v1{path}"))
            .bearer_auth(account["token"].as_str().unwrap())
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    };
    let list = ask("/cases").await;
    for line in list["items"].as_array().unwrap() {
        let number = line["number"].as_str().unwrap();
        let case = ask(&format!("/cases/{number}")).await;
        if case["contact"]["phone"].is_string() {
            return case;
        }
    }
    panic!("nobody left a number: {list}")
}

/// Since the last change of the key file.
fn a_day_passes(desk: &Desk) {
    let path = desk.data.join("tongli.keys");
    let mut file: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let mut aged = 0;
    for keys in ["/seal", "/index/keys"] {
        let Some(keys) = file.pointer_mut(keys).and_then(Value::as_object_mut) else {
            continue;
        };
        for key in keys.values_mut() {
            if let Some(since) = key.get("out_since").and_then(Value::as_i64) {
                key["out_since"] = (since - 24 * 3_600_000).into();
                aged += 1;
            }
        }
    }
    assert!(aged > 0, "a key says since when it is out of use");
    std::fs::write(&path, file.to_string()).unwrap();
}

async fn order(url: &DbUrl, desk: &Desk, sql: &'static str) {
    let url = match url {
        DbUrl::Postgres(_) => url.clone(),
        DbUrl::Sqlite(_) => DbUrl::Sqlite(desk.data.join("tongli.db")),
    };
    let db = Db::open(&url).await.unwrap();
    db.write(async |tx| Ok::<_, Fault>(tx.run(sql, vec![]).await.map(|_| ())?))
        .await
        .unwrap();
    db.close().await;
}

/// Known again by the first index key.
async fn a_row_was_imported(url: &DbUrl, desk: &Desk) {
    let sql = "INSERT INTO import_rows (tenant, import_id, place, state, identity)
               VALUES (1, 1, 1, 'in', 'ff')";
    order(url, desk, sql).await;
}

async fn no_row_was_imported(url: &DbUrl, desk: &Desk) {
    order(url, desk, "DELETE FROM import_rows").await;
}

#[tokio::test]
async fn every_key_is_exchanged_while_a_server_works() {
    for engine in ENGINES {
        let test = fresh(engine, &tongli::features::migrations()).await;
        let desk = Desk::on(&test.url);
        well(&desk.run(&["demo"]));
        let (mut server, url) = serving(&desk, &[]);
        let before = read_case(&desk, &url).await;
        assert!(before["contact"]["phone"].is_string(), "{before}");

        let refused = keys(&desk, &["retire", "1"]);
        assert_eq!(refused.status.code(), Some(1), "it is the current one");
        assert!(well(&keys(&desk, &["rotate"])).contains("sm4"));
        let refused = keys(&desk, &["retire", "1"]);
        assert_eq!(refused.status.code(), Some(1));
        assert!(complaint(&refused).contains("reseal"), "values need it");
        let nothing = "0 values and 0 files";
        let first = well(&keys(&desk, &["reseal"]));
        assert!(!first.contains(nothing), "{first}");
        let again = well(&keys(&desk, &["reseal"]));
        assert!(again.contains(nothing), "{again}");
        let list = well(&keys(&desk, &["list"]));
        assert!(
            line(&list, "Sealing key 1").contains("needed by 0 values"),
            "{list}"
        );
        assert!(
            line(&list, "Sealing key 2: sm4").contains("new ones"),
            "{list}"
        );
        let refused = keys(&desk, &["retire", "1"]);
        assert_eq!(refused.status.code(), Some(1));
        assert!(complaint(&refused).contains("less than a day"));
        a_day_passes(&desk);
        well(&keys(&desk, &["retire", "1"]));

        let refused = keys(&desk, &["retire", "--index", "1"]);
        assert!(complaint(&refused).contains("rotate --index"), "current");
        well(&keys(&desk, &["rotate", "--index"]));
        let refused = keys(&desk, &["rotate", "--index"]);
        assert_eq!(refused.status.code(), Some(1), "two are the most");
        well(&keys(&desk, &["reseal"]));
        a_day_passes(&desk);
        a_row_was_imported(&test.url, &desk).await;
        let refused = keys(&desk, &["retire", "--index", "1"]);
        assert_eq!(refused.status.code(), Some(1), "a row keeps it");
        let said = complaint(&refused);
        assert!(said.contains("1 imported rows"), "{said}");
        assert!(!said.contains("reseal first"), "which would not help");
        no_row_was_imported(&test.url, &desk).await;
        well(&keys(&desk, &["retire", "--index", "1"]));
        well(&keys(&desk, &["hand-over"]));
        well(&desk.run(&["check"]));

        let after = read_case(&desk, &url).await;
        assert_eq!(after["contact"], before["contact"]);
        server.kill().unwrap();
        server.wait().unwrap();
        let unknown = keys(&desk, &["retire", "1"]);
        assert_eq!(unknown.status.code(), Some(1));
        assert!(complaint(&unknown).contains("tongli.keys"));
    }
}

#[test]
fn a_value_that_does_not_open_fails_the_check() {
    let desk = Desk::new();
    well(&desk.run(&["demo"]));
    let path = desk.data.join("tongli.keys");
    let text = std::fs::read_to_string(&path).unwrap();
    let mut file: Value = serde_json::from_str(&text).unwrap();
    file["seal"]["1"] = "00".repeat(32).into();
    std::fs::write(&path, file.to_string()).unwrap();
    let checked = desk.run(&["check"]);
    assert_eq!(checked.status.code(), Some(1));
    assert!(complaint(&checked).contains("contacts.phone_sealed"));
}
