"""Settings that a stage could not bear are refused at the start, with the key and the value."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from reanalysis.model.config import (
    AuditConfig,
    ControlsConfig,
    RatesConfig,
    ReportConfig,
    SurvivalConfig,
    SynthesisConfig,
)

LEVELS = (0.001, 1e-12, 1, 95, True, "nan")
SIZES = (0, -1, 2.5, 10**9, True)
QUANTILES = ([0], [1], [2], [0.25, 0.25], ["nan"], [True])
SECTIONS = (RatesConfig, ControlsConfig, SurvivalConfig, SynthesisConfig)
REFUSED = [
    *((model, "conf_level", value) for model in SECTIONS for value in LEVELS),
    *((model, "tipping_alpha", [x]) for model in (ControlsConfig, SurvivalConfig) for x in (0, 1, 2, "nan", True)),
    *((ControlsConfig, name, [value]) for name in ("assumed_n", "multiverse_n") for value in SIZES),
    *((SurvivalConfig, "quantiles", value) for value in QUANTILES),
    (ControlsConfig, "assumed_n", [20, 20]),
    (ControlsConfig, "assumed_n", list(range(1, 60))),
    (ControlsConfig, "alpha", 0),
    (ControlsConfig, "tau_scales", []),
    (ControlsConfig, "tau_scales", [0]),
    (ControlsConfig, "robust_weights", [1]),
    (ControlsConfig, "power_a0", [1.5]),
    (SurvivalConfig, "landmarks_months", [0]),
    (SurvivalConfig, "landmarks_months", [-3]),
    (AuditConfig, "largest_denominator_factor", 10**9),
    (AuditConfig, "largest_denominator_factor", 0),
    (ReportConfig, "decimals", 40),
    (ReportConfig, "decimals", -1),
    (ReportConfig, "title", ""),
]


@pytest.mark.parametrize(("model", "key", "value"), REFUSED)
def test_a_value_out_of_range_is_refused_at_its_key(model, key, value):
    with pytest.raises(ValidationError) as refused:
        model.model_validate({key: value})
    assert refused.value.errors()[0]["loc"][0] == key


@pytest.mark.parametrize(
    "model", [RatesConfig, ControlsConfig, SurvivalConfig, SynthesisConfig, AuditConfig, ReportConfig]
)
def test_the_defaults_are_in_range(model):
    assert model.model_validate(model().model_dump()) == model()
