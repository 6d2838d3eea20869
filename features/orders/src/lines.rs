//! What several screens of this room show alike.

use tongli_web::Shell;

use crate::order::Order;

/// An order in a line of a list.
pub struct OrderLine {
    pub path: String,
    pub number: String,
    pub platform: String,
    /// Where it stands, in a word, and the class of its badge.
    pub standing: String,
    pub class: &'static str,
    pub finish_by: String,
}

pub fn order_line(shell: &Shell, order: &Order) -> OrderLine {
    let course = &order.course;
    let (word, class) = if course.returned.is_some() {
        ("orders-standing-returned", "bg-secondary-lt")
    } else if course.filled.is_some() {
        ("orders-standing-filled", "bg-green-lt")
    } else if course.signed_at.is_none() {
        ("orders-standing-unsigned", "bg-yellow-lt")
    } else {
        ("orders-standing-open", "bg-blue-lt")
    };
    OrderLine {
        path: order.path(),
        number: order.printed.number.clone(),
        platform: shell.say_key(order.printed.platform.word()).to_string(),
        standing: shell.say(word).to_string(),
        class,
        finish_by: order.finish_by().map_or(String::new(), |at| {
            tongli_work::due_text(&shell.ask.app.time, at)
        }),
    }
}
