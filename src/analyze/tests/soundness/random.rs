//! Random rules of a small world. Those of one rule set are about few things, so that they meet.

use std::fmt::Write;

use super::world::{AGE, BOXES, CHOICE, DAY, FLAG, GIVEN, KEY, NUMBER, REAL, TITLE, Thing, World};
use crate::analyze::tests::rules::Dice;

/// A rule set: its world, its text, and how far looking at everybody goes.
pub(super) struct Made {
    pub(super) world: World,
    pub(super) text: String,
    /// Whoever there could be behaves like somebody in the world.
    pub(super) is_complete: bool,
    /// What is so on the day of as-of is so on every day.
    pub(super) is_lasting: bool,
}

/// What a rule set is about: its properties, and whether events are among it.
pub(super) type About = (&'static [&'static Thing], bool);

/// Worlds of numbers and of what is listed.
pub(super) const CLOSED: [About; 16] = [
    (&[&CHOICE], false),
    (&[&CHOICE], false),
    (&[&CHOICE], false),
    (&[&NUMBER], false),
    (&[&REAL], false),
    (&[&DAY], false),
    (&[&FLAG], false),
    (&[&NUMBER, &FLAG], false),
    (&[&NUMBER, &GIVEN, &CHOICE], false),
    (&[&CHOICE, &NUMBER], false),
    (&[&REAL, &NUMBER], false),
    (&[&BOXES, &FLAG], false),
    (&[&DAY, &CHOICE], false),
    (&[&AGE, &FLAG], false),
    (&[&KEY, &NUMBER], false),
    (&[&CHOICE, &FLAG], false),
];

pub(super) const TEXTS: [About; 2] = [(&[&TITLE], false), (&[&TITLE, &FLAG], false)];

pub(super) const EVENTS: [About; 2] = [(&[&FLAG], true), (&[&CHOICE], true)];

/// A writer of rules.
struct Writer<'d> {
    dice: &'d mut Dice,
    world: World,
    /// Conditions of rules above, to be asked again.
    written: Vec<String>,
    /// Conditions of its own: what stands below is not there yet.
    names: Vec<&'static str>,
    /// Some rules run out, or have run out.
    has_ends: bool,
    /// Each rule asks one question, and nothing is cut off.
    is_plain: bool,
}

pub(super) fn rule_set(dice: &mut Dice, (things, has_events): About) -> Made {
    let world = World { things: things.to_vec(), has_events };
    let mut text = world.schema();
    let (has_ends, is_plain) = (dice.is(4), dice.is(3));
    let mut writer = Writer { dice, world, written: Vec::new(), names: Vec::new(), has_ends, is_plain };
    writer.rules(&mut text);
    let is_complete = !["halving", "fading"].iter().any(|word| text.contains(word)) || !has_events;
    let is_lasting = !["day within", "days since day", "this month", "days ago", "fading over 9"]
        .iter()
        .any(|word| text.contains(word));
    Made { world: writer.world, text, is_complete, is_lasting }
}

impl Writer<'_> {
    fn rules(&mut self, text: &mut String) {
        if self.dice.is(3) && !self.is_plain {
            let _ = writeln!(text, "define often = {}", self.condition(1));
            self.names.push("often");
        }
        if self.dice.is(4) && !self.is_plain {
            let (big, mid) = (self.condition(0), self.condition(0));
            let _ = writeln!(text, "stage tier {{ big when {big} mid when {mid} otherwise low }}");
            self.names.extend(["tier is big", "tier is not big", "tier >= mid"]);
        }
        if self.world.has("id") {
            text.push_str("list vips from \"vips.csv\"\n");
        }
        for score in ["fit", "heat"] {
            let _ = writeln!(text, "score {score}{} {{", self.limit());
            for group in 0..self.dice.below(3) {
                let _ = writeln!(text, "  group g{group}{} {{", self.limit());
                for _ in 0..=self.dice.below(3) {
                    let _ = writeln!(text, "    {}", self.rule());
                }
                text.push_str("  }\n");
            }
            for _ in 0..=self.dice.below(3) {
                let _ = writeln!(text, "  {}", self.rule());
            }
            text.push_str("}\n");
            if score == "fit" && self.dice.is(4) {
                self.names.extend(["fit >= 3", "fit < 1"]);
            }
        }
        let derived = *self.dice.of(&["fit + heat", "fit + 2 * heat", "fit - heat + 1.5", "0.5 * fit + heat"]);
        let _ = writeln!(text, "score total = {derived}");
        let (low, lower) = (self.dice.below(20), self.dice.below(12));
        let (mql, lead, hot) = (self.condition(1), self.condition(1), self.condition(1));
        let _ = writeln!(
            text,
            "stage lifecycle {{\n  sql when total >= {low}\n  mql when {mql} or total > {lower}\n  \
             lead when {lead}\n  otherwise rest\n}}\nlist hot when lifecycle is sql and {hot}",
        );
        let (member, except) = (self.condition(1), self.condition(0));
        let _ = writeln!(text, "list some when {member} except {except}");
        let (most, claimed) = (self.dice.below(20), self.condition(1));
        let _ = writeln!(text, "never total > {most} and {claimed}");
        let _ = writeln!(text, "never in list some and {}", self.condition(0));
        let stage = *self.dice.of(&["lifecycle is sql", "lifecycle >= mql", "in list hot", "lifecycle is rest"]);
        let _ = writeln!(text, "never {stage} and total < {lower}");
        let _ = writeln!(text, "always fit <= {}", self.dice.below(25));
        let _ = writeln!(text, "always {}", self.condition(2));
    }

    fn limit(&mut self) -> String {
        let most = 1 + self.dice.below(9);
        match if self.is_plain { 3 } else { self.dice.below(4) } {
            0 => format!(" limit ..={most}"),
            1 => format!(" limit -{}..={most}", self.dice.below(6)),
            _ => String::new(),
        }
    }

    fn rule(&mut self) -> String {
        let points = format!("{}{}", self.dice.of(&["+", "+", "+", "+", "+", "-"]), 1 + self.dice.below(5));
        let until = *self.dice.of(&["", "", "", " until 2026-12-31", " until 2026-03-01"]);
        let until = if self.has_ends { until } else { "" };
        match self.dice.below(20) {
            0 if self.world.has("m") => {
                let step = 1 + self.dice.below(2);
                format!("score {points} per {step} m up to {}{until}", 1 + self.dice.below(9))
            }
            1 if self.world.has("day") => {
                let curve = *self.dice.of(&["fading over 9 days", "halving every 3 days"]);
                format!("score {points} {curve} since day{until}")
            }
            0..=5 if self.world.has_events => {
                // Two events reach it.
                let most = 1 + self.dice.below(2 * points.trim_start_matches(['+', '-']).parse::<usize>().unwrap());
                let query = self.query();
                let curve = *self.dice.of(&["", "", "", "", " fading over 30 days", " halving every 10 days"]);
                match self.dice.below(4) {
                    0 => format!(
                        "match view.kind {{ \"X\" => {points} \"Y\" => {points} {}}} up to {most}",
                        self.dice.of(&["", "unknown => 0 ", "otherwise => 0 "])
                    ),
                    _ => format!("each {query} score {points} up to {most}{curve}{until}"),
                }
            }
            2 | 3 | 5 if !self.is_plain => {
                let thing = self.dice.of(&self.world.things);
                let Some(arms) = thing.arms else { return self.plain(&points, until) };
                let arms = arms(self.dice);
                let unknown = *self.dice.of(&["unknown => 0", "unknown => +1", ""]);
                let otherwise = *self.dice.of(&["otherwise => +1", ""]);
                format!("match {} {{ {arms} {unknown} {otherwise} }}", thing.name)
            }
            4 => format!("when {} score 0", self.condition(0)),
            6 | 7 if !self.written.is_empty() => {
                format!("when {} score {points}{until}", self.dice.of(&self.written))
            }
            _ => self.plain(&points, until),
        }
    }

    fn plain(&mut self, points: &str, until: &str) -> String {
        let depth = if self.is_plain { 0 } else { [0, 0, 0, 0, 1, 2][self.dice.below(6)] };
        let condition = self.condition(depth);
        self.written.push(condition.clone());
        format!("when {condition} score {points}{until}")
    }

    fn condition(&mut self, depth: usize) -> String {
        match if depth == 0 { 9 } else { self.dice.below(8) } {
            0..=2 => format!("({} and {})", self.condition(depth - 1), self.condition(depth - 1)),
            3..=5 => format!("({} or {})", self.condition(depth - 1), self.condition(depth - 1)),
            6 => format!("not ({})", self.condition(depth - 1)),
            _ => self.question(depth),
        }
    }

    fn question(&mut self, depth: usize) -> String {
        if !self.names.is_empty() && self.dice.is(8) {
            return (*self.dice.of(&self.names)).to_owned();
        }
        if self.world.has_events && !self.dice.is(3) {
            return self.of_events();
        }
        let thing = self.dice.of(&self.world.things);
        match thing.name {
            "n" if self.world.has("m") && self.dice.is(6) => (*self.dice.of(&["n > m", "m >= n", "n is m"])).to_owned(),
            "m" | "id" => (thing.ask)(self.dice),
            // Nobody looks at the third value.
            "field" if self.is_plain => format!("field is \"{}\"", self.dice.of(&["A", "B"])),
            name if depth == 0 && self.dice.is(12) => format!("{name} is unknown"),
            _ => (thing.ask)(self.dice),
        }
    }

    /// What stands behind `any`.
    fn query(&mut self) -> String {
        let windows = ["", "", " within 7 days", " within 7 days", " within 30 days"];
        let filters = ["", "", " where kind is \"X\"", " where kind is \"X\"", " where kind in { \"X\", \"Y\" }"];
        let filter = match self.dice.below(30) {
            0 => " where (kind is \"X\" and kind is \"Y\")",
            1 => " where flag",
            _ => *self.dice.of(&filters),
        };
        let filter = if filter == " where flag" && !self.world.has("flag") { "" } else { filter };
        format!("view{}{filter}", self.dice.of(&windows))
    }

    fn of_events(&mut self) -> String {
        let query = self.query();
        let rest = query.trim_start_matches("view").to_owned();
        match self.dice.below(6) {
            0 | 1 => format!("any {query}"),
            2 => format!("no {query}"),
            3 => format!("(view count{rest}) >= {}", self.dice.below(3)),
            // Where the shorter window begins.
            4 => format!("(days since last view{rest}) {} 7", self.dice.of(&["<", ">="])),
            _ => format!("(view count{rest}) in {}..={}", self.dice.below(2), 1 + self.dice.below(2)),
        }
    }
}
