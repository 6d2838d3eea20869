//! What people are told about how long something is kept is what the destruction list
//! goes by.

use tongli_cases::Kind;
use tongli_retention::{class, class_of};

#[test]
fn the_notice_promises_what_the_destruction_list_does() {
    for kind in Kind::ALL {
        let promised = tongli_privacy::kept(*kind).unwrap();
        let kept = class_of(*kind, false).unwrap();
        let years = kept.years.map(i64::from);
        assert_eq!(years, Some(i64::from(promised.years)), "{}", kind.code());
    }
    for name in ["dispute", "recording"] {
        let promised = tongli_privacy::retention_of(name).unwrap();
        let kept = class(name).unwrap();
        let years = kept.years.map_or(0, i64::from);
        assert_eq!(years, i64::from(promised.years), "{name}");
        assert_eq!(
            kept.days.map(i64::from),
            promised.days.map(i64::from),
            "{name}"
        );
    }
}
