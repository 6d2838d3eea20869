//! Jobs done by several tasks at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::stopwatch::{Run, Stopwatch};

/// Does jobs `0..jobs` with this many tasks, each taking the next job when it has
/// done its last; answers the times and what the jobs gave, in no order.
pub async fn spread<T, W, F>(tasks: usize, jobs: usize, work: W) -> anyhow::Result<(Run, Vec<T>)>
where
    T: Send + 'static,
    W: Fn(usize) -> F + Clone + Send + 'static,
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
{
    let next = Arc::new(AtomicUsize::new(0));
    let whole = Stopwatch::start();
    let running: Vec<_> = (0..tasks)
        .map(|_| tokio::spawn(one_task(next.clone(), jobs, work.clone())))
        .collect();
    let (mut run, mut given) = (Run::default(), Vec::with_capacity(jobs));
    for task in running {
        let (each, some) = task.await??;
        run.each.extend(each);
        given.extend(some);
    }
    run.whole = whole.read();
    Ok((run, given))
}

async fn one_task<T, W, F>(
    next: Arc<AtomicUsize>,
    jobs: usize,
    work: W,
) -> anyhow::Result<(Vec<std::time::Duration>, Vec<T>)>
where
    W: Fn(usize) -> F,
    F: Future<Output = anyhow::Result<T>>,
{
    let (mut each, mut given) = (Vec::new(), Vec::new());
    loop {
        let job = next.fetch_add(1, Ordering::Relaxed);
        if job >= jobs {
            return Ok((each, given));
        }
        let watch = Stopwatch::start();
        given.push(work(job).await?);
        each.push(watch.read());
    }
}
