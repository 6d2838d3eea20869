//! Paper of a dispute: notices to be signed, the list of what is sealed, scans.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use tongli_kernel::{Fault, Said};
use tongli_store::attachments::{self, AttachmentId};
use tongli_web::{Answer, Ask, FormBody, Refusal, Shell, no_store, page, redirect};

use super::version;
use crate::access;
use crate::actions::{self, read_dispute};
use crate::dispute::{Dispute, SUBJECT};
use crate::notice::{Notice, NoticeId, NoticeKind};
use crate::seal::{Seal, SealId, may_be_opened_on};
use crate::store;

#[derive(Template)]
#[template(path = "notice_print.html")]
struct NoticePrint {
    shell: Shell,
    dispute: Dispute,
    notice: Notice,
    title: String,
    lines: Vec<String>,
    is_autopsy: bool,
    is_verified: bool,
}

impl NoticePrint {
    /// What stands on the paper stands there in the paper's language.
    fn say(&self, key: &'static str) -> String {
        let words = &self.shell.ask.app.words;
        words.say(self.notice.lang(), &Said::new(key))
    }
}

#[derive(Template)]
#[template(path = "seal_print.html")]
struct SealPrint {
    shell: Shell,
    dispute: Dispute,
    seal: Seal,
    opened_on: String,
}

pub async fn make(ask: Ask, Path(number): Path<String>, FormBody(form): FormBody) -> Answer {
    let kind = NoticeKind::from_code(form.value("kind")).ok_or(Fault::NotFound)?;
    let (ask, number, form) = (&ask, &number, &form);
    let (dispute, notice) = ask
        .app
        .db
        .write(async |tx| {
            let seen = (number.as_str(), version(form));
            let (app, viewer) = (&ask.app, &ask.viewer);
            actions::make_notice(tx, app, viewer, ask.now, seen, kind, ask.lang).await
        })
        .await?;
    redirect(&format!("{}/notices/{}", dispute.path(), notice.id))
}

/// A notice of a dispute the viewer may read.
pub(super) async fn find_notice(
    ask: &Ask,
    number: &str,
    id: &str,
) -> Result<(Dispute, Notice), Fault> {
    let id: NoticeId = id.parse().map_err(|_| Fault::NotFound)?;
    let mut tx = ask.app.db.read().await?;
    let (dispute, _) = read_dispute(&mut tx, &ask.viewer, access::READ, number).await?;
    let tenant = ask.viewer.tenant;
    let notices = store::notices::list(&mut tx, &ask.app, tenant, dispute.id).await?;
    let notice = notices
        .into_iter()
        .find(|one| one.id == id)
        .ok_or(Fault::NotFound)?;
    Ok((dispute, notice))
}

pub async fn print(ask: Ask, Path((number, id)): Path<(String, String)>) -> Answer {
    let (dispute, notice) = find_notice(&ask, &number, &id).await?;
    let mut lines = notice.text.lines().map(str::to_owned);
    let title = lines.next().unwrap_or_default();
    page(&NoticePrint {
        shell: Shell::new(&ask, Said::new("disputes-notice-title")),
        lines: lines.collect(),
        is_autopsy: notice.kind == NoticeKind::Autopsy,
        is_verified: notice.kind.text().is_verified(),
        title,
        dispute,
        notice,
    })
}

pub async fn seal_list(ask: Ask, Path((number, id)): Path<(String, String)>) -> Answer {
    let id: SealId = id.parse().map_err(|_| Fault::NotFound)?;
    let mut tx = ask.app.db.read().await?;
    let (dispute, _) = read_dispute(&mut tx, &ask.viewer, access::READ, &number).await?;
    let seals = store::papers::seals(&mut tx, &ask.app, ask.viewer.tenant, dispute.id).await?;
    let seal = seals
        .into_iter()
        .find(|one| one.id == id)
        .ok_or(Fault::NotFound)?;
    let sealed_on = ask.app.time.day_of(seal.sealed.sealed_at);
    page(&SealPrint {
        shell: Shell::new(&ask, Said::new("disputes-seal-list")),
        opened_on: may_be_opened_on(sealed_on).to_string(),
        dispute,
        seal,
    })
}

/// Never shown inside the page: a file from outside is saved, not run.
pub async fn scan(ask: Ask, Path((number, id)): Path<(String, String)>) -> Answer {
    let id: AttachmentId = id.parse().map_err(|_| Fault::NotFound)?;
    let mut tx = ask.app.db.read().await?;
    let (dispute, _) = read_dispute(&mut tx, &ask.viewer, access::READ, &number).await?;
    let file = attachments::find(&mut tx, ask.viewer.tenant, id)
        .await?
        .filter(|one| one.subject_kind == SUBJECT && one.subject_id == dispute.id.raw())
        .ok_or(Fault::NotFound)?;
    drop(tx);
    let bytes = ask.app.files.read(&file.digest).await?;
    let mut response = Response::new(Body::from(bytes));
    let value = |text: &str| HeaderValue::from_str(text).map_err(Refusal::bug);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, value(&file.media_type)?);
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment"),
    );
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; sandbox"),
    );
    Ok(no_store(response))
}
