//! How a case ends: refused in part, withdrawn, returned, unreachable, promised,
//! reviewed, taken up again. With dates in hand, on both engines.

mod ended;
mod refused;

use tongli_cases::{
    Case, Category, Channel, Confirmation, Doing, Ending, Evidence, FactChange, Finding, Handling,
    Kind, NewAllegation, NewCase, Outcome, Part, RefusalReason, Reviewed, Stage, Telling, Verb,
    Way,
};
use tongli_kernel::{Fault, Viewer};
use tongli_patients::NewContact;
use tongli_people::roles::{COORDINATOR, DEPUTY, DIRECTOR, VICE_PRESIDENT};
use tongli_store::history;
use tongli_store::testing::on_both;
use tongli_work::ClockRow;

use crate::house::{Hospital, TENANT, steps};

struct Cast {
    house: Hospital,
    chief: Viewer,
    deputy: Viewer,
    zhao: Viewer,
}

impl Cast {
    async fn new(db: tongli_store::Db) -> Cast {
        let house = Hospital::new(db).await;
        Cast {
            chief: house.staff("chief", &[DIRECTOR], &[]).await,
            deputy: house.staff("deputy", &[DEPUTY], &[]).await,
            zhao: house.staff("zhao", &[COORDINATOR], &[]).await,
            house,
        }
    }

    fn to(&self, at: &str) {
        self.house.clock.set(self.house.at(at));
    }

    async fn registered(&self, new: &NewCase) -> Case {
        self.house.register(&self.zhao, new).await.unwrap().case
    }

    async fn accepted(&self, new: &NewCase) -> Case {
        let case = self.registered(new).await;
        let accept = Doing::Accept {
            anonymity_reason: None,
        };
        self.zhao(&case, accept).await
    }

    async fn zhao(&self, case: &Case, doing: Doing) -> Case {
        self.house.take(&self.zhao, case, doing).await.unwrap()
    }

    async fn chief(&self, case: &Case, doing: Doing) -> Case {
        self.house.take(&self.chief, case, doing).await.unwrap()
    }

    async fn refused(&self, by: &Viewer, case: &Case, doing: Doing) -> Fault {
        self.house.take(by, case, doing).await.unwrap_err()
    }

    async fn clocks(&self, case: &Case) -> Vec<ClockRow> {
        let mut tx = self.house.app.db.read().await.unwrap();
        tongli_work::clocks_of(&mut tx, TENANT, case.subject())
            .await
            .unwrap()
    }

    async fn clock(&self, case: &Case, rule: &str) -> ClockRow {
        let mut found = self.clocks(case).await.into_iter().rev();
        found.find(|row| row.rule == rule).unwrap()
    }

    async fn items(&self, case: &Case) -> Vec<String> {
        let mut tx = self.house.app.db.read().await.unwrap();
        tongli_work::open_of_subject(&mut tx, TENANT, case.subject())
            .await
            .unwrap()
            .into_iter()
            .map(|item| item.kind)
            .collect()
    }

    async fn history(&self, case: &Case) -> String {
        let mut tx = self.house.app.db.read().await.unwrap();
        let links = history::list(&mut tx, TENANT, case.subject(), 0, 500)
            .await
            .unwrap();
        links
            .iter()
            .filter_map(|link| link.payload.clone())
            .collect()
    }

    /// As far as an answer that was approved and told.
    async fn answered(&self, case: &Case) -> Case {
        let house = &self.house;
        let assign = Doing::Assign {
            owner: self.zhao.staff(),
            speaker: None,
        };
        let mut case = self.chief(case, assign).await;
        for verb in [Verb::Find, Verb::Review] {
            self.found(&case, verb).await;
            let change = match verb {
                Verb::Find => FactChange::Found,
                _ => FactChange::Reviewed,
            };
            case = house
                .advance(&self.chief, &case, verb, change)
                .await
                .unwrap();
        }
        let handle = Doing::Handle {
            modes: vec![Handling::Explain],
            result: Some("已当面说明".into()),
            refunded_fen: None,
            waived_fen: None,
        };
        case = self.zhao(&case, handle).await;
        let at = house.app.now();
        for (by, verb, change) in [
            (&self.zhao, Verb::Answer, FactChange::AnswerDrafted),
            (&self.chief, Verb::Approve, FactChange::Approved),
            (
                &self.zhao,
                Verb::ProveDelivery,
                FactChange::Together(vec![
                    FactChange::Answered { in_writing: false },
                    FactChange::Delivered { at },
                ]),
            ),
        ] {
            self.found(&case, verb).await;
            case = house.advance(by, &case, verb, change).await.unwrap();
        }
        case
    }

    /// Findings and answers on what is not refused.
    async fn found(&self, case: &Case, verb: Verb) {
        let (app, case) = (&self.house.app, case);
        app.db
            .write(async |tx| {
                for one in tongli_cases::allegations(tx, TENANT, case.id).await? {
                    if one.is_refused() {
                        continue;
                    }
                    let kept = Finding::NotUpheld;
                    if verb == Verb::Find {
                        tongli_cases::set_finding(tx, TENANT, &one, kept, "监控为据").await?;
                    } else if verb == Verb::Answer {
                        let none = Some("无需后续");
                        tongli_cases::set_answer(tx, TENANT, &one, "已经说明", none).await?;
                    }
                }
                Ok::<_, Fault>(())
            })
            .await
            .unwrap();
    }
}

fn complaint() -> NewCase {
    let mut new = NewCase::new(
        Kind::Complaint,
        Channel::Phone,
        "挂号等了三小时，停车也收费",
    );
    new.contact = NewContact {
        name: Some("李强".into()),
        phone: Some("13800002204".into()),
        ..NewContact::default()
    };
    new.allegations = ["挂号等了三小时", "停车场收费太高"]
        .into_iter()
        .map(|text| NewAllegation {
            text: text.into(),
            category: Some(Category::T05),
            ..NewAllegation::default()
        })
        .collect();
    new
}

fn gates(fault: Fault) -> Vec<&'static str> {
    match fault {
        Fault::Gated(gates) => gates.iter().map(|gate| gate.gate).collect(),
        other => panic!("{other:?}"),
    }
}

fn part(seq: i64, reason: RefusalReason) -> Part {
    Part {
        seq,
        reason: Some(reason),
        explanation: Some("停车场由市政公司经营，收费由物价部门核定。".into()),
        instead: Some("可以拨打12315向市场监管部门反映。".into()),
        ..Part::default()
    }
}

fn end(ending: Ending) -> Doing {
    Doing::End(Box::new(ending))
}

fn told() -> Telling {
    Telling {
        by: Some(Way::Phone),
        ..Telling::default()
    }
}

fn supplement(until: &str) -> Doing {
    end(Ending::RequestSupplement {
        missing: Some("请告诉我们是哪一天、哪个窗口".into()),
        until: until.parse().ok(),
        told: told(),
    })
}
