//! The words that are planted, and where.

use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock};

use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use tongli_store::args;
use tracing_subscriber::fmt::MakeWriter;

use crate::house::{House, Program, between};

/// Begins every planted word, and stands nowhere else.
pub const WORD: &str = "紫藤密语";
/// Begins the number of every restricted matter of the day.
pub const NUMBERS: &str = "LJ-20260928";

const TELLS: [&str; 9] = [
    "紫藤密语甲讲述",
    "紫藤密语乙诉求",
    "紫藤密语丙被反映人",
    "紫藤密语丁附件",
    "紫藤密语戊备注",
    "紫藤密语己要求",
    "紫藤密语庚旧讲述",
    "紫藤密语辛旧备注",
    "紫藤密语壬旧附件",
];

pub struct Planted {
    /// Of the restricted matters.
    pub numbers: Vec<String>,
    /// Of everything that hangs on them, as somebody might guess them.
    pub ids: Vec<String>,
    /// Of the ordinary halves.
    pub split: Vec<String>,
    files: Vec<(String, String)>,
}

/// The ordinary half of a case a clue was found in.
pub struct Ordinary {
    number: String,
}

async fn registered(program: &Program<'_>, body: Value) -> String {
    let (status, case) = program.post("/cases", body).await;
    assert_eq!(status, 201, "{case}");
    case["number"].as_str().unwrap().to_owned()
}

async fn attach(program: &Program<'_>, number: &str, name: &str) {
    let file = Part::bytes(b"%PDF-1.7 x".to_vec())
        .file_name(format!("{name}.pdf"))
        .mime_str("application/pdf")
        .unwrap();
    let request = program
        .ask(Method::POST, &format!("/cases/{number}/attach"))
        .multipart(Form::new().part("file", file));
    assert_eq!(request.send().await.unwrap().status(), 200, "{number}");
}

impl Planted {
    /// A case in which a clue is found after notes and files have been added.
    pub async fn in_a_case(house: &House) -> Ordinary {
        let desk = house.program("receptionist");
        let later = registered(
            &desk,
            json!({
                "kind": "complaint", "channel": "visit", "department": "GK2",
                "narrative": "等了三小时。紫藤密语庚旧讲述",
                "contact": {"name": "何一鸣", "phone": "13800000001"},
                "allegations": [
                    {"category": "T05", "departments": ["GK2"], "text": "等候三小时"},
                    {"departments": ["GK2"], "text": "紫藤密语庚旧讲述一条"}
                ]
            }),
        )
        .await;
        let owner = house.program("coordinator");
        let note = json!({"text": "紫藤密语辛旧备注", "visibility": "private"});
        owner.post(&format!("/cases/{later}/note"), note).await;
        attach(&owner, &later, "紫藤密语壬旧附件").await;
        house.clock_to("2026-09-28 09:20");
        find_clue(house, &later).await;
        sign_all(house, 1).await;
        Ordinary { number: later }
    }

    /// By program and by the public page, nothing but a clue each; all are signed for.
    pub async fn alone(house: &House, ordinary: Ordinary) -> Planted {
        let alone = registered(
            &house.program("receptionist-2"),
            json!({
                "kind": "complaint", "channel": "phone", "urgency": "urgent",
                "narrative": "紫藤密语甲讲述", "demand": "紫藤密语己要求",
                "contact": {"phone": "13800000002"},
                "allegations": [{
                    "category": "T09", "departments": ["GK2"], "text": "紫藤密语乙诉求",
                    "respondents": ["紫藤密语丙被反映人"]
                }]
            }),
        )
        .await;
        assert!(alone.starts_with(NUMBERS), "{alone}");
        public_clue(house).await;
        let numbers = sign_all(house, 3).await;
        let (ids, files) = hanging_on(house, &numbers).await;
        Planted {
            numbers,
            ids,
            split: vec![ordinary.number],
            files,
        }
    }

    pub fn words(&self) -> Vec<String> {
        let tells = TELLS.iter().map(|word| (*word).to_owned());
        tells.chain(self.numbers.iter().cloned()).collect()
    }

    /// Where a list would lead.
    pub fn paths(&self) -> Vec<String> {
        let paths = self
            .numbers
            .iter()
            .map(|number| format!("href=\"/cases/{number}"));
        paths.collect()
    }

    /// Files of matters, under their own number.
    pub fn files(&self) -> Vec<(String, String)> {
        self.files.clone()
    }

    /// What checks the machine names no matter, even where its index is broken.
    pub async fn machine_says_nothing(&self, house: &House) {
        let tenant = house.app.tenant;
        house
            .app
            .db
            .write(async |tx| {
                let broken = "UPDATE search_rows SET digest = '' WHERE id IN
                              (SELECT id FROM cases WHERE confidentiality = 2)";
                tx.run(broken, args![]).await?;
                let astray = "UPDATE work_items SET due_at = 1 WHERE closed_at IS NULL
                              AND path LIKE '/cases/LJ-%'";
                tx.run(astray, args![]).await?;
                Ok(())
            })
            .await
            .unwrap();
        let mut tx = house.app.db.read().await.unwrap();
        let page = tongli_cases::check_index(&mut tx, &house.app, None)
            .await
            .unwrap();
        assert!(page.flaws.len() >= 3, "the check looks at them");
        assert!(page.flaws.iter().all(|(number, _)| !number.contains("LJ")));
        let astray = tongli_work::astray(&mut tx, tenant).await.unwrap();
        assert!(!astray.is_empty() && astray.iter().all(|label| !label.contains("LJ")));
    }
}

/// The discipline officer reads, adds and signs for whatever is not signed for yet.
async fn sign_all(house: &House, wanted: usize) -> Vec<String> {
    let discipline = house.program("discipline");
    let (_, all) = discipline.get(&format!("/cases?q={NUMBERS}")).await;
    let numbers: Vec<String> = all["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["number"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(numbers.len(), wanted, "{all}");
    for number in &numbers {
        let (_, case) = discipline.get(&format!("/cases/{number}")).await;
        if case["stage"] != "registered" {
            continue;
        }
        let note = json!({"text": "紫藤密语戊备注", "visibility": "private"});
        discipline
            .post(&format!("/cases/{number}/note"), note)
            .await;
        attach(&discipline, number, "紫藤密语丁附件").await;
        let version = json!({"version": case["version"]});
        let path = format!("/cases/{number}/receive");
        let (status, done) = discipline.post(&path, version).await;
        assert_eq!(status, 200, "{done}");
    }
    house.rounds().await;
    numbers
}

/// Classes an allegation as a matter of ethics, on the form.
async fn find_clue(house: &House, number: &str) {
    let browser = house.signed_in("coordinator").await;
    let path = format!("/cases/{number}/amend");
    let page = browser.get(&path).await.text().await.unwrap();
    let version = between(&page, "name=\"version\" value=\"", "\"").to_owned();
    let ids: Vec<String> = [0, 1]
        .map(|at| {
            let mark = format!("name=\"allegations[{at}].id\" value=\"");
            between(&page, &mark, "\"").to_owned()
        })
        .to_vec();
    let done = browser
        .post(
            &path,
            &[
                ("version", &version),
                ("channel", "visit"),
                ("urgency", "ordinary"),
                ("already_in_court", "none"),
                ("department", "GK2"),
                ("allegations[0].id", &ids[0]),
                ("allegations[0].text", "等候三小时"),
                ("allegations[0].category", "T05"),
                ("allegations[0].departments", "GK2"),
                ("allegations[1].id", &ids[1]),
                ("allegations[1].text", "紫藤密语庚旧讲述一条"),
                ("allegations[1].category", "T09"),
                ("allegations[1].departments", "GK2"),
                ("allegations[1].respondents", "紫藤密语丙被反映人"),
            ],
        )
        .await;
    assert_eq!(done.status(), 303, "{}", done.text().await.unwrap());
}

/// Somebody in a corridor writes nothing but a clue.
async fn public_clue(house: &House) {
    let browser = house.browser();
    let page = browser.get("/r").await.text().await.unwrap();
    let key = between(&page, "name=\"form_key\" value=\"", "\"").to_owned();
    let csrf = between(&page, "name=\"_csrf\" value=\"", "\"").to_owned();
    let fields = [
        ("_csrf", csrf.as_str()),
        ("form_key", &key),
        ("kind", "complaint"),
        ("clue", "紫藤密语甲讲述"),
        ("department", "GK2"),
        ("reply", "none"),
    ];
    let request = browser.ask(Method::POST, "/r").form(&fields);
    let sent = request.send().await.unwrap();
    assert_eq!(sent.status(), 303, "{}", sent.text().await.unwrap());
}

/// The ids of matters, notes, files, allegations, clocks, items and messages.
async fn hanging_on(house: &House, numbers: &[String]) -> (Vec<String>, Vec<(String, String)>) {
    let mut tx = house.app.db.read().await.unwrap();
    let (mut ids, mut files) = (vec!["1".to_owned()], Vec::new());
    for number in numbers {
        let case: i64 = tx
            .find(
                "SELECT id FROM cases WHERE number = $1",
                args![number],
                |row| row.get("id"),
            )
            .await
            .unwrap()
            .unwrap();
        ids.push(case.to_string());
        for sql in [
            "SELECT id FROM case_notes WHERE case_id = $1",
            "SELECT id FROM case_allegations WHERE case_id = $1",
            "SELECT id FROM clocks WHERE subject_id = $1",
            "SELECT id FROM work_items WHERE subject_id = $1",
            "SELECT id FROM notices WHERE subject_id = $1",
        ] {
            let found: Vec<i64> = tx.all(sql, args![case], |row| row.get("id")).await.unwrap();
            ids.extend(found.iter().take(1).map(i64::to_string));
        }
        let sql = "SELECT id FROM attachments WHERE subject_id = $1";
        let found: Vec<i64> = tx.all(sql, args![case], |row| row.get("id")).await.unwrap();
        files.extend(found.iter().map(|id| (number.clone(), id.to_string())));
        ids.extend(found.iter().map(i64::to_string));
    }
    (ids, files)
}

/// What the program writes to its log, of every test of this process.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// The same for every test of the process: the first one begins it.
    pub fn begin() -> Log {
        static LOG: OnceLock<Log> = OnceLock::new();
        let log = LOG.get_or_init(Log::default).clone();
        let _ = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::INFO)
            .with_writer(log.clone())
            .try_init();
        log
    }

    pub fn holds_none_of(&self, planted: &Planted) {
        let written = String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned();
        for word in planted.words() {
            assert!(!written.contains(&word), "{word} stands in the log");
        }
        // A method that no route has is answered before any route is asked.
        let asked = written.lines().filter(|line| !line.contains("405"));
        for line in asked {
            for quiet in ["/receive", "/give-notice", "/handed-over"] {
                assert!(!line.contains(quiet), "{line}");
            }
        }
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Log;

    fn make_writer(&'a self) -> Log {
        self.clone()
    }
}
