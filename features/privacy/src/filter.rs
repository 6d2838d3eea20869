//! What the register is narrowed to, as addresses spell it.

use tongli_kernel::{Day, FieldErrors, HospitalTime, Said};
use tongli_web::Form;

use crate::codes::Recipient;
use crate::disclosure::{Filter, Place};

fn day(form: &Form, name: &'static str, errors: &mut FieldErrors) -> Option<Day> {
    let text = form.text(name)?;
    let found = text.parse().ok();
    if found.is_none() {
        errors.add(name, Said::new("privacy-day-form"));
    }
    found
}

/// Days are whole days of the hospital, both of them included.
pub fn read_filter(form: &Form, time: &HospitalTime) -> Result<Filter, FieldErrors> {
    let mut errors = FieldErrors::default();
    let from = day(form, "from", &mut errors);
    let to = day(form, "to", &mut errors);
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        errors.add("to", Said::new("privacy-day-order"));
    }
    let recipient = form
        .text("recipient")
        .map(|code| Recipient::from_code(&code));
    if recipient == Some(None) {
        errors.add("recipient", Said::new("privacy-choose-one"));
    }
    let filter = Filter {
        case: form.text("case"),
        recipient: recipient.flatten(),
        from: from.map(|day| time.start_of(day)),
        until: to.map(|day| time.end_of(day)),
        drafts_only: form.ticked("drafts"),
        before: form.text("before").and_then(|code| Place::read(&code)),
    };
    errors.or_else(|| filter)
}

/// The filter of an address without its page. A number is letters, digits and dashes;
/// what is anything else finds nothing and is left out.
pub fn address(form: &Form) -> String {
    const NAMES: [&str; 5] = ["case", "recipient", "from", "to", "drafts"];
    let is_plain = |text: &String| {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    let pairs = NAMES.iter().filter_map(|name| {
        let text = form.text(name).filter(is_plain)?;
        Some(format!("{name}={text}"))
    });
    pairs.collect::<Vec<_>>().join("&")
}
