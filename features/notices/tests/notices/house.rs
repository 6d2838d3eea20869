//! A house with this room and people in it.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use futures_util::future::BoxFuture;
use tongli_feature::RoundReport;
use tongli_kernel::{
    Fault, HospitalTime, IdMint, OsChance, Private, Role, Said, SetClock, StaffId, Tenant, Viewer,
    ViewerKind,
};
use tongli_people::NewStaff;
use tongli_people::actions::add_staff;
use tongli_store::attachments::FileStore;
use tongli_store::keys::Keys;
use tongli_store::migrate::Migration;
use tongli_store::numbers::NumberBlocks;
use tongli_store::outbox::{self, Message, MessageId, To};
use tongli_store::{Db, Subject, args};
use tongli_web::{App, Assets, House, Identify, Limits, SignedIn, WordFiles, Words, with_layers};
use tower::ServiceExt;

pub const TENANT: Tenant = Tenant(1);
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
struct ByNumber;

fn signed_in(text: &str) -> Option<SignedIn> {
    let id: i64 = text.parse().ok()?;
    Some(SignedIn {
        viewer: Viewer {
            kind: ViewerKind::Staff(StaffId::new(id)),
            ..Viewer::operator(TENANT)
        },
        csrf: "t".to_owned(),
        place: String::new(),
        first: None,
    })
}

impl Identify for ByNumber {
    fn by_cookie<'a>(
        &'a self,
        _: &'a App,
        cookie: &'a str,
    ) -> BoxFuture<'a, Result<Option<SignedIn>, Fault>> {
        Box::pin(async move { Ok(signed_in(cookie)) })
    }

    fn by_token<'a>(
        &'a self,
        _: &'a App,
        token: &'a str,
    ) -> BoxFuture<'a, Result<Option<SignedIn>, Fault>> {
        Box::pin(async move { Ok(signed_in(token)) })
    }
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
    let time = HospitalTime::named("Asia/Shanghai").unwrap();
    let clock = Arc::new(SetClock::at(time.read("2026-09-28T09:12").unwrap()));
    let app = App::new(House {
        db,
        clock: clock.clone(),
        keys: Keys::generate(&OsChance),
        chance: Arc::new(OsChance),
        ids: IdMint::new(1),
        server: 1,
        numbers: NumberBlocks::default(),
        files: FileStore::new(std::env::temp_dir()),
        time,
        tenant: TENANT,
        words: Words::gather(&[
            tongli_web::WORDS,
            tongli_people::WORDS,
            tongli_notices::WORDS,
            SAMPLE,
        ])
        .unwrap(),
        assets: Assets::load().unwrap(),
        identify: Arc::new(ByNumber),
        menu: tongli_notices::feature().menu.to_vec(),
        panels: tongli_notices::feature().panels.to_vec(),
        doors: Vec::new(),
        written: Vec::new(),
        limits: Limits::default(),
        public_url: "http://localhost".to_owned(),
        trusted_proxies: Vec::new(),
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
