//! One notice, and where it leads.

use tongli_kernel::{Arg, Id, Moment, Said};

#[derive(Debug)]
pub struct NoticeMark;
pub type NoticeId = Id<NoticeMark>;

/// What one member of staff was told.
#[derive(Debug, Clone)]
pub struct Notice {
    pub id: NoticeId,
    pub topic: String,
    pub said: Said,
    /// The page of its subject.
    pub path: Option<String>,
    pub urgent: bool,
    pub created_at: Moment,
    pub read_at: Option<Moment>,
}

/// The page a message leads to: its argument `path`, if that is a page of ours.
pub fn path_of(said: &Said) -> Option<String> {
    said.args
        .iter()
        .find_map(|(name, arg)| match arg {
            Arg::Text(path) if name == "path" => Some(path.clone()),
            _ => None,
        })
        .filter(|path| is_ours(path))
}

/// `/cases/…`, and neither another site nor something that breaks a header.
fn is_ours(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && path
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Option<String> {
        path_of(&Said::new("x").with("path", text))
    }

    #[test]
    fn a_notice_leads_to_a_page_of_ours_only() {
        assert_eq!(
            path("/cases/TS-20260928-0001").as_deref(),
            Some("/cases/TS-20260928-0001")
        );
        assert_eq!(path("//evil.example"), None);
        assert_eq!(path("https://evil.example"), None);
        assert_eq!(path("/a\nSet-Cookie: x"), None);
        assert_eq!(path("/\\evil.example"), None);
        assert_eq!(path_of(&Said::new("x")), None);
    }
}
