//! Puts a running house together: database, keys, words, rooms.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use tongli_feature::Round;
use tongli_kernel::{Chance, Clock, HospitalTime, IdMint, Tenant};
use tongli_store::attachments::FileStore;
use tongli_store::keys::Keys;
use tongli_store::migrate::{Standing, migrate, standing};
use tongli_store::numbers::NumberBlocks;
use tongli_store::{Db, Engine, servers};
use tongli_web::{App, Assets, House, Limits, Words, with_layers};

use crate::config::Config;
use crate::features;

/// The only hospital of an installation, until there are several.
pub const TENANT: Tenant = Tenant(1);

/// Why the house cannot be put together.
#[derive(Debug)]
pub enum AssembleFault {
    /// The database lacks steps and this program must not take them by itself.
    Behind(Vec<&'static str>),
    /// The database belongs to another version of the program.
    Foreign(Vec<String>),
    /// There is no database, and this command makes none.
    NothingThere,
    /// The key file is missing beside a database that needs it.
    NoKeys,
    /// The folder, the keys, the database or the front end cannot be used.
    Other(anyhow::Error),
}

impl std::fmt::Display for AssembleFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            AssembleFault::Behind(steps) => write!(f, "schema steps missing: {}", steps.join(", ")),
            AssembleFault::Foreign(steps) => {
                write!(f, "unknown schema steps: {}", steps.join(", "))
            }
            AssembleFault::NothingThere => f.write_str("there is no database"),
            AssembleFault::NoKeys => f.write_str("the key file is missing"),
            AssembleFault::Other(error) => write!(f, "{error:#}"),
        }
    }
}

impl std::error::Error for AssembleFault {}

impl From<anyhow::Error> for AssembleFault {
    fn from(error: anyhow::Error) -> Self {
        AssembleFault::Other(error)
    }
}

/// A house ready to serve.
pub struct Assembled {
    pub app: App,
    pub rounds: Vec<Round>,
    /// Under what this process leases its server number.
    pub holder: String,
}

impl Assembled {
    /// The whole site.
    pub fn router(&self) -> axum::Router {
        with_layers(self.app.clone(), features::routes())
    }

    /// Gives the server number back and closes the database.
    pub async fn close(&self) {
        if let Err(fault) = servers::release(&self.app.db, self.app.server, &self.holder).await {
            tracing::warn!(?fault, "the server number was not given back");
        }
        self.app.db.close().await;
    }
}

/// Makes the data folder and reads or creates the keys.
pub fn prepare(config: &Config, chance: &dyn Chance) -> anyhow::Result<Keys> {
    for folder in [&config.data, &config.files()] {
        make_private_folder(folder)?;
    }
    Keys::read_or_create(&config.key_file, config.seal_suite, chance)
        .with_context(|| format!("the key file {}", config.key_file.display()))
}

/// A folder only its owner looks into.
pub fn make_private_folder(folder: &Path) -> anyhow::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .with_context(|| format!("the folder {}", folder.display()))
}

/// Opens the database. SQLite is brought to the program's shape at once; on
/// PostgreSQL, where other servers may still run the old program, an operator
/// decides when to migrate.
pub async fn open_database(config: &Config, clock: &dyn Clock) -> Result<Db, AssembleFault> {
    let db = connect(config).await?;
    let steps = features::migrations();
    if db.engine() == Engine::Sqlite {
        match standing(&db, &steps).await.map_err(anyhow::Error::from)? {
            Standing::Foreign(steps) => return Err(AssembleFault::Foreign(steps)),
            Standing::Current => return Ok(db),
            Standing::Behind(_) => {}
        }
        migrate(&db, &steps, clock.now())
            .await
            .map_err(|fault| anyhow::anyhow!("{fault:?}"))?;
        return Ok(db);
    }
    match standing(&db, &steps).await.map_err(anyhow::Error::from)? {
        Standing::Current => Ok(db),
        Standing::Behind(steps) => Err(AssembleFault::Behind(steps)),
        Standing::Foreign(steps) => Err(AssembleFault::Foreign(steps)),
    }
}

/// Connects without looking at the schema.
pub async fn connect(config: &Config) -> anyhow::Result<Db> {
    Db::open(&config.database)
        .await
        .map_err(anyhow::Error::from)
        .with_context(|| format!("the database {}", config.shown_database()))
}

/// Puts the house together around an open database.
pub async fn assemble(
    config: &Config,
    db: Db,
    keys: Keys,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
) -> Result<Assembled, AssembleFault> {
    let holder = chance.secret();
    let server = servers::lease(&db, &holder, clock.now())
        .await
        .map_err(|fault| anyhow::anyhow!("no server number: {fault:?}"))?;
    let time = HospitalTime::named(&config.timezone).context("the time zone")?;
    let words = Words::gather(&features::words()).context("the words")?;
    let assets = Assets::load().context("assets")?;
    let app = App::new(House {
        db,
        clock,
        chance,
        ids: IdMint::new(server),
        server,
        numbers: NumberBlocks::default(),
        keys,
        files: FileStore::new(config.files()),
        time,
        tenant: TENANT,
        words,
        assets,
        identify: tongli_people::identify(),
        menu: features::menu(),
        panels: features::panels(),
        doors: features::doors(),
        written: features::written(),
        limits: Limits::default(),
        public_url: config.public_url.clone(),
        trusted_proxies: config.trusted_proxies.clone(),
    });
    Ok(Assembled {
        app,
        rounds: features::rounds(),
        holder,
    })
}
