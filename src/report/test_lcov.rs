//! Coverage in the records of lcov's `geninfo`: lines for what stands on them, a branch for each goal.

use std::collections::BTreeMap;

use super::{Place, Tested};

/// The goals by file and line. A line is hit as often as tests reach something of it.
pub fn lcov(tested: &Tested<'_>) -> String {
    let mut files: BTreeMap<&str, BTreeMap<u32, Vec<usize>>> = BTreeMap::new();
    for (goal, hits) in tested.coverage.iter().flat_map(|coverage| &coverage.goals) {
        let place = Place::new(goal.span, tested.sources);
        files.entry(place.file).or_default().entry(place.start.line).or_default().push(*hits);
    }
    files.iter().map(|(file, lines)| record(file, lines)).collect()
}

fn record(file: &str, lines: &BTreeMap<u32, Vec<usize>>) -> String {
    let mut text = format!("TN:\nSF:{}\n", file.replace('\n', " "));
    for (line, goals) in lines {
        for (branch, hits) in goals.iter().enumerate() {
            text.push_str(&format!("BRDA:{line},0,{branch},{hits}\n"));
        }
    }
    let goals: Vec<usize> = lines.values().flatten().copied().collect();
    let reached = |hits: &[usize]| hits.iter().filter(|hits| **hits > 0).count();
    text.push_str(&format!("BRF:{}\nBRH:{}\n", goals.len(), reached(&goals)));
    let most: Vec<usize> = lines.values().map(|goals| goals.iter().copied().max().unwrap_or(0)).collect();
    for (line, hits) in lines.keys().zip(&most) {
        text.push_str(&format!("DA:{line},{hits}\n"));
    }
    text.push_str(&format!("LF:{}\nLH:{}\nend_of_record\n", most.len(), reached(&most)));
    text
}
