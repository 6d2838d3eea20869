//! Draws that depend on nothing but a seed and what they are for.

/// A run of draws.
pub struct Draws(u64);

impl Draws {
    /// Draws for one thing: another one has others.
    pub fn of(seed: u64, thing: u64) -> Draws {
        let mut draws = Draws(seed ^ thing.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        draws.next();
        draws
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, and without, `below`.
    pub fn below(&mut self, below: u64) -> u64 {
        self.next() % below.max(1)
    }

    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        let room = u64::try_from(most - least + 1).unwrap_or(1);
        least + i64::try_from(self.below(room)).unwrap_or_default()
    }

    /// Whether something that happens so many times of a hundred happens now.
    pub fn percent(&mut self, of_a_hundred: u64) -> bool {
        self.below(100) < of_a_hundred
    }

    /// One of several; the fallback where there is none.
    pub fn pick<T: Copy>(&mut self, list: &[T], fallback: T) -> T {
        let at = self.below(u64::try_from(list.len()).unwrap_or(1));
        let at = usize::try_from(at).unwrap_or_default();
        list.get(at).copied().unwrap_or(fallback)
    }

    pub fn text(&mut self, list: &[&'static str]) -> &'static str {
        self.pick(list, "")
    }
}
