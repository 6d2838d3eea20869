//! A house with nothing but this room in it, and one person at its door.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use tongli_calendars::feature;
use tongli_kernel::{Id, Lang, Role, SetClock, Viewer, ViewerKind};
use tongli_store::Db;
use tongli_store::migrate::{MIGRATIONS, Migration};
use tongli_testing::{BySaying, CSRF, furnished};
pub use tongli_testing::{TENANT, moment};
use tongli_web::{App, Ask, House, with_layers};
use tower::ServiceExt;

pub fn steps() -> Vec<Migration> {
    [MIGRATIONS, feature().migrations].concat()
}

pub fn viewer(role: Role) -> Viewer {
    Viewer {
        tenant: TENANT,
        kind: ViewerKind::Staff(Id::new(7)),
        name: "周岚".to_owned(),
        roles: [role].into(),
        departments: Vec::new(),
        lang: Lang::Zh,
    }
}

/// The house at a moment.
pub fn house(db: Db, now: &str) -> App {
    let room = feature();
    let clock = Arc::new(SetClock::at(moment(now)));
    // A role's slug is a cookie and a token.
    let by_role = BySaying(|slug| tongli_people::roles::named(slug).map(viewer));
    let words = [tongli_web::WORDS, room.words];
    let house = tongli_testing::house(db, &clock, &words, by_role);
    App::new(House {
        menu: room.menu.to_vec(),
        ..furnished(house, &[room])
    })
}

/// What came back.
pub struct Reply {
    pub status: StatusCode,
    pub location: String,
    pub body: String,
}

pub struct Site(Router);

impl Site {
    pub fn of(app: &App) -> Self {
        Self(with_layers(app.clone(), (feature().routes)()))
    }

    pub async fn get(&self, role: Role, path: &str) -> Reply {
        let request = Request::get(path)
            .header(header::COOKIE, format!("tongli={}; lang=zh", role.0))
            .header(header::AUTHORIZATION, format!("Bearer {}", role.0))
            .body(Body::empty());
        self.send(request.unwrap()).await
    }

    pub async fn post(&self, role: Role, path: &str, fields: &[(&str, &str)]) -> Reply {
        let all = fields.iter().chain(&[("_csrf", CSRF)]);
        let body: Vec<String> = all
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        let request = Request::post(path)
            .header(header::COOKIE, format!("tongli={}; lang=zh", role.0))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")));
        self.send(request.unwrap()).await
    }

    /// A form with a file field, as browsers send it.
    pub async fn post_parts(&self, role: Role, path: &str, parts: &[(&str, &[u8])]) -> Reply {
        let mut body = Vec::new();
        for (name, value) in [("_csrf", CSRF.as_bytes())].iter().chain(parts) {
            let file = if *name == "file" {
                "; filename=\"notice.txt\""
            } else {
                ""
            };
            let head =
                format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
            body.extend(head.bytes().chain(value.iter().copied()).chain(*b"\r\n"));
        }
        body.extend(b"--x--\r\n");
        let request = Request::post(path)
            .header(header::COOKIE, format!("tongli={}; lang=zh", role.0))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .body(Body::from(body));
        self.send(request.unwrap()).await
    }

    async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.0.clone().oneshot(request).await.unwrap();
        let location = response.headers().get(header::LOCATION);
        let location = location.map(|value| value.to_str().unwrap().to_owned());
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), 4_000_000).await;
        Reply {
            status,
            location: location.unwrap_or_default(),
            body: String::from_utf8(bytes.unwrap().to_vec()).unwrap(),
        }
    }
}

/// A question as it reaches a handler.
pub fn ask(app: &App, role: Role) -> Ask {
    Ask {
        app: app.clone(),
        viewer: viewer(role),
        lang: Lang::Zh,
        now: app.now(),
        csrf: CSRF.to_owned(),
        place: String::new(),
        first: None,
        path: "/".to_owned(),
        query: String::new(),
        reference: "r".to_owned(),
        from: std::net::IpAddr::from([127, 0, 0, 1]),
        program: false,
        senior: false,
        known: Default::default(),
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// A notice for 2027 whose New Year break takes a Sunday in December 2026.
pub fn notice_of_2027() -> String {
    let rest = [
        ("元旦", "01-01"),
        ("春节", "02-05"),
        ("春节", "02-06"),
        ("春节", "02-07"),
        ("春节", "02-08"),
        ("清明节", "04-05"),
        ("劳动节", "05-01"),
        ("劳动节", "05-02"),
        ("端午节", "06-09"),
        ("中秋节", "09-15"),
        ("国庆节", "10-01"),
        ("国庆节", "10-02"),
        ("国庆节", "10-03"),
    ];
    let mut days = vec![serde_json::json!(
        {"name": "元旦", "date": "2026-12-27", "isOffDay": false}
    )];
    days.extend(rest.map(|(name, day)| {
        serde_json::json!({"name": name, "date": format!("2027-{day}"), "isOffDay": true})
    }));
    serde_json::json!({"year": 2027, "papers": ["https://www.gov.cn/2027"], "days": days})
        .to_string()
}
