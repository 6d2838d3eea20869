//! Terms follow without walking what stands: each hour what has none yet, once a day all.

use tongli_feature::last_runs;
use tongli_store::args;

use super::super::lives::complaint;
use super::{archived, registered};
use crate::house::{ENGINES, House};

/// What a round last looked at and changed.
async fn last(house: &House, name: &str) -> (i64, i64) {
    let runs = last_runs(&house.app.db).await.unwrap();
    let run = runs.iter().find(|run| run.name == name).unwrap();
    (run.looked_at, run.changed)
}

#[tokio::test]
async fn a_settled_term_is_looked_at_once_a_day_and_written_when_it_moves() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let number = registered(&house, complaint()).await;
        archived(&house, &number).await;
        house.rounds().await;
        let (hourly, daily) = ("retention.terms", "retention.all_terms");
        assert_eq!(
            last(&house, hourly).await.1 + last(&house, daily).await.1,
            1
        );
        house.clock_to("2026-09-29 07:00");
        house.rounds().await;
        assert_eq!(last(&house, hourly).await, (0, 0), "{engine:?}");
        house.clock_to("2026-09-30 08:00");
        house.rounds().await;
        assert_eq!(last(&house, daily).await, (1, 0), "{engine:?}");
        // As a label or the classes of a new program would have it.
        let number = number.as_str();
        house
            .app
            .db
            .write(async |tx| {
                let sql = "UPDATE cases SET retention_class = 'other' WHERE number = $1";
                Ok(tx.run(sql, args![number]).await?)
            })
            .await
            .unwrap();
        house.clock_to("2026-10-01 09:00");
        house.rounds().await;
        assert_eq!(last(&house, hourly).await, (0, 0), "{engine:?}");
        assert_eq!(last(&house, daily).await, (1, 1), "{engine:?}");
    }
}
