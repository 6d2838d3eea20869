//! What leaves of a case's answers, to whom, and what stands in the way.

use tongli_addressees::{Standing, Told, Way};
use tongli_cases::{Allegation, Case, veil_over};
use tongli_kernel::{Day, Fault, Lang, Said, Viewer};
use tongli_store::Tx;
use tongli_web::App;

use crate::contents::{Content, PlainWords, Weighed, gates, weigh};
use crate::letter::Point;
use crate::mode::Mode;
use crate::store::{InRound, answers, contents};

/// The way of telling behind a way of answering; what is held ready leaves to nobody.
pub const fn way_of(mode: Mode) -> Option<Way> {
    match mode {
        Mode::Face | Mode::Phone => Some(Way::Spoken),
        Mode::Sms | Mode::Letter | Mode::Platform => Some(Way::Written),
        Mode::OnFile => None,
    }
}

/// The answers of a case beside whom they are for.
#[derive(Debug, Clone)]
pub struct Leaving {
    pub told: Told,
    pub contents: Vec<Content>,
    weighed: Vec<Weighed>,
    words: PlainWords,
}

/// `whole` is the answer to a case that was not divided; what was last said stands for
/// it where nothing is given.
pub async fn leaving(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    case: &Case,
    allegations: &[Allegation],
    (whole, day): (Option<&Point>, Day),
) -> Result<Leaving, Fault> {
    let (tenant, round) = (viewer.tenant, InRound::of(case));
    let told = tongli_addressees::told(tx, app, tenant, case, day).await?;
    let contents = contents::newest(tx, app, tenant, round).await?;
    let veil = veil_over(tx, viewer, case).await?;
    let mut point = whole.cloned();
    if allegations.is_empty() && point.is_none() {
        let talks = answers::list(tx, app, tenant, round.id).await?;
        let last = talks.iter().rfind(|talk| talk.round == case.round);
        point = last.and_then(|talk| talk.points.open().first().cloned());
    }
    // Letters and talks are the patients', so their words are Chinese.
    let say = |key| app.words.say(Lang::Zh, &Said::new(key));
    Ok(Leaving {
        weighed: weigh(case, allegations, point.as_ref(), &contents),
        words: PlainWords {
            next_step: say("replies-plain-next-step"),
            refused: say("replies-plain-refused"),
            allegation: (!told.is_contact()).then(|| say("replies-plain-allegation")),
        },
        told,
        // What was said of an allegation's answer goes by that answer; of the whole of a
        // case without any, by its time.
        contents: contents
            .into_iter()
            .filter(|one| one.seq > 0 || !veil.hides(one.id))
            .collect(),
    })
}

impl Leaving {
    /// The points as they may leave by a way.
    pub fn points(&self, way: Way) -> Vec<Point> {
        let leaves = self.told.standing(way).leaves;
        self.weighed
            .iter()
            .map(|one| one.for_leaving(leaves, &self.words))
            .collect()
    }

    /// Refuses where something would leave that may not.
    pub fn check(&self, standing: Standing) -> Result<(), Fault> {
        let gates = gates(standing, &self.weighed);
        if gates.is_empty() {
            Ok(())
        } else {
            Err(Fault::Gated(gates))
        }
    }

    /// The same for a way of answering.
    pub fn check_mode(&self, mode: Mode) -> Result<(), Fault> {
        match way_of(mode) {
            Some(way) => self.check(self.told.standing(way)),
            None => Ok(()),
        }
    }
}
