//! The description as it is served, held against what is sent and answered.

use std::collections::BTreeSet;

use reqwest::{Method, multipart};
use serde_json::{Value, json};

use super::schema::misfits;
use crate::house::{House, Program, answered};

/// A form with files.
#[derive(Default)]
pub(super) struct Sent<'a> {
    pub(super) version: Option<&'a str>,
    pub(super) files: Vec<(&'a str, Vec<u8>)>,
}

/// The description as it is served, and what did not fit it.
pub(super) struct Described {
    pub(super) document: Value,
    pub(super) faults: Vec<String>,
    pub(super) seen: BTreeSet<String>,
}

impl Described {
    pub(super) async fn by(house: &House) -> Described {
        let answer = house
            .browser()
            .ask(Method::GET, "/api/openapi.json")
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200);
        let document = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        Described {
            document,
            faults: Vec::new(),
            seen: BTreeSet::new(),
        }
    }

    pub(super) fn fits(&mut self, method: &str, path: &str, (status, body): &(u16, Value)) {
        let here = format!("{method} {path} {status}");
        self.seen.insert(here.clone());
        let responses = &self.document["paths"][path][method]["responses"];
        let found = [status.to_string(), format!("{}XX", status / 100)]
            .iter()
            .find_map(|code| responses.get(code))
            .cloned();
        let Some(response) = found else {
            return self.faults.push(format!("{here} is not described"));
        };
        let content = if *status < 300 {
            "application/json"
        } else {
            "application/problem+json"
        };
        match response["content"].get(content).map(|one| &one["schema"]) {
            Some(schema) => {
                let mut misfit = Vec::new();
                misfits(&self.document, schema, body, &here, &mut misfit);
                self.faults.extend(misfit);
            }
            None => self.faults.push(format!("{here} has no schema")),
        }
    }

    pub(super) async fn get(&mut self, program: &Program<'_>, template: &str, path: &str) -> Value {
        let answer = program.get(path).await;
        self.fits("get", template, &answer);
        answer.1
    }

    pub(super) async fn post(
        &mut self,
        program: &Program<'_>,
        template: &str,
        path: &str,
        body: Value,
    ) -> (u16, Value) {
        let answer = program.post(path, body.clone()).await;
        self.fits("post", template, &answer);
        if answer.0 < 300 {
            self.is_described(template, &body);
        }
        answer
    }

    /// What was taken had to be what is described.
    fn is_described(&mut self, template: &str, body: &Value) {
        let request = &self.document["paths"][template]["post"]["requestBody"];
        // A notice is read without a word.
        let Some(schema) = request["content"].get("application/json") else {
            return assert_eq!(*body, json!({}), "{template} describes no body");
        };
        let mut misfit = Vec::new();
        let here = format!("the body of {template}");
        misfits(&self.document, &schema["schema"], body, &here, &mut misfit);
        self.faults.extend(misfit);
    }

    /// Sends files, as a form with files.
    pub(super) async fn attach(
        &mut self,
        program: &Program<'_>,
        number: &str,
        sent: Sent<'_>,
    ) -> (u16, Value) {
        let form = sent
            .files
            .iter()
            .fold(multipart::Form::new(), |form, (name, bytes)| {
                let part = multipart::Part::bytes(bytes.clone()).file_name((*name).to_owned());
                form.part("file", part)
            });
        let form = match sent.version {
            Some(version) => form.text("version", version.to_owned()),
            None => form,
        };
        let path = format!("/cases/{number}/attach");
        let answer = answered(program.ask(Method::POST, &path).multipart(form)).await;
        self.fits("post", "/api/v1/cases/{number}/attach", &answer);
        answer
    }

    /// Calls a verb that must succeed.
    pub(super) async fn verb(
        &mut self,
        program: &Program<'_>,
        number: &str,
        verb: &str,
        mut body: Value,
    ) {
        let path = format!("/cases/{number}");
        let case = self.get(program, "/api/v1/cases/{number}", &path).await;
        body["version"] = case["version"].clone();
        let template = format!("/api/v1/cases/{{number}}/{verb}");
        let answer = self
            .post(program, &template, &format!("{path}/{verb}"), body)
            .await;
        assert_eq!(answer.0, 200, "{verb}: {}", answer.1);
    }
}
