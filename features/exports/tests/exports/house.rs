//! A hospital with a few people and old matters, on the database of a test.

use std::path::PathBuf;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use tongli_cases::{Case, Channel, Historical, Kind};
use tongli_exports::{Export, JobId};
use tongli_kernel::{Chance, Fault, OsChance, SetClock, Viewer};
use tongli_people::roles::{DIRECTOR, INFORMATION, RECEPTIONIST};
use tongli_store::Db;
use tongli_store::attachments::{FileStore, files_below};
use tongli_store::migrate::Migration;
pub use tongli_testing::TENANT;
use tongli_testing::{ByName, house, morning, staff};
use tongli_web::{App, Form, House, with_layers};
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
        tongli_exports::MIGRATIONS,
    ]
    .concat()
}

pub struct Hospital {
    pub app: App,
    pub clock: Arc<SetClock>,
    pub folder: PathBuf,
    pub chief: Viewer,
    pub clerk: Viewer,
}

impl Hospital {
    /// The clock stands at 2026-09-28 09:12.
    pub async fn new(db: Db) -> Hospital {
        let clock = morning();
        let own: &dyn Chance = &OsChance;
        let folder = std::env::temp_dir().join(format!("tongli_exports_{}", &own.secret()[..12]));
        let words = [
            tongli_web::WORDS,
            tongli_people::WORDS,
            tongli_calendars::feature().words,
            tongli_patients::WORDS,
            tongli_work::WORDS,
            tongli_approvals::WORDS,
            tongli_cases::WORDS,
            tongli_exports::WORDS,
        ];
        let app = App::new(House {
            files: FileStore::new(folder.clone()),
            ..house(db, &clock, &words, ByName)
        });
        let chief = staff(&app, "chief", &[DIRECTOR], &[]).await;
        let clerk = staff(&app, "clerk", &[INFORMATION], &[]).await;
        staff(&app, "desk", &[RECEPTIONIST], &[]).await;
        Hospital {
            app,
            clock,
            folder,
            chief,
            clerk,
        }
    }

    pub fn later(&self, seconds: i64) {
        self.clock.set(self.app.now().plus_seconds(seconds));
    }

    /// Old matters, seen by everybody of the office.
    pub async fn fill(&self, many: i64, narrative: &str) {
        self.fill_from(1, many, narrative).await;
    }

    pub async fn fill_from(&self, first: i64, many: i64, narrative: &str) {
        let (app, operator) = (&self.app, &Viewer::operator(TENANT));
        let received = app.time.read("2021-03-04T08:00").unwrap();
        let all: Vec<Historical> = (first..first + many)
            .map(|at| Historical {
                number: format!("TS-L1-{at:05}"),
                kind: Kind::Suggestion,
                channel: Channel::Letter,
                received_at: received,
                answered_at: None,
                narrative: narrative.to_owned(),
                demand: None,
                result: None,
                remark: None,
                person: Default::default(),
                contact: Default::default(),
                department: None,
                complained_of: None,
                former_department: None,
                import: 77,
                place: at,
            })
            .collect();
        let all = &all;
        app.db
            .write(async |tx| {
                tongli_cases::bring_in(tx, app, operator, app.now(), all).await?;
                Ok(tongli_cases::publish_import(tx, TENANT, 77, Some(app.now())).await?)
            })
            .await
            .unwrap();
    }

    pub async fn ask(&self, viewer: &Viewer, address: &str) -> Result<JobId, Fault> {
        let form = Form::from_encoded(address);
        tongli_exports::ask(&self.app, viewer, self.app.now(), &form).await
    }

    /// The chief asks for the archive.
    pub async fn asked(&self, format: &str) -> JobId {
        let address = format!("format={format}&stage=archived");
        self.ask(&self.chief, &address).await.unwrap()
    }

    /// The same, and it is made.
    pub async fn made(&self, format: &str) -> JobId {
        let id = self.asked(format).await;
        self.rounds().await;
        id
    }

    pub async fn rounds(&self) {
        let rounds = tongli_exports::feature().rounds;
        tongli_feature::run_due(&self.app, rounds).await;
    }

    pub async fn read(&self, viewer: &Viewer, id: JobId) -> Export {
        let mut tx = self.app.db.read().await.unwrap();
        tongli_exports::read(&mut tx, viewer, id).await.unwrap()
    }

    pub async fn state(&self, viewer: &Viewer, id: JobId) -> &'static str {
        let export = self.read(viewer, id).await;
        export.standing(self.app.now()).code()
    }

    pub async fn bytes(&self, viewer: &Viewer, id: JobId) -> Result<Vec<u8>, Fault> {
        let mut taking = tongli_exports::take(&self.app, viewer, self.app.now(), id).await?;
        let mut whole = Vec::new();
        while let Some(bytes) = taking.advance().await? {
            whole.extend(bytes);
        }
        Ok(whole)
    }

    /// Files that lie in the folder.
    pub fn lying(&self) -> usize {
        files_below(&self.folder).unwrap().len()
    }

    pub async fn case(&self, number: &str) -> Case {
        let mut tx = self.app.db.read().await.unwrap();
        let verb = tongli_cases::Verb::Read;
        tongli_cases::read(&mut tx, &self.chief, verb, number)
            .await
            .unwrap()
    }

    pub async fn get(&self, who: &str, path: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
        let site = with_layers(self.app.clone(), (tongli_exports::feature().routes)());
        let request = Request::builder()
            .uri(path)
            .header(header::COOKIE, format!("tongli={who}; lang=zh"))
            .header(header::AUTHORIZATION, format!("Bearer {who}"));
        let request = request.body(Body::empty()).unwrap();
        let (head, body) = site.oneshot(request).await.unwrap().into_parts();
        let body = to_bytes(body, 64 << 20).await.unwrap().to_vec();
        (head.status, head.headers, body)
    }
}

impl Drop for Hospital {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
        let _ = std::fs::remove_file(&self.folder);
    }
}
