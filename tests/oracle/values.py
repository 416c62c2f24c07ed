"""Values: what stands in the model and in the data, and what it is read as (s2, s4, s17, s19, s21).

A value is a `bool`, `int`, `float`, `Fraction` (points), `str`, `date`, `datetime` in UTC, `Choice` (of a dropdown) or
`frozenset` of places (of a `many of`). Unknown is None.
"""

import math
import re
from collections import namedtuple
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

import moments
import text

Choice = namedtuple("Choice", "place name")


class Digits(str):
    """A JSON number as it is written."""


class Unreadable(Exception):
    """A raw value is not of the type declared."""


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
    return moments.EPOCH + timedelta(microseconds=json)


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


def in_interval(value, interval):
    """s21: numbers compare exactly, whatever they are made of."""
    (low, low_end), (high, high_end) = variant(interval["low"]), variant(interval["high"])
    above = low == "Unbounded" or value > value_of(low_end) or (low == "Included" and value == value_of(low_end))
    below = high == "Unbounded" or value < value_of(high_end) or (high == "Included" and value == value_of(high_end))
    return above and below


def compare(left, right, as_of):
    """-1, 0 or 1. Dates by s30, texts folded by s14, a dropdown by its value's text, numbers exactly by s21."""
    if isinstance(left, date):
        return moments.compare(left, right, as_of)
    if isinstance(left, (str, Choice)):
        left, right = text.fold(text_of(left)), text.fold(text_of(right))
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

    The first that decides: the `from` names as written, the same loosely, the property's name as written, the same loosely.
    """
    named = [(strict(name), raw) for name, raw in fields if strict(name)]
    for wanted in (prop["from"], [prop["name"]]):
        for alike in (strict, loose):
            found = [raw for name, raw in named if alike(name) in map(alike, wanted)]
            if found:
                return found[0] if len(found) == 1 else AMBIGUOUS
    return None


AMBIGUOUS = {}  # several fields match equally well: nothing that could be read


def strict(name):
    return text.compose(text.trim(name))


@lru_cache(maxsize=None)
def loose(name):
    """Ignoring case, blanks, `_` and `-`."""
    bare = "".join(character.lower() for character in strict(name) if character not in text.WHITE_SPACE + "_-")
    return bare or strict(name)


# --- reading ---------------------------------------------------------------------------------------------------------


def read_contact(model, fields, as_of):
    """s4: the value of each property, None where unknown, and the problems met: `{"field", "effect"}`."""
    schema = model["schema"]
    needed = properties_read(model)
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
    default = None if reading["default"] is None else constant(reading["default"], reading["kind"])
    if is_blank(reading, raw):
        return default, ("rejected" if must and default is None else None)
    try:
        value = read_value(reading, raw, as_of)
    except Unreadable:
        return default, ("rejected" if must else "unknown" if default is None else "default")
    return value, None


def is_blank(reading, raw):
    """s2, s4: absent, null, `[]`, without characters, or one of the unknown markers, ignoring case."""
    if raw is None or raw == []:
        return True
    markers = [text.fold(text.trim(marker)) for marker in reading["unknown"]]
    return isinstance(raw, str) and text.fold(text.trim(raw)) in ["", *markers]


def read_value(reading, raw, as_of):
    """s4: a value of the declared type within the declared range, or Unreadable."""
    name, dropdown = variant(reading["kind"])
    value = READERS[name](raw, dropdown, reading, as_of)
    if reading["range"] is not None and not in_interval(value, reading["range"]):
        raise Unreadable
    return value


# Readers take a raw value that is not blank, the dropdown of the kind, the reading and as-of.


def plain_text(raw):
    """A text without white space at its ends, or the digits of a JSON number."""
    if not isinstance(raw, str):
        raise Unreadable
    return text.trim(raw)


def read_text(raw, *_):
    return plain_text(raw)


def read_integer(raw, *_):
    """s21: digits, and at most a dot with zeros behind; 64 bits."""
    written = re.fullmatch(r"([+-]?[0-9]+)(\.0+)?", plain_text(raw))
    if not written or not fits(int(written[1])):
        raise Unreadable
    return int(written[1])


def read_number(raw, *_):
    """The nearest double of a decimal or scientific number; not finite is not readable."""
    written = plain_text(raw)
    if not re.fullmatch(r"[+-]?([0-9]+(\.[0-9]+)?|\.[0-9]+)([eE][+-]?[0-9]+)?", written):
        raise Unreadable
    if math.isinf(float(written)):
        raise Unreadable
    return float(written)


def read_boolean(raw, *_):
    if isinstance(raw, bool):
        return raw
    word = text.fold(plain_text(raw))
    if word not in WORDS:
        raise Unreadable
    return WORDS[word]


WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def read_date(raw, _dropdown, reading, as_of):
    return as_of.date_of(moments.read(plain_text(raw), reading["format"], as_of.zone))


def read_datetime(raw, _dropdown, reading, as_of):
    value = moments.read(plain_text(raw), reading["format"], as_of.zone)
    return value if isinstance(value, datetime) else moments.resolved(datetime.combine(value, datetime.min.time()), as_of.zone)


def read_choice(raw, dropdown, *_):
    """s17: by name, else by label, ignoring case; of several the first."""
    wanted = text.fold(plain_text(raw))
    for part in ("name", "label"):
        for place, each in enumerate(dropdown["values"]):
            if each[part] is not None and text.fold(each[part]) == wanted:
                return choice(dropdown, place)
    raise Unreadable


def choice(dropdown, place):
    return Choice(place, dropdown["values"][place]["name"])


def read_choices(raw, dropdown, *_):
    pieces = raw if isinstance(raw, list) else [piece for piece in plain_text(raw).split(";") if text.trim(piece)]
    return frozenset(read_choice(piece, dropdown).place for piece in pieces)


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
    "ManyOf": read_choices,
}


def constant(json, kind):
    """A default as a value of its kind."""
    name, content = variant(json)
    return choice(variant(kind)[1], content) if name == "Choice" else value_of(json)


def key_text(model, contact):
    """s19: what tells the contact apart, after trim and NFC; None where no key is declared."""
    number = model["schema"]["key"]
    if number is None or contact[number] is None:
        return None
    return text.compose(str(text_of(contact[number])))


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
