//! Whether a value fits a schema. A validator of our own: a crate for it would bring
//! some thirty others, compiled on every fresh machine, for a dozen keywords.

use serde_json::Value;
use tongli_kernel::{Day, Moment};

/// What of `value` does not fit `schema`. Knows the keywords the rooms use, and
/// refuses to pass over one it does not know.
pub(super) fn misfits(
    document: &Value,
    schema: &Value,
    value: &Value,
    at: &str,
    out: &mut Vec<String>,
) {
    let Some(keywords) = schema.as_object() else {
        return out.push(format!("{at}: the schema is no object: {schema}"));
    };
    for (keyword, said) in keywords {
        match keyword.as_str() {
            "$ref" => {
                let pointer = said.as_str().unwrap().trim_start_matches('#');
                match document.pointer(pointer) {
                    Some(found) => misfits(document, found, value, at, out),
                    None => out.push(format!("{at}: {said} leads nowhere")),
                }
            }
            "type" => {
                if !is_of(said, value) {
                    out.push(format!("{at}: {value} is not {said}"));
                }
            }
            "enum" => {
                if !said.as_array().unwrap().contains(value) {
                    out.push(format!("{at}: {value} is none of {said}"));
                }
            }
            "required" => {
                for name in said.as_array().unwrap() {
                    if value.is_object() && value.get(name.as_str().unwrap()).is_none() {
                        out.push(format!("{at}: {name} is missing"));
                    }
                }
            }
            "properties" => {
                for (name, field) in value.as_object().into_iter().flatten() {
                    match said.get(name) {
                        Some(inner) => {
                            misfits(document, inner, field, &format!("{at}/{name}"), out)
                        }
                        // What is answered is described, even where more is not forbidden.
                        None => out.push(format!("{at}/{name} is not described")),
                    }
                }
            }
            "items" => {
                for (index, one) in value.as_array().into_iter().flatten().enumerate() {
                    misfits(document, said, one, &format!("{at}[{index}]"), out);
                }
            }
            "oneOf" => {
                let fitting = said.as_array().unwrap().iter().filter(|one| {
                    let mut inner = Vec::new();
                    misfits(document, one, value, at, &mut inner);
                    inner.is_empty()
                });
                if fitting.count() != 1 {
                    out.push(format!("{at}: {value} fits not exactly one of {said}"));
                }
            }
            "format" => {
                if value
                    .as_str()
                    .is_some_and(|text| !is_written_as(said, text))
                {
                    out.push(format!("{at}: {value} is no {said}"));
                }
            }
            "minimum" => {
                if value.as_i64().is_some_and(|n| n < said.as_i64().unwrap()) {
                    out.push(format!("{at}: {value} is below {said}"));
                }
            }
            "maximum" => {
                if value.as_i64().is_some_and(|n| n > said.as_i64().unwrap()) {
                    out.push(format!("{at}: {value} is above {said}"));
                }
            }
            "minLength" => {
                let least = usize::try_from(said.as_u64().unwrap()).unwrap();
                if value
                    .as_str()
                    .is_some_and(|text| text.chars().count() < least)
                {
                    out.push(format!("{at}: {value} is shorter than {said}"));
                }
            }
            // What is not described is a misfit already.
            "additionalProperties" | "description" => {}
            other => out.push(format!("{at}: this test knows no {other}")),
        }
    }
}

fn is_of(said: &Value, value: &Value) -> bool {
    let one = |name: &Value| match name.as_str().unwrap() {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        other => panic!("no type {other}"),
    };
    match said.as_array() {
        Some(several) => several.iter().any(one),
        None => one(said),
    }
}

/// Whether a text has the form a schema promises.
fn is_written_as(format: &Value, text: &str) -> bool {
    match format.as_str().unwrap() {
        "date-time" => Moment::from_rfc3339(text).is_some(),
        "date" => text.parse::<Day>().is_ok(),
        other => panic!("no format {other}"),
    }
}
