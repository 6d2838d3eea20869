//! Forms that lose nothing: what was typed stays, each wrong field says why.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header;
use tongli_kernel::{Fault, FieldErrors, Said};

use crate::{Refusal, Shell};

/// The fields of a form as typed, with what is wrong about them.
#[derive(Debug, Clone, Default)]
pub struct Form {
    fields: Vec<(String, String)>,
    pub errors: FieldErrors,
}

impl Form {
    pub fn from_fields(fields: Vec<(String, String)>) -> Self {
        Self {
            fields,
            errors: FieldErrors::default(),
        }
    }

    /// Reads `a=1&b=2`.
    pub fn from_encoded(text: &str) -> Self {
        let fields = text
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(name, value)| (decoded(name), decoded(value)))
            .collect();
        Self::from_fields(fields)
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.fields.push((name.to_owned(), value.into()));
        self
    }

    #[must_use]
    pub fn refused(mut self, errors: FieldErrors) -> Self {
        self.errors = errors;
        self
    }

    /// The field as typed, trimmed; empty where it was not sent.
    pub fn value(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|(found, _)| found == name)
            .map_or("", |(_, value)| value.trim())
    }

    /// A field left empty is nothing.
    pub fn text(&self, name: &str) -> Option<String> {
        let value = self.value(name);
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// All values of a repeated field, in order, trimmed.
    pub fn values<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.fields
            .iter()
            .filter(move |(found, _)| found == name)
            .map(|(_, value)| value.trim())
    }

    /// Whether a box is ticked, or one of several with this value.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.values(name).any(|found| found == value)
    }

    pub fn ticked(&self, name: &str) -> bool {
        !self.value(name).is_empty()
    }

    /// The sentence under a wrong field.
    pub fn error(&self, name: &str, shell: &Shell) -> Option<String> {
        self.errors
            .of(name)
            .map(|said| shell.said(said).to_string())
    }

    pub fn is_refused(&self) -> bool {
        !self.errors.is_empty()
    }

    /// The wrong fields with their sentences, for the summary at the top.
    pub fn summary(&self, shell: &Shell) -> Vec<(String, String)> {
        self.errors
            .iter()
            .map(|(name, said)| (name.to_owned(), shell.said(said).to_string()))
            .collect()
    }

    /// What a draft keeps: everything but the token of the session and passwords.
    pub fn draft(&self) -> Vec<(String, String)> {
        self.fields
            .iter()
            .filter(|(name, value)| {
                !name.starts_with('_')
                    && !value.is_empty()
                    && !name.contains("password")
                    && name != "pin"
            })
            .cloned()
            .collect()
    }

    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }
}

/// Percent- and plus-decoding as browsers send forms; what is no UTF-8 becomes �.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let pair = [rest.next(), rest.next()];
                let hex = |digit: Option<u8>| digit.and_then(|d| char::from(d).to_digit(16));
                if let (Some(high), Some(low)) = (hex(pair[0]), hex(pair[1])) {
                    bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                }
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes)
        .replace("\r\n", "\n")
        .replace('\0', "")
}

/// Extracts a form sent by a browser.
pub struct FormBody(pub Form);

impl<S: Send + Sync> FromRequest<S> for FormBody {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let plain = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        if !plain {
            return Err(Fault::Conflict(Said::new("fault-not-a-form")).into());
        }
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|_| Fault::TooLarge)?;
        let text = String::from_utf8_lossy(&body);
        Ok(FormBody(Form::from_encoded(&text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_browsers_send_it() {
        let form = Form::from_encoded(
            "narrative=%E7%AD%89%E4%BA%86+3%0D%0A%E5%B0%8F%E6%97%B6&tag=a&tag=b&x=&y=%zz%",
        );
        assert_eq!(form.value("narrative"), "等了 3\n小时");
        assert_eq!(form.values("tag").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(form.text("x"), None);
        assert!(form.has("tag", "b") && !form.has("tag", "c"));
    }

    #[test]
    fn a_draft_never_holds_secrets() {
        let form = Form::from_encoded("_csrf=t&password=p&new_password=q&pin=1234&narrative=x");
        assert_eq!(form.draft(), [("narrative".to_owned(), "x".to_owned())]);
    }
}
