//! The privacy notice (隐私告知): what is taken down, what for, who sees it, how long it
//! stays and what a person may ask for (个人信息保护法 art. 17, 30, 44-50).

use askama::Template;
use tongli_cases::PRIVACY_NOTICE;
use tongli_kernel::Said;
use tongli_web::{Answer, Ask, Shell, page};

use super::Frame;

#[derive(Template)]
#[template(path = "privacy.html")]
struct PrivacyPage {
    shell: Shell,
    frame: Frame,
    version: &'static str,
    /// Heading and text of each part.
    parts: [(&'static str, &'static str); 6],
}

pub(super) async fn show(ask: Ask) -> Answer {
    let mut tx = ask.app.db.read().await?;
    let frame = Frame::read(&mut tx, &ask).await?;
    drop(tx);
    page(&PrivacyPage {
        shell: Shell::new(&ask, Said::new("public-privacy-title")),
        frame,
        version: PRIVACY_NOTICE,
        parts: [
            ("public-privacy-what", "public-privacy-what-text"),
            ("public-privacy-why", "public-privacy-why-text"),
            ("public-privacy-who", "public-privacy-who-text"),
            ("public-privacy-kept", "public-privacy-kept-text"),
            ("public-privacy-rights", "public-privacy-rights-text"),
            ("public-privacy-safe", "public-privacy-safe-text"),
        ],
    })
}
