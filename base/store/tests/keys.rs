//! Keys change while the house stands: nothing is lost, nothing is left behind.

#![allow(clippy::unwrap_used, reason = "a test says what it expects")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tongli_kernel::{
    Chance, Confidentiality, Id, IdMint, Lang, Moment, OsChance, Role, Tenant, Viewer, ViewerKind,
};
use tongli_store::history::{self, Event, SealFlaw};
use tongli_store::keys::{KeyError, Keys};
use tongli_store::migrate::MIGRATIONS;
use tongli_store::seal::{Suite, key_of};
use tongli_store::sealed::{SEALED, SealedFlaw};
use tongli_store::testing::on_both;
use tongli_store::{Db, Subject, Vault, args, attachments, drafts};

const T: Tenant = Tenant(1);
const CASE: Subject = Subject::new("case", 42);

fn noon() -> Moment {
    Moment::from_rfc3339("2026-09-28T12:00:00+08:00").unwrap()
}

fn wang() -> Viewer {
    Viewer {
        tenant: T,
        kind: ViewerKind::Staff(Id::new(7)),
        name: "王敏".into(),
        roles: [Role("coordinator")].into(),
        departments: vec![],
        lang: Lang::Zh,
    }
}

/// A folder of its own that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn fresh() -> Folder {
        let chance: &dyn Chance = &OsChance;
        let path = std::env::temp_dir().join(format!("tongli-keys-{}", &chance.secret()[..12]));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn keys(&self) -> PathBuf {
        self.0.join("tongli.keys")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn read(path: &Path) -> Keys {
    Keys::read_or_create(path, Suite::Aes, &OsChance).unwrap()
}

async fn draft(db: &Db, form: &str) {
    let fields = vec![("name".to_owned(), "欧阳如风".to_owned())];
    db.write(async |tx| Ok(drafts::keep(tx, T, Id::new(7), form, &fields, noon()).await?))
        .await
        .unwrap();
}

async fn kept(db: &Db, form: &str) -> String {
    let mut tx = db.read().await.unwrap();
    tx.one(
        "SELECT fields FROM drafts WHERE form = $1",
        args![form],
        |row| row.get("fields"),
    )
    .await
    .unwrap()
}

/// Walks all columns; answers how many values changed.
async fn reseal(db: &Db) -> i64 {
    let mut changed = 0;
    for column in SEALED {
        let mut after = None;
        loop {
            let page = column.reseal(db, T, after.as_ref()).await.unwrap();
            assert_eq!(page.flaws, vec![]);
            changed += page.changed;
            after = page.after;
            if after.is_none() {
                break;
            }
        }
    }
    changed
}

#[tokio::test]
async fn a_server_follows_its_key_file_and_old_values_stay_readable() {
    let folder = Folder::fresh();
    let (one, other) = (read(&folder.keys()), read(&folder.keys()));
    let old = one.seal(T, "contacts.name", "李建国", &OsChance).unwrap();
    let id = Keys::rotate_seal_key(&folder.keys(), Suite::Sm4, &OsChance, noon()).unwrap();
    assert_eq!(id, "2");
    let new = one.seal(T, "contacts.name", "李建国", &OsChance).unwrap();
    assert!(new.starts_with("b.2."), "{new}");
    // The other server has closed nothing since, and still opens both.
    for sealed in [&old, &new] {
        assert_eq!(other.open(T, "contacts.name", sealed).unwrap(), "李建国");
    }
    assert!(!one.is_current(&old) && one.is_current(&new));
    assert!(matches!(
        Keys::retire_seal_key(&folder.keys(), "2"),
        Err(KeyError::Current(_))
    ));
    Keys::retire_seal_key(&folder.keys(), "1").unwrap();
    assert!(read(&folder.keys()).open(T, "contacts.name", &old).is_err());
    assert!(matches!(
        Keys::retire_seal_key(&folder.keys(), "1"),
        Err(KeyError::Unknown(_))
    ));
}

#[test]
fn a_prepared_key_waits_for_the_rotation() {
    let folder = Folder::fresh();
    let keys = read(&folder.keys());
    let id = Keys::prepare_seal_key(&folder.keys(), Suite::Sm4, &OsChance, noon()).unwrap();
    let sealed = keys.seal(T, "c", "x", &OsChance).unwrap();
    assert_eq!(key_of(&sealed), Some("1"));
    let used = Keys::rotate_seal_key(&folder.keys(), Suite::Sm4, &OsChance, noon()).unwrap();
    assert_eq!(used, id);
    let sealed = keys.seal(T, "c", "x", &OsChance).unwrap();
    assert_eq!(key_of(&sealed), Some(id.as_str()));
}

#[test]
fn a_first_key_file_keeps_its_first_form_and_a_damaged_one_shows_nothing() {
    let folder = Folder::fresh();
    read(&folder.keys());
    let text = std::fs::read_to_string(folder.keys()).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(json["seal"]["1"].is_string() && json["index"].is_string());
    let secret = json["index"].as_str().unwrap();
    let twisted = text.replace("\"index\"", "\"indx\"");
    std::fs::write(folder.keys(), twisted).unwrap();
    let error = Keys::read(&folder.keys()).unwrap_err().to_string();
    assert!(!error.contains(secret), "{error}");
}

#[test]
fn a_key_file_under_change_is_left_alone() {
    let folder = Folder::fresh();
    read(&folder.keys());
    let before = std::fs::read(folder.keys()).unwrap();
    std::fs::write(folder.0.join("tongli.keys.new"), "").unwrap();
    assert!(matches!(
        Keys::rotate_index_key(&folder.keys(), &OsChance, noon()),
        Err(KeyError::UnderChange(_))
    ));
    assert_eq!(std::fs::read(folder.keys()).unwrap(), before);
}

#[test]
fn while_the_index_changes_a_value_has_two_places() {
    let folder = Folder::fresh();
    let keys = read(&folder.keys());
    let old = keys.blind(T, "name", "李建国");
    assert_eq!(keys.places(T, "name", "李建国"), [old.clone(), old.clone()]);
    Keys::rotate_index_key(&folder.keys(), &OsChance, noon()).unwrap();
    let [now, before] = keys.places(T, "name", "李建国");
    assert_eq!(before, old);
    assert!(now.starts_with("2."), "{now}");
    assert!(matches!(
        Keys::rotate_index_key(&folder.keys(), &OsChance, noon()),
        Err(KeyError::TwoIndexKeys)
    ));
    Keys::retire_index_key(&folder.keys(), "1").unwrap();
    assert_eq!(keys.places(T, "name", "李建国"), [now.clone(), now]);
}

#[tokio::test]
async fn values_are_sealed_anew_once_and_plain_ones_of_before_with_them() {
    on_both(MIGRATIONS, async |db| {
        let folder = Folder::fresh();
        let keys = read(&folder.keys());
        db.trust(Vault::new(keys.clone(), Arc::new(OsChance)));
        draft(&db, "register").await;
        db.write(async |tx| {
            let plain = r#"[["name","李建国"]]"#;
            tx.run(
                "INSERT INTO drafts (tenant, staff, form, fields, changed_at)
                 VALUES ($1, $2, $3, $4, $5)",
                args![T, 8_i64, "register", plain, noon()],
            )
            .await?;
            Ok(())
        })
        .await
        .unwrap();
        let mut tx = db.read().await.unwrap();
        let column = SEALED.iter().find(|one| one.table == "drafts").unwrap();
        let page = column.check(&mut tx, T, None).await.unwrap();
        assert_eq!(
            page.flaws,
            vec![SealedFlaw::Plain {
                at: "drafts.fields 8 register".to_owned()
            }]
        );
        let counted = column.count_keys(&mut tx, T).await.unwrap();
        assert_eq!(counted, [(None, 1), (Some("1".to_owned()), 1)].into());
        drop(tx);
        Keys::rotate_seal_key(&folder.keys(), Suite::Sm4, &OsChance, noon()).unwrap();
        assert_eq!(reseal(&db).await, 2);
        assert_eq!(reseal(&db).await, 0);
        Keys::retire_seal_key(&folder.keys(), "1").unwrap();
        let mut tx = db.read().await.unwrap();
        let (fields, _) = drafts::find(&mut tx, T, Id::new(8), "register")
            .await
            .unwrap()
            .unwrap();
        assert_eq!(fields[0].1, "李建国");
    })
    .await;
}

#[tokio::test]
async fn more_rows_than_a_page_are_all_sealed_anew() {
    on_both(MIGRATIONS, async |db| {
        let folder = Folder::fresh();
        let keys = read(&folder.keys());
        db.trust(Vault::new(keys, Arc::new(OsChance)));
        for number in 0..450 {
            draft(&db, &format!("form-{number}")).await;
        }
        Keys::rotate_seal_key(&folder.keys(), Suite::Aes, &OsChance, noon()).unwrap();
        assert_eq!(reseal(&db).await, 450);
        assert!(kept(&db, "form-449").await.starts_with("a.2."));
    })
    .await;
}

#[tokio::test]
async fn files_are_sealed_on_the_disk_and_anew_with_the_rest() {
    let folder = Folder::fresh();
    let mut files = attachments::FileStore::new(folder.0.join("files"));
    let plain = files.put("旧的".into()).await.unwrap();
    files.trust(Vault::new(read(&folder.keys()), Arc::new(OsChance)));
    let digest = files.put("李建国的病历".into()).await.unwrap();
    let path = folder.0.join("files").join(&digest[..2]).join(&digest);
    let kept = std::fs::read(&path).unwrap();
    assert!(!String::from_utf8_lossy(&kept).contains("李建国"));
    assert_eq!(files.read(&plain).await.unwrap(), "旧的".as_bytes());
    let counted = files.count_keys().await.unwrap();
    assert_eq!(counted, [(None, 1), (Some("1".to_owned()), 1)].into());
    Keys::rotate_seal_key(&folder.keys(), Suite::Sm4, &OsChance, noon()).unwrap();
    assert_eq!(files.reseal(|_| {}).await.unwrap().changed, 2);
    assert_eq!(files.reseal(|_| {}).await.unwrap().changed, 0);
    Keys::retire_seal_key(&folder.keys(), "1").unwrap();
    assert_eq!(
        files.read(&digest).await.unwrap(),
        "李建国的病历".as_bytes()
    );
    // Damaged, it is found out; the same file sent again mends it.
    std::fs::write(&path, b"TLSEAL.b.2.and nothing that opens").unwrap();
    assert!(files.read(&digest).await.is_err());
    assert_eq!(
        files.reseal(|_| {}).await.unwrap().lost,
        Vec::<String>::new()
    );
    files.put("李建国的病历".into()).await.unwrap();
    assert!(files.read(&digest).await.is_ok());
}

#[tokio::test]
async fn the_name_of_a_file_is_not_in_the_database() {
    on_both(MIGRATIONS, async |db| {
        let folder = Folder::fresh();
        db.trust(Vault::new(read(&folder.keys()), Arc::new(OsChance)));
        let new = attachments::NewAttachment {
            subject: CASE,
            digest: "d",
            name: "李建国.jpg",
            media_type: "image/jpeg",
            bytes: 5,
            purpose: "evidence",
            confidentiality: Confidentiality::Ordinary,
            retention_class: "case",
        };
        let ids = IdMint::new(0);
        let id = db
            .write(async |tx| Ok(attachments::add(tx, &wang(), &ids, noon(), new.clone()).await?))
            .await
            .unwrap();
        let mut tx = db.read().await.unwrap();
        let kept: String = tx
            .one("SELECT name FROM attachments", vec![], |row| {
                row.get("name")
            })
            .await
            .unwrap();
        assert!(kept.starts_with("a.1."), "{kept}");
        let found = attachments::find(&mut tx, T, id).await.unwrap().unwrap();
        assert_eq!(found.name, "李建国.jpg");
    })
    .await;
}

async fn happens(db: &Db, keys: &Keys, verb: &'static str) -> i64 {
    let viewer = wang();
    db.write(async |tx| {
        history::append(tx, &viewer, noon(), &OsChance, CASE, Event::new(verb)).await
    })
    .await
    .unwrap();
    history::seal_changed(db, T, keys, noon()).await.unwrap()
}

async fn flaws(db: &Db, public_key: &str) -> Vec<SealFlaw> {
    let mut tx = db.read().await.unwrap();
    history::check_seals(&mut tx, T, public_key)
        .await
        .unwrap()
        .1
}

#[tokio::test]
async fn seals_of_earlier_signers_stay_proved_and_no_stranger_comes_between() {
    on_both(MIGRATIONS, async |db| {
        let folder = Folder::fresh();
        let keys = read(&folder.keys());
        let first = keys.public_key();
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
        // A stolen first key signs nothing that counts any more.
        let thief = Keys::generate(&OsChance);
        let before = flaws(&db, &keys.public_key()).await.len();
        happens(&db, &thief, "note").await;
        assert_eq!(flaws(&db, &keys.public_key()).await.len(), before + 1);
    })
    .await;
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
        let sql = "UPDATE history_signers SET new_key = $1";
        db.write(async |tx| {
            tx.run(sql, args![ours.public_key()]).await?;
            Ok(())
        })
        .await
        .unwrap();
        assert_eq!(
            flaws(&db, &ours.public_key()).await,
            vec![SealFlaw::Stranger { number: 1 }]
        );
    })
    .await;
}
