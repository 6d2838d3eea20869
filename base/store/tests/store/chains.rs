//! Histories: they only grow, and whatever was done to one is found.

use futures_util::future::join_all;
use serde_json::json;
use tongli_kernel::{SeededChance, Viewer};
use tongli_store::history::{self, ChainFlaw};
use tongli_store::keys::Keys;
use tongli_store::migrate::MIGRATIONS;
use tongli_store::testing::on_both;
use tongli_store::{Db, Engine};

use crate::house::{CASE, T, append, noon};

#[tokio::test]
async fn a_chain_grows_and_verifies() {
    on_both(MIGRATIONS, async |db| {
        for verb in ["register", "accept", "assign"] {
            append(&db, verb).await.unwrap();
        }
        let mut tx = db.read().await.unwrap();
        let links = history::list(&mut tx, T, CASE, 0, 10).await.unwrap();
        assert_eq!(
            links
                .iter()
                .map(|link| link.verb.as_str())
                .collect::<Vec<_>>(),
            ["register", "accept", "assign"]
        );
        assert_eq!(links[1].details(), json!({"note": "accept"}));
        assert_eq!(CASE.check(&mut tx, T).await.unwrap(), None);
        let all = history::check_all(&mut tx, T, |_| {}).await.unwrap();
        assert_eq!((all.subjects, all.links, all.flaws.len()), (1, 3, 0));
    })
    .await;
}

#[tokio::test]
async fn two_writers_of_one_chain_never_fork_it() {
    on_both(MIGRATIONS, async |db| {
        let outcomes = join_all((0..12).map(|_| append(&db, "note"))).await;
        let kept = outcomes.iter().filter(|outcome| outcome.is_ok()).count() as i64;
        assert!(kept >= 1);
        let mut tx = db.read().await.unwrap();
        let all = history::check_all(&mut tx, T, |_| {}).await.unwrap();
        assert_eq!((all.links, all.flaws.len()), (kept, 0));
    })
    .await;
}

#[tokio::test]
async fn history_refuses_to_be_changed_or_deleted_but_a_payload_may_go() {
    on_both(MIGRATIONS, async |db| {
        append(&db, "register").await.unwrap();
        for sql in [
            "DELETE FROM history",
            "UPDATE history SET verb = 'praise'",
            "UPDATE history SET payload = 'else'",
        ] {
            let refused = db
                .write(async |tx| {
                    tx.run(sql, vec![]).await?;
                    Ok(())
                })
                .await;
            assert!(refused.is_err(), "{sql}");
        }
        append(&db, "note").await.unwrap();
        for _ in 0..2 {
            let record = serde_json::json!({ "batch": 7 });
            db.write(async |tx| {
                let chance = SeededChance::new(9);
                let clock = Viewer::clock(T, "destroy");
                history::destroy_payloads(tx, &clock, noon(), &chance, CASE, record.clone()).await
            })
            .await
            .unwrap();
        }
        let mut tx = db.read().await.unwrap();
        let links = history::list(&mut tx, T, CASE, 0, 10).await.unwrap();
        let kept: Vec<bool> = links.iter().map(|link| link.payload.is_some()).collect();
        assert_eq!(kept, [false, false, true], "once, and the record stays");
        assert_eq!(CASE.check(&mut tx, T).await.unwrap(), None);
        drop(tx);
        // A payload that is gone without a record is a flaw.
        append(&db, "note").await.unwrap();
        let sql = "UPDATE history SET payload = NULL, salt = '' WHERE seq = 4";
        tamper(&db, sql).await;
        let mut tx = db.read().await.unwrap();
        let flaw = CASE.check(&mut tx, T).await.unwrap();
        assert_eq!(flaw, Some(ChainFlaw::PayloadMissing { seq: 4 }));
    })
    .await;
}

/// What somebody with the database's password could do: the check finds it.
async fn tamper(db: &Db, sql: &'static str) {
    db.write(async |tx| {
        match tx.engine() {
            Engine::Sqlite => {
                tx.run("DROP TRIGGER IF EXISTS history_keeps_its_words", vec![])
                    .await?;
                tx.run("DROP TRIGGER IF EXISTS history_keeps_its_rows", vec![])
                    .await?;
            }
            Engine::Postgres => {
                tx.run("ALTER TABLE history DISABLE TRIGGER USER", vec![])
                    .await?;
            }
        }
        tx.run(sql, vec![]).await?;
        Ok(())
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn every_kind_of_tampering_is_found() {
    for (sql, flaw) in [
        (
            "UPDATE history SET by_name = '他人' WHERE seq = 2",
            ChainFlaw::Altered { seq: 2 },
        ),
        (
            "UPDATE history SET payload = '{}' WHERE seq = 2",
            ChainFlaw::PayloadAltered { seq: 2 },
        ),
        (
            "DELETE FROM history WHERE seq = 2",
            ChainFlaw::Gap { seq: 3 },
        ),
        (
            "DELETE FROM history WHERE seq = 3",
            ChainFlaw::CutShort {
                expected: 3,
                found: 2,
            },
        ),
        (
            "UPDATE history SET previous = '' WHERE seq = 3",
            ChainFlaw::Unlinked { seq: 3 },
        ),
    ] {
        on_both(MIGRATIONS, async |db| {
            for verb in ["register", "accept", "assign"] {
                append(&db, verb).await.unwrap();
            }
            tamper(&db, sql).await;
            let mut tx = db.read().await.unwrap();
            assert_eq!(
                CASE.check(&mut tx, T).await.unwrap(),
                Some(flaw.clone()),
                "{sql}"
            );
        })
        .await;
    }
}

#[tokio::test]
async fn seals_cover_what_changed_and_prove_it() {
    on_both(MIGRATIONS, async |db| {
        let keys = Keys::generate(&SeededChance::new(5));
        append(&db, "register").await.unwrap();
        assert_eq!(
            history::seal_changed(&db, T, &keys, noon()).await.unwrap(),
            1
        );
        assert_eq!(
            history::seal_changed(&db, T, &keys, noon()).await.unwrap(),
            0
        );
        append(&db, "accept").await.unwrap();
        assert_eq!(
            history::seal_changed(&db, T, &keys, noon()).await.unwrap(),
            1
        );
        let mut tx = db.read().await.unwrap();
        assert_eq!(
            history::check_seals(&mut tx, T, &keys.public_key())
                .await
                .unwrap(),
            (2, vec![])
        );
        let proof = history::inclusion(&mut tx, T, "case", 42)
            .await
            .unwrap()
            .unwrap();
        let links = history::list(&mut tx, T, CASE, 1, 1).await.unwrap();
        assert!(proof.holds("case", 42, &links[0].hash));
        assert!(!proof.holds("case", 43, &links[0].hash));
        drop(tx);
        tamper(&db, "UPDATE history SET hash = 'ff' WHERE seq = 1").await;
        let mut tx = db.read().await.unwrap();
        let (_, flaws) = history::check_seals(&mut tx, T, &keys.public_key())
            .await
            .unwrap();
        assert_eq!(flaws.len(), 1, "{flaws:?}");
    })
    .await;
}
