//! A house with this room, whose clock a test sets and whose cookies name a viewer.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use tongli_kernel::{DepartmentId, Moment, Role, SetClock, StaffId, Viewer, ViewerKind};
use tongli_people::roles::named;
use tongli_store::history::{self, Link};
use tongli_store::migrate::Migration;
use tongli_store::{Db, Subject, args};
pub use tongli_testing::TENANT;
use tongli_testing::{BySaying, house, morning};
use tongli_web::{App, House, WordFiles, Words, with_layers};
use tongli_work::{Item, Owner};
use tower::ServiceExt;

pub const CASE: Subject = Subject::new("case", 42);

pub fn steps() -> Vec<Migration> {
    [
        tongli_store::migrate::MIGRATIONS,
        tongli_calendars::MIGRATIONS,
        tongli_work::MIGRATIONS,
    ]
    .concat()
}

/// `7~director,coordinator~3`: who signs in is what the cookie says.
fn said(text: &str) -> Option<Viewer> {
    let mut parts = text.split('~');
    let id: i64 = parts.next()?.parse().ok()?;
    let roles = parts
        .next()
        .unwrap_or_default()
        .split(',')
        .filter_map(named);
    let departments = parts.next().unwrap_or_default().split(',');
    Some(Viewer {
        kind: ViewerKind::Staff(StaffId::new(id)),
        name: "王敏".to_owned(),
        roles: roles.collect(),
        departments: departments
            .filter_map(|one| Some(DepartmentId::new(one.parse().ok()?)))
            .collect(),
        ..Viewer::operator(TENANT)
    })
}

pub struct World {
    pub app: App,
    pub clock: Arc<SetClock>,
}

/// What the outbox holds: to whom, and which sentence.
#[derive(Debug, PartialEq, Eq, Clone)]
pub struct Told {
    pub to: String,
    pub key: String,
    pub text: String,
}

fn files() -> [WordFiles; 3] {
    [
        tongli_web::WORDS,
        tongli_calendars::feature().words,
        tongli_work::WORDS,
    ]
}

pub fn words() -> Words {
    Words::gather(&files()).unwrap()
}

pub fn world(db: Db) -> World {
    let clock = morning();
    let app = App::new(House {
        menu: tongli_work::feature().menu.to_vec(),
        ..house(db, &clock, &files(), BySaying(said))
    });
    World { app, clock }
}

impl World {
    pub fn moment(&self, text: &str) -> Moment {
        self.app.time.read(text).unwrap()
    }

    pub fn at(&self, text: &str) {
        self.clock.set(self.moment(text));
    }

    pub fn viewer(&self) -> Viewer {
        Viewer::operator(TENANT)
    }

    pub fn item(&self, kind: &'static str, owner: Owner, due: Option<&str>) -> Item {
        Item {
            subject: CASE,
            kind,
            owner,
            due_at: due.map(|text| self.moment(text)),
            near_at: due.map(|text| self.moment(text).plus_hours(-24)),
            label: "TS-20260928-0007".to_owned(),
            path: "/cases/TS-20260928-0007".to_owned(),
        }
    }

    pub async fn open(&self, item: Item) {
        let viewer = self.viewer();
        self.app
            .db
            .write(async |tx| tongli_work::open_item(tx, &self.app, &viewer, item.clone()).await)
            .await
            .unwrap();
    }

    pub async fn start(&self, rule: &str, from: &str, owner: Owner) -> tongli_work::ClockRow {
        let (viewer, from) = (self.viewer(), self.moment(from));
        self.app
            .db
            .write(async |tx| {
                tongli_work::start_clock(tx, &self.app, &viewer, CASE, rule, from, &owner).await
            })
            .await
            .unwrap()
    }

    pub async fn meet(&self, rule: &str, at: &str) -> bool {
        let (viewer, at) = (self.viewer(), self.moment(at));
        self.app
            .db
            .write(async |tx| tongli_work::meet_clock(tx, &self.app, &viewer, CASE, rule, at).await)
            .await
            .unwrap()
    }

    /// Runs all rounds once; answers how much each changed.
    pub async fn rounds(&self) -> Vec<i64> {
        let mut changed = Vec::new();
        for round in tongli_work::feature().rounds {
            let report = (round.run)(&self.app).await.unwrap();
            assert_eq!(report.failed, 0, "{}", round.name);
            changed.push(report.changed);
        }
        changed
    }

    pub async fn told(&self) -> Vec<Told> {
        let mut tx = self.app.db.read().await.unwrap();
        tx.all(
            "SELECT to_role, to_staff, department, message FROM outbox
             WHERE tenant = $1 ORDER BY id",
            args![TENANT],
            |row| {
                let role: Option<String> = row.get("to_role")?;
                let staff: Option<i64> = row.get("to_staff")?;
                let department: Option<i64> = row.get("department")?;
                let said: tongli_kernel::Said =
                    serde_json::from_str(&row.get::<String>("message")?).unwrap();
                let place = department.map_or(String::new(), |id| format!("@{id}"));
                Ok(Told {
                    to: role.unwrap_or_else(|| format!("staff {}", staff.unwrap())) + &place,
                    key: said.key.to_string(),
                    text: self.app.words.say(tongli_kernel::Lang::Zh, &said),
                })
            },
        )
        .await
        .unwrap()
    }

    pub async fn history(&self) -> Vec<Link> {
        let mut tx = self.app.db.read().await.unwrap();
        history::list(&mut tx, TENANT, CASE, 0, 100).await.unwrap()
    }

    pub async fn get(&self, path: &str, who: &str) -> (StatusCode, String) {
        let site = with_layers(self.app.clone(), (tongli_work::feature().routes)());
        let mut request = Request::get(path).header(header::ACCEPT_LANGUAGE, "zh-CN");
        if !who.is_empty() {
            request = request
                .header(header::COOKIE, format!("tongli={who}"))
                .header(header::AUTHORIZATION, format!("Bearer {who}"));
        }
        let response = site
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap();
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }
}

pub fn somebody(id: i64) -> Owner {
    Owner::staff(StaffId::new(id))
}

pub fn team(role: Role) -> Owner {
    Owner::role(role)
}
