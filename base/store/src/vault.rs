//! What the tables of this floor seal with: the keys and the chance that the house
//! has given its database and its folder of files.

use std::sync::Arc;

use tongli_kernel::{Chance, Tenant};

use crate::StoreError;
use crate::keys::{Keys, Ring};
use crate::seal::key_of;

/// Keys together with the chance that sealing needs.
#[derive(Debug, Clone)]
pub struct Vault {
    pub(crate) keys: Keys,
    pub(crate) chance: Arc<dyn Chance>,
}

impl Vault {
    pub fn new(keys: Keys, chance: Arc<dyn Chance>) -> Vault {
        Vault { keys, chance }
    }

    /// The keys as they stand in the file now.
    pub fn ring(&self) -> Arc<Ring> {
        self.keys.ring()
    }

    /// Closes a value of a column.
    pub fn seal(&self, tenant: Tenant, column: &str, plain: &str) -> Result<String, StoreError> {
        self.keys.seal(tenant, column, plain, &*self.chance)
    }

    /// Opens a value of a column that always was sealed.
    pub fn open(&self, tenant: Tenant, column: &str, sealed: &str) -> Result<String, StoreError> {
        self.keys.open(tenant, column, sealed)
    }

    /// Opens a value of a column that an earlier version kept in plain: what has not
    /// the form of a sealed value is one of those.
    pub fn open_or_plain(
        &self,
        tenant: Tenant,
        column: &str,
        kept: &str,
    ) -> Result<String, StoreError> {
        match key_of(kept) {
            Some(_) => self.open(tenant, column, kept),
            None => Ok(kept.to_owned()),
        }
    }
}
