use super::*;

fn read_well(text: &str) -> tree::File {
    let parsed = parse(SourceId(0), text);
    if let Some(d) = parsed.diagnostics.first() {
        let source = crate::base::Source::new("x", text);
        let at = source.position(d.span.unwrap().start);
        panic!("{} at {at:?}: {}", d.message, source.line(at.line));
    }
    parsed.file
}

#[test]
fn every_example_of_the_language_is_read_without_a_finding() {
    read_well(include_str!("../../tests/syntax/examples.merit"));
}

#[test]
fn every_form_and_alias_is_read_without_a_finding() {
    read_well(include_str!("../../tests/syntax/forms.merit"));
}
