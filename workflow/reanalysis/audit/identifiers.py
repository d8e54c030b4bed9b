"""PubMed and trial registration numbers against the year of publication: both are given out in the order of time."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from reanalysis.audit.context import Context
from reanalysis.model.finding import Finding

# The first number of a year, in units of 100,000; rough, which is why two years either way are allowed.
PUBMED = {
    1997: 90,
    1998: 94,
    1999: 99,
    2000: 106,
    2001: 111,
    2002: 118,
    2003: 125,
    2004: 147,
    2005: 156,
    2006: 164,
    2007: 172,
    2008: 182,
    2009: 191,
    2010: 200,
    2011: 212,
    2012: 222,
    2013: 233,
    2014: 244,
    2015: 256,
    2016: 267,
    2017: 280,
    2018: 293,
    2019: 306,
    2020: 319,
    2021: 334,
    2022: 350,
    2023: 366,
    2024: 382,
    2025: 397,
}
REGISTERED = {
    2006: 2.7,
    2007: 4.1,
    2008: 5.8,
    2009: 8.2,
    2010: 10.4,
    2011: 12.7,
    2012: 15.0,
    2013: 17.6,
    2014: 20.3,
    2015: 23.3,
    2016: 26.4,
    2017: 30.0,
    2018: 33.8,
    2019: 37.9,
    2020: 42.2,
    2021: 46.9,
    2022: 51.7,
    2023: 56.7,
    2024: 61.9,
    2025: 67.5,
}
UNIT, ALLOWED = 100_000, 2
#: Until then trials were registered that had long been published.
OLD_TRIALS_REGISTERED = 2007


def identifiers_and_year(context: Context) -> Iterator[Finding]:
    """A PubMed id of another time than the year of publication, or a trial that was registered after it: a digit, or
    another paper's number."""
    info, ref = context.paper.info, f"{context.paper.name}/paper.yaml:1"
    if info.pmid.isdigit() and info.year >= min(PUBMED) + ALLOWED:
        about = _year(PUBMED, int(info.pmid))
        if abs(about - info.year) > ALLOWED:
            when = f"about {about}" if about >= min(PUBMED) else f"before {min(PUBMED)}"
            message = (
                f"the PubMed id {info.pmid} was given out {when}, and {info.year} is given as year of "
                "publication: is it this paper's?"
            )
            yield context.finding(
                "identifier_of_another_time", "note", message, ref=ref, column="pmid", entered=info.pmid
            )
    for number in re.findall(r"NCT([0-9]{8})", info.registration):
        about = _year(REGISTERED, int(number))
        if about > max(info.year + ALLOWED, OLD_TRIALS_REGISTERED):
            message = (
                f"NCT{number} was registered about {about}, after the year of publication ({info.year}): is it "
                "this trial's?"
            )
            yield context.finding(
                "identifier_of_another_time", "note", message, ref=ref, column="registration", entered=f"NCT{number}"
            )


def _year(first: dict[int, float], number: int) -> int:
    """The year in which a number was given out, roughly; the year before the first one for all that are earlier."""
    position = bisect_right([UNIT * start for start in first.values()], number)
    return [min(first) - 1, *first][position]
