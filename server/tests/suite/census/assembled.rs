//! Statements that are put together at run time cannot be prepared as they stand in
//! the source; so each kind of them has to run, on both engines.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::json;
use syn::visit::Visit;
use tongli::features;
use tongli_kernel::{Id, Viewer};
use tongli_store::testing::texts_run;

use super::routes::{Everybody, filled_with, one_a_role};
use super::{files, name, read, rooms};
use crate::house::{ENGINES, House};

/// Collects what `Query::new` is called with.
#[derive(Default)]
struct Beginnings {
    constants: BTreeMap<String, String>,
    found: Vec<String>,
    named: Vec<String>,
}

impl<'ast> Visit<'ast> for Beginnings {
    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        if let syn::Expr::Lit(literal) = &*item.expr
            && let syn::Lit::Str(text) = &literal.lit
        {
            self.constants.insert(item.ident.to_string(), text.value());
        }
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        syn::visit::visit_expr_call(self, call);
        let syn::Expr::Path(path) = &*call.func else {
            return;
        };
        if !path
            .path
            .segments
            .iter()
            .any(|segment| segment.ident == "Query")
        {
            return;
        }
        match call.args.first() {
            Some(syn::Expr::Lit(literal)) => {
                if let syn::Lit::Str(text) = &literal.lit {
                    self.found.push(text.value());
                }
            }
            Some(syn::Expr::Path(constant)) => {
                let ident = constant.path.segments.last().unwrap().ident.to_string();
                self.named.push(ident);
            }
            _ => {}
        }
    }
}

/// Where a statement begins, and with what.
fn beginnings() -> BTreeSet<(String, String)> {
    let mut all = BTreeSet::new();
    for room in rooms() {
        for file in files(&room.join("src"), ".rs") {
            let mut seen = Beginnings::default();
            seen.visit_file(&syn::parse_file(&read(&file)).unwrap());
            let place = format!("{} {}", name(&room), name(&file));
            let constants = &seen.constants;
            let named = seen.named.iter().filter_map(|name| constants.get(name));
            for text in seen.found.iter().chain(named) {
                all.insert((place.clone(), text.clone()));
            }
        }
    }
    all
}

/// A department has something in its inbox.
async fn statement_asked(house: &House) {
    let (desk, director) = (house.program("receptionist"), house.program("director"));
    let case = json!({"kind": "complaint", "channel": "visit", "narrative": "窗口无故关闭。",
        "contact": {"phone": "13800000001"},
        "allegations": [{"category": "T05", "departments": ["SF"], "text": "窗口无故关闭"}]});
    let (status, case) = desk.post("/cases", case).await;
    assert_eq!(status, 201, "{case}");
    let number = case["number"].as_str().unwrap();
    let steps = [
        ("accept", json!({"version": 1})),
        ("assign", json!({"version": 2, "owner": "coordinator"})),
        (
            "request-statement",
            json!({"version": 3, "departments": ["SF"], "question": "当天窗口为何关闭？"}),
        ),
    ];
    for (verb, body) in steps {
        let (status, answer) = director
            .post(&format!("/cases/{number}/{verb}"), body)
            .await;
        assert_eq!(status, 200, "{verb}: {answer}");
    }
}

/// A case with a line in the register, a request about its data and a proposal to seal it
/// away: what lists read beside their rows.
async fn papers_are_written(house: &House) {
    let desk = house.program("receptionist");
    let case = json!({"kind": "complaint", "channel": "visit", "narrative": "登记错了患者。",
        "contact": {"phone": "13800000002"},
        "allegations": [{"category": "T05", "departments": ["SF"], "text": "登记错了患者"}]});
    let (status, case) = desk.post("/cases", case).await;
    assert_eq!(status, 201, "{case}");
    let number = case["number"].as_str().unwrap();
    let given = json!({"version": 1, "recipient": "police", "body": "派出所", "person": "王警官",
        "basis": "law", "ground": "调取证据通知书", "purpose": "查办治安案件",
        "what": "投诉登记表", "way": "hand", "approver": "director"});
    let asked = json!({"asks": "copy", "asker": "高远", "phone": "13800000024",
        "standing": "oneself", "about": "contact", "what": "登记的信息", "cases": [number]});
    let owner = house.program("coordinator");
    let (status, line) = owner
        .post(&format!("/cases/{number}/disclose"), given)
        .await;
    assert_eq!(status, 200, "{line}");
    let (status, request) = desk.post("/privacy/requests", asked).await;
    assert_eq!(status, 201, "{request}");
    let (_, case) = owner.get(&format!("/cases/{number}")).await;
    let wrong = json!({"version": case["version"], "reason": "登记到了另一位患者名下"});
    let path = format!("/cases/{number}/set-aside");
    let (status, aside) = owner.post(&path, wrong).await;
    assert_eq!(status, 200, "{aside}");
}

/// What lists ask of many at once where nothing in the house has them ask.
async fn many_are_asked_for(house: &House) {
    let (app, viewer) = (&house.app, Viewer::operator(house.app.tenant));
    let mut tx = app.db.read().await.unwrap();
    let request = [tongli_approvals::RequestId::new(1)];
    tongli_approvals::decisions_of_many(&mut tx, app, app.tenant, &request)
        .await
        .unwrap();
    tongli_cases::known_numbers(&mut tx, &viewer, ["TS-1".to_owned()])
        .await
        .unwrap();
    tongli_cases::check_figures(&mut tx, app).await.unwrap();
}

/// Every clock has been counted again, and one row of search is astray; what shows its
/// day and leads to its case is looked at and compared.
async fn days_have_moved(house: &House) {
    let db = &house.app.db;
    db.write(async |tx| {
        tx.run("UPDATE clocks SET moved_at = 0", vec![]).await?;
        let astray = "UPDATE search_rows SET digest = ''
                      WHERE id = (SELECT MIN(id) FROM search_rows)";
        tx.run(astray, vec![]).await?;
        Ok(())
    })
    .await
    .unwrap();
    let mut tx = db.read().await.unwrap();
    tongli_cases::check_index(&mut tx, &house.app, None)
        .await
        .unwrap();
}

/// What `check` asks of stones, and what goes on when a sealed-away matter comes back.
async fn stones_are_looked_at(house: &House) {
    let (db, tenant) = (&house.app.db, house.app.tenant);
    let stopped = tongli_work::Stopped {
        clocks: vec![Id::new(1)],
        items: vec![Id::new(1)],
    };
    db.write(async |tx| Ok(tongli_work::go_on(tx, tenant, &stopped).await?))
        .await
        .unwrap();
    let mut tx = db.read().await.unwrap();
    tongli_retention::verify(&mut tx, tenant).await.unwrap();
}

/// What is asked of the cases that lines of a register are about.
async fn lines_are_veiled(house: &House) {
    let viewer = Viewer::operator(house.app.tenant);
    let mut tx = house.app.db.read().await.unwrap();
    let cases = [tongli_cases::CaseId::new(1)];
    tongli_cases::veiled_among(&mut tx, &viewer, cases)
        .await
        .unwrap();
}

/// What lists and searches look like when somebody narrows them.
const NARROWED: &[(&str, &str)] = &[
    (
        "coordinator",
        "/cases?q=夜间&kind=complaint&stage=registered",
    ),
    ("coordinator", "/api/v1/cases?q=夜间&limit=2"),
    ("department-head", "/cases?q=夜间"),
    ("director", "/cases/export?format=csv&q=夜间"),
    ("receptionist", "/cases?q=何一鸣"),
    ("receptionist", "/answers?q=医保&kind=answer"),
    ("receptionist", "/answers?q=能当天结算"),
    ("coordinator", "/answers?show=renew&whose=all"),
    ("coordinator", "/answers?show=withdrawn&kind=script"),
    ("receptionist", "/answers/find?q=bl"),
    ("system-admin", "/admin/staff?q=王"),
    ("audit-admin", "/admin/audit?q=王"),
];

/// An old register of one row, invented.
const REGISTER: &str = "\
序号,接待日期,受理渠道,类别,患者姓名,联系电话,就诊科室,反映内容,诉求,处理结果,答复日期,备注
1,2013-03-04,来访,投诉,钱多多,,骨科,拍片等了两个小时。,道歉,当面致歉,2013-03-06,家属后来致谢
";

#[tokio::test]
async fn every_assembled_statement_runs_on_both_engines() {
    let all = beginnings();
    assert!(all.len() > 15, "only {} found", all.len());
    for engine in ENGINES {
        let house = House::at(engine, "2026-09-28 09:12").await;
        tongli::demo::fill(&house.app).await.unwrap();
        let (operator, register) = (Viewer::operator(house.app.tenant), REGISTER.into());
        let imported =
            tongli_imports::import_now(&house.app, &operator, "登记.csv", register, |_, _| {})
                .await
                .unwrap();
        // The same row in another file.
        let again = format!("{REGISTER}\r\n").into();
        tongli_imports::import_now(&house.app, &operator, "再登记.csv", again, |_, _| {})
            .await
            .unwrap();
        statement_asked(&house).await;
        days_have_moved(&house).await;
        stones_are_looked_at(&house).await;
        lines_are_veiled(&house).await;
        papers_are_written(&house).await;
        many_are_asked_for(&house).await;
        house.rounds().await;
        let mut everybody = Everybody::of(&house);
        let rows = format!("/imports/{}?rows=good", imported.import.unwrap());
        everybody.ask("coordinator", Method::GET, &rows).await;
        for (login, path) in NARROWED {
            everybody.ask(login, Method::GET, path).await;
        }
        for account in one_a_role(&house) {
            for route in features::routes().listed() {
                if route.method == "GET" {
                    let path = filled_with(route.path, "TS-20260928-0001");
                    let answer = everybody.ask(&account.login, Method::GET, &path).await;
                    assert!(answer.status().as_u16() < 500, "{path}");
                    // A long list is put together while it is read.
                    answer.bytes().await.unwrap();
                }
            }
        }
    }
    let run = texts_run();
    let put_together = run
        .iter()
        .filter(|(text, _)| {
            all.iter()
                .any(|(_, begin)| text.starts_with(begin.as_str()))
        })
        .filter(|(text, _)| !text.starts_with("INSERT"));
    super::plans::assembled(put_together.cloned().collect()).await;
    let missing: Vec<String> = all
        .iter()
        .filter(|(_, begin)| {
            let on = |engine: usize| {
                run.iter()
                    .any(|(text, on)| on[engine] && text.starts_with(begin.as_str()))
            };
            !(on(0) && on(1))
        })
        .map(|(place, begin)| format!("{place}: {begin}"))
        .collect();
    assert!(missing.is_empty(), "never ran:\n{}", missing.join("\n"));
}
