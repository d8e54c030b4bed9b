"""Every remark of `snakemake --lint` has its answer in a comment of the workflow, and every answer its remark.

An answer is a line `# lint: <remark>: <why it stays>` in the Snakefile or a rule file, with the remark in Snakemake's
words.

usage: python tools/workflow_lint.py
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
_REMARK = re.compile(r"^ {4}\* (.+?)[.:]*$", re.MULTILINE)
_ANSWER = re.compile(r"^# lint: ([^:\n]+): \S", re.MULTILINE)


def remarks(said: str) -> set[str]:
    """What Snakemake remarks, each once."""
    return set(_REMARK.findall(said))


def answers(text: str) -> set[str]:
    """The remarks that the comments of a workflow answer."""
    return set(_ANSWER.findall(text))


def main() -> int:
    """Print remarks without an answer and answers without a remark, and return 1 if there are any."""
    command = [sys.executable, "-m", "snakemake", "--lint"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=300)
    made = remarks(done.stdout + done.stderr)
    if done.returncode and not made:
        print(done.stdout + done.stderr)
        return 1
    files = [*sorted((PROJECT / "workflow").rglob("Snakefile")), *sorted((PROJECT / "workflow").rglob("*.smk"))]
    answered = answers("\n".join(path.read_text(encoding="utf-8") for path in files))
    for remark in sorted(made - answered):
        print(f"snakemake --lint remarks, and no comment answers: {remark}")
    for answer in sorted(answered - made):
        print(f"a comment answers what snakemake --lint does not remark any more: {answer}")
    if made == answered:
        print(f"snakemake --lint: {len(made)} remarks, all answered in comments.")
    return made != answered


if __name__ == "__main__":
    sys.exit(main())
