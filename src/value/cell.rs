//! Raw values: takes what a source wrote, gives it unchanged to whoever knows its type.
//!
//! Knows nothing of types, markers for the unknown, or rules.

/// Characters of a value that messages show before they cut it.
const SHOWN: usize = 80;

/// A value as a source gives it, before anybody knows its type.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub enum Cell {
    /// The JSON record has no such field. (A CSV record that is too short is a fault instead.)
    #[default]
    Absent,
    /// JSON `null`.
    Null,
    /// Text as written, not trimmed.
    Text(String),
    /// A JSON number by its digits, whatever its size; an exponent is written `e5` or `e-5`.
    Number(String),
    /// JSON `true` or `false`.
    Boolean(bool),
    /// A JSON array.
    List(Vec<Cell>),
    /// A JSON object, its fields in the order written, no name twice.
    Object(Vec<(String, Cell)>),
}

impl Cell {
    /// The value as people would see it: control characters escaped, cut after 80 characters with `…`.
    pub fn shown(&self) -> String {
        let mut shown = Shown::default();
        match self {
            Cell::Text(text) => shown.text(text),
            _ => shown.cell(self),
        }
        shown.text
    }
}

/// A text as messages show it: control characters escaped, cut after 80 characters with `…`.
pub fn shown(text: &str) -> String {
    let mut shown = Shown::default();
    shown.text(text);
    shown.text
}

#[derive(Default)]
struct Shown {
    text: String,
    characters: usize,
}

impl Shown {
    fn full(&self) -> bool {
        self.characters > SHOWN
    }

    fn character(&mut self, c: char) {
        match self.characters {
            0..SHOWN => self.text.push(c),
            SHOWN => self.text.push('…'),
            _ => return,
        }
        self.characters += 1;
    }

    fn text(&mut self, text: &str) {
        for c in text.chars() {
            if self.full() {
                return;
            }
            if is_hidden(c) {
                c.escape_default().for_each(|escaped| self.character(escaped));
            } else {
                self.character(c);
            }
        }
    }

    fn quoted(&mut self, text: &str) {
        self.character('"');
        self.text(text);
        self.character('"');
    }

    fn cell(&mut self, cell: &Cell) {
        match cell {
            Cell::Absent => {}
            Cell::Null => self.text("null"),
            Cell::Text(text) => self.quoted(text),
            Cell::Number(number) => self.text(number),
            Cell::Boolean(true) => self.text("true"),
            Cell::Boolean(false) => self.text("false"),
            Cell::List(items) => {
                self.character('[');
                for (at, item) in items.iter().enumerate() {
                    self.separator(at);
                    self.cell(item);
                    if self.full() {
                        return;
                    }
                }
                self.character(']');
            }
            Cell::Object(fields) => {
                self.character('{');
                for (at, (name, value)) in fields.iter().enumerate() {
                    self.separator(at);
                    self.quoted(name);
                    self.text(": ");
                    self.cell(value);
                    if self.full() {
                        return;
                    }
                }
                self.character('}');
            }
        }
    }

    fn separator(&mut self, at: usize) {
        if at > 0 {
            self.text(", ");
        }
    }
}

/// Control characters, and those that turn the direction of the text around them.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_as_people_would_write_them() {
        let list = Cell::List(vec![Cell::Text("India".into()), Cell::Number("1e400".into()), Cell::Null]);
        assert_eq!(list.shown(), r#"["India", 1e400, null]"#);
        let object = Cell::Object(vec![("value".into(), Cell::Boolean(true))]);
        assert_eq!(object.shown(), r#"{"value": true}"#);
        assert_eq!(Cell::Text("plain".into()).shown(), "plain");
        assert_eq!(Cell::Absent.shown(), "");
    }

    #[test]
    fn control_characters_are_escaped_and_long_values_cut() {
        assert_eq!(shown("a\nb\u{1b}[31m\u{202e}"), r"a\nb\u{1b}[31m\u{202e}");
        assert_eq!(shown(&"x".repeat(80)), "x".repeat(80));
        assert_eq!(shown(&"x".repeat(81)), format!("{}…", "x".repeat(80)));
        let long = Cell::List(vec![Cell::Number("1".into()); 1000]);
        assert_eq!(long.shown().chars().count(), 81);
    }
}
