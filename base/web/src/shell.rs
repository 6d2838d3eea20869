//! The page around the page: head, menu, language, and where its words come from.

use askama::Template;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use tongli_kernel::{Lang, Moment, Permission, Said};

use crate::{Answer, Ask, MenuItem, Phrase, Refusal};

/// What every page template holds as `shell`.
#[derive(Debug, Clone)]
pub struct Shell {
    pub ask: Ask,
    /// Word key of the page's title.
    pub title: Said,
    /// What has just been done, after a redirect.
    pub done: Option<Said>,
}

impl Shell {
    pub fn new(ask: &Ask, title: Said) -> Self {
        Self {
            done: done(ask),
            ask: ask.clone(),
            title,
        }
    }

    /// A sentence in the reader's language.
    pub fn say(&self, key: &'static str) -> Phrase<'_> {
        self.said(Said::new(key))
    }

    /// A sentence whose key is made at run time: codes of lists, permissions.
    pub fn say_key(&self, key: impl Into<String>) -> Phrase<'_> {
        self.said(Said {
            key: key.into().into(),
            args: Vec::new(),
        })
    }

    /// A sentence carried by data.
    pub fn said(&self, said: impl Sentence) -> Phrase<'_> {
        Phrase::new(&self.ask.app.words, self.ask.lang, said.sentence())
    }

    pub fn title_text(&self) -> String {
        self.said(&self.title).to_string()
    }

    pub fn lang(&self) -> &'static str {
        self.ask.lang.tag()
    }

    pub fn other_lang(&self) -> &'static str {
        self.ask.lang.other().code()
    }

    pub fn other_lang_tag(&self) -> &'static str {
        self.ask.lang.other().tag()
    }

    /// Where the language switch comes back to.
    pub fn here(&self) -> String {
        if self.ask.query.is_empty() {
            self.ask.path.clone()
        } else {
            format!("{}?{}", self.ask.path, self.ask.query)
        }
    }

    /// The address of a built front-end file.
    pub fn asset(&self, name: &str) -> String {
        self.ask.app.assets.url(name)
    }

    pub fn csrf(&self) -> &str {
        &self.ask.csrf
    }

    pub fn signed_in(&self) -> bool {
        self.ask.signed_in()
    }

    pub fn may(&self, permission: &Permission) -> bool {
        self.ask.viewer.may(*permission)
    }

    pub fn show(&self, moment: &Moment) -> String {
        self.ask.show(*moment)
    }

    pub fn day(&self, moment: &Moment) -> String {
        self.ask.app.time.day_of(*moment).to_string()
    }

    pub fn menu(&self) -> Vec<&MenuItem> {
        let mut items: Vec<&MenuItem> = self
            .ask
            .app
            .menu
            .iter()
            .filter(|item| {
                item.permission
                    .is_none_or(|permission| self.ask.viewer.may(permission))
            })
            .collect();
        items.sort_by_key(|item| item.order);
        items
    }

    /// The menu entry of the page shown: the one whose path says most about it.
    pub fn is_here(&self, item: &MenuItem) -> bool {
        let covers = |path: &str| {
            self.ask.path == path || (path != "/" && self.ask.path.starts_with(&format!("{path}/")))
        };
        covers(item.path)
            && !self
                .menu()
                .iter()
                .any(|other| other.path.len() > item.path.len() && covers(other.path))
    }

    pub fn is_chinese(&self) -> bool {
        self.ask.lang == Lang::Zh
    }
}

/// `?done=key`: a sentence of ours, never text from the address itself.
fn done(ask: &Ask) -> Option<Said> {
    let key = ask
        .query
        .split('&')
        .find_map(|pair| pair.strip_prefix("done="))?;
    (key.ends_with("-done") && ask.app.words.knows(key)).then(|| Said {
        key: key.to_owned().into(),
        args: Vec::new(),
    })
}

/// A rendered page.
pub fn page(template: &impl Template) -> Answer {
    page_with(StatusCode::OK, template)
}

/// A rendered page with a status of its own: 422 for a form that does not hold.
pub fn page_with(status: StatusCode, template: &impl Template) -> Answer {
    let html = template.render().map_err(Refusal::bug)?;
    Ok(no_store((status, Html(html)).into_response()))
}

/// Patient data must not stay in a shared browser's cache.
pub fn no_store(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A file to take away: never shown in the page, never kept by a shared browser.
pub fn file_answer(body: Body, media_type: &'static str, name: &str) -> Answer {
    let disposition = format!("attachment; filename=\"{name}\"");
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_str(&disposition).map_err(Refusal::bug)?,
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    Ok(no_store(response))
}

/// After a change: the browser asks for the result with GET, so reloading does
/// not send the form again.
pub fn redirect(path: &str) -> Answer {
    let location = HeaderValue::from_str(path).map_err(Refusal::bug)?;
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(header::LOCATION, location);
    Ok(no_store(response))
}

/// A sentence however a template holds it; templates hand out references to
/// references.
pub trait Sentence {
    fn sentence(self) -> Said;
}

impl Sentence for Said {
    fn sentence(self) -> Said {
        self
    }
}

impl Sentence for &Said {
    fn sentence(self) -> Said {
        self.clone()
    }
}

impl Sentence for &&Said {
    fn sentence(self) -> Said {
        (*self).clone()
    }
}
