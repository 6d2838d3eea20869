//! A workbook whose rows are written out as they come. Texts are written as texts, so
//! that none of them is a formula; numbers and dates can be counted and sorted with.

use std::any::Any;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use rust_xlsxwriter::{ExcelDateTime, Format as Style, Workbook, Worksheet, XlsxError};
use tongli_kernel::{Day, Fault, HospitalTime, Moment};

use crate::{Cell, io_fault};

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
    pub fn begin(heads: Vec<String>, folder: Option<&Path>) -> Result<Book, Fault> {
        guarded(|| Book::try_begin(heads, folder))
    }

    fn try_begin(heads: Vec<String>, folder: Option<&Path>) -> Result<Book, XlsxError> {
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

    /// Adds a row. After a fault the book is of no use any more.
    pub fn add(&mut self, cells: &[Cell], time: &HospitalTime) -> Result<(), Fault> {
        guarded(|| self.try_add(cells, time))
    }

    fn try_add(&mut self, cells: &[Cell], time: &HospitalTime) -> Written {
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

    pub fn finish(mut self, out: impl Write + Send) -> Result<(), Fault> {
        guarded(|| self.book.save_to_writer(out))
    }
}

/// Whoever writes the workbook panics where a row does not go to the disk, mostly because
/// it is full. That is no mistake of the program, and whoever waits is told.
fn guarded<T>(work: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, Fault> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => done.map_err(fault),
        Err(panic) => Err(panicked(&*panic)),
    }
}

fn fault(error: XlsxError) -> Fault {
    match error {
        XlsxError::IoError(error) | XlsxError::TempFileError(_, error) => io_fault(error),
        XlsxError::ZipError(_) => io_fault(io::Error::new(kind_below(&error), error.to_string())),
        other => Fault::bug(format!("a workbook: {other}")),
    }
}

fn kind_below(error: &XlsxError) -> io::ErrorKind {
    let below = std::error::Error::source(error).and_then(|one| one.downcast_ref::<io::Error>());
    below.map_or(io::ErrorKind::Other, io::Error::kind)
}

/// What a panic says of an error of the system holds how the system names it.
fn panicked(panic: &(dyn Any + Send)) -> Fault {
    let said = panic.downcast_ref::<String>().map(String::as_str);
    let said = said.or_else(|| panic.downcast_ref::<&str>().copied());
    let said = said.unwrap_or("a panic without words").to_owned();
    let code = said.split_once("Os { code: ").and_then(|(_, rest)| {
        let digits = rest.split(|sign: char| !sign.is_ascii_digit()).next()?;
        digits.parse().ok()
    });
    if let Some(code) = code {
        let kind = io::Error::from_raw_os_error(code).kind();
        return io_fault(io::Error::new(kind, said));
    }
    Fault::bug(format!("a workbook: {said}"))
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

    fn book() -> Book {
        Book::begin(vec!["序号".to_owned()], None).unwrap()
    }

    fn packed(book: Book) -> Vec<u8> {
        let mut bytes = Vec::new();
        book.finish(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn what_one_sheet_does_not_hold_begins_another() {
        let time = HospitalTime::named("Asia/Shanghai").unwrap();
        let second = |bytes: &[u8]| {
            let name = b"xl/worksheets/sheet2.xml";
            bytes.windows(name.len()).any(|part| part == name)
        };
        let mut full = book();
        full.row = SHEET_ROWS - 1;
        full.add(&[Cell::Number(1)], &time).unwrap();
        assert!(!second(&packed(full)), "its last row has room");
        let mut more = book();
        more.row = SHEET_ROWS;
        more.add(&[Cell::Number(1)], &time).unwrap();
        assert_eq!((more.sheet, more.row), (1, 2), "below its own heads");
        assert!(second(&packed(more)));
    }

    #[test]
    fn what_lies_before_the_calendar_of_excel_stands_as_text() {
        let time = HospitalTime::named("Asia/Shanghai").unwrap();
        let day = |text: &str| text.parse::<Day>().unwrap();
        assert!(date(day("1899-12-31")).is_none() && date(day("1900-01-01")).is_some());
        let before = time.at(day("1899-12-31"), 23, 59);
        assert!(dated(before, &time).is_none());
        let mut old = book();
        for cell in [Cell::Day(day("1899-12-31")), Cell::Moment(before)] {
            old.add(&[cell], &time).unwrap();
        }
        packed(old);
    }

    struct Full;

    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_workbook_that_does_not_leave_says_that_the_disk_is_full() {
        let Err(Fault::Unavailable(error)) = book().finish(Full) else {
            panic!("nothing took it");
        };
        let error = error.downcast_ref::<io::Error>().unwrap();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }

    /// The system's error where nothing is left of a disk.
    const FULL: i32 = 28;

    #[test]
    fn a_disk_that_is_full_is_told_and_a_mistake_is_ours() {
        let full = guarded(|| -> Result<(), XlsxError> {
            let error = io::Error::from_raw_os_error(FULL);
            panic!("Couldn't write to xml file: {error:?}");
        });
        let Err(Fault::Unavailable(error)) = full else {
            panic!("{full:?}");
        };
        let error = error.downcast_ref::<io::Error>().unwrap();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        let ours = guarded(|| -> Result<(), XlsxError> { panic!("no such column") });
        assert!(matches!(ours, Err(Fault::Bug(_))));
    }
}
