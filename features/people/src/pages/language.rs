//! `GET /language?to=en&back=/somewhere`: the other language, and back.

use tongli_kernel::Lang;
use tongli_web::{Answer, Ask, Form, redirect};

use super::cookies;
use crate::session::local_path;

/// Safe to ask for: it changes nothing but this browser's own choice.
pub(super) async fn choose(ask: Ask) -> Answer {
    let query = Form::from_encoded(&ask.query);
    let mut response = redirect(local_path(query.value("back")))?;
    if let Some(lang) = Lang::from_code(query.value("to")) {
        cookies::language(&ask.app, &mut response, lang)?;
    }
    Ok(response)
}
