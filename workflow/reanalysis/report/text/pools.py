"""What is said of a pool: the answer first, then how far one more study may lie, and what the choices do to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup, escape

from reanalysis.model.estimate import Estimate
from reanalysis.report.text import formatting as fmt
from reanalysis.report.text import vocabulary

Show = Callable[[Estimate, str], Markup]


def pooled_sentence(main: Estimate, words: tuple[str, str, str], studies: int, patients: int, show: Show) -> Markup:
    """The mean with its interval, its model and what it rests on; `words` are estimate, interval and level."""
    value, interval, level = words
    of = f"{fmt.counted(studies, 'study', 'studies')}{f', {fmt.count(patients)} patients' if patients else ''}"
    name = vocabulary.MEASURES.get(main.measure, vocabulary.words(main.measure))
    text = f"{value} ({level} interval {interval})" if interval else value
    return Markup("{}: {}, by {}; {}.").format(
        name[:1].upper() + name[1:], show(main, text), vocabulary.method(main.method), of
    )


def range_sentence(result: Estimate, interval: str, level: str, show: Show, *, studies: int) -> Markup:
    """Where the true value of one more study may lie, and the counts of its next patients where they are known."""
    if studies < 2:
        return Markup("One study alone says nothing of how far another may lie from it.")
    told = Markup("The true value of one more such study lies within {} ({} range).").format(
        show(result, interval), level
    )
    low, high, n = (result.fact(name) for name in ("next_low", "next_high", "next_n"))
    if n:
        counts = f"{low} to {high}" if low != high else low
        told += Markup(" Of its next {} patients, {} would have the outcome ({}).").format(n, counts, level)
    if studies < 5:
        told += escape(f" With {studies} studies the variance between them is hardly known, and this range neither.")
    return told


def choices_sentence(rows: Sequence[Mapping[str, str]], number: Callable[[float], str]) -> str:
    """The range of the pool over all models and choices of studies, and which of the two moves it most."""
    values = [float(row["estimate"]) for row in rows if row["estimate"]]
    if len(values) < 2 or number(min(values)) == number(max(values)):
        return ""
    models = [float(row["estimate"]) for row in rows if row["choice"] == "all" and row["estimate"]]
    lead = rows[0]["method"]
    chosen = [float(row["estimate"]) for row in rows if row["method"] == lead and row["estimate"]]
    of_models, of_choices = (max(found) - min(found) if found else 0.0 for found in (models, chosen))
    told = (
        f"Over {len(values)} combinations of model and studies the pool lies between {number(min(values))} and "
        f"{number(max(values))}"
    )
    if of_models > of_choices:
        return f"{told}: the model decides more than the choice of studies."
    if of_choices > of_models:
        return f"{told}: the choice of studies decides more than the model."
    return f"{told}."
