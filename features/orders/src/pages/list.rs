//! Orders the viewer may know of, newest first.

use askama::Template;
use tongli_cases::CaseId;
use tongli_kernel::Said;
use tongli_web::{Answer, Ask, Form, Shell, encoded, page};

use crate::lines::{OrderLine, order_line};
use crate::order::OrderId;
use crate::store::{self, Which};

const PAGE: i64 = 50;

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage {
    shell: Shell,
    /// `open`, `over`, or the number that was looked for.
    shown: String,
    number: String,
    rows: Vec<(OrderLine, String)>,
    more: Option<String>,
}

pub async fn show(ask: Ask) -> Answer {
    let tenant = ask.viewer.tenant;
    let asked = Form::from_encoded(&ask.query);
    let number = asked.value("number").trim().to_owned();
    let which = match (number.is_empty(), asked.value("show")) {
        (false, _) => Which::Number(number.clone()),
        (true, "over") => Which::Over,
        _ => Which::Open,
    };
    let before: Option<OrderId> = asked.value("before").parse().ok();
    let mut tx = ask.app.db.read().await?;
    let mut orders = store::list(&mut tx, tenant, &which, before, PAGE + 1).await?;
    let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let further = orders.len() > shown;
    orders.truncate(shown);
    let word = match which {
        Which::Over => "over",
        Which::Open | Which::Number(_) => "open",
    };
    let more = orders.last().filter(|_| further).map(|last| {
        let number = encoded(&number);
        format!("/orders?show={word}&number={number}&before={}", last.id)
    });
    let cases: Vec<CaseId> = orders.iter().map(|one| one.case).collect();
    let known = tongli_cases::numbers_among(&mut tx, &ask.viewer, cases).await?;
    drop(tx);
    let shell = Shell::new(&ask, Said::new("orders-title"));
    // A page may be short by what the viewer may not know of.
    let rows = orders
        .iter()
        .filter_map(|one| {
            let case = known.get(&one.case)?;
            Some((order_line(&shell, one), case.clone()))
        })
        .collect();
    page(&ListPage {
        shell,
        shown: word.to_owned(),
        number,
        rows,
        more,
    })
}
