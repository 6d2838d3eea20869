//! Adding to what was taken down, and putting it right: facts, classes, departments.

use tongli_kernel::{Confidentiality, DepartmentId, Fault, FieldErrors, Said, Tenant};
use tongli_patients::{NewContact, NewPerson};
use tongli_store::{StoreError, Tx};
use tongli_web::{Ask, Form};

use super::rows::{self, part, sent_rows};
use crate::actions::{Names, look_up};
use crate::case::{Allegation, Case};
use crate::change::{AllegationAmendment, Amendment};
use crate::codes::{Category, Channel, Court, HelpNeed, Mood, Risk, Urgency, VisitType};
use crate::registration::find_department;
use crate::typed;

/// Id, code and name; a closed department has no code any more but may stand in an
/// old case.
type Known = Vec<(DepartmentId, String, String)>;

async fn known_departments(tx: &mut Tx, tenant: Tenant) -> Result<Known, StoreError> {
    let open = tongli_people::departments(tx, tenant).await?;
    let all = tongli_people::department_names(tx, tenant).await?;
    Ok(open
        .into_iter()
        .map(|one| (one.id, one.code, one.name))
        .chain(all.into_iter().map(|(id, name)| (id, String::new(), name)))
        .collect())
}

fn look(
    known: &Known,
    field: String,
    wanted: &str,
    errors: &mut FieldErrors,
) -> Option<DepartmentId> {
    let found = find_department(known, wanted);
    if found.is_none() {
        errors.add(
            field,
            Said::new("cases-department-unknown").with("name", wanted),
        );
    }
    found
}

/// What was typed, or every field that does not hold.
pub async fn amendment(
    ask: &Ask,
    tx: &mut Tx,
    form: &Form,
    errors: &mut FieldErrors,
) -> Result<Amendment, Fault> {
    let time = &ask.app.time;
    let known = known_departments(tx, ask.viewer.tenant).await?;
    let department_visited = form
        .text("department")
        .and_then(|wanted| look(&known, "department".to_owned(), &wanted, errors));
    let incident_at = typed::moment("incident_at", form.value("incident_at"), time, errors);
    if incident_at.is_some_and(|at| at > ask.now) {
        errors.add("incident_at", Said::new("cases-moment-future"));
    }
    Ok(Amendment {
        channel: typed::code("channel", form.value("channel"), Channel::from_code, errors)
            .unwrap_or(Channel::Visit),
        demand: form.text("demand"),
        underlying_need: form.text("underlying_need"),
        department_visited,
        visit_type: typed::code(
            "visit_type",
            form.value("visit_type"),
            VisitType::from_code,
            errors,
        ),
        incident_at,
        incident_place: form.text("incident_place"),
        urgency: typed::code("urgency", form.value("urgency"), Urgency::from_code, errors)
            .unwrap_or(Urgency::Ordinary),
        mood: typed::code("mood", form.value("mood"), Mood::from_code, errors),
        persons_present: typed::number("persons_present", form.value("persons_present"), errors),
        court: typed::code(
            "already_in_court",
            form.value("already_in_court"),
            Court::from_code,
            errors,
        )
        .unwrap_or(Court::None),
        bed_no: form.text("bed_no"),
        risks: form.values("risks").filter_map(Risk::from_code).collect(),
        risk_reason: form.text("risk_reason"),
        new_person: typed_person(ask, form, errors),
        new_contact: typed_contact(form, errors),
        person: None,
        contact: None,
        help_needs: form
            .values("help_needs")
            .filter_map(HelpNeed::from_code)
            .collect(),
        leader_instruction: form.text("leader_instruction"),
        confidentiality: match form.value("confidentiality") {
            "sensitive" => Confidentiality::Sensitive,
            _ => Confidentiality::Ordinary,
        },
        integrity_text: form.text("integrity_text"),
        rest_narrative: form.text("rest_narrative"),
        hide_identity: form.ticked("hide_identity"),
        in_hospital: form.ticked("in_hospital"),
        allegations: read_rows(ask, tx, form, &known, errors).await?,
    })
}

fn typed_person(ask: &Ask, form: &Form, errors: &mut FieldErrors) -> NewPerson {
    let names = [
        "patient_name",
        "patient_sex",
        "patient_birth_date",
        "patient_record_no",
    ];
    let today = ask.app.time.day_of(ask.now);
    let mut person = typed::person(
        "patient_",
        names.map(|name| form.value(name)),
        today,
        errors,
    );
    let paper = ["patient_document_kind", "patient_document_no"];
    person.document = typed::document("patient_", paper.map(|name| form.value(name)), errors);
    person
}

fn typed_contact(form: &Form, errors: &mut FieldErrors) -> NewContact {
    let names = [
        "contact_name",
        "contact_phone",
        "contact_relation",
        "contact_reply_by",
    ];
    let mut contact = typed::contact("contact_", names.map(|name| form.value(name)), errors);
    let standing = ["contact_address", "contact_identity_check"].map(|name| form.value(name));
    let mandate = form.ticked("contact_mandate");
    typed::standing("contact_", standing, mandate, &mut contact, errors);
    contact
}

async fn read_rows(
    ask: &Ask,
    tx: &mut Tx,
    form: &Form,
    known: &Known,
    errors: &mut FieldErrors,
) -> Result<Vec<AllegationAmendment>, Fault> {
    let typed = rows::read_rows(form, errors);
    let mut rows = Vec::new();
    for (at, (sent, typed)) in sent_rows(form).into_iter().zip(typed).enumerate() {
        let whom = format!("allegations[{at}].departments");
        let who = format!("allegations[{at}].respondents");
        rows.push(AllegationAmendment {
            id: part(form, sent, "id").parse().ok(),
            departments: typed
                .departments
                .iter()
                .filter_map(|name| look(known, whom.clone(), name, errors))
                .collect(),
            respondents: look_up(tx, ask.viewer.tenant, &who, &typed.respondents, errors).await?,
            text: typed.text,
            category: typed.category,
            severity: typed.severity,
        });
    }
    Ok(rows)
}

/// The form as the case stands.
pub fn begin_amending(ask: &Ask, case: &Case, allegations: &[Allegation], names: &Names) -> Form {
    let some = |value: &Option<String>| value.clone().unwrap_or_default();
    let label = match case.confidentiality {
        Confidentiality::Ordinary => "ordinary",
        Confidentiality::Sensitive => "sensitive",
        Confidentiality::Discipline => "discipline",
    };
    let form = Form::default()
        .with("channel", case.channel.code())
        .with("urgency", case.urgency.code())
        .with("department", names.department(case.department_visited))
        .with("visit_type", case.visit_type.map_or("", VisitType::code))
        .with(
            "incident_at",
            case.incident_at
                .map(|at| ask.app.time.field(at))
                .unwrap_or_default(),
        )
        .with("bed_no", some(&case.bed_no))
        .with("risk_reason", some(&case.risk_reason))
        .with("incident_place", some(&case.incident_place))
        .with("demand", some(&case.demand))
        .with("underlying_need", some(&case.underlying_need))
        .with("mood", case.mood.map_or("", Mood::code))
        .with(
            "persons_present",
            case.persons_present
                .map(|n| n.to_string())
                .unwrap_or_default(),
        )
        .with("already_in_court", case.court.code())
        .with("leader_instruction", some(&case.leader_instruction))
        .with("confidentiality", label);
    let form = [
        ("hide_identity", case.hide_identity),
        ("in_hospital", case.in_hospital),
    ]
    .into_iter()
    .filter(|(_, ticked)| *ticked)
    .fold(form, |form, (name, _)| form.with(name, "1"));
    let form = case
        .help_needs
        .iter()
        .fold(form, |form, need| form.with("help_needs", need.code()));
    let form = case
        .risks
        .iter()
        .fold(form, |form, risk| form.with("risks", risk.code()));
    allegations
        .iter()
        .enumerate()
        .fold(form, |form, (at, one)| with_row(form, at, one, names))
}

fn with_row(form: Form, at: usize, one: &Allegation, names: &Names) -> Form {
    let departments: Vec<String> = one
        .departments
        .iter()
        .map(|id| names.department(Some(*id)))
        .collect();
    let severity = one.severity.map(|points| points.to_string());
    form.with(&format!("allegations[{at}].id"), one.id.to_string())
        .with(&format!("allegations[{at}].text"), one.text.as_str())
        .with(
            &format!("allegations[{at}].category"),
            one.category.map_or("", Category::code),
        )
        .with(
            &format!("allegations[{at}].severity"),
            severity.unwrap_or_default(),
        )
        .with(
            &format!("allegations[{at}].departments"),
            departments.join("、"),
        )
        .with(
            &format!("allegations[{at}].respondents"),
            one.respondents
                .iter()
                .map(|who| who.said.as_str())
                .collect::<Vec<_>>()
                .join("、"),
        )
}
