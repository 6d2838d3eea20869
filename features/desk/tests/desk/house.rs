//! A house with this room, and people who stand at its desk.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use serde_json::Value as Json;
use tongli_cases::{Channel, Kind, NewCase, Once, Registering};
use tongli_desk::{Button, Tap};
use tongli_feature::Feature;
use tongli_kernel::{Fault, Role, SetClock, Viewer};
use tongli_store::migrate::Migration;
use tongli_store::{Db, args};
pub use tongli_testing::TENANT;
use tongli_testing::{ByName, furnished, house, moment, morning, staff};
use tongli_web::{App, House, with_layers};
use tower::ServiceExt;

/// The rooms below this one, and this one.
fn rooms() -> [Feature; 7] {
    [
        tongli_people::feature(),
        tongli_calendars::feature(),
        tongli_patients::feature(),
        tongli_work::feature(),
        tongli_approvals::feature(),
        tongli_cases::feature(),
        tongli_desk::feature(),
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
        menu: tongli_desk::feature().menu.to_vec(),
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
}

impl World {
    pub fn clock_to(&self, text: &str) {
        self.clock.set(moment(text));
    }

    pub async fn somebody(&self, login: &str, role: Role) -> Viewer {
        staff(&self.app, login, &[role], &[]).await
    }

    pub async fn tap(&self, viewer: &Viewer, kind: &str, once: &str) -> Result<Tap, Fault> {
        self.tap_at(viewer, kind, once, "").await
    }

    /// The same at a window.
    pub async fn tap_at(
        &self,
        viewer: &Viewer,
        kind: &str,
        once: &str,
        window: &str,
    ) -> Result<Tap, Fault> {
        let button = Button {
            kind,
            once: Some(once),
            window,
        };
        let app = &self.app;
        app.db
            .write(async |tx| tongli_desk::tap(tx, app, viewer, app.now(), button).await)
            .await
    }

    /// Somebody registers a case of this moment.
    pub async fn registered(&self, viewer: &Viewer) {
        let new = NewCase::new(Kind::Enquiry, Channel::Visit, "住院要带哪些材料？");
        let what = Registering {
            new: &new,
            once: None,
            draft: None,
        };
        let done = tongli_cases::register(&self.app, viewer, self.app.now(), what).await;
        assert!(matches!(done, Ok(Once::Done(_))), "{done:?}");
    }

    /// How many rows there are, and how many of them were taken back.
    pub async fn rows(&self) -> (i64, i64) {
        let mut tx = self.app.db.read().await.unwrap();
        let all = "SELECT COUNT(*) AS n FROM desk_taps WHERE tenant = $1";
        let undone = "SELECT COUNT(*) AS n FROM desk_taps
                      WHERE tenant = $1 AND undone_at IS NOT NULL AND undone_by = by_id";
        (
            tx.count(all, args![TENANT]).await.unwrap(),
            tx.count(undone, args![TENANT]).await.unwrap(),
        )
    }

    async fn send(&self, request: Request<Body>) -> Reply {
        // The home page is another room's.
        let routes = (tongli_desk::feature().routes)().merge((tongli_work::feature().routes)());
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
        self.open_at(who, path, "").await
    }

    /// The same on a computer that keeps a cookie.
    pub async fn open_at(&self, who: &str, path: &str, kept: &str) -> Reply {
        let request = Request::builder()
            .uri(path)
            .header(header::COOKIE, format!("tongli={who}; lang=zh; {kept}"));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, who: &str, path: &str, form: &str) -> Reply {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::COOKIE, format!("tongli={who}; lang=zh"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let body = format!("_csrf={}&{form}", tongli_testing::CSRF);
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    pub async fn api(&self, who: &str, path: &str, body: Option<Json>, key: Option<&str>) -> Reply {
        let mut request = Request::builder()
            .method(if body.is_some() {
                Method::POST
            } else {
                Method::GET
            })
            .uri(format!("/api/v1{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {who}"))
            .header(header::ACCEPT_LANGUAGE, "zh");
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let body = body.map_or(Body::empty(), |body| Body::from(body.to_string()));
        self.send(request.body(body).unwrap()).await
    }
}
