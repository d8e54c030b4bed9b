"""The number as printed: the forms in which papers print a count, a denominator, a percentage and an interval.

A text that has one of these forms is taken apart; any other is kept and never guessed at. A decimal comma and a middle
dot are read as a decimal point where no other reading exists.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from reanalysis.model.printed import counts_printing_as

#: The accepted forms, as messages name them.
FORMS = "k, k/n, k of n, p%, k (p%), k/n (p%), p% (k/n), each with (L% CI, a-b), or a bound such as <5%"
_P_VALUE = re.compile(r"(?:[pP]\s*)?(=|<=|>=|<|>|\u2264|\u2265)?\s*((?:0|1)?\.[0-9]+|0|1)")
_NUM = r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
_PLAIN = r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
_COUNT = r"[0-9]{1,7}"
_PEOPLE = r"(?:\s*(?:patients?|pts?\.?|subjects|participants|cases|eyes|women|men))?"
_OF = r"\s*(?:/|(?:out\s+)?of(?:\s+the)?)\s*"
_K, _N = rf"(?:n\s*=\s*)?(?P<events>{_COUNT}){_PEOPLE}", rf"(?P<n>{_COUNT}){_PEOPLE}"
_PAIR = rf"{_K}{_OF}{_N}"
_P = rf"(?P<percent>{_PLAIN})\s*(?P<sign>%)?"
_P_SIGN = rf"(?P<percent>{_PLAIN})\s*(?P<sign>%)"
_LIMITS = rf"(?P<low>{_NUM})\s*%?\s*(?:-|to|and|,\s|;)\s*(?P<high>{_NUM})\s*%?"
_INTERVAL = re.compile(
    rf"(?P<level>[0-9]{{2}}(?:\.[0-9]+)?)\s*%?\s*-?\s*(?:CI|C\.I\.|confidence (?:interval|limits)s?(?:\s*\(CI\))?)"
    rf"\s*[,:;=]?\s*(?:of|from)?\s*(?P<open>\()?\s*{_LIMITS}\s*(?P<close>\))?",
    re.IGNORECASE,
)
_BODIES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_PAIR}\s*\(\s*{_P}\s*\)",
        rf"{_PAIR}(?:\s*[,;=:]\s*|\s+){_P_SIGN}",
        _PAIR,
        rf"{_P}\s*[,;:]?\s*\(\s*{_PAIR}\s*\)",
        rf"{_P_SIGN}\s*[,;:]?\s*{_PAIR}",
        rf"{_P_SIGN}\s*\(\s*{_K}\s*\)",
        rf"{_K}\s*\(\s*{_P}\s*\)",
        rf"{_K}\s*[,;]\s*{_P_SIGN}",
        rf"(?P<bound><=?)\s*{_P_SIGN}",
        _P_SIGN,
        r"(?P<fraction>0?\.[0-9]+)",
        _K,
    )
)
_WITH_LIMITS = re.compile(rf"{_P}\s*\(\s*{_LIMITS}\s*\)")
_COMMA = re.compile(r"(?<![0-9,.])([0-9]{1,3}),([0-9]{1,2})(?![0-9,.])")
_SPELLED = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        **dict.fromkeys("\u00a0\u2009\u202f\u2007", " "),
        "\u00b7": ".",
        "\u2264": "<=",
        "[": "(",
        "]": ")",
    }
)


class Reported(NamedTuple):
    """A number as printed, in percent; `bound` is < or <= where the percentage is one."""

    events: int | None = None
    n: int | None = None
    percent: Decimal | None = None
    conf_level: Decimal | None = None
    conf_low: Decimal | None = None
    conf_high: Decimal | None = None
    bound: str = ""

    @property
    def bare(self) -> bool:
        """Whether it is a number alone, which could be a count or a percentage."""
        return self.events is not None and self.n is None and self.percent is None


@lru_cache(maxsize=4096)
def parse_reported(text: str) -> Reported | None:
    """Read the text of a `reported` cell; None where it has another form (which is kept and never guessed at)."""
    plain = " ".join(text.translate(_SPELLED).split())
    if plain.count("(") != plain.count(")") or not plain:
        return None
    plain = _COMMA.sub(r"\1.\2", plain)
    interval = _INTERVAL.search(plain)
    if interval and bool(interval["open"]) != bool(interval["close"]):  # the bracket around all of it
        interval = _closed_with_it(plain, interval)
    if interval is None:
        return _without_interval(plain) or _with_limits(plain)
    rest = f"{plain[: interval.start()]} {plain[interval.end() :]}"
    found = _without_interval(_tidy(rest)) or _number_with_decimals(_tidy(rest), interval)
    return found and _with(found, interval["low"], interval["high"], Decimal(interval["level"]))


def _closed_with_it(plain: str, interval: re.Match[str]) -> re.Match[str] | None:
    """The interval without a bracket that closes more than itself."""
    if interval["close"] and not interval["open"]:
        return _INTERVAL.search(plain[: interval.end("close") - 1])
    return None


def _tidy(text: str) -> str:
    """What is left around an interval: no empty brackets, no marks at their edges."""
    text = re.sub(r"[\s,;:]*\)", ")", re.sub(r"\([\s,;:]*", "(", text))
    text = re.sub(r"\(\s*\)", "", text)
    return " ".join(text.strip(" ,;:").split())


def _without_interval(text: str) -> Reported | None:
    text = text[1:-1].strip() if re.fullmatch(r"\([^()]*\)", text) else text
    for pattern in _BODIES:
        match = pattern.fullmatch(text)
        if match:
            found = {name: part for name, part in match.groupdict().items() if part}
            return _made(found)
    return None


def _made(found: dict[str, str]) -> Reported:
    """The parts of a match; a proportion without percent sign, as .35 of 7/20, is turned into a percentage."""
    events, n = (int(found[name]) if name in found else None for name in ("events", "n"))
    if "fraction" in found:
        return Reported(percent=Decimal(found["fraction"]).scaleb(2))
    percent = Decimal(found["percent"]) if "percent" in found else None
    if percent is not None and "sign" not in found and _is_fraction(percent, events, n):
        percent = percent.scaleb(2)
    return Reported(events, n, percent, bound=found.get("bound", ""))


def _is_fraction(printed: Decimal, events: int | None, n: int | None) -> bool:
    """Whether a number below 1 without percent sign is the share of patients itself."""
    if printed > 1 or printed == printed.to_integral_value() or not events or not n:
        return False
    share = Fraction(events, n)
    return abs(Fraction(printed) - share) < abs(Fraction(printed) / 100 - share)


def _with_limits(text: str) -> Reported | None:
    """`p% (a-b)`: a percentage with limits of which no level is printed; a whole number without sign may be a count."""
    match = _WITH_LIMITS.fullmatch(text)
    if match is None:
        return None
    numbers = [Decimal(match[name]) for name in ("percent", "low", "high")]
    if match["sign"]:
        return Reported(percent=numbers[0], conf_low=numbers[1], conf_high=numbers[2])
    if not numbers[1] <= numbers[0] <= numbers[2] or "." not in match["percent"]:
        return None
    if all(0 <= number <= 1 for number in numbers):
        numbers = [number.scaleb(2) for number in numbers]
    return Reported(percent=numbers[0], conf_low=numbers[1], conf_high=numbers[2])


def _number_with_decimals(text: str, interval: re.Match[str]) -> Reported | None:
    """`88.9` in front of its interval: no count, and within limits in percent."""
    if not re.fullmatch(r"[0-9]+\.[0-9]+", text) or not Decimal(interval["low"]) <= Decimal(text) <= Decimal(
        interval["high"]
    ):
        return None
    limits = (Decimal(interval["low"]), Decimal(interval["high"]))
    return Reported(percent=Decimal(text).scaleb(2) if max(*limits, Decimal(text)) <= 1 else Decimal(text))


def _with(found: Reported, low: str, high: str, level: Decimal) -> Reported:
    limits = [Decimal(low), Decimal(high)]
    as_fractions = all("." in text for text in (low, high)) and all(0 <= limit <= 1 for limit in limits)
    if as_fractions and found.percent is not None and found.percent > 1 and not limits[0] <= found.percent <= limits[1]:
        limits = [limit.scaleb(2) for limit in limits]
    return found._replace(conf_level=level, conf_low=limits[0], conf_high=limits[1])


def is_ambiguous(found: Reported, n: int | None) -> bool:
    """Whether a bare number could be a count and a percentage of n patients alike.

    It is a count where no number of patients prints so as a percentage, and none where it is above n.
    """
    if not found.bare or found.events is None or n is None or found.events > 100:
        return False
    return bool(counts_printing_as(Decimal(found.events), n)) and found.events != 0


class PrintedP(NamedTuple):
    """A p-value as printed: its relation (= where none is printed) and its number."""

    relation: str
    value: Decimal

    @property
    def has_decimals(self) -> bool:
        """Whether it is printed with decimals: 1.0 is, and 1 is not."""
        return self.value.as_tuple().exponent != 0


def printed_p(text: str) -> PrintedP | None:
    """`0.012`, `P < .001`, `p = 1` taken apart; None for any other form."""
    match = _P_VALUE.fullmatch(text.strip())
    return None if match is None else PrintedP(match[1] or "=", Decimal(match[2]))
