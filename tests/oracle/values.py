"""Values: what stands in the model and in the data, and what it is read as (s2, s4, s17, s19, s21).

A value is a `bool`, `int`, `float`, `Fraction` (points), `Fixed` (sums), `str`, `date`, `datetime` in UTC, `Choice` (of a dropdown) or
`frozenset` of places (of a `many of`). Unknown is None.
"""

import math
import re
from collections import namedtuple
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import moments
import text

Choice = namedtuple("Choice", "place name")


class Digits(str):
    """A JSON number as it is written."""


class Fixed(Fraction):
    """s10: a sum or an average: a decimal number, which other numbers are compared with by their shortest spelling."""


# --- values in the model ---------------------------------------------------------------------------------------------


def variant(json):
    """An enum as serde writes it: its variant's name and content."""
    if isinstance(json, str):
        return json, None
    (name, content), = json.items()
    return name, content


def value_of(json):
    """A constant of the rules. Points become points as an exact number."""
    name, content = variant(json)
    return VALUES[name](content)


def date_of(json):
    return date.fromisoformat(json)


def moment_of(json):
    """Microseconds since 1970 in UTC."""
    return moments.EPOCH + json * moments.TICK


def decimal_of(json):
    return Fraction(json)


def duration_of(json):
    return json["amount"], json["unit"]


VALUES = {
    "Boolean": bool,
    "Integer": int,
    "Number": float,
    "Points": lambda units: Fraction(units, 10_000),
    "Text": str,
    "Date": date_of,
    "Instant": moment_of,
    "Choices": frozenset,
}


def in_interval(value, interval, as_of):
    """Whether a number, points, date or moment lies between two ends."""
    return inside(value, interval["low"], 1, as_of) and inside(value, interval["high"], -1, as_of)


def inside(value, bound, side, as_of):
    """Whether a value lies on the inner side of an end: above a low one (1), below a high one (-1)."""
    name, end = variant(bound)
    if name == "Unbounded":
        return True
    order = side * compare(value, value_of(end), as_of)
    return order > 0 or (order == 0 and name == "Included")


def compare(left, right, as_of):
    """-1, 0 or 1. Dates by s30, texts folded by s14, a dropdown by its value's text, numbers exactly by s21."""
    if isinstance(left, date):
        return moments.compare(left, right, as_of)
    if isinstance(left, (str, Choice)):
        left, right = text.fold(text_of(left)), text.fold(text_of(right))
    elif isinstance(left, Fixed) or isinstance(right, Fixed):
        left, right = exact(left), exact(right)
    return (left > right) - (left < right)


def text_of(value):
    return value.name if isinstance(value, Choice) else value


def exact(number):
    """s26: a number by the digits of its shortest spelling."""
    return Fraction(Decimal(repr(number))) if isinstance(number, float) else Fraction(number)


def fits(integer):
    """s21: integers have 64 bits."""
    return -(2**63) <= integer < 2**63


# --- where a property stands in a record -----------------------------------------------------------------------------


def raw_value(prop, fields):
    """The raw value of a property; None where it is absent. Fields are pairs of name and raw value.

    The first that is there decides: the `from` names as written, the same loosely, the property's name as written, the
    same loosely.
    """
    named = [(strict(name), raw) for name, raw in fields if strict(name)]
    for wanted in (prop["from"], [prop["name"]]):
        for alike in (strict, loose):
            found = [raw for name, raw in named if alike(name) in map(alike, wanted)]
            if found:
                return found[0] if len(found) == 1 else AMBIGUOUS
    return None


AMBIGUOUS = {}  # several fields match equally well: nothing that could be read


@lru_cache(maxsize=None)
def strict(name):
    return text.compose(text.trim(name))


@lru_cache(maxsize=None)
def loose(name):
    """Ignoring case, blanks, `_` and `-`."""
    bare = "".join(character.lower() for character in strict(name) if character not in text.WHITE_SPACE + "_-")
    return bare or strict(name)


# --- reading ---------------------------------------------------------------------------------------------------------


def read_contact(model, needed, fields, as_of):
    """s4: the value of each property that is needed, None where unknown, and the problems: `{"field", "effect"}`."""
    schema = model["schema"]
    contact, problems = [], []
    for number, prop in enumerate(schema["properties"]):
        value, effect = None, None
        if number in needed:
            must = prop["required"] or number == schema["key"]
            value, effect = read_property(prop["reading"], raw_value(prop, fields), must, as_of)
        contact.append(value)
        problems += [{"field": prop["name"], "effect": effect}] if effect else []
    return contact, problems


def read_property(reading, raw, must, as_of):
    """s4: a value and what happened: None, or the effect `unknown`, `default` or `rejected`."""
    try:
        value, readable = read_value(reading, raw, as_of), True
    except Unreadable:
        value, readable = None, False
    if value is not None:
        return value, None
    default = None if reading["default"] is None else constant(reading["default"], reading["kind"])
    if must and (default is None or not readable):
        return default, "rejected"
    return default, None if readable else "unknown" if default is None else "default"


class Unreadable(Exception):
    """A raw value is not of the type declared."""


def read_value(reading, raw, as_of):
    """s4: a value of the declared type within the declared range, None where it is blank, or Unreadable."""
    name, dropdown = variant(reading["kind"])
    if name == "ManyOf":
        return read_many(reading, raw, dropdown)
    while isinstance(raw, list) and len(raw) == 1:
        raw, = raw
    if is_unknown(reading, raw):
        return None
    value = READERS[name](plain_text(raw), dropdown, reading["format"], as_of)
    if reading["range"] is not None and not in_interval(value, reading["range"], as_of):
        raise Unreadable
    return value


def read_many(reading, raw, dropdown):
    """s2, s4: a text lists members between `;`; one that is not declared makes all of it unreadable."""
    split = isinstance(raw, str) and not is_unknown(reading, raw)
    members = raw if isinstance(raw, list) else raw.split(";") if split else [raw]
    known = {read_choice(plain_text(member), dropdown).place for member in members if not is_unknown(reading, member)}
    return frozenset(known) or None


def is_unknown(reading, raw):
    """s2, s4: absent, null, `[]`, without characters, or one of the unknown markers, ignoring case."""
    if raw is None or raw == []:
        return True
    markers = [text.fold(text.trim(marker)) for marker in reading["unknown"]]
    return not isinstance(raw, (list, dict)) and text.fold(plain_text(raw)) in ["", *markers]


def plain_text(raw):
    """A text without white space at its ends; numbers and booleans of JSON as they are written."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if not isinstance(raw, str):
        raise Unreadable
    return text.trim(raw)


# Readers take a trimmed text that is not blank, the dropdown of the kind, the declared format and as-of.


def read_text(written, *_):
    return written


def read_integer(written, *_):
    """s21: digits, and at most a dot with zeros behind; 64 bits."""
    digits = re.fullmatch(r"([+-]?[0-9]+)(\.0+)?", written)
    if not digits or not fits(int(digits[1])):
        raise Unreadable
    return int(digits[1])


def read_number(written, *_):
    """s21: the nearest double of a decimal or scientific number, where it is finite."""
    if not re.fullmatch(r"[+-]?([0-9]+(\.[0-9]+)?|\.[0-9]+)([eE][+-]?[0-9]+)?", written) or math.isinf(float(written)):
        raise Unreadable
    return float(written)


def read_boolean(written, *_):
    answers = [answer for answer, words in ((True, YES), (False, NO)) if written.lower() in words]
    if not answers:
        raise Unreadable
    return answers[0]


YES = ("true", "yes", "y", "t", "1", "on")
NO = ("false", "no", "n", "f", "0", "off")


def read_date(written, _dropdown, form, as_of):
    """s30: a date; of a local time the day as written, of a moment its date in the time zone. Milliseconds are a moment
    in no zone, so that theirs is the date in UTC."""
    if form is None and moments.read_epoch(written):
        return moments.read_epoch(written).date()
    value = written_time(written, form)
    if not isinstance(value, datetime):
        return value
    return as_of.date_of(value) if value.tzinfo else value.date()


def read_datetime(written, _dropdown, form, as_of):
    """s27: a moment; a date is its first moment, a local time is of the time zone."""
    value = written_time(written, form)
    if not isinstance(value, datetime):
        return moments.midnight(value, as_of.zone)
    return moments.resolved(value, as_of.zone)


def written_time(written, form):
    """A date, a local time or a moment: in the declared format (without one, milliseconds since 1970), else ISO 8601."""
    first = moments.read_format(written, form) if form else moments.read_epoch(written)
    value = first or moments.read_date(written) or moments.read_time(written)
    if value is None:
        raise Unreadable
    return value


def read_choice(written, dropdown, *_):
    """s17: by name, else by label, ignoring case; of several the first."""
    for part in ("name", "label"):
        for place, each in enumerate(dropdown["values"]):
            if each[part] is not None and text.fold(each[part]) == text.fold(written):
                return choice(dropdown, place)
    raise Unreadable


def choice(dropdown, place):
    return Choice(place, dropdown["values"][place]["name"])


READERS = {
    "Text": read_text,
    "Email": read_text,
    "Url": read_text,
    "Integer": read_integer,
    "Number": read_number,
    "Boolean": read_boolean,
    "Date": read_date,
    "Datetime": read_datetime,
    "OneOf": read_choice,
}


def constant(json, kind):
    """A default as a value of its kind."""
    name, content = variant(json)
    return choice(variant(kind)[1], content) if name == "Choice" else value_of(json)


def key_text(model, contact):
    """s19: what tells the contact apart, after trim and NFC; None where no key is declared."""
    number = model["schema"]["key"]
    return None if number is None or contact[number] is None else key_of(contact[number])


def key_of(value):
    """s19: the value of a key as text in NFC."""
    return text.compose(str(text_of(value)))


def properties_read(model):
    """Properties that anything in the rules reads; those that decide on rejecting a record are read always."""
    schema = model["schema"]
    always = {number for number, prop in enumerate(schema["properties"]) if prop["required"] or number == schema["key"]}
    rules = {part: content for part, content in model.items() if part != "schema"}
    return always | set(mentioned(rules))


def mentioned(json):
    """The numbers of the properties that a piece of the model names."""
    if isinstance(json, list):
        for each in json:
            yield from mentioned(each)
    elif isinstance(json, dict):
        for name, content in json.items():
            if name in ("Property", "DaysSince"):
                yield content
            elif name == "Part":
                yield content["property"]
            else:
                yield from mentioned(content)
