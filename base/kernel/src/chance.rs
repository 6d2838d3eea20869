//! Randomness as a parameter, so that tests can hold it still.

use std::sync::Mutex;

/// A source of unpredictable bytes.
pub trait Chance: Send + Sync + std::fmt::Debug {
    fn fill(&self, bytes: &mut [u8]);
}

impl dyn Chance + '_ {
    /// A fresh secret of 256 bits, in lower-case hexadecimal.
    pub fn secret(&self) -> String {
        let mut bytes = [0_u8; 32];
        self.fill(&mut bytes);
        hex(&bytes)
    }

    /// `count` characters drawn evenly from `alphabet`.
    pub fn pick(&self, alphabet: &[u8], count: usize) -> String {
        // Bytes at or past the largest multiple would favour the first letters.
        let fair = 256 - 256 % alphabet.len();
        let mut text = String::with_capacity(count);
        while text.len() < count {
            let mut byte = [0_u8; 1];
            self.fill(&mut byte);
            let drawn = usize::from(byte[0]);
            if drawn < fair {
                text.push(char::from(alphabet[drawn % alphabet.len()]));
            }
        }
        text
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsChance;

impl Chance for OsChance {
    #[expect(
        clippy::disallowed_methods,
        clippy::expect_used,
        reason = "the one place that asks the system; without randomness no secret is safe"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives no randomness");
    }
}

/// Repeatable bytes for tests and for demo data; never for secrets.
#[derive(Debug)]
pub struct SeededChance(Mutex<u64>);

impl SeededChance {
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }
}

impl Chance for SeededChance {
    fn fill(&self, bytes: &mut [u8]) {
        let mut state = self.0.lock().unwrap_or_else(|broken| broken.into_inner());
        for byte in bytes {
            // SplitMix64: tiny, and even enough for samples.
            *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = *state;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            *byte = (z ^ (z >> 31)).to_le_bytes()[0];
        }
    }
}
