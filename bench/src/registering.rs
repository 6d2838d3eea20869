//! Registrations through the door, and the same rows as plain INSERTs.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tongli_kernel::Tenant;
use tongli_store::{Db, args};

use crate::complaints::complaint;
use crate::hospital::Robot;
use crate::load::spread;
use crate::raw::{Raw, Statement};
use crate::rows::Catalogue;
use crate::stopwatch::{Rounds, Run};

pub const TENANT: Tenant = Tenant(1);

/// What a registration left behind, by which its rows are found again.
#[derive(Debug, Clone)]
pub struct Left {
    pub case: i64,
    pub number: String,
    pub key: String,
}

/// A receptionist's program, the database behind it, and a copy of that where the disk
/// holds one.
pub struct Desk {
    pub robot: Robot,
    pub house: Db,
    pub plain: Option<Raw>,
}

/// The same rows in two ways, round beside round.
#[derive(Debug, Default)]
pub struct Compared {
    pub door: Rounds,
    pub plain: Rounds,
    /// Rows a registration writes, by table.
    pub rows: BTreeMap<&'static str, f64>,
    /// How long the plain INSERTs of a registration took, by table.
    pub cost: BTreeMap<&'static str, Duration>,
}

/// Where the rounds begin, and how long they are.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub tasks: usize,
    pub rounds: usize,
    pub jobs: usize,
    /// The index of the first complaint.
    pub first: usize,
    /// Tells this run's complaints from those of an earlier one in the same hospital.
    pub run: i64,
}

impl Plan {
    /// One round warms caches and prepared statements and is not counted.
    const WARM_UP: usize = 1;

    pub fn end(self) -> usize {
        self.first + (self.rounds + Self::WARM_UP) * self.jobs
    }
}

/// Alternates the two ways; the rows of each round are read back from the house, and
/// its copy gets them as plain INSERTs.
pub async fn compare(desk: &Desk, plan: Plan) -> anyhow::Result<Compared> {
    let catalogue = Catalogue::read(&desk.house).await?;
    let mut compared = Compared::default();
    for round in 0..plan.rounds + Plan::WARM_UP {
        let first = plan.first + round * plan.jobs;
        let (door, left) = through_door(&desk.robot, plan, first).await?;
        let counts = round >= Plan::WARM_UP;
        if counts {
            compared.door.0.push(door);
        }
        let Some(plain) = &desk.plain else {
            continue;
        };
        let batches = Arc::new(read_back(&desk.house, &catalogue, &left).await?);
        let (beside, cost) = through_plain(plain, plan.tasks, &batches).await?;
        if counts {
            compared.plain.0.push(beside);
            compared.add(count(&catalogue, &batches), cost);
        }
    }
    compared.share_among(plan.rounds * plan.jobs);
    Ok(compared)
}

impl Compared {
    fn add(
        &mut self,
        counted: BTreeMap<&'static str, usize>,
        cost: BTreeMap<&'static str, Duration>,
    ) {
        for (name, rows) in counted {
            *self.rows.entry(name).or_default() +=
                f64::from(u32::try_from(rows).unwrap_or(u32::MAX));
        }
        for (name, took) in cost {
            *self.cost.entry(name).or_default() += took;
        }
    }

    /// From sums over all registrations to one.
    fn share_among(&mut self, jobs: usize) {
        let jobs = u32::try_from(jobs).unwrap_or(u32::MAX);
        for rows in self.rows.values_mut() {
            *rows /= f64::from(jobs);
        }
        for took in self.cost.values_mut() {
            *took /= jobs;
        }
    }
}

/// The statements that write the rows of one registration.
type Batch = Vec<Statement>;

/// One round through the API; answers numbers and keys.
async fn through_door(
    robot: &Robot,
    plan: Plan,
    first: usize,
) -> anyhow::Result<(Run, Vec<(String, String)>)> {
    // Inventing them is no part of the work measured.
    let complaints: Arc<Vec<_>> = Arc::new((first..first + plan.jobs).map(complaint).collect());
    let (robot, run) = (robot.clone(), plan.run);
    spread(plan.tasks, plan.jobs, move |at| {
        let (robot, complaints) = (robot.clone(), complaints.clone());
        async move {
            let key = format!("bench-{run}-{:08}", first + at);
            let done = robot.register(&key, &complaints[at]).await?;
            let number = done["number"].as_str().context("a number")?;
            Ok((number.to_owned(), key))
        }
    })
    .await
}

fn count(catalogue: &Catalogue, batches: &[Batch]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for batch in batches {
        for (name, rows) in catalogue.count(batch) {
            *counts.entry(name).or_default() += rows;
        }
    }
    counts
}

async fn read_back(
    house: &Db,
    catalogue: &Catalogue,
    left: &[(String, String)],
) -> anyhow::Result<Vec<Batch>> {
    let mut tx = house.read().await?;
    let mut batches = Vec::with_capacity(left.len());
    for (number, key) in left {
        let case = tx
            .one(
                "SELECT id FROM cases WHERE tenant = $1 AND number = $2",
                args![TENANT, number],
                |row| row.get("id"),
            )
            .await?;
        let left = Left {
            case,
            number: number.clone(),
            key: key.clone(),
        };
        batches.push(catalogue.statements(&mut tx, TENANT, &left).await?);
    }
    Ok(batches)
}

async fn through_plain(
    plain: &Raw,
    tasks: usize,
    batches: &Arc<Vec<Batch>>,
) -> anyhow::Result<(Run, BTreeMap<&'static str, Duration>)> {
    let (plain, shared) = (plain.clone(), batches.clone());
    let (run, took) = spread(tasks, batches.len(), move |at| {
        let (plain, batches) = (plain.clone(), shared.clone());
        async move { Ok((at, plain.write(&batches[at]).await?)) }
    })
    .await?;
    let mut cost: BTreeMap<&'static str, Duration> = BTreeMap::new();
    for (at, each) in took {
        for (one, took) in batches.get(at).into_iter().flatten().zip(each) {
            *cost.entry(one.about).or_default() += took;
        }
    }
    Ok((run, cost))
}
