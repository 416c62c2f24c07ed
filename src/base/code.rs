//! The table of all codes: each finding's number, name, severity and one-line title.
//!
//! Numbers never change their meaning and are never given twice. The page of a code
//! (`merit explain`) is `docs/findings/<name>.md`.

use super::Severity;

/// One kind of finding.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Code {
    /// `M0201`: stable for ever.
    pub code: &'static str,
    /// `unknown-property`: what people write in `allow` and in `merit.toml`.
    pub name: &'static str,
    /// The level where nothing else is said.
    pub severity: Severity,
    /// One line for lists.
    pub title: &'static str,
}

macro_rules! codes {
    ($($ident:ident = $code:literal $name:literal $severity:ident $title:literal;)*) => {
        $(
            #[doc = $title]
            pub static $ident: Code = Code { code: $code, name: $name, severity: Severity::$severity, title: $title };
        )*
        /// Every code, by number.
        pub static ALL: &[&Code] = &[$(&$ident),*];
    };
}

codes! {
    // M01: the text cannot be read as Merit
    SYNTAX = "M0101" "syntax" Error "the text is not written as Merit expects";
    MISSING_POINTS = "M0102" "missing-points" Error "a rule does not say its points";
    MISSPELT_WORD = "M0103" "misspelt-word" Error "a word of the language is misspelt";
    FOREIGN_WORD = "M0104" "foreign-word" Error "a word of another language, or one that belongs elsewhere";
    FOREIGN_MARK = "M0105" "foreign-mark" Error "a sign of another language or keyboard";
    WRONG_QUOTES = "M0106" "wrong-quotes" Error "a text stands between quotes that are not straight and double";
    UNCLOSED_TEXT = "M0107" "unclosed-text" Error "a text, a name in backquotes or a pattern has no end";
    UNCLOSED_BLOCK = "M0108" "unclosed-block" Error "a block or set lacks one of its braces";
    STRAY_BRACE = "M0109" "stray-brace" Error "a brace without its partner";
    SPLIT_TOKEN = "M0110" "split-token" Error "a number, a range or points with a blank or mark inside";
    POINTS_FIRST = "M0111" "points-first" Error "points stand before what they are given for";
    NESTED_GROUP = "M0112" "nested-group" Error "a group inside a group";
    RESERVED_NAME = "M0113" "reserved-name" Error "a word of the language is used as a name";
    TOO_DEEP = "M0114" "too-deep" Error "one expression is nested too deeply or too long";
    TOO_LARGE = "M0115" "too-large" Error "a rule file is too large";
    UNREADABLE_CHARACTER = "M0116" "unreadable-character" Error "a character that no one can see";

    // M02: names
    UNKNOWN_NAME = "M0201" "unknown-name" Error "a name that nothing in the rules declares";
    DUPLICATE_NAME = "M0202" "duplicate-name" Error "one name for two things";
    WRONG_KIND = "M0203" "wrong-kind" Error "a name that stands for another kind of thing than is needed here";
    UNKNOWN_VALUE = "M0204" "unknown-value" Error "a value that the dropdown does not have";
    UNKNOWN_ARM = "M0205" "unknown-arm" Error "an arm that the stage does not have";
    CIRCULAR = "M0206" "circular" Error "something that depends on itself";
    UNKNOWN_FINDING = "M0207" "unknown-finding" Error "an `allow` that names no warning";
    FIELD_ALONE = "M0208" "field-alone" Error "a field of events that does not say of which event";

    // M03: types and operators
    WRONG_TYPE = "M0301" "wrong-type" Error "a value of another type than is needed here";
    TEXT_AGAINST_NUMBER = "M0302" "text-against-number" Error "text is compared with a number";
    RANGE_ON_TEXT = "M0303" "range-on-text" Error "a range of texts";
    EMPTY_RANGE = "M0304" "empty-range" Error "a range that nothing lies in";
    VALUE_ALONE = "M0305" "value-alone" Error "a value behind `or` or `and` without its own comparison";
    MISSING_SUBJECT = "M0306" "missing-subject" Error "a comparison that does not say what it compares";
    NOT_A_CONDITION = "M0307" "not-a-condition" Error "a value where a condition is needed";
    WRONG_OPERATOR = "M0308" "wrong-operator" Error "a question that this kind of value cannot be asked";
    EMPTY_OPERAND = "M0309" "empty-operand" Error "an empty text, set or file, with which nothing can be compared";
    BAD_NUMBER = "M0310" "bad-number" Error "a number that cannot be used";
    BAD_DATE = "M0311" "bad-date" Error "a date that does not exist";
    BAD_DURATION = "M0312" "bad-duration" Error "a length of time that cannot be used";
    BAD_PATTERN = "M0313" "bad-pattern" Error "a regular expression that cannot be used";
    NO_ORDER = "M0314" "no-order" Error "more or less of something that has no order";
    HOURS_ON_DATE = "M0315" "hours-on-date" Error "hours or minutes counted on a date without time";
    NESTED_QUERY = "M0316" "nested-query" Error "a question about events inside the `where` of another";

    // M04: the schema
    UNKNOWN_TYPE = "M0401" "unknown-type" Error "a type that Merit does not have";
    MISSING_CONTACT = "M0402" "missing-contact" Error "the rules do not say what a contact is";
    DUPLICATE_CONTACT = "M0403" "duplicate-contact" Error "a second `contact` block";
    BAD_MODIFIER = "M0404" "bad-modifier" Error "a modifier that does not suit its property";
    BAD_DEFAULT = "M0405" "bad-default" Error "a default that is no value of its property";
    BAD_VALUE = "M0406" "bad-value" Error "a dropdown value that counts as missing";
    SEVERAL_KEYS = "M0407" "several-keys" Error "a second key";
    MISSING_KEY = "M0408" "missing-key" Error "a list of keys for contacts that have none";
    MERGED_VALUES = "M0409" "merged-values" Warning "dropdown values that differ by case alone";
    DUPLICATE_VALUE = "M0410" "duplicate-value" Warning "a value that is in a set twice";
    MISSING_TIME = "M0411" "missing-time" Error "an event that does not say when it was";

    // M05: rules and points
    UNSIGNED_POINTS = "M0501" "unsigned-points" Error "points without `+` or `-`";
    BAD_POINTS = "M0502" "bad-points" Error "points that cannot be exact";
    OVERLAPPING_ARMS = "M0503" "overlapping-arms" Error "two arms of a `match` that take the same value";
    UNBOUNDED_POINTS = "M0504" "unbounded-points" Error "points per step without an upper end";
    BAD_STEP = "M0505" "bad-step" Error "a step that is not greater than 0";
    BAD_LIMIT = "M0506" "bad-limit" Error "a limit that cannot be used";
    MISPLACED_CLAUSE = "M0507" "misplaced-clause" Error "a clause that does not suit its rule";
    DUPLICATE_CLAUSE = "M0508" "duplicate-clause" Error "a clause that is given twice";
    EMPTY_MATCH = "M0509" "empty-match" Error "a `match` without arms";
    BAD_FORMULA = "M0510" "bad-formula" Error "a derived score that is more than sums and constant factors";
    POSSIBLE_OVERFLOW = "M0511" "possible-overflow" Error "a score that could grow past what can be counted";
    ALLOW_WITHOUT_REASON = "M0512" "allow-without-reason" Warning "an `allow` that does not say why";

    // M06: stages
    MISSING_OTHERWISE = "M0601" "missing-otherwise" Error "a stage without an `otherwise` arm";
    MISPLACED_OTHERWISE = "M0602" "misplaced-otherwise" Error "an `otherwise` arm before the end";

    // M07: the project and its files
    BAD_CONFIG = "M0701" "bad-config" Error "merit.toml says something that is not known or not possible";
    MISSING_FILE = "M0702" "missing-file" Error "a file that the rules name is not there";
    OUTSIDE_ROOT = "M0703" "outside-root" Error "a path leads out of the project's folder";
    NOT_UTF8 = "M0704" "not-utf8" Error "a file is not UTF-8 text";
    UNREADABLE_FILE = "M0705" "unreadable-file" Error "a file is there but cannot be read";

    // M08: what one item tells
    MISSING_UNKNOWN = "M0801" "missing-unknown" Warning "a `match` that does not say what a missing value gives";
    MISSING_VALUES = "M0802" "missing-values" Warning "a `match` that leaves out values";
    GAP = "M0803" "gap" Warning "a hole between ranges, where nothing is given";
    IDLE_OTHERWISE = "M0804" "idle-otherwise" Warning "an `otherwise` arm that never takes anything";
    UNKNOWN_DROPPED = "M0805" "unknown-dropped" Warning "a negation that silently leaves out missing values";
    SHORT_CONTAINS = "M0806" "short-contains" Warning "a short text that is found inside other words";
    LOST_SYMBOLS = "M0807" "lost-symbols" Warning "a word whose symbols do not count";
    UNUSED_NAME = "M0808" "unused-name" Warning "a constant, set or definition that nothing uses";
    EXPIRED_RULE = "M0809" "expired-rule" Warning "a rule whose last day is over";
    NEEDLESS_ALLOW = "M0810" "needless-allow" Warning "an `allow` that stops nothing";
    NOT_PROVEN = "M0811" "not-proven" Warning "a `never` or `always` that is not proven";
    ALWAYS_FIRES = "M0812" "always-fires" Warning "points that every contact gets";
    NEVER_FIRES = "M0813" "never-fires" Warning "a test that no value can pass";
    FREE_TEXT = "M0814" "free-text" Warning "points on an exact value of a text that people type freely";
    SIGNED_CONSTANT = "M0815" "signed-constant" Warning "a constant that has a sign of its own beside the sign of the points";
    LOOKS_LIKE_RANGE = "M0816" "looks-like-range" Warning "a subtraction of two numbers that looks like a range";

    NO_TESTS = "M0817" "no-tests" Warning "a rule set without tests";
    LOOKS_LIKE_THOUSANDS = "M0818" "looks-like-thousands" Warning "a number whose point looks like a separator of thousands";
    LOOSE_WINDOW = "M0819" "loose-window" Warning "a window behind the last of several questions about events";

    // M09: what rules tell together; M0901 was `unsupported`
    OVERLAPPING_RULES = "M0902" "overlapping-rules" Warning "two rules whose ranges share values, which get the points of both";
    CONTAINED_RULE = "M0903" "contained-rule" Warning "a rule whose range lies within another's, so that both give points";
    DUPLICATE_RULE = "M0904" "duplicate-rule" Warning "two rules of one score that ask the same";

    REDUNDANT_CONDITION = "M0905" "redundant-condition" Warning "a part of a condition that changes nothing";
    SWALLOWED_BY_LIMIT = "M0906" "swallowed-by-limit" Warning "a rule whose points a limit always takes away";
    IDLE_LIMIT = "M0907" "idle-limit" Note "a limit that never cuts anything off";
    UNSCORED_VALUE = "M0908" "unscored-value" Warning "a value of a dropdown that no rule looks at, beside others that give points";

    // M10: the data
    MISSING_COLUMN = "M1001" "missing-column" Error "a column that the rules read is not in the data";
    AMBIGUOUS_COLUMN = "M1002" "ambiguous-column" Error "several columns of the data fit one property equally well";
    UNREADABLE_VALUE = "M1003" "unreadable-value" Warning "a value in the data that is not what the schema says";

    // M11: tests in rules
    MISSING_EXPECT = "M1101" "missing-expect" Error "a test that expects nothing";
    MISSING_AS_OF = "M1102" "missing-as-of" Error "a test that hangs on time and does not say when it is";
    MISSING_AT = "M1103" "missing-at" Error "an event of a test that does not say when it was";
    IMPOSSIBLE_CONTACT = "M1104" "impossible-contact" Error "a test of a contact that there cannot be";
    DUPLICATE_FACT = "M1105" "duplicate-fact" Error "a value that a test gives twice";
    UNEVEN_ROW = "M1106" "uneven-row" Error "a row of a test table with too few or too many cells";
    DUPLICATE_TEST = "M1107" "duplicate-test" Warning "two tests of one name";
    LATER_EVENT = "M1108" "later-event" Warning "an event of a test that lies after its `as of`";

    // M12: what holds for all contacts
    NEVER_VIOLATED = "M1201" "never-violated" Error "a `never` that a contact breaks";
    ALWAYS_VIOLATED = "M1202" "always-violated" Error "an `always` that a contact breaks";
    UNREACHABLE_STAGE = "M1203" "unreachable-stage" Warning "an arm of a stage that takes nobody";
    STAGE_TAKES_ALL = "M1204" "stage-takes-all" Warning "an arm of a stage that takes everybody";
}

/// The code with this number or name, case ignored.
pub fn find(code_or_name: &str) -> Option<&'static Code> {
    ALL.iter()
        .copied()
        .find(|code| code.code.eq_ignore_ascii_case(code_or_name) || code.name.eq_ignore_ascii_case(code_or_name))
}
