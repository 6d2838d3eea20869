//! Lines that Excel opens.

use tongli_kernel::{Fault, HospitalTime};

use crate::Cell;

/// Excel opens a file without it in the code page of its country.
const BOM: &[u8] = b"\xef\xbb\xbf";

pub fn head(heads: Vec<String>) -> Result<Vec<u8>, Fault> {
    let mut out = BOM.to_vec();
    write(&mut out, heads)?;
    Ok(out)
}

pub fn add(out: &mut Vec<u8>, cells: Vec<Cell>, time: &HospitalTime) -> Result<(), Fault> {
    write(out, cells.into_iter().map(|cell| plain(cell, time)))
}

fn write(out: &mut Vec<u8>, fields: impl IntoIterator<Item = String>) -> Result<(), Fault> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    writer.write_record(fields).map_err(Fault::bug)?;
    writer.flush().map_err(Fault::bug)
}

fn plain(cell: Cell, time: &HospitalTime) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => harmless(text),
        Cell::Number(number) => number.to_string(),
        Cell::Moment(moment) => time.show(moment),
        Cell::Day(day) => day.to_string(),
    }
}

/// What somebody typed never becomes a formula of the one who opens it.
fn harmless(text: String) -> String {
    const STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if text.starts_with(STARTS) {
        format!("'{text}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_becomes_words() {
        for bad in [
            "=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1",
        ] {
            assert_eq!(harmless(bad.to_owned()), format!("'{bad}"));
        }
        assert_eq!(harmless("等了 3=4 小时".to_owned()), "等了 3=4 小时");
    }
}
