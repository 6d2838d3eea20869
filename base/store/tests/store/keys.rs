//! Keys change while the house stands: nothing is lost, nothing is left behind.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::house::{CASE, T, noon, wang};
use tongli_kernel::{Chance, Confidentiality, Id, IdMint, Moment, OsChance};
use tongli_store::keys::{KeyError, Keys};
use tongli_store::migrate::MIGRATIONS;
use tongli_store::seal::{Suite, key_of};
use tongli_store::sealed::{SEALED, SealedFlaw};
use tongli_store::testing::on_both;
use tongli_store::{Db, Vault, args, attachments, drafts, sha256};

/// A folder of its own that goes with the test.
pub struct Folder(PathBuf);

impl Folder {
    pub fn fresh() -> Folder {
        let chance: &dyn Chance = &OsChance;
        let path = std::env::temp_dir().join(format!("tongli-keys-{}", &chance.secret()[..12]));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub fn keys(&self) -> PathBuf {
        self.0.join("tongli.keys")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// When what was in use at noon may go.
fn next_noon() -> Moment {
    noon().plus_hours(24)
}

pub fn read(path: &Path) -> Keys {
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
    assert!(!one.ring().is_current(&old) && one.ring().is_current(&new));
    assert!(matches!(
        Keys::retire_seal_key(&folder.keys(), "2", next_noon()),
        Err(KeyError::Current(_))
    ));
    Keys::retire_seal_key(&folder.keys(), "1", next_noon()).unwrap();
    assert!(read(&folder.keys()).open(T, "contacts.name", &old).is_err());
    assert!(matches!(
        Keys::retire_seal_key(&folder.keys(), "1", next_noon()),
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

/// A server on another machine may have missed the change for a while.
#[test]
fn a_key_stays_a_day_after_it_went_out_of_use() {
    let folder = Folder::fresh();
    let path = folder.keys();
    read(&path);
    // Prepared long before it came into use: what counts is the rotation.
    let early = noon().plus_hours(-72);
    Keys::prepare_seal_key(&path, Suite::Aes, &OsChance, early).unwrap();
    Keys::rotate_seal_key(&path, Suite::Aes, &OsChance, noon()).unwrap();
    Keys::rotate_index_key(&path, &OsChance, noon()).unwrap();
    let before = next_noon().plus_millis(-1);
    for outcome in [
        Keys::retire_seal_key(&path, "1", before),
        Keys::retire_index_key(&path, "1", before),
    ] {
        let Err(KeyError::TooSoon { until, .. }) = outcome else {
            panic!("{outcome:?}");
        };
        assert_eq!(until, next_noon());
    }
    Keys::retire_seal_key(&path, "1", next_noon()).unwrap();
    Keys::retire_index_key(&path, "1", next_noon()).unwrap();
}

#[cfg(unix)]
#[test]
fn the_key_file_stays_with_the_account_it_belongs_to() {
    use std::os::unix::fs::{MetadataExt, chown};
    let folder = Folder::fresh();
    read(&folder.keys());
    // Only root may give it to somebody else; for others it is theirs before and after.
    let _ = chown(folder.keys(), Some(12_345), Some(12_346));
    let owner = || {
        let metadata = std::fs::metadata(folder.keys()).unwrap();
        (metadata.uid(), metadata.gid(), metadata.mode() & 0o777)
    };
    let before = owner();
    Keys::rotate_seal_key(&folder.keys(), Suite::Aes, &OsChance, noon()).unwrap();
    assert_eq!(owner(), before);
    assert_eq!(before.2, 0o600);
}

#[test]
fn while_the_index_changes_a_value_has_two_places() {
    let folder = Folder::fresh();
    let keys = read(&folder.keys());
    let old = keys.ring().blind(T, "name", "李建国");
    assert_eq!(keys.places(T, "name", "李建国"), [old.clone(), old.clone()]);
    Keys::rotate_index_key(&folder.keys(), &OsChance, noon()).unwrap();
    let [now, before] = keys.places(T, "name", "李建国");
    assert_eq!(before, old);
    assert!(now.starts_with("2."), "{now}");
    assert!(matches!(
        Keys::rotate_index_key(&folder.keys(), &OsChance, noon()),
        Err(KeyError::TwoIndexKeys)
    ));
    Keys::retire_index_key(&folder.keys(), "1", next_noon()).unwrap();
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
        Keys::retire_seal_key(&folder.keys(), "1", next_noon()).unwrap();
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
    Keys::retire_seal_key(&folder.keys(), "1", next_noon()).unwrap();
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
async fn a_file_that_cannot_be_written_is_not_told_as_lost() {
    let folder = Folder::fresh();
    let (bytes, digest) = ("旧的", sha256("旧的".as_bytes()));
    // So deep that the file has a path, and the half beside it has none.
    let mut root = folder.0.join("files");
    let rest = |root: &Path| 4_090 - "/ab/".len() - digest.len() - root.as_os_str().len();
    while rest(&root) > 201 {
        root.push("d".repeat(200.min(rest(&root) - 2)));
    }
    root.push("d".repeat(rest(&root) - 1));
    let fan = root.join(&digest[..2]);
    std::fs::create_dir_all(&fan).unwrap();
    std::fs::write(fan.join(&digest), bytes).unwrap();
    let mut files = attachments::FileStore::new(root);
    files.trust(Vault::new(read(&folder.keys()), Arc::new(OsChance)));
    assert_eq!(files.read(&digest).await.unwrap(), bytes.as_bytes());
    assert!(files.reseal(|_| {}).await.is_err());
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
