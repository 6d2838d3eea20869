//! Finds cases by what somebody types: words of what was said and written, a name, its
//! spelling, a telephone number or its end, a record number.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use tongli_kernel::{Fault, Moment, Viewer};
use tongli_store::Tx;
use tongli_store::search::{hits, normal, occurs};
use tongli_web::App;

use super::index::texts_of;
use crate::access;
use crate::case::CaseId;
use crate::search::{Asked, Excerpt, Eyes, Narrowed, Source, Text};
use crate::store;
use crate::store::found::{Page, People};
use crate::store::list::{Filter, Line, Order};
use crate::store::matters::AT_ONCE;

/// Of how many of the newest the best are chosen: all are read for it.
pub const BEST_OF: i64 = 400;
/// Each piece of a query may be somebody's name; of more pieces none is asked.
const MOST_NAMES: usize = 4;

/// One case that was found.
struct Hit {
    case: CaseId,
    excerpt: Option<Excerpt>,
    /// How much of what was asked it says.
    weight: usize,
}

/// One page of a list inside the viewer's scope, in the order of the filter.
pub async fn list(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    filter: &Filter,
    now: Moment,
    limit: i64,
) -> Result<Vec<Line>, Fault> {
    let scope = access::scope(viewer);
    let tenant = viewer.tenant;
    let Asked::Words(words) = Asked::read(&filter.words) else {
        return Ok(store::list::lines(tx, tenant, &scope, filter, now, limit).await?);
    };
    let search = Search::new(tx, app, viewer, (filter, now), words).await?;
    let best = filter.order == Order::Best;
    let mut found = search
        .run(tx, if best { BEST_OF } else { limit }, true)
        .await?;
    if best {
        found.sort_by_key(|hit| (Reverse(hit.weight), Reverse(hit.case)));
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    }
    let ids: Vec<CaseId> = found.iter().map(|hit| hit.case).collect();
    let lines = store::list::lines_of(tx, tenant, &scope, &ids).await?;
    let mut lines: BTreeMap<CaseId, Line> = lines.into_iter().map(|one| (one.id, one)).collect();
    let shown = found.into_iter().filter_map(|hit| {
        let mut line = lines.remove(&hit.case)?;
        line.excerpt = hit.excerpt;
        Some(line)
    });
    Ok(shown.collect())
}

/// How many cases the same list has, counted no further than `most`.
pub async fn count(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    filter: &Filter,
    now: Moment,
    most: i64,
) -> Result<i64, Fault> {
    let Asked::Words(words) = Asked::read(&filter.words) else {
        let scope = access::scope(viewer);
        return Ok(store::list::count(tx, viewer.tenant, &scope, filter, now, most).await?);
    };
    let search = Search::new(tx, app, viewer, (filter, now), words).await?;
    Ok(search.run(tx, most, false).await?.len() as i64)
}

/// The next cases of a list by words, newest first; `None` where the filter asks for
/// none.
pub(super) async fn page_by_words(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    (filter, now): (&Filter, Moment),
    limit: i64,
) -> Result<Option<Vec<CaseId>>, Fault> {
    let Asked::Words(words) = Asked::read(&filter.words) else {
        return Ok(None);
    };
    let search = Search::new(tx, app, viewer, (filter, now), words).await?;
    let found = search.run(tx, limit, false).await?;
    Ok(Some(found.into_iter().map(|hit| hit.case).collect()))
}

/// What the viewer's eyes read of any case.
async fn eyes(tx: &mut Tx, viewer: &Viewer) -> Result<Eyes, Fault> {
    let files = access::reads_file(viewer, &[]);
    let of = &viewer.departments;
    Ok(Eyes {
        scope: access::scope(viewer),
        private_notes: access::reads_private_notes(viewer),
        files,
        letters: viewer.may(access::ANSWER) || viewer.may(access::APPROVE),
        colleagues: match files {
            true => BTreeSet::new(),
            false => tongli_people::members_of(tx, viewer.tenant, of).await?,
        },
    })
}

/// One way to read the query: these words, of these people's cases or of any.
struct Way {
    words: Vec<String>,
    people: Option<People>,
}

struct Search<'a> {
    app: &'a App,
    viewer: &'a Viewer,
    filter: &'a Filter,
    now: Moment,
    eyes: Eyes,
    words: Vec<String>,
    ways: Vec<Way>,
}

impl<'a> Search<'a> {
    async fn new(
        tx: &mut Tx,
        app: &'a App,
        viewer: &'a Viewer,
        (filter, now): (&'a Filter, Moment),
        words: Vec<String>,
    ) -> Result<Search<'a>, Fault> {
        let mut ways = vec![Way {
            words: words.clone(),
            people: None,
        }];
        if access::may_see_contact(viewer) && access::knows_contact(viewer) {
            ways.extend(people_ways(tx, app, viewer, &filter.words).await?);
        }
        Ok(Search {
            eyes: eyes(tx, viewer).await?,
            app,
            viewer,
            filter,
            now,
            words,
            ways,
        })
    }

    /// The newest cases that any of the ways leads to.
    async fn run(&self, tx: &mut Tx, limit: i64, shown: bool) -> Result<Vec<Hit>, Fault> {
        let mut found: BTreeMap<Reverse<CaseId>, Hit> = BTreeMap::new();
        for way in &self.ways {
            for hit in self.along(tx, way, limit, shown).await? {
                found.entry(Reverse(hit.case)).or_insert(hit);
            }
        }
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(found.into_values().take(most).collect())
    }

    /// Page after page of what the index leads to, until enough of it holds.
    async fn along(
        &self,
        tx: &mut Tx,
        way: &Way,
        limit: i64,
        shown: bool,
    ) -> Result<Vec<Hit>, Fault> {
        let mut found = Vec::new();
        let mut before = self.filter.before;
        loop {
            let left = limit.saturating_sub(found.len() as i64);
            let page = Page {
                before,
                limit: left.clamp(1, AT_ONCE as i64),
            };
            let candidates = self.candidates(tx, way, page).await?;
            before = candidates.last().copied();
            let was_last = (candidates.len() as i64) < page.limit;
            found.extend(self.holding(tx, way, candidates, shown).await?);
            if was_last || found.len() as i64 >= limit {
                return Ok(found);
            }
        }
    }

    async fn candidates(&self, tx: &mut Tx, way: &Way, page: Page) -> Result<Vec<CaseId>, Fault> {
        let scope = &self.eyes.scope;
        let within = (scope, self.filter, self.now);
        if let Some(people) = &way.people {
            return Ok(store::found::by_people(tx, self.viewer, within, people, page).await?);
        }
        let (ring, tenant) = (self.app.keys.ring(), self.viewer.tenant);
        match self
            .eyes
            .expr(&way.words, narrowed(self.filter), (&ring, tenant))
        {
            Some(expr) => Ok(store::found::by_words(tx, tenant, within, &expr, page).await?),
            None => Ok(Vec::new()),
        }
    }

    /// Those of the candidates in whose texts, as far as the viewer reads them, all the
    /// words stand.
    async fn holding(
        &self,
        tx: &mut Tx,
        way: &Way,
        candidates: Vec<CaseId>,
        shown: bool,
    ) -> Result<Vec<Hit>, Fault> {
        let tenant = self.viewer.tenant;
        if candidates.is_empty() {
            return Ok(Vec::new());
        }
        let matters = store::matters::matters(tx, tenant, &candidates).await?;
        let texts = texts_of(tx, self.app, tenant, &candidates).await?;
        let mut found = Vec::new();
        for case in candidates {
            let Some(matter) = matters.iter().find(|one| one.id == case) else {
                continue;
            };
            let read: Vec<&Text> = texts
                .iter()
                .filter(|text| text.case == case && self.eyes.reads(matter, text))
                .collect();
            let folded: Vec<String> = read.iter().map(|text| normal(&text.text)).collect();
            let stands = |word: &String| folded.iter().any(|text| occurs(text, word));
            if way.words.iter().all(stands) {
                found.push(match shown {
                    true => self.shown(case, &read),
                    false => Hit {
                        case,
                        excerpt: None,
                        weight: 0,
                    },
                });
            }
        }
        Ok(found)
    }

    fn shown(&self, case: CaseId, read: &[&Text]) -> Hit {
        let told = |text: &Text| matches!(text.source, Source::Told | Source::Number);
        let weigh = |text: &&Text| {
            let places = hits(&text.text, &self.words).len().min(5);
            places * if told(text) { 2 } else { 1 }
        };
        Hit {
            case,
            excerpt: Excerpt::of(read.iter().copied(), &self.words),
            weight: read.iter().map(weigh).sum(),
        }
    }
}

/// What the index knows of a filter itself; the statement asks for the rest.
fn narrowed(filter: &Filter) -> Narrowed {
    let open = |stages: &[crate::codes::Stage]| stages.iter().all(|stage| stage.is_open());
    Narrowed {
        kind: filter.kind,
        only_open: !filter.stages.is_empty() && open(&filter.stages),
        department: filter.department,
        owner: filter.owner,
    }
}

/// The query as a person's, and each piece of it as a person's with the rest as words.
async fn people_ways(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    typed: &str,
) -> Result<Vec<Way>, Fault> {
    let mut ways = Vec::new();
    let whole = find_people(tx, app, viewer, typed).await?;
    ways.extend(whole.map(|people| Way {
        words: Vec::new(),
        people: Some(people),
    }));
    let pieces: Vec<&str> = typed.split_whitespace().collect();
    if !(2..=MOST_NAMES).contains(&pieces.len()) {
        return Ok(ways);
    }
    for (at, piece) in pieces.iter().enumerate() {
        if let Some(people) = find_people(tx, app, viewer, piece).await? {
            let rest = pieces.iter().enumerate().filter(|(other, _)| *other != at);
            let rest: Vec<&str> = rest.map(|(_, piece)| *piece).collect();
            ways.push(Way {
                words: tongli_store::search::words(&rest.join(" ")),
                people: Some(people),
            });
        }
    }
    Ok(ways)
}

async fn find_people(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    typed: &str,
) -> Result<Option<People>, Fault> {
    let seen = tongli_patients::find_people(tx, app, viewer, typed).await?;
    Ok((!seen.is_empty()).then(|| People {
        persons: seen.persons.into_iter().collect(),
        contacts: seen.contacts.into_iter().collect(),
    }))
}
