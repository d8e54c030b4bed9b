"""A publication as data: the list of references and references.bib are written from it.

Authors stand as they are printed in a list of references, family name first. A DOI stands only where it was looked up
and found with the publication that it is given for; one that could not be found is left out.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A publication; a book has a publisher, an article a journal."""

    authors: str
    title: str
    year: int
    journal: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    publisher: str = ""
    edition: str = ""
    doi: str = ""

    @property
    def text(self) -> str:
        """The reference as it stands in a list."""
        if not self.journal:
            return (
                f"{self.authors}. {self.title}. {self.edition + ' ed. ' if self.edition else ''}{self.publisher}; "
                f"{self.year}."
            )
        where = f"{self.volume}{f'({self.number})' if self.number else ''}:{self.pages}"
        return f"{self.authors}. {self.title}. {self.journal} {self.year};{where}."


def article(authors: str, title: str, journal: str, year: int, where: str, *, doi: str = "") -> Reference:
    """An article from `volume:pages` or `volume(number):pages`, pages with an en dash."""
    volume, _, pages = where.partition(":")
    volume, _, number = volume.removesuffix(")").partition("(")
    return Reference(
        authors=authors, title=title, journal=journal, year=year, volume=volume, number=number, pages=pages, doi=doi
    )
