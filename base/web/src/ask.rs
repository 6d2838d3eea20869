//! Who asks, from where, in which language: the first argument of every handler.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tongli_kernel::{Lang, Moment, Viewer};

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
    pub path: String,
    pub query: String,
    /// Stands on every error page and log line of this request.
    pub reference: String,
    pub from: IpAddr,
    /// A program speaks: answer JSON.
    pub program: bool,
    pub senior: bool,
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
pub(crate) const fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-tongli" } else { "tongli" }
}

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
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
pub(crate) async fn recognise(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Response {
    // Split so that the body, which cannot be shared between threads, is not
    // borrowed across the look-up.
    let (parts, body) = request.into_parts();
    let outcome = ask(&app, &parts).await;
    let mut request = Request::from_parts(parts, body);
    match outcome {
        Ok(ask) => {
            request.extensions_mut().insert(ask);
            next.run(request).await
        }
        Err(refusal) => refusal.into_response(),
    }
}

async fn ask(app: &App, request: &Parts) -> Result<Ask, Refusal> {
    let headers = &request.headers;
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let path = request.uri.path().to_owned();
    let program = path.starts_with("/api/");
    let signed_in = match (bearer, cookie(headers, cookie_name(app.secure()))) {
        (Some(token), _) => app.identify.by_token(app, token).await?,
        // A page's cookie never speaks for a program: no form elsewhere can
        // make a browser call the API.
        (None, Some(value)) if !program => app.identify.by_cookie(app, value).await?,
        _ => None,
    };
    let lang = language(headers);
    let socket = request
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0);
    let (mut viewer, csrf, place) = match signed_in {
        Some(known) => (known.viewer, known.csrf, known.place),
        None => (
            Viewer::public(app.tenant, lang),
            String::new(),
            String::new(),
        ),
    };
    viewer.lang = lang;
    Ok(Ask {
        app: app.clone(),
        viewer,
        lang,
        now: app.now(),
        csrf,
        place,
        query: request.uri.query().unwrap_or_default().to_owned(),
        path,
        reference: crate::observe::reference(&request.extensions),
        from: origin(app, headers, socket),
        program,
        senior: cookie(headers, "senior") == Some("1"),
    })
}
