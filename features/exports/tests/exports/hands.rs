//! Hands that make a file: one that is slow, one that breaks.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};

use tongli_exports::Why;
use tongli_kernel::{Chance, SeededChance};
use tongli_store::Engine;
use tongli_store::testing::{TestDb, fresh};

use crate::house::{Hospital, steps};

/// Bytes that are drawn for a piece of a file, and for nothing else.
const OF_A_PIECE: usize = 16;

/// Chance that stops whoever begins a piece, and may then break them.
#[derive(Debug)]
struct Stopping {
    own: SeededChance,
    next: AtomicBool,
    stopped: mpsc::Sender<()>,
    go_on: Mutex<mpsc::Receiver<Way>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Writes,
    Breaks,
}

impl Chance for Stopping {
    fn fill(&self, bytes: &mut [u8]) {
        self.own.fill(bytes);
        if bytes.len() == OF_A_PIECE && self.next.swap(false, Ordering::SeqCst) {
            self.stopped.send(()).unwrap();
            // Others go on in this thread's place, also who was about to.
            let told = || self.go_on.lock().unwrap().recv().unwrap();
            let way = tokio::task::block_in_place(told);
            assert_eq!(way, Way::Writes, "a hand that breaks");
        }
    }
}

/// A house in which the first hand is stopped at its first piece.
struct Office {
    house: Hospital,
    chance: Arc<Stopping>,
    stopped: mpsc::Receiver<()>,
    go_on: mpsc::Sender<Way>,
    _ground: TestDb,
}

impl Office {
    async fn on(engine: Engine) -> Office {
        let ground = fresh(engine, &steps()).await;
        let ((stopped, seen), (go_on, told)) = (mpsc::channel(), mpsc::channel());
        let chance = Arc::new(Stopping {
            own: SeededChance::new(7),
            next: AtomicBool::new(false),
            stopped,
            go_on: Mutex::new(told),
        });
        let house = Hospital::with(ground.db.clone(), chance.clone()).await;
        house.fill(3, "旧事").await;
        Office {
            house,
            chance,
            stopped: seen,
            go_on,
            _ground: ground,
        }
    }

    /// The first hand is stopped; its round is taken over meanwhile, or not, and it then
    /// goes on.
    async fn slow_hand(&self, taken_over: bool, way: Way) {
        let house = &self.house;
        let own = house.app.clone();
        self.chance.next.store(true, Ordering::SeqCst);
        let first = tokio::spawn(async move {
            tongli_feature::run_due(&own, tongli_exports::feature().rounds).await;
        });
        tokio::task::block_in_place(|| self.stopped.recv().unwrap());
        if taken_over {
            // Past the leases of the round and of the job, which is being packed.
            house.later(1_000);
            house.rounds().await;
            let made = house.count("SELECT COUNT(*) AS n FROM jobs WHERE state = 'done'");
            assert_eq!(made.await, 1, "taken over");
        }
        self.go_on.send(way).unwrap();
        first.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_hand_from_which_the_file_was_taken_over_harms_it_no_more() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        for way in [Way::Writes, Way::Breaks] {
            let office = Office::on(engine).await;
            let house = &office.house;
            let id = house.asked("csv").await;
            office.slow_hand(true, way).await;
            assert_eq!(house.state(&house.chief, id).await, "ready", "{way:?}");
            let export = house.read(&house.chief, id).await;
            assert_eq!((export.done, export.total, export.why), (3, 3, None));
            let bytes = house.bytes(&house.chief, id).await.unwrap();
            assert_eq!(String::from_utf8(bytes).unwrap().lines().count(), 4);
            assert_eq!(house.lying(), 1);
            assert_eq!(house.verbs().await, ["ask", "export", "take"]);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_hand_that_breaks_is_told_and_does_not_come_back() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let office = Office::on(engine).await;
        let house = &office.house;
        let (broken, next) = (house.asked("csv").await, house.asked("jsonl").await);
        office.slow_hand(false, Way::Breaks).await;
        assert_eq!(house.state(&house.chief, broken).await, "failed");
        let export = house.read(&house.chief, broken).await;
        assert_eq!(export.why, Some(Why::Broken));
        // The next in the same round is made all the same.
        assert_eq!(house.state(&house.chief, next).await, "ready");
        assert_eq!(house.lying(), 1);
    }
}
