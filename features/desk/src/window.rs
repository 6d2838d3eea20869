//! At which window of the desk somebody taps: what the office calls it. Pure.

use tongli_kernel::Said;

/// Characters of a window's name.
pub const LONGEST: usize = 12;

/// The name of a window as it was typed; none where nothing was.
///
/// # Errors
/// What is wrong with it, and what to do.
pub fn read_window(typed: &str) -> Result<Option<String>, Said> {
    let plain = typed.replace(|letter: char| letter.is_control(), " ");
    let name = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let has = name.chars().count();
    if has > LONGEST {
        let said = Said::new("desk-window-long").with("has", has);
        return Err(said.with("most", LONGEST));
    }
    Ok((!name.is_empty()).then_some(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_what_the_office_calls_it() {
        let read = |typed: &str| read_window(typed).map_err(|said| said.key.to_string());
        assert_eq!(
            read(" 1\u{3000}号 窗口\n"),
            Ok(Some("1 号 窗口".to_owned()))
        );
        assert_eq!(read("𬭎䶮服务台"), Ok(Some("𬭎䶮服务台".to_owned())));
        assert_eq!(read(" \0 "), Ok(None));
        assert_eq!(read(&"台".repeat(12)), Ok(Some("台".repeat(12))));
        assert_eq!(read(&"台".repeat(13)), Err("desk-window-long".to_owned()));
    }
}
