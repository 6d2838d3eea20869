//! Registrations through the door, and the same rows as plain INSERTs.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::ensure;
use tongli_store::Db;

use crate::complaints::complaint;
use crate::house::{House, Left, broken, register};
use crate::load::spread;
use crate::raw::{Raw, Statement};
use crate::rows::{Catalogue, all_counts};
use crate::stopwatch::{Rounds, Run};

/// Registers complaints `first..first + jobs`.
pub async fn registrations(
    house: &House,
    tasks: usize,
    first: usize,
    jobs: usize,
) -> anyhow::Result<(Run, Vec<Left>)> {
    // Inventing them is no part of the work measured.
    let complaints: Arc<Vec<_>> = Arc::new((first..first + jobs).map(complaint).collect());
    let (app, viewer) = (house.app().clone(), Arc::new(house.receptionist.clone()));
    spread(tasks, jobs, move |at| {
        let (app, viewer, complaints) = (app.clone(), viewer.clone(), complaints.clone());
        async move { register(&app, &viewer, first + at, &complaints[at]).await }
    })
    .await
}

/// Two copies of the filled database, into which the rows are written again.
pub struct Copies {
    /// Written through `Db::write`.
    pub face: Db,
    /// Written through a plain pool.
    pub plain: Raw,
}

/// The same rows in three ways, round beside round.
#[derive(Debug, Default)]
pub struct Compared {
    pub door: Rounds,
    pub face: Rounds,
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
}

impl Plan {
    /// One round warms caches and prepared statements and is not counted.
    const WARM_UP: usize = 1;

    pub fn end(self) -> usize {
        self.first + (self.rounds + Self::WARM_UP) * self.jobs
    }
}

/// Alternates the three ways; the rows of each round are read back from the house.
pub async fn compare(house: &House, copies: &Copies, plan: Plan) -> anyhow::Result<Compared> {
    let catalogue = Catalogue::read(&house.app().db).await?;
    let mut compared = Compared::default();
    for round in 0..plan.rounds + Plan::WARM_UP {
        let first = plan.first + round * plan.jobs;
        let (door, batches) = through_door(house, &catalogue, plan, first).await?;
        let (face, (plain, cost));
        if round % 2 == 0 {
            face = through_face(&copies.face, plan.tasks, &batches).await?;
            (plain, cost) = through_plain(&copies.plain, plan.tasks, &batches).await?;
        } else {
            (plain, cost) = through_plain(&copies.plain, plan.tasks, &batches).await?;
            face = through_face(&copies.face, plan.tasks, &batches).await?;
        }
        if round >= Plan::WARM_UP {
            let counted = count(&catalogue, &batches);
            compared.add([door, face, plain], counted, cost);
        }
    }
    compared.share_among(plan.rounds * plan.jobs);
    Ok(compared)
}

impl Compared {
    fn add(
        &mut self,
        [door, face, plain]: [Run; 3],
        counted: BTreeMap<&'static str, usize>,
        cost: BTreeMap<&'static str, Duration>,
    ) {
        self.door.0.push(door);
        self.face.0.push(face);
        self.plain.0.push(plain);
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

/// One round through the door, and the rows it wrote: all of them, or it fails.
async fn through_door(
    house: &House,
    catalogue: &Catalogue,
    plan: Plan,
    first: usize,
) -> anyhow::Result<(Run, Arc<Vec<Batch>>)> {
    let before = all_counts(&house.app().db).await?;
    let (door, left) = registrations(house, plan.tasks, first, plan.jobs).await?;
    let grown = growth(&before, &all_counts(&house.app().db).await?);
    let batches = read_back(house, catalogue, &left).await?;
    let counted = count(catalogue, &batches);
    let found = counted
        .iter()
        .map(|(name, rows)| ((*name).to_owned(), *rows))
        .collect();
    ensure!(
        grown == found,
        "rows were written that were not found again: {grown:?} beside {found:?}"
    );
    Ok((door, Arc::new(batches)))
}

fn growth(
    before: &BTreeMap<String, i64>,
    after: &BTreeMap<String, i64>,
) -> BTreeMap<String, usize> {
    after
        .iter()
        .map(|(name, rows)| {
            (
                name.clone(),
                rows - before.get(name).copied().unwrap_or_default(),
            )
        })
        .filter(|(_, rows)| *rows != 0)
        .map(|(name, rows)| (name, usize::try_from(rows).unwrap_or_default()))
        .collect()
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
    house: &House,
    catalogue: &Catalogue,
    left: &[Left],
) -> anyhow::Result<Vec<Batch>> {
    let mut tx = house.app().db.read().await?;
    let mut batches = Vec::with_capacity(left.len());
    for one in left {
        batches.push(
            catalogue
                .statements(&mut tx, house.app().tenant, one)
                .await?,
        );
    }
    Ok(batches)
}

async fn through_face(db: &Db, tasks: usize, batches: &Arc<Vec<Batch>>) -> anyhow::Result<Run> {
    let (db, batches) = (db.clone(), batches.clone());
    let (run, _) = spread(tasks, batches.len(), move |at| {
        let (db, batches) = (db.clone(), batches.clone());
        async move { write_through_face(&db, &batches[at]).await }
    })
    .await?;
    Ok(run)
}

async fn write_through_face(db: &Db, batch: &[Statement]) -> anyhow::Result<()> {
    db.write(async |tx| {
        for one in batch {
            tx.run(one.sql.to_string(), one.args.clone()).await?;
        }
        Ok(())
    })
    .await
    .map_err(broken)
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
