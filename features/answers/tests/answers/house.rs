//! A house with this room, and people who use its library.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use serde_json::{Value as Json, json};
use tongli_feature::Feature;
use tongli_kernel::{Role, SetClock, Viewer};
use tongli_store::migrate::Migration;
use tongli_store::{Db, args};
use tongli_testing::{ByName, TENANT, furnished, house, moment, morning, staff};
use tongli_web::{App, House, with_layers};
use tower::ServiceExt;

/// The rooms below this one that its pages need, and this one.
fn rooms() -> [Feature; 4] {
    [
        tongli_people::feature(),
        tongli_calendars::feature(),
        tongli_work::feature(),
        tongli_answers::feature(),
    ]
}

pub fn steps() -> Vec<Migration> {
    let mut steps = tongli_store::migrate::MIGRATIONS.to_vec();
    for room in rooms() {
        steps.extend(room.migrations);
    }
    steps
}

pub struct World {
    pub app: App,
    pub clock: Arc<SetClock>,
}

/// The clock stands at 2026-09-28 09:12.
pub fn world(db: Db) -> World {
    let (clock, rooms) = (morning(), rooms());
    let mut words = vec![tongli_web::WORDS];
    words.extend(rooms.iter().map(|room| room.words));
    let app = App::new(House {
        menu: tongli_answers::feature().menu.to_vec(),
        ..furnished(house(db, &clock, &words, ByName), &rooms)
    });
    World { app, clock }
}

/// What came back.
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Reply {
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{}", self.text))
    }

    pub fn leads_to(&self) -> &str {
        assert_eq!(self.status, 303, "{}", self.text);
        self.headers[header::LOCATION].to_str().unwrap()
    }
}

pub fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let rest = text
        .split_once(before)
        .unwrap_or_else(|| panic!("{before} is not in {text}"))
        .1;
    rest.split_once(after).unwrap().0
}

/// An answer as a program sends it.
pub fn answer(title: &str, body: &str, owner: &str, until: &str) -> Json {
    json!({ "kind": "answer", "title": title, "body": body, "owner": owner, "valid_until": until })
}

impl World {
    pub fn clock_to(&self, text: &str) {
        self.clock.set(moment(text));
    }

    pub async fn somebody(&self, login: &str, role: Role) -> Viewer {
        staff(&self.app, login, &[role], &[]).await
    }

    /// How many rows a table has.
    pub async fn rows(&self, table: &'static str) -> i64 {
        let mut tx = self.app.db.read().await.unwrap();
        let sql = format!("SELECT COUNT(*) AS n FROM {table} WHERE tenant = $1");
        tx.count(sql, args![TENANT]).await.unwrap()
    }

    async fn send(&self, request: Request<Body>) -> Reply {
        // The home page is another room's.
        let routes = (tongli_answers::feature().routes)().merge((tongli_work::feature().routes)());
        let site = with_layers(self.app.clone(), routes);
        let response = site.oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 4 << 20).await.unwrap();
        Reply {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    pub async fn open(&self, who: &str, path: &str) -> Reply {
        let request = Request::builder()
            .uri(path)
            .header(header::COOKIE, format!("tongli={who}; lang=zh"));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, who: &str, path: &str, fields: &[(&str, &str)]) -> Reply {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::COOKIE, format!("tongli={who}; lang=zh"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let body = fields.iter().fold(
            format!("_csrf={}", tongli_testing::CSRF),
            |body, (name, value)| format!("{body}&{name}={}", tongli_web::encoded(value)),
        );
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    pub async fn get(&self, who: &str, path: &str) -> Reply {
        self.api(who, Method::GET, path, None, None).await
    }

    pub async fn call(&self, who: &str, path: &str, body: Json) -> Reply {
        self.api(who, Method::POST, path, Some(body), None).await
    }

    pub async fn call_once(&self, who: &str, path: &str, body: Json, key: &str) -> Reply {
        self.api(who, Method::POST, path, Some(body), Some(key))
            .await
    }

    async fn api(
        &self,
        who: &str,
        method: Method,
        path: &str,
        body: Option<Json>,
        key: Option<&str>,
    ) -> Reply {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {who}"))
            .header(header::ACCEPT_LANGUAGE, "zh");
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let body = body.map_or(Body::empty(), |body| Body::from(body.to_string()));
        self.send(request.body(body).unwrap()).await
    }

    /// Writes an answer and tells its id.
    pub async fn written(&self, who: &str, title: &str, body: &str, until: &str) -> String {
        let reply = self
            .call(who, "/answers", answer(title, body, who, until))
            .await;
        assert_eq!(reply.status, 201, "{}", reply.text);
        reply.json()["id"].as_str().unwrap().to_owned()
    }

    /// The titles that a list shows, in its order.
    pub async fn titles(&self, who: &str, query: &str) -> Vec<String> {
        let reply = self.get(who, &format!("/answers?{query}")).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        let found = reply.json();
        let all = found["answers"].as_array().unwrap().iter();
        all.map(|one| one["title"].as_str().unwrap().to_owned())
            .collect()
    }
}
