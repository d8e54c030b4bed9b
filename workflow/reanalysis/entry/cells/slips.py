"""What people type where a number belongs, recognised so that the message can name the way out.

Nothing here reads a number: a cell that comes here has failed its grammar and stays refused. The patterns see ASCII
only; `characters.plain` has spelled out look-alikes and dashes before.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from reanalysis.entry.words_typed import NUMBER_WORDS, unit_of

_N = r"[0-9]+(?:\.[0-9]+)?"
_LONGEST = 80
_PERCENT = rf"{_N}\s*%?"
_APART = r"(?:-|/|;|,\s|to\b|and\b|or\b|vs\.?)"
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATES = (
    r"(?:19|20)[0-9]{2}[-/.][0-9]{1,2}(?:[-/.][0-9]{1,2})?(?:[T ]00:00(?::00)?)?",
    r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]{4}|[0-9]{2})",
    rf"[0-9]{{1,2}}[- .]?(?:{_MONTHS})[a-z]*\.?(?:[- ][0-9]{{2,4}})?",
    rf"(?:{_MONTHS})[a-z]*[- .]+[0-9]{{1,4}}",
    r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?",
)
_PEOPLE = r"(?:patients|pts|pt)?\.?"
_FRACTIONS = ("margin", "p0", "p1", "alpha", "beta")
_BOUNDS = {
    "at least": ">=",
    "more than": ">",
    "over": ">",
    "up to": "<=",
    "less than": "<",
    "under": "<",
    "below": "<",
    "above": ">",
    "=>": ">=",
    "=<": "<=",
}


class Slip(NamedTuple):
    """Code, what is wrong, and the cure."""

    code: str
    wrong: str
    cure: str


@dataclass(frozen=True)
class Where:
    """The cell that was typed into: its grammar (count, number, time, printed), its column, the columns of its
    table."""

    grammar: str
    column: str
    columns: frozenset[str]
    required: bool = False

    @property
    def what(self) -> str:
        """What belongs here."""
        return {"count": "a count", "time": "a time"}.get(self.grammar, "a number")

    @property
    def code(self) -> str:
        return {"count": "E-INT", "time": "E-TIME"}.get(self.grammar, "E-NUM")

    @property
    def blank(self) -> str:
        """What to do with a number that has no place here."""
        if self.column == "events" and "reported" in self.columns:
            return "leave events blank and put the text as printed into reported"
        if self.required:
            return (
                "look it up in the paper, or delete the row if it is not reported"
                if "source" in self.columns
                else "look it up in the paper"
            )
        return (
            f"leave {self.column} blank and put the text into note"
            if "note" in self.columns
            else f"leave {self.column} blank"
        )

    @property
    def counted(self) -> str:
        """The column of the table that holds the count."""
        return next((name for name in ("events", "count") if name in self.columns), "")

    def write(self, text: str) -> str:
        """The cure that is a number: as this grammar spells it."""
        if self.grammar == "count" and "." in text:
            return "a count has no decimals; look it up in the paper"
        return f"write {text}"


def explain_slip(text: str, where: Where) -> Slip | None:
    """The first slip that a text is; None if it is none of those known. No slip is long, and patterns are slow on what
    is."""
    if len(text) > _LONGEST:
        return None
    text = " ".join(text.split())
    for pattern, explain in _patterns():
        match = pattern.fullmatch(text)
        slip = explain(match, where) if match else None
        if slip:
            return slip
    return None


@cache
def _patterns() -> list[tuple[re.Pattern[str], Callable[[re.Match[str], Where], Slip | None]]]:
    """The slips, compiled when the first one is met: most papers have none."""
    return [(re.compile(pattern, re.IGNORECASE), explain) for pattern, explain in _SLIPS]


def _several(k: str, n: str, where: Where) -> Slip:
    """A count and its denominator (blank if there is none) in one cell."""
    wrong = "several numbers in one cell"
    printed = " and the text as printed in reported" if "reported" in where.columns else ""
    if where.column in ("events", "count"):
        return Slip("E-INT", wrong, f"enter {k} in {where.column}{f', {n} in n' if n else ''}{printed}")
    if where.column == "n" and n:
        there = (
            f"enter {k} in {where.counted}, {n} in n{printed}"
            if where.counted
            else f"enter {n} in n; the count {k} belongs in counts.csv"
        )
        return Slip("E-INT", wrong, there)
    if where.grammar != "count" and n and int(k) < int(n) < 10:
        return Slip(where.code, "a fraction", "write it as a decimal number, as the paper prints it")
    if where.grammar in ("number", "printed") and n:
        return Slip(where.code, "a fraction, or two numbers in one cell", _two_cells(k, n, where))
    return Slip(where.code, wrong, f"use one cell for each number; {where.write(k)} here if that is the one")


def _two_cells(first: str, second: str, where: Where) -> str:
    if where.column in ("low", "high"):
        return f"enter {first} in low, {second} in high"
    if where.column == "value" and "low" in where.columns:
        return (
            f"enter confidence limits as {first} in low, {second} in high, a range as two rows with statistic min "
            "and max"
        )
    return "use one row or column for each number"


def _range(match: re.Match[str], where: Where) -> Slip:
    first, second = match[1].rstrip(" %"), match[2].rstrip(" %")
    cure = where.blank if where.grammar == "count" else _two_cells(first, second, where)
    return Slip("E-RANGE", "a range or two numbers in one cell", cure)


def _with_range(match: re.Match[str], where: Where) -> Slip:
    value, low, high = (match[name].rstrip(" %") for name in ("value", "low", "high"))
    if match["level"] and "conf_level" in where.columns:
        cure = f"enter {value} in {where.column}, {low} in low, {high} in high, {match['level']} in conf_level"
    elif where.column == "value":
        cure = (
            f"enter {value} in value; {low} and {high} go into low and high if they are confidence limits, into "
            "rows with statistic min and max if they are a range"
        )
    elif where.column in ("events", "count"):
        cure = (
            f"enter {value} in {where.column}, {low} in low, {high} in high if they are confidence limits"
            if "low" in where.columns
            else f"enter {value} in {where.column}"
        )
    else:
        cure = "use one row or column for each number"
    return Slip(where.code, "several numbers in one cell", cure)


def _interval(match: re.Match[str], where: Where) -> Slip:
    level, low, high = match["level"], match["low"], match["high"]
    if "conf_level" not in where.columns:
        cure = "use one row or column for each number"
    elif low:
        cure = f"enter {low} in low, {high} in high, {level} in conf_level"
    else:
        cure = (
            f"write {level}"
            if where.column == "conf_level"
            else f"enter the limit itself in {where.column}, {level} in conf_level"
        )
    return Slip(where.code, "a confidence level or interval in words", cure)


def _percentage(match: re.Match[str], where: Where) -> Slip:
    if where.grammar == "count":
        return Slip("E-INT", "a percentage where a count belongs", where.blank)
    if where.column in _FRACTIONS:
        return Slip(where.code, "a percent sign", f"write {Decimal(match[1]) / 100:f}, the fraction")
    also = ", and percent in value_unit" if where.column == "value" and "value_unit" in where.columns else ""
    return Slip(where.code, "a percent sign", f"write {match[1]}{also}")


def _bound(match: re.Match[str], where: Where) -> Slip:
    mark = re.sub(r"\s+", " ", match[1].strip().lower())
    sign, number = _BOUNDS.get(mark, mark), match[2]
    number = f"0{number}" if number.startswith(".") else number
    if where.grammar == "printed":
        return Slip("E-NUM", "a bound in another form", f"write {sign}{number}")
    if where.grammar == "time" and sign.startswith(">"):
        return Slip(
            "E-BOUND",
            "a bound where a time belongs",
            f"write {number}+ for a patient still without the event at {number}",
        )
    return Slip("E-BOUND", f"a bound where {where.what} belongs", where.blank)


def _about(match: re.Match[str], where: Where) -> Slip:
    return Slip("E-BOUND", f"an approximate number where {where.what} belongs", where.blank)


def _plus(match: re.Match[str], where: Where) -> Slip:
    number = match[1]
    if where.grammar == "time" or where.grammar == "printed":
        return Slip(where.code, "a plus that is not right behind the number", f"write {number}+")
    return Slip("E-BOUND", f"a censored time or a bound where {where.what} belongs", where.blank)


def _p_value(match: re.Match[str], where: Where) -> Slip:
    return Slip(where.code, f"a p-value where {where.what} belongs", "put it into reported_p of comparisons.csv")


def _date(match: re.Match[str], where: Where) -> Slip:
    if where.column == "year":
        year = re.search(r"(?:19|20)[0-9]{2}", match[0])
        return Slip("E-YEAR", "more than a year", f"write {year[0]}" if year else "write the year with four digits")
    if ":" in match[0] and re.fullmatch(r"[0-9]+:[0-9]+", match[0]):
        return Slip(
            where.code,
            f"a time of day or a ratio where {where.what} belongs",
            "look it up in the paper and type the number; a spreadsheet may have changed it",
        )
    return Slip(
        "E-DATE",
        f"a date where {where.what} belongs",
        "look it up in the paper and type it again; a spreadsheet may have changed 3/10 or 1-2 into a date",
    )


def _labelled(match: re.Match[str], where: Where) -> Slip:
    return Slip(where.code, "a label in front of the number", where.write(match[1]))


def _with_words(match: re.Match[str], where: Where) -> Slip | None:
    number, plus, words = match[1], match[2] or match[4] or "", match[3].strip(" .")
    unit = unit_of(words) if where.grammar != "count" and "unit" in where.columns else ""
    if unit:
        plus = plus if where.grammar in ("time", "printed") else ""
        return Slip(where.code, "a unit behind the number", f"write {number}{plus}, and {unit} in unit")
    if len(words) == 1 and not match[0][len(number) :].startswith(" "):
        return Slip(
            where.code, "a footnote mark at the number", f"{where.write(number)} and say in note what the mark means"
        )
    return Slip(
        where.code,
        "words behind the number",
        f"{where.write(number)}; the rest goes into note" if "note" in where.columns else where.write(number),
    )


def _marked(match: re.Match[str], where: Where) -> Slip:
    return Slip(
        where.code, "a footnote mark at the number", f"{where.write(match[1])} and say in note what the mark means"
    )


def _doubtful(match: re.Match[str], where: Where) -> Slip:
    return Slip(
        where.code,
        "a question mark at the number",
        f"look it up in the paper; write {match[1]}, or leave the cell blank",
    )


def _grouped(match: re.Match[str], where: Where) -> Slip:
    digits = re.sub(r"[ ',_]", "", match[0])
    if "," in match[0] and where.grammar != "count" and match[0].count(",") == 1 and "." not in match[0]:
        return Slip(
            "E-DEC", "a decimal comma or a thousands separator", f"write {match[0].replace(',', '.')} or {digits}"
        )
    return Slip(where.code, "a thousands separator", where.write(digits))


def _comma(match: re.Match[str], where: Where) -> Slip:
    number = f"{match[1].replace('.', '').replace(' ', '')}.{match[2]}"
    if where.grammar == "count":
        return Slip("E-DEC", "a decimal comma", f"a count has no decimals; {where.blank} if {number} is a percentage")
    return Slip("E-DEC", "a decimal comma", f"write {number}")


def _spaced(match: re.Match[str], where: Where) -> Slip:
    return Slip(
        where.code, "a space between the digits", f"{where.write(match[0].replace(' ', ''))} if it is one number"
    )


def _decimals(match: re.Match[str], where: Where) -> Slip | None:
    if where.grammar != "count":
        return None
    whole, rest = match[1], match[2]
    cure = where.blank if rest.strip("0") else f"write {whole.lstrip('0') or '0'}"
    return Slip("E-INT", "a count with decimals", cure)


def _loose_point(match: re.Match[str], where: Where) -> Slip:
    inner = match[0].strip(".,;: ")
    if inner.count(".") > 1:
        return Slip(where.code, "more than one decimal point", "look it up in the paper and write one")
    number = f"0.{inner}" if match[0].startswith(".") else inner
    return Slip(where.code, "a mark that does not belong to the number", where.write(number))


def _zeros(match: re.Match[str], where: Where) -> Slip:
    if where.column == "year":
        return Slip("E-YEAR", "this is not a year of publication", "write it with four digits")
    number = match[1].lstrip("0")
    return Slip(where.code, "leading zeros", where.write(number if number[:1].isdigit() else f"0{number}"))


def _signed(match: re.Match[str], where: Where) -> Slip:
    if match[1] == "+":
        return Slip(
            where.code,
            "a plus sign in front",
            f"write {match[2]}+ if the patient is censored, else {match[2]}"
            if where.grammar == "time"
            else where.write(match[2]),
        )
    return Slip(
        where.code,
        f"a negative {'count' if where.grammar == 'count' else 'number'}",
        "look it up in the paper, or leave the cell blank if it is not reported",
    )


def _word(match: re.Match[str], where: Where) -> Slip | None:
    number = NUMBER_WORDS.get(match[0].lower())
    return Slip(where.code, "a number in words", f"write {number}") if number is not None else None


def _letters(match: re.Match[str], where: Where) -> Slip | None:
    text = match[0]
    digits = text.translate(str.maketrans("OolI", "0011"))
    if digits == text or not digits.isdigit() or not (re.search("[0-9]", text) or text in "Oo"):
        return None
    position = next(place for place, (a, b) in enumerate(zip(text, digits, strict=True), 1) if a != b)
    return Slip(
        where.code,
        f"the letter {text[position - 1]} at position {position}, which looks like a digit",
        f"write {digits} if that is meant",
    )


def _fixed(code: str, wrong: str, cure: str) -> Callable[[re.Match[str], Where], Slip]:
    return lambda match, where: Slip(code or where.code, wrong, cure or where.blank)


def _formula_of_two(match: re.Match[str], where: Where) -> Slip:
    """`=7/9`, which is a count and its denominator where a count belongs."""
    if where.grammar == "count":
        return _several(match[1], match[2], where)
    return Slip(where.code, "a formula", "write the number as the paper prints it")


def _too_long(match: re.Match[str], where: Where) -> Slip | None:
    return Slip("E-INT", "more than 7 digits", "look it up in the paper") if where.grammar == "count" else None


_SLIPS: tuple[tuple[str, Callable[[re.Match[str], Where], Slip | None]], ...] = (
    (
        r"#(?:N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|#+)",
        _fixed(
            "",
            "an error value of a spreadsheet",
            "look the number up in the paper; leave the cell blank if it is not reported",
        ),
    ),
    (r"=\s*([0-9]+)\s*/\s*([0-9]+)", _formula_of_two),
    (r"=.*[A-Za-z0-9)]", _fixed("", "a formula or an equals sign", "write the value alone")),
    (rf"p\s*(?:-?\s*value)?\s*[<>=]+\s*(?:{_N}|\.[0-9]+)", _p_value),
    ("|".join(_DATES), _date),
    (
        rf"({_N})\s*%?\s*{_PEOPLE}\s*[(\[]\s*([0-9]+)\s*/\s*([0-9]+)\s*[)\]]",
        lambda match, where: _several(match[2], match[3], where),
    ),
    (
        rf"([0-9]+)\s*(?:/|(?:out )?of)\s*([0-9]+)\s*{_PEOPLE}\s*(?:[(\[=,]?\s*{_PERCENT}\s*[)\]]?)?[,.;]?",
        lambda match, where: _several(match[1], match[2], where),
    ),
    (
        rf"([0-9]+)\s*{_PEOPLE}\s*(?:[(\[]\s*{_N}\s*%?\s*[)\]]?|[,;]?\s+{_N}\s*%)",
        lambda match, where: _several(match[1], "", where),
    ),
    (
        rf"(?P<value>{_PERCENT})\s*[(\[]\s*(?:range|iqr|(?P<level>[0-9]{{2}}(?:\.[0-9]+)?)\s*%\s*ci)?\s*[:,]?"
        rf"\s*(?P<low>{_PERCENT})\s*{_APART}\s*(?P<high>{_PERCENT})\s*[)\]]",
        _with_range,
    ),
    (
        rf"[(\[]?\s*(?P<level>[0-9]{{2}}(?:\.[0-9]+)?)\s*%?\s*"
        rf"(?:ci|confidence interval|confidence|conf\.?)[:,]?\s*[(\[]?\s*"
        rf"(?:(?P<low>{_N})\s*%?\s*{_APART}\s*(?P<high>{_N})\s*%?)?\s*[)\]]*",
        _interval,
    ),
    (rf"({_N})\s*%", _percentage),
    (rf"[(\[]?\s*({_PERCENT})\s*{_APART}\s*({_PERCENT})\s*[)\]]?", _range),
    (rf"({_N})\s*(?:\+/-|\+-)\s*({_N})", _range),
    (rf"([<>]=?|=[<>]|{'|'.join(name for name in _BOUNDS if name[0] != '=')})\s*({_N}|\.[0-9]+)\s*%?", _bound),
    (rf"(?:~|ca\.?|c\.|circa|approx\.?|approximately|about|around|nearly|almost|some)\s*{_N}\s*%?", _about),
    (rf"({_N})\s*\++", _plus),
    (rf"(?:n|no\.?|number|total)\s*[=:]?\s*({_N})", _labelled),
    (
        r"([0-9]+) ([0-9]+)/([1-9])",
        lambda match, where: Slip(
            where.code, "a fraction", where.write(f"{float(match[1]) + int(match[2]) / int(match[3]):.6g}")
        ),
    ),
    (r"[1-9][0-9]{0,2}(?:[ ',][0-9]{3})+(?:\.[0-9]+)?", _grouped),
    (r"([1-9][0-9]{0,2}(?:[. ][0-9]{3})+|[0-9]+),([0-9]+)", _comma),
    (r"[0-9]+(?: [0-9.]+)+", _spaced),
    (r"([0-9]+)\.([0-9]+)", _decimals),
    (r"[0-9]{8,}", _too_long),
    (r"(0[0-9]+(?:\.[0-9]+)?)", _zeros),
    (rf"\.[0-9]+|{_N}[.,;:]+|[0-9.]*\.[0-9.]*", _loose_point),
    (
        r"([-+])\s*([0-9.]+)|([0-9.]+)-",
        lambda match, where: (
            _signed(match, where) if match[1] else Slip(where.code, "a dash behind the number", where.write(match[3]))
        ),
    ),
    (
        r"[0-9.]*_[0-9_.]+|[0-9.]+_",
        lambda match, where: Slip(where.code, "an underscore between digits", where.write(match[0].replace("_", ""))),
    ),
    (
        r"[0-9.]+e[-+]?[0-9]+|[0-9.]+\s*(?:x|\*)\s*10\s*\^?\s*[0-9]*|0x[0-9a-f]+",
        _fixed("", "a number with an exponent or in another notation", "write all its digits"),
    ),
    (
        rf"['\"`]+({_N})['\"`]*|({_N})['\"`]+",
        lambda match, where: Slip(
            where.code, "quotation marks or an apostrophe at the number", where.write(match[1] or match[2])
        ),
    ),
    (
        rf"[(\[]\s*({_N})\s*[)\]]?|({_N})\s*[)\]]",
        lambda match, where: Slip(where.code, "brackets at the number", where.write(match[1] or match[2])),
    ),
    (rf"({_N})\s*[?]+", _doubtful),
    (rf"({_N})\s*[*#^&$]+[0-9]?", _marked),
    (r"[0-9OolI]+", _letters),
    (rf"({_N})\s*(\+?)\s*([a-z][a-z .,/()-]*?)\s*(\+?)", _with_words),
    (r"[a-z]+(?:[ -][a-z]+)?", _word),
    (r"i{1,3}|iv|vi{0,3}|ix", _fixed("", "a Roman numeral", "write it in digits")),
    (r"true|false|yes|no|y|n|x|check", _fixed("", "a yes or no where a number belongs", "")),
    (r"[^0-9]*[a-z][^0-9]*", _fixed("", "words where a number belongs", "")),
)
