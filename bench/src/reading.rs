//! Opening a case and listing cases through their doors, and the statements alone.

use std::sync::Arc;

use anyhow::ensure;
use tongli_cases::{Category, Filter, Kind, Stage, Verb};
use tongli_kernel::{Tenant, Viewer};
use tongli_store::{Engine, args, history};
use tongli_web::App;

use crate::house::{House, Left, broken};
use crate::load::spread;
use crate::raw::{Raw, Statement};
use crate::stopwatch::{Rounds, Run};

/// As the case's page asks for it.
const MOST_LINKS: i64 = 500;
/// Lines of a page of the list.
const LINES: i64 = 50;

/// What is read.
#[derive(Debug, Clone, Copy)]
pub enum Reading {
    Open,
    /// The newest of a stage, a kind and a category.
    List,
    /// The newest that say something.
    Search,
}

impl Reading {
    pub const ALL: [Reading; 3] = [Reading::Open, Reading::List, Reading::Search];

    pub fn title(self) -> &'static str {
        match self {
            Reading::Open => "open a case",
            Reading::List => "newest 50 of a stage, kind and category",
            Reading::Search => "newest 50 that say “检查报告”",
        }
    }
}

const SEARCHED: &str = "检查报告";

/// A reading through the door and beside it, round beside round.
#[derive(Debug, Default)]
pub struct Compared {
    pub door: Rounds,
    pub plain: Rounds,
}

/// Alternates door and plain statements; a first round of both is not counted.
pub async fn compare(
    house: &House,
    plain: &Raw,
    left: &Arc<Vec<Left>>,
    reading: Reading,
    (tasks, rounds, jobs): (usize, usize, usize),
) -> anyhow::Result<Compared> {
    let mut compared = Compared::default();
    for round in 0..=rounds {
        let door = through_door(house, left, reading, tasks, jobs).await?;
        let beside = through_plain(plain, house.app().tenant, left, reading, tasks, jobs).await?;
        if round > 0 {
            compared.door.0.push(door);
            compared.plain.0.push(beside);
        }
    }
    Ok(compared)
}

/// Cases far apart, so that not always the same pages are warm.
fn chosen(left: &[Left], at: usize) -> Option<&Left> {
    left.get(at.wrapping_mul(7_919) % left.len().max(1))
}

async fn through_door(
    house: &House,
    left: &Arc<Vec<Left>>,
    reading: Reading,
    tasks: usize,
    jobs: usize,
) -> anyhow::Result<Run> {
    let (app, viewer) = (house.app().clone(), Arc::new(house.receptionist.clone()));
    let left = left.clone();
    let (run, _) = spread(tasks, jobs, move |at| {
        let (app, viewer, left) = (app.clone(), viewer.clone(), left.clone());
        async move {
            match (reading, chosen(&left, at)) {
                (Reading::Open, Some(one)) => open(&app, &viewer, &one.number).await,
                _ => list(&app, &viewer, reading).await,
            }
        }
    })
    .await?;
    Ok(run)
}

async fn open(app: &App, viewer: &Viewer, number: &str) -> anyhow::Result<()> {
    let mut tx = app.db.read().await?;
    let case = tongli_cases::read(&mut tx, viewer, Verb::Read, number)
        .await
        .map_err(broken)?;
    let allegations = tongli_cases::allegations(&mut tx, viewer.tenant, case.id).await?;
    let clocks = tongli_work::clocks_of(&mut tx, viewer.tenant, case.subject()).await?;
    let links = history::list(&mut tx, viewer.tenant, case.subject(), 0, MOST_LINKS).await?;
    let whole = !allegations.is_empty() && clocks.len() == 2 && !links.is_empty();
    ensure!(whole, "case {number} is not whole");
    Ok(())
}

async fn list(app: &App, viewer: &Viewer, reading: Reading) -> anyhow::Result<()> {
    let filter = match reading {
        Reading::Search => Filter {
            words: SEARCHED.to_owned(),
            ..Filter::default()
        },
        _ => Filter {
            stages: vec![Stage::Registered],
            kind: Some(Kind::Complaint),
            category: Some(Category::T12),
            ..Filter::default()
        },
    };
    let mut tx = app.db.read().await?;
    let lines = tongli_cases::list(&mut tx, app, viewer, &filter, app.now(), LINES)
        .await
        .map_err(broken)?;
    ensure!(
        i64::try_from(lines.len())? == LINES,
        "only {} lines",
        lines.len()
    );
    Ok(())
}

async fn through_plain(
    plain: &Raw,
    tenant: Tenant,
    left: &Arc<Vec<Left>>,
    reading: Reading,
    tasks: usize,
    jobs: usize,
) -> anyhow::Result<Run> {
    let (plain, left) = (plain.clone(), left.clone());
    let texts = Arc::new(statements(reading, plain.engine(), tenant));
    let (run, _) = spread(tasks, jobs, move |at| {
        let (plain, left, texts) = (plain.clone(), left.clone(), texts.clone());
        async move {
            let mut texts = texts.as_ref().clone();
            if let (Reading::Open, Some(one)) = (reading, chosen(&left, at)) {
                for text in &mut texts {
                    text.args = args![tenant, one.case];
                }
            }
            let rows = plain.read(&texts).await?;
            ensure!(rows > 4, "only {rows} rows");
            Ok(())
        }
    })
    .await?;
    Ok(run)
}

/// The statements without scope, written as short as they can be.
fn statements(reading: Reading, engine: Engine, tenant: Tenant) -> Vec<Statement> {
    let statement = |about: &'static str, sql: &str, args| Statement {
        about,
        sql: sql.into(),
        args,
    };
    match reading {
        Reading::Open => [
            ("cases", "SELECT * FROM cases WHERE tenant = $1 AND id = $2"),
            (
                "case_allegations",
                "SELECT * FROM case_allegations WHERE tenant = $1 AND case_id = $2 ORDER BY seq",
            ),
            (
                "allegation_departments",
                "SELECT allegation, department FROM allegation_departments
                 WHERE tenant = $1 AND case_id = $2 ORDER BY department",
            ),
            (
                "clocks",
                "SELECT * FROM clocks
                 WHERE tenant = $1 AND subject_kind = 'case' AND subject_id = $2 ORDER BY id",
            ),
            (
                "history",
                "SELECT * FROM history
                 WHERE tenant = $1 AND subject_kind = 'case' AND subject_id = $2 ORDER BY seq",
            ),
        ]
        .into_iter()
        .map(|(about, sql)| statement(about, sql, vec![]))
        .collect(),
        Reading::List => vec![statement(
            "cases",
            "SELECT c.id, c.number, c.kind, c.stage, c.version, c.paused, c.confidentiality,
                    c.urgency, substr(c.narrative, 1, 200) AS beginning, c.department_visited,
                    c.owner, c.received_at, c.registered_at, c.due_at, c.near_at
             FROM cases c WHERE c.tenant = $1 AND c.stage = $2 AND c.kind = $3
               AND EXISTS (SELECT 1 FROM case_allegations a WHERE a.tenant = c.tenant
                           AND a.case_id = c.id AND a.category = $4)
             ORDER BY c.id DESC LIMIT $5",
            args![
                tenant,
                Stage::Registered,
                Kind::Complaint,
                Category::T12,
                LINES
            ],
        )],
        Reading::Search => vec![statement(
            "cases",
            &format!(
                "SELECT c.id, c.number, c.kind, c.stage, c.version, c.paused, c.confidentiality,
                    c.urgency, substr(c.narrative, 1, 200) AS beginning, c.department_visited,
                    c.owner, c.received_at, c.registered_at, c.due_at, c.near_at
                 FROM search_terms s CROSS JOIN cases c WHERE c.tenant = $1 AND c.id = s.rowid
                   AND {} AND c.narrative LIKE $3
                 ORDER BY s.rowid DESC LIMIT $4",
                match engine {
                    Engine::Sqlite => "s.search_terms MATCH $2",
                    Engine::Postgres => "s.terms @@ CAST($2 AS tsquery)",
                }
            ),
            args![
                tenant,
                match engine {
                    Engine::Sqlite => "\"t_检查\" AND \"t_查报\" AND \"t_报告\"",
                    Engine::Postgres => "'t_检查' & 't_查报' & 't_报告'",
                },
                format!("%{SEARCHED}%"),
                LINES
            ],
        )],
    }
}
