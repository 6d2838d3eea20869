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
    (
        b"PK\x03\x04",
        0,
        Sniffed {
            media_type: "application/vnd.openxmlformats-officedocument",
            ending: "docx",
        },
    ),
];

/// Recognises a file; `None` for everything that is not welcome.
pub fn sniff(bytes: &[u8]) -> Option<Sniffed> {
    KINDS
        .iter()
        .find(|(magic, at, _)| bytes.get(*at..at + magic.len()) == Some(*magic))
        .map(|(_, _, kind)| *kind)
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

/// A form that ends too early is too large, or none.
fn broken_off(error: MultipartError) -> Fault {
    let word = if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        "fault-too-large"
    } else {
        "fault-not-a-form"
    };
    Fault::Conflict(Said::new(word))
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
    let sniffed = sniff(&bytes).ok_or_else(|| Said::new("fault-file-kind").with("name", name))?;
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
