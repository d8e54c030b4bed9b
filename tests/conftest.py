"""What holds for every test: examples of hypothesis are the same each time, a slow machine is no failure, and what a
user has typed into this folder is read by none.

`make test-all` asks for the profile `explore`, whose examples are new each time; `make test` stays as it is from run to
run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

SLOW_MACHINES = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile("same_everywhere", derandomize=True, deadline=None, suppress_health_check=SLOW_MACHINES)
settings.register_profile(
    "explore", derandomize=False, deadline=None, suppress_health_check=SLOW_MACHINES, print_blob=True, database=None
)
settings.load_profile("same_everywhere")

REPOSITORY = Path(__file__).resolve().parents[1]
TYPED = tuple(f"{REPOSITORY / folder}{os.sep}" for folder in ("data/raw", "data/accepted"))
READING = {"open", "os.scandir", "os.listdir"}
_read: list[str] = []


def _refuse_what_users_typed(event: str, arguments: tuple[object, ...]) -> None:
    """Stop a test that reads the papers of this folder: they change when somebody works with it, and the tests must be
    green all the same. Their papers stand in reanalysis/examples/five-trials."""
    if event not in READING or not isinstance(arguments[0], str | bytes):
        return
    path = os.path.abspath(os.fsdecode(arguments[0]))
    if f"{path}{os.sep}".startswith(TYPED):
        _read.append(path)
        raise AssertionError(
            f"a test reads {path}; take workflow/reanalysis/examples/five-trials/ or papers of its own"
        )


sys.addaudithook(_refuse_what_users_typed)


@pytest.fixture(autouse=True)
def read_of_users() -> Iterator[list[str]]:
    """What this test has read of what users typed: nothing, even where a refusal was caught."""
    _read.clear()
    yield _read
    assert not _read
