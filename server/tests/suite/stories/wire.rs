//! What goes wrong on the wire: every refusal is a page or a problem with words, its
//! own status and a reference.

use std::net::SocketAddr;
use std::time::Duration;

use reqwest::{Method, Response, multipart};
use tongli_store::Engine;
use tongli_web::{Ask, Guard, Routes, with_layers_within};

use crate::house::{House, answered};

/// A page in words that shows the reference of its answer.
async fn is_worded(answer: Response, status: u16) {
    let address = answer.url().to_string();
    assert_eq!(answer.status(), status, "{address}");
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    let (kind, reference) = (header("content-type"), header("x-reference"));
    assert!(kind.starts_with("text/html"), "{address}: {kind}");
    let page = answer.text().await.unwrap();
    assert!(page.contains(&reference), "{address}: {page}");
}

#[tokio::test]
async fn an_address_that_does_not_parse_is_a_page_that_is_not_there() {
    let house = House::at(Engine::Sqlite, "2026-09-28 09:12").await;
    let desk = house.signed_in("coordinator").await;
    for path in ["/nowhere", "/statements/x", "/cases/x"] {
        is_worded(desk.get(path).await, 404).await;
    }
    let admin = house.signed_in("system-admin").await;
    for path in ["/admin/staff/x", "/admin/departments/x"] {
        is_worded(admin.get(path).await, 404).await;
    }
}

#[tokio::test]
async fn a_method_that_no_route_has_is_told_alike_by_status_and_document() {
    let house = House::at(Engine::Sqlite, "2026-09-28 09:12").await;
    let desk = house.signed_in("receptionist").await;
    is_worded(desk.post("/healthz", &[]).await, 405).await;
    let program = house.program("receptionist");
    let (status, problem) = answered(program.ask(Method::DELETE, "/cases")).await;
    assert_eq!((status, problem["status"].as_u64()), (405, Some(405)));
    assert_eq!(problem["type"], "urn:tongli:wrong-method");
}

#[tokio::test]
async fn what_is_too_large_is_refused_with_words_whatever_its_form() {
    let house = House::at(Engine::Sqlite, "2026-09-28 09:12").await;
    let desk = house.signed_in("receptionist").await;
    let large = "x".repeat(5 * 1024 * 1024 / 2);
    is_worded(desk.post("/cases/new", &[("narrative", &large)]).await, 413).await;
    let file = multipart::Part::bytes(vec![b'x'; 33 * 1024 * 1024]).file_name("a.pdf");
    let form = multipart::Form::new().part("file", file);
    let sent = desk
        .ask(Method::POST, "/cases/TS20260928-0001/files")
        .multipart(form);
    is_worded(sent.send().await.unwrap(), 413).await;
    let program = house.program("receptionist");
    let body = "x".repeat(33 * 1024 * 1024);
    let (status, problem) = answered(program.ask(Method::POST, "/cases").body(body)).await;
    assert_eq!((status, problem["status"].as_u64()), (413, Some(413)));
}

#[tokio::test]
async fn an_answer_that_takes_too_long_is_cut_off_with_words() {
    async fn never(_: Ask) -> &'static str {
        std::future::pending().await
    }
    let house = House::at(Engine::Sqlite, "2026-09-28 09:12").await;
    let routes =
        Routes::new()
            .get("/slow", Guard::Open, never)
            .get("/api/slow", Guard::Open, never);
    let site = with_layers_within(house.app.clone(), routes, Duration::from_millis(50));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move {
        let site = site.into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, site).await.unwrap();
    });
    is_worded(reqwest::get(format!("{url}/slow")).await.unwrap(), 503).await;
    let (status, problem) = answered(reqwest::Client::new().get(format!("{url}/api/slow"))).await;
    assert_eq!((status, problem["status"].as_u64()), (503, Some(503)));
    serving.abort();
}
