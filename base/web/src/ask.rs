//! Who asks, from where, in which language: the first argument of every handler.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use tongli_kernel::{Fault, Lang, Moment, Viewer};

use crate::known::Known;
use crate::refusal::spoken;
use crate::{App, Refusal};

/// The context of one request.
#[derive(Debug, Clone)]
pub struct Ask {
    pub app: App,
    pub viewer: Viewer,
    pub lang: Lang,
    /// When the request came in.
    pub now: Moment,
    pub csrf: String,
    pub place: String,
    /// The page this person must visit before any other.
    pub first: Option<&'static str>,
    pub path: String,
    pub query: String,
    /// Stands on every error page and log line of this request.
    pub reference: String,
    pub from: IpAddr,
    /// A program speaks: answer JSON.
    pub program: bool,
    pub senior: bool,
    /// What was read for this request already.
    pub known: Known,
}

impl Ask {
    pub fn signed_in(&self) -> bool {
        self.viewer.staff().is_some()
    }

    /// A moment as people read it, in hospital time.
    pub fn show(&self, moment: Moment) -> String {
        self.app.time.show(moment)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Ask {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        parts
            .extensions
            .get::<Ask>()
            .cloned()
            .ok_or_else(|| Refusal::bug("a handler stands outside the layers"))
    }
}

/// The name of the session cookie; the prefix makes browsers insist on TLS.
pub const fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-tongli" } else { "tongli" }
}

/// The value of a cookie.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

fn language(headers: &HeaderMap) -> Lang {
    cookie(headers, "lang")
        .and_then(Lang::from_code)
        .or_else(|| {
            headers
                .get(header::ACCEPT_LANGUAGE)
                .and_then(|value| value.to_str().ok())
                .map(Lang::from_accept)
        })
        .unwrap_or_default()
}

/// Where the request really comes from: a trusted proxy's word, else the socket.
fn origin(app: &App, headers: &HeaderMap, socket: Option<SocketAddr>) -> IpAddr {
    let direct = socket.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |address| address.ip());
    if !app.trusted_proxies.contains(&direct) {
        return direct;
    }
    headers
        .get("x-forwarded-for")
        .and_then(|value| value.to_str().ok())
        .and_then(|list| {
            // The nearest proxy writes last; what stands before an untrusted
            // address is the client's own claim.
            list.split(',')
                .rev()
                .filter_map(|part| part.trim().parse::<IpAddr>().ok())
                .find(|address| !app.trusted_proxies.contains(address))
        })
        .unwrap_or(direct)
}

/// Recognises the asker and puts [`Ask`] where handlers find it.
pub(crate) async fn recognise(State(app): State<App>, request: Request, next: Next) -> Response {
    // Split so that the body, which cannot be shared between threads, is not
    // borrowed across the look-up.
    let (parts, body) = request.into_parts();
    let mut ask = unknown(&app, &parts);
    if let Err(fault) = identify(&mut ask, &parts).await {
        return spoken(Some(ask), fault);
    }
    let mut request = Request::from_parts(parts, body);
    request.extensions_mut().insert(ask);
    next.run(request).await
}

/// The context of a request before anybody is recognised.
fn unknown(app: &App, request: &Parts) -> Ask {
    let headers = &request.headers;
    let lang = language(headers);
    let path = request.uri.path().to_owned();
    let socket = request
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0);
    Ask {
        app: app.clone(),
        viewer: Viewer::public(app.tenant, lang),
        lang,
        now: app.now(),
        csrf: String::new(),
        place: String::new(),
        first: None,
        query: request.uri.query().unwrap_or_default().to_owned(),
        program: path.starts_with("/api/"),
        path,
        reference: crate::observe::reference(&request.extensions),
        from: origin(app, headers, socket),
        senior: cookie(headers, "senior") == Some("1"),
        known: Known::default(),
    }
}

async fn identify(ask: &mut Ask, request: &Parts) -> Result<(), Fault> {
    let app = ask.app.clone();
    let headers = &request.headers;
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let known = match (bearer, cookie(headers, cookie_name(app.secure()))) {
        (Some(token), _) => app.identify.by_token(&app, token).await?,
        // A page's cookie never speaks for a program: no form elsewhere can
        // make a browser call the API.
        (None, Some(value)) if !ask.program => app.identify.by_cookie(&app, value).await?,
        _ => None,
    };
    if let Some(known) = known {
        ask.viewer = known.viewer;
        ask.viewer.lang = ask.lang;
        ask.csrf = known.csrf;
        ask.place = known.place;
        ask.first = known.first;
    }
    Ok(())
}
