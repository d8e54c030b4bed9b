"""One method: how it is called, what computes it, what it comes from, and what the report says of it."""

from __future__ import annotations

from dataclasses import dataclass

from reanalysis.methods.reference import Reference


@dataclass(frozen=True, kw_only=True)
class Method:
    """An entry of the list of methods.

    Attributes
    ----------
    name
        Id in the column `method` of the results.
    task
        What it is for: methods of one task take the same numbers, and an analysis runs through them in their order.
    measures
        Measures of the results that it gives; empty where it is of every measure.
    label
        What it is called in sentences and tables.
    formula
        How it comes to its number, in one line: what the panel beside a number says.
    function
        `module.function` in `stats`, which computes it; blank where its analysis puts it together.
    limits_of
        For a test of a rate: the method whose interval stands beside it.
    source
        Its own publication, cited under the method's name.
    references
        Keys of what else is cited for it.
    sentence
        What the methods section says where it was used. `{braces}` take settings. A method of a list of equals (the
        intervals of a proportion, the tests of two groups) needs none: it is named there.
    told_with
        Methods whose sentences speak of this one as well.
    may_lead
        Whether config.yaml may choose it as the one whose result leads.
    recognised_only
        Never computed as a result: a paper may have used it, and its printed numbers are recognised.
    """

    name: str
    task: str
    measures: tuple[str, ...]
    label: str
    formula: str
    function: str = ""
    limits_of: str = ""
    source: Reference | None = None
    references: tuple[str, ...] = ()
    sentence: str = ""
    told_with: tuple[str, ...] = ()
    may_lead: bool = False
    recognised_only: bool = False

    @property
    def cites(self) -> tuple[str, ...]:
        """Keys of the references that are cited for it."""
        return (self.name, *self.references) if self.source else self.references
