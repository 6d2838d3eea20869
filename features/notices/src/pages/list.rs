//! All my notices, newest first.

use askama::Template;
use axum::extract::Path;
use tongli_kernel::{Fault, Moment, Said};
use tongli_web::{Answer, Ask, Form, FormBody, Shell, page, redirect};

use crate::actions::read::{read_all as mark_all, read_notice, reader};
use crate::notice::NoticeId;
use crate::panels::counted;
use crate::store;

const LIST: i64 = 50;

#[derive(Template)]
#[template(path = "notices.html")]
struct NoticesPage {
    shell: Shell,
    rows: Vec<RowView>,
    unread: String,
    has_unread: bool,
    only_unread: bool,
    newest: Option<NoticeId>,
    more: Option<String>,
}

struct RowView {
    id: NoticeId,
    text: String,
    leads: bool,
    urgent: bool,
    unread: bool,
    created_at: Moment,
}

pub async fn show(ask: Ask) -> Answer {
    let staff = reader(&ask.viewer)?;
    let form = Form::from_encoded(&ask.query);
    let only_unread = form.value("show") == "unread";
    let before: Option<NoticeId> = form.value("before").parse().ok();
    let mut tx = ask.app.db.read().await.map_err(Fault::from)?;
    let tenant = ask.viewer.tenant;
    let mut notices = store::list(&mut tx, tenant, staff, only_unread, before, LIST + 1)
        .await
        .map_err(Fault::from)?;
    let unread = store::unread(&mut tx, tenant, staff)
        .await
        .map_err(Fault::from)?;
    drop(tx);
    let shown = usize::try_from(LIST).unwrap_or(usize::MAX);
    let further = notices.len() > shown;
    notices.truncate(shown);
    let shell = Shell::new(&ask, Said::new("notices-title"));
    page(&NoticesPage {
        more: notices.last().filter(|_| further).map(|last| {
            let only = if only_unread { "&show=unread" } else { "" };
            format!("/notices?before={}{only}", last.id)
        }),
        newest: notices.first().map(|notice| notice.id),
        rows: notices
            .into_iter()
            .map(|notice| RowView {
                id: notice.id,
                text: shell.said(&notice.said).to_string(),
                leads: notice.path.is_some(),
                urgent: notice.urgent,
                unread: notice.read_at.is_none(),
                created_at: notice.created_at,
            })
            .collect(),
        unread: counted(unread),
        has_unread: unread > 0,
        only_unread,
        shell,
    })
}

/// Opening the subject is reading the notice.
pub async fn open(ask: Ask, Path(id): Path<String>) -> Answer {
    let id: NoticeId = id.parse().map_err(|_| Fault::NotFound)?;
    let notice = read_notice(&ask.app, &ask.viewer, id, ask.now).await?;
    redirect(notice.path.as_deref().unwrap_or("/notices"))
}

pub async fn read(ask: Ask, Path(id): Path<String>) -> Answer {
    let id: NoticeId = id.parse().map_err(|_| Fault::NotFound)?;
    read_notice(&ask.app, &ask.viewer, id, ask.now).await?;
    redirect("/notices")
}

pub async fn read_all(ask: Ask, FormBody(form): FormBody) -> Answer {
    let newest: NoticeId = form.value("newest").parse().map_err(|_| Fault::NotFound)?;
    mark_all(&ask.app, &ask.viewer, newest, ask.now).await?;
    redirect("/notices?done=notices-all-read-done")
}
