//! Serves until asked to stop: answers, runs the rounds, keeps its number.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;
use tongli_store::servers;
use tongli_web::App;

use crate::Assembled;
use crate::health::watched;

/// After this a request still running is cut off.
const PATIENCE: Duration = Duration::from_secs(20);
const RENEW_EVERY: Duration = Duration::from_secs(60);

/// Serves on an open listener until `stop` comes.
pub async fn serve(
    house: Assembled,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    crate::health::count();
    let rounds = Arc::new(tongli_feature::run_forever(&house.app, &house.rounds));
    let number = tokio::spawn(keep_number(house.app.clone(), house.holder.clone()));
    let site =
        watched(house.router(), rounds.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let (stopping, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = axum::serve(listener, site).with_graceful_shutdown(async move {
        stop.await;
        tracing::info!("stopping");
        let _ = stopping.send(());
    });
    let cut_off = async {
        // A server that ended by itself never sends.
        if stopped.await.is_err() {
            std::future::pending::<()>().await;
        }
        #[expect(
            clippy::disallowed_methods,
            reason = "how long a stopping process waits is the operator's time, not the office's"
        )]
        tokio::time::sleep(PATIENCE).await;
    };
    let outcome = tokio::select! {
        outcome = server => outcome.context("serving"),
        () = cut_off => {
            tracing::warn!("some requests did not end in time");
            Ok(())
        }
    };
    rounds.stop();
    number.abort();
    house.close().await;
    outcome
}

/// Renews the lease of the server number; without it two servers could make the
/// same id, so a server that lost it stops.
async fn keep_number(app: App, holder: String) {
    #[expect(
        clippy::disallowed_methods,
        reason = "this only paces the renewing; how long the lease holds is asked of the clock"
    )]
    let mut every = tokio::time::interval(RENEW_EVERY);
    loop {
        every.tick().await;
        match servers::renew(&app.db, app.server, &holder, app.now()).await {
            Ok(true) => {}
            Ok(false) => {
                tracing::error!("another server holds this server's number; stopping");
                std::process::exit(1);
            }
            Err(fault) => tracing::warn!(?fault, "the server number could not be renewed"),
        }
    }
}

/// Ctrl-C, or the service manager's TERM.
pub async fn asked_to_stop() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => tokio::select! {
                () = interrupt => {}
                _ = terminate.recv() => {}
            },
            Err(_) => interrupt.await,
        }
    }
    #[cfg(not(unix))]
    interrupt.await;
}
