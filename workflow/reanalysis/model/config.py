"""config/*.yaml as models: analysis choices, outcomes and scales."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Literal, Protocol

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from reanalysis import methods
from reanalysis.model.cells import Identifier
from reanalysis.model.names import key_of, strict_key_of
from reanalysis.wording import in_words

Kind = Literal["response", "toxicity", "disposition", "baseline"]
Direction = Literal["benefit", "harm", "neutral"]
#: The grades that counts of a toxicity are printed for: the label of each, and the groups that lie within it.
GRADES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "any_grade": (
        "{0} of any grade",
        ("grade1_2", "grade3_5", "grade3_4", "grade1", "grade2", "grade3", "grade4", "grade5"),
    ),
    "grade1_2": ("Grade 1 or 2 {1}", ("grade1", "grade2")),
    "grade3_5": ("Grade 3 or worse {1}", ("grade3_4", "grade3", "grade4", "grade5")),
    "grade3_4": ("Grade 3 or 4 {1}", ("grade3", "grade4")),
    **{f"grade{grade}": (f"Grade {grade} {{1}}", ()) for grade in range(1, 6)},
}
_LONGEST_ID = 60


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Outcome(_Strict):
    label: str
    kind: Literal["response", "toxicity", "disposition", "baseline"] = "response"
    direction: Literal["benefit", "harm", "neutral"] = "benefit"
    contains: tuple[Identifier, ...] = ()
    parts: tuple[tuple[Identifier, ...], ...] = ()
    aliases: tuple[str, ...] = ()


class Toxicity(_Strict):
    """A term for an adverse event: an outcome without grade, and one for each of `GRADES`."""

    label: str
    aliases: tuple[str, ...] = ()


class Endpoint(_Strict):
    label: str
    aliases: tuple[str, ...] = ()
    direction: Literal["longer_is_better", "shorter_is_better", "neutral"] = "longer_is_better"
    among: str = ""
    baseline: bool = False
    whole_units: bool = False


class Outcomes(_Strict):
    """config/outcomes.yaml; `toxicities` stand among `outcomes` as well, by grade."""

    outcomes: dict[Identifier, Outcome] = {}
    endpoints: dict[Identifier, Endpoint] = {}
    toxicities: dict[Identifier, Toxicity] = {}

    @model_validator(mode="after")
    def _with_grades(self) -> Outcomes:
        known = self.outcomes
        for name, term in self.toxicities.items():
            for graded, outcome in _by_grade(name, term):
                known.setdefault(graded, outcome)
        return self

    def label(self, name: str) -> str:
        """Label of an outcome or endpoint; the name in words where it is not listed."""
        known = self.outcome(name) or self.endpoint(name)
        return known.label if known else in_words(name).capitalize()

    def outcome(self, name: str) -> Outcome | None:
        """What is known of an outcome, also by a name in the plural or in another spelling."""
        return self.outcomes.get(name) or self.outcomes.get(self._spelled["outcome"].get(key_of(name), ""))

    def endpoint(self, name: str) -> Endpoint | None:
        """What is known of an endpoint, also by a name in the plural or in another spelling."""
        return self.endpoints.get(name) or self.endpoints.get(self._spelled["endpoint"].get(key_of(name), ""))

    def outcome_called(self, text: str) -> str:
        """The outcome that a text names by id, label or alias, in whatever case; blank if there is none."""
        return text if text in self.outcomes else self._called["outcome"].get(strict_key_of(text), "")

    def endpoint_called(self, text: str) -> str:
        """The endpoint that a text names by id, label or alias, in whatever case; blank if there is none."""
        return text if text in self.endpoints else self._called["endpoint"].get(strict_key_of(text), "")

    @cached_property
    def _called(self) -> dict[str, dict[str, str]]:
        return self._keys_by(strict_key_of)

    @cached_property
    def _spelled(self) -> dict[str, dict[str, str]]:
        return self._keys_by(key_of)

    def _keys_by(self, key: Callable[[str], str]) -> dict[str, dict[str, str]]:
        graded = {f"{grade}_{name}" for name in self.toxicities for grade in GRADES}
        outcomes = _keys({name: entry for name, entry in self.outcomes.items() if name not in graded}, key)
        for text, name in _graded_keys(self.toxicities, key):
            if name in self.outcomes:
                outcomes.setdefault(text, name)
        return {"outcome": outcomes, "endpoint": _keys(self.endpoints, key)}


def _by_grade(name: str, term: Toxicity) -> Iterator[tuple[str, Outcome]]:
    """The outcomes that a term stands for: without grade, and by grade. Nothing in them is new or checked."""
    shared: dict[str, Any] = {"kind": "toxicity", "direction": "harm"}
    yield name, Outcome.model_construct(label=term.label, aliases=term.aliases, **shared)
    inner = term.label if term.label[:2].isupper() else term.label[:1].lower() + term.label[1:]
    for grade, (words, within) in GRADES.items():
        if len(f"{grade}_{name}") <= _LONGEST_ID:
            yield (
                f"{grade}_{name}",
                Outcome.model_construct(
                    label=words.format(term.label, inner), contains=tuple(f"{one}_{name}" for one in within), **shared
                ),
            )


def _graded_keys(terms: Mapping[str, Toxicity], key: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """Keys of the names of terms by grade, with their ids."""
    grades = {grade: key(grade) for grade in GRADES}
    for name, term in terms.items():
        for words in dict.fromkeys(map(key, (name, term.label, *term.aliases))):
            yield from ((f"{text} {words}", f"{grade}_{name}") for grade, text in grades.items())


def _keys(known: Mapping[str, Outcome | Endpoint | ScaleCategory], key: Callable[[str], str]) -> dict[str, str]:
    """Ids by the keys of their names: ids come before labels, labels before aliases."""
    found: dict[str, str] = {}
    for texts in (
        ((name, name) for name in known),
        ((name, entry.label) for name, entry in known.items()),
        ((name, alias) for name, entry in known.items() for alias in entry.aliases),
    ):
        for name, text in texts:
            found.setdefault(key(text), name)
    found.pop("", None)
    return found


class ScaleCategory(_Strict):
    label: str
    aliases: tuple[str, ...] = ()
    response: bool = False
    evaluable: bool = True


_RANGE = re.compile(r"([\[(])\s*([0-9.]+)\s*,\s*([0-9.]+)\s*([\])])")


def _ends(text: str) -> tuple[str, str, str, str]:
    """The four parts of a range: its bracket, its two ends, its other bracket."""
    match = _RANGE.fullmatch(text)
    if match is None:
        raise ValueError(f"not of the form [0, 35): {text!r}")
    left, low, high, right = match.groups()
    return left, low, high, right


class Definition(_Strict):
    """Where the value alone decides the category: half-open ranges, and the assays they hold for."""

    value: str
    assays: tuple[str, ...]
    ranges: dict[str, str]

    @field_validator("ranges")
    @classmethod
    def _ranges_can_be_read(cls, ranges: dict[str, str]) -> dict[str, str]:
        for name, text in ranges.items():
            if not _RANGE.fullmatch(text):
                raise ValueError(f"the range of {name} is not of the form [0, 35): {text!r}")
        return ranges

    def category_of(self, value: Decimal) -> str | None:
        """The category whose range holds the value, None if no range does."""
        for name, text in self.ranges.items():
            left, low, high, right = _ends(text)
            above = value >= Decimal(low) if left == "[" else value > Decimal(low)
            below = value <= Decimal(high) if right == "]" else value < Decimal(high)
            if above and below:
                return name
        return None

    def limits(self, name: str) -> tuple[Decimal, Decimal]:
        """Lower and upper end of a category's range."""
        _, low, high, _ = _ends(self.ranges[name])
        return Decimal(low), Decimal(high)

    def holds_for(self, assay: str) -> bool:
        """Whether the ranges hold for an assay; blank means the usual one."""
        return not assay or assay.casefold() in (name.casefold() for name in self.assays)


class Scale(_Strict):
    label: str
    kind: Literal["response", "toxicity", "disposition", "baseline"] = "response"
    aliases: tuple[str, ...] = ()
    categories: dict[Identifier, ScaleCategory]
    outcomes: dict[Identifier, tuple[Identifier, ...]] = {}
    definition: Definition | None = None

    def category(self, text: str) -> str | None:
        """The category a text names, by id or alias, None if it names none."""
        if text in self.categories:
            return text
        wanted = text.casefold()
        for name, category in self.categories.items():
            if wanted in (alias.casefold() for alias in (name, category.label, *category.aliases)):
                return name
        return self._category_keys.get(key_of(text))

    @cached_property
    def _category_keys(self) -> dict[str, str]:
        return _keys(self.categories, key_of)

    def categories_of(self, text: str) -> tuple[str, ...] | None:
        """The categories of `cr` or of a merged `cr|pr`, None if one of them is unknown."""
        found: list[str] = []
        for part in text.split("|"):
            name = self.category(part.strip())
            if name is None:
                return None
            found.append(name)
        return tuple(found)


class Labelled(Protocol):
    """An outcome that a paper has a label of its own for."""

    @property
    def id(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def kind(self) -> Kind | None: ...

    @property
    def direction(self) -> Direction | None: ...


_OF_TIMES: Mapping[Direction, Literal["longer_is_better", "shorter_is_better", "neutral"]] = {
    "benefit": "longer_is_better",
    "harm": "shorter_is_better",
    "neutral": "neutral",
}


@dataclass(frozen=True)
class Vocabulary:
    """What outcomes, endpoints, scales and their categories are called."""

    outcomes: Outcomes
    scales: Mapping[str, Scale]

    def with_labels(self, labels: Iterable[Labelled]) -> Vocabulary:
        """The same with a paper's own outcomes, which may be counted or timed; what is known already stays."""
        outcomes, endpoints = dict(self.outcomes.outcomes), dict(self.outcomes.endpoints)
        for own in labels:
            direction = own.direction or ("harm" if own.kind == "toxicity" else "benefit")
            if own.id not in outcomes and own.id not in endpoints:
                outcomes[own.id] = Outcome(label=own.label, kind=own.kind or "response", direction=direction)
                endpoints[own.id] = Endpoint(label=own.label, direction=_OF_TIMES[direction])
        if len(outcomes) == len(self.outcomes.outcomes):
            return self
        toxicities = self.outcomes.toxicities
        made = Outcomes.model_construct(outcomes=outcomes, endpoints=endpoints, toxicities=toxicities)
        return Vocabulary(made, self.scales)

    def scale_called(self, text: str) -> str:
        """The scale that a text names by id, label or alias, in whatever case; blank if there is none."""
        wanted = key_of(text)
        return (
            text
            if text in self.scales
            else next(
                (
                    name
                    for name, scale in self.scales.items()
                    if wanted in map(key_of, (name, scale.label, *scale.aliases))
                ),
                "",
            )
        )


def _leads(measure: str) -> AfterValidator:
    """Only the name of a method that may lead for a measure, by the list of methods."""

    def leading(name: str) -> str:
        known = methods.may_lead(measure)
        if name not in known:
            expected = f"{', '.join(map(repr, known[:-1]))} or {known[-1]!r}"
            raise PydanticCustomError("literal_error", "Input should be {expected}", {"expected": expected})
        return name

    return AfterValidator(leading)


class RatesPrimary(_Strict):
    """The method whose result leads."""

    proportion: Annotated[str, _leads("proportion")] = "clopper_pearson"


def _no_truth_value(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("a number is needed here, not yes or no")
    return value


def _different(values: tuple[object, ...]) -> tuple[object, ...]:
    if len(set(values)) < len(values):
        raise ValueError("a value stands twice")
    return values


# Beyond these a stage would fail, run out of memory, or say what nobody could mean.
_NUMBER = BeforeValidator(_no_truth_value)
Level = Annotated[float, _NUMBER, Field(ge=0.5, le=0.99999, allow_inf_nan=False)]
Alpha = Annotated[float, _NUMBER, Field(ge=0.000001, le=0.5, allow_inf_nan=False)]
Share = Annotated[float, _NUMBER, Field(ge=0, le=1, allow_inf_nan=False)]
OpenShare = Annotated[float, _NUMBER, Field(ge=0.001, le=0.999, allow_inf_nan=False)]
TauScale = Annotated[float, _NUMBER, Field(ge=0.01, le=5, allow_inf_nan=False)]
Months = Annotated[Fraction, _NUMBER, Field(gt=0, le=1200)]
Size = Annotated[int, _NUMBER, Field(ge=1, le=10_000)]
Few, Some = Field(max_length=40), Field(min_length=1, max_length=40)
Different = AfterValidator(_different)


class ControlsPrimary(_Strict):
    """The method whose result leads, for each measure of a comparison."""

    risk_difference: Annotated[str, _leads("risk_difference")] = "newcombe"
    risk_ratio: Annotated[str, _leads("risk_ratio")] = "koopman"
    odds_ratio: Annotated[str, _leads("odds_ratio")] = "conditional_exact"
    association: Annotated[str, _leads("association")] = "boschloo"


class SurvivalPrimary(_Strict):
    """The interval type whose result leads."""

    survival: Annotated[str, _leads("survival_probability")] = "kaplan_meier_loglog"


class RatesConfig(_Strict):
    """Section `rates` of config.yaml."""

    conf_level: Level = 0.95
    primary: RatesPrimary = RatesPrimary()


class ControlsConfig(_Strict):
    """Section `controls` of config.yaml."""

    conf_level: Level = 0.95
    primary: ControlsPrimary = ControlsPrimary()
    tipping_alpha: Annotated[tuple[Alpha, ...], Few, Different] = (0.025, 0.05)
    assumed_n: Annotated[tuple[Size, ...], Few, Different] = (10, 20, 30, 40, 50, 60, 80, 100, 150, 200, 300, 500, 1000)
    multiverse_n: Annotated[tuple[Size, ...], Few, Different] = (20, 50, 100)
    alpha: Alpha = 0.05
    tau_scales: Annotated[tuple[TauScale, ...], Some, Different] = (1.0, 0.5)
    robust_weights: Annotated[tuple[OpenShare, ...], Some, Different] = (0.2, 0.1, 0.5)
    power_a0: Annotated[tuple[Share, ...], Few, Different] = (0.0, 0.25, 0.5, 1.0)


class SurvivalConfig(_Strict):
    """Section `survival` of config.yaml."""

    conf_level: Level = 0.95
    primary: SurvivalPrimary = SurvivalPrimary()
    landmarks_months: Annotated[tuple[Months, ...], Few, Different] = (
        Fraction(3),
        Fraction(6),
        Fraction(12),
        Fraction(24),
    )
    quantiles: Annotated[tuple[OpenShare, ...], Few, Different] = (0.25, 0.75)
    parametric: bool = True
    tipping_alpha: Annotated[tuple[Alpha, ...], Few, Different] = (0.025, 0.05)


class SynthesisPrimary(_Strict):
    """The model whose result leads."""

    pooled_proportion: Annotated[str, _leads("pooled_proportion")] = "glmm"


class SynthesisConfig(_Strict):
    """Section `synthesis` of config.yaml."""

    conf_level: Level = 0.95
    primary: SynthesisPrimary = SynthesisPrimary()


class AuditConfig(_Strict):
    """Section `audit` of config.yaml."""

    largest_denominator_factor: int = Field(2, ge=1, le=20)


class ReportConfig(_Strict):
    """Section `report` of config.yaml."""

    title: str = Field("Reanalysis of small trials", min_length=1, max_length=200)
    decimals: int = Field(1, ge=0, le=6)
    paper_pdf: bool = False


def of_percent(level: Decimal | None, default: float) -> float:
    """A confidence level printed in percent (95) or as a fraction (0.95), as a fraction."""
    if level is None:
        return default
    return float(Fraction(level) / 100) if level > 1 else float(level)
