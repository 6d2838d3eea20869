//! On a case: how long it is kept and what holds it. On the page of a number whose case
//! was destroyed: the stone.

use askama::Template;
use tongli_cases::{CaseId, SUBJECT};
use tongli_kernel::{Fault, Lang, Moment, Said};
use tongli_store::Subject;
use tongli_web::{Ask, Panel, PanelFuture, Shell};

use crate::access;
use crate::actions::whole_of_case;
use crate::batch::Tombstone;
use crate::classes::{Class, class_word};
use crate::hold::Hold;
use crate::store::tombstones;
use crate::term::Term;

pub const PANELS: &[Panel] = &[
    Panel {
        page: "case-side",
        order: 90,
        render: of_case,
    },
    Panel {
        page: "case-gone",
        order: 10,
        render: of_gone,
    },
];

#[derive(Template)]
#[template(path = "panel_case.html")]
struct CasePanel {
    shell: Shell,
    path: String,
    term: Option<Term>,
    holds: Vec<HoldShown>,
    may_hold: bool,
    may_aside: bool,
    /// A proposal to seal it away waits; the way to it for who decides.
    aside_waits: bool,
    may_decide_aside: bool,
}

struct HoldShown {
    hold: Hold,
    /// The matter it was put on, where it is another.
    through: Option<String>,
    by: String,
    lifted_by: String,
    may_lift: bool,
}

impl CasePanel {
    fn class(&self, class: &Class) -> String {
        self.shell.say_key(class.word()).to_string()
    }

    fn floor(&self, class: &'static Class) -> &'static str {
        class.floor(match self.shell.is_chinese() {
            true => Lang::Zh,
            false => Lang::En,
        })
    }

    fn at(&self, moment: &Moment) -> String {
        self.shell.show(moment)
    }
}

fn of_case(ask: &Ask, subject: Subject) -> PanelFuture<'_> {
    Box::pin(async move {
        let viewer = &ask.viewer;
        let may_aside = viewer.may(access::PROPOSE_ASIDE);
        if subject.kind != SUBJECT || !(viewer.may(access::READ) || may_aside) {
            return Ok(None);
        }
        let mut tx = ask.app.db.read().await?;
        let id = CaseId::new(subject.id);
        let case = tongli_cases::case_shown(ask, &mut tx, id).await?;
        let whole = whole_of_case(&mut tx, &ask.app, viewer, id).await?;
        let staff: Vec<_> = whole
            .holds
            .iter()
            .flat_map(|(hold, _)| {
                let lifted = hold.lifted.as_ref().map(|one| one.by);
                [Some(hold.placed_by), lifted]
            })
            .flatten()
            .collect();
        let names = tongli_people::staff_names(&mut tx, viewer.tenant, &staff).await?;
        let name = |id| names.get(&id).cloned().unwrap_or_default();
        let may_hold = viewer.may(access::HOLD);
        let holds = whole
            .holds
            .into_iter()
            .map(|(hold, number)| HoldShown {
                through: (hold.case != id).then_some(number),
                by: name(hold.placed_by),
                lifted_by: hold
                    .lifted
                    .as_ref()
                    .map(|one| name(one.by))
                    .unwrap_or_default(),
                may_lift: may_hold
                    && hold.lifted.is_none()
                    && Some(hold.placed_by) != viewer.staff(),
                hold,
            })
            .collect();
        let panel = CasePanel {
            shell: Shell::new(ask, Said::new("retention-panel")),
            path: case.path(),
            term: whole.term,
            holds,
            may_hold,
            may_aside: may_aside && whole.aside.is_none(),
            aside_waits: whole.aside.is_some(),
            may_decide_aside: viewer.may(access::ASIDE),
        };
        Ok(Some(panel.render().map_err(Fault::bug)?))
    })
}

#[derive(Template)]
#[template(path = "panel_gone.html")]
struct GonePanel {
    shell: Shell,
    stone: Tombstone,
    proposed_by: String,
    approved_by: String,
    clocks: Vec<ClockShown>,
    files: usize,
    may_read: bool,
}

struct ClockShown {
    rule: String,
    due: Option<Moment>,
    met: Option<Moment>,
    late: bool,
}

impl GonePanel {
    fn class(&self) -> String {
        self.shell
            .say_key(class_word(&self.stone.class))
            .to_string()
    }

    fn kind(&self) -> String {
        let key = format!("cases-kind-{}", self.stone.case_kind);
        self.shell.say_key(key).to_string()
    }
}

fn of_gone(ask: &Ask, subject: Subject) -> PanelFuture<'_> {
    Box::pin(async move {
        let mut tx = ask.app.db.read().await?;
        let (tenant, case) = (ask.viewer.tenant, CaseId::new(subject.id));
        let Some(stone) = tombstones::of_case(&mut tx, tenant, case).await? else {
            return Ok(None);
        };
        let hands = [stone.proposed_by, stone.approved_by];
        let names = tongli_people::staff_names(&mut tx, tenant, &hands).await?;
        let name = |id| names.get(&id).cloned().unwrap_or_default();
        let shell = Shell::new(ask, Said::new("retention-stone"));
        let clocks: Vec<serde_json::Value> =
            serde_json::from_str(&stone.clocks).unwrap_or_default();
        let files: Vec<String> = serde_json::from_str(&stone.files).unwrap_or_default();
        let at = |value: &serde_json::Value| value.as_i64().map(Moment::from_millis);
        let panel = GonePanel {
            proposed_by: name(stone.proposed_by),
            approved_by: name(stone.approved_by),
            clocks: clocks
                .iter()
                .map(|clock| ClockShown {
                    rule: shell
                        .say_key(format!(
                            "work-kind-clock-{}",
                            clock["rule"].as_str().unwrap_or_default().to_lowercase()
                        ))
                        .to_string(),
                    due: at(&clock["due_at"]),
                    met: at(&clock["met_at"]),
                    late: clock["late"].as_bool().unwrap_or_default(),
                })
                .collect(),
            files: files.len(),
            may_read: ask.viewer.may(access::READ),
            stone,
            shell,
        };
        Ok(Some(panel.render().map_err(Fault::bug)?))
    })
}
