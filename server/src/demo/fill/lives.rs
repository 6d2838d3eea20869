//! Lives a batch: every step of every matter at its time, in the order of time.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use tongli_feature::run_due;
use tongli_kernel::{Fault, Moment, SetClock, Viewer};
use tongli_web::App;

use super::draws::Draws;
use super::invented::{Matter, invent};
use super::plan::{Batch, Plan};
use super::steps::{Deed, take};

/// The people of the office, each by their login.
pub struct People(BTreeMap<&'static str, Viewer>);

const LOGINS: &[&str] = &[
    "receptionist",
    "receptionist-2",
    "coordinator",
    "coordinator-2",
    "director",
    "deputy",
    "contact",
    "contact-ward",
    "contact-emergency",
];

impl People {
    async fn of(app: &App) -> Result<People, Fault> {
        let mut found = BTreeMap::new();
        let mut tx = app.db.read().await?;
        for login in LOGINS {
            let missing = || Fault::bug(format!("the demo account {login} is missing"));
            let staff = tongli_people::find_by_login(&mut tx, app.tenant, login).await?;
            let staff = staff.ok_or_else(missing)?;
            let viewer = tongli_people::viewer_of(&mut tx, app, staff.id).await?;
            found.insert(*login, viewer.ok_or_else(missing)?);
        }
        Ok(People(found))
    }

    pub fn get(&self, login: &str) -> Result<&Viewer, Fault> {
        let missing = || Fault::bug(format!("the demo account {login} is missing"));
        self.0.get(login).ok_or_else(missing)
    }
}

/// A matter on its way.
struct Life {
    matter: Matter,
    number: Option<String>,
    /// What is still to come, the next one last.
    deeds: Vec<(Moment, Deed)>,
}

/// Lives the matters of a batch up to the plan's end.
pub async fn live(
    app: &App,
    clock: &SetClock,
    plan: &Plan,
    batch: &Batch,
    seed: u64,
) -> Result<(), Fault> {
    let people = People::of(app).await?;
    let mut lives = begin(app, plan, batch, seed);
    let mut next: BinaryHeap<Reverse<(Moment, usize)>> = lives
        .iter()
        .enumerate()
        .filter_map(|(at, life)| Some(Reverse((life.deeds.last()?.0, at))))
        .collect();
    while let Some(Reverse((when, at))) = next.pop() {
        if when >= plan.end {
            break;
        }
        let Some(life) = lives.get_mut(at) else {
            continue;
        };
        let Some((_, deed)) = life.deeds.pop() else {
            continue;
        };
        clock.set(when);
        let number = life.number.clone();
        let done = take(app, &people, &life.matter, number.as_deref(), &deed).await?;
        life.number = Some(done);
        if let Some((when, _)) = life.deeds.last() {
            next.push(Reverse((*when, at)));
        }
    }
    deliver(app, clock).await
}

fn begin(app: &App, plan: &Plan, batch: &Batch, seed: u64) -> Vec<Life> {
    let mut lives = Vec::new();
    let mut index = batch.first;
    for (day, many) in &batch.days {
        for _ in 0..*many {
            let mut draws = Draws::of(seed, index);
            let minute = draws.between(0, 570);
            let registered = app
                .time
                .at(*day, 8, 0)
                .plus_seconds(minute * 60 + draws.between(0, 59));
            let matter = invent(&mut draws, plan.cases, seed, registered);
            let mut deeds = matter.deeds(&mut draws, registered);
            deeds.reverse();
            lives.push(Life {
                matter,
                number: None,
                deeds,
            });
            index += 1;
        }
    }
    lives
}

/// What was said reaches its inboxes, as the round does it.
async fn deliver(app: &App, clock: &SetClock) -> Result<(), Fault> {
    clock.set(app.now().plus_seconds(60));
    let rounds: Vec<_> = tongli_notices::feature()
        .rounds
        .iter()
        .filter(|round| round.name == "notices_deliver")
        .copied()
        .collect();
    run_due(app, &rounds).await;
    Ok(())
}
