"""How the commands speak: lines of text, colour where somebody sees it, JSON for programs, and exit statuses."""

from __future__ import annotations

import os
import sys
from typing import NoReturn, TextIO

DONE, FAILED, USAGE, DATA_ERRORS, WARNINGS, DIFFERENT = range(6)
STATUSES = {
    DONE: "done",
    FAILED: "failure: something could not be read, written or computed",
    USAGE: "usage: no such command, option, paper or project",
    DATA_ERRORS: "errors in the data: papers or rows of other tables were left out",
    WARNINGS: "warnings that nobody acknowledged, under check --strict",
    DIFFERENT: "results differ from the accepted ones, under diff --check, or two entries, under compare --check",
}
STOPPED = 130
_STYLES = {"red": "31", "green": "32", "yellow": "33", "cyan": "36", "bold": "1", "dim": "2"}


class Ended(Exception):
    """A command ends here, with this exit status; what there is to say has been said."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def tell(text: str = "", *, colour: str = "", error: bool = False) -> None:
    """Print a line at once, in colour only where somebody sees it and wants it."""
    stream = sys.stderr if error else sys.stdout
    try:
        print(coloured(text, colour, stream=stream), file=stream, flush=True)
    except BrokenPipeError:  # nobody reads any more; the run goes on
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def coloured(text: str, colour: str, *, stream: TextIO | None = None) -> str:
    """A text in a colour (red, green, yellow, cyan) or weight (bold, dim), plain where colours are not wanted."""
    return f"\x1b[{_STYLES[colour]}m{text}\x1b[0m" if colour and shows_colours(stream or sys.stdout) else text


def shows_colours(stream: TextIO) -> bool:
    """Whether a stream is a terminal whose user did not refuse colours."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def wrapped(start: str, text: str, *, indent: int) -> str:
    """`start` and a text, broken at the terminal's width with the later lines indented; one line where no terminal
    is."""
    if not sys.stdout.isatty():
        return start + text
    import shutil
    import textwrap

    lines = textwrap.wrap(
        text, max(shutil.get_terminal_size().columns - indent, 30), break_long_words=False, break_on_hyphens=False
    )
    return start + ("\n" + " " * indent).join(lines)


def tell_json(value: object) -> None:
    """Print a value as strict JSON (no NaN, no infinity); numbers that JSON cannot hold must come as text or None."""
    import json

    tell(json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False))


def fail(text: str, *, status: int = FAILED) -> NoReturn:
    """Say what stops the command, and stop it."""
    tell(text, colour="red", error=True)
    raise Ended(status)


def visible(text: str) -> str:
    """A name as it can be shown: what is not printable, and might steer the terminal, as an escape."""
    return text if text.isprintable() else ascii(text)[1:-1]
