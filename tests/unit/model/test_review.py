"""reanalysis.toml: what it may say, and what is told about what it may not."""

from __future__ import annotations

import pytest

from reanalysis.model.review import Review, read_review


def read(tmp_path, text):
    (tmp_path / "reanalysis.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_review(tmp_path)


def test_everything_may_be_left_out(tmp_path):
    assert read_review(tmp_path) == read(tmp_path, "") == Review()


def test_everything_that_may_be_said(tmp_path):
    lines = [
        'title = " A review "',
        'people = ["A. Smith", "B. Jones"]',
        'licence = "CC BY 4.0"',
        'requires = ">=0.1,<0.2"',
    ]
    assert read(tmp_path, "\ufeff" + "\n".join(lines)) == Review(
        "A review", ("A. Smith", "B. Jones"), "CC BY 4.0", ">=0.1,<0.2"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tilte = 'x'", "reanalysis.toml: tilte is not a known key; the nearest is title"),
        ("colour = 'x'", "reanalysis.toml: colour is not a known key; known are title, people, licence, requires"),
        ("title = 3", "reanalysis.toml: title: a text in quotation marks is needed"),
        ("people = 'A. Smith'", "reanalysis.toml: people: a list of names is needed"),
        ("people = [1]", "reanalysis.toml: people: a list of names is needed"),
        ("requires = '0.1 or so'", "reanalysis.toml: requires: '0.1 or so' is no range of versions"),
        ("title = x", "reanalysis.toml: this is not TOML: "),
        (b"title = '\xe9'", "reanalysis.toml: is not UTF-8 text"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, text, said):
    assert read(tmp_path, text).problems[0].startswith(said)


@pytest.mark.parametrize(
    ("requires", "version", "allowed"),
    [
        ("", "9.9", True),
        (">=0.1,<0.2", "0.1.7", True),
        (">=0.1,<0.2", "0.2.0", False),
        (">=0.2", "0.1.0", False),
        (">=0.1,<0.2", "0.1.1.dev3", True),
    ],
)
def test_another_version_is_refused(requires, version, allowed):
    refusal = Review(requires=requires).refusal(version)
    assert (refusal == "") == allowed
    assert allowed or (requires in refusal and version in refusal and "upgrade --preview" in refusal)
