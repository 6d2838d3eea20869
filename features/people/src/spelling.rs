//! Chinese names by keyboard: full spelling and initials.

use pinyin::ToPinyin;

/// Surnames read otherwise than the same character elsewhere.
const SURNAMES: &[(char, &str)] = &[
    ('单', "shan"),
    ('解', "xie"),
    ('仇', "qiu"),
    ('查', "zha"),
    ('曾', "zeng"),
    ('区', "ou"),
    ('朴', "piao"),
    ('盖', "ge"),
    ('翟', "zhai"),
    ('覃', "qin"),
    ('乐', "yue"),
    ('缪', "miao"),
    ('种', "chong"),
];

/// What search by keyboard compares with: `wangmin wm`.
pub fn of_text(text: &str) -> String {
    joined(text, None)
}

/// As [`of_text`], with the surname read as a surname.
pub fn of_person(name: &str) -> String {
    joined(name, name.chars().next().and_then(surname))
}

/// How a character is read as a surname, where that is special.
pub(crate) fn surname(first: char) -> Option<&'static str> {
    SURNAMES
        .iter()
        .find(|(character, _)| *character == first)
        .map(|(_, spelling)| *spelling)
}

fn joined(text: &str, first: Option<&str>) -> String {
    let (mut full, mut initials) = (String::new(), String::new());
    for (at, character) in text.chars().enumerate() {
        let known = first.filter(|_| at == 0).map(str::to_owned);
        let spelled = known
            .or_else(|| {
                character
                    .to_pinyin()
                    .map(|pinyin| pinyin.plain().replace('ü', "v"))
            })
            .or_else(|| {
                character
                    .is_ascii_alphanumeric()
                    .then(|| character.to_ascii_lowercase().to_string())
            });
        if let Some(spelled) = spelled {
            initials.extend(spelled.chars().next());
            full.push_str(&spelled);
        }
    }
    format!("{full} {initials}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_spelling_and_by_initials() {
        assert_eq!(of_person("王敏"), "wangmin wm");
        assert_eq!(of_text("骨科2病区 B"), "guke2bingqub gk2bqb");
    }

    #[test]
    fn a_surname_is_read_as_a_surname() {
        assert_eq!(of_person("单小兵"), "shanxiaobing sxb");
        assert_eq!(of_text("单人间"), "danrenjian drj");
        assert_eq!(of_text("女"), "nv n");
    }
}
