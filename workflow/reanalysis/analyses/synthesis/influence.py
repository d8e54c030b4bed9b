"""What each study, each model and each choice of studies does to a pool."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from reanalysis.analyses.synthesis.proportions import MODELS, effects_model, inverse_logit, random_intercept
from reanalysis.analyses.synthesis.studies import Pool, Study
from reanalysis.model.config import SynthesisConfig
from reanalysis.model.estimate import number_text
from reanalysis.stats.proportion import clopper_pearson


def study_rows(pool: Pool, config: SynthesisConfig) -> Iterator[dict[str, str]]:
    """One row a study: its own rate with exact limits, its weight, the pool without it, and the pool of all studies
    up to its year."""
    level, studies = config.conf_level, pool.studies
    weights = _weights(studies, level)
    by_year = sorted(range(len(studies)), key=lambda index: (studies[index].year, index))
    cumulative = {
        index: _mean([studies[one] for one in by_year[: place + 1]], level) for place, index in enumerate(by_year)
    }
    for index, study in enumerate(studies):
        rest = [*studies[:index], *studies[index + 1 :]]
        low = clopper_pearson(study.low, study.n, conf_level=level)
        high = clopper_pearson(study.high, study.n, conf_level=level)
        numbers = {
            "estimate": study.low / study.n if study.known else None,
            "conf_low": low.conf_low,
            "conf_high": high.conf_high,
            "weight": weights[index] if weights else None,
        }
        numbers |= dict(
            zip(("without_estimate", "without_conf_low", "without_conf_high"), _mean(rest, level), strict=True)
        )
        numbers |= dict(
            zip(("cumulative_estimate", "cumulative_conf_low", "cumulative_conf_high"), cumulative[index], strict=True)
        )
        yield (
            _named(pool)
            | {
                "measure": "proportion",
                "subgroup": study.member.subgroup,
                "paper": study.member.paper,
                "group": study.member.group,
                "year": str(study.year),
                "x": "" if study.member.x is None else str(study.member.x),
                "events_low": str(study.low),
                "events_high": str(study.high),
                "n": str(study.n),
                "sources": ";".join((study.member.ref, *study.sources)),
            }
            | {name: number_text(value) for name, value in numbers.items()}
        )


def choice_rows(pool: Pool, config: SynthesisConfig) -> Iterator[dict[str, str]]:
    """The pool under every model, and under every choice of studies that somebody might defend."""
    level = config.conf_level
    for choice, studies in _choices(pool):
        if not studies:
            continue
        found = {"glmm": _mean(studies, level)}
        if all(study.known for study in studies):
            for name in MODELS:
                pooled, _, back, _ = effects_model(name, studies, level)
                mean = pooled.mean(back)
                found[name] = (mean.estimate, mean.conf_low, mean.conf_high)
        for method, numbers in found.items():
            yield (
                _named(pool)
                | {"choice": choice, "method": method, "studies": str(len(studies))}
                | dict(zip(("estimate", "conf_low", "conf_high"), map(number_text, numbers), strict=True))
            )


def _choices(pool: Pool) -> Iterator[tuple[str, Sequence[Study]]]:
    studies = pool.studies
    yield "all", studies
    if not all(study.known for study in studies):
        yield "unknown counts as the lowest", [replace(study, high=study.low) for study in studies]
        yield "unknown counts as the highest", [replace(study, low=study.high) for study in studies]
        yield "only known counts", [study for study in studies if study.known]
    printed = [study for study in studies if study.derived in ("entered", "from_categories", "from_patients")]
    if 0 < len(printed) < len(studies):
        yield "only counts that are printed", printed
    for index, words in enumerate(("population", "assessor", "confirmation", "criteria")):
        alike: dict[str, list[Study]] = {}
        for study in studies:
            alike.setdefault(study.measured[index], []).append(study)
        if len(alike) > 1:
            yield from ((f"only {words}: {value or 'not stated'}", group) for value, group in alike.items())


def _named(pool: Pool) -> dict[str, str]:
    return {"set": pool.name, "outcome": pool.outcome, "at": pool.at, "unit": pool.unit}


def _weights(studies: Sequence[Study], level: float) -> tuple[float, ...]:
    """Shares of the studies in the logit model by restricted maximum likelihood: the random intercept has none."""
    if not all(study.known for study in studies):
        return ()
    return effects_model("logit_reml", studies, level)[0].weights


def _mean(studies: Sequence[Study], level: float) -> tuple[float | None, float | None, float | None]:
    if not studies:
        return None, None, None
    mean = random_intercept(studies, level).mean(inverse_logit)
    return mean.estimate, mean.conf_low, mean.conf_high
