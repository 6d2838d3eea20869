//! Statements, allegations and files as several screens show them.

use std::collections::BTreeMap;

use tongli_cases::Allegation;
use tongli_kernel::{DepartmentId, Moment, StaffId};
use tongli_people::{department_names, staff_names};
use tongli_store::attachments::Attachment;
use tongli_store::{StoreError, Tx};
use tongli_web::{Ask, Shell};

use crate::statement::{Account, Chip, Giving, Statement, StatementId};

/// One statement in a list.
pub struct StatementLine {
    pub path: String,
    pub number: String,
    pub department: String,
    pub question: String,
    pub chip: &'static str,
    pub icon: &'static str,
    pub clock: String,
    pub bounces: i64,
    pub is_open: bool,
    pub row: &'static str,
}

/// Names for what ids say.
pub struct Names {
    pub departments: BTreeMap<DepartmentId, String>,
    pub staff: BTreeMap<StaffId, String>,
}

impl Names {
    pub async fn of(tx: &mut Tx, ask: &Ask, staff: &[StaffId]) -> Result<Names, StoreError> {
        let tenant = ask.viewer.tenant;
        Ok(Names {
            departments: department_names(tx, tenant).await?,
            staff: if staff.is_empty() {
                BTreeMap::new()
            } else {
                staff_names(tx, tenant, staff).await?
            },
        })
    }

    pub fn department(&self, id: DepartmentId) -> String {
        self.departments.get(&id).cloned().unwrap_or_default()
    }

    pub fn staff(&self, id: Option<StaffId>) -> String {
        id.and_then(|id| self.staff.get(&id).cloned())
            .unwrap_or_default()
    }
}

/// A deadline is 24:00 of its day; the day is what people go by.
pub fn due_day(ask: &Ask, due: Moment) -> String {
    ask.app.time.day_of(due.plus_millis(-1)).to_string()
}

/// The sentence of a statement's clock.
pub fn clock_text(shell: &Shell, statement: &Statement) -> String {
    let ask = &shell.ask;
    let chip = statement.chip(ask.now);
    let day = match chip {
        Chip::Given | Chip::GivenLate => statement
            .given_at
            .map(|at| ask.app.time.day_of(at).to_string()),
        _ => statement.due_at.map(|due| due_day(ask, due)),
    };
    match day {
        Some(day) => shell
            .say_key(format!("inquiry-chip-{}", chip.code()))
            .with("day", day)
            .to_string(),
        None if chip == Chip::Excused => shell.say("inquiry-chip-excused").to_string(),
        None => shell.say("inquiry-chip-no-day").to_string(),
    }
}

pub fn statement_line(shell: &Shell, names: &Names, statement: &Statement) -> StatementLine {
    let chip = statement.chip(shell.ask.now);
    StatementLine {
        path: format!("/statements/{}", statement.id),
        number: statement.case_number.clone(),
        department: names.department(statement.department),
        question: statement.question.open().clone(),
        chip: chip.class(),
        icon: chip.icon(),
        clock: clock_text(shell, statement),
        bounces: statement.bounces,
        is_open: statement.state.is_open(),
        row: match chip {
            Chip::Overdue => "row-overdue",
            Chip::Near => "row-near",
            Chip::Given | Chip::GivenLate | Chip::Excused => "row-done",
            Chip::Open => "",
        },
    }
}

/// A statement with its newest words.
pub struct SaidLine {
    pub line: StatementLine,
    /// Name and text of each section that says something.
    pub sections: Vec<(String, String)>,
}

pub fn said_lines(
    shell: &Shell,
    names: &Names,
    statements: &[Statement],
    newest: &BTreeMap<StatementId, Giving>,
) -> Vec<SaidLine> {
    statements
        .iter()
        .map(|one| SaidLine {
            line: statement_line(shell, names, one),
            sections: newest
                .get(&one.id)
                .map_or_else(Vec::new, |giving| sections(shell, giving.account.open())),
        })
        .collect()
}

/// The sections of an account that say something, by their names.
pub fn sections(shell: &Shell, account: &Account) -> Vec<(String, String)> {
    account
        .sections()
        .iter()
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(name, text)| {
            let name = shell.say_key(format!("inquiry-section-{name}"));
            (name.to_string(), (*text).to_owned())
        })
        .collect()
}

/// One allegation with its finding.
pub struct AllegationLine {
    pub seq: i64,
    pub text: String,
    pub category: String,
    pub departments: String,
    pub finding_code: String,
    pub finding: Option<String>,
    pub badge: &'static str,
    pub reason: String,
}

pub fn allegation_line(shell: &Shell, names: &Names, one: &Allegation) -> AllegationLine {
    let departments: Vec<String> = one
        .departments
        .iter()
        .map(|id| names.department(*id))
        .collect();
    AllegationLine {
        seq: one.seq,
        text: one.text.clone(),
        category: one
            .category
            .map(|category| shell.say_key(category.word()).to_string())
            .unwrap_or_default(),
        departments: departments.join(&shell.say("inquiry-comma").to_string()),
        finding_code: one
            .finding
            .map(|finding| finding.code().to_owned())
            .unwrap_or_default(),
        finding: one
            .finding
            .map(|finding| shell.say_key(finding.word()).to_string()),
        badge: match one.finding {
            Some(finding) if finding.is_fault() => "bg-orange-lt",
            Some(_) => "bg-secondary-lt",
            None => "bg-yellow-lt",
        },
        reason: one.finding_reason.clone().unwrap_or_default(),
    }
}

/// One document of the list 资料清单.
pub struct DocumentLine {
    pub name: String,
    pub digest: String,
    pub by: String,
    pub at: String,
}

/// The files that are evidence, with who brought them and when.
pub fn documents(ask: &Ask, names: &Names, files: &[Attachment]) -> Vec<DocumentLine> {
    files
        .iter()
        .filter(|file| file.purpose == EVIDENCE)
        .map(|file| DocumentLine {
            name: file.name.clone(),
            digest: file.digest.chars().take(12).collect(),
            by: names.staff(file.by.map(StaffId::new)),
            at: ask.show(file.created_at),
        })
        .collect()
}

/// The purpose of a file that is evidence.
pub const EVIDENCE: &str = "evidence";
