//! What the measurement ran on, and what a process uses of it.

use std::fs::read_to_string;
use std::time::Duration;

use anyhow::bail;

/// The machine in lines of a list.
pub fn machine() -> Vec<String> {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = kilobytes("/proc/meminfo", "MemTotal:") / 1024 / 1024;
    vec![
        format!(
            "- CPU: {} × {}",
            cores,
            value("/proc/cpuinfo", "model name")
        ),
        format!("- memory: {memory} GiB"),
        format!(
            "- kernel: {} {}",
            first_line("/proc/sys/kernel/ostype"),
            first_line("/proc/sys/kernel/osrelease")
        ),
        format!(
            "- load before the measurement: {}",
            first_line("/proc/loadavg")
        ),
    ]
}

fn first_line(path: &str) -> String {
    let text = read_to_string(path).unwrap_or_default();
    text.lines().next().unwrap_or("unknown").to_owned()
}

/// What stands after a name in a file of `/proc`.
fn value(path: &str, name: &str) -> String {
    let text = read_to_string(path).unwrap_or_default();
    text.lines()
        .find_map(|line| line.strip_prefix(name))
        .map_or("unknown", |rest| {
            rest.trim_start_matches([':', ' ', '\t']).trim()
        })
        .to_owned()
}

fn kilobytes(path: &str, name: &str) -> u64 {
    value(path, name)
        .trim_end_matches("kB")
        .trim()
        .parse()
        .unwrap_or_default()
}

/// The memory of a process in KiB, shared pages counted in part.
pub fn memory_of(process: u32) -> u64 {
    kilobytes(&format!("/proc/{process}/smaps_rollup"), "Pss:")
}

/// The most memory a process has used so far, in KiB; nothing where it has ended.
pub fn peak_of(process: u32) -> u64 {
    kilobytes(&format!("/proc/{process}/status"), "VmHWM:")
}

/// Lets a process forget its most, so that what it did before does not count.
pub fn forget_peak(process: u32) {
    // 5: reset the peak resident size; an older kernel keeps the old peak.
    let _ = std::fs::write(format!("/proc/{process}/clear_refs"), "5");
}

/// How long processors have worked so far: for a process, and for all processes of
/// PostgreSQL.
#[derive(Debug, Clone, Copy)]
pub struct Work {
    program: Duration,
    database: Duration,
}

impl Work {
    pub fn of(process: u32) -> Work {
        let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        let stats = processes.filter_map(|one| read_to_string(one.path().join("stat")).ok());
        Work {
            program: worked(&read_to_string(format!("/proc/{process}/stat")).unwrap_or_default()),
            database: stats
                .filter(|stat| stat.contains("(postgres)"))
                .map(|stat| worked(&stat))
                .sum(),
        }
    }

    pub fn since(self, before: &Work) -> Work {
        Work {
            program: self.program.saturating_sub(before.program),
            database: self.database.saturating_sub(before.database),
        }
    }

    /// Shared among so many jobs.
    pub fn for_each(self, jobs: usize) -> (Duration, Duration) {
        let jobs = u32::try_from(jobs).unwrap_or(u32::MAX).max(1);
        (self.program / jobs, self.database / jobs)
    }
}

/// A hundredth of a second: what `/proc` counts in.
const TICK: Duration = Duration::from_millis(10);

/// The 14th and 15th field: in the program, and in the kernel for it.
fn worked(stat: &str) -> Duration {
    let after = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks = after
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u32>().ok());
    TICK * ticks.sum::<u32>()
}

/// Waits until a process does nothing by itself any more: what rounds do after a start,
/// for a while where a million matters were filled, is no part of a page.
///
/// # Errors
/// Where it has not come to rest within an hour, for then no figure would be a page's.
pub async fn rest(process: u32) -> anyhow::Result<()> {
    for _ in 0..3_600 {
        let before = Work::of(process);
        breathe(1_000).await;
        if Work::of(process).since(&before).program <= TICK {
            return Ok(());
        }
    }
    bail!("the program works by itself after an hour still")
}

/// Time for what a process does by itself.
pub async fn breathe(milliseconds: u64) {
    #[expect(
        clippy::disallowed_methods,
        reason = "a measurement waits for the machine, not for the office's clock"
    )]
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
}
