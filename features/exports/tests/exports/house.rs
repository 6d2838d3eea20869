//! A hospital with a few people and old matters, on the database of a test.

use std::path::PathBuf;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use tongli_cases::{Case, Channel, Historical, Kind};
use tongli_exports::{Ending, Export, JobId};
use tongli_kernel::{Chance, Fault, OsChance, SeededChance, SetClock, Viewer};
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
        Hospital::with(db, Arc::new(SeededChance::new(7))).await
    }

    /// The same where chance is somebody's.
    pub async fn with(db: Db, chance: Arc<dyn Chance>) -> Hospital {
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
            chance,
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
            .map(|at| {
                let number = format!("TS-L1-{at:05}");
                let of = (Kind::Suggestion, Channel::Letter);
                Historical::new(number, of, received, narrative, (77, at))
            })
            .collect();
        let all = &all;
        app.db
            .write(async |tx| {
                tongli_cases::bring_in(tx, app, operator, app.now(), all).await?;
                Ok(tongli_cases::publish_import(tx, TENANT, 77, app.now()).await?)
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

    /// Gives up what is being made, or erases what is ready.
    pub async fn erase(&self, id: JobId) -> Ending {
        let now = self.app.now();
        tongli_exports::erase(&self.app, &self.chief, now, id)
            .await
            .unwrap()
    }

    pub async fn count(&self, sql: &'static str) -> i64 {
        let mut tx = self.app.db.read().await.unwrap();
        tx.count(sql, vec![]).await.unwrap()
    }

    /// The verbs of the histories of all files, in their order.
    pub async fn verbs(&self) -> Vec<String> {
        let mut tx = self.app.db.read().await.unwrap();
        let sql = "SELECT verb FROM history WHERE subject_kind = 'case_export'
                   ORDER BY subject_id, seq";
        tx.all(sql, vec![], |row| row.get("verb")).await.unwrap()
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
        let request = Request::builder()
            .uri(path)
            .header(header::COOKIE, format!("tongli={who}; lang=zh"))
            .header(header::AUTHORIZATION, format!("Bearer {who}"));
        self.answer(request.body(Body::empty()).unwrap()).await
    }

    /// A form as a browser sends it.
    pub async fn form(
        &self,
        who: &str,
        path: &str,
        fields: &str,
    ) -> (StatusCode, HeaderMap, Vec<u8>) {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::COOKIE, format!("tongli={who}; lang=zh"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let body = format!("{fields}&_csrf={}", tongli_testing::CSRF);
        self.answer(request.body(Body::from(body)).unwrap()).await
    }

    pub async fn answer(&self, request: Request<Body>) -> (StatusCode, HeaderMap, Vec<u8>) {
        let site = with_layers(self.app.clone(), (tongli_exports::feature().routes)());
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
