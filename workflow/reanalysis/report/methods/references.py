"""Numbers for the references of the methods section."""

from __future__ import annotations

from reanalysis import methods


class Citations:
    """Numbers references in the order in which they are cited."""

    def __init__(self) -> None:
        self.known = methods.literature()
        self.cited: list[str] = []

    def __call__(self, *names: str) -> list[int]:
        """Numbers of some references; unknown names have none."""
        for name in names:
            if name in self.known and name not in self.cited:
                self.cited.append(name)
        return sorted(self.cited.index(name) + 1 for name in names if name in self.known)

    def listed(self) -> list[str]:
        """The references that were cited, in order."""
        return [self.known[name].text for name in self.cited]
