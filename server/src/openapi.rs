//! The API's description: every room's part, put together.

use serde_json::{Map, Value, json};
use tongli_kernel::Fault;
use tongli_web::{Answer, Guard, Routes, json as answer};

use crate::features::features;

pub fn routes() -> Routes {
    Routes::new().get("/api/openapi.json", Guard::Open, show)
}

async fn show() -> Answer {
    answer(&document()?)
}

/// The whole document. Two rooms describing one path is a mistake of ours.
pub fn document() -> Result<Value, Fault> {
    let (mut paths, mut schemas) = (Map::new(), Map::new());
    schemas.insert("Problem".to_owned(), problem());
    for feature in features() {
        let part = (feature.openapi)();
        take(&mut paths, &part["paths"], feature.name)?;
        take(&mut schemas, &part["components"]["schemas"], feature.name)?;
    }
    Ok(json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Tongli",
            "version": env!("CARGO_PKG_VERSION"),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}
        },
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": schemas
        }
    }))
}

fn take(into: &mut Map<String, Value>, part: &Value, room: &str) -> Result<(), Fault> {
    for (name, value) in part.as_object().into_iter().flatten() {
        if into.insert(name.clone(), value.clone()).is_some() {
            return Err(Fault::bug(format!("{room} describes {name} a second time")));
        }
    }
    Ok(())
}

/// RFC 9457, as every refusal of the API is answered.
fn problem() -> Value {
    let said = |name: &str| {
        json!({
            "type": "array",
            "items": {
                "type": "object",
                "required": [name, "say"],
                "additionalProperties": false,
                "properties": {name: {"type": "string"}, "say": {"type": "string"}}
            }
        })
    };
    json!({
        "type": "object",
        "required": ["type", "title", "status", "detail", "reference"],
        "additionalProperties": false,
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "reference": {"type": "string"},
            "errors": said("field"),
            "missing": said("gate")
        }
    })
}
