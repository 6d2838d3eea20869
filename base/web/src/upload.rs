//! Files that people send: limited, and known by their content, not their name.

use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use tongli_kernel::{Fault, FieldErrors, Said};

use crate::{Form, Refusal};

/// The largest single file.
pub const MOST_FILE_BYTES: usize = 20 * 1024 * 1024;
/// The largest request with files.
pub const MOST_REQUEST_BYTES: usize = 32 * 1024 * 1024;
/// Longer names are shortened, keeping their ending.
const LONGEST_NAME: usize = 120;

/// What a file is by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sniffed {
    pub media_type: &'static str,
    pub ending: &'static str,
}

/// The kinds of file an office receives. Whatever could run in a browser or on a
/// desk is not among them.
const KINDS: &[(&[u8], usize, Sniffed)] = &[
    (
        b"\xff\xd8\xff",
        0,
        Sniffed {
            media_type: "image/jpeg",
            ending: "jpg",
        },
    ),
    (
        b"\x89PNG\r\n\x1a\n",
        0,
        Sniffed {
            media_type: "image/png",
            ending: "png",
        },
    ),
    (
        b"WEBP",
        8,
        Sniffed {
            media_type: "image/webp",
            ending: "webp",
        },
    ),
    (
        b"%PDF-",
        0,
        Sniffed {
            media_type: "application/pdf",
            ending: "pdf",
        },
    ),
    (
        b"ftyp",
        4,
        Sniffed {
            media_type: "video/mp4",
            ending: "mp4",
        },
    ),
    (
        b"ID3",
        0,
        Sniffed {
            media_type: "audio/mpeg",
            ending: "mp3",
        },
    ),
    (
        b"\xff\xfb",
        0,
        Sniffed {
            media_type: "audio/mpeg",
            ending: "mp3",
        },
    ),
    (
        b"#!AMR",
        0,
        Sniffed {
            media_type: "audio/amr",
            ending: "amr",
        },
    ),
    (
        b"WAVE",
        8,
        Sniffed {
            media_type: "audio/wav",
            ending: "wav",
        },
    ),
    (
        b"OggS",
        0,
        Sniffed {
            media_type: "audio/ogg",
            ending: "ogg",
        },
    ),
];

/// Recognises a file; `None` for everything that is not welcome.
pub fn sniff(bytes: &[u8]) -> Option<Sniffed> {
    if bytes.starts_with(ZIP) {
        return office_file(bytes);
    }
    KINDS
        .iter()
        .find(|(magic, at, _)| bytes.get(*at..at + magic.len()) == Some(*magic))
        .map(|(_, _, kind)| *kind)
}

const ZIP: &[u8] = b"PK\x03\x04";
const WORD: Sniffed = Sniffed {
    media_type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ending: "docx",
};
const EXCEL: Sniffed = Sniffed {
    media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ending: "xlsx",
};

/// An archive is welcome only as what Word or Excel writes: programs for telephones
/// and desks are archives too.
fn office_file(bytes: &[u8]) -> Option<Sniffed> {
    let names = archive_names(bytes);
    let holds = |name: &[u8]| names.contains(&name);
    let is_program = names.iter().any(|name| {
        *name == b"AndroidManifest.xml"
            || *name == b"META-INF/MANIFEST.MF"
            || name.ends_with(b"vbaProject.bin")
    });
    if is_program || !holds(b"[Content_Types].xml") {
        return None;
    }
    if holds(b"word/document.xml") {
        Some(WORD)
    } else if holds(b"xl/workbook.xml") {
        Some(EXCEL)
    } else {
        None
    }
}

/// The signature of an entry in the list at an archive's end, and what precedes the
/// entry's name in it.
const LISTED: &[u8] = b"PK\x01\x02";
const LISTED_HEAD: usize = 46;
/// The end of that list; behind it only a comment of at most 65,535 bytes.
const LIST_END: &[u8] = b"PK\x05\x06";
const LIST_END_HEAD: usize = 22;

/// The names in the list at an archive's end: what programs that open it go by.
fn archive_names(bytes: &[u8]) -> Vec<&[u8]> {
    let mut names = Vec::new();
    let Some(mut at) = list_start(bytes) else {
        return names;
    };
    while let Some(entry) = bytes.get(at..at + LISTED_HEAD)
        && entry.starts_with(LISTED)
    {
        let length = |from: usize| usize::from(u16::from_le_bytes([entry[from], entry[from + 1]]));
        let (name, rest) = (length(28), length(30) + length(32));
        let Some(found) = bytes.get(at + LISTED_HEAD..at + LISTED_HEAD + name) else {
            break;
        };
        names.push(found);
        at += LISTED_HEAD + name + rest;
    }
    names
}

fn list_start(bytes: &[u8]) -> Option<usize> {
    let from = bytes
        .len()
        .saturating_sub(LIST_END_HEAD + usize::from(u16::MAX));
    let end = bytes[from..]
        .windows(LIST_END.len())
        .rposition(|window| window == LIST_END)?;
    let place = bytes.get(from + end + 16..from + end + 20)?;
    let place: [u8; 4] = place.try_into().ok()?;
    usize::try_from(u32::from_le_bytes(place)).ok()
}

/// One file as it was sent.
#[derive(Debug, Clone)]
pub struct Upload {
    pub field: String,
    pub name: String,
    pub sniffed: Sniffed,
    pub bytes: Vec<u8>,
}

/// A form with files.
pub struct Uploads {
    pub form: Form,
    pub files: Vec<Upload>,
}

impl<S: Send + Sync> FromRequest<S> for Uploads {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let mut parts = Multipart::from_request(request, state)
            .await
            .map_err(|_| Fault::Conflict(Said::new("fault-not-a-form")))?;
        let (mut fields, mut files) = (Vec::new(), Vec::new());
        let mut errors = FieldErrors::default();
        while let Some(part) = parts.next_field().await.map_err(broken_off)? {
            let field = part.name().unwrap_or_default().to_owned();
            let name = part.file_name().map(str::to_owned);
            let bytes = part.bytes().await.map_err(broken_off)?;
            match name {
                None => fields.push((field, String::from_utf8_lossy(&bytes).replace('\0', ""))),
                // A file field left empty is sent as a nameless file.
                Some(name) if name.is_empty() && bytes.is_empty() => {}
                Some(name) => match read_upload(&field, &name, bytes.to_vec()) {
                    Ok(file) => files.push(file),
                    Err(said) => errors.add(field, said),
                },
            }
        }
        Ok(Uploads {
            form: Form::from_fields(fields).refused(errors),
            files,
        })
    }
}

/// Why a form with files could not be read to its end.
fn broken_off(error: MultipartError) -> Fault {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Fault::TooLarge
    } else {
        Fault::Conflict(Said::new("fault-not-a-form"))
    }
}

/// Checks one file's size and kind.
pub fn read_upload(field: &str, name: &str, bytes: Vec<u8>) -> Result<Upload, Said> {
    if bytes.is_empty() {
        return Err(Said::new("fault-file-empty").with("name", name));
    }
    if bytes.len() > MOST_FILE_BYTES {
        return Err(Said::new("fault-file-too-large")
            .with("name", name)
            .with("most", MOST_FILE_BYTES / 1024 / 1024));
    }
    let sniffed = sniff(&bytes).ok_or_else(|| {
        let key = if bytes.starts_with(ZIP) {
            "fault-file-archive"
        } else {
            "fault-file-kind"
        };
        Said::new(key).with("name", name)
    })?;
    Ok(Upload {
        field: field.to_owned(),
        name: tidy_name(name),
        sniffed,
        bytes,
    })
}

/// A name without folders or control characters, of bearable length.
fn tidy_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let clean: Vec<char> = last.chars().filter(|letter| !letter.is_control()).collect();
    if clean.len() <= LONGEST_NAME {
        return clean.into_iter().collect();
    }
    let tail = &clean[clean.len() - 20..];
    clean[..LONGEST_NAME - 21]
        .iter()
        .chain(&['…'])
        .chain(tail)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        assert_eq!(sniff(b"%PDF-1.7").unwrap().ending, "pdf");
        assert_eq!(sniff(b"\x00\x00\x00\x18ftypmp42").unwrap().ending, "mp4");
        assert_eq!(sniff(b"<html><script>"), None);
        assert_eq!(sniff(b"MZ\x90\x00"), None);
        assert_eq!(sniff(b""), None);
    }

    /// An archive of empty files with these names.
    fn archive(names: &[&str]) -> Vec<u8> {
        let (mut bytes, mut list) = (Vec::new(), Vec::new());
        for name in names {
            let place = u32::try_from(bytes.len()).unwrap().to_le_bytes();
            let length = u16::try_from(name.len()).unwrap().to_le_bytes();
            bytes.extend([ZIP, &[0; 22], &length, &[0; 2], name.as_bytes()].concat());
            list.extend([LISTED, &[0; 24], &length, &[0; 12], &place, name.as_bytes()].concat());
        }
        let start = u32::try_from(bytes.len()).unwrap().to_le_bytes();
        bytes.extend(list);
        bytes.extend([LIST_END, &[0; 12], &start, &[0; 2]].concat());
        bytes
    }

    #[test]
    fn an_archive_is_welcome_only_as_what_word_or_excel_writes() {
        let types = "[Content_Types].xml";
        let ending = |names: &[&str]| sniff(&archive(names)).map(|kind| kind.ending);
        assert_eq!(
            ending(&[types, "_rels/.rels", "word/document.xml"]),
            Some("docx")
        );
        assert_eq!(ending(&["xl/workbook.xml", types]), Some("xlsx"));
        for refused in [
            vec!["photos/1.jpg", "photos/2.jpg"],
            vec!["META-INF/MANIFEST.MF", "Main.class"],
            vec![
                "AndroidManifest.xml",
                "classes.dex",
                types,
                "word/document.xml",
            ],
            vec![types, "word/document.xml", "word/vbaProject.bin"],
            vec!["word/document.xml"],
            vec![types],
        ] {
            assert_eq!(ending(&refused), None, "{refused:?}");
        }
        assert_eq!(sniff(ZIP), None);
        let said = read_upload("file", "病历.zip", archive(&["a.txt"])).unwrap_err();
        assert_eq!(said.key, "fault-file-archive");
    }

    #[test]
    fn a_refused_file_names_itself_and_the_reason() {
        let refused = read_upload("file", "病历.exe", b"MZ".to_vec()).unwrap_err();
        assert_eq!(refused.key, "fault-file-kind");
        assert!(read_upload("file", "a.pdf", Vec::new()).is_err());
    }

    #[test]
    fn names_lose_folders_and_stay_bearable() {
        assert_eq!(tidy_name("C:\\Users\\x\\照片.jpg"), "照片.jpg");
        let long = format!("{}.pdf", "长".repeat(300));
        let tidy = tidy_name(&long);
        assert!(tidy.chars().count() <= LONGEST_NAME && tidy.ends_with(".pdf"));
    }
}
