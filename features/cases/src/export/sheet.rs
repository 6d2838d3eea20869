//! The three kinds of files, written page by page.

use std::io::Write;

use rust_xlsxwriter::{ExcelDateTime, Format as Style, Workbook, Worksheet};
use tongli_kernel::{Fault, Moment};

use super::{Cell, Entry, Format, Tongue, broken};

/// Excel opens a file without it in the code page of its country.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// What one sheet of a workbook holds; what comes after begins another.
const SHEET_ROWS: u32 = 1_048_576;

/// What one cell of a workbook holds.
const CELL_LETTERS: usize = 32_767;

/// A file under way. Lines leave as they are written; a workbook leaves at its end
/// and keeps its rows on disk until then.
pub enum Sheet {
    Csv,
    Jsonl,
    Xlsx(Box<Book>),
}

impl Sheet {
    /// Begins a file; the bytes are its beginning.
    pub fn begin(format: Format, tongue: Tongue<'_>) -> Result<(Sheet, Vec<u8>), Fault> {
        match format {
            Format::Csv => {
                let mut head = BOM.to_vec();
                head.extend(lines([tongue.heads()])?);
                Ok((Sheet::Csv, head))
            }
            Format::Jsonl => Ok((Sheet::Jsonl, Vec::new())),
            Format::Xlsx => {
                let book = Book::begin(tongue).map_err(broken)?;
                Ok((Sheet::Xlsx(Box::new(book)), Vec::new()))
            }
        }
    }

    /// Adds rows; the bytes are what may leave already.
    pub fn add(&mut self, entries: &[Entry], tongue: Tongue<'_>) -> Result<Vec<u8>, Fault> {
        match self {
            Sheet::Csv => lines(entries.iter().map(|entry| {
                entry
                    .cells(tongue)
                    .into_iter()
                    .map(|cell| plain(cell, tongue))
            })),
            Sheet::Jsonl => {
                let mut out = Vec::new();
                for entry in entries {
                    serde_json::to_writer(&mut out, &entry.object(tongue.time)).map_err(broken)?;
                    out.push(b'\n');
                }
                Ok(out)
            }
            Sheet::Xlsx(book) => {
                for entry in entries {
                    book.add(&entry.cells(tongue), tongue).map_err(broken)?;
                }
                Ok(Vec::new())
            }
        }
    }

    /// Writes what is left.
    pub fn finish(self, out: impl Write + Send) -> Result<(), Fault> {
        match self {
            Sheet::Csv | Sheet::Jsonl => Ok(()),
            Sheet::Xlsx(mut book) => book.book.save_to_writer(out).map_err(broken),
        }
    }
}

fn lines<R>(rows: impl IntoIterator<Item = R>) -> Result<Vec<u8>, Fault>
where
    R: IntoIterator<Item = String>,
{
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).map_err(broken)?;
    }
    writer.into_inner().map_err(broken)
}

fn plain(cell: Cell, tongue: Tongue<'_>) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => harmless(text),
        Cell::Number(number) => number.to_string(),
        Cell::Moment(moment) => tongue.time.show(moment),
    }
}

/// What somebody wrote never becomes a formula of the one who opens it.
fn harmless(text: String) -> String {
    const STARTS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
    if text.starts_with(STARTS) {
        format!("'{text}")
    } else {
        text
    }
}

/// A workbook whose rows are written out as they come.
pub struct Book {
    book: Workbook,
    heads: Vec<String>,
    /// The sheet that is being filled, and its next row.
    sheet: usize,
    row: u32,
    head: Style,
    day: Style,
}

type Written = Result<(), rust_xlsxwriter::XlsxError>;

impl Book {
    fn begin(tongue: Tongue<'_>) -> Result<Book, rust_xlsxwriter::XlsxError> {
        let mut book = Book {
            book: Workbook::new(),
            heads: tongue.heads(),
            sheet: 0,
            row: 0,
            head: Style::new().set_bold(),
            day: Style::new().set_num_format("yyyy-mm-dd hh:mm"),
        };
        book.open()?;
        Ok(book)
    }

    fn open(&mut self) -> Written {
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        // Columns are laid out before the first row is written out.
        sheet.set_freeze_panes(1, 1)?;
        for (column, head) in (0_u16..).zip(&self.heads) {
            sheet.set_column_width(column, 18)?;
            sheet.write_string_with_format(0, column, head, &self.head)?;
        }
        self.row = 1;
        Ok(())
    }

    fn add(&mut self, cells: &[Cell], tongue: Tongue<'_>) -> Written {
        if self.row == SHEET_ROWS {
            self.sheet += 1;
            self.open()?;
        }
        let (row, day) = (self.row, &self.day);
        let sheet = self.book.worksheet_from_index(self.sheet)?;
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Empty => {}
                Cell::Text(text) => {
                    sheet.write_string(row, column, fitting(text))?;
                }
                Cell::Number(number) => {
                    sheet.write_number(row, column, *number as f64)?;
                }
                Cell::Moment(moment) => write_moment(sheet, row, column, *moment, tongue, day)?,
            }
        }
        self.row += 1;
        Ok(())
    }
}

/// A moment as a date that can be sorted and counted with. What Excel's calendar
/// does not reach stands as text.
fn write_moment(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    moment: Moment,
    tongue: Tongue<'_>,
    style: &Style,
) -> Written {
    match dated(moment, tongue) {
        Some(date) => sheet.write_datetime_with_format(row, column, &date, style)?,
        None => sheet.write_string(row, column, tongue.time.show(moment))?,
    };
    Ok(())
}

fn dated(moment: Moment, tongue: Tongue<'_>) -> Option<ExcelDateTime> {
    let day = tongue.time.day_of(moment);
    let (hour, minute) = tongue.time.time_of(moment);
    let year = u16::try_from(day.year())
        .ok()
        .filter(|year| *year >= 1900)?;
    let month = u8::try_from(day.month()).ok()?;
    let of_month = u8::try_from(day.day_of_month()).ok()?;
    ExcelDateTime::from_ymd(year, month, of_month)
        .ok()?
        .and_hms(u16::try_from(hour).ok()?, u8::try_from(minute).ok()?, 0)
        .ok()
}

/// As much as a cell takes, counted as Excel counts; the end says that there is more.
fn fitting(text: &str) -> String {
    if text.encode_utf16().count() <= CELL_LETTERS {
        return text.to_owned();
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
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_becomes_words() {
        for bad in ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "＝1"] {
            assert_eq!(harmless(bad.to_owned()), format!("'{bad}"));
        }
        assert_eq!(harmless("等了 3=4 小时".to_owned()), "等了 3=4 小时");
    }

    #[test]
    fn a_cell_holds_what_excel_counts() {
        let long = "𠮷".repeat(CELL_LETTERS);
        let kept = fitting(&long);
        assert!(kept.ends_with('…') && kept.encode_utf16().count() <= CELL_LETTERS);
        assert_eq!(fitting("换药太迟"), "换药太迟");
    }
}
