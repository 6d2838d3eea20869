//! Rows without meaning, enough that a planner can tell a walk from a look-up.

use tongli_store::{Db, Engine, Tx};

/// Tables whose size the hospital decides, not its cases; and those read whole by a
/// setting's nature.
pub const GROWING_IS_ALL_BUT: &[&str] = &[
    "acts_counted",
    "api_tokens",
    "calendar_days",
    "calendar_years",
    "case_figure_totals",
    "case_import_states",
    "case_search_fill",
    "credentials",
    "departments",
    "duty_calls",
    "house_days",
    "identities",
    "imports",
    "migrations",
    "rounds",
    "rule_overrides",
    "search_purges",
    "history_signers",
    "round_runs",
    "servers",
    "settings",
    "staff",
    "staff_departments",
    "staff_deputies",
    "staff_roles",
    "tenants",
];

/// Tables of which not even an ordered walk is taken for granted.
pub const LARGEST: &[&str] = &[
    "access_log",
    "cases",
    "clocks",
    "history",
    "links",
    "work_items",
];

const ROWS: i64 = 3_000;

/// Columns of few values.
const FEW_TEXTS: &[&str] = &[
    "calendar",
    "category",
    "class",
    "kind",
    "from_kind",
    "holder_kind",
    "mode",
    "owner_role",
    "platform",
    "purpose",
    "reason",
    "role",
    "rule",
    "stage",
    "state",
    "to_kind",
    "topic",
    "verb",
    "what",
    "why",
];
const FEW_NUMBERS: &[&str] = &[
    "by_id",
    "confidentiality",
    "department",
    "first_receiver",
    "import_id",
    "is_open",
    "keeper",
    "owner",
    "owner_department",
    "owner_staff",
    "round",
    "speaker",
    "staff",
    "unsealed",
    "urgency",
];

/// States in which something still waits, as texts name them.
const STATES: &str = "WHEN 1 THEN 'open' WHEN 2 THEN 'draft' WHEN 3 THEN 'approved' \
    WHEN 4 THEN 'asked' WHEN 5 THEN 'returned' WHEN 6 THEN 'proposed' WHEN 7 THEN 'aside' \
    WHEN 8 THEN 'back_proposed' WHEN 9 THEN 'running' WHEN 10 THEN 'published'";

struct Column {
    name: String,
    is_text: bool,
    may_be_null: bool,
}

impl Column {
    fn value(&self) -> String {
        let name = self.name.as_str();
        let value = match (name, self.is_text) {
            ("tenant", _) => return "1".to_owned(),
            // Also what a partial index asks for.
            ("state", true) => format!("(CASE i % 40 {} ELSE 'done' END)", STATES),
            // Nearly all that hangs on something hangs on a case.
            ("subject_kind", true) => "CASE i % 7 WHEN 0 THEN 'v' ELSE 'case' END".to_owned(),
            (_, true) if FEW_TEXTS.contains(&name) => "'v' || (i % 7)".to_owned(),
            (_, true) => "'x' || i".to_owned(),
            (_, false) if FEW_NUMBERS.contains(&name) => "i % 50".to_owned(),
            (_, false) => "i".to_owned(),
        };
        match self.may_be_null {
            // What has ended is most of what there is.
            true if name.ends_with("_at") => format!("CASE WHEN i % 20 > 0 THEN {value} END"),
            true => format!("CASE WHEN i % 10 > 2 THEN {value} END"),
            false => value,
        }
    }
}

async fn tables(tx: &mut Tx) -> Vec<String> {
    let text = if tx.engine() == Engine::Sqlite {
        "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
    } else {
        "SELECT CAST(table_name AS TEXT) AS name FROM information_schema.tables
         WHERE table_schema = 'public' ORDER BY table_name"
    };
    tx.all(text, vec![], |row| row.get("name")).await.unwrap()
}

async fn columns(tx: &mut Tx, table: &str) -> Vec<Column> {
    let text = if tx.engine() == Engine::Sqlite {
        format!(
            "SELECT name, type = 'TEXT' AS is_text, \"notnull\" = 0 AS may_be_null
             FROM pragma_table_info('{table}')"
        )
    } else {
        format!(
            "SELECT CAST(column_name AS TEXT) AS name,
                    CAST(CASE WHEN data_type = 'text' THEN 1 ELSE 0 END AS BIGINT) AS is_text,
                    CAST(CASE WHEN is_nullable = 'YES' THEN 1 ELSE 0 END AS BIGINT) AS may_be_null
             FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name = '{table}' ORDER BY ordinal_position"
        )
    };
    tx.all(text, vec![], |row| {
        Ok(Column {
            name: row.get("name")?,
            is_text: row.get::<i64>("is_text")? == 1,
            may_be_null: row.get::<i64>("may_be_null")? == 1,
        })
    })
    .await
    .unwrap()
}

/// Fills every table of a hospital.
pub async fn fill(db: &Db) {
    db.write(async |tx| {
        for table in tables(tx).await {
            let columns = columns(tx, &table).await;
            if !columns.iter().any(|column| column.name == "tenant") {
                continue;
            }
            let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
            let values: Vec<String> = columns.iter().map(Column::value).collect();
            tx.run(
                format!(
                    "WITH RECURSIVE counted(i) AS (
                         SELECT 1 UNION ALL SELECT i + 1 FROM counted WHERE i < {ROWS})
                     INSERT INTO {table} ({}) SELECT {} FROM counted WHERE i > 0
                     ON CONFLICT DO NOTHING",
                    names.join(", "),
                    values.join(", ")
                ),
                vec![],
            )
            .await?;
        }
        Ok(())
    })
    .await
    .unwrap();
}

/// Lets the engine count what its tables hold.
pub async fn analyse(db: &Db) {
    db.write(async |tx| {
        tx.run("ANALYZE", vec![]).await?;
        Ok(())
    })
    .await
    .unwrap();
}
