//! How files go, and what is left of them.

use std::path::PathBuf;

use tongli_kernel::Fault;
use tongli_store::attachments::files_below;
use tongli_store::testing::on_both;
use tongli_store::{Subject, args};

use crate::house::{Hospital, TENANT, steps};

const PARTS: &str = "SELECT COUNT(*) AS n FROM export_parts";
const HOUR: i64 = 3_600;

#[tokio::test]
async fn a_file_is_erased_when_its_days_are_over() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.fill(3, "旧事").await;
        let id = house.made("csv").await;
        assert_eq!(house.lying(), 1);
        house.later(72 * 3_600 + 60);
        assert!(matches!(
            house.bytes(&house.chief, id).await,
            Err(Fault::Conflict(_))
        ));
        house.rounds().await;
        assert_eq!(house.lying(), 0);
        assert_eq!(house.state(&house.chief, id).await, "gone");
        let mut tx = house.app.db.read().await.unwrap();
        let left = tx
            .count("SELECT COUNT(*) AS n FROM export_parts", vec![])
            .await
            .unwrap();
        assert_eq!(left, 0);
        let subject = Subject::new("case_export", id.raw());
        assert_eq!(subject.check(&mut tx, TENANT).await.unwrap(), None);
    })
    .await;
}

/// Where the bytes of the only file lie.
fn only(house: &Hospital) -> PathBuf {
    let mut files = files_below(&house.folder).unwrap();
    assert_eq!(files.len(), 1);
    files.remove(0)
}

#[tokio::test]
async fn one_that_cannot_be_erased_holds_no_other_up_and_is_tried_again() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.fill(3, "旧事").await;
        house.made("csv").await;
        // Something else stands where the bytes were.
        let stubborn = only(&house);
        std::fs::remove_file(&stubborn).unwrap();
        std::fs::create_dir_all(stubborn.join("inner")).unwrap();
        house.later(10);
        house.made("jsonl").await;
        house.later(72 * HOUR + 60);
        house.rounds().await;
        assert_eq!(house.lying(), 1, "the other file is gone");
        assert_eq!(house.count(PARTS).await, 1, "and this one is not forgotten");
        std::fs::remove_dir_all(&stubborn).unwrap();
        house.later(HOUR);
        house.rounds().await;
        assert_eq!(house.count(PARTS).await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_a_server_left_that_died_while_it_erased_is_erased_by_the_round() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.fill(3, "旧事").await;
        let id = house.made("csv").await;
        let now = house.app.now();
        let marked = house.app.db.write(async |tx| {
            tx.run(
                "UPDATE exports SET erased_at = $3 WHERE tenant = $1 AND id = $2",
                args![TENANT, id, now],
            )
            .await?;
            Ok(())
        });
        marked.await.unwrap();
        assert_eq!(house.lying(), 1, "its bytes are there still");
        house.later(HOUR);
        house.rounds().await;
        assert_eq!((house.lying(), house.count(PARTS).await), (0, 0));
    })
    .await;
}

#[tokio::test]
async fn what_is_long_gone_leaves_the_list_and_stays_in_the_history() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.fill(3, "旧事").await;
        let id = house.made("csv").await;
        house.bytes(&house.chief, id).await.unwrap();
        house.erase(id).await;
        house.later(29 * 24 * HOUR);
        house.rounds().await;
        assert_eq!(house.state(&house.chief, id).await, "gone");
        house.later(25 * HOUR);
        house.rounds().await;
        let mut tx = house.app.db.read().await.unwrap();
        let gone = tongli_exports::read(&mut tx, &house.chief, id).await;
        assert!(matches!(gone, Err(Fault::NotFound)));
        drop(tx);
        let rows = "SELECT COUNT(*) AS n FROM jobs WHERE kind = 'case_export'";
        assert_eq!(house.count(rows).await, 0);
        assert_eq!(house.verbs().await, ["ask", "export", "take", "erase"]);
    })
    .await;
}

#[tokio::test]
async fn a_copy_without_the_bytes_has_no_file_and_makes_anew_what_was_under_way() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.fill(3, "旧事").await;
        let ready = house.made("csv").await;
        let waiting = house.asked("jsonl").await;
        let lying = only(&house);
        let left_out = tongli_exports::leave_out(&house.app.db, house.app.now()).await;
        let name = lying.file_name().unwrap().to_string_lossy().into_owned();
        assert_eq!(left_out.unwrap(), [name]);
        assert_eq!(house.state(&house.chief, ready).await, "gone");
        std::fs::remove_file(lying).unwrap();
        house.later(10);
        house.rounds().await;
        assert_eq!(house.read(&house.chief, waiting).await.rows, 3);
    })
    .await;
}
