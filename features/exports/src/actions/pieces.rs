//! The bytes of a file as sealed pieces, each written down before it is written: whatever
//! breaks off, rows know what may lie in the folder. Whoever has a file erased while a
//! piece is on its way takes the row of that piece before the piece is there; the hand
//! that wrote it hears of it with its next step and takes it back, unless it dies between.

use std::io::Write;

use tokio::sync::mpsc;
use tongli_kernel::{Fault, Said};
use tongli_store::sha256;
use tongli_web::App;

use super::make::Hand;
use crate::store;

/// Bytes of one piece: what is in memory at once.
const PIECE: usize = 1 << 20;

/// What a piece begins with, so that none has the digest of another file and goes when
/// that one is erased, or takes it along.
pub const MARK: usize = 16;

/// A file that grows piece by piece.
pub struct Pieces<'a> {
    app: &'a App,
    hand: &'a Hand,
    waiting: Vec<u8>,
    seq: i64,
    put: Vec<String>,
}

impl<'a> Pieces<'a> {
    pub fn new(app: &'a App, hand: &'a Hand) -> Pieces<'a> {
        Pieces {
            app,
            hand,
            waiting: Vec::new(),
            seq: 0,
            put: Vec::new(),
        }
    }

    /// Takes bytes; whole pieces go to the disk.
    pub async fn add(&mut self, bytes: &[u8], rows: i64) -> Result<(), Fault> {
        self.waiting.extend_from_slice(bytes);
        while self.waiting.len() >= PIECE {
            let rest = self.waiting.split_off(PIECE);
            let piece = std::mem::replace(&mut self.waiting, rest);
            self.put(piece, rows).await?;
        }
        Ok(())
    }

    /// Writes what is left.
    pub async fn end(&mut self, rows: i64) -> Result<(), Fault> {
        let piece = std::mem::take(&mut self.waiting);
        self.put(piece, rows).await
    }

    async fn put(&mut self, piece: Vec<u8>, rows: i64) -> Result<(), Fault> {
        let mut bytes = vec![0_u8; MARK];
        self.app.chance.fill(&mut bytes);
        bytes.extend_from_slice(&piece);
        let digest = sha256(&bytes);
        let size = i64::try_from(piece.len()).unwrap_or(i64::MAX);
        let (tenant, id) = (self.hand.job.tenant, self.hand.job.id);
        let (attempt, seq, known) = (&self.hand.attempt, self.seq, &digest);
        self.app
            .db
            .write(async |tx| {
                if !store::exports::grow(tx, tenant, id, attempt, (rows, size)).await? {
                    return Err(stopped());
                }
                store::parts::insert(tx, tenant, id, attempt, seq, known).await?;
                Ok(())
            })
            .await?;
        self.seq += 1;
        self.put.push(digest);
        self.app.files.put(bytes).await?;
        Ok(())
    }

    /// Takes back what was written, also what somebody who erased the file meanwhile
    /// could not find yet.
    pub async fn take_back(&self) -> Result<(), Fault> {
        for digest in &self.put {
            self.app.files.remove(digest).await?;
        }
        Ok(())
    }
}

/// Somebody gave the file up, or another hand has it now.
pub fn stopped() -> Fault {
    Fault::Conflict(Said::new("exports-stopped"))
}

/// Hands bytes from a thread that writes to a task that waits for the disk.
pub struct Handing {
    to: mpsc::Sender<Vec<u8>>,
    waiting: Vec<u8>,
}

impl Handing {
    pub fn new(to: mpsc::Sender<Vec<u8>>) -> Handing {
        Handing {
            to,
            waiting: Vec::with_capacity(PIECE),
        }
    }

    fn hand(&mut self) -> std::io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let bytes = std::mem::take(&mut self.waiting);
        let gone = |_| std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        self.to.blocking_send(bytes).map_err(gone)
    }
}

impl Write for Handing {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= PIECE {
            self.hand()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.hand()
    }
}
