//! How long a sign-in lasts, and where it may lead back to.

use tongli_kernel::{Id, Moment, StaffId};

/// Marks ids of sessions.
#[derive(Debug)]
pub struct SessionMark;
pub type SessionId = Id<SessionMark>;

/// Marks ids of programs' tokens.
#[derive(Debug)]
pub struct TokenMark;
pub type TokenId = Id<TokenMark>;

const MINUTE: i64 = 60_000;
/// Without a page read for so long a session ends.
const IDLE: i64 = 30 * MINUTE;
const IDLE_ADMIN: i64 = 15 * MINUTE;
/// A shift: after it the password is asked for again, whatever happened.
pub const SHIFT: i64 = 12 * 60 * MINUTE;
/// Reading pages writes at most so often.
pub const TOUCH_EVERY: i64 = MINUTE;

/// So many wrong tries lock an account …
pub const MOST_TRIES: i64 = 5;
/// … for so long.
pub const LOCK: i64 = 15 * MINUTE;

/// Whether a session still speaks for somebody.
pub fn is_alive(now: Moment, last_seen: Moment, full_sign_in: Moment, admin: bool) -> bool {
    let idle = if admin { IDLE_ADMIN } else { IDLE };
    now.millis() - last_seen.millis() < idle && is_this_shift(now, full_sign_in)
}

/// Whether a sign-in with the password was recent enough for a PIN to follow.
pub fn is_this_shift(now: Moment, full_sign_in: Moment) -> bool {
    now.millis() - full_sign_in.millis() < SHIFT
}

/// A session as its owner sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    pub id: SessionId,
    pub staff: StaffId,
    pub created_at: Moment,
    pub last_seen_at: Moment,
    pub full_sign_in_at: Moment,
    pub from_address: String,
    pub user_agent: String,
    pub shared: bool,
    pub hash: String,
}

/// A program's token as its owner sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    pub id: TokenId,
    pub name: String,
    pub created_at: Moment,
    pub last_used_at: Option<Moment>,
    pub revoked_at: Option<Moment>,
}

/// A path of this site to go back to; anything else leads home. Browsers read
/// `//host` and `/\host` as another site.
pub fn local_path(wanted: &str) -> &str {
    let mut bytes = wanted.bytes();
    let begins = bytes.next() == Some(b'/') && !matches!(bytes.next(), Some(b'/' | b'\\'));
    let plain = wanted
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if begins && plain { wanted } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_by_idleness_and_at_the_end_of_the_shift() {
        let start = Moment::from_millis(0);
        let at = |minutes: i64| start.plus_millis(minutes * MINUTE);
        assert!(is_alive(at(29), start, start, false));
        assert!(!is_alive(at(30), start, start, false));
        assert!(is_alive(at(14), start, start, true));
        assert!(!is_alive(at(15), start, start, true));
        assert!(is_alive(at(719), at(718), start, false));
        assert!(!is_alive(at(720), at(719), start, false));
    }

    #[test]
    fn only_paths_of_this_site_lead_back() {
        for path in ["/", "/cases/TS-1?tab=2&q=%E7%8E%8B", "/me#pin"] {
            assert_eq!(local_path(path), path);
        }
        for path in [
            "",
            "cases",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nX: y",
            "/王",
            "/a\\b",
        ] {
            assert_eq!(local_path(path), "/", "{path}");
        }
    }
}
