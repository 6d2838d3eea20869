//! A few connections that are lent and come back, of either engine.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::StoreError;

/// So many may use a connection at once; those that nobody uses lie here.
pub(super) struct Places<C> {
    most: u32,
    free: Arc<Semaphore>,
    idle: Arc<Mutex<Vec<C>>>,
    is_closing: AtomicBool,
}

/// The place of a user. What is given back lies ready before the place is free.
pub(super) struct Place<C> {
    idle: Arc<Mutex<Vec<C>>>,
    _held: OwnedSemaphorePermit,
}

impl<C> Places<C> {
    pub(super) fn of(most: u32) -> Places<C> {
        Places {
            most,
            free: Arc::new(Semaphore::new(most as usize)),
            idle: Arc::default(),
            is_closing: AtomicBool::default(),
        }
    }

    /// Waits for a place as long as its caller does.
    pub(super) async fn take(&self) -> Result<Place<C>, StoreError> {
        // Whoever reads while it reads would wait for a closing that waits for it.
        if self.is_closing.load(Ordering::Acquire) {
            return Err(away("the database is closed"));
        }
        let held = self.free.clone().acquire_owned().await;
        Ok(Place {
            idle: self.idle.clone(),
            _held: held.map_err(|_| away("the database is closed"))?,
        })
    }

    /// What nobody uses; it is not lent any more.
    pub(super) fn empty(&self) -> Vec<C> {
        std::mem::take(&mut *lock(&self.idle))
    }

    /// Waits for those in use and gives no place away any more; answers what lay here then.
    pub(super) async fn close(&self) -> Vec<C> {
        self.is_closing.store(true, Ordering::Release);
        let _all = self.free.acquire_many(self.most).await;
        self.free.close();
        self.empty()
    }
}

impl<C> Place<C> {
    /// What came back last and nobody uses.
    pub(super) fn find(&self) -> Option<C> {
        lock(&self.idle).pop()
    }

    pub(super) fn give_back(&self, one: C) {
        lock(&self.idle).push(one);
    }
}

/// Why nobody gets a connection now.
pub(super) fn away(why: &'static str) -> StoreError {
    StoreError::Unavailable(anyhow::anyhow!(why))
}

fn lock<C>(idle: &Mutex<Vec<C>>) -> MutexGuard<'_, Vec<C>> {
    idle.lock().unwrap_or_else(PoisonError::into_inner)
}
