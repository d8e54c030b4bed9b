"""Every word that a table may hold has words for people: a missing one would end the whole report."""

from __future__ import annotations

from typing import get_args

from reanalysis.model.rows import Statistic
from reanalysis.report.text import vocabulary


def test_every_statistic_has_words():
    assert set(get_args(Statistic)) <= set(vocabulary.STATISTICS)
