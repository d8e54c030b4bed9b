"""The methods section says what was configured and used, and cites it."""

from __future__ import annotations

from reanalysis.report.methods_text import methods_text
from reanalysis.report.references import REFERENCES

ALL = {"clopper_pearson", "wilson", "goodman", "exact_binomial", "newcombe", "koopman", "conditional_exact", "boschloo", "fisher", "kaplan_meier_loglog", "beta_product"}


def text_of(paragraphs):
    return " ".join(part.text for paragraph in paragraphs for part in paragraph.parts)


def test_the_text_follows_the_configuration():
    config = {
        "rates": {"conf_level": 0.9, "primary": {"proportion": "wilson"}}, "controls": {"tipping_alpha": [0.01], "assumed_n": [5, 2000]},
        "survival": {"landmarks_months": [6], "quantiles": []}, "report": {"decimals": 2},
    }
    text = text_of(methods_text(config, ALL)[0])
    for said in ("Wilson intervals at 90%", "one-sided 0.01 turns", "from 5 to 2000 patients", "given at 6 months", "percentages to 2 decimals"):
        assert said in text, said
    assert "24 months" not in text and "25%" not in text


def test_only_what_was_used_is_described_and_cited():
    paragraphs, references = methods_text({}, {"clopper_pearson"})
    assert "Kaplan" not in text_of(paragraphs) and "Boschloo" not in text_of(paragraphs)
    assert references == [REFERENCES["clopper_pearson"]]


def test_references_are_numbered_in_the_order_of_the_text():
    paragraphs, references = methods_text({}, ALL)
    cited = [number for paragraph in paragraphs for part in paragraph.parts for number in part.references]
    assert sorted(set(cited)) == list(range(1, len(references) + 1))
    assert [n for i, n in enumerate(cited) if n not in cited[:i]] == list(range(1, len(references) + 1))
