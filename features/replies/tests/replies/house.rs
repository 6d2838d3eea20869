//! A hospital with people and wards behind the real layers, on the database of a
//! test; every act is a request.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use serde_json::{Value as Json, json};
use tongli_cases::{
    Case, Channel, Doing, FactChange, Finding, Kind, Move, NewAllegation, NewCase, Once,
    Registering, Step, Verb,
};
use tongli_kernel::{DepartmentId, Role, SetClock, Viewer};
use tongli_patients::{IdentityCheck, NewContact, Relation, ReplyBy};
use tongli_store::Db;
use tongli_store::history::check_subject;
use tongli_store::migrate::Migration;
pub use tongli_testing::TENANT;
use tongli_testing::{self as testing, ByName, CSRF, furnished, house, morning};
use tongli_web::{App, with_layers};
use tower::ServiceExt;

pub fn steps() -> Vec<Migration> {
    [
        tongli_store::migrate::MIGRATIONS,
        tongli_people::MIGRATIONS,
        tongli_calendars::feature().migrations,
        tongli_patients::MIGRATIONS,
        tongli_work::MIGRATIONS,
        tongli_approvals::MIGRATIONS,
        tongli_cases::MIGRATIONS,
        tongli_addressees::MIGRATIONS,
        tongli_inquiry::MIGRATIONS,
        tongli_replies::MIGRATIONS,
    ]
    .concat()
}

pub struct Hospital {
    pub app: App,
    pub clock: Arc<SetClock>,
    pub ward: DepartmentId,
    pub clinic: DepartmentId,
    router: Router,
}

impl Hospital {
    /// The clock stands at 2026-09-28 09:12.
    pub async fn new(db: Db) -> Hospital {
        let clock = morning();
        let rooms = [
            tongli_cases::feature(),
            tongli_addressees::feature(),
            tongli_inquiry::feature(),
            tongli_replies::feature(),
        ];
        let words = [
            tongli_web::WORDS,
            tongli_people::WORDS,
            tongli_calendars::feature().words,
            tongli_patients::WORDS,
            tongli_work::WORDS,
            tongli_approvals::WORDS,
            tongli_cases::WORDS,
            tongli_addressees::WORDS,
            tongli_inquiry::WORDS,
            tongli_replies::WORDS,
        ];
        let house = house(db, &clock, &words, ByName);
        let app = App::new(furnished(house, &rooms));
        let routes = rooms
            .iter()
            .map(|room| (room.routes)())
            .reduce(tongli_web::Routes::merge)
            .unwrap();
        Hospital {
            router: with_layers(app.clone(), routes),
            ward: testing::ward(&app, "GK2", "骨科二病区").await,
            clinic: testing::ward(&app, "JZ", "急诊科").await,
            app,
            clock,
        }
    }

    pub async fn staff(&self, login: &str, role: Role, departments: &[DepartmentId]) -> Viewer {
        testing::staff(&self.app, login, &[role], departments).await
    }

    pub fn to(&self, text: &str) {
        self.clock.set(self.app.time.read(text).unwrap());
    }

    /// A complaint with two allegations, one a ward's and one the clinic's.
    pub async fn complaint(&self, desk: &Viewer, reply_by: Option<ReplyBy>) -> Case {
        let contact = NewContact {
            name: Some("李强".into()),
            phone: Some("13800002204".into()),
            reply_by,
            ..the_patient()
        };
        self.register(desk, &self.words(Channel::Visit, contact))
            .await
    }

    /// The same complaint as it is to be registered.
    pub fn words(&self, channel: Channel, contact: NewContact) -> NewCase {
        let text = "夜间呼叫二十分钟无人应答，急诊等候过久";
        let mut new = NewCase::new(Kind::Complaint, channel, text);
        new.contact = contact;
        new.allegations = [("夜间呼叫二十分钟无人应答", "GK2"), ("急诊等候过久", "JZ")]
            .into_iter()
            .map(|(text, department)| NewAllegation {
                text: text.into(),
                category: Some(tongli_cases::Category::T02),
                departments: vec![department.into()],
                ..NewAllegation::default()
            })
            .collect();
        new
    }

    pub async fn register(&self, desk: &Viewer, new: &NewCase) -> Case {
        let what = Registering {
            new,
            once: None,
            draft: None,
        };
        match tongli_cases::register(&self.app, desk, self.app.now(), what)
            .await
            .unwrap()
        {
            Once::Done(done) => done.case,
            Once::Before(_) => panic!("nothing was done before"),
        }
    }

    /// A verb of the cases room.
    pub async fn take(&self, viewer: &Viewer, number: &str, doing: Doing) -> Case {
        let step = Step {
            number,
            version: None,
            doing: &doing,
            once: None,
        };
        match tongli_cases::take(&self.app, viewer, self.app.now(), step)
            .await
            .unwrap()
        {
            Once::Done(case) => case,
            Once::Before(_) => panic!("nothing was done before"),
        }
    }

    /// A step of the life cycle, without the room that usually takes it.
    pub async fn advance(&self, viewer: &Viewer, number: &str, verb: Verb, change: FactChange) {
        let (app, change) = (&self.app, &change);
        app.db
            .write(async |tx| {
                let case = tongli_cases::read(tx, viewer, verb, number).await?;
                if verb == Verb::Find {
                    for one in tongli_cases::allegations(tx, TENANT, case.id).await? {
                        let found = Finding::PartlyUpheld;
                        tongli_cases::set_finding(tx, TENANT, &one, found, "录音与记录一致")
                            .await?;
                    }
                }
                let step = Move::new(verb, None, change.clone());
                tongli_cases::advance(tx, app, viewer, app.now(), &case, step).await
            })
            .await
            .unwrap();
    }

    pub async fn case(&self, viewer: &Viewer, number: &str) -> Case {
        let mut tx = self.app.db.read().await.unwrap();
        tongli_cases::read(&mut tx, viewer, Verb::Read, number)
            .await
            .unwrap()
    }

    /// A program's call, at the version the case has now unless the body says one.
    pub async fn call(
        &self,
        who: &Viewer,
        number: &str,
        verb: &str,
        mut body: Json,
    ) -> (StatusCode, Json) {
        if body.get("version").is_none() {
            body["version"] = json!(self.case(who, number).await.version);
        }
        self.send(who, number, verb, &body, None).await
    }

    pub async fn send(
        &self,
        who: &Viewer,
        number: &str,
        verb: &str,
        body: &Json,
        key: Option<&str>,
    ) -> (StatusCode, Json) {
        let mut request = Request::post(format!("/api/v1/cases/{number}/{verb}"))
            .header("authorization", format!("Bearer {}", who.name))
            .header("content-type", "application/json");
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let request = request.body(Body::from(body.to_string())).unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status();
        let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap())
    }

    /// The call succeeds; answers the stage.
    pub async fn done(&self, who: &Viewer, number: &str, verb: &str, body: Json) -> String {
        let (status, answer) = self.call(who, number, verb, body).await;
        assert_eq!(status, StatusCode::OK, "{verb}: {answer}");
        answer["stage"].as_str().unwrap().to_owned()
    }

    /// The call waits for facts; answers which.
    pub async fn gates(&self, who: &Viewer, number: &str, verb: &str, body: Json) -> Vec<String> {
        let (status, answer) = self.call(who, number, verb, body).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{verb}: {answer}");
        let missing = answer["missing"].as_array().cloned().unwrap_or_default();
        missing
            .iter()
            .map(|one| one["gate"].as_str().unwrap().to_owned())
            .collect()
    }

    pub async fn get(&self, who: &Viewer, path: &str) -> (StatusCode, String) {
        let request = Request::get(path)
            .header("cookie", format!("tongli={}", who.name))
            .body(Body::empty())
            .unwrap();
        self.page(request).await
    }

    pub async fn post(
        &self,
        who: &Viewer,
        path: &str,
        form: &[(&str, &str)],
    ) -> (StatusCode, String) {
        let encoded = |text: &str| {
            text.bytes()
                .fold(String::new(), |out, byte| format!("{out}%{byte:02X}"))
        };
        let fields: Vec<String> = [("_csrf", CSRF)]
            .iter()
            .chain(form)
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        let request = Request::post(path)
            .header("cookie", format!("tongli={}", who.name))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(fields.join("&")))
            .unwrap();
        self.page(request).await
    }

    /// A form with a file, or without one where it is empty, as the delivery page sends it.
    pub async fn post_file(
        &self,
        who: &Viewer,
        path: &str,
        form: &[(&str, &str)],
        file: &[u8],
    ) -> (StatusCode, String) {
        let mut body = Vec::new();
        for (name, value) in [("_csrf", CSRF)].iter().chain(form) {
            body.extend(
                format!(
                    "--cut\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
                )
                .into_bytes(),
            );
        }
        if !file.is_empty() {
            body.extend(
                b"--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"receipt.png\"\r\n\r\n",
            );
            body.extend(file);
            body.extend(b"\r\n");
        }
        body.extend(b"--cut--\r\n");
        let request = Request::post(path)
            .header("cookie", format!("tongli={}", who.name))
            .header("content-type", "multipart/form-data; boundary=cut")
            .body(Body::from(body))
            .unwrap();
        self.page(request).await
    }

    async fn page(&self, request: Request<Body>) -> (StatusCode, String) {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status();
        let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    }

    pub async fn chain_holds(&self, case: &Case) {
        let mut tx = self.app.db.read().await.unwrap();
        let (links, flaw) = check_subject(&mut tx, TENANT, "case", case.id.raw())
            .await
            .unwrap();
        assert!(links > 0 && flaw.is_none(), "{flaw:?}");
    }

    pub async fn verbs(&self, case: &Case) -> Vec<String> {
        let mut tx = self.app.db.read().await.unwrap();
        tongli_store::history::list(&mut tx, TENANT, case.subject(), 0, 100)
            .await
            .unwrap()
            .into_iter()
            .map(|link| link.verb)
            .collect()
    }
}

/// The patient speaks for themselves, and somebody asked who they are: everything may
/// leave.
pub fn the_patient() -> NewContact {
    NewContact {
        relation: Some(Relation::Self_),
        identity_check: IdentityCheck::Oral,
        ..NewContact::default()
    }
}
