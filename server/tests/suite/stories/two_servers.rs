//! Servers in trouble: killed again and again under load, one of two dies, the database
//! goes away. What was acknowledged is there, and nothing is done twice.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::process::Child;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tongli_kernel::{Clock, SystemClock};
use tongli_store::testing::{TestDb, fresh};
use tongli_store::{Db, DbUrl, Engine};

use super::command_line::{Desk, serving};
use super::kill::token_of;
use super::lives::complaint;
use super::races::cases_in;
use crate::house::ENGINES;

/// How many people write at once.
const PEOPLE: usize = 6;

/// Longer than any of this takes on a slow machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// What the crowd has lived through so far.
#[derive(Default)]
struct Lived {
    acknowledged: Count,
    /// Answers that say "the database is away, try again".
    put_off: Count,
    /// Whoever has been acknowledged goes home.
    over: AtomicBool,
}

/// What is counted by many and waited for by one.
#[derive(Default)]
struct Count(watch::Sender<usize>);

impl Count {
    fn one_more(&self) {
        self.0.send_modify(|count| *count += 1);
    }

    fn so_far(&self) -> usize {
        *self.0.borrow()
    }

    async fn until(&self, count: usize) {
        let mut seen = self.0.subscribe();
        let enough = seen.wait_for(|so_far| *so_far >= count);
        let waited = tokio::time::timeout(PATIENCE, enough).await;
        assert!(waited.is_ok(), "still waiting for {count}");
    }
}

/// The addresses of the two servers; one that was started anew has another.
type Doors = Arc<[RwLock<String>; 2]>;

/// One person registers one matter after the other, each at whichever server answers and
/// until it is acknowledged.
async fn person(at: usize, token: String, doors: Doors, lived: Arc<Lived>) -> Vec<String> {
    let client = reqwest::Client::new();
    let mut numbers = Vec::new();
    for nth in 0.. {
        if lived.over.load(Ordering::SeqCst) {
            break;
        }
        let key = format!("person-{at}-word-{nth}");
        let begun = SystemClock.now();
        for attempt in at.. {
            let waited = SystemClock.now().millis() - begun.millis();
            assert!(waited < PATIENCE.as_millis() as i64, "{key} is not taken");
            let door = doors[attempt % 2].read().unwrap().clone();
            let asked = client
                .post(format!("{door}/api/v1/cases"))
                .bearer_auth(&token)
                .header("idempotency-key", &key)
                .json(&said(&key));
            // Nobody is there, or went away half-way: nothing was acknowledged.
            let Ok(answer) = asked.send().await else {
                tokio::task::yield_now().await;
                continue;
            };
            let status = answer.status().as_u16();
            let Ok(body) = answer.json::<Value>().await else {
                continue;
            };
            match status {
                201 => {
                    lived.acknowledged.one_more();
                    numbers.push(body["number"].as_str().unwrap().to_owned());
                    break;
                }
                // The same request is still being worked on at the other server.
                409 => {}
                503 => {
                    let title = body["title"].as_str().unwrap_or_default();
                    assert!(!title.is_empty(), "a clear error: {body}");
                    lived.put_off.one_more();
                }
                _ => panic!("{key}: {status} {body}"),
            }
        }
    }
    numbers
}

fn said(key: &str) -> Value {
    let mut body = complaint();
    body["narrative"] = json!(format!("夜间呼叫无人应答，{key}"));
    body
}

type Crowd = Vec<JoinHandle<Vec<String>>>;

struct Office {
    desk: Desk,
    url: DbUrl,
    _empty: TestDb,
    doors: Doors,
    lived: Arc<Lived>,
}

impl Office {
    /// A demo hospital, not served yet.
    async fn on(engine: Engine) -> Office {
        let empty = fresh(engine, &[]).await;
        let desk = Desk::on(&empty.url);
        for command in ["migrate", "demo"] {
            assert_eq!(desk.run(&[command]).status.code(), Some(0), "{command}");
        }
        let url = match engine {
            Engine::Sqlite => DbUrl::Sqlite(desk.data.join("tongli.db")),
            Engine::Postgres => empty.url.clone(),
        };
        Office {
            desk,
            url,
            _empty: empty,
            doors: Arc::default(),
            lived: Arc::default(),
        }
    }

    fn crowd(&self) -> Crowd {
        let logins = ["receptionist", "receptionist-2", "coordinator"];
        (0..PEOPLE)
            .map(|at| {
                let token = token_of(&self.desk, logins[at % logins.len()]);
                let (doors, lived) = (Arc::clone(&self.doors), Arc::clone(&self.lived));
                tokio::spawn(person(at, token, doors, lived))
            })
            .collect()
    }

    fn open(&self, at: &[usize], url: &str) {
        for at in at {
            url.clone_into(&mut self.doors[*at].write().unwrap());
        }
    }

    /// Every acknowledged case is there once, under a number of its own, and each word
    /// was written down once.
    async fn is_whole(&self, before: i64, crowd: Crowd) {
        self.lived.over.store(true, Ordering::SeqCst);
        let mut numbers = Vec::new();
        for one in crowd {
            numbers.extend(one.await.unwrap());
        }
        let each: BTreeSet<&String> = numbers.iter().collect();
        assert_eq!(each.len(), numbers.len(), "no number is given twice");
        let db = Db::open(&self.url).await.unwrap();
        assert_eq!(cases_in(&db).await, before + numbers.len() as i64);
        let mut tx = db.read().await.unwrap();
        let sql = "SELECT number FROM cases";
        let kept: Vec<String> = tx.all(sql, vec![], |row| row.get("number")).await.unwrap();
        for number in &numbers {
            assert!(kept.contains(number), "{number} was acknowledged");
        }
        drop(tx);
        db.close().await;
        let checked = self.desk.run(&["check"]);
        assert_eq!(checked.status.code(), Some(0), "every chain holds");
    }

    async fn cases(&self) -> i64 {
        let db = Db::open(&self.url).await.unwrap();
        let count = cases_in(&db).await;
        db.close().await;
        count
    }
}

fn killed(child: &mut Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

/// How often a server is killed: a few times here, a thousand in `make soak`.
fn rounds() -> usize {
    let rounds = std::env::var("TONGLI_SOAK_ROUNDS").ok();
    rounds.map_or(3, |rounds| rounds.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_killed_again_and_again_under_load_forgets_nothing() {
    for engine in ENGINES {
        let office = Office::on(engine).await;
        let before = office.cases().await;
        let (mut child, url) = serving(&office.desk, &[]);
        office.open(&[0, 1], &url);
        let crowd = office.crowd();
        let lived = &office.lived;
        for _ in 0..rounds() {
            let so_far = lived.acknowledged.so_far();
            lived.acknowledged.until(so_far + PEOPLE).await;
            killed(&mut child);
            let (anew, url) = serving(&office.desk, &[]);
            child = anew;
            office.open(&[0, 1], &url);
        }
        lived.over.store(true, Ordering::SeqCst);
        office.is_whole(before, crowd).await;
        killed(&mut child);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_two_servers_dies_under_load_and_comes_back() {
    let office = Office::on(Engine::Postgres).await;
    let before = office.cases().await;
    let (mut first, url) = serving(&office.desk, &[]);
    office.open(&[0], &url);
    let (mut second, url) = serving(&office.desk, &[]);
    office.open(&[1], &url);
    let crowd = office.crowd();
    let lived = &office.lived;
    lived.acknowledged.until(PEOPLE).await;
    killed(&mut first);
    lived.acknowledged.until(PEOPLE * 2).await;
    let (mut anew, url) = serving(&office.desk, &[]);
    office.open(&[0], &url);
    lived.acknowledged.until(PEOPLE * 3).await;
    office.is_whole(before, crowd).await;
    killed(&mut anew);
    killed(&mut second);
}

/// The way to the database; it can be shut with everybody on it.
struct Way {
    port: u16,
    open: watch::Sender<bool>,
}

impl Way {
    async fn to(target: SocketAddr) -> Way {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (open, seen) = watch::channel(true);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                if *seen.borrow() {
                    tokio::spawn(carry(near, target, seen.clone()));
                }
            }
        });
        Way { port, open }
    }
}

async fn carry(mut near: TcpStream, target: SocketAddr, mut seen: watch::Receiver<bool>) {
    let Ok(mut far) = TcpStream::connect(target).await else {
        return;
    };
    tokio::select! {
        _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
        _ = seen.wait_for(|open| !open) => {}
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_database_goes_away_under_load_and_comes_back() {
    let office = Office::on(Engine::Postgres).await;
    let before = office.cases().await;
    let DbUrl::Postgres(address) = &office.url else {
        unreachable!("asked for PostgreSQL");
    };
    let (head, tail) = address.split_once('@').unwrap();
    let (host, name) = tail.split_once('/').unwrap();
    let way = Way::to(host.parse().unwrap()).await;
    let through = format!("{head}@127.0.0.1:{}/{name}", way.port);
    let set = [("TONGLI_DATABASE", through.as_str())];
    let (mut first, url) = serving(&office.desk, &set);
    office.open(&[0], &url);
    let ready = format!("{url}/readyz");
    let (mut second, url) = serving(&office.desk, &set);
    office.open(&[1], &url);
    let crowd = office.crowd();
    let lived = &office.lived;
    lived.acknowledged.until(PEOPLE).await;
    way.open.send(false).unwrap();
    lived.put_off.until(PEOPLE).await;
    let said = reqwest::get(&ready).await.unwrap();
    assert_eq!(said.status(), 503, "a balancer sends nobody here");
    way.open.send(true).unwrap();
    let so_far = lived.acknowledged.so_far();
    lived.acknowledged.until(so_far + PEOPLE * 2).await;
    let said = reqwest::get(&ready).await.unwrap();
    assert_eq!(said.status(), 200, "it is well again by itself");
    office.is_whole(before, crowd).await;
    killed(&mut first);
    killed(&mut second);
}
