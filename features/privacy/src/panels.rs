//! What this room shows on others' pages: on a case its consents, what was handed
//! outside and requests; on a clock which request it belongs to.

use askama::Template;
use tongli_cases::{Case, CaseId};
use tongli_kernel::{Fault, Said};
use tongli_store::{Subject, Tx};
use tongli_web::{Ask, Panel, PanelFuture, Shell};

use crate::access::{CONSENT, DISCLOSE, REGISTER, REQUESTS};
use crate::actions::{consents_of, disclosures_of, read_request_by_id, requests_known};
use crate::codes::Decision;
use crate::consent::standing;
use crate::lines::{ConsentLine, GivenLine, consent_lines, given_line, names_of};
use crate::request::{RequestId, SUBJECT};
use crate::store::requests;

pub const PANELS: &[Panel] = &[
    Panel {
        page: "case-main",
        order: 6,
        render: withdrawn,
    },
    Panel {
        page: "case-side",
        order: 12,
        render: of_case,
    },
    Panel {
        page: "clock-head",
        order: 30,
        render: of_clock,
    },
];

/// The case, if this viewer may read it.
async fn find(ask: &Ask, tx: &mut Tx, subject: Subject) -> Result<Option<Case>, Fault> {
    let id = CaseId::new(subject.id);
    match tongli_cases::case_shown(ask, tx, id).await {
        Ok(case) => Ok(Some(case)),
        Err(Fault::NotFound | Fault::Forbidden(_)) => Ok(None),
        Err(fault) => Err(fault),
    }
}

#[derive(Template)]
#[template(path = "panel_withdrawn.html")]
struct Withdrawn {
    shell: Shell,
    kinds: Vec<String>,
}

/// A consent that was taken back is seen by everybody who opens the case, at once.
fn withdrawn(ask: &Ask, subject: Subject) -> PanelFuture<'_> {
    Box::pin(async move {
        let mut tx = ask.app.db.read().await?;
        let Some(case) = find(ask, &mut tx, subject).await? else {
            return Ok(None);
        };
        let all = consents_of(&mut tx, &ask.app, &ask.viewer, &case).await?;
        drop(tx);
        let shell = Shell::new(ask, Said::new("privacy-consents"));
        let mut kinds: Vec<String> = standing(&all)
            .iter()
            .filter(|one| one.decision == Decision::Withdrawn)
            .map(|one| shell.say_key(one.kind.word()).to_string())
            .collect();
        kinds.dedup();
        if kinds.is_empty() {
            return Ok(None);
        }
        let panel = Withdrawn { kinds, shell };
        Ok(Some(panel.render().map_err(Fault::bug)?))
    })
}

#[derive(Template)]
#[template(path = "panel_case.html")]
struct CasePanel {
    shell: Shell,
    case_path: String,
    consents: Vec<ConsentLine>,
    /// `None` where this viewer does not read the register.
    given: Option<Vec<GivenLine>>,
    /// Numbers and paths of requests this viewer keeps.
    requests: Vec<(String, String)>,
    may_consent: bool,
    may_disclose: bool,
}

fn of_case(ask: &Ask, subject: Subject) -> PanelFuture<'_> {
    Box::pin(async move {
        let (viewer, app) = (&ask.viewer, &ask.app);
        if ![CONSENT, REGISTER, REQUESTS]
            .iter()
            .any(|one| viewer.may(*one))
        {
            return Ok(None);
        }
        let mut tx = app.db.read().await?;
        let Some(case) = find(ask, &mut tx, subject).await? else {
            return Ok(None);
        };
        let consents = consents_of(&mut tx, app, viewer, &case).await?;
        let given = match viewer.may(REGISTER) {
            true => Some(disclosures_of(&mut tx, app, viewer, case.id).await?),
            false => None,
        };
        let requests = match viewer.may(REQUESTS) {
            true => {
                let found = requests::of_case(&mut tx, app, viewer.tenant, case.id).await?;
                requests_known(&mut tx, viewer, found).await?
            }
            false => Vec::new(),
        };
        let recorders = consents.iter().map(|one| one.by);
        let approvers = given.iter().flatten().map(|one| one.told.approved_by);
        let names = names_of(&mut tx, viewer, recorders.chain(approvers)).await?;
        drop(tx);
        let shell = Shell::new(ask, Said::new("privacy-title"));
        let may_act = !case.complains_of(viewer);
        let mut consents = consent_lines(&shell, &consents, &names, false);
        consents.retain(|one| one.stands);
        let approver = |one: Option<tongli_kernel::StaffId>| {
            let found = one.and_then(|one| names.get(&one));
            found.cloned().unwrap_or_default()
        };
        let panel = CasePanel {
            given: given.map(|lines| {
                let shown = lines
                    .iter()
                    .map(|line| given_line(&shell, line, &approver(line.told.approved_by)));
                shown.collect()
            }),
            requests: requests
                .iter()
                .map(|one| (one.number.clone(), one.path()))
                .collect(),
            may_consent: may_act && viewer.may(CONSENT),
            may_disclose: may_act && viewer.may(DISCLOSE),
            case_path: case.path(),
            consents,
            shell,
        };
        Ok(Some(panel.render().map_err(Fault::bug)?))
    })
}

#[derive(Template)]
#[template(path = "panel_clock.html")]
struct ClockPanel {
    shell: Shell,
    number: String,
    path: String,
}

/// A request's clock is seen by whoever sees the request.
fn of_clock(ask: &Ask, subject: Subject) -> PanelFuture<'_> {
    Box::pin(async move {
        if subject.kind != SUBJECT {
            return Ok(None);
        }
        if !ask.viewer.may(REQUESTS) {
            return Err(Fault::NotFound);
        }
        let mut tx = ask.app.db.read().await?;
        let id = RequestId::new(subject.id);
        let request = read_request_by_id(&mut tx, &ask.app, &ask.viewer, id).await?;
        let panel = ClockPanel {
            shell: Shell::new(ask, Said::new("privacy-requests-title")),
            path: request.path(),
            number: request.number,
        };
        Ok(Some(panel.render().map_err(Fault::bug)?))
    })
}
