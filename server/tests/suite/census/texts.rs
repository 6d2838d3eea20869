//! Every SQL text of every room is prepared on both engines.

use syn::visit::Visit;
use tongli::features::migrations;
use tongli_store::testing::on_both;

use super::{files, name, read, rooms, root};

/// Collects string literals that are whole statements.
#[derive(Default)]
struct Statements(Vec<String>);

impl<'ast> Visit<'ast> for Statements {
    fn visit_lit_str(&mut self, literal: &'ast syn::LitStr) {
        self.take(&literal.value());
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        // Arguments of macros are plain tokens to the parser.
        for token in call.tokens.clone() {
            if let proc_macro2::TokenTree::Literal(literal) = token
                && let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string())
            {
                self.take(&text.value());
            }
        }
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if module.ident != "tests" {
            syn::visit::visit_item_mod(self, module);
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        syn::visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        // Pieces of an assembled statement are no statements; those that use
        // `Query` are run by their room's tests on both engines.
        if let syn::Expr::Path(path) = &*call.func
            && path
                .path
                .segments
                .iter()
                .any(|segment| segment.ident == "Query")
        {
            return;
        }
        syn::visit::visit_expr_call(self, call);
    }
}

impl Statements {
    fn take(&mut self, text: &str) {
        let start = text.trim_start();
        // The beginning of an assembled statement, kept as a constant.
        if text.trim_end().ends_with(['=', '(', ',']) {
            return;
        }
        if [
            "SELECT ",
            "INSERT INTO ",
            "UPDATE ",
            "DELETE FROM ",
            "WITH ",
        ]
        .iter()
        .any(|verb| start.starts_with(verb))
        {
            self.0.push(text.to_owned());
        }
    }
}

pub fn statements() -> Vec<(String, String)> {
    let base = ["store", "feature"].map(|floor| root().join("base").join(floor));
    let mut found = Vec::new();
    for room in rooms().into_iter().chain(base) {
        for file in files(&room.join("src"), ".rs") {
            // Engine files and test helpers speak to one engine on purpose; what carries
            // rows names whatever table it is given.
            let path = file.to_string_lossy().into_owned();
            if ["/engine/", "testing.rs", "migrate.rs", "carry.rs"]
                .iter()
                .any(|part| path.contains(part))
            {
                continue;
            }
            let mut collected = Statements::default();
            collected.visit_file(&syn::parse_file(&read(&file)).unwrap());
            let place = format!("{} {}", name(&room), name(&file));
            found.extend(collected.0.into_iter().map(|sql| (place.clone(), sql)));
        }
    }
    found
}

#[tokio::test]
async fn every_text_is_understood_by_both_engines() {
    let statements = statements();
    assert!(
        statements.len() > 60,
        "only {} texts found",
        statements.len()
    );
    on_both(&migrations(), async |db| {
        let mut tx = db.read().await.unwrap();
        let mut wrong = Vec::new();
        for (place, sql) in &statements {
            if let Err(error) = tx.prepare(sql.clone()).await {
                wrong.push(format!("{place}: {error}\n    {sql}"));
            }
        }
        assert!(wrong.is_empty(), "{:?}\n{}", db.engine(), wrong.join("\n"));
    })
    .await;
}
