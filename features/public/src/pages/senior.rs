//! `GET /r/senior?on=1&back=/r`: large letters, and back.

use tongli_people::local_path;
use tongli_web::{Answer, Ask, Form, redirect};

use super::cookies;

/// Safe to ask for: it changes nothing but this browser's own choice.
pub(super) async fn choose(ask: Ask) -> Answer {
    let query = Form::from_encoded(&ask.query);
    let mut response = redirect(local_path(query.value("back")))?;
    cookies::senior(&ask.app, &mut response, query.value("on") == "1")?;
    Ok(response)
}
