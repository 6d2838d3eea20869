//! A running house for a test: real HTTP on a free port, a clock that obeys.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use reqwest::{Client, Method, RequestBuilder, Response, redirect};
use tongli::Assembled;
use tongli::assemble::{assemble, connect, prepare};
use tongli::config::Config;
use tongli::demo::DemoAccount;
use tongli_feature::{Running, run_due, run_forever};
use tongli_kernel::{Chance, Moment, OsChance, SetClock};
use tongli_store::testing::{TestDb, fresh};
use tongli_store::{Db, DbUrl, Engine, history};

pub const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

pub struct House {
    pub app: tongli_web::App,
    pub clock: Arc<SetClock>,
    pub url: String,
    rounds: Vec<tongli_feature::Round>,
    accounts: BTreeMap<String, DemoAccount>,
    config: Config,
    serving: tokio::task::JoinHandle<()>,
    /// The last server on it takes the database and the folder away.
    ground: Arc<Ground>,
}

/// A house that serves nobody, on a database of another one: its keys are lost, so what
/// is sealed there stays closed.
pub async fn assembled_on(db: Db) -> Assembled {
    let folder =
        std::env::temp_dir().join(format!("tongli-on-{}", (&OsChance as &dyn Chance).secret()));
    let config = Config {
        data: folder.clone(),
        database: DbUrl::Sqlite(folder.join("unused.db")),
        listen: "127.0.0.1:0".parse().unwrap(),
        public_url: "http://localhost".to_owned(),
        key_file: folder.join("tongli.keys"),
        seal_suite: tongli_store::seal::Suite::Aes,
        timezone: "Asia/Shanghai".to_owned(),
        trusted_proxies: Vec::new(),
    };
    let keys = prepare(&config, &OsChance).unwrap();
    let clock = Arc::new(SetClock::at(moment_of("2026-11-27 09:00")));
    let house = assemble(&config, db, keys, clock, Arc::new(OsChance))
        .await
        .unwrap();
    std::fs::remove_dir_all(folder).unwrap();
    house
}

/// What several servers of one hospital stand on.
struct Ground {
    folder: PathBuf,
    db: TestDb,
}

impl Drop for Ground {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl House {
    /// A furnished demo hospital at a moment such as `2026-09-28 09:12`.
    pub async fn at(engine: Engine, moment: &str) -> House {
        let test = fresh(engine, &tongli::features::migrations()).await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let folder = std::env::temp_dir().join(format!("tongli-house-{}", address.port()));
        let config = Config {
            data: folder.clone(),
            database: test.url.clone(),
            listen: address,
            public_url: format!("http://{address}"),
            key_file: folder.join("tongli.keys"),
            seal_suite: tongli_store::seal::Suite::Aes,
            timezone: "Asia/Shanghai".to_owned(),
            trusted_proxies: Vec::new(),
        };
        let clock = Arc::new(SetClock::at(moment_of(moment)));
        let ground = Arc::new(Ground { folder, db: test });
        let db = ground.db.db.clone();
        let mut house = House::serve(listener, config, db, clock, ground).await;
        house.accounts = tongli::demo::furnish(&house.app)
            .await
            .unwrap()
            .into_iter()
            .map(|account| (account.login.clone(), account))
            .collect();
        house
    }

    /// A second server of the same hospital: its own pool and number, the same
    /// database, keys, files and clock.
    pub async fn beside(first: &House) -> House {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let config = Config {
            listen: listener.local_addr().unwrap(),
            ..first.config.clone()
        };
        let db = connect(&config).await.unwrap();
        let (clock, ground) = (first.clock.clone(), first.ground.clone());
        let mut house = House::serve(listener, config, db, clock, ground).await;
        house.accounts = first.accounts.clone();
        house
    }

    async fn serve(
        listener: tokio::net::TcpListener,
        config: Config,
        db: Db,
        clock: Arc<SetClock>,
        ground: Arc<Ground>,
    ) -> House {
        let keys = prepare(&config, &OsChance).unwrap();
        let chance = Arc::new(OsChance);
        let assembled: Assembled = assemble(&config, db, keys, clock.clone(), chance)
            .await
            .unwrap();
        let site = assembled
            .router()
            .into_make_service_with_connect_info::<SocketAddr>();
        let serving = tokio::spawn(async move {
            axum::serve(listener, site).await.unwrap();
        });
        House {
            app: assembled.app.clone(),
            clock,
            url: format!("http://{}", config.listen),
            rounds: assembled.rounds.clone(),
            accounts: BTreeMap::new(),
            config,
            serving,
            ground,
        }
    }

    /// Where the data of this house lies.
    pub fn database(&self) -> &DbUrl {
        &self.config.database
    }

    pub fn folder(&self) -> &Path {
        &self.config.data
    }

    pub fn account(&self, login: &str) -> &DemoAccount {
        &self.accounts[login]
    }

    pub fn accounts(&self) -> impl Iterator<Item = &DemoAccount> {
        self.accounts.values()
    }

    /// Time moves; rounds do not run by themselves.
    pub fn clock_to(&self, moment: &str) {
        self.clock.set(moment_of(moment));
    }

    /// Runs every round that is due, until none is: one may leave work for another.
    pub async fn rounds(&self) {
        for _ in 0..20 {
            if run_due(&self.app, &self.rounds).await == 0 {
                return;
            }
        }
        panic!("the rounds never come to rest");
    }

    /// The rounds as a serving process runs them, until they are stopped.
    pub fn rounds_by_themselves(&self) -> Running {
        run_forever(&self.app, &self.rounds)
    }

    /// A program that speaks with a person's token.
    pub fn program(&self, login: &str) -> Program<'_> {
        Program {
            house: self,
            client: plain_client(),
            token: self.account(login).token.clone(),
        }
    }

    /// A browser in which nobody has signed in.
    pub fn browser(&self) -> Browser<'_> {
        Browser {
            house: self,
            client: plain_client(),
            csrf: String::new(),
        }
    }

    /// A browser in which a person has signed in.
    pub async fn signed_in(&self, login: &str) -> Browser<'_> {
        let mut browser = self.browser();
        let account = self.account(login);
        let answer = browser
            .post(
                "/sign-in",
                &[
                    ("login", account.login.as_str()),
                    ("password", &account.password),
                ],
            )
            .await;
        assert_eq!(answer.status(), 303, "{login} signs in");
        let page = browser.get("/me").await.text().await.unwrap();
        browser.csrf = between(&page, "name=\"_csrf\" value=\"", "\"").to_owned();
        browser
    }

    /// Every history verifies.
    pub async fn chains_hold(&self) {
        let mut tx = self.app.db.read().await.unwrap();
        let checked = history::check_all(&mut tx, self.app.tenant, |_| {})
            .await
            .unwrap();
        assert!(checked.links > 0);
        assert_eq!(checked.flaws, vec![]);
    }
}

fn plain_client() -> Client {
    Client::builder()
        .redirect(redirect::Policy::none())
        .cookie_store(true)
        .build()
        .unwrap()
}

/// `2026-09-28 09:12`, hospital time.
pub fn moment_of(text: &str) -> Moment {
    Moment::from_rfc3339(&format!("{}:00+08:00", text.replacen(' ', "T", 1))).unwrap()
}

/// The text between two marks.
pub fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let rest = text
        .split_once(before)
        .unwrap_or_else(|| panic!("{before:?} is not in the page:\n{text}"))
        .1;
    rest.split_once(after).unwrap().0
}

pub struct Browser<'h> {
    house: &'h House,
    client: Client,
    csrf: String,
}

impl Browser<'_> {
    /// What a form of this session carries.
    pub fn csrf(&self) -> &str {
        &self.csrf
    }

    pub async fn get(&self, path: &str) -> Response {
        self.ask(Method::GET, path).send().await.unwrap()
    }

    pub fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.house.url))
            .header("accept-language", "zh-CN")
    }

    /// Any method, with the session's token.
    pub fn change(&self, method: Method, path: &str) -> RequestBuilder {
        self.ask(method, path).header("x-csrf-token", &self.csrf)
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let mut fields = fields.to_vec();
        fields.push(("_csrf", &self.csrf));
        self.ask(Method::POST, path)
            .form(&fields)
            .send()
            .await
            .unwrap()
    }
}

pub struct Program<'h> {
    house: &'h House,
    client: Client,
    token: String,
}

impl Program<'_> {
    pub fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}/api/v1{path}", self.house.url))
            .header("accept-language", "zh-CN")
            .bearer_auth(&self.token)
    }

    pub async fn get(&self, path: &str) -> (u16, serde_json::Value) {
        answered(self.ask(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: serde_json::Value) -> (u16, serde_json::Value) {
        answered(self.ask(Method::POST, path).json(&body)).await
    }
}

pub async fn answered(request: RequestBuilder) -> (u16, serde_json::Value) {
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or_default())
}
