//! The place in a text that answers a query, with the words marked. Pure.

use tongli_store::search::hits;

use super::{Source, Text};

/// Letters shown before the first word that was found, and in all.
const BEFORE: usize = 12;
const SHOWN: usize = 64;

/// A few letters that were looked for, or that stand around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub is_hit: bool,
}

/// Where a case says what was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    pub source: Source,
    pub pieces: Vec<Piece>,
}

impl Excerpt {
    /// Out of the first text in which one of the words stands; what the person said
    /// comes before what was written about it.
    pub fn of<'t>(texts: impl Iterator<Item = &'t Text>, words: &[String]) -> Option<Excerpt> {
        let mut texts: Vec<&Text> = texts.filter(|one| one.source != Source::Number).collect();
        texts.sort_by_key(|one| one.source != Source::Told);
        texts.into_iter().find_map(|one| {
            let pieces = cut(&one.text, words);
            let source = one.source;
            (!pieces.is_empty()).then_some(Excerpt { source, pieces })
        })
    }
}

fn cut(text: &str, words: &[String]) -> Vec<Piece> {
    let hits = hits(text, words);
    let Some(first) = hits.first() else {
        return Vec::new();
    };
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let place = |at: usize| starts.partition_point(|start| *start < at);
    let from = place(first.start).saturating_sub(BEFORE);
    let to = (from + SHOWN).max(place(first.end)).min(starts.len());
    let byte = |place: usize| starts.get(place).copied().unwrap_or(text.len());
    let (begin, end) = (byte(from), byte(to));
    let mut pieces = Vec::new();
    let mut add = |from: usize, to: usize, is_hit: bool| {
        let part = text.get(from..to).unwrap_or_default();
        if !part.is_empty() {
            let text = part.replace(['\n', '\r', '\t'], " ");
            pieces.push(Piece { text, is_hit });
        }
    };
    if begin > 0 {
        add(begin, begin, false);
    }
    let mut at = begin;
    for hit in hits.iter().take_while(|hit| hit.end <= end) {
        add(at, hit.start, false);
        add(hit.start, hit.end, true);
        at = hit.end;
    }
    add(at, end, false);
    ellipsis(&mut pieces, begin > 0, end < text.len());
    pieces
}

fn ellipsis(pieces: &mut [Piece], before: bool, behind: bool) {
    if before && let Some(first) = pieces.first_mut() {
        first.text.insert(0, '…');
    }
    if behind && let Some(last) = pieces.last_mut() {
        last.text.push('…');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, words: &[&str]) -> String {
        let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
        cut(text, &words)
            .into_iter()
            .map(|piece| match piece.is_hit {
                true => format!("[{}]", piece.text),
                false => piece.text,
            })
            .collect()
    }

    #[test]
    fn the_first_word_stands_in_sight() {
        assert_eq!(
            shown("要求退费，\n不再挂号", &["退费", "挂号"]),
            "要求[退费]， 不再[挂号]"
        );
        let long = format!("{}报告单{}", "前".repeat(100), "后".repeat(100));
        let expected = format!("…{}[报告单]{}…", "前".repeat(12), "后".repeat(49));
        assert_eq!(shown(&long, &["报告单"]), expected);
        assert_eq!(shown("没有", &["退费"]), "");
        assert_eq!(shown("報告單", &["报告"]), "[報告]單");
    }
}
