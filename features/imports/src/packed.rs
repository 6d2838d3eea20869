//! What a workbook unpacks to, asked before it is opened: a small file can be made to
//! fill the memory of a server.

use std::io::{Cursor, Read, copy, sink};

use tongli_kernel::Said;
use zip::ZipArchive;

use crate::cell::Cell;

/// More than any register takes: 200,000 rows of twenty filled cells have half of it.
pub const MOST_BYTES: u64 = 512 << 20;

/// Cells that are looked at, and that are kept with the empty ones before them: a sheet
/// may be filled with empty ones to its end.
const MOST_CELLS: usize = 8_000_000;

/// Bytes of text that are kept: one text may be that of every cell.
const MOST_TEXT: usize = 256 << 20;

/// Refuses what says, or turns out, to unpack to more than `most` bytes. What a file says
/// of itself costs nothing to ask; as it may not be so, the file is then unpacked once
/// into nothing.
pub fn weigh(bytes: &[u8], most: u64) -> Result<(), Said> {
    let mut book = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let said = book.decompressed_size();
    if said.is_some_and(|said| said > u128::from(most)) {
        return Err(heavy());
    }
    let mut room = most;
    for at in 0..book.len() {
        let part = book.by_index(at).map_err(broken)?;
        let unpacked = copy(&mut part.take(room + 1), &mut sink()).map_err(broken)?;
        room = room.checked_sub(unpacked).ok_or_else(heavy)?;
    }
    Ok(())
}

/// What may still be taken of a book.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    pub looked_at: usize,
    pub kept: usize,
    pub text: usize,
}

impl Default for Room {
    fn default() -> Room {
        Room {
            looked_at: MOST_CELLS,
            kept: MOST_CELLS,
            text: MOST_TEXT,
        }
    }
}

impl Room {
    /// One more cell, whatever stands in it.
    pub fn look(&mut self) -> Result<(), Said> {
        take(&mut self.looked_at, 1)
    }

    /// Puts a cell into its column, behind empty ones where there is a gap.
    pub fn put(&mut self, cells: &mut Vec<Cell>, column: usize, cell: Cell) -> Result<(), Said> {
        if cells.len() <= column {
            take(&mut self.kept, column + 1 - cells.len())?;
            cells.resize(column + 1, Cell::EMPTY);
        }
        if let Cell::Text(text) = &cell {
            take(&mut self.text, text.len())?;
        }
        if let Some(place) = cells.get_mut(column) {
            *place = cell;
        }
        Ok(())
    }
}

fn take(room: &mut usize, much: usize) -> Result<(), Said> {
    *room = room.checked_sub(much).ok_or_else(heavy)?;
    Ok(())
}

fn heavy() -> Said {
    Said::new("imports-file-heavy")
}

/// The reader's own words help whoever is asked for help, not the user.
pub fn broken(error: impl std::fmt::Display) -> Said {
    tracing::info!(%error, "a workbook cannot be read");
    Said::new("imports-file-broken")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A book of many rows that say the same, which zip packs to almost nothing.
    fn book() -> Vec<u8> {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for row in 0..5_000 {
            sheet.write_number(row, 0, 1.0).unwrap();
        }
        book.save_to_buffer().unwrap()
    }

    fn unpacked(bytes: &[u8]) -> u64 {
        let mut book = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let parts = 0..book.len();
        let sizes = parts.map(|at| copy(&mut book.by_index(at).unwrap(), &mut sink()).unwrap());
        sizes.sum()
    }

    #[test]
    fn what_unpacks_to_too_much_is_not_opened() {
        let bytes = book();
        let size = unpacked(&bytes);
        assert!(size > 5 * bytes.len() as u64);
        assert_eq!(weigh(&bytes, size), Ok(()));
        assert_eq!(weigh(&bytes, size - 1), Err(heavy()));
    }

    #[test]
    fn what_says_that_it_is_small_is_found_out() {
        let mut bytes = book();
        let size = unpacked(&bytes);
        // Where the directory of the parts says how large each is unpacked.
        const ENTRY: &[u8] = b"PK\x01\x02";
        let entries: Vec<usize> = (0..bytes.len())
            .filter(|at| bytes[*at..].starts_with(ENTRY))
            .collect();
        assert!(entries.len() > 5);
        for at in entries {
            bytes[at + 24..at + 28].copy_from_slice(&1_u32.to_le_bytes());
        }
        assert!(weigh(&bytes, size / 2).is_err());
    }

    #[test]
    fn one_text_in_every_cell_and_a_cell_far_out_are_counted() {
        let mut room = Room {
            looked_at: 2,
            kept: 10,
            text: 10,
        };
        let mut cells = Vec::new();
        room.put(&mut cells, 3, Cell::text("等了三")).unwrap();
        assert!(room.put(&mut cells, 1, Cell::text("等")).is_err());
        let mut far = Vec::new();
        assert!(room.put(&mut far, 6, Cell::Number(1.0)).is_err());
        room.put(&mut far, 5, Cell::Number(1.0)).unwrap();
        assert!(room.look().is_ok() && room.look().is_ok() && room.look().is_err());
    }
}
