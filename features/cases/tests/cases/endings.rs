//! How a case ends: refused in part, withdrawn, returned, unreachable, promised,
//! reviewed, taken up again. With dates in hand, on both engines.

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

#[tokio::test]
async fn one_allegation_is_refused_and_the_other_goes_on() {
    on_both(&steps(), async |db| {
        let cast = Cast::new(db).await;
        let case = cast.accepted(&complaint()).await;
        let mut bare = part(2, RefusalReason::OutsidePower);
        bare.instead = None;
        let wrong = cast.refused(&cast.zhao, &case, Doing::Refuse(vec![bare]));
        assert!(matches!(wrong.await, Fault::Invalid(_)));
        let unknown = Doing::Refuse(vec![part(7, RefusalReason::OutsidePower)]);
        let wrong = cast.refused(&cast.zhao, &case, unknown).await;
        assert!(matches!(wrong, Fault::Invalid(_)));
        let propose = Doing::Refuse(vec![part(2, RefusalReason::OutsidePower)]);
        let case = cast.zhao(&case, propose).await;
        assert!(cast.items(&case).await.contains(&"refuse".to_owned()));
        let case = cast.chief(&case, Doing::Refuse(Vec::new())).await;
        assert_eq!(case.stage, Stage::Accepted);
        assert!(!case.refusal_is_proposed() && case.due_at.is_some());
        let case = cast.answered(&case).await;
        assert_eq!(case.stage, Stage::Replied);
        // It is counted by its reason, and the list finds it.
        let mut tx = cast.house.app.db.read().await.unwrap();
        let filter = tongli_cases::Filter {
            refused: Some(RefusalReason::OutsidePower),
            ..Default::default()
        };
        let now = cast.house.app.now();
        let lines =
            tongli_cases::list(&mut tx, &cast.house.app, &cast.chief, &filter, now, 10).await;
        assert_eq!(lines.unwrap().len(), 1);
        drop(tx);
        assert!(cast.history(&case).await.contains("停车场由市政公司经营"));
        cast.house.chain_holds(&case).await;
    })
    .await;
}

#[tokio::test]
async fn no_clear_facts_only_after_a_request_and_its_day() {
    on_both(&steps(), async |db| {
        let cast = Cast::new(db).await;
        let case = cast.accepted(&complaint()).await;
        let vague = || Doing::Refuse(vec![part(0, RefusalReason::NoFacts)]);
        let early = cast.refused(&cast.zhao, &case, vague()).await;
        assert_eq!(gates(early), ["supplement", "supplement"]);
        let today = cast.refused(&cast.zhao, &case, supplement("2026-09-28"));
        assert!(matches!(today.await, Fault::Invalid(_)));
        let case = cast.zhao(&case, supplement("2026-09-30")).await;
        assert!(cast.items(&case).await.contains(&"supplement".to_owned()));
        cast.to("2026-09-30T23:00");
        let waits = cast.refused(&cast.zhao, &case, vague()).await;
        assert_eq!(gates(waits), ["supplement", "supplement"]);
        cast.to("2026-10-01T08:00");
        let case = cast.zhao(&case, vague()).await;
        let case = cast.chief(&case, Doing::Refuse(Vec::new())).await;
        assert_eq!(case.stage, Stage::Refused);
        // A refusal is an answer once the person has learned of it.
        assert!(cast.clock(&case, "C03").await.is_running());
        let archive = cast.refused(&cast.chief, &case, Doing::Archive).await;
        assert_eq!(gates(archive), ["refusal_told"]);
        let tell = end(Ending::TellRefusal { told: told() });
        let case = cast.zhao(&case, tell).await;
        assert!(cast.clock(&case, "C03").await.met_at.is_some());
        assert_eq!(
            cast.chief(&case, Doing::Archive).await.stage,
            Stage::Archived
        );
    })
    .await;
}

#[tokio::test]
async fn what_came_in_answer_to_a_request_is_kept() {
    on_both(&steps(), async |db| {
        let cast = Cast::new(db).await;
        let case = cast.registered(&complaint()).await;
        let came = |text: &str| {
            end(Ending::Supplement {
                text: Some(text.into()),
                at: None,
            })
        };
        let unasked = cast.refused(&cast.zhao, &case, came("三号窗口")).await;
        assert!(matches!(unasked, Fault::Conflict(_)));
        let case = cast.zhao(&case, supplement("2026-10-10")).await;
        let case = cast.zhao(&case, came("九月二十八日三号窗口")).await;
        assert!(!cast.items(&case).await.contains(&"supplement".to_owned()));
        let asked = case.endings.supplement.as_ref().unwrap();
        assert_eq!(asked.answer.as_ref().unwrap().text, "九月二十八日三号窗口");
    })
    .await;
}

#[tokio::test]
async fn harm_integrity_and_orders_are_never_refused() {
    on_both(&steps(), async |db| {
        let cast = Cast::new(db).await;
        let outside = || Doing::Refuse(vec![part(1, RefusalReason::OutsidePower)]);
        let mut grave = complaint();
        grave.allegations[0].severity = Some(3);
        let case = cast.registered(&grave).await;
        let no = cast.refused(&cast.chief, &case, outside()).await;
        assert_eq!(gates(no), ["urgent_harm"]);
        let mut order = complaint();
        order.channel = Channel::Hotline12345;
        let case = cast.registered(&order).await;
        let no = cast.refused(&cast.chief, &case, outside()).await;
        assert_eq!(gates(no), ["order"]);
        let back = |reason: Option<&str>| {
            end(Ending::ReturnToSender {
                reason: reason.map(str::to_owned),
            })
        };
        let no = cast.refused(&cast.chief, &case, back(None)).await;
        assert_eq!(gates(no), ["reason"]);
        let case = cast.chief(&case, back(Some("停车场不属于本院"))).await;
        assert_eq!(case.stage, Stage::Returned);
        assert!(cast.clocks(&case).await.iter().all(|row| !row.is_running()));
        let mut ethics = complaint();
        ethics.allegations.truncate(1);
        ethics.allegations[0].category = Some(Category::T09);
        let case = cast
            .house
            .register(&cast.chief, &ethics)
            .await
            .unwrap()
            .case;
        let no = cast.refused(&cast.chief, &case, outside()).await;
        assert_eq!(
            gates(no),
            ["stage"],
            "a clue is handed over and has no other end"
        );
        // A matter proposed before it was seen to be grave is not decided after.
        let case = cast.registered(&complaint()).await;
        let case = cast.zhao(&case, outside()).await;
        let mut new = tongli_cases::Amendment::of(&case);
        new.urgency = tongli_cases::Urgency::Urgent;
        let case = cast.zhao(&case, Doing::Amend(Box::new(new))).await;
        let no = cast.refused(&cast.chief, &case, Doing::Refuse(Vec::new()));
        assert_eq!(gates(no.await), ["urgent_harm"]);
    })
    .await;
}

fn withdraw(confirmed_by: Option<Confirmation>) -> Doing {
    end(Ending::Withdraw {
        why: Some("家里人已经问清楚了".into()),
        confirmed_by,
        file: None,
        at: None,
    })
}

#[tokio::test]
async fn a_withdrawal_is_confirmed_and_safety_goes_on_inside() {
    on_both(&steps(), async |db| {
        let cast = Cast::new(db).await;
        let case = cast.accepted(&complaint()).await;
        let no = cast.refused(&cast.zhao, &case, withdraw(None)).await;
        assert_eq!(gates(no), ["confirmed"]);
        let no = withdraw(Some(Confirmation::Signature));
        let no = cast.refused(&cast.zhao, &case, no).await;
        assert!(matches!(no, Fault::Invalid(_)), "{no:?}");
        let case = cast
            .zhao(&case, withdraw(Some(Confirmation::ReadBack)))
            .await;
        assert_eq!((case.stage, case.due_at), (Stage::Withdrawn, None));
        assert!(cast.clocks(&case).await.iter().all(|row| !row.is_running()));
        assert!(cast.items(&case).await.is_empty());
        let mut harm = complaint();
        harm.allegations[0].severity = Some(2);
        let case = cast.registered(&harm).await;
        let case = cast
            .zhao(&case, withdraw(Some(Confirmation::ReadBack)))
            .await;
        assert_eq!(case.stage, Stage::Registered);
        assert!(cast.clocks(&case).await.iter().all(|row| !row.is_running()));
        // Its item ran with a clock that has ended; the work is there all the same.
        assert!(cast.items(&case).await.contains(&"accept".to_owned()));
        let again = cast.refused(&cast.zhao, &case, withdraw(Some(Confirmation::ReadBack)));
        assert!(matches!(again.await, Fault::Conflict(_)));
    })
    .await;
}

fn interim(promised: &str, reason: Option<&str>) -> Doing {
    end(Ending::Interim {
        text: Some("已调取监控，正在核对排队记录".into()),
        promised: promised.parse().ok(),
        told: told(),
        reason: reason.map(str::to_owned),
    })
}

#[tokio::test]
async fn an_interim_word_meets_the_clock_and_is_counted_apart() {
    on_both(&steps(), async |db| {
        let cast = Cast::new(db).await;
        let case = cast.accepted(&complaint()).await;
        // C03 runs out at the end of 10 October; the 17th is a Saturday.
        cast.to("2026-10-09T10:00");
        for wrong in ["2026-10-09", "2026-10-17", "2026-12-01", "x"] {
            let no = cast.refused(&cast.zhao, &case, interim(wrong, None)).await;
            assert!(matches!(no, Fault::Invalid(_)), "{wrong}: {no:?}");
        }
        let case = cast.zhao(&case, interim("2026-10-16", None)).await;
        let met = cast.clock(&case, "C03").await;
        assert!(met.interim && !met.late && met.met_at.is_some());
        let promise = cast.clock(&case, "C32").await;
        assert_eq!(promise.due_at, Some(cast.house.at("2026-10-17T00:00")));
        assert_eq!(
            (case.due_at, promise.counting.amount),
            (promise.due_at, Some(6))
        );
        assert!(cast.items(&case).await.contains(&"clock-c32".to_owned()));
        let no = cast
            .refused(&cast.zhao, &case, interim("2026-10-20", None))
            .await;
        assert_eq!(gates(no), ["reason"]);
        cast.to("2026-10-16T10:00");
        let more = interim("2026-10-20", Some("厂家下周才来查设备"));
        let case = cast.zhao(&case, more).await;
        cast.to("2026-10-21T10:00");
        let late = cast
            .refused(&cast.zhao, &case, interim("2026-10-23", Some("还要等")))
            .await;
        assert_eq!(gates(late), ["lapsed"]);
        let case = cast.answered(&case).await;
        let last = cast.clock(&case, "C32").await;
        // The promise was not kept, and the clock says so.
        assert!(last.late && !last.interim && case.due_at.is_none());
    })
    .await;
}

#[tokio::test]
async fn an_interim_word_is_no_cure_for_lateness() {
    on_both(&steps(), async |db| {
        let cast = Cast::new(db).await;
        let case = cast.accepted(&complaint()).await;
        cast.to("2026-10-11T00:00");
        let late = cast
            .refused(&cast.zhao, &case, interim("2026-10-16", None))
            .await;
        assert_eq!(gates(late), ["lapsed"]);
    })
    .await;
}

fn tried(at: tongli_kernel::Moment) -> Doing {
    end(Ending::TryContact {
        at: Some(at),
        way: Some(Way::Phone),
        outcome: Some(Outcome::NoAnswer),
        note: None,
        file: None,
    })
}

#[tokio::test]
async fn every_try_is_kept_in_its_order() {
    on_both(&steps(), async |db| {
        let cast = Cast::new(db).await;
        let mut case = cast.accepted(&complaint()).await;
        cast.to("2026-10-09T18:00");
        for at in ["2026-10-08T09:00", "2026-10-08T15:00", "2026-10-09T09:00"] {
            case = cast.zhao(&case, tried(cast.house.at(at))).await;
        }
        let time = &cast.house.app.time;
        assert!(case.endings.still_to_try(false, time).is_nothing());
        assert!(case.endings.still_to_try(true, time).letter);
        for wrong in ["2026-10-09T09:00", "2026-10-08T10:00", "2026-10-10T09:00"] {
            let no = cast.refused(&cast.zhao, &case, tried(cast.house.at(wrong)));
            assert!(matches!(no.await, Fault::Invalid(_)), "{wrong}");
        }
    })
    .await;
}

fn review(outcome: Reviewed) -> Doing {
    end(Ending::ReviewAgain {
        outcome: Some(outcome),
        reason: Some("监控与记录一致，但没有当面致歉".into()),
        told: told(),
    })
}

fn reopen(at: tongli_kernel::Moment, evidence: Evidence) -> Doing {
    Doing::Reopen {
        reason: Some("当事人说又想起一件事".into()),
        received_at: Some(at),
        channel: Some(Channel::Phone),
        evidence,
    }
}

#[tokio::test]
async fn an_answer_is_reviewed_once_by_whoever_did_not_approve_it() {
    on_both(&steps(), async |db| {
        let cast = Cast::new(db).await;
        let vice = cast.house.staff("vice", &[VICE_PRESIDENT], &[]).await;
        let case = cast.accepted(&complaint()).await;
        let case = cast.answered(&case).await;
        let wish = |text: &str| {
            end(Ending::AskReview {
                wish: Some(text.into()),
                at: None,
            })
        };
        let case = cast.zhao(&case, wish("没有人道歉")).await;
        let due = cast.clock(&case, "C31").await;
        // Five of the house's working days from 28 September.
        assert_eq!(due.due_at, Some(cast.house.at("2026-10-11T00:00")));
        let own = cast
            .refused(&cast.chief, &case, review(Reviewed::Kept))
            .await;
        assert_eq!(gates(own), ["second_person"]);
        let other = cast
            .refused(&cast.deputy, &case, review(Reviewed::Kept))
            .await;
        assert!(matches!(other, Fault::Forbidden(_)));
        let case = cast
            .house
            .take(&vice, &case, review(Reviewed::Changed))
            .await
            .unwrap();
        assert!(cast.clock(&case, "C31").await.met_at.is_some());
        let case = cast.zhao(&case, wish("还是不满意")).await;
        assert_eq!(case.endings.review.as_ref().unwrap().further.len(), 1);
        assert_eq!(
            cast.clocks(&case)
                .await
                .iter()
                .filter(|row| row.rule == "C31")
                .count(),
            1
        );
        let close = Doing::Close {
            improvement: None,
            no_improvement_reason: Some("流程无误".into()),
        };
        let case = cast.zhao(&case, close).await;
        // The review itself is the ground for handling it again.
        let now = cast.house.app.now();
        let case = cast.zhao(&case, reopen(now, Evidence::default())).await;
        assert_eq!((case.stage, case.round), (Stage::Accepted, 2));
        assert!(case.endings.fresh.as_ref().unwrap().by_review);
        assert!(cast.history(&case).await.contains("没有人道歉"));
        cast.house.chain_holds(&case).await;
    })
    .await;
}

#[tokio::test]
async fn it_is_taken_up_again_for_something_new_or_by_a_head() {
    on_both(&steps(), async |db| {
        let cast = Cast::new(db).await;
        let case = cast.registered(&complaint()).await;
        let settle = Doing::Settle {
            result: Some("当场退还停车费".into()),
        };
        let case = cast.zhao(&case, settle).await;
        let now = cast.house.app.now();
        let bare = reopen(now, Evidence::default());
        let no = cast.refused(&cast.zhao, &case, bare).await;
        assert_eq!(gates(no), ["evidence"]);
        let exception = || Evidence {
            overridden: Some("媒体已经报道".into()),
            ..Evidence::default()
        };
        let no = cast
            .refused(&cast.zhao, &case, reopen(now, exception()))
            .await;
        assert!(matches!(no, Fault::Forbidden(_)));
        let strange = Evidence {
            file: Some(12),
            ..Evidence::default()
        };
        let no = cast.refused(&cast.zhao, &case, reopen(now, strange)).await;
        assert!(matches!(no, Fault::Invalid(_)));
        let case = cast.chief(&case, reopen(now, exception())).await;
        assert_eq!(case.stage, Stage::Accepted);
        assert!(cast.history(&case).await.contains("媒体已经报道"));
    })
    .await;
}
