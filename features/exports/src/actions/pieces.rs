//! The bytes of a file as sealed pieces, written down before they are written: whatever
//! breaks off, nothing lies in the folder that no row knows.

use std::io::Write;

use tokio::sync::mpsc;
use tongli_kernel::{Fault, Said};
use tongli_store::sha256;
use tongli_web::App;

use crate::export::Export;
use crate::store;

/// Bytes of one piece: what is in memory at once.
const PIECE: usize = 1 << 20;

/// What a piece begins with, so that none has the digest of another file and goes when
/// that one is erased, or takes it along.
pub const MARK: usize = 16;

/// A file that grows piece by piece.
pub struct Pieces<'a> {
    app: &'a App,
    export: &'a Export,
    attempt: &'a str,
    waiting: Vec<u8>,
    seq: i64,
    put: Vec<String>,
}

impl<'a> Pieces<'a> {
    pub fn new(app: &'a App, export: &'a Export, attempt: &'a str) -> Pieces<'a> {
        Pieces {
            app,
            export,
            attempt,
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
        let (export, attempt, seq, known) = (self.export, self.attempt, self.seq, &digest);
        self.app
            .db
            .write(async |tx| {
                let (tenant, id) = (export.tenant, export.id);
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
