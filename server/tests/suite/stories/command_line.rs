//! The operator's command line, as a process.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use tongli_kernel::{Chance, OsChance};
use tongli_store::testing::fresh;
use tongli_store::{DbUrl, Engine};

/// A data folder of its own, removed at the end.
pub(super) struct Desk {
    pub(super) data: PathBuf,
    /// The database, where it is not the one in the folder.
    database: Option<String>,
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.data);
    }
}

impl Desk {
    pub(super) fn new() -> Desk {
        let chance: &dyn Chance = &OsChance;
        let name = format!("tongli-desk-{}", &chance.secret()[..12]);
        Desk {
            data: std::env::temp_dir().join(name),
            database: None,
        }
    }

    /// The same on another database.
    pub(super) fn on(url: &DbUrl) -> Desk {
        let database = match url {
            DbUrl::Postgres(url) => Some(url.clone()),
            DbUrl::Sqlite(_) => None,
        };
        let mut desk = Desk::new();
        desk.database = database;
        desk
    }

    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tongli"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("TONGLI_")) {
            command.env_remove(name);
        }
        command
            .args(arguments)
            .env("TONGLI_DATA", &self.data)
            .env("TONGLI_LANG", "en")
            .env("RUST_LOG", "warn");
        if let Some(database) = &self.database {
            command.env("TONGLI_DATABASE", database);
        }
        command
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    pub(super) fn run_with_input(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that refuses its arguments reads nothing.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }
}

pub(super) fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub(super) fn complaint(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_due_day_is_printed_alone_without_any_configuration() {
    let desk = Desk::new();
    let output = desk.run(&["calendar", "due", "--from", "2026-09-30", "--workdays", "5"]);
    assert_eq!(out(&output), "2026-10-13\n");
    assert_eq!(complaint(&output), "");
    assert_eq!(output.status.code(), Some(0));
    assert!(!desk.data.exists(), "nothing is written for a question");
}

#[test]
fn a_day_nobody_knows_is_said_on_standard_error_with_code_3() {
    let output = Desk::new().run(&["calendar", "due", "--from", "2026-12-29", "--workdays", "5"]);
    assert_eq!(out(&output), "");
    assert!(complaint(&output).contains("2027"));
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn wrong_usage_is_code_2_and_so_is_a_wrong_day() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["calendar", "due"]).status.code(), Some(2));
    assert_eq!(desk.run(&["dance"]).status.code(), Some(2));
    let output = desk.run(&["calendar", "due", "--from", "2026-13-01", "--workdays", "5"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(complaint(&output).contains("2026-13-01"));
    let many = desk.run(&[
        "calendar",
        "due",
        "--from",
        "2026-09-30",
        "--workdays",
        "9999",
    ]);
    assert_eq!(many.status.code(), Some(2));
}

#[test]
fn an_unknown_setting_refuses_to_start() {
    let desk = Desk::new();
    let output = desk
        .command(&["check"])
        .env("TONGLI_LISTN", "x")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(complaint(&output).contains("TONGLI_LISTN"));
}

#[test]
fn the_demo_hospital_is_made_once_and_its_passwords_are_private() {
    let desk = Desk::new();
    let first = desk.run(&["demo"]);
    assert_eq!(first.status.code(), Some(0), "{}", complaint(&first));
    let path = desk.data.join("demo-accounts.json");
    let accounts = std::fs::read_to_string(&path).unwrap();
    let parsed: Vec<serde_json::Value> = serde_json::from_str(&accounts).unwrap();
    assert!(parsed.iter().any(|one| one["login"] == "receptionist"
        && one["role"] == "receptionist"
        && one["password"].as_str().unwrap().len() >= 12
        && one["token"].is_string()));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let again = desk.run(&["demo"]);
    assert_eq!(again.status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), accounts);
    let fresh = desk.run(&["demo", "--fresh"]);
    assert_eq!(fresh.status.code(), Some(0), "{}", complaint(&fresh));
    assert_ne!(std::fs::read_to_string(&path).unwrap(), accounts);
}

#[test]
fn accounts_are_added_listed_and_disabled() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["demo"]).status.code(), Some(0));
    let add = [
        "user",
        "add",
        "newcomer",
        "--role",
        "receptionist",
        "--department",
        "GT",
        "--password-stdin",
    ];
    let output = desk.run_with_input(&add, "a long enough secret\n");
    assert_eq!(output.status.code(), Some(0), "{}", complaint(&output));
    assert_eq!(
        desk.run_with_input(&add, "a long enough secret\n")
            .status
            .code(),
        Some(1),
        "a login is given once"
    );
    let token = desk.run(&["token", "create", "--user", "newcomer"]);
    assert_eq!(out(&token).lines().count(), 1);
    assert!(out(&token).trim().len() >= 32);
    assert!(out(&desk.run(&["user", "list"])).contains("newcomer\t"));
    assert_eq!(
        desk.run(&["user", "disable", "newcomer"]).status.code(),
        Some(0)
    );
    let list = out(&desk.run(&["user", "list"]));
    assert!(
        list.lines()
            .any(|line| line.starts_with("newcomer") && line.ends_with("disabled"))
    );
    assert_eq!(
        desk.run(&["user", "disable", "nobody"]).status.code(),
        Some(1)
    );
}

#[test]
fn a_backup_is_proved_and_restored() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["demo"]).status.code(), Some(0));
    let archive = desk.data.join("backup.tar");
    let file = archive.to_str().unwrap();
    let made = desk.run(&["backup", file]);
    assert_eq!(made.status.code(), Some(0), "{}", complaint(&made));
    assert_eq!(
        desk.run(&["backup", file]).status.code(),
        Some(1),
        "never over an old one"
    );
    assert_eq!(
        desk.run(&["restore", file, "--verify"]).status.code(),
        Some(0)
    );
    assert_eq!(
        desk.run(&["restore", file]).status.code(),
        Some(1),
        "not over a living one"
    );

    let other = Desk::new();
    std::fs::create_dir_all(&other.data).unwrap();
    std::fs::copy(
        desk.data.join("tongli.keys"),
        other.data.join("tongli.keys"),
    )
    .unwrap();
    let restored = other.run(&["restore", file]);
    assert_eq!(restored.status.code(), Some(0), "{}", complaint(&restored));
    assert!(out(&other.run(&["user", "list"])).contains("receptionist\t"));
    assert_eq!(other.run(&["check"]).status.code(), Some(0));

    let mut bytes = std::fs::read(&archive).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    std::fs::write(&archive, bytes).unwrap();
    assert_eq!(
        desk.run(&["restore", file, "--verify"]).status.code(),
        Some(1)
    );
}

#[test]
fn cases_are_exported_to_a_file_that_is_never_overwritten() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["demo"]).status.code(), Some(0));
    let path = desk.data.join("cases.csv");
    let export = [
        "export",
        "cases",
        "--format",
        "csv",
        "--out",
        path.to_str().unwrap(),
    ];
    let first = desk.run(&export);
    assert_eq!(first.status.code(), Some(0), "{}", complaint(&first));
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("\u{feff}Number,Kind,Stage,"), "{text}");
    assert_eq!(text.lines().count(), 1 + 7, "a head and the demo's matters");
    assert!(!text.contains("13800000001"), "nobody's telephone leaves");
    assert!(!desk.data.join("cases.csv.half").exists());
    let again = desk.run(&export);
    assert_eq!(again.status.code(), Some(1));
    assert!(complaint(&again).contains("cases.csv"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

/// Serves and waits until it says so.
pub(super) fn serving(desk: &Desk, more: &[(&str, &str)]) -> (Child, String) {
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let listen = format!("127.0.0.1:{port}");
    let mut command = desk.command(&["serve"]);
    command
        .env("TONGLI_LISTEN", &listen)
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    for (name, value) in more {
        command.env(name, value);
    }
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    assert!(line.contains(&listen), "{line}");
    (child, format!("http://{listen}"))
}

#[tokio::test]
async fn a_server_says_that_it_is_well_and_stops_when_asked() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["demo"]).status.code(), Some(0));
    let (mut child, url) = serving(&desk, &[]);
    for (path, says) in [("/healthz", "ok\n"), ("/readyz", "ready\n")] {
        let answer = reqwest::get(format!("{url}{path}")).await.unwrap();
        assert_eq!(answer.text().await.unwrap(), says);
    }
    let figures = reqwest::get(format!("{url}/metrics")).await.unwrap();
    assert!(
        figures
            .text()
            .await
            .unwrap()
            .contains("tongli_requests_total")
    );
    let proxied = reqwest::Client::new()
        .get(format!("{url}/metrics"))
        .header("x-forwarded-for", "127.0.0.1")
        .send()
        .await
        .unwrap();
    assert_eq!(
        proxied.status(),
        404,
        "a proxy's readers are not of this machine"
    );
    let stop = Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(stop.success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[tokio::test]
async fn an_old_schema_on_postgresql_is_refused_and_migrate_is_named() {
    let database = fresh(Engine::Postgres, &[]).await;
    let desk = Desk::on(&database.url);
    let with_database = |arguments: &[&str]| {
        desk.command(arguments)
            .env("TONGLI_LISTEN", "127.0.0.1:0")
            .output()
            .unwrap()
    };
    let refused = with_database(&["serve"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(complaint(&refused).contains("tongli migrate"));
    assert_eq!(with_database(&["migrate"]).status.code(), Some(0));
    assert_eq!(with_database(&["migrate"]).status.code(), Some(0));
    assert_eq!(with_database(&["check"]).status.code(), Some(0));
    assert_eq!(with_database(&["demo"]).status.code(), Some(0));
    let accounts = std::fs::read_to_string(desk.data.join("demo-accounts.json")).unwrap();
    let anew = with_database(&["demo", "--fresh"]);
    assert_eq!(anew.status.code(), Some(0), "{}", complaint(&anew));
    let others = std::fs::read_to_string(desk.data.join("demo-accounts.json")).unwrap();
    assert_ne!(others, accounts);
    assert_eq!(with_database(&["check"]).status.code(), Some(0));
    let no_backup = with_database(&["backup", "/nowhere/backup.tar"]);
    assert_eq!(no_backup.status.code(), Some(1));
    assert!(complaint(&no_backup).contains("pg_dump"));
}
