//! The one plug this floor needs from a room above: whose cookie or token is this?

use futures_util::future::BoxFuture;
use tongli_kernel::{Fault, Viewer};

use crate::App;

/// Somebody recognised.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub viewer: Viewer,
    /// Goes into every form of this session; empty for programs.
    pub csrf: String,
    /// What the head of the page shows beside the name.
    pub place: String,
    /// A page to be visited before any other: a password that must be changed.
    pub first: Option<&'static str>,
}

/// Recognises people and programs.
pub trait Identify: Send + Sync {
    /// Whose session this cookie value names.
    fn by_cookie<'a>(
        &'a self,
        app: &'a App,
        cookie: &'a str,
    ) -> BoxFuture<'a, Result<Option<SignedIn>, Fault>>;

    /// Whose token a program sent as `Authorization: Bearer`.
    fn by_token<'a>(
        &'a self,
        app: &'a App,
        token: &'a str,
    ) -> BoxFuture<'a, Result<Option<SignedIn>, Fault>>;
}
