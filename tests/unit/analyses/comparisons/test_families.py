"""Which p-value stands for a comparison in its family."""

from dataclasses import replace

from reanalysis.analyses.comparisons.families import leading_p
from reanalysis.model.estimate import Estimate

TEST = Estimate(
    paper="smith2001",
    group="all",
    measure="association",
    method="boschloo",
    outcome="objective_response",
    p_value=0.03,
    primary=True,
    derived="entered",
    sources=("smith2001/counts.csv:2",),
)


def test_the_first_primary_test_as_the_paper_counts_stands_for_a_comparison():
    by_definition = replace(TEST, derived="from_patients_by_definition", p_value=0.2)
    other = replace(TEST, method="fisher", primary=False, p_value=0.5)
    assert leading_p([by_definition, other, TEST, replace(TEST, p_value=0.04)]) == 0.03
    assert leading_p([by_definition, other]) is None


def test_of_a_range_of_rates_the_larger_and_of_another_population_neither():
    rate = replace(TEST, measure="proportion", method="exact_binomial")
    assert leading_p([rate, replace(rate, p_value=0.04), replace(rate, population="evaluable", p_value=0.9)]) == 0.04
