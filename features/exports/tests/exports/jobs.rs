//! A file from the wish to its end.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use futures_util::future::join_all;
use tongli_exports::Ending;
use tongli_kernel::Fault;
use tongli_store::testing::on_both;
use tongli_store::{args, jobs};

use crate::house::{Hospital, TENANT, steps};

#[tokio::test]
async fn a_file_is_made_taken_and_written_down() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.fill(1_203, "换药太迟").await;
        let wish = "format=csv&q=%E6%8D%A2%E8%8D%AF";
        let id = house.ask(&house.chief, wish).await.unwrap();
        assert_eq!(house.state(&house.chief, id).await, "waiting");
        house.rounds().await;
        assert_eq!(house.state(&house.chief, id).await, "ready");
        let csv = String::from_utf8(house.bytes(&house.chief, id).await.unwrap()).unwrap();
        assert!(csv.starts_with('\u{feff}'));
        assert_eq!(csv.matches("换药太迟").count(), 1_203);
        let export = house.read(&house.chief, id).await;
        assert_eq!(
            (export.rows, export.done, export.total),
            (1_203, 1_203, 1_203)
        );
        assert_eq!(export.bytes, i64::try_from(csv.len()).unwrap());

        let mut tx = house.app.db.read().await.unwrap();
        let told = tx
            .all(
                "SELECT verb, payload FROM history WHERE subject_kind = 'case_export' ORDER BY seq",
                vec![],
                |row| Ok((row.get::<String>("verb")?, row.get::<String>("payload")?)),
            )
            .await
            .unwrap();
        let verbs: Vec<&str> = told.iter().map(|(verb, _)| verb.as_str()).collect();
        assert_eq!(verbs, ["ask", "export", "take"]);
        assert!(told[1].1.contains("\"rows\":1203") && told[1].1.contains("\"words\":true"));
        assert!(told.iter().all(|(_, payload)| !payload.contains("换药")));
        let kept: String = tx
            .one("SELECT filter FROM exports", vec![], |row| {
                row.get("filter")
            })
            .await
            .unwrap();
        assert!(!kept.contains("q="), "what was searched may be a name");
    })
    .await;
}

#[tokio::test]
async fn a_workbook_holds_dates_as_dates_and_lies_sealed() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.fill(3, "=HYPERLINK(\"x\")").await;
        let id = house.made("xlsx").await;
        let bytes = house.bytes(&house.chief, id).await.unwrap();
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        let sheet = book.worksheet_range("Sheet1").unwrap();
        assert_eq!(sheet.height(), 4);
        assert!(matches!(sheet.get((1, 4)), Some(Data::DateTime(_))));
        let text = Data::String("=HYPERLINK(\"x\")".to_owned());
        assert_eq!(sheet.get((1, 10)), Some(&text), "a text and no formula");
        let lying = tongli_store::attachments::files_below(&house.folder).unwrap();
        for file in lying {
            assert!(std::fs::read(file).unwrap().starts_with(b"TLSEAL."));
        }
    })
    .await;
}

#[tokio::test]
async fn a_list_without_a_row_is_a_file_with_its_heads() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        for format in ["xlsx", "csv", "jsonl"] {
            let wish = format!("format={format}");
            let id = house.ask(&house.chief, &wish).await.unwrap();
            house.later(10);
            house.rounds().await;
            assert_eq!(house.state(&house.chief, id).await, "ready", "{format}");
            let bytes = house.bytes(&house.chief, id).await.unwrap();
            assert_eq!(bytes.is_empty(), format == "jsonl");
        }
    })
    .await;
}

#[tokio::test]
async fn the_same_asked_again_is_the_same_and_the_fourth_waits() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let first = house.ask(&house.chief, "format=csv&kind=praise").await;
        let again = house.ask(&house.chief, "kind=praise&format=csv").await;
        assert_eq!(first.unwrap(), again.unwrap());
        for wish in ["format=xlsx", "format=csv"] {
            house.ask(&house.chief, wish).await.unwrap();
        }
        let fourth = house.ask(&house.chief, "format=jsonl").await;
        assert!(matches!(fourth, Err(Fault::Conflict(_))));
        // Somebody else is not kept waiting by it.
        house.ask(&house.clerk, "format=jsonl").await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn asked_twice_at_once_it_is_one_and_of_many_at_once_three() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let ask = async |wish: &str| house.ask(&house.chief, wish).await;
        let (one, other) = tokio::join!(ask("format=csv"), ask("format=csv"));
        assert_eq!(one.unwrap(), other.unwrap());
        let kinds = ["complaint", "praise", "suggestion", "enquiry"];
        let wishes = kinds.map(|kind| format!("format=csv&kind={kind}"));
        let asked = join_all(wishes.iter().map(|wish| ask(wish))).await;
        assert_eq!(asked.iter().filter(|one| one.is_ok()).count(), 2);
    })
    .await;
}

#[tokio::test]
async fn whoever_has_many_files_ready_erases_one_first() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let mut ready = Vec::new();
        for _ in 0..10 {
            ready.push(house.made("csv").await);
            house.later(10);
        }
        let eleventh = house.ask(&house.chief, "format=csv").await;
        assert!(matches!(eleventh, Err(Fault::Conflict(_))));
        assert_eq!(house.erase(ready[3]).await, Ending::Erased);
        house.made("csv").await;
        // What is over counts no longer.
        house.later(72 * 3_600);
        house.asked("csv").await;
    })
    .await;
}

#[tokio::test]
async fn a_list_by_words_waits_until_the_index_is_whole() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.fill(3, "换药太迟").await;
        let wish = "format=csv&q=%E6%8D%A2%E8%8D%AF";
        let id = house.ask(&house.chief, wish).await.unwrap();
        let begun = house.app.db.write(async |tx| {
            tongli_cases::begin_refill(tx, TENANT).await?;
            Ok(())
        });
        begun.await.unwrap();
        let more = format!("{wish}&kind=suggestion");
        let refused = house.ask(&house.chief, &more).await;
        assert!(matches!(refused, Err(Fault::Conflict(_))));
        house.rounds().await;
        assert_eq!(house.state(&house.chief, id).await, "running");
        // A list without words needs no index.
        house.asked("jsonl").await;
        tongli_cases::refill(&house.app, TENANT, |_, _| true)
            .await
            .unwrap();
        house.later(61);
        house.rounds().await;
        assert_eq!(house.read(&house.chief, id).await.rows, 3);
        house.ask(&house.chief, &more).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_value_nobody_knows_is_refused_rather_than_left_out() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        for wrong in [
            "format=pdf",
            "format=csv&kind=nonsense",
            "format=csv&due=x",
            "format=csv&stage=1",
            "format=csv&department=none",
        ] {
            let refused = house.ask(&house.chief, wrong).await;
            assert!(matches!(refused, Err(Fault::Invalid(_))), "{wrong}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_was_given_up_is_not_made_and_leaves_nothing() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.fill(3, "旧事").await;
        let id = house.asked("csv").await;
        assert_eq!(house.erase(id).await, Ending::Cancelled);
        house.erase(id).await;
        house.rounds().await;
        assert_eq!(house.state(&house.chief, id).await, "cancelled");
        assert!(matches!(
            house.bytes(&house.chief, id).await,
            Err(Fault::Conflict(_))
        ));
        assert_eq!(house.lying(), 0);
    })
    .await;
}

/// Leaves what a server leaves that dies in the middle: a lease, a hand, a piece.
async fn dies_in_the_middle(house: &Hospital, id: jobs::JobId) {
    let digest = house.app.files.put(b"half a list".to_vec()).await.unwrap();
    let (now, digest) = (house.app.now(), &digest);
    house
        .app
        .db
        .write(async |tx| {
            jobs::lease(tx, "case_export", now, now.plus_seconds(60)).await?;
            tx.run(
                "UPDATE exports SET attempt = 'dead', bytes = 11 WHERE tenant = $1 AND id = $2",
                args![TENANT, id],
            )
            .await?;
            tx.run(
                "INSERT INTO export_parts (tenant, export_id, attempt, seq, digest)
                 VALUES ($1, $2, 'dead', 0, $3)",
                args![TENANT, id, digest],
            )
            .await?;
            Ok(())
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn another_server_makes_anew_what_one_left_half_done() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.fill(3, "旧事").await;
        let id = house.asked("csv").await;
        dies_in_the_middle(&house, id).await;
        house.rounds().await;
        assert_eq!(
            house.state(&house.chief, id).await,
            "running",
            "its lease holds"
        );
        house.later(61);
        house.rounds().await;
        assert_eq!(house.state(&house.chief, id).await, "ready");
        let csv = String::from_utf8(house.bytes(&house.chief, id).await.unwrap()).unwrap();
        assert_eq!(csv.lines().count(), 4, "no piece of the half list: {csv}");
        assert_eq!(house.lying(), 1, "what the dead one wrote is erased");
    })
    .await;
}

#[tokio::test]
async fn half_a_list_given_up_leaves_no_bytes() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let id = house.ask(&house.chief, "format=csv").await.unwrap();
        dies_in_the_middle(&house, id).await;
        assert_eq!(house.lying(), 1);
        house.erase(id).await;
        assert_eq!(house.lying(), 0);
        assert_eq!(house.state(&house.chief, id).await, "cancelled");
    })
    .await;
}

#[tokio::test]
async fn a_disk_that_takes_nothing_is_told_and_offers_nothing() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.fill(3, "旧事").await;
        for format in ["csv", "xlsx"] {
            let wish = format!("format={format}&stage=archived");
            let id = house.ask(&house.chief, &wish).await.unwrap();
            // Where the folder should be there is something else.
            let _ = std::fs::remove_dir_all(&house.folder);
            std::fs::write(&house.folder, b"full").unwrap();
            house.later(10);
            house.rounds().await;
            let export = house.read(&house.chief, id).await;
            assert_eq!(house.state(&house.chief, id).await, "failed");
            assert_eq!(export.why, Some(tongli_exports::Why::Disk));
            assert!(matches!(
                house.bytes(&house.chief, id).await,
                Err(Fault::Conflict(_))
            ));
            std::fs::remove_file(&house.folder).unwrap();
        }
        // With room again it is simply asked for anew.
        let id = house.asked("csv").await;
        house.later(10);
        house.rounds().await;
        assert_eq!(house.state(&house.chief, id).await, "ready");
    })
    .await;
}
