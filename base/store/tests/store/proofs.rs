//! What proves that nothing was taken away: seals, guards, files.

use std::sync::Arc;

use crate::house::{CASE, T, append, noon, wang};
use tongli_kernel::{Chance, Confidentiality, IdMint, OsChance, SeededChance};
use tongli_store::history::{self, SealFlaw};
use tongli_store::keys::Keys;
use tongli_store::migrate::MIGRATIONS;
use tongli_store::testing::on_both;
use tongli_store::{Engine, Tx, Vault, access_log, attachments};

#[tokio::test]
async fn a_forger_who_signs_every_seal_anew_is_found() {
    on_both(MIGRATIONS, async |db| {
        let ours = Keys::generate(&SeededChance::new(5));
        let forger = Keys::generate(&SeededChance::new(6));
        append(&db, "register").await.unwrap();
        // Perfect in itself: chained, with the right root, signed by the key it names.
        history::seal_changed(&db, T, &forger, noon())
            .await
            .unwrap();
        let mut tx = db.read().await.unwrap();
        let seen_by = async |tx: &mut Tx, keys: &Keys| {
            history::check_seals(tx, T, &keys.public_key())
                .await
                .unwrap()
        };
        assert_eq!(seen_by(&mut tx, &forger).await, (1, vec![]));
        assert_eq!(
            seen_by(&mut tx, &ours).await,
            (1, vec![SealFlaw::Stranger { number: 1 }])
        );
    })
    .await;
}

#[tokio::test]
async fn readings_heads_and_leaves_stay_as_they_are() {
    on_both(MIGRATIONS, async |db| {
        let keys = Keys::generate(&SeededChance::new(5));
        append(&db, "register").await.unwrap();
        append(&db, "accept").await.unwrap();
        history::seal_changed(&db, T, &keys, noon()).await.unwrap();
        db.write(async |tx| {
            tx.run(
                "INSERT INTO history_signers
                     (tenant, number, old_key, new_key, handed_over_at, last_seal, last_root,
                      old_signature, new_signature)
                 VALUES (1, 1, '', '', 0, 1, '', '', '')",
                vec![],
            )
            .await?;
            Ok(())
        })
        .await
        .unwrap();
        db.write(async |tx| Ok(access_log::note(tx, &wang(), noon(), CASE, "record").await?))
            .await
            .unwrap();
        for sql in [
            "DELETE FROM access_log",
            "UPDATE access_log SET at = 0",
            "DELETE FROM history_heads",
            "UPDATE history_heads SET seq = 1",
            "UPDATE history_heads SET hash = 'ff'",
            "DELETE FROM history_leaves",
            "UPDATE history_leaves SET hash = 'ff'",
            "DELETE FROM history_signers",
            "UPDATE history_signers SET new_key = 'ff'",
        ] {
            let refused = db
                .write(async |tx| Ok(tx.run(sql, vec![]).await.map(|_| ())?))
                .await;
            assert!(refused.is_err(), "{sql}");
        }
        if db.engine() == Engine::Postgres {
            for sql in [
                "TRUNCATE history",
                "TRUNCATE access_log",
                "TRUNCATE history_seals",
                "TRUNCATE history_signers",
            ] {
                let refused = db
                    .write(async |tx| Ok(tx.run(sql, vec![]).await.map(|_| ())?))
                    .await;
                assert!(refused.is_err(), "{sql}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn lost_and_damaged_files_are_found() {
    on_both(MIGRATIONS, async |db| {
        let folder = std::env::temp_dir().join(format!(
            "tongli-files-{}",
            &(&OsChance as &dyn Chance).secret()[..12]
        ));
        let files = attachments::FileStore::new(folder.clone());
        let chance = SeededChance::new(8);
        db.trust(Vault::new(Keys::generate(&chance), Arc::new(chance)));
        let ids = IdMint::new(1);
        let mut digests = Vec::new();
        for text in ["kept", "lost", "damaged"] {
            let digest = files.put(text.as_bytes().to_vec()).await.unwrap();
            let new = attachments::NewAttachment {
                subject: CASE,
                digest: &digest,
                name: text,
                media_type: "text/plain",
                bytes: 4,
                purpose: "evidence",
                confidentiality: Confidentiality::Ordinary,
                retention_class: "case",
            };
            let (ids, new) = (&ids, &new);
            db.write(async |tx| Ok(attachments::add(tx, &wang(), ids, noon(), new.clone()).await?))
                .await
                .unwrap();
            digests.push(digest);
        }
        let path = |digest: &str| folder.join(&digest[..2]).join(digest);
        std::fs::remove_file(path(&digests[1])).unwrap();
        std::fs::write(path(&digests[2]), "other").unwrap();
        let mut tx = db.read().await.unwrap();
        let (count, lost) = attachments::check_all(&mut tx, T, &files, |_| {})
            .await
            .unwrap();
        assert_eq!((count, lost.len()), (3, 2), "{lost:?}");
        std::fs::remove_dir_all(folder).unwrap();
    })
    .await;
}
