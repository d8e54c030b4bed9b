"""The methods section says what was configured and used, and cites it."""

from __future__ import annotations

import pytest

from reanalysis.methods import METHODS, literature
from reanalysis.methods.literature import SOFTWARE
from reanalysis.report.methods.text import methods_text

ALL = {
    "clopper_pearson",
    "wilson",
    "goodman",
    "exact_binomial",
    "newcombe",
    "koopman",
    "conditional_exact",
    "boschloo",
    "fisher",
    "kaplan_meier_loglog",
    "beta_product",
}


def text_of(paragraphs):
    return " ".join(part.text for paragraph in paragraphs for part in paragraph.parts)


def test_the_text_follows_the_configuration():
    config = {
        "rates": {"conf_level": 0.9, "primary": {"proportion": "wilson"}},
        "controls": {"tipping_alpha": [0.01], "assumed_n": [5, 2000]},
        "survival": {"landmarks_months": [6], "quantiles": []},
        "report": {"decimals": 2},
    }
    text = text_of(methods_text(config, ALL)[0])
    for said in (
        "Wilson intervals at 90%",
        "one-sided 0.01 turns",
        "from 5 to 2000 patients",
        "given at 6 months",
        "percentages to 2 decimals",
    ):
        assert said in text, said
    assert "24 months" not in text and "25%" not in text


def test_only_what_was_used_is_described_and_cited():
    paragraphs, references = methods_text({}, {"clopper_pearson"})
    assert "Kaplan" not in text_of(paragraphs) and "Boschloo" not in text_of(paragraphs)
    assert references == [
        literature()["clopper_pearson"].text,
        *(SOFTWARE[name].text for name in SOFTWARE if name != "lifelines"),
    ]


def test_references_are_numbered_in_the_order_of_the_text():
    paragraphs, references = methods_text({}, ALL)
    cited = [number for paragraph in paragraphs for part in paragraph.parts for number in part.references]
    assert sorted(set(cited)) == list(range(1, len(references) + 1))
    assert [n for i, n in enumerate(cited) if n not in cited[:i]] == list(range(1, len(references) + 1))


COMPUTED = {method.name for method in METHODS if not method.recognised_only}


@pytest.mark.parametrize("method", sorted(COMPUTED - {"clopper_pearson"}))
def test_every_method_has_its_sentence_and_its_reference(method):
    without, with_it = methods_text({}, {"clopper_pearson"}), methods_text({}, {"clopper_pearson", method})
    assert len(text_of(with_it[0])) > len(text_of(without[0]))
    if method != "reported":
        assert any(
            part.references
            for paragraph in with_it[0]
            for part in paragraph.parts
            if part.text not in text_of(without[0])
        )


def test_versions_stand_in_the_text():
    from importlib.metadata import version

    text = text_of(methods_text({}, {"log_rank"})[0])
    assert f"NumPy {version('numpy')}" in text and f"lifelines {version('lifelines')}" in text
    assert "lifelines" not in text_of(methods_text({}, {"clopper_pearson"})[0])
