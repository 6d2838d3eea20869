//! Pages as a browser fetches them, by one person and by several at once.

use std::sync::Arc;
use std::time::Duration;

use anyhow::ensure;

use crate::hospital::Served;
use crate::load::spread;
use crate::machine::{self, Work};
use crate::scale::Scale;
use crate::stopwatch::{Rounds, Run};

/// How many people look at once.
pub const AT_ONCE: [usize; 3] = [1, 16, 32];

/// Addresses that are fetched in turn by somebody.
pub struct Page {
    pub title: String,
    pub paths: Arc<Vec<String>>,
    pub who: reqwest::Client,
}

/// What fetching a page costs.
pub struct Fetched {
    pub title: String,
    /// By how many at once.
    pub runs: Vec<(usize, Rounds)>,
    /// Work of the program, and of the database's own processes, for a page fetched by
    /// one person after the other.
    pub program: Duration,
    pub database: Duration,
}

/// Fetches each page by one, sixteen and thirty-two at once.
pub async fn fetch_all(
    served: &Served,
    pages: Vec<Page>,
    scale: Scale,
) -> anyhow::Result<Vec<Fetched>> {
    let mut fetched = Vec::new();
    for page in pages {
        // Once for what is made at its first use.
        fetch(served, &page, 1, scale.pages / 10).await?;
        let (mut runs, mut program, mut database) = (Vec::new(), Duration::ZERO, Duration::ZERO);
        for tasks in AT_ONCE {
            let jobs = if tasks == 1 {
                scale.pages
            } else {
                4 * scale.pages
            };
            let before = Work::of(served.id());
            runs.push((
                tasks,
                Rounds(vec![fetch(served, &page, tasks, jobs).await?]),
            ));
            if tasks == 1 {
                let done = Work::of(served.id()).since(&before);
                (program, database) = done.for_each(jobs);
            }
        }
        fetched.push(Fetched {
            title: page.title,
            runs,
            program,
            database,
        });
        machine::breathe().await;
    }
    Ok(fetched)
}

async fn fetch(served: &Served, page: &Page, tasks: usize, jobs: usize) -> anyhow::Result<Run> {
    let (door, who, paths) = (served.door.clone(), page.who.clone(), page.paths.clone());
    let (run, _) = spread(tasks, jobs, move |at| {
        let path = paths.get(at % paths.len().max(1)).cloned();
        let address = format!("{door}{}", path.unwrap_or_default());
        let asked = who.get(&address);
        async move {
            let answer = asked.send().await?;
            ensure!(
                answer.status().is_success(),
                "{address}: {}",
                answer.status()
            );
            answer.bytes().await?;
            Ok(())
        }
    })
    .await?;
    Ok(run)
}
