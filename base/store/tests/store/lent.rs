//! Connections that were left in the middle of something.

use futures_util::FutureExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tongli_kernel::Fault;
use tongli_store::migrate::MIGRATIONS;
use tongli_store::testing::{fresh, on_both};
use tongli_store::{Db, DbUrl, Engine, StoreError, Tx, args};

use crate::house::T;

async fn insert(tx: &mut Tx, id: i64) -> Result<(), StoreError> {
    let sql = "INSERT INTO search_rows (tenant, id, digest) VALUES ($1, $2, 'x')";
    tx.run(sql, args![T, id]).await.map(|_| ())
}

async fn count(tx: &mut Tx) -> Result<i64, StoreError> {
    tx.count("SELECT COUNT(*) AS n FROM search_rows", vec![])
        .await
}

#[tokio::test]
async fn whoever_stops_reading_leaves_no_answer_to_the_next() {
    let db = fresh(Engine::Postgres, MIGRATIONS).await.db.clone();
    let server = async || {
        let mut tx = db.read().await.unwrap();
        let sql = "SELECT CAST(pg_backend_pid() AS BIGINT) AS n";
        tx.count(sql, vec![]).await.unwrap()
    };
    let before = server().await;
    assert_eq!(server().await, before, "it is lent again");
    let mut tx = db.read().await.unwrap();
    let long = "SELECT CAST(pg_sleep(3) AS TEXT) AS n";
    let asked = tx.all(long, vec![], |row| row.get::<String>("n"));
    assert!(asked.now_or_never().is_none());
    drop(tx);
    assert_ne!(server().await, before);
}

#[tokio::test]
async fn a_job_that_is_given_up_leaves_nothing_and_holds_nobody_up() {
    on_both(MIGRATIONS, async |db| {
        let (wrote, has_written) = tokio::sync::oneshot::channel();
        let wrote = std::sync::Mutex::new(Some(wrote));
        let own = db.clone();
        let job = tokio::spawn(async move {
            let wrote = &wrote;
            let job = async |tx: &mut Tx| {
                insert(tx, 1).await?;
                let told = wrote.lock().unwrap().take();
                told.map(|told| told.send(()));
                std::future::pending::<Result<(), Fault>>().await
            };
            own.write(job).await
        });
        has_written.await.unwrap();
        job.abort();
        assert!(job.await.unwrap_err().is_cancelled());
        // The same key would wait for whoever still holds it.
        db.write(async |tx| Ok(insert(tx, 1).await?)).await.unwrap();
        let mut tx = db.read().await.unwrap();
        assert_eq!(count(&mut tx).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_postgresql_threw_away_is_not_called_kept() {
    let db = fresh(Engine::Postgres, MIGRATIONS).await.db.clone();
    let outcome: Result<(), Fault> = db
        .write(async |tx| {
            insert(tx, 1).await?;
            assert!(matches!(insert(tx, 1).await, Err(StoreError::Unique(_))));
            Ok(())
        })
        .await;
    assert!(matches!(outcome, Err(Fault::Bug(_))));
    let mut tx = db.read().await.unwrap();
    assert_eq!(count(&mut tx).await.unwrap(), 0);
}

/// What PostgreSQL answers while it starts.
fn starting() -> Vec<u8> {
    let fields = b"SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0";
    let length = i32::try_from(fields.len() + 4).unwrap();
    [b"E".as_slice(), &length.to_be_bytes(), fields].concat()
}

#[tokio::test]
async fn a_server_that_is_starting_is_waited_for() {
    let real = fresh(Engine::Postgres, MIGRATIONS).await;
    let DbUrl::Postgres(url) = &real.url else {
        panic!("an address");
    };
    let (before, rest) = url.split_once('@').unwrap();
    let (place, name) = rest.split_once('/').unwrap();
    let door = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let asked = door.local_addr().unwrap();
    let place = place.to_owned();
    let doorkeeper = tokio::spawn(async move {
        let (mut first, _) = door.accept().await.unwrap();
        let length = first.read_i32().await.unwrap() - 4;
        let mut said = vec![0; usize::try_from(length).unwrap()];
        first.read_exact(&mut said).await.unwrap();
        first.write_all(&starting()).await.unwrap();
        drop(first);
        let (mut next, _) = door.accept().await.unwrap();
        let mut server = TcpStream::connect(place).await.unwrap();
        let _ = copy_bidirectional(&mut next, &mut server).await;
    });
    let url = DbUrl::Postgres(format!("{before}@{asked}/{name}?sslmode=disable"));
    let db = Db::open(&url).await.unwrap();
    let mut tx = db.read().await.unwrap();
    assert_eq!(count(&mut tx).await.unwrap(), 0);
    drop(tx);
    db.close().await;
    doorkeeper.await.unwrap();
}

#[tokio::test]
async fn whoever_reads_while_it_reads_hears_that_the_database_closes() {
    on_both(MIGRATIONS, async |db| {
        let mut first = db.read().await.unwrap();
        let mut closing = Box::pin(db.close());
        assert!((&mut closing).now_or_never().is_none(), "it waits");
        let second = db.read().now_or_never();
        assert!(matches!(second, Some(Err(StoreError::Unavailable(_)))));
        assert_eq!(count(&mut first).await.unwrap(), 0);
        drop(first);
        closing.await;
    })
    .await;
}
