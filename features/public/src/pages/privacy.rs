//! The privacy notice (隐私告知): what is taken down, what for, who sees it, how long it
//! stays and what a person may ask for (个人信息保护法 art. 17, 30, 44-50). Its text and the
//! purposes it shows are the privacy room's data.

use askama::Template;
use tongli_kernel::{Fault, Said};
use tongli_privacy::{Notice, Part, Purpose, notice, notices, purposes};
use tongli_web::{Answer, Ask, Form, Shell, page};

use super::Frame;

#[derive(Template)]
#[template(path = "privacy.html")]
struct PrivacyPage {
    shell: Shell,
    frame: Frame,
    notice: &'static Notice,
    /// The one in force shows the purposes; one of before only its text.
    purposes: Vec<PurposeShown>,
    is_old: bool,
}

struct PurposeShown {
    title: &'static str,
    basis: &'static str,
    fields: String,
    kept: Said,
}

impl PrivacyPage {
    fn title(&self, part: &'static Part) -> &'static str {
        part.title(self.shell.ask.lang)
    }

    fn text(&self, part: &'static Part) -> &'static str {
        part.text(self.shell.ask.lang)
    }
}

fn shown(shell: &Shell, purpose: &'static Purpose) -> PurposeShown {
    let comma = if shell.is_chinese() { "、" } else { ", " };
    let fields = purpose.fields.iter().map(|field| {
        let key = format!("privacy-field-{}", field.replace('_', "-"));
        shell.say_key(key).to_string()
    });
    PurposeShown {
        title: purpose.title(shell.ask.lang),
        basis: purpose.basis(shell.ask.lang),
        fields: fields.collect::<Vec<_>>().join(comma),
        kept: match purpose.retention_days {
            Some(days) => Said::new("privacy-kept-days").with("n", i64::from(days)),
            None => Said::new("privacy-kept-years").with("n", i64::from(purpose.retention_years)),
        },
    }
}

/// `?version=` shows the notice somebody was once shown.
pub(super) async fn show(ask: Ask) -> Answer {
    let wanted = Form::from_encoded(&ask.query).text("version");
    let notice = notice(wanted.as_deref()).ok_or(Fault::NotFound)?;
    let mut tx = ask.app.db.read().await?;
    let frame = Frame::read(&mut tx, &ask).await?;
    drop(tx);
    let is_old = notices().last() != Some(notice);
    let shell = Shell::new(&ask, Said::new("public-privacy-title"));
    page(&PrivacyPage {
        purposes: purposes()
            .iter()
            .filter(|one| one.in_notice && !is_old)
            .map(|one| shown(&shell, one))
            .collect(),
        frame,
        notice,
        is_old,
        shell,
    })
}
