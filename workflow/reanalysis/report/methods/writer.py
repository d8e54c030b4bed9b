"""Paragraphs of the methods section with the numbers of what they cite."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reanalysis.report.methods.references import Citations


@dataclass(frozen=True)
class Part:
    """A sentence or two with the numbers of its references."""

    text: str
    references: tuple[int, ...] = ()


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the methods."""

    title: str
    parts: tuple[Part, ...]


class Writer:
    """Collects paragraphs, and numbers what they cite."""

    def __init__(self) -> None:
        self.cite = Citations()
        self.paragraphs: list[Paragraph] = []

    def write(self, title: str, *parts: tuple[str, Iterable[str]]) -> None:
        """A paragraph of sentences, each with the names of its references; blank sentences are dropped, and a paragraph
        without any."""
        made = tuple(Part(text, tuple(self.cite(*names))) for text, names in parts if text)
        if made:
            self.paragraphs.append(Paragraph(title, made))
