//! The register as a file: a workbook, or lines that Excel opens.

use rust_xlsxwriter::{Format as Style, Workbook};
use tongli_kernel::{Fault, HospitalTime, Lang, Said};
use tongli_web::Words;

use crate::disclosure::Line;

/// Excel opens a file without it in the code page of its country.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// The kinds of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Xlsx,
    Csv,
}

impl Format {
    pub const fn code(self) -> &'static str {
        match self {
            Format::Xlsx => "xlsx",
            Format::Csv => "csv",
        }
    }

    pub fn from_code(code: &str) -> Option<Format> {
        [Format::Xlsx, Format::Csv]
            .into_iter()
            .find(|one| one.code() == code)
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// How the file speaks.
#[derive(Clone, Copy)]
pub struct Tongue<'a> {
    pub words: &'a Words,
    pub lang: Lang,
    pub time: &'a HospitalTime,
}

const HEADS: [&str; 13] = [
    "privacy-given-at",
    "privacy-case",
    "privacy-recipient",
    "privacy-body",
    "privacy-basis",
    "privacy-ground",
    "privacy-purpose",
    "privacy-what",
    "privacy-files-count",
    "privacy-way",
    "privacy-approver",
    "privacy-recorder",
    "privacy-line-state",
];

impl Tongue<'_> {
    fn say(self, key: impl Into<String>) -> String {
        let said = Said {
            key: key.into().into(),
            args: Vec::new(),
        };
        self.words.say(self.lang, &said)
    }

    fn row(self, one: &Line) -> [String; 13] {
        let told = &one.line.told;
        let state = match one.line.is_draft {
            true => "privacy-line-draft",
            false => "privacy-line-whole",
        };
        [
            self.time.show(told.given_at),
            one.case.clone(),
            self.say(told.recipient.word()),
            harmless(&told.body),
            self.say(told.basis.word()),
            harmless(&told.ground),
            harmless(&told.purpose),
            harmless(&told.what),
            told.files.len().to_string(),
            self.say(told.way.word()),
            harmless(&one.approver),
            harmless(&one.recorder),
            self.say(state),
        ]
    }
}

/// What somebody typed never becomes a formula of the one who opens it.
fn harmless(text: &str) -> String {
    const STARTS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
    match text.starts_with(STARTS) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

/// A file under way.
pub enum Taken {
    Csv(Box<csv::Writer<Vec<u8>>>),
    Xlsx(Box<(Workbook, u32)>),
}

impl Taken {
    pub fn begin(format: Format, tongue: Tongue<'_>) -> Result<Taken, Fault> {
        let heads = HEADS.map(|head| tongue.say(head));
        match format {
            Format::Csv => {
                let mut writer = csv::WriterBuilder::new()
                    .terminator(csv::Terminator::CRLF)
                    .from_writer(BOM.to_vec());
                writer.write_record(&heads).map_err(Fault::bug)?;
                Ok(Taken::Csv(Box::new(writer)))
            }
            Format::Xlsx => {
                let mut book = Workbook::new();
                let sheet = book.add_worksheet();
                sheet
                    .write_row_with_format(0, 0, heads, &Style::new().set_bold())
                    .and_then(|sheet| sheet.set_freeze_panes(1, 0))
                    .map_err(Fault::bug)?;
                Ok(Taken::Xlsx(Box::new((book, 1))))
            }
        }
    }

    pub fn add(&mut self, lines: &[Line], tongue: Tongue<'_>) -> Result<(), Fault> {
        for line in lines {
            let cells = tongue.row(line);
            match self {
                Taken::Csv(writer) => writer.write_record(&cells).map_err(Fault::bug)?,
                Taken::Xlsx(under_way) => {
                    let (book, row) = &mut **under_way;
                    book.worksheet_from_index(0)
                        .and_then(|sheet| sheet.write_row(*row, 0, cells))
                        .map_err(Fault::bug)?;
                    *row += 1;
                }
            }
        }
        Ok(())
    }

    pub fn finish(self) -> Result<Vec<u8>, Fault> {
        match self {
            Taken::Csv(writer) => writer.into_inner().map_err(Fault::bug),
            Taken::Xlsx(mut under_way) => under_way.0.save_to_buffer().map_err(Fault::bug),
        }
    }
}
