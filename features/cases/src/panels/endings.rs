//! What the case page says of how it may end: asked, tried, promised, withdrawn.

use askama::Template;
use tongli_feature::PanelFuture;
use tongli_kernel::{Day, Fault, Moment, Said};
use tongli_store::Subject;
use tongli_web::{Ask, Shell};

use super::{allegations_shown, case_shown};
use crate::access;
use crate::actions::veil_over;
use crate::case::{Allegation, Case, CaseId, SUBJECT};
use crate::codes::Stage;
use crate::endings::{Endings, Told};

#[derive(Template)]
#[template(path = "panel_endings.html")]
struct EndingsPanel {
    shell: Shell,
    lines: Vec<(String, String)>,
    /// Papers to print: the word and where it is.
    papers: Vec<(&'static str, String)>,
}

pub(super) fn of_case<'a>(ask: &'a Ask, subject: Subject) -> PanelFuture<'a> {
    Box::pin(async move {
        if subject.kind != SUBJECT || !access::reads_endings(&ask.viewer) {
            return Ok(None);
        }
        let mut tx = ask.app.db.read().await?;
        let id = CaseId::new(subject.id);
        let case = case_shown(ask, &mut tx, id).await?;
        let all = allegations_shown(ask, &mut tx, &case).await?;
        let address = match case.contact.filter(|_| !case.endings.tries.is_empty()) {
            Some(id) => tongli_patients::find_contact(&mut tx, &ask.app, ask.viewer.tenant, id)
                .await?
                .is_some_and(|one| one.address.is_some()),
            None => false,
        };
        let veil = veil_over(&mut tx, &ask.viewer, &case).await?;
        drop(tx);
        let case = access::told_case(&ask.viewer, &case, veil);
        let shell = Shell::new(ask, Said::new("cases-endings"));
        let lines = Lines { shell: &shell }.of(&case, &all, address);
        if lines.is_empty() {
            return Ok(None);
        }
        let panel = EndingsPanel {
            papers: papers(&case, &all),
            lines,
            shell,
        };
        Ok(Some(panel.render().map_err(Fault::bug)?))
    })
}

fn papers(case: &Case, all: &[Allegation]) -> Vec<(&'static str, String)> {
    let mut papers = Vec::new();
    // There is no paper about what is no longer told.
    let asked = case.endings.supplement.as_ref();
    if asked.is_some_and(|one| !one.missing.is_empty()) {
        let path = format!("{}/notice", case.path());
        papers.push(("cases-notice-supplement", path));
    }
    if case.stage == Stage::Refused || all.iter().any(Allegation::is_refused) {
        let path = format!("{}/refusal-notice", case.path());
        papers.push(("cases-notice-refusal", path));
    }
    papers
}

struct Lines<'a> {
    shell: &'a Shell,
}

impl Lines<'_> {
    fn word(&self, key: &'static str) -> String {
        self.shell.say(key).to_string()
    }

    fn key(&self, key: String) -> String {
        self.shell.say_key(key).to_string()
    }

    fn at(&self, at: Moment) -> String {
        self.shell.show(&at)
    }

    fn told(&self, told: &Told) -> String {
        let way = self.key(told.by.word());
        let proof = told.proof.as_deref().map(|text| format!(" · {text}"));
        let phrase = self.shell.say("cases-ending-told");
        let text = phrase.with("way", way).with("at", self.at(told.at));
        format!("{text}{}", proof.unwrap_or_default())
    }

    /// When somebody asked for something.
    fn asked(&self, at: Moment) -> String {
        let phrase = self.shell.say("cases-ending-asked");
        phrase.with("at", self.at(at)).to_string()
    }

    fn of(&self, case: &Case, all: &[Allegation], address: bool) -> Vec<(String, String)> {
        let endings = &case.endings;
        let mut lines = Vec::new();
        self.refusals(all, &mut lines);
        self.supplement(endings, &mut lines);
        if let Some(told) = &endings.refusal_told {
            lines.push((self.word("cases-refusal-was-told"), self.told(told)));
        }
        if let Some(one) = &endings.withdrawal {
            let how = self.key(one.confirmed_by.word());
            let text = format!("{} · {how} · {}", one.why, self.asked(one.at));
            lines.push((self.word("cases-withdraw-why"), text));
            if one.goes_on {
                let say = self.word("cases-withdraw-goes-on");
                lines.push((self.word("cases-withdraw-still"), say));
            }
        }
        self.tries(endings, address, &mut lines);
        for one in &endings.interims {
            let promised = self.promised(one.promised);
            let text = format!("{promised} · {} · {}", one.text, self.told(&one.told));
            lines.push((self.word("cases-interim-line"), text));
        }
        self.review(endings, &mut lines);
        if let Some(fresh) = &endings.fresh {
            if let Some(text) = &fresh.evidence {
                lines.push((self.word("cases-reopen-evidence"), text.clone()));
            }
            if let Some(text) = &fresh.overridden {
                lines.push((self.word("cases-reopen-override"), text.clone()));
            }
        }
        lines
    }

    fn promised(&self, day: Day) -> String {
        let phrase = self.shell.say("cases-interim-by");
        phrase.with("day", day.to_string()).to_string()
    }

    fn refusals(&self, all: &[Allegation], lines: &mut Vec<(String, String)>) {
        for one in all {
            let Some(refusal) = &one.refusal else {
                continue;
            };
            let word = if refusal.is_decided() {
                "cases-refused-line"
            } else {
                "cases-did-propose-refusal"
            };
            let reason = self.key(refusal.ground.reason.word());
            let head = format!("{} · {}", self.word(word), one.seq);
            lines.push((head, format!("{reason} · {}", refusal.ground.explanation)));
        }
    }

    fn supplement(&self, endings: &Endings, lines: &mut Vec<(String, String)>) {
        let Some(asked) = &endings.supplement else {
            return;
        };
        let until = self.shell.say("cases-supplement-by");
        let until = until.with("day", asked.until.to_string());
        let text = format!("{} · {until} · {}", asked.missing, self.told(&asked.told));
        lines.push((self.word("cases-supplement-missing"), text));
        if let Some(answer) = &asked.answer {
            let came = self.shell.say("cases-ending-came");
            let came = came.with("at", self.at(answer.at));
            let text = format!("{} · {came}", answer.text);
            lines.push((self.word("cases-supplement-text"), text));
        }
    }

    fn tries(&self, endings: &Endings, address: bool, lines: &mut Vec<(String, String)>) {
        for one in &endings.tries {
            let way = self.key(one.way.word());
            let outcome = self.key(one.outcome.word());
            let note = one.note.as_deref().map(|text| format!(" · {text}"));
            let text = format!(
                "{} · {way} · {outcome}{}",
                self.at(one.at),
                note.unwrap_or_default()
            );
            lines.push((self.word("cases-try-line"), text));
        }
        if endings.tries.is_empty() {
            return;
        }
        let still = endings.still_to_try(address, &self.shell.ask.app.time);
        let text = if still.is_nothing() {
            self.word("cases-unreachable")
        } else {
            let phrase = self.shell.say("cases-still-to-try");
            phrase
                .with("tries", still.tries)
                .with("days", still.days)
                .with("letter", i64::from(still.letter))
                .to_string()
        };
        lines.push((self.word("cases-reachable-label"), text));
    }

    fn review(&self, endings: &Endings, lines: &mut Vec<(String, String)>) {
        let Some(review) = &endings.review else {
            return;
        };
        let wish = if review.wish.is_empty() {
            self.word("cases-review-by-follow-up")
        } else {
            review.wish.clone()
        };
        let text = format!("{wish} · {}", self.asked(review.asked_at));
        lines.push((self.word("cases-review-wish"), text));
        if let Some(decided) = &review.decided {
            let outcome = self.key(decided.outcome.word());
            let told = self.told(&decided.told);
            let text = format!("{outcome} · {} · {told}", decided.reason);
            lines.push((self.word("cases-reviewed-label"), text));
        }
        for one in &review.further {
            let text = format!("{} · {}", one.wish, self.asked(one.at));
            lines.push((self.word("cases-review-further"), text));
        }
    }
}
