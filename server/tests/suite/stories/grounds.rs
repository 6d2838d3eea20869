//! What a command may make, and what it must find: folder, keys, database.

use tongli::features::migrations;
use tongli_kernel::{Fault, Moment, OsChance, Tenant};
use tongli_store::keys::Keys;
use tongli_store::migrate::{Standing, migrate, standing};
use tongli_store::seal::Suite;
use tongli_store::{Db, DbUrl, history};

use super::command_line::{Desk, complaint, out};
use crate::house::{ENGINES, House};

const T: Tenant = Tenant(1);

async fn database(desk: &Desk) -> Db {
    let url = DbUrl::Sqlite(desk.data.join("tongli.db"));
    Db::open(&url).await.unwrap()
}

async fn order(desk: &Desk, sql: &'static str) {
    let db = database(desk).await;
    change(&db, sql).await;
    db.close().await;
}

async fn change(db: &Db, sql: &'static str) {
    db.write(async |tx| Ok::<_, Fault>(tx.run(sql, vec![]).await.map(|_| ())?))
        .await
        .unwrap();
}

#[test]
fn a_question_makes_nothing_and_finds_nothing_well() {
    let desk = Desk::new();
    let list = desk.data.join("cases.csv");
    let list = list.to_str().unwrap();
    for question in [
        vec!["check"],
        vec!["user", "list"],
        vec!["token", "create", "--user", "nobody"],
        vec!["backup", "/nowhere/backup.tar"],
        vec!["export", "cases", "--format", "csv", "--out", list],
    ] {
        let output = desk.run(&question);
        assert_eq!(output.status.code(), Some(1), "{question:?}");
        assert!(complaint(&output).contains("TONGLI_DATA"), "{question:?}");
        assert!(!desk.data.exists(), "{question:?}");
    }
}

#[test]
fn lost_keys_are_asked_for_and_never_replaced() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["demo"]).status.code(), Some(0));
    let keys = desk.data.join("tongli.keys");
    std::fs::remove_file(&keys).unwrap();
    for command in ["check", "serve", "migrate", "demo"] {
        let output = desk.run(&[command]);
        assert_eq!(output.status.code(), Some(1), "{command}");
        assert!(complaint(&output).contains("tongli.keys"), "{command}");
        assert!(!keys.exists(), "{command}");
    }
}

#[tokio::test]
async fn a_check_leaves_an_old_schema_as_it_is_and_a_backup_takes_it() {
    let desk = Desk::new();
    std::fs::create_dir_all(&desk.data).unwrap();
    let mut steps = migrations();
    steps.sort_by_key(|step| step.id);
    let (newest, older) = steps.split_last().unwrap();
    let db = database(&desk).await;
    migrate(&db, older, Moment::from_millis(0)).await.unwrap();
    db.close().await;
    let checked = desk.run(&["check"]);
    assert_eq!(checked.status.code(), Some(1));
    assert!(complaint(&checked).contains("tongli migrate"));
    let archive = desk.data.join("backup.tar");
    let saved = desk.run(&["backup", archive.to_str().unwrap()]);
    assert_eq!(saved.status.code(), Some(0), "{}", complaint(&saved));
    let db = database(&desk).await;
    let behind = standing(&db, &migrations()).await.unwrap();
    assert_eq!(behind, Standing::Behind(vec![newest.id]));
    db.close().await;
    assert_eq!(desk.run(&["migrate"]).status.code(), Some(0));
    assert_eq!(desk.run(&["check"]).status.code(), Some(0));
}

#[tokio::test]
async fn a_demo_never_moves_into_a_hospital() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["demo"]).status.code(), Some(0));
    order(&desk, "DELETE FROM settings WHERE name = 'demo'").await;
    let before = out(&desk.run(&["user", "list"]));
    for command in [vec!["demo"], vec!["demo", "--fresh"]] {
        let output = desk.run(&command);
        assert_eq!(output.status.code(), Some(1));
        assert!(complaint(&output).contains("real hospital"));
    }
    assert_eq!(out(&desk.run(&["user", "list"])), before);
}

#[tokio::test]
async fn a_demo_broken_off_says_so_and_is_made_anew() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["demo"]).status.code(), Some(0));
    let half = "UPDATE settings SET value = 'started' WHERE name = 'demo'";
    order(&desk, half).await;
    let output = desk.run(&["demo"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(complaint(&output).contains("--fresh"));
    assert_eq!(desk.run(&["demo", "--fresh"]).status.code(), Some(0));
    assert_eq!(desk.run(&["demo"]).status.code(), Some(0));
    let checked = desk.run(&["check"]);
    assert_eq!(checked.status.code(), Some(0), "{}", complaint(&checked));
}

#[tokio::test]
async fn a_restore_wants_the_keys_of_that_time() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["demo"]).status.code(), Some(0));
    let keys = desk.data.join("tongli.keys");
    let db = database(&desk).await;
    history::seal_changed(&db, T, &Keys::read(&keys).unwrap(), Moment::from_millis(1))
        .await
        .unwrap();
    db.close().await;
    let archive = desk.data.join("backup.tar");
    let file = archive.to_str().unwrap();
    assert_eq!(desk.run(&["backup", file]).status.code(), Some(0));

    let other = Desk::new();
    let none = other.run(&["restore", file]);
    assert_eq!(none.status.code(), Some(1));
    assert!(complaint(&none).contains("tongli.keys"));
    assert!(!other.data.exists(), "no keys are made for it");
    let proved = other.run(&["restore", file, "--verify"]);
    assert_eq!(proved.status.code(), Some(0), "{}", complaint(&proved));
    assert!(!other.data.exists(), "a proof leaves nothing behind");

    // Another hospital's keys.
    let strangers = Desk::new();
    assert_eq!(strangers.run(&["migrate"]).status.code(), Some(0));
    std::fs::remove_file(strangers.data.join("tongli.db")).unwrap();
    let refused = strangers.run(&["restore", file]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(complaint(&refused).contains("these keys"));
    std::fs::copy(&keys, strangers.data.join("tongli.keys")).unwrap();
    assert_eq!(strangers.run(&["restore", file]).status.code(), Some(0));
    assert_eq!(strangers.run(&["check"]).status.code(), Some(0));
}

#[test]
fn a_restore_wants_every_key_the_backup_was_sealed_with() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["demo"]).status.code(), Some(0));
    let keys = desk.data.join("tongli.keys");
    let other = Desk::new();
    std::fs::create_dir_all(&other.data).unwrap();
    // The same signer; the key of later is not in it yet.
    std::fs::copy(&keys, other.data.join("tongli.keys")).unwrap();
    for command in [["keys", "rotate"], ["keys", "reseal"]] {
        assert_eq!(desk.run(&command).status.code(), Some(0));
    }
    let archive = desk.data.join("backup.tar");
    let file = archive.to_str().unwrap();
    assert_eq!(desk.run(&["backup", file]).status.code(), Some(0));
    for arguments in [vec!["restore", file], vec!["restore", file, "--verify"]] {
        let refused = other.run(&arguments);
        assert_eq!(refused.status.code(), Some(1), "{arguments:?}");
        assert!(complaint(&refused).contains("these keys"));
        assert!(!other.data.join("tongli.db").exists());
    }
    std::fs::copy(&keys, other.data.join("tongli.keys")).unwrap();
    assert_eq!(other.run(&["restore", file]).status.code(), Some(0));
    assert_eq!(other.run(&["check"]).status.code(), Some(0));
}

/// Of the time before signing keys changed and names of files were sealed.
#[tokio::test]
async fn a_backup_of_an_older_schema_is_restored() {
    let desk = Desk::new();
    std::fs::create_dir_all(&desk.data).unwrap();
    let mut steps = migrations();
    steps.retain(|step| step.id < "20261124");
    let db = database(&desk).await;
    migrate(&db, &steps, Moment::from_millis(0)).await.unwrap();
    db.close().await;
    let keys = desk.data.join("tongli.keys");
    Keys::read_or_create(&keys, Suite::Aes, &OsChance).unwrap();
    let archive = desk.data.join("backup.tar");
    let file = archive.to_str().unwrap();
    assert_eq!(desk.run(&["backup", file]).status.code(), Some(0));
    let other = Desk::new();
    std::fs::create_dir_all(&other.data).unwrap();
    std::fs::copy(&keys, other.data.join("tongli.keys")).unwrap();
    let restored = other.run(&["restore", file]);
    assert_eq!(restored.status.code(), Some(0), "{}", complaint(&restored));
    assert_eq!(other.run(&["migrate"]).status.code(), Some(0));
    assert_eq!(other.run(&["check"]).status.code(), Some(0));
}

#[test]
fn a_backup_leaves_half_written_files_out() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["demo"]).status.code(), Some(0));
    let fan = desk.data.join("files").join("ab");
    std::fs::create_dir_all(&fan).unwrap();
    std::fs::write(fan.join("abcd"), "whole").unwrap();
    std::fs::write(fan.join("abcd.half-1-0"), "ha").unwrap();
    let archive = desk.data.join("backup.tar");
    let saved = desk.run(&["backup", archive.to_str().unwrap()]);
    assert_eq!(saved.status.code(), Some(0), "{}", complaint(&saved));
    let mut archive = tar::Archive::new(std::fs::File::open(&archive).unwrap());
    let names: Vec<String> = archive
        .entries()
        .unwrap()
        .map(|entry| entry.unwrap().path().unwrap().display().to_string())
        .collect();
    assert!(names.contains(&"files/ab/abcd".to_owned()), "{names:?}");
    assert!(!names.iter().any(|name| name.contains("half")), "{names:?}");
}

#[tokio::test]
async fn a_backup_leaves_lists_that_wait_for_their_readers_out() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["demo"]).status.code(), Some(0));
    let fan = desk.data.join("files").join("ab");
    std::fs::create_dir_all(&fan).unwrap();
    std::fs::write(fan.join("abcd"), "a file of a case").unwrap();
    std::fs::write(fan.join("abef"), "a piece of a list").unwrap();
    let db = database(&desk).await;
    for text in [
        "INSERT INTO jobs (tenant, id, kind, params, by_id, created_at, leased_until, done,
             total, state, finished_at, expires_at)
         VALUES (1, 5, 'case_export', '{}', 1, 0, 0, 3, 3, 'done', 1, 9000000000000)",
        "INSERT INTO exports (tenant, id, by_id, created_at, lang, format, filter, scope,
             attempt, rows, bytes)
         VALUES (1, 5, 1, 0, 'zh', 'csv', '', '', 'a', 3, 17)",
        "INSERT INTO export_parts (tenant, export_id, attempt, seq, digest)
         VALUES (1, 5, 'a', 0, 'abef')",
    ] {
        change(&db, text).await;
    }
    db.close().await;
    let archive = desk.data.join("backup.tar");
    let file = archive.to_str().unwrap();
    assert_eq!(desk.run(&["backup", file]).status.code(), Some(0));
    let other = Desk::new();
    std::fs::create_dir_all(&other.data).unwrap();
    let keys = desk.data.join("tongli.keys");
    std::fs::copy(keys, other.data.join("tongli.keys")).unwrap();
    let restored = other.run(&["restore", file]);
    assert_eq!(restored.status.code(), Some(0), "{}", complaint(&restored));
    let restored = other.data.join("files").join("ab");
    assert!(restored.join("abcd").exists() && !restored.join("abef").exists());
    let left = async |desk: &Desk| {
        let db = database(desk).await;
        let mut tx = db.read().await.unwrap();
        let sql = "SELECT COUNT(*) AS n FROM exports e
                   JOIN export_parts p ON p.export_id = e.id WHERE e.erased_at IS NULL";
        let left = tx.count(sql, vec![]).await.unwrap();
        drop(tx);
        db.close().await;
        left
    };
    assert_eq!((left(&desk).await, left(&other).await), (1, 0));
    assert!(!desk.data.join("backup-under-way.db-wal").exists());
}

#[tokio::test]
async fn a_check_finds_what_search_and_lists_have_wrong() {
    use tongli_cases::{IndexFlaw, check_index};
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        tongli::demo::fill(&house.app).await.unwrap();
        let db = &house.app.db;
        let look = async || {
            let mut tx = db.read().await.unwrap();
            let page = check_index(&mut tx, &house.app, None).await.unwrap();
            assert_eq!(page.looked_at, 7);
            let behind = check_index(&mut tx, &house.app, page.last).await.unwrap();
            assert_eq!((behind.looked_at, behind.last), (0, None));
            let flaws: Vec<IndexFlaw> = page.flaws.iter().map(|(_, flaw)| *flaw).collect();
            (flaws, tongli_work::astray(&mut tx, T).await.unwrap().len())
        };
        assert_eq!(look().await, (vec![], 0));
        // An entry less, and a row that was given something else.
        change(
            db,
            "DELETE FROM search_terms WHERE rowid = (SELECT MAX(id) FROM cases)",
        )
        .await;
        assert_eq!(look().await.0, [IndexFlaw::Words]);
        change(
            db,
            "UPDATE search_rows SET digest = '' WHERE id = (SELECT MIN(id) FROM cases)",
        )
        .await;
        assert_eq!(look().await.0, [IndexFlaw::Words, IndexFlaw::Words]);
        change(
            db,
            "UPDATE cases SET due_at = due_at + 1 WHERE due_at = (SELECT MAX(due_at) FROM cases)",
        )
        .await;
        assert!(look().await.0.contains(&IndexFlaw::Due));
        change(db, "UPDATE case_allegations SET text = text || '又说一句'").await;
        let words = look().await.0;
        let words = words.iter().filter(|flaw| **flaw == IndexFlaw::Words);
        assert!(words.count() > 2, "what is said since is missed");
        change(
            db,
            "UPDATE work_items SET due_at = due_at + 1 WHERE clock IS NOT NULL AND closed_at IS NULL",
        )
        .await;
        assert!(look().await.1 > 0);
    }
}

#[tokio::test]
async fn a_check_fails_where_a_list_shows_another_day_than_the_clock() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["demo"]).status.code(), Some(0));
    assert_eq!(desk.run(&["check"]).status.code(), Some(0));
    let db = Db::open(&DbUrl::Sqlite(desk.data.join("tongli.db")))
        .await
        .unwrap();
    change(
        &db,
        "UPDATE cases SET due_at = due_at + 1 WHERE due_at IS NOT NULL",
    )
    .await;
    db.close().await;
    let checked = desk.run(&["check"]);
    assert_eq!(checked.status.code(), Some(1));
    assert!(
        complaint(&checked).contains("another due day than the clock"),
        "{}",
        complaint(&checked)
    );
}
