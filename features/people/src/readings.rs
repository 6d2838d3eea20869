//! Every way in which a name may be spelt: characters with several readings give
//! several spellings, so that a search finds the name by whichever was typed.

use pinyin::ToPinyinMulti;

use crate::spelling::surname;

/// Enough for any name; a long text of such characters would give thousands.
const MOST: usize = 16;

/// Full spelling and initials, each way, without repetition: `("wangmin", "wm")`.
pub fn readings_of_person(name: &str) -> Vec<(String, String)> {
    let mut all = vec![(String::new(), String::new())];
    for (at, character) in name.chars().enumerate() {
        let read = readings(character, at == 0);
        if read.is_empty() {
            continue;
        }
        let longer = all
            .iter()
            .flat_map(|(full, initials)| {
                read.iter().map(move |one| {
                    let first: String = one.chars().take(1).collect();
                    (format!("{full}{one}"), format!("{initials}{first}"))
                })
            })
            .take(MOST)
            .collect();
        all = longer;
    }
    all.retain(|(full, _)| !full.is_empty());
    all
}

/// The likeliest first: what is cut off at the end is rare.
fn readings(character: char, is_first: bool) -> Vec<String> {
    let mut found = Vec::new();
    let mut add = |spelled: String| {
        if !found.contains(&spelled) {
            found.push(spelled);
        }
    };
    if let Some(special) = surname(character).filter(|_| is_first) {
        add(special.to_owned());
    }
    for one in character.to_pinyin_multi().into_iter().flatten() {
        // Both 吕 as `lv`, as keyboards have it, and as `lu`, as passports had it.
        add(one.plain().replace('ü', "v"));
        if one.plain().contains('ü') {
            add(one.plain().replace('ü', "u"));
        }
    }
    if character.is_ascii_alphanumeric() {
        add(character.to_ascii_lowercase().to_string());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_spelt_in_every_way_it_is_read() {
        let wang = readings_of_person("王敏");
        assert_eq!(wang[0], ("wangmin".to_owned(), "wm".to_owned()));
        let shan: Vec<String> = readings_of_person("单雨")
            .into_iter()
            .map(|(full, _)| full)
            .collect();
        assert_eq!(shan[0], "shanyu");
        assert!(shan.contains(&"danyu".to_owned()));
        let lv: Vec<String> = readings_of_person("吕布")
            .into_iter()
            .map(|(full, _)| full)
            .collect();
        assert!(lv.contains(&"lvbu".to_owned()) && lv.contains(&"lubu".to_owned()));
    }

    #[test]
    fn a_long_text_stays_short() {
        assert_eq!(readings_of_person(&"和".repeat(100)).len(), MOST);
        assert!(readings_of_person("？").is_empty());
    }
}
