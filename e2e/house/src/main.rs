//! Serves a demo hospital from a temporary folder, or with `--bare` a house that
//! nobody has moved into. Prints one line of JSON when ready: addresses, accounts,
//! names, and every address that can be looked at. Then obeys on its control address:
//! `POST /clock` moves time, and every round that is due by then runs;
//! `POST /database/close` takes the database away, as a full disk would.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use tokio::net::TcpListener;
use tongli::assemble::{assemble, open_database, prepare};
use tongli::config::Config;
use tongli_feature::{Round, run_due};
use tongli_kernel::{Moment, OsChance, SetClock};
use tongli_store::DbUrl;
use tongli_web::App;

/// A Monday morning before the autumn holidays, so that stories count over them.
const BEGIN: &str = "2026-09-28T09:00:00+08:00";

#[derive(Clone)]
struct Control {
    app: App,
    clock: Arc<SetClock>,
    rounds: Arc<Vec<Round>>,
}

#[derive(serde::Deserialize)]
struct To {
    to: String,
}

/// With people, or as it is before anybody has an account.
const BARE: &str = "--bare";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let chance = OsChance;
    let folder = std::env::temp_dir().join(format!("tongli-e2e-{}", std::process::id()));
    let outcome = furnish(&folder, chance).await;
    let _ = std::fs::remove_dir_all(&folder);
    outcome
}

async fn furnish(folder: &std::path::Path, chance: OsChance) -> anyhow::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let control = TcpListener::bind("127.0.0.1:0").await?;
    let begin = Moment::from_rfc3339(BEGIN).context("the first moment")?;
    let clock = Arc::new(SetClock::at(begin));
    let config = Config {
        data: folder.to_owned(),
        database: DbUrl::Sqlite(folder.join("tongli.db")),
        listen: listener.local_addr()?,
        public_url: format!("http://{}", listener.local_addr()?),
        key_file: folder.join("tongli.keys"),
        seal_suite: tongli_store::seal::Suite::Aes,
        timezone: "Asia/Shanghai".to_owned(),
        trusted_proxies: Vec::new(),
    };
    let keys = prepare(&config, &chance)?;
    let db = open_database(&config, &*clock).await?;
    let house = assemble(&config, db, keys, clock.clone(), Arc::new(chance)).await?;
    let accounts = if std::env::args().any(|word| word == BARE) {
        Vec::new()
    } else {
        tongli::demo::furnish(&house.app)
            .await
            .map_err(|fault| anyhow::anyhow!("the demo hospital: {fault:?}"))?
    };
    let state = Control {
        app: house.app.clone(),
        clock,
        rounds: Arc::new(house.rounds.clone()),
    };
    say(&serde_json::json!({
        "url": config.public_url,
        "control": format!("http://{}", control.local_addr()?),
        "accounts": accounts,
        "names": tongli::demo::names(),
        "looked_at": looked_at(),
    }));
    let controls = Router::new()
        .route("/clock", post(move_clock))
        .route("/database/close", post(close_database))
        .with_state(state);
    let site = house
        .router()
        .into_make_service_with_connect_info::<SocketAddr>();
    // No server runs the rounds by itself here: only the test moves time.
    tokio::select! {
        outcome = async { axum::serve(listener, site).await } => outcome?,
        outcome = async { axum::serve(control, controls).await } => outcome?,
        () = tongli::serve::asked_to_stop() => {}
    }
    house.close().await;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the test reads this line")]
fn say(line: &serde_json::Value) {
    println!("{line}");
}

/// Every route that answers a look, so that a test knows which it has not visited.
fn looked_at() -> Vec<&'static str> {
    let routes = tongli::features::routes();
    let listed = routes.listed().iter();
    listed
        .filter(|route| route.method == "GET")
        .map(|route| route.path)
        .collect()
}

async fn close_database(State(control): State<Control>) -> StatusCode {
    control.app.db.close().await;
    StatusCode::NO_CONTENT
}

async fn move_clock(
    State(control): State<Control>,
    Json(wish): Json<To>,
) -> Result<StatusCode, (StatusCode, String)> {
    let to = Moment::from_rfc3339(&wish.to)
        .ok_or((StatusCode::BAD_REQUEST, "no RFC 3339 moment".to_owned()))?;
    control.clock.set(to);
    // One round may leave work for another, such as a message to deliver.
    for _ in 0..3 {
        run_due(&control.app, &control.rounds).await;
        control.clock.set(control.app.now().plus_seconds(61));
    }
    control.clock.set(to);
    Ok(StatusCode::NO_CONTENT)
}
