//! What is asked of the index, in the words of either engine.

use crate::Engine;

/// A condition on the entries of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    Term(String),
    Prefix(String),
    /// All of these; there is at least one.
    All(Vec<Expr>),
    /// One of these; there is at least one.
    Any(Vec<Expr>),
    /// The first and not the second.
    But(Box<Expr>, Box<Expr>),
}

impl Expr {
    pub fn term(text: impl Into<String>) -> Expr {
        Expr::Term(text.into())
    }

    #[must_use]
    pub fn but(self, not: Expr) -> Expr {
        Expr::But(Box::new(self), Box::new(not))
    }

    pub(super) fn for_engine(&self, engine: Engine) -> String {
        let mut text = String::new();
        match engine {
            Engine::Sqlite => self.write(&FTS5, &mut text),
            Engine::Postgres => self.write(&TSQUERY, &mut text),
        }
        text
    }

    fn write(&self, manner: &Manner, out: &mut String) {
        match self {
            Expr::Term(text) => manner.quote(text, "", out),
            Expr::Prefix(text) => manner.quote(text, manner.prefix, out),
            Expr::All(parts) => join(parts, manner.and, manner, out),
            Expr::Any(parts) => join(parts, manner.or, manner, out),
            Expr::But(first, not) => {
                out.push('(');
                first.write(manner, out);
                out.push_str(manner.but);
                not.write(manner, out);
                out.push(')');
            }
        }
    }
}

fn join(parts: &[Expr], with: &str, manner: &Manner, out: &mut String) {
    if let [only] = parts {
        return only.write(manner, out);
    }
    out.push('(');
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            out.push_str(with);
        }
        part.write(manner, out);
    }
    out.push(')');
}

/// How an engine writes it. Entries hold letters, digits and `_` alone, so nothing of
/// what somebody typed can end a quotation.
struct Manner {
    quote: char,
    prefix: &'static str,
    and: &'static str,
    or: &'static str,
    but: &'static str,
}

impl Manner {
    fn quote(&self, text: &str, end: &str, out: &mut String) {
        out.push(self.quote);
        out.extend(text.chars().filter(|letter| is_plain(*letter)));
        out.push(self.quote);
        out.push_str(end);
    }
}

pub(super) fn is_plain(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

const FTS5: Manner = Manner {
    quote: '"',
    prefix: " *",
    and: " AND ",
    or: " OR ",
    but: " NOT ",
};

const TSQUERY: Manner = Manner {
    quote: '\'',
    prefix: ":*",
    and: " & ",
    or: " | ",
    but: " & !",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_engine_reads_it_in_its_own_manner() {
        let expr = Expr::All(vec![
            Expr::term("t_退费"),
            Expr::Any(vec![Expr::Prefix("t_痛".into()), Expr::term("x' OR \"y")]),
        ])
        .but(Expr::term("hidden"));
        assert_eq!(
            expr.for_engine(Engine::Sqlite),
            "((\"t_退费\" AND (\"t_痛\" * OR \"xORy\")) NOT \"hidden\")"
        );
        assert_eq!(
            expr.for_engine(Engine::Postgres),
            "(('t_退费' & ('t_痛':* | 'xORy')) & !'hidden')"
        );
    }
}
