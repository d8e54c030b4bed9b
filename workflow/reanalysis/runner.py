"""One run of the workflow: Snakemake as a process of its own, and what Snakemake leaves to whoever calls it.

Snakemake stops at a lock that a killed run left, keeps pages of papers that are gone, and notices no changed code when
its own records (.snakemake) are gone. It writes its output straight to a file, so that it survives the end of who
started it.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from reanalysis.surroundings import INHERITED_LOCK, SNAKEFILE, RunLock, job_environment
from reanalysis.wording import in_words

RUN_LOG = Path("logs/run.log")
OUTPUTS_OF_STAGES = ("data/processed/*", "results/stages/*.csv", "results/report.html")
STAGES = {
    "read_papers": "reading the papers",
    "audit_papers": "auditing what they print",
    "estimate_rates": "estimating response rates",
    "compare_controls": "comparing with controls",
    "summarise_survival": "summarising survival",
    "pool_sets": "pooling sets of studies",
    "render_report": "writing the report",
}
_TOTAL = re.compile(r"^total +(\d+)$")
_FINISHED = re.compile(r"^Finished jobid: \d+ \(Rule: (\w+)\)$")
_FAILED = re.compile(r"^Error in rule (\w+):$")
Say = Callable[[str], None]


class Stopped(Exception):
    """The run was told to stop, by the signal that `signal_number` names."""

    def __init__(self, signal_number: int) -> None:
        super().__init__(signal.Signals(signal_number).name)
        self.signal_number = signal_number


@dataclass
class Progress:
    """What Snakemake's log says so far."""

    total: int = 0
    finished: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def read(self, line: str) -> str | None:
        """Take in a line of the log; what to tell the user about it, if anything."""
        if found := _TOTAL.match(line):
            self.total = int(found[1]) - 1  # rule all
        elif (found := _FINISHED.match(line)) and found[1] != "all":
            self.finished.append(found[1])
            return f"{len(self.finished)}/{self.total} {stage_name(found[1])}"
        elif found := _FAILED.match(line):
            self.failed.append(found[1])
        return None


def stage_name(rule: str) -> str:
    """A rule in words."""
    return STAGES.get(rule, in_words(rule))


def run_workflow(project: Path, *, cores: str, say: Say, lock: RunLock, forced: bool = False) -> tuple[int, Progress]:
    """Bring the results up to date. Returns Snakemake's exit status and what ran; raises Stopped on Ctrl-C and the
    like."""
    environment = job_environment(project, os.environ) | {INHERITED_LOCK: "yes"}
    snakemake = _snakemake(cores)
    if was_killed(project):
        say("The last run was stopped half-way; what it left undone is done now.")
        with _started([*snakemake, "--unlock"], project, environment, lock) as process:
            process.wait()
    options = ["--rerun-incomplete"]
    if forced or records_are_gone(project):
        say("Records of the last run (.snakemake) are gone: everything runs again.")
        options.append("--forceall")
    for page in pages_without_paper(project):
        page.unlink()
    progress = Progress()
    with _started([*snakemake, *options], project, environment, lock) as process:
        for line in _lines_until_end(process, project / RUN_LOG):
            if text := progress.read(line):
                say(text)
    return process.returncode, progress


def dry_run(project: Path, *, snakefile: Path = SNAKEFILE) -> tuple[int, str]:
    """Snakemake's exit status and what it says that it would do."""
    environment = job_environment(project, os.environ) | {INHERITED_LOCK: "yes"}
    options = ["--dry-run", "--rerun-incomplete", *(["--forceall"] if records_are_gone(project) else [])]
    done = subprocess.run(
        [*_snakemake("all", snakefile), *options],
        cwd=project,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    return done.returncode, done.stdout


def _snakemake(cores: str, snakefile: Path = SNAKEFILE) -> list[str]:
    return [sys.executable, "-P", "-m", "snakemake", "--snakefile", str(snakefile), "--nocolor", "--cores", cores]


def was_killed(project: Path) -> bool:
    """Whether Snakemake's lock is still there; asked by who holds the run's own lock, it is stale."""
    locks = project / ".snakemake/locks"
    return locks.is_dir() and any(locks.iterdir())


def records_are_gone(project: Path) -> bool:
    """Whether a stage's output is there that Snakemake has no record of: it would take it for up to date, whatever it
    was made from."""
    files = [path for pattern in OUTPUTS_OF_STAGES for path in project.glob(pattern) if not path.name.startswith(".")]
    return not all(_record_of(path.relative_to(project), project).is_file() for path in files)


def _record_of(output: Path, project: Path) -> Path:
    # Snakemake names the record of a file after its path, in base 64.
    return project / ".snakemake/metadata" / urlsafe_b64encode(output.as_posix().encode()).decode()


def pages_without_paper(project: Path) -> list[Path]:
    """Pages and documents of papers whose folder is gone."""
    return [
        page
        for page in sorted((project / "results/papers").glob("*"))
        if page.suffix in (".html", ".pdf") and not (project / "data/raw" / page.stem).is_dir()
    ]


def tail_of_failure(project: Path, progress: Progress, lines: int = 20) -> Iterator[str]:
    """Which stage failed and the end of its log; the end of Snakemake's where no stage did or it left none."""
    failed: list[str | None] = [*progress.failed] or [None]
    for rule in failed:
        log = project / "logs" / f"{rule}.log" if rule else project / RUN_LOG
        if not log.is_file() or not log.stat().st_size:
            log = project / RUN_LOG
        yield f"Failed: {stage_name(rule)}" if rule else "The run failed"
        yield f"The end of {log.relative_to(project)}:"
        yield from ("  " + line for line in log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


@contextlib.contextmanager
def _started(
    command: list[str], project: Path, environment: dict[str, str], lock: RunLock
) -> Iterator[subprocess.Popen[bytes]]:
    # In a session of its own: Ctrl-C reaches this process, which stops Snakemake and its jobs, and waits for them.
    handlers = {
        number: signal.signal(number, _raise_stopped) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    with open(project / RUN_LOG, "w", encoding="utf-8") as log:
        process = subprocess.Popen(
            command,
            cwd=project,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=[lock.file.fileno()],
            start_new_session=True,
        )
    try:
        yield process
    finally:
        for number in handlers:
            signal.signal(number, signal.SIG_IGN)
        if process.poll() is None:
            _stop(process, signal.SIGINT)
        _signal_all(process, signal.SIGKILL)  # jobs that outlived a Snakemake that was killed
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _raise_stopped(number: int, _frame: object) -> None:
    raise Stopped(number)


def _stop(process: subprocess.Popen[bytes], number: int) -> None:
    _signal_all(process, number)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        _signal_all(process, signal.SIGKILL)
        process.wait()


def _signal_all(process: subprocess.Popen[bytes], number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _lines_until_end(process: subprocess.Popen[bytes], log: Path) -> Iterator[str]:
    with open(log, encoding="utf-8", errors="replace") as file:
        rest, running = "", True
        while running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.1)
                running = False
            *lines, rest = (rest + file.read()).split("\n")
            yield from lines
