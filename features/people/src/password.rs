//! Which passwords and PINs are good enough, and their hashes.

use std::sync::OnceLock;

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use tongli_kernel::{Chance, Fault, Private, Said};

const SHORTEST: usize = 10;
const LONGEST: usize = 128;

/// Those that every list of leaked passwords begins with and that are long enough
/// to pass otherwise.
const COMMON: &[&str] = &[
    "1234567890",
    "0123456789",
    "12345678910",
    "123456789a",
    "a123456789",
    "1q2w3e4r5t",
    "1qaz2wsx3edc",
    "qwertyuiop",
    "qwerty12345",
    "qwerty123456",
    "password12",
    "password123",
    "password1234",
    "passw0rd123",
    "p@ssw0rd123",
    "administrator",
    "admin12345",
    "admin123456",
    "admin123456789",
    "letmein123",
    "iloveyou123",
    "welcome123",
    "woaini1314",
    "woaini520",
    "woaini1314520",
    "5201314520",
    "abc1234567",
    "abcd123456",
    "abcd1234567",
    "aa12345678",
    "aa123456789",
    "asdfghjkl1",
    "zxcvbnm123",
    "hospital123",
    "hospital1234",
    "yiyuan123456",
    "changeme123",
    "tongli12345",
    "tongli123456",
];

/// What is wrong with a password, if anything.
pub fn flaw(password: &str, login: &str) -> Option<Said> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some(
            Said::new("people-password-short")
                .with("least", SHORTEST)
                .with("n", length),
        );
    }
    if length > LONGEST {
        return Some(Said::new("people-password-long").with("most", LONGEST));
    }
    let plain = password.to_lowercase();
    if plain == login || (!login.is_empty() && plain.replace(login, "").chars().count() < 6) {
        return Some(Said::new("people-password-is-login"));
    }
    let distinct: std::collections::BTreeSet<char> = plain.chars().collect();
    if COMMON.contains(&plain.as_str()) || distinct.len() < 4 || kinds(password) < 2 {
        return Some(Said::new("people-password-common"));
    }
    None
}

/// Letters, digits, signs; a sentence in Chinese is as good as two of them.
fn kinds(password: &str) -> usize {
    let has = |what: fn(char) -> bool| usize::from(password.chars().any(what));
    has(|c| c.is_ascii_alphabetic())
        + has(|c| c.is_ascii_digit())
        + has(|c| c.is_ascii() && !c.is_ascii_alphanumeric())
        + 2 * has(|c| !c.is_ascii())
}

/// What is wrong with a PIN, if anything.
pub fn pin_flaw(pin: &str, number: &str) -> Option<Said> {
    if !(4..=8).contains(&pin.len()) || !pin.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Said::new("people-pin-digits"));
    }
    let steps: Vec<i16> = pin
        .as_bytes()
        .windows(2)
        .map(|pair| i16::from(pair[1]) - i16::from(pair[0]))
        .collect();
    let even = steps.iter().all(|step| *step == steps[0]) && (-1..=1).contains(&steps[0]);
    (even || pin == number).then(|| Said::new("people-pin-guessable"))
}

/// At most so many hashes at once: each takes 19 MiB and a core for a while.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
fn argon() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or(Params::DEFAULT);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash_now(secret: &str, salt: &[u8]) -> Result<String, Fault> {
    argon()
        .hash_password_with_salt(secret.as_bytes(), salt)
        .map(|hash| hash.to_string())
        .map_err(Fault::bug)
}

/// Hashes a password or PIN, away from the threads that answer requests.
pub async fn hash(secret: &Private<String>, chance: &dyn Chance) -> Result<String, Fault> {
    let mut salt = [0_u8; 16];
    chance.fill(&mut salt);
    let secret = secret.clone();
    let _turn = AT_ONCE.acquire().await.map_err(Fault::bug)?;
    tokio::task::spawn_blocking(move || hash_now(secret.open(), &salt))
        .await
        .map_err(Fault::bug)?
}

/// Whether a secret belongs to a hash. Without a hash the same work is done, so
/// that the time of the answer does not tell which logins exist.
pub async fn verify(secret: &Private<String>, hash: Option<&str>) -> Result<bool, Fault> {
    let secret = secret.clone();
    let hash = hash.map(str::to_owned);
    let _turn = AT_ONCE.acquire().await.map_err(Fault::bug)?;
    tokio::task::spawn_blocking(move || match hash {
        Some(hash) => Ok(matches(secret.open(), &hash)),
        None => {
            let hash = nobodys_hash()?;
            matches(secret.open(), hash);
            Ok(false)
        }
    })
    .await
    .map_err(Fault::bug)?
}

fn matches(secret: &str, hash: &str) -> bool {
    argon().verify_password(secret.as_bytes(), hash).is_ok()
}

fn nobodys_hash() -> Result<&'static str, Fault> {
    static HASH: OnceLock<String> = OnceLock::new();
    if let Some(hash) = HASH.get() {
        return Ok(hash);
    }
    let hash = hash_now("nobody has this password", b"nobody's salt 16")?;
    Ok(HASH.get_or_init(|| hash))
}

/// Letters and digits that are not mistaken for one another when read aloud.
const SPOKEN: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// A password for one sign-in, read to somebody over the telephone: `k7wq-3npx-9mtd`.
pub fn one_time(chance: &dyn Chance) -> Private<String> {
    let groups: Vec<String> = (0..3).map(|_| chance.pick(SPOKEN, 4)).collect();
    Private::new(groups.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongli_kernel::SeededChance;

    fn key(said: Option<Said>) -> String {
        said.map(|said| said.key.into_owned()).unwrap_or_default()
    }

    #[test]
    fn weak_passwords_say_what_is_wrong() {
        let flaws = [
            ("short1", "people-password-short"),
            ("qwerty12345", "people-password-common"),
            ("P@ssw0rd123", "people-password-common"),
            ("1111111111a", "people-password-common"),
            ("3847561029", "people-password-common"),
            ("wangmin.123", "people-password-is-login"),
            ("sunny-ward-7-teapot", ""),
            ("三号楼 的 桂花树 开了", ""),
        ];
        for (password, expected) in flaws {
            assert_eq!(key(flaw(password, "wangmin")), expected, "{password}");
        }
    }

    #[test]
    fn guessable_pins_are_refused() {
        for pin in [
            "123",
            "123456789",
            "12a4",
            "1234",
            "9876",
            "0000",
            "20260007",
        ] {
            assert!(pin_flaw(pin, "20260007").is_some(), "{pin}");
        }
        assert_eq!(pin_flaw("2580", "7"), None);
        assert_eq!(pin_flaw("13579024", "7"), None);
    }

    #[test]
    fn a_one_time_password_passes_our_own_rules() {
        let chance = SeededChance::new(11);
        for _ in 0..50 {
            assert_eq!(flaw(one_time(&chance).open(), "wangmin"), None);
        }
    }

    #[tokio::test]
    async fn only_the_right_secret_fits_its_hash() {
        let chance = SeededChance::new(1);
        let secret = Private::new("sunny-ward-7".to_owned());
        let made = hash(&secret, &chance).await.unwrap();
        assert!(
            made.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{made}"
        );
        assert!(verify(&secret, Some(&made)).await.unwrap());
        assert!(
            !verify(&Private::new("Sunny-ward-7".into()), Some(&made))
                .await
                .unwrap()
        );
        assert!(!verify(&secret, None).await.unwrap());
    }
}
