//! Times in which the office waited for somebody else, as a subject's history tells
//! them. They stand beside a clock and never move it: a limit of law knows no pause.

use tongli_kernel::{Day, HospitalTime, Moment};
use tongli_store::history::Link;

/// One wait. Why stands in the matter's own history, which knows who may read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    pub since: Moment,
    /// `None` while it still lasts.
    pub until: Option<Moment>,
}

impl Wait {
    /// Days it has lasted by `now`, the first and the last counted.
    pub fn days(&self, time: &HospitalTime, now: Moment) -> i64 {
        let last: Day = time.day_of(self.until.unwrap_or(now));
        i64::from(time.day_of(self.since).days_until(last)) + 1
    }
}

/// The waits of a subject, oldest first.
pub fn waits(links: &[Link]) -> Vec<Wait> {
    let mut found: Vec<Wait> = Vec::new();
    for link in links {
        let is_open = found.last().is_some_and(|wait| wait.until.is_none());
        match (link.verb.as_str(), found.last_mut()) {
            ("pause", _) if !is_open => found.push(Wait {
                since: link.at,
                until: None,
            }),
            // Closed or handed over without anybody resuming: it waits no more.
            ("resume" | "close" | "archive" | "hand_over" | "to_dispute" | "join", Some(wait))
                if wait.until.is_none() =>
            {
                wait.until = Some(link.at);
            }
            _ => {}
        }
    }
    found
}
