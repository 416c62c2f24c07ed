//! Texts for what a search chose: takes the pieces that a text is to have, gives texts that may do, the plainest first.
//!
//! Whether a text has what it should and nothing else is checked by whoever asked; here are only good guesses: pieces
//! with separators between them, hidden inside of longer words where they must be no words, in other cases.

use super::{
    Mode, Pieces, Texts,
    ends::End,
    theory::{Literal, Operator},
};
use crate::{
    analyze::vars::Chosen,
    model::{Part, Property},
    value::{Kind, Pattern, nfc},
};

/// What stands between pieces; the first that is in no literal will do.
const SEPARATORS: [&str; 12] = [" ", "-", ", ", ".", "_", "/", " | ", "~", "+", "·", "", " x "];
/// What hides the ends of a piece, so that its first and last words are other words.
const COVERS: [&str; 4] = ["", "x", "q", "7"];
/// What may stand where nothing is asked for.
const FILLERS: [&str; 6] = ["other", "x", "something else", "q7", "n.n.", "~"];

/// Texts that may do for a text that no question names.
pub(super) fn texts<'t>(
    texts: &'t Texts,
    property: Option<&Property>,
    chosen: &'t Chosen,
) -> Box<dyn Iterator<Item = String> + 't> {
    let whole = || contents(&texts.whole, chosen, &SEPARATORS);
    let has_whole = texts.whole.is_asked_for(chosen);
    let part = |part: Part| texts.parts.get(&part).map(|found| (part, found));
    if let Some((_, domain)) = part(Part::Domain) {
        let domains = match domain.modes.get(chosen.class(domain.mode)) {
            Some(Mode::Unknown) | None => return Box::new(whole()),
            Some(Mode::Is(text)) => vec![text.clone(), format!("{text}.")],
            Some(Mode::Other) => contents(&domain.pieces, chosen, &["-", ".", " ", "_", "", "x"])
                .flat_map(|text| {
                    if domain.pieces.suffix(chosen).is_some() {
                        vec![text]
                    } else {
                        vec![format!("{text}.example"), text]
                    }
                })
                .take(40)
                .collect(),
        };
        let locals: Vec<String> = if has_whole { whole().take(40).collect() } else { vec!["a".to_owned()] };
        return Box::new(domains.into_iter().flat_map(move |domain| {
            let addresses: Vec<String> = locals
                .iter()
                .flat_map(|local| {
                    [format!("{local}@{domain}"), format!("{local}{domain}"), format!("{local}.{domain}")]
                })
                .collect();
            addresses
        }));
    }
    let is_url = property.is_some_and(|property| matches!(property.kind(), Kind::Url));
    let (host, path) = (part(Part::Host), part(Part::Path));
    if host.is_none() && path.is_none() {
        return if is_url && !has_whole { Box::new(urls()) } else { Box::new(whole()) };
    }
    // None: absent.
    let options =
        |found: Option<(Part, &super::PartTexts)>, usual: &str, separators: &'static [&'static str]| match found {
            None => vec![Some(usual.to_owned())],
            Some((_, part)) => match part.modes.get(chosen.class(part.mode)) {
                Some(Mode::Unknown) | None => vec![None],
                Some(Mode::Is(text)) => vec![Some(text.clone())],
                Some(Mode::Other) => contents(&part.pieces, chosen, separators).take(60).map(Some).collect(),
            },
        };
    let is_host_asked = host.is_some();
    let mut hosts = options(host, "site.example", &["-", ".", "_", "", "x"]);
    if !is_host_asked {
        // A path may stand alone.
        hosts.push(None);
    }
    let paths = options(path, "/", &["/", "-", "_", ".", " ", ""]);
    let contents: Vec<String> = if has_whole { whole().take(20).collect() } else { Vec::new() };
    Box::new(hosts.into_iter().flat_map(move |host| {
        let contents = contents.clone();
        paths.clone().into_iter().flat_map(move |path| {
            // Where there is no path, there is no host either.
            let host = host.as_deref().filter(|_| path.is_some() || is_host_asked);
            addresses(host, path.as_deref(), &contents)
        })
    }))
}

fn urls() -> impl Iterator<Item = String> {
    FILLERS.iter().map(|filler| format!("https://site.example/{filler}"))
}

/// Addresses with a host and a path, and with more in what is neither.
fn addresses(host: Option<&str>, path: Option<&str>, contents: &[String]) -> Vec<String> {
    let slash = |path: &str| if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
    let bare: Vec<String> = match (host, path) {
        (Some(host), Some(path)) => {
            vec![
                format!("https://{host}{}", slash(path)),
                format!("{host}{}", slash(path)),
                format!("//{host}{}", slash(path)),
            ]
        }
        (Some(host), None) => vec![format!("https://{host}")],
        (None, Some(path)) => vec![path.to_owned(), slash(path), format!("https://{}", slash(path))],
        (None, None) => vec!["?q".to_owned(), "#q".to_owned()],
    };
    if contents.is_empty() {
        return bare;
    }
    let with = |content: &String| {
        let of = |address: &String| {
            [
                content.clone(),
                format!("{address}?{content}"),
                format!("{content}{address}"),
                format!("{content}{}", address.replace("https://", "")),
            ]
        };
        bare.iter().flat_map(of).collect::<Vec<_>>()
    };
    contents.iter().flat_map(with).collect()
}

/// Texts with the pieces chosen.
fn contents<'t>(
    pieces: &'t Pieces,
    chosen: &'t Chosen,
    separators: &'static [&'static str],
) -> impl Iterator<Item = String> + 't {
    let prefix = pieces.prefix(chosen);
    let suffix = pieces.suffix(chosen);
    let ends: Vec<&End> = prefix.into_iter().chain(suffix).collect();
    let inside: Vec<&Literal> =
        pieces.inside.iter().filter(|(var, _)| chosen.class(*var) == 1).map(|(_, piece)| piece).collect();
    // What another piece brings along need not be written.
    let needed: Vec<&Literal> = inside
        .iter()
        .enumerate()
        .filter(|(at, piece)| {
            let mut others = inside.iter().enumerate().filter(|(other, _)| other != at);
            let is_brought = others.any(|(other, by)| by.implies(piece) && (!piece.implies(by) || other < *at));
            !is_brought && !ends.iter().any(|end| end.implies(piece))
        })
        .map(|(_, piece)| *piece)
        .collect();
    let samples: Vec<String> = pieces
        .patterns
        .iter()
        .filter(|(var, ..)| chosen.class(*var) == 1)
        .filter_map(|(_, source, exactly)| sample(source, *exactly))
        .collect();
    let (prefix, suffix) = (prefix.map(|end| end.text.clone()), suffix.map(|end| end.text.clone()));
    let nothing = prefix.is_none() && suffix.is_none() && needed.is_empty() && samples.is_empty();
    // At the front and at the end, so that what is not to stand there does not.
    let fillers: Vec<(&str, &str)> = if nothing {
        FILLERS.iter().map(|filler| (*filler, "")).collect()
    } else {
        let around = |filler| [(filler, ""), ("", filler), (filler, filler)];
        [("", "")].into_iter().chain(["x", "q"].into_iter().flat_map(around)).collect()
    };
    fillers.into_iter().flat_map(move |(front, back)| {
        let (needed, samples) = (needed.clone(), samples.clone());
        let (prefix, suffix) = (prefix.clone(), suffix.clone());
        COVERS.iter().flat_map(move |cover| {
            let covered = |piece: &&Literal| match (piece.operator, *cover) {
                (Operator::Contains, _) => format!("{cover}{}{cover}", piece.text),
                // Words follow each other also where the text itself is not to be there.
                (Operator::HasWord, "q") => piece.text.replace(' ', "-"),
                _ => piece.text.clone(),
            };
            let middle: Vec<String> = needed.iter().map(covered).chain(samples.clone()).collect();
            let (prefix, suffix) = (prefix.clone(), suffix.clone());
            separators.iter().flat_map(move |separator| {
                let mut parts: Vec<String> = Vec::new();
                parts.extend(prefix.as_ref().map(|prefix| format!("{prefix}{cover}")));
                parts.extend((!front.is_empty()).then(|| front.to_owned()));
                parts.extend(middle.iter().cloned());
                parts.extend((!back.is_empty()).then(|| back.to_owned()));
                parts.extend(suffix.as_ref().map(|suffix| format!("{cover}{suffix}")));
                let text = parts.join(separator);
                [text.clone(), text.to_uppercase(), super::swapped(&text)]
            })
        })
    })
}

impl Pieces {
    fn prefix(&self, chosen: &Chosen) -> Option<&End> {
        end(self.prefix.as_ref(), chosen)
    }

    fn suffix(&self, chosen: &Chosen) -> Option<&End> {
        end(self.suffix.as_ref(), chosen)
    }

    /// Whether anything is to be in the text.
    fn is_asked_for(&self, chosen: &Chosen) -> bool {
        self.prefix(chosen).is_some()
            || self.suffix(chosen).is_some()
            || self.inside.iter().any(|(var, _)| chosen.class(*var) == 1)
            || self.patterns.iter().any(|(var, ..)| chosen.class(*var) == 1)
    }
}

fn end<'p>(pieces: Option<&'p (super::Var, Vec<End>)>, chosen: &Chosen) -> Option<&'p End> {
    let (var, pieces) = pieces?;
    pieces.get(chosen.class(*var).checked_sub(1)?)
}

/// A text that a simple pattern is found in: its first alternative without what only regular expressions mean.
fn sample(source: &str, exactly: bool) -> Option<String> {
    let pattern = Pattern::new(source, exactly).ok()?;
    let plain = |piece: &str| -> String {
        let piece = piece.replace("\\d", "1").replace("\\w", "a").replace("\\s", " ").replace("\\b", "");
        piece.chars().filter(|c| !"\\^$()?*+[]{}".contains(*c)).collect::<String>().replace('.', "a")
    };
    let dotted = |piece: &str| -> String {
        piece.replace("\\.", ".").chars().filter(|c| !"\\^$()?*+[]{}".contains(*c)).collect()
    };
    let pieces = source.split('|').flat_map(|piece| [dotted(piece), plain(piece), piece.to_owned()]);
    let simple = ["a", "1", "a1", "abc", "123", "1234567890", "a@a.example", "A", " "].map(str::to_owned);
    pieces.chain(simple).find(|text| pattern.is_match(&nfc(text)))
}
