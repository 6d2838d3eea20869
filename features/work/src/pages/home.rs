//! The home page: what I have to do, most urgent first, and what my teams share.

use askama::Template;
use tongli_calendars::Calendars;
use tongli_kernel::{Fault, Id, Moment, Said};
use tongli_store::{Subject, Tx};
use tongli_web::{Answer, Ask, Form, Shell, page, panels};

use crate::access::{Queue, queues_of};
use crate::chip::{Chip, dressed};
use crate::clock::{CountedIn, Standing, due_text};
use crate::item::{ItemId, kind_word};
use crate::left::{Limit, left, may_move};
use crate::store::counted_on;
use crate::store::items::Line;
use crate::store::lists::{self, COUNT_TO, Part, Wanted};

/// Rows of one group where all groups are shown.
const GROUP: i64 = 20;
/// Rows of a page where one list is shown.
const LIST: i64 = 50;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    shell: Shell,
    actions: Vec<String>,
    side: Vec<String>,
    /// What can wait until the work above is done.
    foot: Vec<String>,
    /// What is overdue in the whole house, for those who answer for it.
    alarm: Option<Alarm>,
    figures: Vec<Figure>,
    tabs: Vec<Tab>,
    groups: Vec<Group>,
    empty: Option<Empty>,
}

struct Figure {
    word: &'static str,
    class: &'static str,
    count: String,
    href: String,
}

struct Alarm {
    /// Counted as the list it leads to is.
    count: String,
    href: String,
}

struct Tab {
    word: String,
    count: String,
    href: String,
    here: bool,
    /// It holds what is overdue.
    alarming: bool,
}

struct Group {
    /// `None` where the list is one.
    word: Option<&'static str>,
    rows: Vec<RowView>,
    more: Option<String>,
}

struct RowView {
    label: String,
    path: String,
    kind: String,
    due: String,
    chip: Chip,
    class: &'static str,
}

struct Empty {
    title: &'static str,
    subtitle: &'static str,
    way_on: Option<(&'static str, String)>,
}

/// What the address asks for.
struct Asked {
    queue: Queue,
    part: Part,
    after: Option<(Moment, ItemId)>,
}

pub async fn show(ask: Ask) -> Answer {
    let queues = queues_of(&ask.viewer);
    let asked = read(&ask, &queues)?;
    let mut tx = ask.app.db.read().await.map_err(Fault::from)?;
    let calendars = tongli_calendars::load(&mut tx, ask.viewer.tenant)
        .await
        .map_err(Fault::from)?;
    let shell = Shell::new(&ask, Said::new("work-title"));
    let figures = figures(&mut tx, &ask, &queues).await?;
    let tabs = tabs(&mut tx, &ask, &queues, &asked).await?;
    let groups = groups(&mut tx, &ask, &asked, &shell, &calendars).await?;
    drop(tx);
    let person = Subject::new("staff", ask.viewer.staff().map_or(0, Id::raw));
    page(&HomePage {
        actions: panels(&ask, "home-actions", person).await?,
        alarm: tabs
            .iter()
            .find(|tab| tab.alarming && !tab.here)
            .map(|tab| Alarm {
                count: tab.count.clone(),
                href: tab.href.clone(),
            }),
        side: panels(&ask, "home-side", person).await?,
        foot: panels(&ask, "home-foot", person).await?,
        empty: groups
            .iter()
            .all(|group| group.rows.is_empty())
            .then(|| empty(&asked, &tabs)),
        shell,
        figures,
        tabs,
        groups,
    })
}

fn read(ask: &Ask, queues: &[Queue]) -> Result<Asked, Fault> {
    let form = Form::from_encoded(&ask.query);
    let wanted = form.value("queue");
    let queue = queues
        .iter()
        .find(|queue| queue.code() == wanted || (wanted.is_empty() && queue.code() == "mine"))
        .cloned()
        // Not a list of this viewer's: for them there is none.
        .ok_or(Fault::NotFound)?;
    let after = form.value("after").split_once('_').and_then(|(at, id)| {
        Some((
            Moment::from_millis(at.parse().ok()?),
            ItemId::new(id.parse().ok()?),
        ))
    });
    Ok(Asked {
        queue,
        part: Part::from_code(form.value("part")).unwrap_or(Part::All),
        after,
    })
}

fn wanted<'a>(ask: &Ask, queue: &'a Queue, part: Part) -> Wanted<'a> {
    let time = &ask.app.time;
    Wanted {
        tenant: ask.viewer.tenant,
        queue,
        part,
        now: ask.now,
        midnight: time.end_of(time.day_of(ask.now)),
    }
}

async fn figures(tx: &mut Tx, ask: &Ask, queues: &[Queue]) -> Result<Vec<Figure>, Fault> {
    let Some(mine) = queues.first() else {
        return Ok(Vec::new());
    };
    let mut figures = Vec::new();
    for (part, word, class) in [
        (Part::Overdue, "work-overdue", "figure-overdue"),
        (Part::Today, "work-today", "figure-near"),
        (Part::Near, "work-near", ""),
        (Part::All, "work-all", ""),
    ] {
        let count = lists::count(tx, &wanted(ask, mine, part)).await?;
        figures.push(Figure {
            word,
            // A nought in red would frighten for nothing.
            class: if count == 0 { "" } else { class },
            count: counted(count),
            href: address(mine, part, None),
        });
    }
    Ok(figures)
}

/// The lists that hold something, the first and the one shown.
async fn tabs(tx: &mut Tx, ask: &Ask, queues: &[Queue], asked: &Asked) -> Result<Vec<Tab>, Fault> {
    let mut tabs = Vec::new();
    for queue in queues {
        let count = lists::count(tx, &wanted(ask, queue, Part::All)).await?;
        let here = *queue == asked.queue;
        if count > 0 || here || matches!(queue, Queue::Mine(_)) {
            tabs.push(Tab {
                word: queue.word(),
                count: counted(count),
                href: address(queue, Part::All, None),
                here,
                alarming: count > 0 && matches!(queue, Queue::HouseOverdue),
            });
        }
    }
    Ok(tabs)
}

async fn groups(
    tx: &mut Tx,
    ask: &Ask,
    asked: &Asked,
    shell: &Shell,
    calendars: &Calendars,
) -> Result<Vec<Group>, Fault> {
    let all_of_mine = matches!(asked.queue, Queue::Mine(_)) && asked.part == Part::All;
    if !all_of_mine || asked.after.is_some() {
        let word = heading(asked.part);
        return Ok(vec![
            group(tx, ask, asked, asked.part, word, LIST, shell, calendars).await?,
        ]);
    }
    let mut groups = Vec::new();
    for part in [Part::Overdue, Part::Today, Part::Near, Part::Later] {
        let found = group(tx, ask, asked, part, heading(part), GROUP, shell, calendars).await?;
        if !found.rows.is_empty() {
            groups.push(found);
        }
    }
    Ok(groups)
}

const fn heading(part: Part) -> Option<&'static str> {
    match part {
        Part::All => None,
        Part::Overdue => Some("work-overdue"),
        Part::Today => Some("work-today"),
        Part::Near => Some("work-near"),
        Part::Later => Some("work-later"),
    }
}

#[expect(clippy::too_many_arguments, reason = "one list, and how to show it")]
async fn group(
    tx: &mut Tx,
    ask: &Ask,
    asked: &Asked,
    part: Part,
    word: Option<&'static str>,
    limit: i64,
    shell: &Shell,
    calendars: &Calendars,
) -> Result<Group, Fault> {
    let wanted = wanted(ask, &asked.queue, part);
    // One more than shown tells whether there is a next page.
    let mut lines = lists::list(tx, &wanted, asked.after, limit + 1).await?;
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = (lines.len() > shown)
        .then(|| {
            lines.truncate(shown);
            lines.last().map(|line| (line.order_at, line.id))
        })
        .flatten()
        .map(|last| address(&asked.queue, part, Some(last)));
    Ok(Group {
        word,
        rows: lines
            .into_iter()
            .map(|line| row(line, ask, shell, calendars))
            .collect(),
        more,
    })
}

fn row(line: Line, ask: &Ask, shell: &Shell, calendars: &Calendars) -> RowView {
    let time = &ask.app.time;
    let limit = Limit {
        due_at: line.due_at,
        provisional_on: line.provisional_on,
        unit: line.unit.unwrap_or(CountedIn::Workdays),
    };
    let standing = match (line.due_at, line.near_at) {
        (Some(due), _) if ask.now >= due => Standing::Overdue,
        (None, _) if line.provisional_on.is_some() => Standing::Provisional,
        (_, Some(near)) if ask.now >= near => Standing::Near,
        _ => Standing::Ok,
    };
    let calendar = counted_on(calendars, line.calendar);
    let words = left(limit, ask.now, time, calendar).said();
    let words = if may_move(limit, ask.now, time, calendar) {
        Said::new("work-left-may-move").with("left", words)
    } else {
        words
    };
    RowView {
        label: if line.label.is_empty() {
            shell.say("work-unnamed").to_string()
        } else {
            line.label
        },
        path: line.path,
        kind: kind_text(shell, &line.kind),
        due: line
            .due_at
            .map_or_else(|| "—".to_owned(), |due| due_text(time, due)),
        chip: dressed(shell, standing, &words),
        class: match standing {
            Standing::Overdue => "row-overdue",
            Standing::Near => "row-near",
            _ => "",
        },
    }
}

/// A kind no word was written for is still some work.
fn kind_text(shell: &Shell, kind: &str) -> String {
    let key = kind_word(kind);
    if shell.ask.app.words.knows(&key) {
        shell.say_key(key).to_string()
    } else {
        shell.say("work-kind-other").to_string()
    }
}

fn empty(asked: &Asked, tabs: &[Tab]) -> Empty {
    let mine = matches!(asked.queue, Queue::Mine(_));
    let shared = tabs
        .iter()
        .find(|tab| tab.alarming)
        .or_else(|| tabs.iter().find(|tab| !tab.here));
    match (mine, asked.part) {
        (true, Part::All) => Empty {
            title: "work-empty-mine",
            subtitle: "work-empty-mine-more",
            way_on: shared.map(|tab| ("work-empty-see-team", tab.href.clone())),
        },
        (true, _) => Empty {
            title: "work-empty-part",
            subtitle: "work-empty-part-more",
            way_on: Some(("work-empty-see-all", "/".to_owned())),
        },
        (false, _) => Empty {
            title: "work-empty-team",
            subtitle: "work-empty-team-more",
            way_on: Some(("work-empty-see-mine", "/".to_owned())),
        },
    }
}

fn counted(count: i64) -> String {
    if count > COUNT_TO {
        format!("{COUNT_TO}+")
    } else {
        count.to_string()
    }
}

fn address(queue: &Queue, part: Part, after: Option<(Moment, ItemId)>) -> String {
    let mut address = format!("/?queue={}", queue.code());
    if part != Part::All {
        address.push_str(&format!("&part={}", part.code()));
    }
    if let Some((at, id)) = after {
        address.push_str(&format!("&after={}_{id}", at.millis()));
    }
    address
}
