//! What of a case stands in the index, under whose mark, and what a viewer asks of it.
//! Every word carries a mark of those who read the text it stands in, every case the
//! marks of those who may know of it; so what somebody may not read cannot lead them
//! anywhere, and no count tells of it. Pure.

mod asked;
mod excerpt;
mod eyes;

use std::collections::BTreeSet;

use tongli_kernel::{Confidentiality, DepartmentId, StaffId, Tenant};
use tongli_store::keys::Ring;
use tongli_store::search::{Entries, blind, blind_key, grams, normal, singles};

pub use asked::Asked;
pub use excerpt::{Excerpt, Piece};
pub use eyes::{Eyes, Narrowed};

use crate::case::CaseId;
use crate::codes::Kind;

/// Where a text of a case stands, and so who reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The case's number.
    Number,
    /// What the person said: whoever may know of the case reads it.
    Told,
    /// A note the person may read as well.
    Shared,
    /// The office's own note, or its writer's.
    Private(Option<StaffId>),
    /// A file's name.
    File(Option<StaffId>),
    /// A letter: whoever opens letters reads it.
    Letter,
}

impl Source {
    /// For programs.
    pub const fn code(self) -> &'static str {
        match self {
            Source::Number => "number",
            Source::Told => "told",
            Source::Shared | Source::Private(_) => "note",
            Source::File(_) => "file",
            Source::Letter => "letter",
        }
    }

    /// The word for it, where it is not what the person said.
    pub const fn word(self) -> Option<&'static str> {
        match self {
            Source::Number | Source::Told => None,
            Source::Shared | Source::Private(_) => Some("cases-found-note"),
            Source::File(_) => Some("cases-found-file"),
            Source::Letter => Some("cases-found-letter"),
        }
    }
}

/// One text of a case.
#[derive(Debug, Clone)]
pub struct Text {
    pub case: CaseId,
    /// Tells what was written before a clue was parted from the case.
    pub id: i64,
    pub source: Source,
    pub text: String,
}

/// What was parted from a case later lies over what stood there before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Over {
    /// The newest clue: what is older than it lies behind the veil.
    pub newest: i64,
    /// Who was named for every one of these clues and is not what one of them is about.
    pub entrusted: BTreeSet<StaffId>,
    pub complained_of: BTreeSet<StaffId>,
    /// One of them is out of sight, so that nobody sees behind it.
    pub is_away: bool,
}

/// Whose case it is, as the index knows it.
#[derive(Debug, Clone)]
pub struct Matter {
    pub id: CaseId,
    pub kind: Kind,
    pub confidentiality: Confidentiality,
    pub is_open: bool,
    /// Who speaks for it, keeps it or received it.
    pub people: BTreeSet<StaffId>,
    pub departments: BTreeSet<DepartmentId>,
    pub entrusted: BTreeSet<StaffId>,
    pub complained_of: BTreeSet<StaffId>,
    pub over: Option<Over>,
}

impl Matter {
    /// Whether a text lies behind the veil for those who do not see every clue over it.
    pub fn is_veiled(&self, text: &Text) -> bool {
        let hidden = !matches!(text.source, Source::Number | Source::Told);
        hidden && self.over.as_ref().is_some_and(|over| text.id < over.newest)
    }
}

/// More than an index row may hold on PostgreSQL, with room to spare. A case beyond it
/// is found by every word and told apart when its texts are compared.
const MOST_SIGNS: usize = 600_000;

/// Marks of cases.
mod mark {
    pub const OPEN: &str = "zo";
    pub const KIND: &str = "zt";
    pub const LABEL: &str = "zr";
    pub const DEPARTMENT: &str = "zd";
    pub const PERSON: &str = "zu";
    pub const ENTRUSTED: &str = "zk";
    pub const COMPLAINED_OF: &str = "zx";
    pub const SEES_BEHIND: &str = "zw";
    pub const NOT_BEHIND: &str = "zy";
    pub const CLOSED_VEIL: &str = "zq";
    /// Too much was written to stand here.
    pub const WHOLE: &str = "zz";
}

/// Marks of texts; a word of a text stands behind the mark and a `_`.
mod class {
    pub const TOLD: &str = "t";
    pub const SHARED: &str = "s";
    pub const PRIVATE: &str = "p";
    pub const OWN: &str = "a";
    pub const FILE: &str = "f";
    pub const LETTER: &str = "l";
    /// Before any of them, of what lies behind a veil.
    pub const VEILED: &str = "v";
}

/// The row of a case.
pub fn entries(matter: &Matter, texts: &[Text], ring: &Ring, tenant: Tenant) -> Entries {
    let mut found = Entries {
        all: marks(matter),
        key: None,
    };
    let (mut words, mut key) = (BTreeSet::new(), None);
    for text in texts {
        let classes = classes(matter, text);
        let folded = normal(&text.text);
        let mut all = grams(&folded);
        if is_sealed(text.source) {
            key = Some(blind_key(ring, tenant));
            all.extend(singles(&folded));
            all = all.iter().map(|gram| blind(ring, tenant, gram)).collect();
        }
        for class in classes {
            words.extend(all.iter().map(|gram| format!("{class}_{gram}")));
        }
    }
    if words.iter().map(|word| word.len() + 3).sum::<usize>() > MOST_SIGNS {
        found.all.insert(mark::WHOLE.to_owned());
        return found;
    }
    found.all.extend(words);
    found.key = key;
    found
}

/// Letters and names of files are sealed where they stand.
const fn is_sealed(source: Source) -> bool {
    matches!(source, Source::File(_) | Source::Letter)
}

/// The marks of a text, one for each kind of reader.
fn classes(matter: &Matter, text: &Text) -> Vec<String> {
    let of =
        |class: &str, staff: Option<StaffId>| staff.map(|staff| format!("{class}{}", staff.raw()));
    let plain: Vec<String> = match text.source {
        Source::Number | Source::Told => vec![class::TOLD.to_owned()],
        Source::Shared => vec![class::SHARED.to_owned()],
        Source::Private(by) => {
            let all = Some(class::PRIVATE.to_owned());
            all.into_iter().chain(of(class::OWN, by)).collect()
        }
        Source::File(by) => {
            let all = Some(class::FILE.to_owned());
            all.into_iter().chain(of(class::FILE, by)).collect()
        }
        Source::Letter => vec![class::LETTER.to_owned()],
    };
    if !matter.is_veiled(text) {
        return plain;
    }
    let veiled = plain.into_iter();
    veiled
        .map(|one| format!("{}{one}", class::VEILED))
        .collect()
}

/// Who may know of a case and what it is, as entries.
fn marks(matter: &Matter) -> BTreeSet<String> {
    let mut found = BTreeSet::from([format!("{}{}", mark::KIND, matter.kind.code())]);
    let mut add = |mark: &str, ids: &mut dyn Iterator<Item = i64>| {
        found.extend(ids.map(|id| format!("{mark}{id}")));
    };
    add(mark::PERSON, &mut matter.people.iter().map(|one| one.raw()));
    let departments = &mut matter.departments.iter().map(|one| one.raw());
    add(mark::DEPARTMENT, departments);
    add(
        mark::ENTRUSTED,
        &mut matter.entrusted.iter().map(|one| one.raw()),
    );
    if matter.confidentiality == Confidentiality::Discipline {
        let accused = &mut matter.complained_of.iter().map(|one| one.raw());
        add(mark::COMPLAINED_OF, accused);
    }
    if let Some(over) = &matter.over {
        add(
            mark::SEES_BEHIND,
            &mut over.entrusted.iter().map(|one| one.raw()),
        );
        add(
            mark::NOT_BEHIND,
            &mut over.complained_of.iter().map(|one| one.raw()),
        );
        if over.is_away {
            found.insert(mark::CLOSED_VEIL.to_owned());
        }
    }
    if matter.confidentiality > Confidentiality::Ordinary {
        found.insert(format!("{}{}", mark::LABEL, matter.confidentiality.code()));
    }
    if matter.is_open {
        found.insert(mark::OPEN.to_owned());
    }
    found
}
