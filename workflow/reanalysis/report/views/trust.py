"""How far an answer can be trusted: what was read, how it was typed, and what its papers contradict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reanalysis.report.page import Page
from reanalysis.report.site import Site
from reanalysis.report.text import formatting as fmt
from reanalysis.report.text import vocabulary
from reanalysis.report.views.causes import contradictions


@dataclass(frozen=True, kw_only=True)
class Publication:
    """A paper of a trial: its name, its page, and what was read of it."""

    name: str
    href: str
    read: str
    retracted: bool = False


@dataclass(frozen=True, kw_only=True)
class Trust:
    """One thing to know before a number is believed; `alert` where it speaks against it."""

    text: str
    href: str = ""
    alert: bool = False


def publication(site: Site, page: Page, name: str) -> Publication:
    """A paper as one of its trial\u2019s publications."""
    info = site.paper(name).info
    return Publication(
        name=site.short_name(name).partition(" (")[0],
        href=page.paper_href(name),
        read=vocabulary.SOURCE_KINDS[info.source_kind],
        retracted=info.retracted == "yes",
    )


def trust_of(site: Site, page: Page, papers: list[str]) -> Iterator[Trust]:
    """What was read, how it was typed, and what the papers contradict."""
    kinds = dict.fromkeys(vocabulary.SOURCE_KINDS[site.paper(name).info.source_kind] for name in papers)
    yield Trust(text=f"read: {', '.join(kinds)}")
    entries = {site.entered[name].entries for name in papers if name in site.entered}
    if entries:
        yield Trust(text="entered twice" if "once" not in entries else "entered once")
    for name in papers:
        info = site.paper(name).info
        if info.retracted == "yes":
            yield Trust(text="retracted", href=page.paper_href(name), alert=True)
    found = [(name, len(contradictions(site, name))) for name in papers]
    number = sum(count for _, count in found)
    if not number:
        yield Trust(text="no contradiction found")
        return
    worst = max(found, key=lambda pair: pair[1])[0]
    base = "" if page.name == worst else page.paper_href(worst)
    yield Trust(text=fmt.counted(number, "contradiction"), href=f"{base}#findings", alert=True)
