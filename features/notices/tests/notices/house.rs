//! A house with this room and people in it.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use tongli_feature::RoundReport;
use tongli_kernel::{Private, Role, Said, SetClock, StaffId, Viewer, ViewerKind};
use tongli_people::NewStaff;
use tongli_people::actions::add_staff;
use tongli_store::migrate::Migration;
use tongli_store::outbox::{self, Message, MessageId, To};
use tongli_store::{Db, Subject, args};
pub use tongli_testing::TENANT;
use tongli_testing::{BySaying, furnished, house, morning};
use tongli_web::{App, House, WordFiles, with_layers};
use tower::ServiceExt;

pub const CASE: Subject = Subject::new("case", 42);

pub fn steps() -> Vec<Migration> {
    [
        tongli_store::migrate::MIGRATIONS,
        tongli_people::MIGRATIONS,
        tongli_notices::MIGRATIONS,
    ]
    .concat()
}

/// Who signs in is the number the cookie says.
fn said(text: &str) -> Option<Viewer> {
    Some(Viewer {
        kind: ViewerKind::Staff(StaffId::new(text.parse().ok()?)),
        ..Viewer::operator(TENANT)
    })
}

/// Sentences of another room.
const SAMPLE: WordFiles = WordFiles {
    room: "sample",
    zh: "sample-assigned = { $number } 交给您了\n",
    en: "sample-assigned = { $number } was given to you\n",
};

pub struct World {
    pub app: App,
    pub clock: Arc<SetClock>,
}

pub fn world(db: Db) -> World {
    let clock = morning();
    let words = [
        tongli_web::WORDS,
        tongli_people::WORDS,
        tongli_notices::WORDS,
        SAMPLE,
    ];
    let app = App::new(House {
        menu: tongli_notices::feature().menu.to_vec(),
        ..furnished(
            house(db, &clock, &words, BySaying(said)),
            &[tongli_notices::feature()],
        )
    });
    World { app, clock }
}

/// What a browser gets.
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub html: String,
}

impl World {
    pub fn after_seconds(&self, seconds: i64) {
        self.clock.set(self.app.now().plus_seconds(seconds));
    }

    pub async fn somebody(&self, login: &str, roles: &[Role]) -> StaffId {
        let password = Private::new("sunny-ward-7-teapot".to_owned());
        let new = NewStaff {
            roles: roles.to_vec(),
            ..NewStaff::new(login, login.to_uppercase(), "王敏", password)
        };
        add_staff(&self.app, &Viewer::operator(TENANT), new)
            .await
            .unwrap()
    }

    pub fn said(number: &str) -> Said {
        Said::new("sample-assigned")
            .with("number", number)
            .with("path", format!("/cases/{number}"))
    }

    /// Puts a message into the outbox.
    pub async fn put(&self, to: To, said: Said) -> MessageId {
        let viewer = Viewer::operator(TENANT);
        self.app
            .db
            .write(async |tx| {
                let message = Message::new("assigned", CASE, to.clone(), said.clone());
                Ok(outbox::put(tx, &viewer, &self.app.ids, self.app.now(), message).await?)
            })
            .await
            .unwrap()
    }

    pub async fn round(&self, name: &str) -> RoundReport {
        let rounds = tongli_notices::feature().rounds;
        let round = rounds.iter().find(|round| round.name == name).unwrap();
        (round.run)(&self.app).await.unwrap()
    }

    /// After the time to undo.
    pub async fn delivered(&self) -> RoundReport {
        self.after_seconds(11);
        self.round("notices_deliver").await
    }

    pub async fn count(&self) -> i64 {
        let mut tx = self.app.db.read().await.unwrap();
        tx.count(
            "SELECT COUNT(*) AS n FROM notices WHERE tenant = $1",
            args![TENANT],
        )
        .await
        .unwrap()
    }

    pub async fn unread(&self, staff: StaffId) -> i64 {
        let mut tx = self.app.db.read().await.unwrap();
        tongli_notices::unread(&mut tx, TENANT, staff)
            .await
            .unwrap()
    }

    pub async fn call(&self, method: Method, path: &str, who: StaffId, body: &str) -> Page {
        let site = with_layers(self.app.clone(), (tongli_notices::feature().routes)());
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::ACCEPT_LANGUAGE, "zh-CN")
            .header(header::COOKIE, format!("tongli={who}"))
            .header(header::AUTHORIZATION, format!("Bearer {who}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.to_owned()))
            .unwrap();
        let response = site.oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Page {
            status: parts.status,
            headers: parts.headers,
            html: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }
}
