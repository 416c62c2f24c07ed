"""What a rule set says of one contact (s1-s7, s21, s24, s33-s37).

Takes the model as JSON, the values of one contact's properties, its events and as-of; gives points, stages and lists.
The parts of the model ask each other for what they need; the order of computation that the model carries is not used.

Rust's enums stand in the JSON as `{"Name": content}`, or `"Name"` where there is no content. For each there is a
family of methods here: `question_Known`, `operand_Property`, `award_Per`. Members of these families that look at events
stand in `events.Questions`.

The logic is Kleene's: True, False and None, which is unknown.
"""

import math
import operator
from fractions import Fraction

import events
import moments
import points
import text
import values


def all_of(truths):
    """Kleene's `and`; of none: True."""
    truths = list(truths)
    return False if False in truths else None if None in truths else True


def any_of(truths):
    """Kleene's `or`; of none: False."""
    return not_(all_of(map(not_, truths)))


def not_(truth):
    """Kleene's `not`."""
    return None if truth is None else not truth


def once(method):
    """Computes a thing for a contact only once, however many ask for it."""

    def remembered(self, number):
        place = (method.__name__, number)
        if place not in self.known:
            self.known[place] = method(self, number)
        return self.known[place]

    return remembered


class Evaluation(events.Questions):
    """One contact under one rule set. `contact` has the value of each property by number, None where it is unknown;
    `events` those of each kind by number, in order of time."""

    def __init__(self, model, contact, events, as_of):
        self.model = model
        self.contact = contact
        self.events = events
        self.as_of = as_of
        self.known = {}
        self.found = {}

    def choose(self, family, variant):
        """What a family's method for this variant makes of its content."""
        name, content = values.variant(variant)
        return getattr(self, f"{family}_{name}")(content)

    # --- scores ------------------------------------------------------------------------------------------------------

    @once
    def score(self, number):
        """s24: the groups' and rules' points, or the formula's, then the score's own limit."""
        score = self.model["scores"][number]
        return points.limited(self.choose("body", score["body"]), score["limit"])

    def body_Sum(self, parts):
        return sum(map(self.group, parts["groups"])) + sum(map(self.rule, parts["rules"]))

    def body_Derived(self, formula):
        return self.choose("formula", formula)

    @once
    def group(self, number):
        """s24: the sum of the rules after their `up to`, then the group's limit."""
        group = self.model["groups"][number]
        return points.limited(sum(map(self.rule, group["rules"])), group["limit"])

    def rule(self, number):
        """s33: the points of a rule after `up to`."""
        return self.judged(number)[0]

    def fired(self, number):
        """s37: whether a rule fired; None where its condition is unknown."""
        return self.judged(number)[1]

    @once
    def judged(self, number):
        """s24, s32: the points of a rule after `up to`, and whether it fired; past `until` it does nothing."""
        rule = self.model["rules"][number]
        if rule["until"] is not None and self.as_of.date > values.date_of(rule["until"]):
            return 0, False
        given, fired = self.choose("rule", rule["body"])
        return points.up_to(given, rule["up_to"]), fired

    # --- rules: points before `up to`, and whether the rule fired ----------------------------------------------------

    def rule_When(self, rule):
        """s37: nothing while its condition is not true. A decay behind a true `when` fires however little is left."""
        condition, award = rule["condition"], rule["award"]
        holds = True if condition is None else self.condition(condition)
        if holds is not True:
            return 0, holds
        given, fired = self.choose("award", award)
        return given, fired or ("Decay" in award and condition is not None)

    def award_Flat(self, award):
        return award, True

    def award_Per(self, award):
        """s26, s37: N × floor(P / K); fired with at least one step."""
        value = self.operand(award["of"])
        taken = points.steps(None if value is None else values.exact(value), values.decimal_of(award["step"]))
        return award["points"] * taken, taken > 0

    def award_Decay(self, award):
        """s25: nothing where the date is unknown; dates after as-of give all of it."""
        since = self.operand(award["since"])
        days = None if since is None else self.as_of.days_since(since)
        left = 0 if days is None else points.decayed(award["points"], award["curve"], days)
        return left, left != 0

    def rule_Match(self, rule):
        """s5, s37: unknown takes only the `unknown` arm, which is not firing; no arm gives 0."""
        kind, subject = values.variant(rule["subject"])
        return self.matched(rule, kind == "Operand" and self.operand(subject) is None)

    def matched(self, rule, unknown):
        if unknown:
            return rule["unknown"] or 0, False
        for arm in rule["arms"]:
            if self.condition(arm["condition"]) is True:
                return arm["points"], True
        return rule["otherwise"] or 0, rule["otherwise"] is not None

    # --- formulas of derived scores ----------------------------------------------------------------------------------

    def formula_Points(self, of):
        return self.choose("points", of)

    def formula_Constant(self, constant):
        return constant

    def formula_Sum(self, terms):
        return sum(self.choose("formula", term) for term in terms)

    def formula_Negate(self, term):
        return -self.choose("formula", term)

    def formula_Product(self, product):
        """s22: one rounding a product."""
        return points.product(values.decimal_of(product["factor"]), self.choose("formula", product["of"]))

    def points_Score(self, number):
        return self.score(number)

    def points_Group(self, number):
        return self.group(number)

    def points_Rule(self, number):
        return self.rule(number)

    # --- stages, lists, claims ---------------------------------------------------------------------------------------

    @once
    def stage(self, number):
        """s6, s36: the place among the names of the first arm whose condition is true, else of `otherwise`."""
        stage = self.model["stages"][number]
        taken = (arm["name"] for arm in stage["arms"] if self.condition(arm["condition"]) is True)
        return next(taken, stage["otherwise"])

    @once
    def list(self, number):
        return self.choose("list", self.model["lists"][number]["body"])

    def list_When(self, body):
        """s6: the condition is true and the exception is not."""
        excepted = body["except"] is not None and self.condition(body["except"]) is True
        return self.condition(body["condition"]) is True and not excepted

    def list_Keys(self, keys):
        """s19: keys compare exactly after trim and NFC."""
        key = values.key_text(self.model, self.contact)
        return key is not None and key in {text.compose(text.trim(listed)) for listed in keys}

    def claim(self, claim):
        """s7: whether a claim holds for this contact. Unknown refutes `always`, but not `never`."""
        truth = self.condition(claim["condition"])
        return {"condition": truth, "holds": truth is True if claim["always"] else truth is not True}

    # --- conditions --------------------------------------------------------------------------------------------------

    def condition(self, condition):
        return self.choose("condition", condition)

    def condition_All(self, parts):
        return all_of(map(self.condition, parts))

    def condition_Any(self, parts):
        return any_of(map(self.condition, parts))

    def condition_Not(self, part):
        return not_(self.condition(part))

    def condition_Constant(self, truth):
        return truth

    def condition_Define(self, number):
        return self.define(number)

    def condition_Test(self, test):
        return self.choose("question", test["question"])

    # --- questions ---------------------------------------------------------------------------------------------------

    def question_Known(self, operand):
        """Never unknown, nor are questions for stages and lists; all others are unknown with their operand (s1, s3)."""
        return self.operand(operand) is not None

    def question_True(self, operand):
        return self.operand(operand)

    def question_Within(self, content):
        """s21: numbers and points compare exactly."""
        intervals = content["intervals"]
        return self.ask(content, lambda value: any(values.in_interval(value, each, self.as_of) for each in intervals))

    def question_Compare(self, content):
        """s3: unknown if either side is."""
        left, right = self.operand(content["left"]), self.operand(content["right"])
        if left is None or right is None:
            return None
        return COMPARISONS[content["comparison"]](values.compare(left, right, self.as_of), 0)

    def question_Text(self, content):
        test = content["test"]
        question = (test["operator"], test["quantifier"], test["needles"], test["exactly"])
        return self.ask(content, lambda value: text.holds(values.text_of(value), *question))

    def question_Matches(self, content):
        question = (content["pattern"], content["exactly"])
        return self.ask(content, lambda value: text.matches(values.text_of(value), *question))

    def question_Choice(self, content):
        return self.ask(content, lambda value: value.place in content["among"])

    def question_Choices(self, content):
        """s1, s2: the empty set answers, an unknown one does not."""
        among = frozenset(content["among"])
        answers = {
            "Any": lambda chosen: bool(chosen & among),
            "All": lambda chosen: chosen >= among,
            "None": lambda chosen: not chosen & among,
            "Exactly": lambda chosen: chosen == among,
        }
        return self.ask(content, answers[content["quantifier"]])

    def question_Time(self, content):
        return self.ask(content, lambda value: moments.in_window(value, content["window"], self.as_of))

    def question_Anniversary(self, content):
        return self.ask(content, lambda value: moments.returns_in(value, content["window"], self.as_of))

    def question_Stage(self, content):
        return self.stage(content["stage"]) in content["arms"]

    def question_InList(self, number):
        return self.list(number)

    def ask(self, content, question):
        """s1: unknown where the operand is unknown, whatever is asked."""
        value = self.operand(content["operand"])
        return None if value is None else question(value)

    # --- operands: a value, or None where unknown --------------------------------------------------------------------

    def operand(self, operand):
        return self.choose("operand", operand)

    def operand_Property(self, number):
        return self.contact[number]

    def operand_Part(self, content):
        """s18."""
        value = self.contact[content["property"]]
        return None if value is None else text.PARTS[content["part"]](value)

    def operand_DaysSince(self, number):
        """s31."""
        value = self.contact[number]
        return None if value is None else self.as_of.days_since(value)

    def operand_Literal(self, value):
        return values.value_of(value)

    def operand_Relative(self, content):
        """s32."""
        count, unit = values.duration_of(content["duration"])
        return self.as_of.moved(-count if content["ago"] else count, unit)

    def operand_Arithmetic(self, content):
        left, right = self.operand(content["left"]), self.operand(content["right"])
        return None if left is None or right is None else arithmetic(content["operator"], left, right)

    def operand_Negate(self, operand):
        value = self.operand(operand)
        return None if value is None else arithmetic("Subtract", 0, value)

    def operand_Define(self, number):
        return self.define(number)

    def operand_Points(self, of):
        """s21, s33: points are never unknown, and exact as a number."""
        return Fraction(self.choose("points", of), points.SCALE)

    @once
    def define(self, number):
        return self.choose("define", self.model["defines"][number]["body"])

    def define_Condition(self, condition):
        return self.condition(condition)

    def define_Operand(self, operand):
        return self.operand(operand)


COMPARISONS = {
    "Less": operator.lt,
    "LessOrEqual": operator.le,
    "Greater": operator.gt,
    "GreaterOrEqual": operator.ge,
    "Equal": operator.eq,
}

ARITHMETIC = {
    "Add": operator.add,
    "Subtract": operator.sub,
    "Multiply": operator.mul,
    "Divide": operator.truediv,
}


def arithmetic(name, left, right):
    """s21: integers in 64 bits, else doubles; `/` gives a number; what overflows or is not finite is unknown."""
    whole = isinstance(left, int) and isinstance(right, int) and name != "Divide"
    if not whole:
        left, right = float(left), float(right)
    if name == "Divide" and right == 0:
        return None
    result = ARITHMETIC[name](left, right)
    return result if (values.fits(result) if whole else math.isfinite(result)) else None


# --- the result ------------------------------------------------------------------------------------------------------


def outcome(model, contact, events, as_of):
    """All that is said of a contact, by name; rules by the ids that the model carries (s34)."""
    told = Evaluation(model, contact, events, as_of)
    scores, groups, stages, lists = (model[part] for part in ("scores", "groups", "stages", "lists"))
    return {
        "scores": {score["name"]: points.text(told.score(at)) for at, score in enumerate(scores)},
        "groups": {
            f"{scores[group['score']]['name']}.{group['name']}": points.text(told.group(at))
            for at, group in enumerate(groups)
        },
        "rules": {
            rule["id"]: {"points": points.text(told.rule(at)), "fired": told.fired(at)}
            for at, rule in enumerate(model["rules"])
        },
        "stages": {stage["name"]: stage["names"][told.stage(at)]["name"] for at, stage in enumerate(stages)},
        "lists": {each["name"]: told.list(at) for at, each in enumerate(lists)},
        "claims": [told.claim(claim) for claim in model["claims"]],
    }
