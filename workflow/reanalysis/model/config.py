"""config/*.yaml as models: analysis choices, outcomes and scales."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from reanalysis.model.cells import Identifier


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Outcome(_Strict):
    label: str
    kind: Literal["response", "toxicity", "disposition", "baseline"] = "response"
    direction: Literal["benefit", "harm", "neutral"] = "benefit"
    contains: tuple[Identifier, ...] = ()
    parts: tuple[tuple[Identifier, ...], ...] = ()


class Endpoint(_Strict):
    label: str
    direction: Literal["longer_is_better", "shorter_is_better", "neutral"] = "longer_is_better"
    among: str = ""
    baseline: bool = False
    whole_units: bool = False


class Outcomes(_Strict):
    """config/outcomes.yaml."""

    outcomes: dict[Identifier, Outcome] = {}
    endpoints: dict[Identifier, Endpoint] = {}

    def label(self, name: str) -> str:
        """Label of an outcome or endpoint; the name in words where it is not listed."""
        known = self.outcomes.get(name) or self.endpoints.get(name)
        return known.label if known else name.replace("_", " ").capitalize()


class ScaleCategory(_Strict):
    label: str
    aliases: tuple[str, ...] = ()
    response: bool = False
    evaluable: bool = True


_RANGE = re.compile(r"([\[(])\s*([0-9.]+)\s*,\s*([0-9.]+)\s*([\])])")


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
            left, low, high, right = _RANGE.fullmatch(text).groups()
            above = value >= Decimal(low) if left == "[" else value > Decimal(low)
            below = value <= Decimal(high) if right == "]" else value < Decimal(high)
            if above and below:
                return name
        return None

    def limits(self, name: str) -> tuple[Decimal, Decimal]:
        """Lower and upper end of a category's range."""
        _, low, high, _ = _RANGE.fullmatch(self.ranges[name]).groups()
        return Decimal(low), Decimal(high)

    def holds_for(self, assay: str) -> bool:
        """Whether the ranges hold for an assay; blank means the usual one."""
        return not assay or assay.casefold() in (name.casefold() for name in self.assays)


class Scale(_Strict):
    label: str
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
        return None

    def categories_of(self, text: str) -> tuple[str, ...] | None:
        """The categories of `cr` or of a merged `cr|pr`, None if one of them is unknown."""
        found = [self.category(part.strip()) for part in text.split("|")]
        return None if None in found else tuple(found)


class RatesPrimary(_Strict):
    """The method whose result leads."""

    proportion: Literal["clopper_pearson", "wilson", "jeffreys", "mid_p", "agresti_coull", "blaker"] = "clopper_pearson"


class ControlsPrimary(_Strict):
    """The method whose result leads, for each measure of a comparison."""

    risk_difference: Literal["newcombe", "miettinen_nurminen", "agresti_caffo"] = "newcombe"
    risk_ratio: Literal["koopman", "miettinen_nurminen"] = "koopman"
    odds_ratio: Literal["conditional_exact", "miettinen_nurminen"] = "conditional_exact"
    association: Literal["boschloo", "fisher", "fisher_mid_p"] = "boschloo"


class SurvivalPrimary(_Strict):
    """The interval type whose result leads."""

    survival: Literal["kaplan_meier_loglog", "kaplan_meier_log", "kaplan_meier_plain"] = "kaplan_meier_loglog"


class RatesConfig(_Strict):
    """Section `rates` of config.yaml."""

    conf_level: float = Field(0.95, gt=0, lt=1)
    primary: RatesPrimary = RatesPrimary()


class ControlsConfig(_Strict):
    """Section `controls` of config.yaml."""

    conf_level: float = Field(0.95, gt=0, lt=1)
    primary: ControlsPrimary = ControlsPrimary()
    tipping_alpha: tuple[float, ...] = (0.025, 0.05)
    assumed_n: tuple[int, ...] = (10, 20, 30, 40, 50, 60, 80, 100, 150, 200, 300, 500, 1000)
    multiverse_n: tuple[int, ...] = (20, 50, 100)
    alpha: float = Field(0.05, gt=0, lt=1)
    tau_scales: tuple[float, ...] = Field((1.0, 0.5), min_length=1)
    robust_weights: tuple[float, ...] = Field((0.2, 0.1, 0.5), min_length=1)
    power_a0: tuple[float, ...] = (0.0, 0.25, 0.5, 1.0)


class SurvivalConfig(_Strict):
    """Section `survival` of config.yaml."""

    conf_level: float = Field(0.95, gt=0, lt=1)
    primary: SurvivalPrimary = SurvivalPrimary()
    landmarks_months: tuple[Fraction, ...] = (Fraction(3), Fraction(6), Fraction(12), Fraction(24))
    quantiles: tuple[float, ...] = (0.25, 0.75)
    parametric: bool = True
    tipping_alpha: tuple[float, ...] = (0.025, 0.05)


class AuditConfig(_Strict):
    """Section `audit` of config.yaml."""

    largest_denominator_factor: int = 2


class ReportConfig(_Strict):
    """Section `report` of config.yaml."""

    title: str = "Reanalysis of small trials"
    decimals: int = 1


def of_percent(level: Decimal | None, default: float) -> float:
    """A confidence level printed in percent (95) or as a fraction (0.95), as a fraction."""
    if level is None:
        return default
    return float(Fraction(level) / 100) if level > 1 else float(level)
