//! The small database in which a batch is lived, with the people and the calendar of
//! the house, and how its rows are carried over.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tongli_cases::{CaseId, INDEX_TABLES};
use tongli_kernel::{Fault, IdMint, SeededChance, SetClock, Tenant};
use tongli_store::carry::{Table, tables};
use tongli_store::migrate::migrate;
use tongli_store::numbers::NumberBlocks;
use tongli_store::{Db, DbUrl, Durability, Tx, Value, args};
use tongli_web::{App, Assets, House, Limits, Words};

use super::lives;
use super::plan::{Batch, Plan};
use super::twins::Lived;
use crate::features;

/// What a life needs of the house: its people, its settings, its calendar.
const KNOWN: &[&str] = &[
    "tenants",
    "settings",
    "departments",
    "staff",
    "staff_roles",
    "staff_departments",
    "calendar_years",
    "house_days",
    "rule_overrides",
];

/// What a running house keeps of itself, and no matter.
const OF_THE_HOUSE: &[&str] = &[
    "history_leaves",
    "history_seals",
    "history_signers",
    "round_runs",
    "rounds",
    "servers",
];

/// What is still to be counted into months.
const MARKS: &str = "case_figure_marks";

/// Servers whose numbers stand in the ids of invented matters, far above those that
/// servers lease. So many batches apart no two lives are lived at once.
const SERVERS: usize = 512;

/// The template of the small databases, and where they stand.
pub struct Workshop {
    folder: PathBuf,
    /// The tables that lives write into.
    carried: Vec<Table>,
}

/// Rows, table by table.
pub type Rows = Vec<Vec<Vec<Value>>>;

/// What a batch left.
pub struct Made {
    rows: Rows,
    lived: Vec<CaseId>,
    /// How many twins each matter gets.
    pub twins: i64,
    mint: IdMint,
}

impl Workshop {
    pub async fn furnish(app: &App) -> Result<Workshop, Fault> {
        let folder = app.files.folder().await?.join(".demo-fill");
        clear(&folder)?;
        std::fs::create_dir_all(&folder).map_err(unwritten)?;
        let db = open(&folder.join("template.db")).await?;
        migrate(&db, &features::migrations(), app.now()).await?;
        let known = known_rows(app).await?;
        db.write(async |tx| {
            for (table, rows) in known.clone() {
                // What the migration itself has put there is there.
                if table.is_empty(tx).await? {
                    table.put(tx, rows).await?;
                }
            }
            Ok(())
        })
        .await?;
        let mut carried = Vec::new();
        let mut tx = db.read().await?;
        for table in tables(&mut tx).await? {
            let own = [KNOWN, OF_THE_HOUSE, INDEX_TABLES];
            let own = own.iter().any(|names| names.contains(&&*table.name));
            if !own && table.is_empty(&mut tx).await? {
                carried.push(table);
            }
        }
        drop(tx);
        db.close().await;
        Ok(Workshop { folder, carried })
    }

    /// Lives a batch; answers what it left.
    pub async fn live(
        &self,
        app: &App,
        plan: &Plan,
        batch: &Batch,
        seed: u64,
    ) -> Result<Made, Fault> {
        let path = self.folder.join("batch.db");
        for ending in ["", "-wal", "-shm"] {
            let mut name = path.clone().into_os_string();
            name.push(ending);
            let _ = std::fs::remove_file(name);
        }
        std::fs::copy(self.folder.join("template.db"), &path).map_err(unwritten)?;
        let db = open(&path).await?;
        let clock = Arc::new(SetClock::at(app.now()));
        let own = house(app, db.clone(), clock.clone(), batch, seed)?;
        lives::live(&own, &clock, plan, batch, seed).await?;
        // Here it is a few; in the filled house the round would write a million of them.
        tongli_retention::write_terms(&own).await?;
        let mut tx = db.read().await?;
        let mut rows = Vec::with_capacity(self.carried.len());
        for table in &self.carried {
            let mut all = table.rows(&mut tx).await?;
            if table.name == MARKS {
                // One mark lets a case be counted as it is; each change has left one.
                let mut last = BTreeMap::new();
                for row in all {
                    last.insert(table.value(&row, "case_id")?.number(), row);
                }
                all = last.into_values().collect();
            }
            rows.push(all);
        }
        let lived = tx
            .all(
                "SELECT id FROM cases WHERE tenant = $1 ORDER BY id",
                args![app.tenant],
                |row| row.get("id"),
            )
            .await?;
        drop(tx);
        db.close().await;
        Ok(Made {
            rows,
            lived,
            twins: i64::try_from(batch.twins).map_err(Fault::bug)?,
            mint: IdMint::new(server_of(batch)?),
        })
    }

    /// What a batch left, or its `nth` twins.
    pub fn rows(&self, made: &Made, tenant: Tenant, nth: i64) -> Result<Rows, Fault> {
        match nth {
            0 => Ok(made.rows.clone()),
            _ => Lived::of(&self.carried, &made.rows, &made.mint)?.twins(tenant, nth),
        }
    }

    /// Puts them where they belong.
    pub async fn carry(
        &self,
        tx: &mut Tx,
        app: &App,
        (made, nth): (&Made, i64),
        rows: Rows,
    ) -> Result<(), Fault> {
        for (table, rows) in self.carried.iter().zip(rows) {
            table.put(tx, rows).await?;
        }
        let lived = Lived::of(&self.carried, &made.rows, &made.mint)?;
        let cases = made.lived.iter();
        let cases: Vec<CaseId> = cases
            .map(|case| CaseId::new(lived.id(case.raw(), nth)))
            .collect();
        tongli_cases::index_carried(tx, app, app.tenant, &cases).await
    }

    pub async fn close(&self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn clear(folder: &Path) -> Result<(), Fault> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(unwritten(error)),
        _ => Ok(()),
    }
}

fn unwritten(error: std::io::Error) -> Fault {
    Fault::Unavailable(error.into())
}

/// Nothing in it needs to survive a crash: a batch that is not carried is lived again.
async fn open(path: &Path) -> Result<Db, Fault> {
    let url = DbUrl::Sqlite(path.to_path_buf());
    Ok(Db::open_with(&url, Durability::None).await?)
}

async fn known_rows(app: &App) -> Result<Vec<(Table, Vec<Vec<Value>>)>, Fault> {
    let mut tx = app.db.read().await?;
    let mut found = Vec::new();
    for table in tables(&mut tx).await? {
        if KNOWN.contains(&&*table.name) {
            let rows = table.rows(&mut tx).await?;
            found.push((table, rows));
        }
    }
    Ok(found)
}

fn server_of(batch: &Batch) -> Result<u16, Fault> {
    u16::try_from(SERVERS + batch.at % SERVERS).map_err(Fault::bug)
}

/// A house of its own around the small database, with the keys of the real one.
fn house(app: &App, db: Db, clock: Arc<SetClock>, batch: &Batch, seed: u64) -> Result<App, Fault> {
    let server = server_of(batch)?;
    let own = u64::try_from(batch.at).map_err(Fault::bug)?;
    Ok(App::new(House {
        db,
        clock,
        chance: Arc::new(SeededChance::new(seed ^ (own << 20))),
        ids: IdMint::new(server),
        server,
        numbers: NumberBlocks::default(),
        keys: app.keys.clone(),
        files: app.files.clone(),
        time: app.time.clone(),
        tenant: app.tenant,
        words: Words::gather(&features::words()).map_err(Fault::bug)?,
        assets: Assets::load().map_err(Fault::bug)?,
        identify: tongli_people::identify(),
        menu: Vec::new(),
        panels: Vec::new(),
        doors: features::doors(),
        written: features::written(),
        limits: Limits::default(),
        public_url: app.public_url.clone(),
        trusted_proxies: Vec::new(),
    }))
}
