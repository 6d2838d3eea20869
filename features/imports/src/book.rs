//! The file as rows of cells: Excel workbooks, and CSV in the encodings offices
//! save it in.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, DataRef, Dimensions, ExcelDateTime, Reader, SheetVisible, Xls, Xlsx};
use tongli_kernel::{Day, Said};

use crate::cell::Cell;
use crate::packed::{MOST_BYTES, Room, broken, weigh};
use crate::when::When;

/// One sheet: its rows that hold something, by the number a reader sees beside
/// them (from 1).
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    pub name: String,
    pub rows: BTreeMap<i64, Vec<Cell>>,
}

/// More than any register holds; beyond it a file is more likely broken.
const MOST_ROWS: usize = 200_000;
/// Columns further right are not looked at.
const MOST_COLUMNS: usize = 200;

/// The sheets of a file, in order; the sentence says why it cannot be read.
pub fn read_book(bytes: &[u8]) -> Result<Vec<Sheet>, Said> {
    let sheets = if bytes.starts_with(b"PK\x03\x04") {
        weigh(bytes, MOST_BYTES)?;
        xlsx(bytes, Room::default())?
    } else if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        xls(bytes)?
    } else {
        vec![csv_sheet(bytes)?]
    };
    let rows: usize = sheets.iter().map(|sheet| sheet.rows.len()).sum();
    match rows {
        0 => Err(Said::new("imports-file-empty")),
        too_many if too_many > MOST_ROWS => {
            Err(Said::new("imports-file-long").with("most", MOST_ROWS))
        }
        _ => Ok(sheets),
    }
}

fn xlsx(bytes: &[u8], mut room: Room) -> Result<Vec<Sheet>, Said> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let mut sheets = Vec::new();
    for name in visible(book.sheets_metadata()) {
        let mut rows: BTreeMap<i64, Vec<Cell>> = BTreeMap::new();
        {
            // Cell by cell: a range would fill the square up to a stray cell far away.
            let mut cells = book.worksheet_cells_reader(&name).map_err(broken)?;
            while let Some(cell) = cells.next_cell().map_err(broken)? {
                room.look()?;
                put(
                    &mut rows,
                    &mut room,
                    cell.get_position(),
                    of_ref(cell.get_value()),
                )?;
            }
        }
        let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        spread(&mut rows, &mut room, &merged)?;
        sheets.push(Sheet { name, rows });
    }
    Ok(sheets)
}

fn xls(bytes: &[u8]) -> Result<Vec<Sheet>, Said> {
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(broken)?;
    let (mut sheets, mut room) = (Vec::new(), Room::default());
    for name in visible(book.sheets_metadata()) {
        let range = book.worksheet_range(&name).map_err(broken)?;
        let (top, left) = range.start().unwrap_or_default();
        let mut rows = BTreeMap::new();
        for (row, column, value) in range.used_cells() {
            let place = (at(row) + top, at(column) + left);
            put(&mut rows, &mut room, place, of_data(value))?;
        }
        let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        spread(&mut rows, &mut room, &merged)?;
        sheets.push(Sheet { name, rows });
    }
    Ok(sheets)
}

fn at(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn visible(sheets: &[calamine::Sheet]) -> Vec<String> {
    sheets
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect()
}

fn put(
    rows: &mut BTreeMap<i64, Vec<Cell>>,
    room: &mut Room,
    (row, column): (u32, u32),
    cell: Cell,
) -> Result<(), Said> {
    let column = usize::try_from(column).unwrap_or(usize::MAX);
    if cell.is_empty() || column >= MOST_COLUMNS {
        return Ok(());
    }
    if rows.len() > MOST_ROWS {
        return Err(Said::new("imports-file-long").with("most", MOST_ROWS));
    }
    room.put(rows.entry(i64::from(row) + 1).or_default(), column, cell)
}

/// A cell merged downwards says the same for each of its rows. Cells merged
/// sideways are titles and stay in their first column.
fn spread(
    rows: &mut BTreeMap<i64, Vec<Cell>>,
    room: &mut Room,
    merged: &[Dimensions],
) -> Result<(), Said> {
    for area in merged {
        if area.start.1 != area.end.1 || area.start.0 >= area.end.0 {
            continue;
        }
        let column = usize::try_from(area.start.1).unwrap_or(usize::MAX);
        let first = i64::from(area.start.0) + 1;
        let Some(value) = rows
            .get(&first)
            .and_then(|cells| cells.get(column))
            .cloned()
        else {
            continue;
        };
        // Only rows that hold something: a merge to the end of the sheet makes none.
        for (_, cells) in rows.range_mut(first + 1..=i64::from(area.end.0) + 1) {
            if cells.get(column).is_none_or(Cell::is_empty) {
                room.put(cells, column, value.clone())?;
            }
        }
    }
    Ok(())
}

fn of_ref(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Int(number) => whole(*number),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) => Cell::text(text),
        DataRef::SharedString(text) => Cell::text(text),
        DataRef::Bool(flag) => Cell::text(if *flag { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(date) => of_date(date),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::text(text),
        DataRef::Error(_) | DataRef::Empty => Cell::EMPTY,
    }
}

fn of_data(value: &Data) -> Cell {
    match value {
        Data::Int(number) => whole(*number),
        Data::Float(number) => Cell::Number(*number),
        Data::String(text) => Cell::text(text),
        Data::Bool(flag) => Cell::text(if *flag { "TRUE" } else { "FALSE" }),
        Data::DateTime(date) => of_date(date),
        Data::DateTimeIso(text) | Data::DurationIso(text) => Cell::text(text),
        Data::Error(_) | Data::Empty => Cell::EMPTY,
    }
}

fn whole(number: i64) -> Cell {
    Cell::text(&number.to_string())
}

/// A real date; what its format calls a date but no calendar does stays a number.
fn of_date(date: &ExcelDateTime) -> Cell {
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let number = Cell::Number(date.as_f64());
    if !date.is_datetime() {
        return number;
    }
    let (Ok(year), Ok(month), Ok(day)) =
        (i16::try_from(year), i8::try_from(month), i8::try_from(day))
    else {
        return number;
    };
    let (Some(day), Ok(hour), Ok(minute)) = (
        Day::new(year, month, day),
        i8::try_from(hour),
        i8::try_from(minute),
    ) else {
        return number;
    };
    // A date without a time is stored as midnight.
    let time = (hour != 0 || minute != 0 || second != 0).then_some((hour, minute));
    Cell::When(When { day, time })
}

/// UTF-8 with or without its mark, UTF-16 with its mark, else GB18030, in which
/// Chinese Excel saves CSV.
fn decode(bytes: &[u8]) -> Result<String, Said> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let body = bytes.get(mark..).unwrap_or_default();
        let (text, wrong) = encoding.decode_without_bom_handling(body);
        return sound(text.into_owned(), wrong);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return sound(text.to_owned(), false);
    }
    let (text, wrong) = encoding_rs::GB18030.decode_without_bom_handling(bytes);
    sound(text.into_owned(), wrong)
}

fn sound(text: String, wrong: bool) -> Result<String, Said> {
    if wrong || text.contains('\0') {
        return Err(Said::new("imports-file-encoding"));
    }
    Ok(text)
}

fn csv_sheet(bytes: &[u8]) -> Result<Sheet, Said> {
    let text = decode(bytes)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut rows = BTreeMap::new();
    let mut number = 0_i64;
    let mut record = csv::StringRecord::new();
    loop {
        let from = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        if !reader.read_record(&mut record).map_err(broken)? {
            break;
        }
        // The reader passes over blank lines; the numbers beside the rows do not.
        number += 1 + blank_lines(&text, from);
        let cells: Vec<Cell> = record.iter().take(MOST_COLUMNS).map(Cell::text).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            rows.insert(number, cells);
        }
        if rows.len() > MOST_ROWS {
            return Err(Said::new("imports-file-long").with("most", MOST_ROWS));
        }
    }
    Ok(Sheet {
        name: String::new(),
        rows,
    })
}

/// Blank lines at a place where a record ended. Of `\r\n` the reader may have left
/// the second half behind.
fn blank_lines(text: &str, from: usize) -> i64 {
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    let rest = match (
        from.checked_sub(1).and_then(|at| text.as_bytes().get(at)),
        rest,
    ) {
        (Some(b'\r'), [b'\n', after @ ..]) => after,
        (_, rest) => rest,
    };
    let ends = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    let (mut lines, mut last) = (0, b' ');
    for byte in ends {
        if !(*byte == b'\n' && last == b'\r') {
            lines += 1;
        }
        last = *byte;
    }
    lines
}

/// Comma, semicolon or tab: whichever the first lines have most of.
fn delimiter(text: &str) -> u8 {
    let head: Vec<u8> = text.lines().take(20).flat_map(str::bytes).collect();
    let count = |sign: u8| head.iter().filter(|byte| **byte == sign).count();
    [b',', b'\t', b';']
        .into_iter()
        .rev()
        .max_by_key(|sign| count(*sign))
        .unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test says what it expects")]

    use super::*;

    fn shown(sheet: &Sheet) -> Vec<(i64, Vec<String>)> {
        sheet
            .rows
            .iter()
            .map(|(row, cells)| (*row, cells.iter().map(Cell::shown).collect()))
            .collect()
    }

    #[test]
    fn one_table_reads_alike_in_every_encoding() {
        let text = "日期,内容\r\n2011-05-17,等候太久\r\n";
        let gb = encoding_rs::GB18030.encode(text).0.into_owned();
        let mut bom = vec![0xef, 0xbb, 0xbf];
        bom.extend(text.as_bytes());
        let mut wide = vec![0xff, 0xfe];
        wide.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        let plain = read_book(text.as_bytes()).unwrap();
        assert_eq!(shown(&plain[0]).len(), 2);
        for other in [gb, bom, wide] {
            assert_eq!(read_book(&other).unwrap(), plain);
        }
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_numbers_them() {
        for end in ["\n", "\r\n"] {
            let text = [
                "登记簿",
                "",
                "日期,内容",
                "1,\"两\n行\"",
                "",
                "",
                ",",
                "2,后",
            ]
            .join(end);
            let sheet = csv_sheet(text.as_bytes()).unwrap();
            let numbers: Vec<i64> = sheet.rows.keys().copied().collect();
            assert_eq!(numbers, [1, 3, 4, 8], "{end:?}");
        }
    }

    #[test]
    fn tabs_and_semicolons_part_cells_too() {
        for sign in ["\t", ";"] {
            let text = format!("日期{sign}内容\n2011-05-17{sign}一,二\n");
            let sheet = csv_sheet(text.as_bytes()).unwrap();
            assert_eq!(shown(&sheet)[1].1, ["2011-05-17", "一,二"]);
        }
    }

    #[test]
    fn what_is_no_table_says_so() {
        assert_eq!(read_book(b"").unwrap_err().key, "imports-file-empty");
        assert_eq!(
            read_book(b"\n\n,,\n").unwrap_err().key,
            "imports-file-empty"
        );
        assert_eq!(
            read_book(b"PK\x03\x04broken").unwrap_err().key,
            "imports-file-broken"
        );
        assert_eq!(
            read_book(b"\xd0\xcf\x11\xe0broken").unwrap_err().key,
            "imports-file-broken"
        );
        assert_eq!(
            read_book(b"\x89PNG\r\n\x1a\n\0\0\0").unwrap_err().key,
            "imports-file-encoding"
        );
    }

    #[test]
    fn a_sheet_of_empty_cells_is_empty_and_an_endless_one_is_given_up() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let (sheet, format) = (
            book.add_worksheet(),
            rust_xlsxwriter::Format::new().set_bold(),
        );
        for row in 0..2_000 {
            sheet.write_blank(row, 0, &format).unwrap();
        }
        let bytes = book.save_to_buffer().unwrap();
        assert_eq!(read_book(&bytes).unwrap_err().key, "imports-file-empty");
        let room = Room {
            looked_at: 1_999,
            ..Room::default()
        };
        assert_eq!(xlsx(&bytes, room).unwrap_err().key, "imports-file-heavy");
    }

    #[test]
    fn a_text_in_no_encoding_of_an_office_says_so() {
        let wide: Vec<u8> = "日期,内容\r\n2011-05-17,等候太久\r\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let broken = [b"\xe6\x97".as_slice(), b",\xff\xff\n"].concat();
        for bytes in [wide, broken] {
            assert_eq!(read_book(&bytes).unwrap_err().key, "imports-file-encoding");
        }
    }

    #[test]
    fn a_cell_merged_downwards_counts_for_its_rows() {
        let mut rows = BTreeMap::from([
            (4, vec![Cell::text("2011-05-17"), Cell::text("一")]),
            (5, vec![Cell::EMPTY, Cell::text("二")]),
            (6, vec![Cell::EMPTY, Cell::text("三")]),
        ]);
        let area = Dimensions {
            start: (3, 0),
            end: (4, 0),
        };
        spread(&mut rows, &mut Room::default(), &[area]).unwrap();
        assert_eq!(rows[&5][0].shown(), "2011-05-17");
        assert!(rows[&6][0].is_empty());
    }
}
