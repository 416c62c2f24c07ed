//! `unused-name`: constants, sets and definitions that nothing reads.

use crate::{
    base::{Diagnostic, code},
    check::{declared::Declared, resolve::Used},
    syntax::tree::Name,
};

pub(super) fn unused(declared: &Declared<'_>, used: &Used, out: &mut Vec<Diagnostic>) {
    let mut report = |name: &Name, word: &str| {
        out.push(
            Diagnostic::new(&code::UNUSED_NAME, name.span, format!("nothing uses the {word} `{}`", name.text))
                .help("delete it, or use it in a rule"),
        );
    };
    for (at, (_, binding)) in declared.lets.iter().enumerate() {
        if !used.lets.contains(&at) {
            report(&binding.name, "constant");
        }
    }
    for (at, (_, set)) in declared.sets.iter().enumerate() {
        if !used.sets.contains(&at) {
            report(&set.name, "set");
        }
    }
    for (at, (_, define)) in declared.defines.iter().enumerate() {
        if !used.defines.contains(&at) {
            report(&define.name, "definition");
        }
    }
}
