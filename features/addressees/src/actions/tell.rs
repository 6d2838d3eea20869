//! What may leave to whom, of one matter on one day.

use tongli_cases::{Case, MINOR_REPORT, Risk};
use tongli_kernel::{Day, Fault, Gate, Moment, Private, Said, Tenant};
use tongli_patients::{Contact, IdentityCheck, Person, Relation, age_on};
use tongli_store::Tx;
use tongli_web::App;

use crate::minor::Report;
use crate::record::{Addressee, Known, Record, To};
use crate::standing::{MayLeave, Standing, Way, standing};
use crate::store::{records, reports};

/// Whom the office addresses, and what may leave to them.
#[derive(Debug, Clone)]
pub struct Told {
    pub name: Option<Private<String>>,
    pub phone: Option<Private<String>>,
    pub relation: Option<Relation>,
    pub identity: IdentityCheck,
    /// Full years of the patient on the day.
    pub age: Option<i32>,
    pub patient_name: Option<Private<String>>,
    pub died_at: Option<Moment>,
    pub spoken: Standing,
    pub written: Standing,
    pub(crate) record: Record,
    pub(crate) known: Known,
    pub(crate) record_version: i64,
    pub(crate) report: Option<Report>,
    pub(crate) is_minor_suspected: bool,
}

impl Told {
    pub fn standing(&self, way: Way) -> Standing {
        match way {
            Way::Spoken => self.spoken,
            Way::Written => self.written,
        }
    }

    /// The addressee's name, empty where nobody knows it.
    pub(crate) fn known_name(&self) -> &str {
        self.name.as_ref().map_or("", |name| name.open().as_str())
    }

    /// Whoever brought the matter is addressed.
    pub fn is_contact(&self) -> bool {
        self.record.to == To::Contact
    }

    pub const fn is_bereaved(&self) -> bool {
        self.died_at.is_some()
    }

    /// The same with an identity asked in the talk itself, which counts as an oral check
    /// of this one talk.
    #[must_use]
    pub fn asked_by_word(&self, day: Day) -> Standing {
        let mut facts = self.record.facts(&self.known, day, Way::Spoken);
        if facts.identity == IdentityCheck::Unchecked {
            facts.identity = IdentityCheck::Oral;
        }
        standing(&facts, Way::Spoken)
    }

    /// Why something clinical may not leave, and what to do about it.
    pub fn gate(standing: Standing) -> Option<Gate> {
        let steps = standing.reason.next_steps();
        let key = match standing.leaves {
            MayLeave::All => return None,
            MayLeave::ProcessOnly if steps.len() < 2 => "addressees-gate-process-one",
            MayLeave::ProcessOnly => "addressees-gate-process",
            MayLeave::Nothing => "addressees-gate-nothing",
        };
        let word = |key: String| Said {
            key: key.into(),
            args: Vec::new(),
        };
        let step = |at: usize| {
            let step = steps.get(at).or(steps.first());
            word(step.map_or_else(
                || "addressees-step-ask-director".to_owned(),
                |step| format!("addressees-step-{}", step.code()),
            ))
        };
        let said = Said::new(key)
            .with("why", word(standing.word()))
            .with("step", step(0))
            .with("other", step(1));
        Some(Gate::new("standing", said))
    }
}

/// What may leave of a case to whom the office addresses; the caller has read the case
/// for the viewer before.
pub async fn told(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case: &Case,
    day: Day,
) -> Result<Told, Fault> {
    gather(tx, app, tenant, case, day, false).await
}

/// What the code of a receipt opens: the standing of whoever brought the matter, also
/// where somebody else is addressed.
pub async fn told_with_code(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case: &Case,
    day: Day,
) -> Result<Told, Fault> {
    gather(tx, app, tenant, case, day, true).await
}

async fn gather(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case: &Case,
    day: Day,
    with_code: bool,
) -> Result<Told, Fault> {
    let id = case.id.raw();
    let person = match case.person {
        Some(id) => tongli_patients::find_person(tx, app, tenant, id).await?,
        None => None,
    };
    let contact = match case.contact {
        Some(id) => tongli_patients::find_contact(tx, app, tenant, id).await?,
        None => None,
    };
    let newest = records::newest(tx, app, tenant, id).await?;
    let report = reports::newest(tx, app, tenant, id).await?;
    let report = report.map(|written| written.body.into_inner());
    let is_minor_suspected = is_minor_suspected(tx, tenant, case).await?;
    let record_version = newest.as_ref().map_or(0, |one| one.version);
    let mut record = newest.map_or_else(Record::default, |one| one.body.into_inner());
    if with_code {
        record = record.for_contact();
    }
    let known = known(person.as_ref(), contact.as_ref(), report.as_ref());
    let on = |way| standing(&record.facts(&known, day, way), way);
    let (spoken, written) = (on(Way::Spoken), on(Way::Written));
    let Addressee {
        name,
        relation,
        identity,
    } = record.addressee(&known);
    let phone = match record.to {
        To::Contact => contact.and_then(|one| one.phone),
        _ => Some(record.phone.clone())
            .filter(|phone| !phone.is_empty())
            .map(Private::new),
    };
    Ok(Told {
        name: name.map(Private::new),
        phone,
        relation,
        identity,
        age: known.patient_birth.map(|birth| age_on(birth, day)),
        patient_name: known.patient_name.clone().map(Private::new),
        died_at: record.died_at(),
        spoken,
        written,
        record,
        known,
        record_version,
        report,
        is_minor_suspected,
    })
}

fn known(person: Option<&Person>, contact: Option<&Contact>, report: Option<&Report>) -> Known {
    let open = |name: &Option<Private<String>>| name.as_ref().map(|name| name.open().clone());
    let mut known = Known {
        patient_name: person.and_then(|one| open(&one.name)),
        patient_birth: person.and_then(|one| one.birth_date),
        home_suspected: report.is_some_and(|report| report.home_suspected),
        ..Known::default()
    };
    if let Some(contact) = contact {
        known.contact_name = open(&contact.name);
        known.contact_relation = contact.relation;
        known.contact_identity = contact.identity_check;
    }
    known
}

/// Whether a report about a minor is still to be made: asked on every case's page, so
/// no name is opened for it.
pub async fn is_report_owed(
    tx: &mut Tx,
    app: &App,
    tenant: Tenant,
    case: &Case,
) -> Result<bool, Fault> {
    if !is_minor_suspected(tx, tenant, case).await? {
        return Ok(false);
    }
    let report = reports::newest(tx, app, tenant, case.id.raw()).await?;
    Ok(!report.is_some_and(|written| written.body.into_inner().is_done()))
}

/// Whether a minor may be harmed: as long as somebody fears it, and after that until
/// what was once feared is answered for.
pub(super) async fn is_minor_suspected(
    tx: &mut Tx,
    tenant: Tenant,
    case: &Case,
) -> Result<bool, Fault> {
    if case.risks.contains(&Risk::MinorAbuse) {
        return Ok(true);
    }
    let open = tongli_work::open_of_subject(tx, tenant, case.subject()).await?;
    Ok(open.iter().any(|item| item.kind == MINOR_REPORT))
}
