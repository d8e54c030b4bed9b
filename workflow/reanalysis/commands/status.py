"""`reanalysis status`: what a run would do, and why, from a dry run of Snakemake, in words."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from reanalysis import runner
from reanalysis.commands.accepted import inputs_of_last_run
from reanalysis.commands.run import nothing_written
from reanalysis.commands.terminal import DONE, FAILED, coloured, fail, tell, tell_json
from reanalysis.surroundings import RunIsAlive, RunLock
from reanalysis.wording import counted

MOST_NAMED = 5
MADE_AGAIN = "what it reads is made again"
_RULE = re.compile(r"^(?:local)?rule (\w+):$")
_OUTPUT = re.compile(r"^    output: (.*)$")
_REASON = re.compile(r"^    reason: (.*)$")
_PARAMS = re.compile(r"Params have changed since last execution: .*?before: (.*) now: (.*?)\s*$", re.DOTALL)
_KNOWN = {
    "Incomplete output files": "the last run was stopped while it wrote",
    "Updated input files": "what it reads has been written anew",
    "Input files updated by another job": MADE_AGAIN,
    "Set of input files has changed": "it reads other files than before",
    "Code has changed": "its script has changed",
    "Forced execution": "everything runs again",
}
_PARTS = {
    "code": "its code has changed",
    "templates": "the templates of the report have changed",
    "accepted": "the accepted results have changed",
    "outcomes": "the outcomes have changed (config/outcomes.yaml, or those of the tool)",
    "scales": "the scales have changed (config/scales.yaml, or those of the tool)",
}


@dataclass(frozen=True)
class Planned:
    """A job that would run, and why."""

    rule: str
    reasons: tuple[str, ...]

    @property
    def stage(self) -> str:
        """The rule in words."""
        return runner.stage_name(self.rule)


def run(project: Path, *, as_json: bool = False) -> int:
    """Print what would run; returns the exit status."""
    from reanalysis.choices import problems

    at_work = _running(project)
    if found := problems(project):
        for line in found:
            tell(line, colour="red", error=True)
        return FAILED
    notes = [] if at_work else list(_notes(project))
    code, said = runner.dry_run(project)
    if code:
        tell("Snakemake cannot plan the run:", colour="red", error=True)
        for line in said.splitlines()[-15:]:
            tell(f"  {line}", error=True)
        return FAILED
    jobs = planned(said, project)
    if as_json:
        tell_json(
            {
                "running": at_work,
                "notes": notes,
                "jobs": [{"rule": job.rule, "stage": job.stage, "reasons": list(job.reasons)} for job in jobs],
            }
        )
    else:
        show(jobs, notes, at_work)
    return DONE


def show(jobs: list[Planned], notes: list[str], at_work: str) -> None:
    """Print the plan for people."""
    if at_work:
        tell(f"A run is at work now (process {at_work}).", colour="yellow")
    for note in notes:
        tell(note, colour="yellow")
    if not jobs:
        tell("Nothing to run: the results are up to date.", colour="green")
        return
    tell(f"{counted(len(jobs), 'stage')} of {len(runner.STAGES)} would run:", colour="bold")
    for job in jobs:
        tell(f"  {job.stage}{coloured(': ' + '; '.join(job.reasons), 'dim')}")
    if not at_work:
        tell("To run: reanalysis run")


def _running(project: Path) -> str:
    try:
        RunLock.taken(project).file.close()
    except RunIsAlive as other:
        return str(other)
    except OSError as error:  # Snakemake writes its own records even to plan
        fail(nothing_written(project, error))
    return ""


def _notes(project: Path) -> Iterator[str]:
    if runner.was_killed(project):
        yield "The last run was stopped half-way; the next one does what it left undone."
    if runner.records_are_gone(project):
        yield "Records of the last run (.snakemake) are gone: everything runs again."
    for page in runner.pages_without_paper(project):
        yield f"The page of {page.stem} goes: its folder is gone."


def planned(said: str, project: Path) -> list[Planned]:
    """The jobs of a dry run in the order of the stages, from what Snakemake says."""
    found: dict[str, str] = {}
    rule, outputs = "", {}
    for line in said.splitlines():
        if match := _RULE.match(line):
            rule = match[1]
        elif match := _OUTPUT.match(line):
            outputs[rule] = match[1].split(", ")
        elif (match := _REASON.match(line)) and rule not in ("", "all"):
            found[rule] = match[1]
    order = list(runner.STAGES)
    rules = sorted(found, key=lambda name: order.index(name) if name in order else len(order))
    if runner.records_are_gone(project):
        return [Planned(name, ("everything runs again",)) for name in rules]
    return [Planned(name, tuple(_in_words(found[name], outputs.get(name, []), project))) for name in rules]


def _in_words(reason: str, outputs: list[str], project: Path) -> Iterator[str]:
    """Snakemake's reason in words, the most telling first; that what it reads is made again only where nothing else is
    the reason."""
    said = list(_each_in_words(reason, outputs, project))
    yield from dict.fromkeys([words for words in said if words != MADE_AGAIN] or said)


def _each_in_words(reason: str, outputs: list[str], project: Path) -> Iterator[str]:
    params = _PARAMS.search(reason)
    if params:
        yield from _changed_params(params[1], params[2], project)
        reason = reason[: params.start()]
    for part in filter(None, (part.strip() for part in reason.split("; "))):
        name, _, files = part.partition(": ")
        if name == "Missing output files":
            missing = files.split(", ")
            yield (
                "its results are not there" if set(missing) >= set(outputs) else f"missing: {_listed(sorted(missing))}"
            )
        else:
            yield next(
                (words for start, words in _KNOWN.items() if name.startswith(start)),
                "something that it depends on has changed",
            )


def _changed_params(before: str, now: str, project: Path) -> Iterator[str]:
    one, other = _last_dict(before), _last_dict(now)
    for name in dict.fromkeys([*other, *one]):
        if one.get(name) == other.get(name):
            continue
        if name == "raw":
            yield _changed_data(project)
        elif name == "config":
            yield from _changed_choices("the choice ", "", one.get(name) or {}, other.get(name) or {})
        elif name == "software":
            yield from _changed_choices("the version of ", "", one.get(name) or {}, other.get(name) or {})
        else:
            yield _PARTS.get(name, f"{name} has changed")


def _last_dict(text: str) -> Mapping[str, object]:
    """What a rule was made from, among its params as Snakemake prints them."""
    try:
        value = ast.literal_eval(text[text.index("{") :].strip().rstrip(","))
    except (ValueError, SyntaxError):
        return {}
    return (
        value
        if isinstance(value, dict)
        else next((part for part in value if isinstance(part, dict)), {})
        if isinstance(value, tuple)
        else {}
    )


def _changed_choices(what: str, name: str, before: object, now: object) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(now, dict):
        for key in dict.fromkeys([*now, *before]):
            yield from _changed_choices(what, f"{name}.{key}" if name else str(key), before.get(key), now.get(key))
    elif before != now:
        yield f"{what}{name} has changed from {_shown(before)} to {_shown(now)}"


def _shown(value: object) -> str:
    return "nothing" if value is None else value if isinstance(value, str) else json.dumps(value, default=str)


def _changed_data(project: Path) -> str:
    """Which files of the data changed since the last run, as far as it left their hashes."""
    from reanalysis.provenance import input_hashes

    left, start = inputs_of_last_run(project), "data/raw/"
    now = input_hashes(project) if left else {}
    changed = [
        name.removeprefix(start) + (" (new)" if name not in left else " (gone)" if name not in now else "")
        for name in sorted({*left, *now})
        if name.startswith(start) and left.get(name) != now.get(name)
    ]
    return f"the data have changed: {_listed(changed)}" if changed else "the data have changed"


def _listed(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
