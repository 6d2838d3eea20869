//! A furnished demo hospital on a database, and the person who registers in it.

use std::sync::Arc;

use anyhow::{Context, anyhow};
use serde_json::json;
use tongli::assemble::{assemble, prepare};
use tongli::config::Config;
use tongli::{Assembled, features};
use tongli_cases::{NewCase, Once, Registered, Registering};
use tongli_kernel::{Clock, Fault, OsChance, SystemClock, Viewer};
use tongli_store::idempotency::{Answer, Key};
use tongli_store::migrate::migrate;
use tongli_store::{Db, sha256};
use tongli_web::App;

use crate::place::Place;

/// A fault as this program reports it.
pub fn broken(fault: Fault) -> anyhow::Error {
    anyhow!("{fault:?}")
}

/// A house, and a receptionist of it.
pub struct House {
    assembled: Assembled,
    pub receptionist: Viewer,
}

impl House {
    /// Makes the database, migrates and furnishes it.
    pub async fn furnish(place: &Place, name: &str) -> anyhow::Result<House> {
        place.create(name).await?;
        let db = Db::open(&place.url(name)).await?;
        migrate(&db, &features::migrations(), SystemClock.now())
            .await
            .map_err(broken)?;
        let assembled = put_together(place, name, db).await?;
        tongli::demo::furnish(&assembled.app)
            .await
            .map_err(broken)?;
        House::of(assembled).await
    }

    /// Opens a database furnished before.
    pub async fn open(place: &Place, name: &str) -> anyhow::Result<House> {
        let db = Db::open(&place.url(name)).await?;
        House::of(put_together(place, name, db).await?).await
    }

    async fn of(assembled: Assembled) -> anyhow::Result<House> {
        let app = &assembled.app;
        let mut tx = app.db.read().await?;
        let staff = tongli_people::find_by_login(&mut tx, app.tenant, "receptionist")
            .await?
            .context("the demo hospital has a receptionist")?;
        let receptionist = tongli_people::viewer_of(&mut tx, app, staff.id)
            .await
            .map_err(broken)?
            .context("the receptionist's account works")?;
        drop(tx);
        Ok(House {
            assembled,
            receptionist,
        })
    }

    pub fn app(&self) -> &App {
        &self.assembled.app
    }

    pub async fn close(self) {
        self.assembled.close().await;
    }
}

async fn put_together(place: &Place, name: &str, db: Db) -> anyhow::Result<Assembled> {
    let config = Config {
        data: place.folder.clone(),
        database: place.url(name),
        listen: ([127, 0, 0, 1], 0).into(),
        public_url: "http://127.0.0.1".to_owned(),
        key_file: place.folder.join("tongli.keys"),
        seal_suite: tongli_store::seal::Suite::Aes,
        timezone: "Asia/Shanghai".to_owned(),
        trusted_proxies: Vec::new(),
    };
    let keys = prepare(&config, &OsChance)?;
    let (clock, chance) = (Arc::new(SystemClock), Arc::new(OsChance));
    Ok(assemble(&config, db, keys, clock, chance).await?)
}

/// The caller's key of the complaint of an index.
pub fn key_of(index: usize) -> String {
    format!("bench-{index:08}")
}

/// What a registration left behind, by which its rows are found again.
#[derive(Debug, Clone)]
pub struct Left {
    pub case: i64,
    pub number: String,
    pub key: String,
}

/// Registers through the door of the cases as the API's action does.
pub async fn register(
    app: &App,
    viewer: &Viewer,
    index: usize,
    new: &NewCase,
) -> anyhow::Result<Left> {
    let key = Key {
        key: key_of(index),
        request: sha256(new.narrative.as_bytes()),
    };
    let what = Registering {
        new,
        once: Some((&key, answer)),
        draft: None,
    };
    match tongli_cases::register(app, viewer, app.now(), what).await {
        Ok(Once::Done(done)) => Ok(Left {
            case: done.case.id.raw(),
            number: done.case.number,
            key: key.key,
        }),
        Ok(Once::Before(_)) => Err(anyhow!("the key of {index} was used before")),
        Err(fault) => Err(broken(fault)),
    }
}

/// Laid out as the API answers a registration.
fn answer(app: &App, done: &Registered) -> Answer {
    let at = |moment: Option<tongli_kernel::Moment>| moment.map(|moment| app.time.rfc3339(moment));
    let clocks: Vec<_> = done
        .clocks
        .iter()
        .map(|row| {
            json!({
                "rule": row.rule, "due_at": at(row.due_at), "promised_at": at(row.promised_at),
                "provisional": row.provisional, "met_at": at(row.met_at),
            })
        })
        .collect();
    let body = json!({
        "number": done.case.number, "stage": done.case.stage.code(),
        "version": done.case.version, "clocks": clocks,
    });
    Answer {
        status: 201,
        body: body.to_string(),
    }
}
