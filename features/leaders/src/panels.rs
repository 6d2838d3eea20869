//! What this room shows on others' pages: on a case what waits for leaders and what
//! they said, on a clock which instruction it belongs to.

use askama::Template;
use tongli_cases::{Case, CaseId, Verb};
use tongli_kernel::{Fault, Said};
use tongli_store::Subject;
use tongli_web::{Ask, Panel, PanelFuture, Shell};

use crate::access;
use crate::actions::read_instruction;
use crate::instruction::{InstructionId, SUBJECT, State};
use crate::lines::{RequestLine, Who, request_line};
use crate::store;

pub const PANELS: &[Panel] = &[
    Panel {
        page: "case-side",
        order: 7,
        render: of_case,
    },
    Panel {
        page: "clock-head",
        order: 25,
        render: of_clock,
    },
];

struct InstructionLine {
    path: String,
    leader: String,
    step: String,
    state: String,
    is_open: bool,
    at: String,
}

#[derive(Template)]
#[template(path = "panel_leaders.html")]
struct CasePanel {
    shell: Shell,
    requests: Vec<RequestLine>,
    instructions: Vec<InstructionLine>,
    /// The ways to ask for money and to write down a word, where they are open.
    money: Option<String>,
    instruct: Option<String>,
}

fn of_case(ask: &Ask, subject: Subject) -> PanelFuture<'_> {
    Box::pin(async move {
        if subject.kind != tongli_cases::SUBJECT || !ask.viewer.may(access::READ) {
            return Ok(None);
        }
        let mut tx = ask.app.db.read().await?;
        let (viewer, id) = (&ask.viewer, CaseId::new(subject.id));
        let case = tongli_cases::case_shown(ask, &mut tx, id).await?;
        let tenant = viewer.tenant;
        let requests = tongli_approvals::requests_of(&mut tx, &ask.app, tenant, subject).await?;
        let instructions = store::of_case(&mut tx, &ask.app, tenant, case.id).await?;
        let named = requests
            .iter()
            .map(|one| one.asked_by)
            .chain(instructions.iter().map(|one| Some(one.leader)));
        let who = Who::of(&mut tx, ask, named.collect::<Vec<_>>()).await?;
        drop(tx);
        let shell = Shell::new(ask, Said::new("leaders-title"));
        let panel = CasePanel {
            requests: requests
                .iter()
                .map(|one| request_line(&shell, one, &case, &who))
                .collect(),
            instructions: instructions
                .iter()
                .map(|one| InstructionLine {
                    path: one.path(),
                    leader: who.name(Some(one.leader)),
                    step: shell.say_key(one.step.word()).to_string(),
                    state: shell.say_key(one.state.word()).to_string(),
                    is_open: one.state == State::Open,
                    at: shell.show(&one.given_at),
                })
                .collect(),
            money: ways(ask, &case, Way::Money),
            instruct: ways(ask, &case, Way::Instruct),
            shell,
        };
        if panel.requests.is_empty()
            && panel.instructions.is_empty()
            && panel.money.is_none()
            && panel.instruct.is_none()
        {
            return Ok(None);
        }
        Ok(Some(panel.render().map_err(Fault::bug)?))
    })
}

#[derive(Clone, Copy)]
enum Way {
    Money,
    Instruct,
}

/// What the viewer could begin on an open case.
fn ways(ask: &Ask, case: &Case, way: Way) -> Option<String> {
    let viewer = &ask.viewer;
    let (may, page) = match way {
        Way::Money => (
            tongli_cases::access::may_to(viewer, Verb::Handle, case),
            "money",
        ),
        Way::Instruct => (
            viewer.may(access::RECORD) && !case.complains_of(viewer),
            "instruct",
        ),
    };
    (may && case.stage.is_open() && !case.is_restricted())
        .then(|| format!("{}/{page}", case.path()))
}

#[derive(Template)]
#[template(path = "panel_instruction_clock.html")]
struct ClockPanel {
    shell: Shell,
    number: String,
    path: String,
}

/// An instruction's clock is seen by whoever sees its case.
fn of_clock(ask: &Ask, subject: Subject) -> PanelFuture<'_> {
    Box::pin(async move {
        if subject.kind != SUBJECT {
            return Ok(None);
        }
        if !ask.viewer.may(access::READ) {
            return Err(Fault::NotFound);
        }
        let mut tx = ask.app.db.read().await?;
        let id = InstructionId::new(subject.id);
        let (one, case) = read_instruction(&mut tx, &ask.app, &ask.viewer, id).await?;
        let panel = ClockPanel {
            shell: Shell::new(ask, Said::new("leaders-instruction")),
            number: case.number,
            path: one.path(),
        };
        Ok(Some(panel.render().map_err(Fault::bug)?))
    })
}
