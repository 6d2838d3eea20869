//! A demo hospital as a hospital has it: the program itself, called and served.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use serde_json::Value as Json;
use tongli_store::DbUrl;

use crate::machine::{breathe, peak_of};
use crate::place::Place;
use crate::stopwatch::Stopwatch;

/// The program beside one database, not served.
pub struct Hospital {
    program: PathBuf,
    data: PathBuf,
    database: String,
}

/// What a hospital is called that stays as it was filled.
const KEPT: &str = "kept";

/// The same while it is served; it ends with this value.
pub struct Served {
    child: Child,
    /// Where it answers.
    pub door: String,
    /// From the call of the program to its first answer.
    pub started_in: Duration,
}

impl Hospital {
    /// The program beside a database of this name.
    pub fn at(place: &Place, name: &str) -> anyhow::Result<Hospital> {
        let database = match place.url(name) {
            DbUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
            DbUrl::Postgres(url) => url,
        };
        // `scripts/bench` builds both into one folder.
        let program = std::env::current_exe()?.with_file_name("tongli");
        ensure!(program.exists(), "{} is not built", program.display());
        Ok(Hospital {
            program,
            data: place.folder.clone(),
            database,
        })
    }

    /// Fills it with so many matters, or copies one that was filled and kept before.
    pub async fn found(&self, place: &Place, name: &str, cases: u64) -> anyhow::Result<()> {
        if !place.is_kept {
            return self.fill(place, name, cases).await;
        }
        if !place.is_filled() {
            Hospital::at(place, KEPT)?.fill(place, KEPT, cases).await?;
        }
        place.copy(KEPT, name).await?;
        self.run(&["migrate"]).await.map(|_| ())
    }

    async fn fill(&self, place: &Place, name: &str, cases: u64) -> anyhow::Result<()> {
        place.clear(name).await?;
        place.create(name).await?;
        self.run(&["migrate"]).await?;
        self.run(&["demo"]).await?;
        let fill = ["demo", "fill", "--cases", &cases.to_string()];
        let (took, _) = self.run(&fill).await?;
        place.note_filled(took)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .env("TONGLI_DATA", &self.data)
            .env("TONGLI_DATABASE", &self.database)
            .env("TONGLI_LANG", "en")
            .env("RUST_LOG", "error");
        command
    }

    /// Runs a command to its good end; answers how long it took and the most memory it
    /// used, in KiB.
    pub async fn run(&self, arguments: &[&str]) -> anyhow::Result<(Duration, u64)> {
        let watch = Stopwatch::start();
        let mut child = self
            .command(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let id = child.id();
        let mut most = 0;
        let ended = loop {
            most = most.max(peak_of(id));
            match child.try_wait()? {
                Some(ended) => break ended,
                None => breathe(20).await,
            }
        };
        ensure!(ended.success(), "`tongli {}` failed", arguments.join(" "));
        Ok((watch.read(), most))
    }

    /// Starts it, and waits for its first answer.
    pub async fn serve(&self) -> anyhow::Result<Served> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?
            .local_addr()?
            .port();
        let listen = format!("127.0.0.1:{port}");
        let watch = Stopwatch::start();
        let mut child = self
            .command(&["serve"])
            .env("TONGLI_LISTEN", &listen)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut line = String::new();
        let said = child.stdout.take().context("the program's output")?;
        BufReader::new(said).read_line(&mut line)?;
        let mut served = Served {
            child,
            door: format!("http://{listen}"),
            started_in: Duration::ZERO,
        };
        let first = reqwest::get(format!("{}/readyz", served.door)).await?;
        ensure!(first.status().is_success(), "it is not ready: {line}");
        served.started_in = watch.read();
        Ok(served)
    }

    /// The secret of a demo account: `password` or `token`.
    pub fn secret(&self, login: &str, which: &str) -> anyhow::Result<String> {
        let text = std::fs::read_to_string(self.data.join("demo-accounts.json"))?;
        let accounts: Vec<Json> = serde_json::from_str(&text)?;
        for account in accounts {
            if account["login"] == login
                && let Some(secret) = account[which].as_str()
            {
                return Ok(secret.to_owned());
            }
        }
        bail!("the demo has no account {login}")
    }

    /// A person who has signed in.
    pub async fn browser(&self, served: &Served, login: &str) -> anyhow::Result<reqwest::Client> {
        let client = reqwest::Client::builder()
            .cookie_store(true)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        let password = self.secret(login, "password")?;
        let answer = client
            .post(format!("{}/sign-in", served.door))
            .form(&[("login", login), ("password", &password)])
            .send()
            .await?;
        ensure!(answer.status().as_u16() == 303, "{login} cannot sign in");
        Ok(client)
    }

    /// A program that works for somebody.
    pub fn robot(&self, served: &Served, login: &str) -> anyhow::Result<Robot> {
        Ok(Robot {
            client: reqwest::Client::new(),
            door: served.door.clone(),
            token: self.secret(login, "token")?,
        })
    }
}

impl Served {
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Speaks to the API.
#[derive(Clone)]
pub struct Robot {
    client: reqwest::Client,
    door: String,
    token: String,
}

impl Robot {
    pub async fn get(&self, path: &str) -> anyhow::Result<Json> {
        let asked = self.client.get(format!("{}{path}", self.door));
        self.told(path, asked).await
    }

    pub async fn post(&self, path: &str, body: &Json) -> anyhow::Result<Json> {
        let asked = self.client.post(format!("{}{path}", self.door)).json(body);
        self.told(path, asked).await
    }

    /// Takes a matter down under the caller's own key.
    pub async fn register(&self, key: &str, body: &Json) -> anyhow::Result<Json> {
        let path = "/api/v1/cases";
        let asked = self.client.post(format!("{}{path}", self.door));
        self.told(path, asked.header("idempotency-key", key).json(body))
            .await
    }

    /// A file, whole; answers how many bytes it has.
    pub async fn fetch(&self, path: &str) -> anyhow::Result<usize> {
        let asked = self.client.get(format!("{}{path}", self.door));
        let answer = asked.bearer_auth(&self.token).send().await?;
        ensure!(answer.status().is_success(), "{path}: {}", answer.status());
        Ok(answer.bytes().await?.len())
    }

    async fn told(&self, path: &str, asked: reqwest::RequestBuilder) -> anyhow::Result<Json> {
        let answer = asked.bearer_auth(&self.token).send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        ensure!(status.is_success(), "{path}: {status} {text}");
        Ok(serde_json::from_str(&text).unwrap_or(Json::Null))
    }
}
