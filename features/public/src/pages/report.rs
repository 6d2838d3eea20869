//! The form: four choices, five fields, one sheet.

use askama::Template;
use axum::http::StatusCode;
use tongli_kernel::{Fault, Said};
use tongli_people::Department;
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page_with, redirect};

use super::{Frame, cookies, switched, too_many};
use crate::actions::submit::submit;
use crate::report::{KINDS, Report, ReportTyped};

/// A ward stands behind one address; a program does not send sixty a minute there.
const MOST_A_MINUTE: u32 = 60;

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage {
    shell: Shell,
    frame: Frame,
    form: Form,
    /// Makes two taps on one form one report.
    form_key: String,
    kinds: Vec<KindChoice>,
    /// Departments under the word of their group.
    places: Vec<(&'static str, Vec<Department>)>,
    notice: Option<Said>,
}

/// One of the four large choices.
struct KindChoice {
    code: &'static str,
    icon: &'static str,
    word: String,
    hint: String,
}

fn kinds() -> Vec<KindChoice> {
    let icons = ["help-circle", "alert-triangle", "star", "bulb"];
    KINDS
        .iter()
        .zip(icons)
        .map(|(kind, icon)| KindChoice {
            code: kind.code(),
            icon,
            word: format!("public-kind-{}", kind.code()),
            hint: format!("public-hint-{}", kind.code()),
        })
        .collect()
}

/// `?kind=praise` and, from a ward's poster, `?d=GK2` fill in what is known.
pub(super) async fn show(ask: Ask) -> Answer {
    let query = Form::from_encoded(&ask.query);
    let form = Form::default()
        .with("kind", query.value("kind"))
        .with("department", query.value("d"));
    render(&ask, StatusCode::OK, form, None).await
}

async fn render(ask: &Ask, status: StatusCode, form: Form, notice: Option<Said>) -> Answer {
    // What was typed comes back even while the database is away.
    let (frame, departments) = match around(ask).await {
        Err(Fault::Unavailable(_)) if notice.is_some() => (Frame::default(), Vec::new()),
        around => around?,
    };
    let title = if form.is_refused() {
        "public-title-refused"
    } else {
        "public-title"
    };
    let sent = form.value("form_key");
    let is_key = sent.len() == 64 && sent.bytes().all(|byte| byte.is_ascii_hexdigit());
    let form_key = if is_key {
        sent.to_owned()
    } else {
        ask.app.chance.secret()
    };
    page_with(
        status,
        &ReportPage {
            shell: Shell::new(ask, Said::new(title)),
            frame,
            form_key,
            form,
            kinds: kinds(),
            places: grouped(departments),
            notice,
        },
    )
}

async fn around(ask: &Ask) -> Result<(Frame, Vec<Department>), Fault> {
    let mut tx = ask.app.db.read().await?;
    let frame = Frame::read(&mut tx, ask).await?;
    let departments = tongli_people::departments(&mut tx, ask.app.tenant).await?;
    Ok((frame, departments))
}

/// Where people are: wards first, then counters, clinics, and all the rest.
fn grouped(departments: Vec<Department>) -> Vec<(&'static str, Vec<Department>)> {
    let group_of = |one: &Department| match (one.is_ward, one.is_window, one.is_clinical) {
        (true, _, _) => "public-places-wards",
        (_, true, _) => "public-places-windows",
        (_, _, true) => "public-places-clinics",
        _ => "public-places-others",
    };
    let mut groups = vec![
        ("public-places-wards", Vec::new()),
        ("public-places-windows", Vec::new()),
        ("public-places-clinics", Vec::new()),
        ("public-places-others", Vec::new()),
    ];
    for department in departments {
        let word = group_of(&department);
        if let Some((_, members)) = groups.iter_mut().find(|(name, _)| *name == word) {
            members.push(department);
        }
    }
    groups.retain(|(_, members)| !members.is_empty());
    groups
}

pub(super) async fn send(ask: Ask, FormBody(form): FormBody) -> Answer {
    if let Some(ask) = switched(&ask, &form) {
        let mut response = render(&ask, StatusCode::OK, form, None).await?;
        cookies::choices(&ask, &mut response)?;
        return Ok(response);
    }
    let app = &ask.app;
    if let Err(fault) = app
        .limits
        .count(&app.db, "report", ask.from, MOST_A_MINUTE, ask.now)
        .await
    {
        let notice = too_many(fault)?;
        return render(&ask, StatusCode::TOO_MANY_REQUESTS, form, Some(notice)).await;
    }
    let report = match Report::check(&typed(&form)) {
        Ok(report) => report,
        Err(errors) => {
            let form = form.refused(errors);
            return render(&ask, StatusCode::UNPROCESSABLE_ENTITY, form, None).await;
        }
    };
    let form_key = match form.value("form_key") {
        "" => ask.app.chance.secret(),
        sent => sent.to_owned(),
    };
    match submit(&ask.app, ask.lang, ask.now, &form_key, &report).await {
        Ok(code) => {
            let mut response = redirect("/r/receipt")?;
            cookies::keep_receipt(&ask.app, &mut response, &code)?;
            Ok(response)
        }
        Err(Fault::Invalid(errors)) => {
            let form = form.refused(errors);
            render(&ask, StatusCode::UNPROCESSABLE_ENTITY, form, None).await
        }
        Err(Fault::Unavailable(error)) => {
            tracing::error!(
                reference = ask.reference,
                error = format!("{error:#}"),
                "a report could not be kept"
            );
            let notice = Said::new("public-unavailable");
            render(&ask, StatusCode::SERVICE_UNAVAILABLE, form, Some(notice)).await
        }
        Err(other) => Err(other.into()),
    }
}

fn typed(form: &Form) -> ReportTyped<'_> {
    ReportTyped {
        kind: form.value("kind"),
        narrative: form.value("narrative"),
        clue: form.value("clue"),
        department: form.value("department"),
        name: form.value("name"),
        phone: form.value("phone"),
        reply: form.value("reply"),
        topic: form.value("topic"),
    }
}
