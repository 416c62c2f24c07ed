#![allow(clippy::string_slice, reason = "a test that cuts a character has to fail")]

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

/// A small generator, so that a failure can be repeated from its seed (Vigna's splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % (n.max(1) as u64)).unwrap()
    }
}

const EXAMPLES: &str = include_str!("../../tests/syntax/examples.merit");

/// One token dropped, misspelt, or put in; and the range of lines (from 1) of the item it was done to.
fn mutate(random: &mut Random, tokens: &[scan::Token]) -> (String, String, u32, u32) {
    let file = read_well(EXAMPLES);
    let source = crate::base::Source::new("x", EXAMPLES);
    let at = random.below(tokens.len());
    let token = &tokens[at];
    let word = &EXAMPLES[token.range()];
    let with = match random.below(3) {
        0 => String::new(),
        1 if token.kind == scan::TokenKind::Word && word.len() > 3 => format!("{}{}", &word[..1], &word[2..]),
        1 => format!("{word} zzz"),
        _ => format!(
            "{} {word}",
            ["{", "}", "(", ")", "=>", ":", "when", "score", "+3", "\"x\"", "zzz", ","][random.below(12)]
        ),
    };
    let item = file.items.iter().find(|item| item.span.range().contains(&token.start)).unwrap();
    let what = format!("`{word}` became `{with}` on line {}", token.line + 1);
    let text = format!("{}{with}{}", &EXAMPLES[..token.start], &EXAMPLES[token.end..]);
    (text, what, source.position(item.span.start).line, source.position(item.span.end).line)
}

#[test]
fn a_mistake_in_one_item_is_found_there_and_nowhere_else() {
    let tokens = scan::scan(EXAMPLES).tokens;
    let mut astray = Vec::new();
    let mut silent = 0;
    let rounds = 300;
    for seed in 0..rounds {
        let (text, what, first, last) = mutate(&mut Random(seed), &tokens);
        let parsed = parse(SourceId(0), &text);
        let source = crate::base::Source::new("x", text.clone());
        if parsed.diagnostics.is_empty() {
            assert!(grammar::read(grammar::Rule::file, &text).is_ok(), "{what}: nothing was found");
            silent += 1;
        }
        for finding in &parsed.diagnostics {
            let line = source.position(finding.span.unwrap().start).line;
            if !(first..=last).contains(&line) {
                astray.push(format!("{what}: line {line} {} (item {first}..={last})", finding.message));
            }
        }
    }
    assert!(astray.is_empty(), "{} astray:\n{}", astray.len(), astray.join("\n"));
    assert!(silent < rounds / 4, "{silent} of {rounds} mistakes make another good text");
}

#[test]
fn soups_of_tokens_and_bytes_never_panic() {
    let words = [
        "when",
        "score",
        "+3",
        "{",
        "}",
        "(",
        ")",
        "match",
        "x",
        "=>",
        "\"a",
        "\"a\"",
        "\n",
        "group",
        "g",
        ":",
        "limit",
        "..=",
        "5",
        "contact",
        "event",
        "é",
        "방",
        "“",
        "`",
        "/",
        "matches",
        "#",
        "=",
        ",",
        "-",
        "not",
        "where",
        "any",
        "test",
        "table",
        "|",
        "\0",
        "；",
        "stage",
        "otherwise",
        "1_000",
        "2026-1-1",
        "\\",
        "\r",
        "\u{feff}",
    ];
    for seed in 0..300 {
        let mut random = Random(seed);
        let soup: String = (0..random.below(80))
            .map(|_| format!("{}{}", words[random.below(words.len())], ["", " ", "\n"][random.below(3)]))
            .collect();
        parse(SourceId(0), &soup);
        let bytes: Vec<u8> = (0..random.below(60)).map(|_| u8::try_from(random.below(256)).unwrap()).collect();
        parse(SourceId(0), &String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn nesting_is_bounded_and_64_levels_are_instant() {
    let nest = |n: usize| format!("when {}x{} score +3", "(".repeat(n), ")".repeat(n));
    read_well(&nest(64));
    let parsed = parse(SourceId(0), &nest(5000));
    assert_eq!(parsed.diagnostics.len(), 1, "{:?}", parsed.diagnostics);
    assert_eq!(parsed.diagnostics[0].code.name, "too-deep");
    parse(SourceId(0), &format!("when {} score +3", "(".repeat(5000)));
    parse(SourceId(0), &format!("when {} x score +3", "not ".repeat(5000)));
    parse(SourceId(0), &format!("when x > 1{} score +3", " + 1".repeat(5000)));
    parse(SourceId(0), &format!("when any e {} score +3", "where any e ".repeat(5000)));
}

#[test]
#[ignore = "prints a time; run it in release"]
fn a_thousand_rules_are_read_in_well_under_twenty_milliseconds() {
    let rules: String = (0..1000)
        .map(|n| format!("  r{n}: when visits in 2..=5 and industry is \"Software\" score +3 \"text {n}\"\n"))
        .collect();
    let text = format!("score fit {{\n{rules}}}\n");
    let start = std::time::Instant::now();
    read_well(&text);
    println!("{} bytes in {:?}", text.len(), start.elapsed());
}

/// What is said of a text: one line a finding, then its fixes.
fn said(text: &str) -> String {
    let source = crate::base::Source::new("x", text);
    let mut said = String::new();
    for finding in parse(SourceId(0), text).diagnostics {
        let at = source.position(finding.span.unwrap().start);
        said.push_str(&format!("{}:{} {}: {}\n", at.line, at.column, finding.code.name, finding.message));
        for fix in finding.fixes {
            let mut mended = text.to_owned();
            for edit in fix.edits.iter().rev() {
                mended.replace_range(edit.span.range(), &edit.text);
            }
            let sort = if fix.applicability == crate::base::Applicability::Safe { "fix" } else { "perhaps" };
            said.push_str(&format!("    {sort}: {}\n", mended.replace('\n', "\\n")));
            if sort == "fix" {
                let left = parse(SourceId(0), &mended).diagnostics;
                assert!(left.iter().all(|left| left.message != finding.message || left.span != finding.span), "{text}");
            }
        }
    }
    said
}

/// `=== text` with `\n` for line breaks, then what is said of it. `MERIT_WRITE=1` writes the file anew.
#[test]
fn every_known_slip_has_its_place_its_words_and_its_fix() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/syntax/slips.txt");
    let wanted = std::fs::read_to_string(path).unwrap();
    let texts = wanted.lines().filter_map(|line| line.strip_prefix("=== "));
    let have: String = texts
        .map(|line| {
            let text = line.replace("\\n", "\n").replace("\\x00", "\0");
            format!("=== {line}\n{}", said(&text).replace('\0', "\\x00"))
        })
        .collect();
    if std::env::var_os("MERIT_WRITE").is_some() {
        std::fs::write(path, &have).unwrap();
    }
    assert!(have == wanted || std::env::var_os("MERIT_WRITE").is_some(), "{have}");
}

/// The tree of one condition, without spans.
fn shape(condition: &str) -> String {
    let file = read_well(&format!("define it = {condition}"));
    let tree::ItemKind::Define(define) = &file.items[0].kind else { panic!("{condition}") };
    let tree = format!("{:?}", define.value);
    regex::Regex::new(r"@\d+:\d+\.\.\d+").unwrap().replace_all(&tree, "@").into_owned()
}

#[test]
fn aliases_have_the_one_form_of_their_operator_in_the_tree() {
    for (alias, form) in [
        ("a == 1", "a is 1"),
        ("a = 1", "a is 1"),
        ("a != 1", "a is not 1"),
        ("a ≠ 1", "a is not 1"),
        ("a && b || !c", "a and b or not c"),
        ("a between 2 and 5", "a in 2..=5"),
        ("a is between 2 and 5", "a in 2..=5"),
        ("a is not between 2 and 5", "a not in 2..=5"),
        ("a is in 2..5", "a in 2..5"),
        ("a is not in s", "a not in s"),
        ("a is one of { 1 }", "a in { 1 }"),
        ("a is any of s", "a in s"),
        ("a is none of s", "a not in s"),
        ("a does not contain \"x\"", "not a contains \"x\""),
        ("a does not have word \"x\"", "not a has word \"x\""),
        ("a not contains \"x\"", "not a contains \"x\""),
        ("a is not known", "a is unknown"),
        ("a is not unknown", "a is known"),
        ("a within the last 30 days", "a within 30 days"),
        ("a in the last 30 days", "a within 30 days"),
        ("a in the next 30 days", "a within next 30 days"),
        ("a more than 30 days ago", "a before 30 days ago"),
        ("a less than 30 days ago", "a within 30 days"),
        ("a is before 2026-01-01", "a before 2026-01-01"),
        ("a is at least 3", "a >= 3"),
        ("a is at most 3", "a <= 3"),
        ("a is greater than 3", "a > 3"),
        ("a is less than 3", "a < 3"),
        ("a ≥ 3", "a >= 3"),
        ("a has any word of s", "a has word any of s"),
        ("a contains exactly any of s", "a contains any of exactly s"),
        ("e count where (f) and g", "e count where ( f ) && g"),
    ] {
        assert_eq!(shape(alias), shape(form), "{alias}");
    }
    assert_eq!(shape("a + b * c - d").matches("Arithmetic").count(), 3);
    assert_ne!(shape("a and b or c"), shape("a and (b or c)"));
}

#[test]
fn what_stands_behind_a_condition_in_parentheses_is_asked_of_the_query() {
    let asks = |condition: &str| shape(condition).starts_with("Expr { kind: Test");
    for condition in [
        "last e.f where (a) is true",
        "e count where (a) >= 2",
        "e count where not (a) >= 2",
        "e count where (a is 1 and b) + 1 >= 2",
        "e count where a is 1 >= 2",
    ] {
        assert!(asks(condition), "{condition}");
    }
    assert!(!asks("last e.f where a is true") && !asks("last e.f where ((a) is true)"));
    assert!(shape("not e count where (a) >= 2").starts_with("Expr { kind: Not(Expr { kind: Test"));
}

#[test]
fn a_list_keeps_its_condition_on_the_next_line_though_something_else_is_wrong() {
    let lists = |text: &str| {
        let file = parse(SourceId(0), text).file;
        let is_list = |item: &&tree::Item| matches!(item.kind, tree::ItemKind::List(_));
        (file.items.iter().filter(is_list).count(), file.items.len())
    };
    assert_eq!(lists("list hot \"Hot\"\nwhen x is 3\n  except y\nlet = 5"), (1, 2));
    assert_eq!(lists("lzqist hot \"Hot\"\nwhen x is 3\nlet = 5"), (1, 2));
    // With points it is a rule, and the list lacks its condition.
    assert_eq!(lists("list hot \"Hot\"\nwhen x is 3 score +1\nlet = 5"), (0, 3));
    // A list has one condition.
    assert_eq!(lists("list hot when x is 3\nwhen y score +1\nlet = 5"), (1, 3));
}

#[test]
fn the_grammar_and_the_list_agree_on_what_is_no_name() {
    for word in reserved::RESERVED {
        assert!(grammar::read(grammar::Rule::only_item, &format!("let {word} = 1")).is_err(), "{word}");
        assert!(grammar::read(grammar::Rule::only_item, &format!("let {word}_ = 1")).is_ok(), "{word}_");
    }
    let rules = include_str!("../../grammar/merit.pest");
    let keywords = regex::Regex::new(r#"kw_\w+ *= @\{ "(\w+)""#).unwrap();
    let free: Vec<&str> = keywords.captures_iter(rules).map(|found| found.extract::<1>().1[0]).collect();
    assert!(free.len() > 80);
    for word in free.into_iter().filter(|word| !is_reserved(word)) {
        assert!(grammar::read(grammar::Rule::only_item, &format!("let {word} = 1")).is_ok(), "{word}");
    }
}

#[test]
fn docs_belong_to_what_stands_directly_below() {
    let file = read_well("## One\n## two\nlet a = 1\n## detached\n\nlet b = 2 # note\n");
    assert_eq!(file.items[0].docs, ["One", "two"]);
    assert!(file.items[1].docs.is_empty());
    assert_eq!(file.comments.len(), 4);
    assert_eq!((file.comments[3].text.as_str(), file.comments[3].is_doc), ("note", false));
}

#[test]
fn a_broken_rule_keeps_its_name_and_its_neighbours() {
    let parsed =
        parse(SourceId(0), "score fit {\n  a: when x score +1\n  b: when x >= score +1\n  c: when y score +1\n}\n");
    assert_eq!(parsed.diagnostics.len(), 1);
    let tree::ItemKind::Score(score) = &parsed.file.items[0].kind else { panic!() };
    let tree::ScoreBody::Entries(entries) = &score.body else { panic!() };
    let [tree::Entry::Rule(a), tree::Entry::Broken(b), tree::Entry::Rule(c)] = entries.as_slice() else { panic!() };
    assert_eq!(a.name.as_ref().unwrap().text, "a");
    assert_eq!(b.name.as_ref().unwrap().text, "b");
    assert_eq!(c.name.as_ref().unwrap().text, "c");
}
