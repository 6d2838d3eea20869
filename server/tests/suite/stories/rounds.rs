//! Rounds that fail: the others go on, and somebody hears of it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tongli::health::watched;
use tongli_feature::{Round, RoundFuture, RoundReport, last_runs, run_due_within, run_forever};
use tongli_web::{App, with_layers};

use crate::house::{ENGINES, House};

const PANICKING: Round = Round {
    name: "a_panicking",
    every_seconds: 60,
    run: panicking,
};
const HANGING: Round = Round {
    name: "b_hanging",
    every_seconds: 60,
    run: hanging,
};
const WORKING: Round = Round {
    name: "c_working",
    every_seconds: 60,
    run: working,
};

fn panicking(_: &App) -> RoundFuture<'_> {
    Box::pin(async { panic!("a round that panics") })
}

fn hanging(_: &App) -> RoundFuture<'_> {
    Box::pin(std::future::pending())
}

fn working(_: &App) -> RoundFuture<'_> {
    Box::pin(async {
        Ok(RoundReport {
            looked_at: 3,
            changed: 2,
            failed: 0,
        })
    })
}

#[tokio::test]
async fn a_round_that_panics_or_hangs_is_written_down_and_the_others_go_on() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let rounds = [PANICKING, HANGING, WORKING];
        let short = Duration::from_millis(100);
        assert_eq!(run_due_within(&house.app, &rounds, short).await, 3);
        let runs = last_runs(&house.app.db).await.unwrap();
        let told: Vec<(&str, i64, Option<&str>)> = runs
            .iter()
            .map(|run| (run.name.as_str(), run.failed, run.error.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                ("a_panicking", 1, Some("panicked")),
                ("b_hanging", 1, Some("too-long")),
                ("c_working", 0, None),
            ]
        );
        // The lease of the one cut off has to run out: it may still be busy.
        house.clock_to("2026-09-28 09:14");
        assert_eq!(run_due_within(&house.app, &rounds, short).await, 2);
        house.clock_to("2026-09-28 09:18");
        assert_eq!(run_due_within(&house.app, &rounds, short).await, 3);
    }
}

#[tokio::test]
async fn a_server_whose_rounds_are_gone_is_not_ready() {
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        let rounds = Arc::new(run_forever(&house.app, &[WORKING]));
        let site = watched(
            with_layers(house.app.clone(), tongli::features::routes()),
            rounds.clone(),
        );
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/readyz", listener.local_addr().unwrap());
        let serving = tokio::spawn(async move {
            axum::serve(
                listener,
                site.into_make_service_with_connect_info::<SocketAddr>(),
            )
            .await
            .unwrap();
        });
        assert_eq!(reqwest::get(&url).await.unwrap().status(), 200);
        rounds.stop();
        while rounds.is_well() {
            tokio::task::yield_now().await;
        }
        let answer = reqwest::get(&url).await.unwrap();
        assert_eq!(answer.status(), 503);
        assert_eq!(answer.text().await.unwrap(), "rounds\n");
        serving.abort();
    }
}
