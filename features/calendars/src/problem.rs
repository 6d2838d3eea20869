//! A notice that could not be read, in words.

use tongli_kernel::{Fault, FieldErrors, Lang, Said};

use crate::{NoticeFault, said_text};

/// The field of the form, and of every program's call, that holds a notice.
pub(crate) const TEXT: &str = "text";

fn said(fault: &NoticeFault) -> Said {
    match fault.line {
        None => fault.said.clone(),
        Some(line) => Said::new("calendars-notice-line")
            .with("line", line)
            .with("what", fault.said.clone()),
    }
}

/// The faults as errors of the field that holds the text.
pub(crate) fn reading_fault(faults: &[NoticeFault]) -> Fault {
    let mut errors = FieldErrors::default();
    for fault in faults {
        errors.add(TEXT, said(fault));
    }
    Fault::Invalid(errors)
}

/// The faults as lines of text, for a place without pages.
pub fn read_problem(lang: Lang, faults: &[NoticeFault]) -> String {
    let lines: Vec<String> = faults
        .iter()
        .map(|fault| said_text(lang, &said(fault)))
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read_notice;

    #[test]
    fn a_fault_names_its_line_in_both_languages() {
        let text = include_str!("../tests/data/notices/2026.txt").replacen(
            "1月4日（周日）",
            "1月4日（周六）",
            1,
        );
        let faults = read_notice(&text).unwrap_err();
        assert_eq!(
            read_problem(Lang::Zh, &faults),
            "第7行：2026-01-04是周日，文中写的是周六，请核对日期。"
        );
        assert!(read_problem(Lang::En, &faults).starts_with("Line 7: 2026-01-04 is a Sun"));
    }
}
