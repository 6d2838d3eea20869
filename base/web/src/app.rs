//! The state every handler shares.

use std::sync::Arc;

use tongli_kernel::{Chance, Clock, HospitalTime, Id, IdMint, Moment, Tenant};
use tongli_store::attachments::FileStore;
use tongli_store::keys::Keys;
use tongli_store::numbers::NumberBlocks;
use tongli_store::{Db, Vault};

use crate::{Assets, Door, Identify, Limits, MenuItem, Panel, Words, Written};

/// Everything a running house has. Made once by the server.
pub struct House {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub chance: Arc<dyn Chance>,
    pub ids: IdMint,
    /// The leased number of this process.
    pub server: u16,
    pub numbers: NumberBlocks,
    pub keys: Keys,
    pub files: FileStore,
    pub time: HospitalTime,
    pub tenant: Tenant,
    pub words: Words,
    pub assets: Assets,
    pub identify: Arc<dyn Identify>,
    pub menu: Vec<MenuItem>,
    pub panels: Vec<Panel>,
    pub doors: Vec<Door>,
    pub written: Vec<Written>,
    pub limits: Limits,
    /// As outsiders reach this server; `https` makes cookies secure.
    pub public_url: String,
    /// Addresses whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<std::net::IpAddr>,
}

impl std::fmt::Debug for House {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "House({:?}, server {})", self.db, self.server)
    }
}

/// A cheap handle to the house.
#[derive(Debug, Clone)]
pub struct App(Arc<House>);

impl App {
    /// Gives database and files the keys of the house, so that what they keep is sealed.
    pub fn new(mut house: House) -> Self {
        let vault = Vault::new(house.keys.clone(), house.chance.clone());
        house.db.trust(vault.clone());
        house.files.trust(vault);
        Self(Arc::new(house))
    }

    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// A fresh id.
    pub fn id<T>(&self) -> Id<T> {
        self.ids.next(self.now())
    }

    /// Whether browsers reach this server over TLS, so that cookies may insist.
    pub fn secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

impl std::ops::Deref for App {
    type Target = House;

    fn deref(&self) -> &House {
        &self.0
    }
}
