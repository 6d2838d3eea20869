//! Terms follow what becomes of a matter; under a hold nothing is due.

use serde_json::json;
use tongli_kernel::Viewer;
use tongli_store::{Subject, args, links};

use super::{act, archived, complaint, due, held, registered, status, term};
use crate::house::{ENGINES, House};

#[tokio::test]
async fn a_term_is_written_moves_and_is_explained() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house, complaint()).await;
        assert_eq!(term(&house, &number).await["waits"], "open");
        archived(&house, &number).await;
        house.rounds().await;
        let told = term(&house, &number).await;
        assert_eq!(
            (&told["class"], &told["keep_until"]),
            (&json!("complaint"), &json!("2041-09-28"))
        );
        assert_eq!(told["verified_by"], "not verified");
        let director = house.signed_in("director").await;
        let page = director
            .get(&format!("/cases/{number}"))
            .await
            .text()
            .await
            .unwrap();
        assert!(
            page.contains("2041-09-28") && page.contains("保管 15 年"),
            "{page}"
        );

        // Taken up again its time runs no more; closed later it runs from then.
        house.clock_to("2026-10-08 09:00");
        let body = json!({ "reason": "家属带来了新的录音", "facts": "带来录音一份", "evidence": "录音",
            "received_at": "2026-10-08T09:00:00+08:00", "channel": "phone" });
        let version = super::version(&house.program("director"), &number).await;
        let mut body = body;
        body["version"] = json!(version);
        let (code, answer) = act(
            &house.program("director"),
            &format!("/cases/{number}/reopen"),
            body,
        )
        .await;
        assert_eq!(code, 200, "{answer}");
        assert_eq!(term(&house, &number).await["waits"], "open");
        house.rounds().await;
        house.clock_to("2041-09-30 09:00");
        house.rounds().await;
        assert_eq!(
            due(&house, "director").await.len(),
            0,
            "an open matter is never due"
        );
    }
}

async fn id_of(house: &House, number: &str) -> i64 {
    let mut tx = house.app.db.read().await.unwrap();
    let sql = "SELECT id FROM cases WHERE number = $1";
    tx.find(sql, args![number], |row| row.get("id"))
        .await
        .unwrap()
        .unwrap()
}

/// Two matters of one story.
async fn tied(house: &House, one: &str, other: &str) {
    let (one, other) = (id_of(house, one).await, id_of(house, other).await);
    let (from, to) = (Subject::new("case", one), Subject::new("case", other));
    let clock = Viewer::clock(house.app.tenant, "test");
    house
        .app
        .db
        .write(async |tx| {
            links::tie(tx, &clock, house.app.now(), "related", from, to).await?;
            Ok(())
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn a_hold_is_lifted_by_another_person_and_covers_what_is_tied() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house, complaint()).await;
        archived(&house, &number).await;
        house.rounds().await;
        let other = registered(&house, complaint()).await;
        archived(&house, &other).await;
        tied(&house, &number, &other).await;
        let hold = held(&house, "counsel", &number).await;
        // The same reference once more is the same hold.
        let counsel = house.program("counsel");
        let version = super::version(&counsel, &number).await;
        let again =
            json!({ "version": version, "reason": "再来一次", "reference": "（2026）民初1号" });
        let (code, _) = act(&counsel, &format!("/cases/{number}/hold"), again).await;
        assert_eq!(code, 409);

        house.clock_to("2041-09-29 09:00");
        house.rounds().await;
        assert_eq!(due(&house, "director").await.len(), 0);
        let page = house.signed_in("director").await;
        let page = page
            .get(&format!("/cases/{number}"))
            .await
            .text()
            .await
            .unwrap();
        assert!(page.contains("涉诉留存中") && page.contains("法院要求保全"));
        let desk = house.signed_in("contact-ward").await;
        let page = desk
            .get(&format!("/cases/{number}"))
            .await
            .text()
            .await
            .unwrap();
        assert!(!page.contains("法院要求保全"), "a ward is not told");

        let path = format!("/holds/{}/lift", hold["id"].as_str().unwrap());
        let lift = json!({ "version": 1, "reason": "法院来函解除" });
        let (code, own) = act(&counsel, &path, lift.clone()).await;
        assert_eq!(
            (code, &own["missing"][0]["gate"]),
            (422, &json!("second_person")),
            "{own}"
        );
        let receptionist = house.program("receptionist");
        assert_eq!(act(&receptionist, &path, lift.clone()).await.0, 403);
        let (code, lifted) = act(&house.program("director"), &path, lift.clone()).await;
        assert_eq!(code, 200, "{lifted}");
        assert_eq!(act(&house.program("director"), &path, lift).await.0, 409);
        let due = due(&house, "director").await;
        let numbers: Vec<&str> = due
            .iter()
            .filter_map(|one| one["number"].as_str())
            .collect();
        assert_eq!(numbers, [number.as_str(), other.as_str()]);
        assert_eq!(status(&receptionist, "/destruction-list").await, 403);
        house.chains_hold().await;
    }
}
