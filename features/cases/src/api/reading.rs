//! `GET /cases` and `GET /cases/{number}`.

use axum::extract::Path;
use serde_json::json;
use tongli_kernel::{FieldErrors, Said};
use tongli_web::{Answer, Ask, Form, json};

use super::answers::{LineAnswer, Whole};
use crate::access::{self, shown_verbs};
use crate::actions::{Names, files_of, linked, note_reading, read_for_page, veil_over};
use crate::case::CaseId;
use crate::codes::{Category, Kind, RefusalReason, Stage};
use crate::life::{Facts, Verb, six_marks};
use crate::registration::find_department;
use crate::search::Asked;
use crate::store::list::{Filter, Order};
use crate::typed;

const LIMIT: i64 = 50;
const MOST: i64 = 200;

pub async fn get_cases(ask: Ask) -> Answer {
    let form = Form::from_encoded(&ask.query);
    let mut errors = FieldErrors::default();
    let mut filter = read_filter(&form, &mut errors);
    match Asked::read(&filter.words) {
        Asked::Signs => errors.add("q", Said::new("cases-words-signs")),
        Asked::TooLong => errors.add("q", Asked::too_long()),
        Asked::Nothing | Asked::Number(_) | Asked::Words(_) => {}
    }
    let limit = limit(&form, &mut errors);
    let mut tx = ask.app.db.read().await?;
    if let Some(wanted) = form.text("department") {
        let list: Vec<_> = tongli_people::departments(&mut tx, ask.viewer.tenant)
            .await?
            .into_iter()
            .map(|one| (one.id, one.code, one.name))
            .collect();
        filter.department = find_department(&list, &wanted);
        if filter.department.is_none() {
            errors.add(
                "department",
                Said::new("cases-department-unknown").with("name", wanted),
            );
        }
    }
    errors.or_else(|| ())?;
    let mut lines =
        crate::list(&mut tx, &ask.app, &ask.viewer, &filter, ask.now, limit + 1).await?;
    let more = lines.len() as i64 > limit;
    lines.truncate(usize::try_from(limit).unwrap_or(0));
    let names = Names::of(
        &mut tx,
        ask.viewer.tenant,
        lines.iter().map(|line| line.owner),
    )
    .await?;
    let goes_on = more && filter.order == Order::Newest;
    let next = lines.last().filter(|_| goes_on).map(|line| line.id);
    let items: Vec<LineAnswer> = lines
        .iter()
        .map(|line| LineAnswer::of(&ask.app, line, &names))
        .collect();
    json(&json!({ "items": items, "next": next }))
}

/// How many lines a page of a list shall have.
pub(super) fn limit(form: &Form, errors: &mut FieldErrors) -> i64 {
    let limit = typed::number("limit", form.value("limit"), errors).unwrap_or(LIMIT);
    if !(1..=MOST).contains(&limit) {
        errors.add("limit", Said::new("cases-limit-wrong").with("most", MOST));
    }
    limit
}

fn order(code: &str) -> Option<Order> {
    match code {
        "newest" => Some(Order::Newest),
        "best" => Some(Order::Best),
        _ => None,
    }
}

fn read_filter(form: &Form, errors: &mut FieldErrors) -> Filter {
    Filter {
        stages: form
            .value("stage")
            .split(',')
            .filter_map(|one| typed::code("stage", one, Stage::from_code, errors))
            .collect(),
        kind: typed::code("kind", form.value("kind"), Kind::read, errors),
        category: typed::code(
            "category",
            form.value("category"),
            Category::from_code,
            errors,
        ),
        refused: typed::code(
            "refused",
            form.value("refused"),
            RefusalReason::from_code,
            errors,
        ),
        words: form.value("q").to_owned(),
        order: typed::code("order", form.value("order"), order, errors).unwrap_or_default(),
        before: typed::number("cursor", form.value("cursor"), errors).map(CaseId::new),
        ..Filter::default()
    }
}

pub async fn get_case(ask: Ask, Path(number): Path<String>) -> Answer {
    let mut tx = ask.app.db.read().await?;
    let (case, allegations, names) =
        read_for_page(&mut tx, &ask.viewer, Verb::Read, &number).await?;
    let clocks = tongli_work::clocks_of(&mut tx, ask.viewer.tenant, case.subject()).await?;
    let files = files_of(&mut tx, &ask.viewer, &case).await?;
    let hidden = !access::knows_patient(&ask.viewer, &case);
    let open = access::sees_contact_of(&ask.viewer, &case);
    let person = match case.person.filter(|_| !hidden) {
        Some(id) => tongli_patients::find_person(&mut tx, &ask.app, ask.viewer.tenant, id).await?,
        None => None,
    };
    let contact = match case
        .contact
        .filter(|_| !hidden && access::knows_contact_of(&ask.viewer, &case))
    {
        Some(id) => tongli_patients::find_contact(&mut tx, &ask.app, ask.viewer.tenant, id).await?,
        None => None,
    };
    let linked = linked(&mut tx, &ask.viewer, case.id).await?;
    let veil = veil_over(&mut tx, &ask.viewer, &case).await?;
    drop(tx);
    let with_contact = open && (person.is_some() || contact.is_some());
    note_reading(&ask.app, &ask.viewer, ask.now, &case, with_contact).await?;
    let verbs = shown_verbs(&ask.viewer, &case, &allegations);
    let marks = six_marks(&Facts::of(&case, &allegations));
    let allegations = access::shown_allegations(&ask.viewer, &case, allegations);
    let told = access::told_case(&ask.viewer, &case, veil);
    let whole = Whole {
        verbs: verbs.into_iter().map(Verb::path).collect(),
        marks: &marks,
        case: &told,
        allegations: &allegations,
        names: &names,
        clocks: &clocks,
        files: &files,
        person: person.as_ref(),
        contact: contact.as_ref(),
        reads_endings: access::reads_endings(&ask.viewer),
        hidden,
        linked: linked.iter().map(|one| one.number.as_str()).collect(),
        open,
    };
    json(&whole.answer(&ask.app))
}
