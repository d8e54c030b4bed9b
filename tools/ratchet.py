"""Types: mypy --strict finds nothing in the rooms that are finished, and elsewhere no more than is written down.

The numbers of the other rooms stand in tools/ratchet.json. They only go down: where mypy finds more, this fails; where
it finds less, it says so, and `--lower` writes the new numbers. A room that is not in the file has none.

usage: python tools/ratchet.py [--lower]
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from mypy import api

PROJECT = Path(__file__).resolve().parent.parent
ALLOWED = PROJECT / "tools/ratchet.json"
_ERROR = re.compile(r"(?:workflow/reanalysis/)?(?P<room>[^/:]+)(?:/[^:]*)?:\d+: error: ")


def rooms_of(said: str) -> Counter[str]:
    """How many errors mypy names in each room: a folder of the package, a module beside them, or another folder."""
    return Counter(match["room"] for match in map(_ERROR.match, said.splitlines()) if match)


def judged(found: Mapping[str, int], allowed: Mapping[str, int]) -> tuple[list[str], list[str]]:
    """The rooms in which more is found than allowed, and those in which less is."""
    rooms = sorted({*found, *allowed})
    more = [room for room in rooms if found.get(room, 0) > allowed.get(room, 0)]
    return more, [room for room in rooms if found.get(room, 0) < allowed.get(room, 0)]


def main(arguments: list[str]) -> int:
    """Run mypy, compare, print, and return 1 if a room has more errors than allowed."""
    said, wrong, status = api.run(["--config-file", str(PROJECT / "pyproject.toml"), "--no-error-summary"])
    found = rooms_of(said)
    if status not in (0, 1) or (status and not found):
        print(said + wrong)
        return 1
    allowed = json.loads(ALLOWED.read_text(encoding="utf-8"))
    more, fewer = judged(found, allowed)
    for room in more:
        print("\n".join(line for line in said.splitlines() if rooms_of(line)[room]))
        print(f"{room}: {found[room]} errors of mypy --strict, and {allowed.get(room, 0)} are allowed")
    if fewer and "--lower" in arguments and not more:
        text = json.dumps(dict(sorted(found.items())), indent=2)
        ALLOWED.write_text(text + "\n", encoding="utf-8")
        print("tools/ratchet.json is lowered")
    elif fewer:
        print(
            f"Fewer than allowed in {', '.join(fewer)}: lower tools/ratchet.json with python tools/ratchet.py --lower"
        )
    print(f"mypy --strict: {sum(found.values())} errors, {sum(allowed.values())} allowed.")
    return bool(more)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
