"""Paragraphs of the methods section with the numbers of what they cite."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reanalysis import methods
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
        made = tuple(Part(text, tuple(self.cite(*dict.fromkeys(names)))) for text, names in parts if text)
        if made:
            self.paragraphs.append(Paragraph(title, made))


def told(name: str, used: set[str], **settings: str) -> tuple[str, tuple[str, ...]]:
    """The sentence of a method and what it cites, if it or a method that it speaks of was used; else a blank one."""
    entry = next((method for method in methods.entries(name) if method.sentence), None)
    here = name in used or any(method.name in used for method in methods.METHODS if name in method.told_with)
    return (entry.sentence.format(**settings), entry.cites) if entry and here else ("", ())


def told_of(tasks: Iterable[str], used: set[str], **settings: str) -> list[tuple[str, tuple[str, ...]]]:
    """The sentences of all methods of some tasks, in their order."""
    names = dict.fromkeys(method.name for task in tasks for method in methods.of_task(task) if method.sentence)
    return [told(name, used, **settings) for name in names]
