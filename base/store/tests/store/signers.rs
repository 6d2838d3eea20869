//! Signing keys follow each other, and a thief of an old one gains nothing.

use std::path::Path;
use std::sync::Arc;

use tokio::sync::Notify;
use tongli_kernel::{Fault, OsChance};
use tongli_store::history::{self, Event, SealFlaw};
use tongli_store::keys::Keys;
use tongli_store::migrate::MIGRATIONS;
use tongli_store::testing::{fresh, on_both};
use tongli_store::{Db, Engine, Subject, Value, args};

use crate::house::{CASE, T, noon, wang};
use crate::keys::{Folder, read};

async fn noted(db: &Db, verb: &'static str) {
    noted_of(db, CASE, verb).await;
}

async fn noted_of(db: &Db, subject: Subject, verb: &'static str) {
    let viewer = wang();
    db.write(async |tx| {
        history::append(tx, &viewer, noon(), &OsChance, subject, Event::new(verb)).await
    })
    .await
    .unwrap();
}

async fn happens(db: &Db, keys: &Keys, verb: &'static str) -> i64 {
    noted(db, verb).await;
    history::seal_changed(db, T, keys, noon()).await.unwrap()
}

async fn handed_over(db: &Db, path: &Path, keys: &Keys) {
    Keys::choose_next_signer(path, &OsChance).unwrap();
    assert!(history::hand_over(db, T, keys, noon()).await.unwrap());
    Keys::use_next_signer(path).unwrap();
}

async fn run(db: &Db, sql: &'static str, args: Vec<Value>) {
    db.write(async |tx| Ok::<_, Fault>(tx.run(sql, args).await.map(|_| ())?))
        .await
        .unwrap();
}

async fn flaws(db: &Db, public_key: &str) -> Vec<SealFlaw> {
    let mut tx = db.read().await.unwrap();
    history::check_seals(&mut tx, T, public_key)
        .await
        .unwrap()
        .1
}

/// What a thief takes away: the file as it is now.
fn stolen(path: &Path) -> (Folder, Keys) {
    let folder = Folder::fresh();
    std::fs::copy(path, folder.keys()).unwrap();
    let keys = read(&folder.keys());
    (folder, keys)
}

#[tokio::test]
async fn seals_of_earlier_signers_stay_proved_and_no_stranger_comes_between() {
    on_both(MIGRATIONS, async |db| {
        let folder = Folder::fresh();
        let keys = read(&folder.keys());
        let first = keys.public_key();
        let (_theirs, thief) = stolen(&folder.keys());
        for step in 1..=2 {
            happens(&db, &keys, "note").await;
            Keys::choose_next_signer(&folder.keys(), &OsChance).unwrap();
            assert!(history::hand_over(&db, T, &keys, noon()).await.unwrap());
            // Stopped here: nothing is sealed until the command was given again.
            assert_eq!(happens(&db, &keys, "note").await, 0, "step {step}");
            assert!(history::hand_over(&db, T, &keys, noon()).await.unwrap());
            Keys::use_next_signer(&folder.keys()).unwrap();
            assert_eq!(happens(&db, &keys, "note").await, 1);
        }
        assert_ne!(keys.public_key(), first);
        assert_eq!(flaws(&db, &keys.public_key()).await, vec![]);
        // Who holds the first key alone knows nothing of those after it.
        assert!(!flaws(&db, &first).await.is_empty());
        // The first key itself signs nothing that counts any more; a thief would not ask
        // the table who has handed over.
        assert_eq!(thief.public_key(), first);
        let number = sealed_by_hand(&db, &thief).await;
        assert_eq!(
            flaws(&db, &keys.public_key()).await,
            vec![SealFlaw::Stranger { number }]
        );
    })
    .await;
}

fn statement(number: i64, leaves: i64, root: &str, previous: &str) -> String {
    let at = noon().millis();
    format!(
        "tongli history seal|{}|{number}|{at}|{leaves}|{root}|{previous}",
        T.0
    )
}

/// The root over nothing.
fn empty_root() -> String {
    "00".repeat(32)
}

/// A further seal over nothing, right in itself.
async fn sealed_by_hand(db: &Db, keys: &Keys) -> i64 {
    let mut tx = db.read().await.unwrap();
    let (last, previous): (i64, String) = tx
        .one(
            "SELECT number, root FROM history_seals ORDER BY number DESC LIMIT 1",
            vec![],
            |row| Ok((row.get("number")?, row.get("root")?)),
        )
        .await
        .unwrap();
    drop(tx);
    let (number, root) = (last + 1, empty_root());
    let signature = keys.sign(statement(number, 0, &root, &previous).as_bytes());
    run(
        db,
        "INSERT INTO history_seals
             (tenant, number, sealed_at, leaves, root, previous, signature, signer)
         VALUES ($1,$2,$3,0,$4,$5,$6,$7)",
        args![
            T,
            number,
            noon(),
            root,
            previous,
            signature,
            keys.public_key()
        ],
    )
    .await;
    number
}

/// What only somebody with the whole database in their hands does.
async fn without_guards(db: &Db) {
    let orders: &[&str] = match db.engine() {
        Engine::Sqlite => &[
            "DROP TRIGGER history_seals_keep",
            "DROP TRIGGER history_leaves_stay",
        ],
        Engine::Postgres => &[
            "DROP TRIGGER history_seals_keep ON history_seals",
            "DROP TRIGGER history_leaves_keep ON history_leaves",
        ],
    };
    for sql in orders {
        run(db, sql, vec![]).await;
    }
}

#[tokio::test]
async fn a_stolen_key_rewrites_no_seal_of_before_the_hand_over() {
    on_both(MIGRATIONS, async |db| {
        let folder = Folder::fresh();
        let keys = read(&folder.keys());
        let (_theirs, thief) = stolen(&folder.keys());
        happens(&db, &keys, "register").await;
        happens(&db, &keys, "accept").await;
        handed_over(&db, &folder.keys(), &keys).await;
        assert_eq!(flaws(&db, &keys.public_key()).await, vec![]);

        // The first seal is emptied and the second chained to it anew; the root of the
        // last one stays, so the chain alone shows nothing.
        without_guards(&db).await;
        let root = empty_root();
        let first = thief.sign(statement(1, 0, &root, "").as_bytes());
        run(&db, "DELETE FROM history_leaves WHERE seal = 1", vec![]).await;
        run(
            &db,
            "UPDATE history_seals SET leaves = 0, root = $1, signature = $2 WHERE number = 1",
            args![&root, first],
        )
        .await;
        let mut tx = db.read().await.unwrap();
        let kept: String = tx
            .one(
                "SELECT root FROM history_seals WHERE number = 2",
                vec![],
                |row| row.get("root"),
            )
            .await
            .unwrap();
        drop(tx);
        let second = thief.sign(statement(2, 1, &kept, &root).as_bytes());
        run(
            &db,
            "UPDATE history_seals SET previous = $1, signature = $2 WHERE number = 2",
            args![&root, second],
        )
        .await;
        let found = flaws(&db, &keys.public_key()).await;
        assert!(
            found.contains(&SealFlaw::Stranger { number: 1 }),
            "{found:?}"
        );
        assert!(
            !found.contains(&SealFlaw::Unlinked { number: 2 }),
            "{found:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_round_that_seals_during_a_hand_over_leaves_no_stranger() {
    on_both(MIGRATIONS, async |db| {
        let folder = Folder::fresh();
        let keys = read(&folder.keys());
        happens(&db, &keys, "register").await;
        noted(&db, "accept").await;
        Keys::choose_next_signer(&folder.keys(), &OsChance).unwrap();
        let both = async || {
            tokio::join!(
                history::seal_changed(&db, T, &keys, noon()),
                history::hand_over(&db, T, &keys, noon())
            )
        };
        if db.engine() == Engine::Postgres {
            // The round has looked and waits with its seal in hand, while the hand-over
            // looks too.
            let (locked, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
            let hold = db.write(async |tx| {
                tx.run("LOCK TABLE history_seals IN SHARE MODE", vec![])
                    .await?;
                locked.notify_one();
                go.notified().await;
                Ok(())
            });
            let race = async {
                locked.notified().await;
                let waits = async {
                    waiting(&db, 2).await;
                    go.notify_one();
                };
                tokio::join!(both(), waits)
            };
            let (held, _) = tokio::join!(hold, race);
            held.unwrap();
        } else {
            let _ = both().await;
        }
        // Whichever gave way is simply done again.
        assert!(history::hand_over(&db, T, &keys, noon()).await.unwrap());
        Keys::use_next_signer(&folder.keys()).unwrap();
        history::seal_changed(&db, T, &keys, noon()).await.unwrap();
        assert_eq!(flaws(&db, &keys.public_key()).await, vec![]);
        let mut tx = db.read().await.unwrap();
        let open = tx
            .count(
                "SELECT COUNT(*) AS n FROM history_heads WHERE unsealed = 1",
                vec![],
            )
            .await
            .unwrap();
        assert_eq!(open, 0);
    })
    .await;
}

/// The hand-over writes down its last seal and waits with it; the round looks meanwhile.
#[tokio::test]
async fn a_round_that_begins_during_a_hand_over_sees_its_last_seal() {
    let fresh = fresh(Engine::Postgres, MIGRATIONS).await;
    let db = &fresh.db;
    let folder = Folder::fresh();
    let keys = read(&folder.keys());
    noted(db, "register").await;
    Keys::choose_next_signer(&folder.keys(), &OsChance).unwrap();
    for sql in [
        "CREATE TABLE gate (open BIGINT NOT NULL)",
        "INSERT INTO gate VALUES (0)",
        "CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
             LOCK TABLE history_seals IN ACCESS EXCLUSIVE MODE;
             UPDATE gate SET open = 1;
             RETURN NEW;
         END $$",
        "CREATE TRIGGER hold BEFORE INSERT ON history_signers
         FOR EACH ROW EXECUTE FUNCTION hold()",
    ] {
        run(db, sql, vec![]).await;
    }
    let (locked, go) = (Notify::new(), Notify::new());
    let gate = db.write(async |tx| {
        tx.run("UPDATE gate SET open = 0", vec![]).await?;
        locked.notify_one();
        go.notified().await;
        Ok(())
    });
    let race = async {
        locked.notified().await;
        let round = async {
            // The hand-over holds the seals and waits for the gate.
            waiting(db, 1).await;
            noted_of(db, Subject::new("case", 43), "register").await;
            history::seal_changed(db, T, &keys, noon()).await
        };
        let opener = async {
            waiting(db, 2).await;
            go.notify_one();
        };
        tokio::join!(history::hand_over(db, T, &keys, noon()), round, opener)
    };
    let (held, (handed, round, ())) = tokio::join!(gate, race);
    held.unwrap();
    assert!(handed.unwrap());
    assert_eq!(round.unwrap(), 0);
    Keys::use_next_signer(&folder.keys()).unwrap();
    assert_eq!(flaws(db, &keys.public_key()).await, vec![]);
    db.close().await;
}

/// Until so many of this database wait for a lock, or have handed over.
async fn waiting(db: &Db, least: i64) {
    loop {
        let mut tx = db.read().await.unwrap();
        let waiting = tx
            .count(
                "SELECT COUNT(*) AS n FROM pg_stat_activity
                 WHERE datname = current_database() AND wait_event_type = 'Lock'",
                vec![],
            )
            .await
            .unwrap();
        let done = tx
            .count("SELECT COUNT(*) AS n FROM history_signers", vec![])
            .await
            .unwrap();
        if waiting + done >= least {
            return;
        }
        drop(tx);
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_hand_over_that_only_the_forger_signed_is_not_followed() {
    on_both(MIGRATIONS, async |db| {
        let folder = Folder::fresh();
        let ours = read(&folder.keys());
        let theirs = Folder::fresh();
        let forger = read(&theirs.keys());
        happens(&db, &forger, "note").await;
        Keys::choose_next_signer(&theirs.keys(), &OsChance).unwrap();
        history::hand_over(&db, T, &forger, noon()).await.unwrap();
        // Their own hand-over once more, with our key as the one that follows.
        run(
            &db,
            "INSERT INTO history_signers
                 (tenant, number, old_key, new_key, handed_over_at, last_seal, last_root,
                  roots, old_signature, new_signature)
             SELECT tenant, number + 1, old_key, $1, handed_over_at, last_seal, last_root,
                  roots, old_signature, new_signature
             FROM history_signers",
            args![ours.public_key()],
        )
        .await;
        assert_eq!(
            flaws(&db, &ours.public_key()).await,
            [1, 2].map(|number| SealFlaw::Stranger { number })
        );
    })
    .await;
}
