//! The half-written registrations of a person: each page keeps its own draft, so that
//! two people at the counter do not write over each other.

use tongli_kernel::Fault;
use tongli_store::drafts::{self, Fields};
use tongli_web::Ask;

use super::DRAFT;

/// So much of a draft is shown that its writer knows it again.
const FIRST_WORDS: usize = 24;
/// Whoever has more unsent ones finds the newest.
const MOST_SHOWN: usize = 8;

/// One registration that was begun and not sent.
pub(super) struct Unsent {
    /// The name it is kept under.
    pub(super) draft: String,
    pub(super) at: String,
    pub(super) words: String,
    pub(super) fields: Fields,
}

/// Whether a name that a browser sent is that of a registration's draft.
pub(super) fn is_draft(name: &str) -> bool {
    name.strip_prefix(DRAFT)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// A name that no other page has.
pub(super) fn fresh(ask: &Ask) -> String {
    let id: crate::CaseId = ask.app.ids.next(ask.now);
    format!("{DRAFT}-{id}")
}

/// What the viewer has begun and not sent, newest first.
pub(super) async fn list(ask: &Ask) -> Result<Vec<Unsent>, Fault> {
    let Some(staff) = ask.viewer.staff() else {
        return Ok(Vec::new());
    };
    let tenant = ask.viewer.tenant;
    let mut tx = ask.app.db.read().await?;
    let mut names: Vec<_> = drafts::list(&mut tx, tenant, staff)
        .await?
        .into_iter()
        .filter(|(name, _)| is_draft(name))
        .collect();
    names.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
    let mut all = Vec::new();
    for (draft, _) in names.into_iter().take(MOST_SHOWN) {
        if let Some((fields, at)) = drafts::find(&mut tx, tenant, staff, &draft).await? {
            all.push(Unsent {
                draft,
                at: ask.show(at),
                words: first_words(&fields),
                fields,
            });
        }
    }
    Ok(all)
}

fn first_words(fields: &Fields) -> String {
    let typed = fields
        .iter()
        .find(|(name, _)| name == "narrative" || name.ends_with("].text"));
    typed.map_or(String::new(), |(_, text)| {
        text.chars().take(FIRST_WORDS).collect()
    })
}
