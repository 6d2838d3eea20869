//! Routes with their guards: one list that the server enforces and the census
//! reads. There is no other way to add a route.

use axum::Router;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::middleware::{Next, from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, delete, get, post};
use tongli_kernel::{Fault, Permission};

use crate::{App, Ask, Refusal, redirect};

/// Who may call a route at all. What they may do to one record is asked again,
/// where the record is read.
#[derive(Debug, Clone, Copy)]
pub enum Guard {
    /// Anybody, signed in or not.
    Open,
    SignedIn,
    May(Permission),
    /// Any of several, where a route serves more than one.
    MayAny(&'static [Permission]),
}

impl Guard {
    fn check(self, ask: &Ask) -> Result<(), Fault> {
        let needed: &[Permission] = match &self {
            Guard::Open => return Ok(()),
            Guard::SignedIn => &[],
            Guard::May(permission) => std::slice::from_ref(permission),
            Guard::MayAny(permissions) => permissions,
        };
        if !ask.signed_in() {
            return Err(Fault::SignedOut);
        }
        match needed.first() {
            None => Ok(()),
            Some(_) if needed.iter().any(|one| ask.viewer.may(*one)) => Ok(()),
            Some(first) => Err(Fault::Forbidden(*first)),
        }
    }
}

/// A route as the census sees it.
#[derive(Debug, Clone)]
pub struct Listed {
    pub method: &'static str,
    pub path: &'static str,
    pub guard: Guard,
}

/// On the answer of a route that is not named to operators.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quiet;

/// The routes of a room.
#[derive(Default)]
pub struct Routes {
    router: Router<App>,
    listed: Vec<Listed>,
}

impl Routes {
    pub fn new() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn get<H, T>(self, path: &'static str, guard: Guard, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add("GET", path, guard, get(handler))
    }

    #[must_use]
    pub fn post<H, T>(self, path: &'static str, guard: Guard, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add("POST", path, guard, post(handler))
    }

    #[must_use]
    pub fn delete<H, T>(self, path: &'static str, guard: Guard, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.add("DELETE", path, guard, delete(handler))
    }

    fn add(
        mut self,
        method: &'static str,
        path: &'static str,
        guard: Guard,
        handler: MethodRouter<App>,
    ) -> Self {
        // Not around the refusal of other methods: two guards on one path would
        // fight over it.
        let guarded = handler.route_layer(from_fn_with_state(guard, enforce));
        self.router = self.router.route(path, guarded);
        self.listed.push(Listed {
            method,
            path,
            guard,
        });
        self
    }

    /// Keeps the names of these routes out of log and counters: that one of them was
    /// called would say too much already.
    #[must_use]
    pub fn quiet(mut self) -> Self {
        self.router = self
            .router
            .route_layer(map_response(async |mut response: Response| {
                response.extensions_mut().insert(Quiet);
                response
            }));
        self
    }

    #[must_use]
    pub fn merge(mut self, other: Routes) -> Self {
        self.router = self.router.merge(other.router);
        self.listed.extend(other.listed);
        self
    }

    pub fn listed(&self) -> &[Listed] {
        &self.listed
    }

    pub(crate) fn into_router(self) -> Router<App> {
        self.router
    }
}

/// Where somebody must go before this page. Signing out is always open.
fn elsewhere_first(guard: Guard, ask: &Ask) -> Option<&'static str> {
    let open = matches!(guard, Guard::Open) || ask.path == "/sign-out";
    ask.first.filter(|first| !open && ask.path != *first)
}

async fn enforce(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let Some(ask) = request.extensions().get::<Ask>() else {
        return Refusal::bug("a guard stands outside the asker").into_response();
    };
    match guard.check(ask) {
        Ok(()) => match elsewhere_first(guard, ask) {
            Some(first) => redirect(first).into_response(),
            None => next.run(request).await,
        },
        Err(fault) => Refusal(fault).into_response(),
    }
}
