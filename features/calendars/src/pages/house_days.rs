//! `/calendar/house-days`: the hospital's own rest days and working days.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use tongli_kernel::calendar::HouseMark;
use tongli_kernel::{Day, Fault, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page_with, redirect};

use crate::access::HOUSE_DAYS;
use crate::actions::{NewHouseDay, set_house_day, unset_house_day};
use crate::sentences::weekday_said;
use crate::store::{HouseDayRow, house_days};

#[derive(Template)]
#[template(path = "calendar_house_days.html")]
struct HouseDaysPage {
    shell: Shell,
    form: Form,
    marks: Vec<(String, String)>,
    days: Vec<HouseDayRow>,
    may_set: bool,
}

fn is_rest(row: &HouseDayRow) -> bool {
    row.own.mark == HouseMark::Rest
}

pub(super) async fn show(ask: Ask) -> Answer {
    render(&ask, StatusCode::OK, Form::default()).await
}

async fn render(ask: &Ask, status: StatusCode, form: Form) -> Answer {
    let mut tx = ask.app.db.read().await?;
    let days = house_days(&mut tx, ask.viewer.tenant).await?;
    let shell = Shell::new(ask, Said::new("calendars-house-days-title"));
    let mark = |code: &str| {
        let key = format!("calendars-house-{code}");
        (code.to_owned(), shell.say_key(key).to_string())
    };
    let marks = vec![mark("rest"), mark("work")];
    page_with(
        status,
        &HouseDaysPage {
            form,
            marks,
            days,
            may_set: ask.viewer.may(HOUSE_DAYS),
            shell,
        },
    )
}

pub(super) async fn add(ask: Ask, FormBody(form): FormBody) -> Answer {
    let new = NewHouseDay {
        day: form.value("day"),
        mark: form.value("mark"),
        reason: form.value("reason"),
    };
    match set_house_day(&ask.app, &ask.viewer, &new).await {
        Ok(_) => redirect("/calendar/house-days?done=calendars-house-day-set-done"),
        Err(Fault::Invalid(errors)) => {
            let form = form.refused(errors);
            render(&ask, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(fault) => Err(fault.into()),
    }
}

pub(super) async fn remove(ask: Ask, Path(day): Path<String>) -> Answer {
    let day: Day = day.parse().map_err(|()| Fault::NotFound)?;
    unset_house_day(&ask.app, &ask.viewer, day).await?;
    redirect("/calendar/house-days?done=calendars-house-day-unset-done")
}
