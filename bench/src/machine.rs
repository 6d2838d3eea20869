//! What the measurement ran on, and what this process uses of it.

use std::fs::read_to_string;

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

/// The memory of this process in KiB.
#[derive(Debug, Clone, Copy, Default)]
pub struct Memory {
    /// The most since [`forget_peak`].
    pub peak: u64,
    /// Now, shared pages counted in part.
    pub proportional: u64,
}

pub fn memory() -> Memory {
    Memory {
        peak: kilobytes("/proc/self/status", "VmHWM"),
        proportional: kilobytes("/proc/self/smaps_rollup", "Pss"),
    }
}

/// Begins a new peak, so that one engine's does not count for the other.
pub fn forget_peak() {
    // 5: reset the peak resident size; an older kernel keeps the old peak.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}
