//! What one request has read already: panels of one page need not ask again for what
//! another of them has found.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// One value of each type, for as long as the request lasts and for its viewer alone.
#[derive(Debug, Clone, Default)]
pub struct Known(Arc<Mutex<BTreeMap<TypeId, Arc<dyn Any + Send + Sync>>>>);

impl Known {
    pub fn find<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&TypeId::of::<T>())?.clone().downcast().ok()
    }

    /// Keeps a value in place of an earlier one of its type.
    pub fn keep<T: Send + Sync + 'static>(&self, value: T) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(TypeId::of::<T>(), Arc::new(value));
    }
}
