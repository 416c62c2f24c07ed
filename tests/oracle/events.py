"""Events: what a contact did, and what rules ask of it (s8-s13, s19, s25, s37).

Takes raw rows of events, from files or nested in a contact's record; gives events in order of time, none after as-of.
`Questions` is the part of the language that looks at them; `evaluate.Evaluation` is built on it.
"""

from collections import namedtuple
from contextlib import contextmanager

import moments
import points
import text
import values

Event = namedtuple("Event", "at values")  # values by number of the field, None where unknown

# --- where the rows of a contact stand -------------------------------------------------------------------------------


def nested(model, record):
    """The raw rows of each kind inside a record: in a field of the kind's name, or in `events` by kind."""
    fields = dict(record)
    together = fields.get("events")
    inside = {**(together if isinstance(together, dict) else {}), **fields}
    return [list(map(pairs, inside.get(kind["name"]) or [])) for kind in model["schema"]["events"]]


def pairs(row):
    """A row's fields; what is no object has none."""
    return list(row.items()) if isinstance(row, dict) else []


def joined(model, kind, records, as_of):
    """s19: the raw rows of a file by the contact's key, in order of the file. The key is read as the contact's own is;
    rows without it are nobody's."""
    own = model["schema"]["properties"][model["schema"]["key"]]
    names = kind["key_from"]
    column = {"from": names, "name": names[0]} if names else own
    rows = {}
    for fields in records:
        value, effect = values.read_property(own["reading"], values.raw_value(column, fields), True, as_of)
        if effect is None:
            rows.setdefault(values.key_of(value), []).append(fields)
    return rows


# --- reading ---------------------------------------------------------------------------------------------------------


def read_kinds(model, needed, rows, as_of):
    """For each kind the contact's events, from its raw rows; and the problems: `{"field": "purchase.at", "effect"}`."""
    kinds, problems = [], []
    for number, kind in enumerate(model["schema"]["events"]):
        events = []
        for row in rows[number] if number in needed else []:
            event, wrong = read_event(kind, needed[number], row, as_of)
            problems += wrong
            events += [event] if event and exists(event, as_of) else []
        kinds.append(sorted(events, key=lambda event: event.at))  # stable, so that of ties the later row is later (s13)
    return kinds, problems


def read_event(kind, needed, fields, as_of):
    """s4, s12: the event that a row is, or None where it is rejected: without `at` there is none."""
    read, problems = [], []
    for number, field in enumerate(kind["fields"]):
        value, effect = None, None
        if number in needed:
            must = field["required"] or number == kind["at"]
            value, effect = values.read_property(field["reading"], values.raw_value(field, fields), must, as_of)
        read.append(value)
        problems += [{"field": f"{kind['name']}.{field['name']}", "effect": effect}] if effect else []
    rejected = any(problem["effect"] == "rejected" for problem in problems)
    return None if rejected else Event(read[kind["at"]], read), problems


def exists(event, as_of):
    """s31: events after as-of do not; a date exists on and before the date of as-of."""
    return moments.compare(event.at, as_of.moment, as_of) <= 0


# --- what of them is read --------------------------------------------------------------------------------------------


def fields_read(model):
    """For each kind that rules read, the numbers of the fields they read; `at` and those that decide on rejecting always."""
    needed, queries = {}, model["queries"]

    def needs(number, fields=()):
        kind = model["schema"]["events"][number]
        always = {at for at, field in enumerate(kind["fields"]) if field["required"] or at == kind["at"]}
        needed.setdefault(number, always).update(fields)

    for query in queries:
        needs(query["event"], named_fields(query["filter"]))
        if query["since_last"] is not None:
            needs(query["since_last"])
    rules = {part: content for part, content in model.items() if part not in ("schema", "settings")}
    for part in parts_of(rules):
        if "query" in part:
            needs(queries[part["query"]]["event"], named_fields(part))
    return needed


def parts_of(json):
    """Every object in a piece of the model."""
    if isinstance(json, dict):
        yield json
    for each in json.values() if isinstance(json, dict) else json if isinstance(json, list) else ():
        yield from parts_of(each)


def named_fields(json):
    """The numbers of the fields that a piece of the model names."""
    for part in parts_of(json):
        for name in ("Field", "FieldDaysSince", "field"):
            if isinstance(part.get(name), int):
                yield part[name]


# --- the language ----------------------------------------------------------------------------------------------------


class Questions:
    """What a contact's events answer. `events` has those of each kind by number, in order of time."""

    event = None  # the one that is looked at: in `where`, and in the arms of a `match` on a field

    def query(self, number):
        """s8: the events that everything lets through; `where` only where it is true. Each query is answered once."""
        if number not in self.found:
            query = self.model["queries"][number]
            self.found[number] = [event for event in self.events[query["event"]] if self.lets_through(query, event)]
        return self.found[number]

    def lets_through(self, query, event):
        if query["window"] is not None and not moments.in_window(event.at, query["window"], self.as_of):
            return False
        if query["since_last"] is not None and not self.is_since_last(query["since_last"], event):
            return False
        with self.looking_at(event):
            return query["filter"] is None or self.condition(query["filter"]) is True

    def is_since_last(self, kind, event):
        """s9: later than the last event of the kind, which is unknown where there is none."""
        others = self.events[kind]
        return bool(others) and moments.compare(event.at, others[-1].at, self.as_of) > 0

    @contextmanager
    def looking_at(self, event):
        outer, self.event = self.event, event
        yield
        self.event = outer

    # --- questions and operands --------------------------------------------------------------------------------------

    def question_AnyEvent(self, query):
        """s8, s9: never unknown."""
        return bool(self.query(query))

    def operand_Field(self, number):
        return self.event.values[number]

    def operand_FieldPart(self, content):
        """s18."""
        value = self.event.values[content["field"]]
        return None if value is None else text.PARTS[content["part"]](value)

    def operand_FieldDaysSince(self, number):
        value = self.event.values[number]
        return None if value is None else self.as_of.days_since(value)

    def operand_Count(self, query):
        return len(self.query(query))

    def operand_DaysSinceEvent(self, content):
        """s9, s13."""
        event = self.one_of(content)
        return None if event is None else self.days_ago(event)

    def days_ago(self, event):
        """Calendar days, never negative: where clocks go back over midnight, an earlier moment may have a later date."""
        return max(0, self.as_of.days_since(event.at))

    def operand_Pick(self, content):
        """s9, s13: unknown where that one event's field is, whatever others have."""
        event = self.one_of(content)
        return None if event is None else event.values[content["field"]]

    def one_of(self, content):
        """s13: the last or the first; of several at one time, by their rows."""
        found = self.query(content["query"])
        return found[{"Last": -1, "First": 0}[content["which"]]] if found else None

    def operand_Distinct(self, content):
        """s9: how many different known values; texts are folded (s14), dropdowns count by place."""
        found = self.known_values(content)
        return len({text.fold(value) if isinstance(value, str) else value for value in found})

    def operand_Aggregate(self, content):
        return AGGREGATES[content["function"]](self.known_values(content))

    def known_values(self, content):
        """s8: unknown fields are skipped."""
        field = (event.values[content["field"]] for event in self.query(content["query"]))
        return [value for value in field if value is not None]

    # --- rules on each event: points before `up to`, and whether the rule fired ---------------------------------------

    def rule_Each(self, rule):
        """s25, s37: every event's points are rounded, then summed; fired with at least one event."""
        found, curve = self.query(rule["query"]), rule["curve"]
        left = (points.decayed(rule["points"], curve, self.days_ago(event)) if curve else rule["points"] for event in found)
        return sum(left), bool(found)

    def rule_MatchEach(self, rule):
        """s5, s37: every event gives its arm's points, as a `match` on a property does."""
        given, fired = 0, False
        for event in self.query(rule["query"]):
            with self.looking_at(event):
                one, took_an_arm = self.matched(rule, self.operand(rule["subject"]) is None)
            given, fired = given + one, fired or took_an_arm
        return given, fired


# --- aggregates of known values (s9, s10) ----------------------------------------------------------------------------


def summed(numbers):
    """s10: each value is rounded to six decimals, then summed exactly; what 128 bits do not hold is unknown."""
    units = [points.rounded(values.exact(number) * MILLION) for number in numbers]
    return sixth(sum(units)) if all(map(fits, units)) else None


def average(numbers):
    """s10: the sum by the count, rounded to six decimals."""
    total = summed(numbers)
    return None if total is None or not numbers else sixth(points.rounded(total * MILLION / len(numbers)))


def sixth(units):
    """Millionths as a number."""
    return values.Fixed(units, MILLION) if fits(units) else None


def fits(units):
    return -(2**127) <= units < 2**127


MILLION = 1_000_000

AGGREGATES = {
    "Sum": summed,
    "Avg": average,
    "Min": lambda numbers: min(numbers, default=None),
    "Max": lambda numbers: max(numbers, default=None),
}
