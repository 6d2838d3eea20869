//! Withdrawn, promised, tried, reviewed, taken up again.

use super::*;

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
