//! What a viewer reads, and what they may therefore ask of the index. The same rules
//! once more as `access` has them, in the two forms that search needs: as a condition
//! inside the statement, and as a question about one text. A test holds them together.

use std::collections::BTreeSet;

use tongli_kernel::{Confidentiality, DepartmentId, Reach, Scope, StaffId, Tenant};
use tongli_store::keys::Ring;
use tongli_store::search::{Expr, Gram, asked, blind_places};

use super::{Matter, Source, Text, class, is_sealed, mark};
use crate::codes::Kind;

/// Whose eyes look.
#[derive(Debug, Clone)]
pub struct Eyes {
    pub scope: Scope,
    /// Reads the office's own notes.
    pub private_notes: bool,
    /// Reads every file.
    pub files: bool,
    /// Opens letters.
    pub letters: bool,
    /// Whose files they read besides: everybody's of their departments.
    pub colleagues: BTreeSet<StaffId>,
}

/// What narrows a search inside the index.
#[derive(Debug, Clone, Copy, Default)]
pub struct Narrowed {
    pub kind: Option<Kind>,
    pub only_open: bool,
    pub department: Option<DepartmentId>,
    pub owner: Option<StaffId>,
}

impl Eyes {
    /// Whether the viewer reads a text of a case they may know of.
    pub fn reads(&self, matter: &Matter, text: &Text) -> bool {
        let me = self.scope.staff;
        let reads = match text.source {
            Source::Number | Source::Told | Source::Shared => true,
            Source::Private(by) => self.private_notes || (by.is_some() && by == me),
            Source::File(by) => {
                self.files || by.is_some_and(|staff| self.colleagues.contains(&staff))
            }
            Source::Letter => self.letters,
        };
        reads && (!matter.is_veiled(text) || self.sees_behind(matter))
    }

    fn sees_behind(&self, matter: &Matter) -> bool {
        let Some(over) = &matter.over else {
            return true;
        };
        let of_me = |set: &BTreeSet<StaffId>| {
            let me = self.scope.staff;
            me.is_some_and(|me| set.contains(&me))
        };
        !over.is_away
            && if self.sees_every_clue() {
                !of_me(&over.complained_of)
            } else {
                of_me(&over.entrusted)
            }
    }

    fn sees_every_clue(&self) -> bool {
        self.scope.reach == Reach::Hospital && self.scope.clearance == Confidentiality::Discipline
    }

    /// The condition that all words stand in texts the viewer reads, of cases they may
    /// know of; `None` where they may know of none.
    pub fn expr(
        &self,
        words: &[String],
        narrowed: Narrowed,
        (ring, tenant): (&Ring, Tenant),
    ) -> Option<Expr> {
        let most = (MOST_PAIRS / words.len().max(1)).clamp(2, MOST_OF_A_WORD);
        let mut all: Vec<Expr> = words
            .iter()
            .map(|word| self.word(&spread(asked(word), most), ring, tenant))
            .collect();
        all.extend(
            narrowed
                .kind
                .map(|kind| Expr::term(format!("{}{}", mark::KIND, kind.code()))),
        );
        all.extend(narrowed.only_open.then(|| Expr::term(mark::OPEN)));
        let department = narrowed.department;
        all.extend(department.map(|one| one_of(mark::DEPARTMENT, one.raw())));
        all.extend(narrowed.owner.map(|one| one_of(mark::PERSON, one.raw())));
        self.in_reach(all)
    }

    fn in_reach(&self, mut all: Vec<Expr>) -> Option<Expr> {
        let me = self.scope.staff.map(|staff| staff.raw());
        let named = me.map(|me| one_of(mark::ENTRUSTED, me));
        let above = self.above();
        let found = match &self.scope.reach {
            Reach::Nothing => return None,
            Reach::Hospital => match (above, named) {
                (Some(above), Some(named)) => Expr::All(all).but(above.but(named)),
                (Some(above), None) => Expr::All(all).but(above),
                (None, _) => Expr::All(all),
            },
            Reach::Departments(departments) => {
                let departments = departments
                    .iter()
                    .map(|one| one_of(mark::DEPARTMENT, one.raw()));
                let own = me.map(|me| one_of(mark::PERSON, me));
                let near: Vec<Expr> = departments.chain(own).collect();
                let mut sight: Vec<Expr> = named.into_iter().collect();
                if !near.is_empty() {
                    let near = Expr::Any(near);
                    sight.push(match above {
                        Some(above) => near.but(above),
                        None => near,
                    });
                }
                if sight.is_empty() {
                    return None;
                }
                all.push(Expr::Any(sight));
                Expr::All(all)
            }
        };
        // A clue never reaches whom it is about, whatever their role.
        Some(match me {
            Some(me) => found.but(one_of(mark::COMPLAINED_OF, me)),
            None => found,
        })
    }

    /// Labels above the viewer's clearance.
    fn above(&self) -> Option<Expr> {
        let labels = [Confidentiality::Sensitive, Confidentiality::Discipline];
        let above: Vec<Expr> = labels
            .into_iter()
            .filter(|label| *label > self.scope.clearance)
            .map(|label| one_of(mark::LABEL, label.code()))
            .collect();
        (!above.is_empty()).then_some(Expr::Any(above))
    }

    /// One word by its pairs, in any text that the viewer reads.
    fn word(&self, grams: &[Gram], ring: &Ring, tenant: Tenant) -> Expr {
        let blind: Vec<BTreeSet<String>> = grams
            .iter()
            .map(|gram| blind_places(ring, tenant, text_of(gram)))
            .collect();
        let under = |class: &str, sealed: bool| match sealed {
            false => Expr::All(grams.iter().map(|gram| plain(class, gram)).collect()),
            true => Expr::All(blind.iter().map(|places| hidden(class, places)).collect()),
        };
        let mut ways = vec![Expr::term(mark::WHOLE)];
        let mut veiled = Vec::new();
        for (class, sealed) in self.classes() {
            ways.push(under(&class, sealed));
            if class != class::TOLD {
                veiled.push(under(&format!("{}{class}", class::VEILED), sealed));
            }
        }
        ways.extend(self.behind_the_veil(Expr::Any(veiled)));
        Expr::Any(ways)
    }

    fn behind_the_veil(&self, words: Expr) -> Option<Expr> {
        let me = self.scope.staff.map(|staff| staff.raw());
        let open = if self.sees_every_clue() {
            match me {
                Some(me) => words.but(one_of(mark::NOT_BEHIND, me)),
                None => words,
            }
        } else {
            Expr::All(vec![words, one_of(mark::SEES_BEHIND, me?)])
        };
        Some(open.but(Expr::term(mark::CLOSED_VEIL)))
    }

    /// The marks of texts this viewer reads, and whether they stand there blind.
    fn classes(&self) -> Vec<(String, bool)> {
        let me = self.scope.staff.map(|staff| staff.raw());
        let mut found = vec![
            (class::TOLD.to_owned(), false),
            (class::SHARED.to_owned(), false),
        ];
        if self.private_notes {
            found.push((class::PRIVATE.to_owned(), false));
        } else {
            found.extend(me.map(|me| (format!("{}{me}", class::OWN), false)));
        }
        if self.files {
            found.push((class::FILE.to_owned(), is_sealed(Source::File(None))));
        } else {
            let files = self.colleagues.iter();
            found.extend(files.map(|one| (format!("{}{}", class::FILE, one.raw()), true)));
        }
        if self.letters {
            found.push((class::LETTER.to_owned(), is_sealed(Source::Letter)));
        }
        found
    }
}

/// Pairs that are asked of the index for all words together, and for one. Every
/// pair is asked once for each kind of text a reader reads, and what the index leads to is
/// compared with the words themselves: more pairs cost more than they narrow.
const MOST_PAIRS: usize = 24;
const MOST_OF_A_WORD: usize = 8;

/// At most so many, from all over.
fn spread(grams: Vec<Gram>, most: usize) -> Vec<Gram> {
    let step = grams.len().div_ceil(most).max(1);
    grams.into_iter().step_by(step).collect()
}

fn one_of(mark: &str, id: i64) -> Expr {
    Expr::term(format!("{mark}{id}"))
}

fn text_of(gram: &Gram) -> &str {
    match gram {
        Gram::Whole(text) | Gram::Beginning(text) => text,
    }
}

fn plain(class: &str, gram: &Gram) -> Expr {
    match gram {
        Gram::Whole(text) => Expr::Term(format!("{class}_{text}")),
        Gram::Beginning(text) => Expr::Prefix(format!("{class}_{text}")),
    }
}

fn hidden(class: &str, places: &BTreeSet<String>) -> Expr {
    let places = places
        .iter()
        .map(|place| Expr::Term(format!("{class}_{place}")));
    Expr::Any(places.collect())
}
