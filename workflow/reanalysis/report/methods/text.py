"""The methods section, written from the configuration that was used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reanalysis import methods
from reanalysis.methods.designs import SIZE, TREND
from reanalysis.methods.literature import SOFTWARE
from reanalysis.methods.method import Method
from reanalysis.methods.one_group import CATEGORIES, KNOWN_RATE, ONE_PROPORTION
from reanalysis.methods.two_groups import ASSOCIATION, EFFECT
from reanalysis.model.config import ControlsConfig, RatesConfig, ReportConfig, SurvivalConfig, SynthesisConfig
from reanalysis.report.methods.pooling import write_pooling
from reanalysis.report.methods.software import software
from reanalysis.report.methods.times import write_times
from reanalysis.report.methods.writer import Paragraph, Writer, told, told_of
from reanalysis.report.text import formatting as fmt
from reanalysis.report.text import vocabulary


def methods_text(config: Mapping[str, Any], used: set[str]) -> tuple[list[Paragraph], list[str]]:
    """Paragraphs and references. `used` is what `used_in` finds in a run: a method that was not used is not
    described."""
    writer = _written(config, used)
    return writer.paragraphs, writer.cite.listed()


def cited_in(config: Mapping[str, Any], used: set[str]) -> list[str]:
    """Names of the references of that text, in its order."""
    return _written(config, used).cite.cited


def _written(config: Mapping[str, Any], used: set[str]) -> Writer:
    writer = Writer()
    _entry(writer)
    _rates(writer, RatesConfig.model_validate(config.get("rates") or {}), used)
    _controls(writer, ControlsConfig.model_validate(config.get("controls") or {}), used)
    _borrowing(writer, ControlsConfig.model_validate(config.get("controls") or {}), used)
    _designs(writer, used)
    write_times(writer, SurvivalConfig.model_validate(config.get("survival") or {}), used)
    write_pooling(writer, SynthesisConfig.model_validate(config.get("synthesis") or {}), used)
    _printing(writer, ReportConfig.model_validate(config.get("report") or {}))
    _software(writer, used)
    return writer


def _entry(writer: Writer) -> None:
    writer.write(
        "Entry and audit",
        (
            "Every number was entered by hand with its place in the paper. A cell that cannot be read leaves its "
            "paper out of the analysis; a contradiction between "
            "printed numbers is a finding, and the paper stays. Percentages are compared with what the printed "
            "counts give under rounding half up, half to even and "
            "truncation; sums, denominators and the papers\u2019 own arithmetic are checked; where the category "
            "of a listed patient follows from a measured value, it is "
            "derived again. Findings describe numbers, not people.",
            (),
        ),
        ("Patients reported in several papers of one trial are counted once and never compared with each other.", ()),
    )


def _named(chosen: Iterable[Method]) -> str:
    return fmt.listed(dict.fromkeys(method.label for method in chosen))


def _rates(writer: Writer, config: RatesConfig, used: set[str]) -> None:
    lead = config.primary.proportion
    others = [method for method in methods.of_task(ONE_PROPORTION) if method.name != lead and method.name in used]
    writer.write(
        "Rates",
        (
            f"Rates are events divided by patients. The intervals shown are {vocabulary.method(lead)} intervals "
            f"at {fmt.level(config.conf_level)}.",
            methods.cites(lead),
        ),
        (
            f"The pages of the papers give {_named(others)} intervals beside them." if others else "",
            [key for method in others for key in method.cites],
        ),
        *told_of((ONE_PROPORTION,), used),
        told("exact_poisson", used),
        (
            "For no event, or events in all patients, a one-sided limit is given as well."
            if "clopper_pearson" in used
            else "",
            (),
        ),
        *told_of((CATEGORIES,), used),
        (
            "A count that is printed only as a percentage is the only count that prints so after rounding half "
            "up; where two or more print so, the lowest and the "
            "highest are shown. Where listed patients carry the measured value behind their category, the rate by "
            "the scale\u2019s definition stands beside the rate by "
            "the paper\u2019s labels, and never replaces it.",
            (),
        ),
    )


def _controls(writer: Writer, config: ControlsConfig, used: set[str]) -> None:
    compared = [method for task in (EFFECT, ASSOCIATION) for method in methods.of_task(task) if method.name in used]
    alphas = fmt.listed(f"{fmt.plain(alpha)}" for alpha in config.tipping_alpha)
    writer.write(
        "Comparisons",
        *told_of((KNOWN_RATE,), used),
        (
            "How much that matters is shown in two ways: the control rate at which the exact test at one-sided "
            f"{alphas} turns, and the difference "
            "(Miettinen\u2013Nurminen interval) with Boschloo\u2019s test for assumed sizes of the control from "
            f"{fmt.count(min(config.assumed_n))} to {fmt.count(max(config.assumed_n))} patients, where a count of that "
            "size prints as the rate."
            if "exact_binomial" in used and config.assumed_n
            else "",
            ("miettinen_nurminen", "boschloo"),
        ),
        (_two_groups(config, compared) if compared else "", [key for method in compared for key in method.cites]),
        *told_of((EFFECT, ASSOCIATION), used),
        (_multiverse(config) if "multiverse" in used else "", ("multiverse",)),
        (
            "Unevaluable patients are counted as failures, as successes and left out."
            if "unevaluable_tipping" in used
            else "",
            (),
        ),
        (
            "Within a family of comparisons that was declared, p-values adjusted by Holm, and by Benjamini and "
            "Hochberg, stand beside the raw ones."
            if "holm" in used
            else "",
            ("holm", "benjamini_hochberg"),
        ),
        (
            "Comparisons are descriptive: p-values are not adjusted for their number"
            + (" outside such a family" if "holm" in used else "")
            + ", and historical controls differ from a trial\u2019s patients in ways that no interval shows.",
            (),
        ),
    )


def _two_groups(config: ControlsConfig, compared: Sequence[Method]) -> str:
    primary = config.primary
    leading = {primary.risk_difference, primary.risk_ratio, primary.odds_ratio, primary.association}
    others = [method for method in compared if method.name not in leading]
    return (
        f"Two groups are compared by the risk difference ({vocabulary.method(primary.risk_difference)} interval), "
        "the risk ratio "
        f"({vocabulary.method(primary.risk_ratio)}) and the odds ratio ({vocabulary.method(primary.odds_ratio)}), "
        f"at {fmt.level(config.conf_level)}, and by "
        f"{vocabulary.method(primary.association)}\u2019s test. The pages of the papers also give {_named(others)}."
    )


def _multiverse(config: ControlsConfig) -> str:
    sizes = fmt.listed([fmt.count(n) for n in config.multiverse_n], "or")
    return (
        "Every analysis of a compared outcome is laid side by side: each control that was entered, as a known rate"
        + (f" and as {sizes} patients" if sizes else "")
        + ", each way of counting, each denominator and each test. The conclusion stands where the difference "
        "points the way of the first comparison entered and the "
        f"two-sided p is below {fmt.plain(config.alpha)}; the analyses are not independent, and their share is no "
        "probability."
    )


def _designs(writer: Writer, used: set[str]) -> None:
    writer.write(
        "Designs",
        told("two_stage_umvue", used),
        told("two_stage_jennison_turnbull", used),
        (
            "Stated designs are compared with Simon\u2019s optimal and minimax designs for the same errors."
            if told("two_stage_umvue", used)[0]
            else "",
            ("simon",),
        ),
        *told_of((TREND,), used),
    )


def _borrowing(writer: Writer, config: ControlsConfig, used: set[str]) -> None:
    settings = {
        "tau_scales": fmt.listed([fmt.plain(scale) for scale in config.tau_scales]),
        "robust_weights": fmt.listed([fmt.plain(weight) for weight in config.robust_weights]),
        "power_a0": fmt.listed([fmt.plain(a0) for a0 in config.power_a0]),
    }
    writer.write(
        "Borrowing",
        told("beta_uniform", used),
        told("map", used, **settings),
        *told_of((SIZE,), used),
        told("power_prior", used if config.power_a0 else set(), **settings),
        (
            "A control that is printed without a count is not in the pool, and none is invented."
            if "map" in used
            else "",
            (),
        ),
    )


def _printing(writer: Writer, config: ReportConfig) -> None:
    writer.write(
        "How numbers are printed",
        (
            "All numbers are computed at full precision and rounded once, half away from zero, from the exact "
            "fraction where there is one: percentages to "
            f"{fmt.counted(config.decimals, 'decimal')}, p-values to two significant digits, times to one "
            "decimal. A number gets more decimals where rounding "
            "would carry it onto or over no difference, the control\u2019s rate, 0% or 100%.",
            (),
        ),
        ("Every number leads to the cell that it was made from; results/estimates.csv holds all of them.", ()),
    )


def _software(writer: Writer, used: set[str]) -> None:
    own, *packages = software(used)
    named = fmt.listed(f"{package.title} {package.version}" for package in packages)
    writer.write(
        "Software",
        (
            f"Reanalysis {own.version}, with {named}. Every version stands in results/provenance.json.",
            [name for name in SOFTWARE if name in {p.name for p in packages}],
        ),
    )
