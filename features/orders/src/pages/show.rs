//! One order: what is printed on it, its clocks, what was done and may be done.

use askama::Template;
use axum::extract::Path;
use tongli_calendars::shipped_rules;
use tongli_cases::Case;
use tongli_kernel::{Moment, Said};
use tongli_store::history;
use tongli_web::{Answer, Ask, Shell, page};
use tongli_work::Chip;

use crate::access;
use crate::actions::{as_told, read_order};
use crate::lines::{OrderLine, order_line};
use crate::order::{Order, OrderId, Solved, Verb};

/// No order's history is longer by far.
const MOST_LINKS: i64 = 500;

struct ClockLine {
    title: String,
    chip: Chip,
    path: String,
    due: String,
}

struct Happened {
    at: String,
    who: String,
    did: String,
    more: String,
}

#[derive(Template)]
#[template(path = "show.html")]
struct ShowPage {
    shell: Shell,
    order: Order,
    line: OrderLine,
    case: Case,
    nature: Option<String>,
    solved: Option<String>,
    clocks: Vec<ClockLine>,
    happened: Vec<Happened>,
    /// The word and the path of everything that may be done.
    verbs: Vec<(String, String)>,
}

impl ShowPage {
    fn shown(&self, millis: &i64) -> String {
        self.shell.show(&Moment::from_millis(*millis))
    }

    fn yes_no(&self, yes: &bool) -> String {
        let word = if *yes { "orders-yes" } else { "orders-no" };
        self.shell.say(word).to_string()
    }
}

pub async fn show(ask: Ask, Path(id): Path<OrderId>) -> Answer {
    let (viewer, tenant) = (&ask.viewer, ask.viewer.tenant);
    let mut tx = ask.app.db.read().await?;
    let (order, case) = read_order(&mut tx, viewer, access::READ, id).await?;
    let order = as_told(&mut tx, viewer, &order).await?;
    let links = history::list(&mut tx, tenant, order.subject(), 0, MOST_LINKS).await?;
    let rows = tongli_work::clocks_of(&mut tx, tenant, order.subject()).await?;
    let calendars = tongli_calendars::load(&mut tx, tenant).await?;
    drop(tx);
    tongli_cases::note_reading(&ask.app, viewer, ask.now, &case, false).await?;
    let title = Said::new("orders-page-title").with("number", order.printed.number.as_str());
    let shell = Shell::new(&ask, title);
    let clocks = rows
        .iter()
        .filter(|row| row.ended_at.is_none())
        .map(|row| ClockLine {
            title: shipped_rules()
                .in_force(&row.rule, ask.app.time.day_of(row.started_at))
                .map_or_else(|| row.rule.clone(), |rule| rule.title(ask.lang).to_owned()),
            chip: tongli_work::chip(&shell, row, ask.now, &calendars),
            path: format!("/clocks/{}", row.id),
            due: row
                .due_at
                .map(|due| tongli_work::due_text(&ask.app.time, due))
                .unwrap_or_default(),
        })
        .collect();
    let happened = links.iter().map(|link| happened(&shell, link)).collect();
    let said = |word: String| shell.say_key(word).to_string();
    let may = viewer.may(access::WRITE) && !case.complains_of(viewer);
    let verbs = Verb::ALL.iter().filter(|verb| may && order.takes(**verb));
    page(&ShowPage {
        verbs: verbs
            .map(|verb| {
                let path = format!("{}/{}", order.path(), verb.path());
                (said(verb.word()), path)
            })
            .collect(),
        nature: order.printed.nature.map(|one| said(one.word())),
        solved: order
            .course
            .filled
            .as_ref()
            .and_then(|one| Solved::from_code(&one.solved))
            .map(|one| said(one.word())),
        line: order_line(&shell, &order),
        clocks,
        happened,
        case,
        order,
        shell,
    })
}

/// The moments a step holds, and how each is said.
const MOMENTS: &[(&str, &str)] = &[
    ("at", "orders-moment-at"),
    ("until", "orders-moment-until"),
    ("granted", "orders-moment-granted"),
    ("before", "orders-moment-before"),
    ("after", "orders-moment-after"),
];

/// What happened, in words; the longer texts stand in their own places.
fn happened(shell: &Shell, link: &history::Link) -> Happened {
    let details = link.details();
    let pieces = MOMENTS.iter().filter_map(|(field, word)| {
        let when = details[*field].as_str()?.to_owned();
        Some(shell.say(word).with("when", when).to_string())
    });
    Happened {
        at: shell.show(&link.at),
        who: link.by_name.clone(),
        did: shell
            .say_key(format!("orders-did-{}", link.verb.replace('_', "-")))
            .to_string(),
        more: pieces.collect::<Vec<_>>().join(" · "),
    }
}
