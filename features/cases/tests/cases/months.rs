//! Totals of months: folded from what changed, read with what is not folded yet.

use axum::http::Method;
use tongli_cases::{check_figures, fold_figures, received_by_day};
use tongli_kernel::{Day, Viewer};
use tongli_people::roles::{CONTACT, RECEPTIONIST};
use tongli_store::testing::on_both;
use tongli_store::{Sql, args};

use crate::export::bring_in;
use crate::house::{Hospital, TENANT, steps};
use crate::web::{api, new_case, open};

async fn page(house: &Hospital, month: &str) -> String {
    let reply = open(house, "desk", &format!("/months?month={month}")).await;
    assert_eq!(reply.status, 200);
    String::from_utf8(reply.body).unwrap()
}

/// Received, closed and open.
async fn seen(house: &Hospital, month: &str) -> [i64; 3] {
    let page = page(house, month).await;
    let mut figures = page.split("figure-value\">").skip(1).map(|rest| {
        let text = rest.split('<').next().unwrap();
        text.parse().unwrap()
    });
    [(); 3].map(|()| figures.next().unwrap())
}

async fn wrong_months(house: &Hospital) -> Vec<String> {
    let mut tx = house.app.db.read().await.unwrap();
    check_figures(&mut tx, &house.app).await.unwrap()
}

/// The same before the round and after it, which has nothing to do a second time.
async fn folded(house: &Hospital, month: &str) -> [i64; 3] {
    let before = seen(house, month).await;
    assert_eq!(wrong_months(house).await, Vec::<String>::new());
    let (looked_at, _) = fold_figures(&house.app).await.unwrap();
    assert!(looked_at > 0);
    assert_eq!(fold_figures(&house.app).await.unwrap(), (0, 0));
    assert_eq!(wrong_months(house).await, Vec::<String>::new());
    assert_eq!(seen(house, month).await, before);
    before
}

async fn run(house: &Hospital, sql: impl Into<Sql> + Clone) {
    let sql = sql.into();
    let sql = &sql;
    house
        .app
        .db
        .write(async |tx| Ok(tx.run(sql.clone(), args![TENANT]).await?))
        .await
        .unwrap();
}

#[tokio::test]
async fn what_changes_is_counted_at_once_and_once() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.staff("desk", &[RECEPTIONIST], &[]).await;
        assert_eq!(seen(&house, "2026-09").await, [0, 0, 0]);
        api(&house, "desk", Method::POST, "/api/v1/cases", new_case()).await;
        assert_eq!(folded(&house, "2026-09").await, [1, 0, 1]);
        let days = page(&house, "2026-09").await;
        let day = days.split("2026-09-28</td>").nth(1).unwrap();
        let numbers: Vec<&str> = day.split("text-end\">").skip(1).take(2).collect();
        assert!(
            numbers[0].starts_with('1') && numbers[1].starts_with('0'),
            "{numbers:?}"
        );
        // What an old register brought is counted once it is shown, and never where it is
        // hidden again.
        bring_in(&house, 3, "夜间呼叫无人应答", true).await;
        let shown = folded(&house, "2021-03").await;
        assert_eq!(shown[0], 3);
        house
            .app
            .db
            .write(async |tx| Ok(tongli_cases::hide_import(tx, TENANT, 77, house.app.now()).await?))
            .await
            .unwrap();
        assert_eq!(folded(&house, "2021-03").await, [0, 0, 0]);
        assert_eq!(seen(&house, "2026-09").await, [1, 0, 1]);
    })
    .await;
}

#[tokio::test]
async fn a_day_is_told_at_once_to_whoever_sees_the_hospital() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        let desk = house.staff("desk", &[RECEPTIONIST], &[]).await;
        let ward = house.staff("ward", &[CONTACT], &[house.ward]).await;
        api(&house, "desk", Method::POST, "/api/v1/cases", new_case()).await;
        bring_in(&house, 3, "夜间呼叫无人应答", true).await;
        let day = |text: &str| text.parse::<Day>().unwrap();
        let told = async |viewer: &Viewer, from: &str, to: &str| {
            let mut tx = house.app.db.read().await.unwrap();
            let span = (day(from), day(to));
            let found = received_by_day(&mut tx, &house.app, viewer, span).await;
            let (days, is_behind) = found.unwrap();
            assert!(!is_behind);
            days.into_iter().collect::<Vec<_>>()
        };
        let received = vec![(day("2026-09-28"), 1)];
        // Before a round has counted it, and after.
        for _ in 0..2 {
            assert_eq!(told(&desk, "2026-09-27", "2026-10-02").await, received);
            assert_eq!(told(&desk, "2026-09-29", "2026-10-02").await, []);
            assert_eq!(told(&ward, "2026-09-27", "2026-10-02").await, []);
            let years = told(&desk, "2021-01-01", "2026-12-31").await;
            assert_eq!(years.iter().map(|(_, n)| n).sum::<i64>(), 4, "{years:?}");
            fold_figures(&house.app).await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn totals_that_are_not_what_the_cases_say_are_named_by_their_month() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.staff("desk", &[RECEPTIONIST], &[]).await;
        api(&house, "desk", Method::POST, "/api/v1/cases", new_case()).await;
        fold_figures(&house.app).await.unwrap();
        run(
            &house,
            "UPDATE case_figure_totals SET n = n + 1 WHERE tenant = $1",
        )
        .await;
        assert_eq!(wrong_months(&house).await, ["2026-09"]);
    })
    .await;
}

#[tokio::test]
async fn more_changes_than_a_page_counts_are_said_to_be_counted_later() {
    on_both(&steps(), async |db| {
        let house = Hospital::new(db).await;
        house.staff("desk", &[RECEPTIONIST], &[]).await;
        api(&house, "desk", Method::POST, "/api/v1/cases", new_case()).await;
        run(
            &house,
            "INSERT INTO case_figure_marks (tenant, case_id, seq)
             WITH RECURSIVE counted(i) AS (
                 SELECT 2 UNION ALL SELECT i + 1 FROM counted WHERE i < 600)
             SELECT c.tenant, c.id, counted.i FROM cases c, counted WHERE c.tenant = $1",
        )
        .await;
        let behind = "正在逐件计入";
        assert!(page(&house, "2026-09").await.contains(behind));
        fold_figures(&house.app).await.unwrap();
        let after = page(&house, "2026-09").await;
        assert!(!after.contains(behind));
        assert_eq!(seen(&house, "2026-09").await, [1, 0, 1]);
    })
    .await;
}
