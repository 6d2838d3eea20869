//! A workbook whose rows are written out as they come. Texts are written as texts, so
//! that none of them is a formula; numbers and dates can be counted and sorted with.

use std::io::Write;
use std::path::Path;

use rust_xlsxwriter::{ExcelDateTime, Format as Style, Workbook, Worksheet, XlsxError};
use tongli_kernel::{Day, HospitalTime, Moment};

use crate::Cell;

/// What one sheet of a workbook holds; what comes after begins another.
const SHEET_ROWS: u32 = 1_048_576;

/// What one cell of a workbook holds.
const CELL_LETTERS: usize = 32_767;

pub struct Book {
    book: Workbook,
    heads: Vec<String>,
    /// The sheet that is being filled, and its next row.
    sheet: usize,
    row: u32,
    styles: Styles,
}

struct Styles {
    head: Style,
    moment: Style,
    day: Style,
}

type Written = Result<(), XlsxError>;

impl Book {
    pub fn begin(heads: Vec<String>, folder: Option<&Path>) -> Result<Book, XlsxError> {
        let mut book = Book {
            book: Workbook::new(),
            heads,
            sheet: 0,
            row: 0,
            styles: Styles {
                head: Style::new().set_bold(),
                moment: Style::new().set_num_format("yyyy-mm-dd hh:mm"),
                day: Style::new().set_num_format("yyyy-mm-dd"),
            },
        };
        if let Some(folder) = folder {
            book.book.set_tempdir(folder)?;
        }
        book.open()?;
        Ok(book)
    }

    fn open(&mut self) -> Written {
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        // Columns are laid out before the first row is written out.
        sheet.set_freeze_panes(1, 1)?;
        for (column, head) in (0_u16..).zip(&self.heads) {
            sheet.set_column_width(column, 18)?;
            sheet.write_string_with_format(0, column, head, &self.styles.head)?;
        }
        self.row = 1;
        Ok(())
    }

    pub fn add(&mut self, cells: &[Cell], time: &HospitalTime) -> Written {
        if self.row == SHEET_ROWS {
            self.sheet += 1;
            self.open()?;
        }
        let (row, styles) = (self.row, &self.styles);
        let sheet = self.book.worksheet_from_index(self.sheet)?;
        for (column, cell) in (0_u16..).zip(cells) {
            write(sheet, (row, column), cell, time, styles)?;
        }
        self.row += 1;
        Ok(())
    }

    pub fn finish(mut self, out: impl Write + Send) -> Written {
        self.book.save_to_writer(out)
    }
}

/// What Excel's calendar does not reach stands as text.
fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    time: &HospitalTime,
    styles: &Styles,
) -> Written {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => {
            sheet.write_string(row, column, fitting(text))?;
        }
        Cell::Number(number) => {
            sheet.write_number(row, column, *number as f64)?;
        }
        Cell::Moment(moment) => {
            match dated(*moment, time) {
                Some(date) => {
                    sheet.write_datetime_with_format(row, column, &date, &styles.moment)?
                }
                None => sheet.write_string(row, column, time.show(*moment))?,
            };
        }
        Cell::Day(day) => {
            match date(*day) {
                Some(date) => sheet.write_datetime_with_format(row, column, &date, &styles.day)?,
                None => sheet.write_string(row, column, day.to_string())?,
            };
        }
    }
    Ok(())
}

fn date(day: Day) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year())
        .ok()
        .filter(|year| *year >= 1900)?;
    let month = u8::try_from(day.month()).ok()?;
    let of_month = u8::try_from(day.day_of_month()).ok()?;
    ExcelDateTime::from_ymd(year, month, of_month).ok()
}

fn dated(moment: Moment, time: &HospitalTime) -> Option<ExcelDateTime> {
    let (hour, minute) = time.time_of(moment);
    let (hour, minute) = (u16::try_from(hour).ok()?, u8::try_from(minute).ok()?);
    date(time.day_of(moment))?.and_hms(hour, minute, 0).ok()
}

/// As much as a cell takes, counted as Excel counts; the end says that there is more.
fn fitting(text: &str) -> std::borrow::Cow<'_, str> {
    // No text has more of Excel's units than bytes.
    if text.len() <= CELL_LETTERS || text.encode_utf16().count() <= CELL_LETTERS {
        return text.into();
    }
    let mut room = CELL_LETTERS - 1;
    let mut kept: String = text
        .chars()
        .take_while(|letter| match room.checked_sub(letter.len_utf16()) {
            Some(left) => {
                room = left;
                true
            }
            None => false,
        })
        .collect();
    kept.push('…');
    kept.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_holds_what_excel_counts() {
        let long = "𠮷".repeat(CELL_LETTERS);
        let kept = fitting(&long);
        assert!(kept.ends_with('…') && kept.encode_utf16().count() <= CELL_LETTERS);
        assert_eq!(fitting("换药太迟"), "换药太迟");
    }
}
