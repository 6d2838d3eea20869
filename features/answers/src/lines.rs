//! An entry as several screens show it.

use std::collections::BTreeMap;

use tongli_kernel::{Day, DepartmentId, Fault, Moment, Said, StaffId, Viewer};
use tongli_people::{StaffLine, department_names, holders_of, staff_names};
use tongli_store::Tx;
use tongli_web::Shell;

use crate::access;
use crate::entry::{Entry, Standing};

/// Characters of a text that a list shows.
const EXCERPT: usize = 60;

/// Who is who, for the entries of a page.
#[derive(Debug, Default)]
pub struct Names {
    departments: BTreeMap<DepartmentId, String>,
    staff: BTreeMap<StaffId, String>,
    /// Who may write, so that an owner who no longer does is seen.
    writers: Vec<StaffLine>,
}

impl Names {
    pub fn department(&self, entry: &Entry) -> &str {
        let name = entry.department().and_then(|id| self.departments.get(&id));
        name.map_or("", String::as_str)
    }

    pub fn owner(&self, entry: &Entry) -> &str {
        let name = entry.owner().and_then(|id| self.staff.get(&id));
        name.map_or("", String::as_str)
    }

    /// Whether its owner has left, or writes here no more: somebody else must be named.
    pub fn is_owner_gone(&self, entry: &Entry) -> bool {
        let here = |owner| self.writers.iter().any(|one| one.id == owner);
        entry.owner().is_some_and(|owner| !here(owner))
    }
}

/// Everybody who may write here, each once, for choosing an owner.
pub async fn writers(tx: &mut Tx, viewer: &Viewer, now: Moment) -> Result<Vec<StaffLine>, Fault> {
    let mut found: Vec<StaffLine> = Vec::new();
    for role in access::WRITE.roles {
        for one in holders_of(tx, viewer.tenant, *role, None, now).await? {
            if !found.contains(&one) {
                found.push(one);
            }
        }
    }
    Ok(found)
}

/// The names that some entries need.
pub async fn names<'e>(
    tx: &mut Tx,
    viewer: &Viewer,
    now: Moment,
    entries: impl IntoIterator<Item = &'e Entry>,
) -> Result<Names, Fault> {
    let owners: Vec<StaffId> = entries.into_iter().filter_map(Entry::owner).collect();
    Ok(Names {
        departments: department_names(tx, viewer.tenant).await?,
        staff: staff_names(tx, viewer.tenant, &owners).await?,
        writers: writers(tx, viewer, now).await?,
    })
}

/// A mark with its colour.
#[derive(Debug, Clone)]
pub struct Badge {
    pub class: &'static str,
    pub text: String,
}

fn badge(shell: &Shell, class: &'static str, said: Said) -> Badge {
    Badge {
        class,
        text: shell.said(said).to_string(),
    }
}

/// What is to be known before an entry is used.
pub fn badges(shell: &Shell, entry: &Entry, today: Day) -> Vec<Badge> {
    let mut all = Vec::new();
    match entry.standing(today) {
        Standing::Good => {}
        Standing::Expiring(until) if until == today => {
            all.push(badge(
                shell,
                "bg-yellow-lt",
                Said::new("answers-expires-today"),
            ));
        }
        Standing::Expiring(until) => {
            let said =
                Said::new("answers-expires-in").with("days", i64::from(today.days_until(until)));
            all.push(badge(shell, "bg-yellow-lt", said));
        }
        Standing::Expired(until) => {
            let said = Said::new("answers-expired-on").with("day", until);
            all.push(badge(shell, "bg-danger", said));
        }
        Standing::Withdrawn => {
            all.push(badge(
                shell,
                "bg-secondary-lt",
                Said::new("answers-standing-withdrawn"),
            ));
        }
    }
    if entry.is_unverified() {
        all.push(badge(
            shell,
            "bg-secondary-lt",
            Said::new("answers-unverified"),
        ));
    }
    all
}

/// A row of a list.
#[derive(Debug)]
pub struct Line {
    pub path: String,
    pub title: String,
    /// How its text begins.
    pub excerpt: String,
    pub kind: String,
    pub badges: Vec<Badge>,
    pub department: String,
    pub owner: String,
    pub is_owner_gone: bool,
    pub until: Option<Day>,
    /// The colour of the row.
    pub class: &'static str,
}

/// An entry as a row.
pub fn line(shell: &Shell, names: &Names, entry: &Entry, today: Day) -> Line {
    Line {
        path: entry.path(),
        title: entry.title(shell.ask.lang).to_owned(),
        excerpt: excerpt(entry.body(shell.ask.lang)),
        kind: shell.say(entry.content.kind.word()).to_string(),
        badges: badges(shell, entry, today),
        department: names.department(entry).to_owned(),
        owner: names.owner(entry).to_owned(),
        is_owner_gone: names.is_owner_gone(entry),
        until: entry.content.valid_until,
        class: match entry.standing(today) {
            Standing::Expired(_) => "row-overdue",
            Standing::Expiring(_) => "row-near",
            Standing::Withdrawn => "row-done",
            Standing::Good => "",
        },
    }
}

/// How a text begins, on one line.
pub fn excerpt(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut start: String = line.chars().take(EXCERPT).collect();
    if start.len() < line.len() {
        start.push('…');
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(excerpt("带\n身份证"), "带 身份证");
        let long = excerpt(&"䶮".repeat(90));
        assert_eq!(long.chars().count(), EXCERPT + 1);
        assert!(long.ends_with('…'));
    }
}
