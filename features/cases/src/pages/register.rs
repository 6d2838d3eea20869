//! Taking down what somebody brings, by keyboard.

use askama::Template;
use axum::http::StatusCode;
use tongli_calendars::{Due, Span};
use tongli_kernel::{FieldErrors, Said};
use tongli_patients::{DocumentKind, IdentityCheck, Relation, ReplyBy, Sex};
use tongli_store::drafts;
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page, page_with, redirect};

use super::choices::{Place, coded, places, severities};
use super::rows::{Row, read_rows, rows_of, typed_rows};
use super::unsent::{self, Unsent};
use crate::actions::{Once, Registering, register};
use crate::codes::{Category, Channel, Court, HelpNeed, Kind, Mood, Risk, Urgency, VisitType};
use crate::registration::{MOST_PERSONS, NewCase, PRIVACY_NOTICE};
use crate::typed;

#[derive(Template)]
#[template(path = "register.html")]
struct RegisterPage {
    shell: Shell,
    form: Form,
    rows: Vec<Row>,
    kinds: Vec<(String, String)>,
    channels: Vec<(String, String)>,
    urgencies: Vec<(String, String)>,
    categories: Vec<(String, String)>,
    severities: Vec<(String, String)>,
    visit_types: Vec<(String, String)>,
    moods: Vec<(String, String)>,
    courts: Vec<(String, String)>,
    needs: Vec<(String, String)>,
    risks: Vec<(String, String)>,
    documents: Vec<(String, String)>,
    identities: Vec<(String, String)>,
    sexes: Vec<(String, String)>,
    relations: Vec<(String, String)>,
    replies: Vec<(String, String)>,
    places: Vec<Place>,
    /// Under what name this page keeps its draft.
    draft: String,
    /// When the draft was kept that stands in the form.
    restored: Option<String>,
    /// What was begun elsewhere and not sent.
    unsent: Vec<Unsent>,
    /// By when a complaint taken in now is answered.
    answer_by: Option<Said>,
    too_many: bool,
}

impl RegisterPage {
    fn kind(&self) -> &str {
        match self.form.value("kind") {
            "" => Kind::Complaint.code(),
            typed => typed,
        }
    }

    /// The place for a clue stands open where something was typed into it.
    fn has_clue(&self) -> bool {
        self.form.ticked("integrity")
            || ["integrity_text", "rest_narrative"].iter().any(|name| {
                !self.form.value(name).is_empty() || self.form.errors.of(name).is_some()
            })
    }

    /// The further facts stand open where something was typed into them.
    fn has_more(&self) -> bool {
        const MORE: &[&str] = &[
            "received_at",
            "incident_at",
            "incident_place",
            "visit_type",
            "mood",
            "persons_present",
            "help_needs",
            "underlying_need",
            "leader_instruction",
            "anonymity_reason",
            "first_receiver",
            "first_department",
            "bed_no",
            "risks",
            "risk_reason",
            "patient_document_no",
            "contact_address",
            "contact_identity_check",
            "contact_mandate",
        ];
        // Nowhere else is what the list begins with, so it says nothing.
        !["", Court::None.code()].contains(&self.form.value("already_in_court"))
            || MORE.iter().any(|name| {
                !self.form.value(name).is_empty() || self.form.errors.of(name).is_some()
            })
    }
}

/// Whoever comes to the counter gets an empty form; what was begun and not sent
/// stands above it, to go on with.
pub async fn show(ask: Ask) -> Answer {
    let mut others = unsent::list(&ask).await?;
    let query = Form::from_encoded(&ask.query);
    let wanted = others
        .iter()
        .position(|one| one.draft == query.value("draft"));
    let mut page = match wanted.map(|at| others.remove(at)) {
        Some(one) => {
            let mut page = render(&ask, Form::from_fields(one.fields), one.draft).await?;
            page.restored = Some(one.at);
            page
        }
        None => render(&ask, Form::default(), unsent::fresh(&ask)).await?,
    };
    page.unsent = others;
    tongli_web::page(&page)
}

/// The draft that the sent form belongs to.
fn draft_of(ask: &Ask, form: &Form) -> String {
    match form.value("_draft") {
        name if unsent::is_draft(name) => name.to_owned(),
        _ => unsent::fresh(ask),
    }
}

pub async fn submit(ask: Ask, FormBody(form): FormBody) -> Answer {
    let draft = draft_of(&ask, &form);
    if form.ticked("add_row") {
        let next = rows_of(&form).len();
        let form = form.with(&format!("allegations[{next}].more"), "1");
        return page(&render(&ask, form, draft).await?);
    }
    let refused = match read_form(&ask, &form) {
        Ok(new) => {
            let what = Registering {
                new: &new,
                once: None,
                draft: Some(&draft),
            };
            match register(&ask.app, &ask.viewer, ask.now, what).await {
                Ok(Once::Done(done)) => {
                    return redirect(&format!("{}?done=cases-registered-done", done.case.path()));
                }
                Ok(Once::Before(_)) => return redirect("/cases"),
                Err(tongli_kernel::Fault::Invalid(errors)) => errors,
                Err(other) => return Err(other.into()),
            }
        }
        Err(errors) => errors,
    };
    let page = render(&ask, form.refused(refused), draft).await?;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

pub async fn discard(ask: Ask, FormBody(form): FormBody) -> Answer {
    if let Some(staff) = ask.viewer.staff() {
        let (ask, draft) = (&ask, &draft_of(&ask, &form));
        ask.app
            .db
            .write(async |tx| Ok(drafts::discard(tx, ask.viewer.tenant, staff, draft).await?))
            .await?;
    }
    redirect("/cases/new")
}

async fn render(ask: &Ask, form: Form, draft: String) -> Result<RegisterPage, tongli_web::Refusal> {
    let mut tx = ask.app.db.read().await?;
    let places = places(&mut tx, ask.viewer.tenant).await?;
    let answer_by = answer_by(ask, &mut tx).await?;
    let shell = Shell::new(ask, Said::new("cases-register-title"));
    let rows = typed_rows(&form, &shell);
    let too_many = form
        .value("persons_present")
        .parse::<i64>()
        .is_ok_and(|n| n > MOST_PERSONS);
    Ok(RegisterPage {
        kinds: coded(&shell, Kind::ALL, Kind::code, Kind::word),
        channels: coded(&shell, Channel::ALL, Channel::code, Channel::word),
        urgencies: coded(&shell, Urgency::ALL, Urgency::code, Urgency::word),
        severities: severities(&shell),
        categories: coded(&shell, Category::ALL, Category::code, Category::word),
        visit_types: coded(&shell, VisitType::ALL, VisitType::code, VisitType::word),
        moods: coded(&shell, Mood::ALL, Mood::code, Mood::word),
        courts: coded(&shell, Court::ALL, Court::code, Court::word),
        risks: coded(&shell, Risk::ALL, Risk::code, Risk::word),
        documents: coded(
            &shell,
            DocumentKind::ALL,
            DocumentKind::code,
            DocumentKind::word,
        ),
        identities: coded(
            &shell,
            IdentityCheck::ALL,
            IdentityCheck::code,
            IdentityCheck::word,
        ),
        needs: coded(&shell, HelpNeed::ALL, HelpNeed::code, HelpNeed::word),
        sexes: coded(&shell, Sex::ALL, Sex::code, Sex::word),
        relations: coded(&shell, Relation::ALL, Relation::code, Relation::word),
        replies: coded(&shell, ReplyBy::ALL, ReplyBy::code, ReplyBy::word),
        places,
        draft,
        restored: None,
        unsent: Vec::new(),
        answer_by,
        too_many,
        rows,
        form,
        shell,
    })
}

/// The promise a complaint taken in now would carry, or why none can be made.
async fn answer_by(
    ask: &Ask,
    tx: &mut tongli_store::Tx,
) -> Result<Option<Said>, tongli_web::Refusal> {
    let calendars = tongli_calendars::load(tx, ask.viewer.tenant).await?;
    let today = ask.app.time.day_of(ask.now);
    let Some(rule) = tongli_calendars::rule(tx, ask.viewer.tenant, "C03", today).await? else {
        return Ok(None);
    };
    let plan = rule.start(&calendars, &ask.app.time, ask.now, Span::Ordinary);
    Ok(match plan.due {
        Due::At { on, .. } if calendars.of(&rule).may_still_change(on) => {
            Some(Said::new("cases-answer-by-may-move").with("day", on))
        }
        Due::At { on, .. } => Some(Said::new("cases-answer-by").with("day", on)),
        Due::Undetermined(why) => Some(tongli_calendars::undetermined_said(&why)),
        Due::Uncounted => None,
    })
}

fn read_form(ask: &Ask, form: &Form) -> Result<NewCase, FieldErrors> {
    let mut errors = FieldErrors::default();
    let kind = typed::code("kind", form.value("kind"), Kind::read, &mut errors);
    let channel = typed::code(
        "channel",
        form.value("channel"),
        Channel::from_code,
        &mut errors,
    );
    let mut new = NewCase::new(
        kind.unwrap_or(Kind::Complaint),
        channel.unwrap_or(Channel::Visit),
        form.value("narrative"),
    );
    read_facts(ask, form, &mut new, &mut errors);
    if new.kind.is_complaint() {
        new.allegations = read_rows(form, &mut errors);
    }
    let today = ask.app.time.day_of(ask.now);
    let patient = [
        "patient_name",
        "patient_sex",
        "patient_birth_date",
        "patient_record_no",
    ];
    new.person = typed::person(
        "patient_",
        patient.map(|name| form.value(name)),
        today,
        &mut errors,
    );
    let contact = [
        "contact_name",
        "contact_phone",
        "contact_relation",
        "contact_reply_by",
    ];
    new.contact = typed::contact(
        "contact_",
        contact.map(|name| form.value(name)),
        &mut errors,
    );
    new.person.document = typed::document(
        "patient_",
        ["patient_document_kind", "patient_document_no"].map(|name| form.value(name)),
        &mut errors,
    );
    typed::standing(
        "contact_",
        ["contact_address", "contact_identity_check"].map(|name| form.value(name)),
        form.ticked("contact_mandate"),
        &mut new.contact,
        &mut errors,
    );
    if let Err(wrong) = new.check(ask.now) {
        for (field, said) in wrong.iter() {
            errors.add(field, said.clone());
        }
    }
    errors.or_else(|| new)
}

fn read_facts(ask: &Ask, form: &Form, new: &mut NewCase, errors: &mut FieldErrors) {
    let time = &ask.app.time;
    new.received_at = typed::moment("received_at", form.value("received_at"), time, errors);
    new.incident_at = typed::moment("incident_at", form.value("incident_at"), time, errors);
    new.urgency = typed::code("urgency", form.value("urgency"), Urgency::from_code, errors)
        .unwrap_or(Urgency::Ordinary);
    new.visit_type = typed::code(
        "visit_type",
        form.value("visit_type"),
        VisitType::from_code,
        errors,
    );
    new.mood = typed::code("mood", form.value("mood"), Mood::from_code, errors);
    new.court = typed::code(
        "already_in_court",
        form.value("already_in_court"),
        Court::from_code,
        errors,
    )
    .unwrap_or(Court::None);
    new.persons_present = typed::number("persons_present", form.value("persons_present"), errors);
    new.help_needs = form
        .values("help_needs")
        .filter_map(HelpNeed::from_code)
        .collect();
    new.bed_no = form.text("bed_no");
    new.risks = form.values("risks").filter_map(Risk::from_code).collect();
    new.risk_reason = form.text("risk_reason");
    new.first_receiver = form.text("first_receiver");
    new.first_department = form.text("first_department");
    new.integrity = form.ticked("integrity");
    new.integrity_text = form.text("integrity_text");
    new.rest_narrative = form.text("rest_narrative");
    new.hide_identity = form.ticked("hide_identity");
    new.in_hospital = form.ticked("in_hospital");
    new.privacy_notice = form
        .ticked("privacy_shown")
        .then(|| PRIVACY_NOTICE.to_owned());
    new.demand = form.text("demand");
    new.underlying_need = form.text("underlying_need");
    new.department = form.text("department");
    new.incident_place = form.text("incident_place");
    new.anonymity_reason = form.text("anonymity_reason");
    new.leader_instruction = form.text("leader_instruction");
    new.settled_result = form.text("settled_result");
    new.read_back = form.ticked("read_back");
}
