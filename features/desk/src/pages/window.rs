//! Which window this computer stands at: kept by its browser, so that it is told once.

use axum::http::{HeaderMap, StatusCode};
use tongli_kernel::FieldErrors;
use tongli_web::{
    Answer, Ask, FormBody, YEAR_SECONDS, keep_cookie, kept_words, page_with, redirect,
};

use super::tally::render;
use crate::window::read_window;

const COOKIE: &str = "desk-window";
/// Where the cookie goes.
const PATH: &str = "/desk";

/// What this computer was told; nothing where it was told none, or no name that we keep.
pub(super) fn told(headers: &HeaderMap) -> Option<String> {
    read_window(&kept_words(headers, COOKIE)).ok().flatten()
}

/// Tells this computer its window; an empty name is forgotten.
pub async fn keep(ask: Ask, headers: HeaderMap, FormBody(form): FormBody) -> Answer {
    match read_window(form.value("window")) {
        Ok(window) => {
            let mut response = redirect("/desk/tally")?;
            let seconds = if window.is_some() { YEAR_SECONDS } else { 0 };
            let pair = (COOKIE, window.as_deref().unwrap_or_default());
            keep_cookie(&ask.app, &mut response, pair, PATH, seconds)?;
            Ok(response)
        }
        Err(said) => {
            let mut errors = FieldErrors::default();
            errors.add("window", said);
            let today = ask.app.time.day_of(ask.now);
            let form = form.with("day", today.to_string()).refused(errors);
            let page = render(&ask, form, today, told(&headers)).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
