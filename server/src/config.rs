//! Configuration: one TOML file and variables over it. An unknown key refuses to
//! start, because a misspelt one would otherwise be a setting that is not set.
//!
//! Variables: `TONGLI_CONFIG` names the file (default `$TONGLI_DATA/tongli.toml`
//! if it exists); every key below is also `TONGLI_<KEY>`; secrets are also
//! `TONGLI_<KEY>_FILE`, a file that holds the value.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tongli_kernel::HospitalTime;
use tongli_store::DbUrl;
use tongli_store::seal::Suite;

/// The file as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    data: Option<PathBuf>,
    database: Option<String>,
    listen: Option<String>,
    public_url: Option<String>,
    key_file: Option<PathBuf>,
    seal_suite: Option<String>,
    timezone: Option<String>,
    trusted_proxies: Option<Vec<String>>,
}

/// The settings in force.
#[derive(Clone)]
pub struct Config {
    /// Folder of everything this installation writes.
    pub data: PathBuf,
    pub database: DbUrl,
    pub listen: SocketAddr,
    /// As browsers reach this server.
    pub public_url: String,
    pub key_file: PathBuf,
    /// How new keys seal.
    pub seal_suite: Suite,
    pub timezone: String,
    pub trusted_proxies: Vec<IpAddr>,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("data", &self.data)
            .field("database", &self.shown_database())
            .field("listen", &self.listen)
            .field("public_url", &self.public_url)
            .field("key_file", &self.key_file)
            .field("seal_suite", &self.seal_suite)
            .field("timezone", &self.timezone)
            .field("trusted_proxies", &self.trusted_proxies)
            .finish()
    }
}

/// What is wrong with the configuration, and where.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigFault {
    /// A file, or the name of a variable.
    pub at: String,
    pub why: String,
}

impl fmt::Display for ConfigFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.why)
    }
}

impl std::error::Error for ConfigFault {}

fn fault(at: impl Into<String>, why: impl Into<String>) -> ConfigFault {
    ConfigFault {
        at: at.into(),
        why: why.into(),
    }
}

/// Variables that may be set beside the keys of the file.
const OTHER_VARIABLES: &[&str] = &["TONGLI_CONFIG", "TONGLI_LANG"];
/// Variables of tests and of the build, which the program itself does not read.
const FOREIGN_PREFIXES: &[&str] = &["TONGLI_TEST_", "TONGLI_E2E_", "TONGLI_BENCH_"];
const KEYS: &[&str] = &[
    "DATA",
    "DATABASE",
    "LISTEN",
    "PUBLIC_URL",
    "KEY_FILE",
    "SEAL_SUITE",
    "TIMEZONE",
    "TRUSTED_PROXIES",
];
/// Keys whose value may stand in a file of its own.
const SECRETS: &[&str] = &["DATABASE"];

/// The variables of this process that concern Tongli.
pub fn variables() -> BTreeMap<String, String> {
    std::env::vars()
        .filter(|(name, _)| name.starts_with("TONGLI_"))
        .collect()
}

impl Config {
    /// Reads the file and the variables.
    pub fn read(variables: &BTreeMap<String, String>) -> Result<Config, ConfigFault> {
        refuse_unknown(variables)?;
        let file = read_file(variables)?;
        let get = |key: &str, from_file: Option<String>| value(variables, key, from_file);
        let text = |path: Option<PathBuf>| path.map(|path| path.to_string_lossy().into_owned());

        let data = PathBuf::from(get("DATA", text(file.data))?.unwrap_or("./data".into()));
        let database = match get("DATABASE", file.database)? {
            None => DbUrl::Sqlite(data.join("tongli.db")),
            Some(url) => DbUrl::read(&url).ok_or_else(|| {
                fault("TONGLI_DATABASE", "is neither sqlite:PATH nor postgres://…")
            })?,
        };
        let listen: SocketAddr = get("LISTEN", file.listen)?
            .unwrap_or("127.0.0.1:8080".into())
            .parse()
            .map_err(|_| fault("TONGLI_LISTEN", "is not an address such as 127.0.0.1:8080"))?;
        let public_url =
            get("PUBLIC_URL", file.public_url)?.unwrap_or_else(|| format!("http://{listen}"));
        if !public_url.starts_with("http://") && !public_url.starts_with("https://") {
            return Err(fault(
                "TONGLI_PUBLIC_URL",
                "begins with http:// or https://",
            ));
        }
        let timezone = get("TIMEZONE", file.timezone)?.unwrap_or("Asia/Shanghai".into());
        if HospitalTime::named(&timezone).is_none() {
            return Err(fault(
                "TONGLI_TIMEZONE",
                "is not a time zone such as Asia/Shanghai",
            ));
        }
        let suite = get("SEAL_SUITE", file.seal_suite)?;
        let proxies = get(
            "TRUSTED_PROXIES",
            file.trusted_proxies.map(|list| list.join(",")),
        )?;
        Ok(Config {
            key_file: get("KEY_FILE", text(file.key_file))?
                .map_or_else(|| data.join("tongli.keys"), PathBuf::from),
            seal_suite: suite.map_or(Ok(Suite::Aes), |name| {
                Suite::named(&name).ok_or_else(|| fault("TONGLI_SEAL_SUITE", "is aes or sm4"))
            })?,
            public_url: public_url.trim_end_matches('/').to_owned(),
            trusted_proxies: addresses(proxies.as_deref().unwrap_or_default())?,
            data,
            database,
            listen,
            timezone,
        })
    }

    /// Where uploaded files stand.
    pub fn files(&self) -> PathBuf {
        self.data.join("files")
    }

    /// Whether browsers reach this server on this machine only, so that nothing
    /// crosses a network.
    pub fn is_local(&self) -> bool {
        let at = self.public_url.split_once("://").map_or("", |(_, at)| at);
        let at = at.split('/').next().unwrap_or_default();
        let host = match at.strip_prefix('[') {
            Some(rest) => rest.split(']').next().unwrap_or_default(),
            None => at.split(':').next().unwrap_or_default(),
        };
        host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }

    /// The database without what may be a password.
    pub fn shown_database(&self) -> String {
        match &self.database {
            DbUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
            DbUrl::Postgres(url) => {
                let after = url.rsplit_once('@').map_or("…", |(_, host)| host);
                format!("postgres://•••@{after}")
            }
        }
    }
}

fn refuse_unknown(variables: &BTreeMap<String, String>) -> Result<(), ConfigFault> {
    for name in variables.keys() {
        let key = name.strip_prefix("TONGLI_").unwrap_or(name);
        let secret = key
            .strip_suffix("_FILE")
            .is_some_and(|key| SECRETS.contains(&key));
        let known = KEYS.contains(&key)
            || secret
            || OTHER_VARIABLES.contains(&name.as_str())
            || FOREIGN_PREFIXES
                .iter()
                .any(|prefix| name.starts_with(prefix));
        if !known {
            return Err(fault(name.as_str(), "is no setting of Tongli"));
        }
    }
    Ok(())
}

fn read_file(variables: &BTreeMap<String, String>) -> Result<File, ConfigFault> {
    let named = variables.get("TONGLI_CONFIG").map(PathBuf::from);
    let path = named.clone().unwrap_or_else(|| {
        let data = variables
            .get("TONGLI_DATA")
            .map_or("./data", String::as_str);
        Path::new(data).join("tongli.toml")
    });
    if named.is_none() && !path.exists() {
        return Ok(File::default());
    }
    let text = std::fs::read_to_string(&path)
        .map_err(|error| fault(path.display().to_string(), error.to_string()))?;
    toml::from_str(&text).map_err(|error| fault(path.display().to_string(), error.to_string()))
}

/// A variable goes before its `_FILE`, and both before the configuration file.
fn value(
    variables: &BTreeMap<String, String>,
    key: &str,
    from_file: Option<String>,
) -> Result<Option<String>, ConfigFault> {
    if let Some(value) = variables.get(&format!("TONGLI_{key}")) {
        return Ok(Some(value.clone()));
    }
    if SECRETS.contains(&key)
        && let Some(path) = variables.get(&format!("TONGLI_{key}_FILE"))
    {
        return std::fs::read_to_string(path)
            .map(|text| Some(text.trim().to_owned()))
            .map_err(|error| fault(format!("TONGLI_{key}_FILE"), error.to_string()));
    }
    Ok(from_file)
}

fn addresses(list: &str) -> Result<Vec<IpAddr>, ConfigFault> {
    list.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| {
            part.parse()
                .map_err(|_| fault("TONGLI_TRUSTED_PROXIES", format!("{part} is no address")))
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects")]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Config, ConfigFault> {
        let variables = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Config::read(&variables)
    }

    #[test]
    fn without_any_setting_there_is_an_embedded_database_on_loopback() {
        let config = read(&[("TONGLI_DATA", "/nowhere/data")]).unwrap();
        assert_eq!(
            config.database,
            DbUrl::Sqlite(PathBuf::from("/nowhere/data/tongli.db"))
        );
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.public_url, "http://127.0.0.1:8080");
        assert_eq!(config.timezone, "Asia/Shanghai");
    }

    #[test]
    fn a_server_is_local_by_the_address_browsers_use() {
        for (url, local) in [
            ("http://127.0.0.1:8080", true),
            ("http://localhost/", true),
            ("http://[::1]:8080", true),
            ("http://tongli.example", false),
            ("http://192.168.1.10:8080", false),
            ("http://0.0.0.0:8080", false),
            ("http://127.0.0.1.example", false),
        ] {
            let config = read(&[("TONGLI_PUBLIC_URL", url)]).unwrap();
            assert_eq!(config.is_local(), local, "{url}");
        }
    }

    #[test]
    fn an_unknown_variable_refuses_to_start_and_is_named() {
        let fault = read(&[("TONGLI_LISTN", "x")]).unwrap_err();
        assert_eq!(fault.at, "TONGLI_LISTN");
    }

    #[test]
    fn an_unknown_key_of_the_file_refuses_to_start() {
        let path = std::env::temp_dir().join(format!("tongli-config-{}.toml", std::process::id()));
        std::fs::write(&path, "listn = \"x\"\n").unwrap();
        let fault = read(&[("TONGLI_CONFIG", path.to_str().unwrap())]).unwrap_err();
        std::fs::remove_file(&path).unwrap();
        assert!(fault.why.contains("listn"), "{fault}");
    }

    #[test]
    fn wrong_values_name_their_variable() {
        for (name, value) in [
            ("TONGLI_DATABASE", "mysql://x"),
            ("TONGLI_LISTEN", "8080"),
            ("TONGLI_PUBLIC_URL", "hospital.example"),
            ("TONGLI_TIMEZONE", "Asia/Nowhere"),
            ("TONGLI_SEAL_SUITE", "des"),
            ("TONGLI_TRUSTED_PROXIES", "10.0.0.1, proxy"),
        ] {
            assert_eq!(read(&[(name, value)]).unwrap_err().at, name);
        }
    }

    #[test]
    fn a_password_in_the_database_address_is_never_shown() {
        let config = read(&[("TONGLI_DATABASE", "postgres://u:secret@db/tongli")]).unwrap();
        assert!(!format!("{config:?}").contains("secret"));
    }
}
