//! The screens and the API, as a browser and a program see them.

use axum::http::StatusCode;
use tongli_kernel::Said;
use tongli_people::roles::{DIRECTOR, INFORMATION, RECEPTIONIST};
use tongli_store::Subject;
use tongli_store::testing::on_both;
use tongli_web::panels;

use crate::house::{Site, house, notice_of_2027, steps};

const NOVEMBER: &str = "2026-11-20T09:00";
const NOTICE: &str = include_str!("../data/notices/2026.txt");

#[tokio::test]
async fn the_year_shows_every_month_the_notice_and_what_may_still_move() {
    on_both(&steps(), async |db| {
        let site = Site::of(&house(db, NOVEMBER));
        let page = site.get(RECEPTIONIST, "/calendar").await;
        assert_eq!(page.status, StatusCode::OK);
        for part in [
            "2026年工作日历",
            "全年248个工作日",
            "12月",
            "国务院办公厅关于2026年部分节假日安排的通知",
            "可能随2027年的通知调整",
            "aria-current=\"date\"",
            "10-01 – 10-07",
        ] {
            assert!(page.body.contains(part), "{part}");
        }
        assert!(
            !page.body.contains("/calendar/import"),
            "who may not import sees no link"
        );
        assert_eq!(page.body.matches("class=\"month\"").count(), 12);
    })
    .await;
}

#[tokio::test]
async fn an_unknown_year_says_what_to_do() {
    on_both(&steps(), async |db| {
        let site = Site::of(&house(db, NOVEMBER));
        let page = site.get(RECEPTIONIST, "/calendar?year=2027").await;
        assert!(page.body.contains("2027年的放假调休安排还不知道"));
        assert!(page.body.contains("由办公室主任、信息组或系统管理员导入"));
        let page = site.get(INFORMATION, "/calendar?year=2027").await;
        assert!(page.body.contains("href=\"/calendar/import\""));
        let page = site.get(INFORMATION, "/calendar?year=99999").await;
        assert!(page.body.contains("2026年工作日历"));
    })
    .await;
}

#[tokio::test]
async fn a_notice_is_previewed_confirmed_and_then_known() {
    on_both(&steps(), async |db| {
        let site = Site::of(&house(db, NOVEMBER));
        let text = notice_of_2027();
        let parts: &[(&str, &[u8])] = &[("text", text.as_bytes()), ("file", b"")];
        let page = site
            .post_parts(INFORMATION, "/calendar/import", parts)
            .await;
        assert_eq!(page.status, StatusCode::OK);
        for part in [
            "核对2027年的安排",
            "2026-12-27",
            "元旦调休上班",
            "周末",
            "核对无误",
        ] {
            assert!(page.body.contains(part), "{part}");
        }
        let fields = [("text", text.as_str()), ("seen", "0")];
        let done = site
            .post(INFORMATION, "/calendar/import/confirm", &fields)
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        assert_eq!(
            done.location,
            "/calendar?year=2027&done=calendars-year-imported-done"
        );
        let page = site.get(INFORMATION, &done.location).await;
        assert!(page.body.contains("已导入，立即生效。"));
        assert!(page.body.contains("周岚于2026-11-20 09:00导入并确认"));
        // A second confirmation of the same preview comes too late.
        let late = site
            .post(INFORMATION, "/calendar/import/confirm", &fields)
            .await;
        assert_eq!(late.status, StatusCode::CONFLICT);
    })
    .await;
}

#[tokio::test]
async fn a_notice_sent_as_a_file_goes_before_pasted_text_and_a_foreign_file_is_explained() {
    on_both(&steps(), async |db| {
        let site = Site::of(&house(db, NOVEMBER));
        let parts: &[(&str, &[u8])] = &[("text", b"x"), ("file", NOTICE.as_bytes())];
        let page = site.post_parts(DIRECTOR, "/calendar/import", parts).await;
        assert!(page.body.contains("核对2026年的安排"), "{}", page.body);
        assert!(page.body.contains("已有安排"));
        let gbk: &[u8] = &[0xb9, 0xfa, 0xce, 0xf1, 0xd4, 0xba];
        let parts: &[(&str, &[u8])] = &[("text", "留着".as_bytes()), ("file", gbk)];
        let page = site.post_parts(DIRECTOR, "/calendar/import", parts).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.body.contains("不是UTF-8编码") && page.body.contains("留着"));
    })
    .await;
}

#[tokio::test]
async fn a_wrong_notice_comes_back_with_its_line_and_its_text() {
    on_both(&steps(), async |db| {
        let site = Site::of(&house(db, NOVEMBER));
        let wrong = NOTICE.replacen("1月4日（周日）", "1月4日（周六）", 1);
        let parts: &[(&str, &[u8])] = &[("text", wrong.as_bytes())];
        let page = site.post_parts(DIRECTOR, "/calendar/import", parts).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.body.contains("第7行：2026-01-04是周日"));
        assert!(page.body.contains("1月4日（周六）上班"));
        let refused = site
            .post_parts(RECEPTIONIST, "/calendar/import", parts)
            .await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(refused.body.contains("您的岗位不能导入年度放假安排"));
    })
    .await;
}

#[tokio::test]
async fn the_hospitals_own_day_is_added_shown_on_the_year_and_removed() {
    on_both(&steps(), async |db| {
        let site = Site::of(&house(db, NOVEMBER));
        let path = "/calendar/house-days";
        let empty = site.get(RECEPTIONIST, path).await;
        assert!(empty.body.contains("本院没有自定的日子") && !empty.body.contains("新增一天"));
        let fields = [("day", "2026-11-18"), ("mark", "rest"), ("reason", "院庆")];
        let done = site.post(DIRECTOR, path, &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        let year = site.get(RECEPTIONIST, "/calendar").await;
        assert!(year.body.contains("院休") && year.body.contains("院庆"));
        let again = site.post(DIRECTOR, path, &fields).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again.body.contains("这一天已经设过了"));
        let done = site
            .post(DIRECTOR, "/calendar/house-days/2026-11-18/remove", &[])
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        let list = site.get(DIRECTOR, path).await;
        assert!(list.body.contains("本院没有自定的日子") && list.body.contains("新增一天"));
    })
    .await;
}

#[tokio::test]
async fn the_calculator_explains_each_day_and_marks_what_is_not_certain() {
    on_both(&steps(), async |db| {
        let site = Site::of(&house(db, NOVEMBER));
        let page = site.get(RECEPTIONIST, "/calendar/due").await;
        assert!(
            page.body.contains("value=\"2026-11-20\""),
            "today is filled in"
        );
        let page = site
            .get(
                RECEPTIONIST,
                "/calendar/due?from=2026-09-30&workdays=5&calendar=law",
            )
            .await;
        assert!(page.body.contains("到期日：2026-10-13，至当日24:00"));
        assert!(page.body.contains("国庆节调休上班") && page.body.contains("第5日"));
        let page = site
            .get(RECEPTIONIST, "/calendar/due?from=2026-12-29&workdays=5")
            .await;
        assert!(page.body.contains("无法确定到期日") && page.body.contains("alert-warning"));
        let page = site
            .get(RECEPTIONIST, "/calendar/due?from=x&workdays=9999")
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.body.contains("请填0到1000之间的整数"));
    })
    .await;
}

#[tokio::test]
async fn rules_are_listed_with_their_badge_and_shortened_by_the_head() {
    on_both(&steps(), async |db| {
        let site = Site::of(&house(db, NOVEMBER));
        let list = site.get(RECEPTIONIST, "/rules").await;
        for part in [
            "C03",
            "5个工作日",
            "7个自然日，重点件3个自然日",
            "当场",
            "以转办单为准",
            "未核实",
        ] {
            assert!(list.body.contains(part), "{part}");
        }
        let page = site.get(RECEPTIONIST, "/rules/C03").await;
        assert!(
            page.body.contains("医疗机构投诉管理办法") && !page.body.contains("/rules/C03/amount")
        );
        let longer = [("amount", "6"), ("reason", "x"), ("seen", "0")];
        let page = site.post(DIRECTOR, "/rules/C03/amount", &longer).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.body.contains("请填1到5之间的整数") && page.body.contains("value=\"6\""));
        let shorter = [("amount", "3"), ("reason", "更快答复"), ("seen", "0")];
        let done = site.post(DIRECTOR, "/rules/C03/amount", &shorter).await;
        assert_eq!(done.location, "/rules/C03?done=calendars-rule-set-done");
        let page = site.get(DIRECTOR, "/rules/C03").await;
        for part in [
            "3个工作日",
            "更快答复",
            "周岚",
            "恢复原规定",
            "定为3：更快答复",
        ] {
            assert!(page.body.contains(part), "{part}");
        }
        assert!(
            site.get(RECEPTIONIST, "/rules")
                .await
                .body
                .contains("本院调整")
        );
        let done = site
            .post(DIRECTOR, "/rules/C03/restore", &[("seen", "1")])
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        let never = site.get(DIRECTOR, "/rules/C01").await;
        assert!(never.body.contains("这条规则不能由本院调整"));
        assert_eq!(
            site.get(DIRECTOR, "/rules/C99").await.status,
            StatusCode::NOT_FOUND
        );
    })
    .await;
}

#[tokio::test]
async fn a_program_asks_for_a_due_day_and_for_a_year() {
    on_both(&steps(), async |db| {
        let site = Site::of(&house(db, NOVEMBER));
        let body = |text: String| serde_json::from_str::<serde_json::Value>(&text).unwrap();
        let asked = "/api/v1/calendar/due?from=2026-09-30&workdays=5";
        let due = body(site.get(RECEPTIONIST, asked).await.body);
        assert_eq!(due["due"], "2026-10-13");
        assert_eq!(due["provisional"], serde_json::Value::Null);
        assert_eq!(due["explanation"].as_array().unwrap().len(), 14);
        assert_eq!(due["explanation"][10]["kind"], "make-up");
        assert_eq!(due["explanation"][10]["name"], "国庆节");
        assert_eq!(due["explanation"][10]["counted"], 3);
        assert_eq!(due["explanation"][11]["counted"], serde_json::Value::Null);
        let asked = "/api/v1/calendar/due?from=2026-12-29&workdays=5";
        let open = body(site.get(RECEPTIONIST, asked).await.body);
        assert_eq!(open["due"], serde_json::Value::Null);
        assert_eq!(open["provisional"], "2027-01-05");
        assert_eq!(open["unknown_year"], 2027);
        let wrong = site.get(RECEPTIONIST, "/api/v1/calendar/due?from=x").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(body(wrong.body)["errors"][0]["field"], "from");

        let year = body(
            site.get(RECEPTIONIST, "/api/v1/calendar/years/2026")
                .await
                .body,
        );
        assert_eq!(
            (&year["known"], &year["source"]),
            (&true.into(), &"program".into())
        );
        assert_eq!(year["workdays"], 248);
        assert_eq!(year["months"].as_array().unwrap().len(), 12);
        assert_eq!(year["days"].as_array().unwrap().len(), 39);
        let year = body(
            site.get(RECEPTIONIST, "/api/v1/calendar/years/2027")
                .await
                .body,
        );
        assert_eq!(year["known"], false);
        let none = site.get(RECEPTIONIST, "/api/v1/calendar/years/x").await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn the_home_page_reminds_those_who_can_import_and_nobody_else() {
    on_both(&steps(), async |db| {
        for (now, role, expected) in [
            ("2026-11-10T09:00", DIRECTOR, None),
            ("2026-11-20T09:00", DIRECTOR, Some("alert-warning")),
            ("2026-12-02T09:00", INFORMATION, Some("alert-danger")),
            ("2026-12-02T09:00", RECEPTIONIST, None),
        ] {
            let app = house(db.clone(), now);
            let ask = crate::house::ask(&app, role);
            let shown = panels(&ask, "home-side", Subject::new("home", 0))
                .await
                .unwrap();
            match expected {
                None => assert_eq!(shown, [""; 0], "{now}"),
                Some(class) => {
                    assert!(shown[0].contains(class), "{now}: {}", shown[0]);
                    assert!(shown[0].contains("/calendar/import"));
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn every_permission_and_menu_entry_has_words_in_both_languages() {
    on_both(&steps(), async |db| {
        let app = house(db, NOVEMBER);
        let room = tongli_calendars::feature();
        let words = room.permissions.iter().map(tongli_kernel::Permission::word);
        for key in words.chain(room.menu.iter().map(|item| item.word.to_owned())) {
            assert!(app.words.knows(&key), "{key}");
        }
        let said = Said::new("calendars-amount-workday").with("amount", 1_i64);
        assert_eq!(
            app.words.say(tongli_kernel::Lang::En, &said),
            "1 working day"
        );
    })
    .await;
}
