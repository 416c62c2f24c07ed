"""Points: exact numbers of ten-thousandths (s21-s26).

Points are a plain `int`, 10,000 to the point. Nothing here is a float.
"""

from decimal import Context
from fractions import Fraction
from functools import lru_cache
from math import gcd

SCALE = 10_000
GUESS = Context(prec=40)  # decimal arithmetic for a first guess of roots, which integers then make right


def rounded(value):
    """s23: the nearest integer, halves away from zero. Takes a Fraction or an int."""
    value = Fraction(value)
    magnitude = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return magnitude if value >= 0 else -magnitude


def text(points):
    """Written plainly: `3`, `0.3`, `-12.5`."""
    whole, rest = divmod(abs(points), SCALE)
    decimals = f".{rest:04}".rstrip("0").rstrip(".")
    return ("-" if points < 0 else "") + str(whole) + decimals


def up_to(points, magnitude):
    """s24: at most `magnitude`, and at least `-magnitude`; None is no limit."""
    return points if magnitude is None else max(-magnitude, min(points, magnitude))


def limited(points, limit):
    """s24: `limit A..=B`, either end may be missing."""
    if limit["min"] is not None:
        points = max(points, limit["min"])
    if limit["max"] is not None:
        points = min(points, limit["max"])
    return points


def product(factor, points):
    """s22: one rounding a product. The factor is a Fraction."""
    return rounded(factor * points)


def steps(value, step):
    """s26: floor(P / K), 0 where P is unknown or negative. Both are Fractions."""
    return max(0, value // step) if value is not None else 0


# --- decay -----------------------------------------------------------------------------------------------------------


def decayed(points, curve, days):
    """s25: what is left after `days` days. Dates after as-of give all of it."""
    if days <= 0:
        return points
    (name, fields), = curve.items()
    left = {"Halving": halved, "Fading": faded}[name](abs(points), fields["days"], days)
    return left if points > 0 else -left


def faded(points, over, days):
    """s25: N·(D−d)/D, and 0 from day D."""
    return rounded(Fraction(points * (over - days), over)) if days < over else 0


@lru_cache(maxsize=None)
def halved(points, half_life, days):
    """s25: N·2^(−d/D) rounded, halves up. Points are not negative.

    The result r is the integer with r − ½ ≤ N·2^(−d/D) < r + ½. Doubled, and raised to the power D, that is a
    question about integers:   (2r − 1)^D · 2^d  ≤  (2N)^D  <  (2r + 1)^D · 2^d
    """
    common = gcd(half_life, days)
    half_life, days = half_life // common, days // common
    full = (2 * points) ** half_life

    def reaches(odd):
        """Whether 2N·2^(−d/D) is at least `odd`."""
        return odd <= 0 or odd**half_life << days <= full

    result = int(GUESS.multiply(points, GUESS.power(2, GUESS.divide(-days, half_life))))  # the two loops make it right
    while not reaches(2 * result - 1):
        result -= 1
    while reaches(2 * result + 1):
        result += 1
    return result
