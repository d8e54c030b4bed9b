"""The command `reanalysis`: its options. What a command does stands in `commands`, imported when it is called."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from reanalysis import __version__
from reanalysis.commands.places import the_project
from reanalysis.commands.terminal import DONE, FAILED, STATUSES, STOPPED, Ended, tell

EPILOGUE = "\b\nExit status:\n" + "\n".join(
    f"{number:>5}  {words}" for number, words in {**STATUSES, STOPPED: "stopped with Ctrl-C"}.items()
)

app = typer.Typer(
    add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False, epilog=EPILOGUE
)

Paper = Annotated[
    str, typer.Argument(metavar="PAPER", help="Name of the paper's folder in data/raw.", show_default=False)
]
Project = Annotated[
    Path | None,
    typer.Option("--project", metavar="FOLDER", help="Folder of the project; by default the one you are in."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


@app.callback(epilog=EPILOGUE)
def command() -> None:
    """Reanalysis of small published trials: enter a paper, check it, run, and see what changed."""


@app.command()
def init(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[FOLDER]", help="By default the one you are in.", show_default=False)
    ] = None,
    example: Annotated[
        bool,
        typer.Option(
            "--example", help="Add one small invented paper that explains itself; --example five-trials: real ones."
        ),
    ] = False,
    github: Annotated[
        bool, typer.Option("--github", help="Add a workflow that shows what a pull request changes.")
    ] = False,
    add: Annotated[bool, typer.Option("--add", help="Add what is missing to a folder with files.")] = False,
) -> None:
    """Make a folder a review, to enter papers in.

    Nothing that is there is ever overwritten.
    """
    from reanalysis.commands import init as module

    folder, name = module.named(words or [], example=example)
    end(module.run(folder, example=name, github=github, add=add))


@app.command()
def new(
    paper: Annotated[
        str,
        typer.Argument(metavar="PAPER", help="Its name: first author and year, as kantarjian2003.", show_default=False),
    ],
    workbook: Annotated[bool, typer.Option("--workbook", help="One workbook instead of CSV tables.")] = False,
    second: Annotated[
        bool, typer.Option("--second", help="For the second person's entry of a paper that is there.")
    ] = False,
    tables: Annotated[
        str,
        typer.Option(
            "--tables",
            metavar="TABLES",
            help="More tables, such as times,summaries, or all; also for a paper that is there.",
            show_default=False,
        ),
    ] = "",
    project: Project = None,
) -> None:
    """Make the folder of a new paper, to fill in."""
    from reanalysis.commands import new as module

    end(module.run(the_project(project), paper, workbook=workbook, second=second, tables=tables))


@app.command()
def check(
    papers: Annotated[
        list[str] | None, typer.Argument(metavar="[PAPER...]", help="By default every paper.", show_default=False)
    ] = None,
    warnings: Annotated[bool, typer.Option("--warnings", help="Show errors and warnings only.")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Show each finding; otherwise notes that repeat are folded.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit status 4 for warnings that nobody acknowledged.")
    ] = False,
    rows: Annotated[
        bool, typer.Option("--acknowledge", help="Print the lines for acknowledged.csv that accept what is found.")
    ] = False,
    as_json: Json = False,
    project: Project = None,
) -> None:
    """Check the entry of papers and audit their numbers."""
    from reanalysis.commands import check as module

    end(
        module.run(
            the_project(project),
            papers or (),
            strict=strict,
            as_json=as_json,
            rows=rows,
            warnings=warnings,
            everything=everything,
        )
    )


@app.command()
def acknowledge(
    paper: Paper,
    numbers: Annotated[
        list[int],
        typer.Argument(metavar="NUMBER...", min=1, help="Numbers of findings, as check and the report show them."),
    ],
    reason: Annotated[str, typer.Option("--reason", help="Why it is accepted.", show_default=False)],
    by: Annotated[str, typer.Option("--by", help="Initials of the person.", show_default=False)],
    project: Project = None,
) -> None:
    """Accept findings, with a reason.

    They are written into acknowledged.csv of the paper. An accepted finding comes back when its numbers change.
    """
    from reanalysis.commands import acknowledge as module

    end(module.run(the_project(project), paper, numbers, reason=reason, by=by))


@app.command()
def fix(
    paper: Paper,
    apply: Annotated[bool, typer.Option("--apply", help="Make the repairs; otherwise they are only shown.")] = False,
    as_json: Json = False,
    project: Project = None,
) -> None:
    """Show or make repairs that change no value.

    Spaces around cells, no-break spaces, line ends, a byte order mark, a missing end of line. Without --apply they are
    only shown.
    """
    from reanalysis.commands import fix as module

    end(module.run(the_project(project), paper, apply=apply, as_json=as_json))


@app.command()
def compare(
    paper: Paper,
    check: Annotated[
        bool, typer.Option("--check", help="Exit status 5 if the entries differ or one of them misses something.")
    ] = False,
    words: Annotated[
        bool, typer.Option("--words", help="Show also where labels, notes and places are worded differently.")
    ] = False,
    as_json: Json = False,
    project: Project = None,
) -> None:
    """Compare the two entries of a paper, cell by cell."""
    from reanalysis.commands import compare as module

    end(module.run(the_project(project), paper, check=check, words=words, as_json=as_json))


@app.command()
def run(
    cores: Annotated[int | None, typer.Option(min=1, help="Cores to use; by default all.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print the summary only.")] = False,
    project: Project = None,
) -> None:
    """Bring the results up to date; print a summary."""
    from reanalysis.commands import run as module

    end(module.run(the_project(project), cores="all" if cores is None else str(cores), quiet=quiet))


@app.command()
def diff(
    as_json: Json = False,
    markdown: Annotated[bool, typer.Option("--md", help="Print Markdown.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Also name the results that have not changed.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Exit status 5 if results differ.")] = False,
    project: Project = None,
) -> None:
    """Show what differs from the accepted results."""
    from reanalysis.commands import diff as module

    if as_json and markdown:
        raise typer.BadParameter("it excludes --json", param_hint="--md")
    end(module.run(the_project(project), as_json=as_json, markdown=markdown, everything=everything, check=check))


@app.command()
def show(
    what: Annotated[
        str,
        typer.Argument(
            metavar="PAPER|RESULT_ID", help="A paper, or a result_id of results/estimates.csv.", show_default=False
        ),
    ],
    everything: Annotated[bool, typer.Option("--all", help="All leading numbers of the paper.")] = False,
    as_json: Json = False,
    project: Project = None,
) -> None:
    """Show the answers of one paper, or one number and its cells."""
    from reanalysis.commands import show as module

    end(module.run(the_project(project), what, as_json=as_json, everything=everything))


@app.command()
def status(as_json: Json = False, project: Project = None) -> None:
    """Say what a run would do, and why."""
    from reanalysis.commands import status as module

    end(module.run(the_project(project), as_json=as_json))


@app.command()
def watch(
    only_check: Annotated[
        bool, typer.Option("--check", help="Only check what is saved; do not bring the results up to date.")
    ] = False,
    project: Project = None,
) -> None:
    """Check each paper when it is saved, and renew the results."""
    from reanalysis.commands import watch as module

    end(module.run(the_project(project), only_check=only_check))


@app.command()
def doctor(as_json: Json = False, project: Project = None) -> None:
    """Look whether everything is fit for a run."""
    from reanalysis.commands import doctor as module

    end(module.run(the_project(project), as_json=as_json))


@app.command()
def accept(project: Project = None) -> None:
    """Take the present results as the accepted ones."""
    from reanalysis.commands import accept as module

    end(module.run(the_project(project)))


@app.command("pull-request")
def pull_request(
    base: Annotated[
        str, typer.Option("--base", metavar="COMMIT", help="The commit to compare with.", show_default=False)
    ],
    comment: Annotated[
        Path | None,
        typer.Option("--comment", metavar="FILE", help="Write what differs, in Markdown.", show_default=False),
    ] = None,
    project: Project = None,
) -> None:
    """Say what this branch changes in the results.

    Both are run; findings that are new are printed as annotations of a forge.
    """
    from reanalysis.commands import pull_request as module

    end(module.run(the_project(project), base=base, comment=comment))


@app.command()
def upgrade(
    preview: Annotated[
        bool, typer.Option("--preview", help="List the numbers that the tool alone changes; touch nothing.")
    ] = False,
    as_json: Json = False,
    project: Project = None,
) -> None:
    """Say what this version of the tool changes.

    The accepted data are run with this tool in a temporary place.
    """
    from reanalysis.commands import upgrade as module

    end(module.run(the_project(project), preview=preview, as_json=as_json))


imports = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(imports, name="import", help="Make papers of what somebody has already.")


@imports.command("table")
def import_table(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file or workbook.", show_default=False)],
    mapping: Annotated[
        Path,
        typer.Option("--map", metavar="MAP", help="A YAML file that says what its columns are.", show_default=False),
    ],
    sheet: Annotated[str, typer.Option("--sheet", help="Sheet of a workbook; by default its first.")] = "",
    project: Project = None,
) -> None:
    """Make papers of a sheet with a line for each study or arm, and check them.

    Each cell is entered with its line and column as source; what is not entered is named. Nothing is overwritten.
    """
    from reanalysis.commands import import_table as module

    end(module.run(the_project(project), file, mapping=mapping, sheet=sheet))


@imports.command("metafor")
def import_metafor(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file.", show_default=False)],
    outcome: Annotated[str, typer.Option("--outcome", help="What its counts are of.")] = "objective_response",
    year: Annotated[str, typer.Option("--year", help="Year of its studies, where it has no column year.")] = "",
    project: Project = None,
) -> None:
    """Make papers of a data frame with metafor's columns: xi and ni, or ai, bi, ci, di, or ai, n1i, ci, n2i."""
    from reanalysis.commands import exchange as module

    end(module.import_metafor(the_project(project), file, outcome=outcome, year=year))


@imports.command("revman")
def import_revman(
    package: Annotated[
        Path, typer.Argument(metavar="PACKAGE", help="RevMan's data package, a folder or zip.", show_default=False)
    ],
    project: Project = None,
) -> None:
    """Make papers and sets of RevMan's data package: a paper for each study, a set for each analysis."""
    from reanalysis.commands import exchange as module

    end(module.import_revman(the_project(project), package))


exports = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(exports, name="export", help="Write files for other programs.")


@exports.command("metafor")
def export_metafor(
    to: Annotated[Path, typer.Option("--to", metavar="FOLDER", help="Folder to write into.", show_default=False)],
    project: Project = None,
) -> None:
    """Write the studies of each pool as CSV with metafor's columns, and a script of R that pools them."""
    from reanalysis.commands import exchange as module

    end(module.export_pools(the_project(project), to))


@exports.command("revman")
def export_revman(
    package: Annotated[
        Path, typer.Argument(metavar="PACKAGE", help="Name of a package that was imported.", show_default=False)
    ],
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="Folder or zip to write.", show_default=False)],
    project: Project = None,
) -> None:
    """Write a data package that was imported with the numbers as they are entered now."""
    from reanalysis.commands import exchange as module

    end(module.export_revman(the_project(project), package, to))


@app.command()
def where(
    what: Annotated[
        str, typer.Argument(metavar="WHAT", help="snakefile, lock, templates or base.", show_default=False)
    ],
) -> None:
    """Print where a part of the tool stands, for other programs.

    For example: snakemake -s "$(reanalysis where snakefile)" --directory REVIEW
    """
    from reanalysis.commands import where as module

    end(module.run(what))


@app.command()
def version() -> None:
    """Print the version."""
    tell(__version__)


def end(code: int) -> None:
    """End the command with an exit status."""
    raise typer.Exit(code)


def main(command: Callable[[], Any] = app) -> None:
    """Entry point. What the user can mend is said in a line; a traceback would be an error of ours."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  stays open
        getattr(sys, name).reconfigure(errors="replace")  # names that the terminal cannot show
    try:
        command()
    except Ended as ended:
        sys.exit(ended.status)
    except KeyboardInterrupt:
        sys.exit(STOPPED)
    except BrokenPipeError:  # the reader of a pipe has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)
    except OSError as error:
        tell(
            f"{error.filename or 'What is printed cannot be written'}: {os.strerror(error.errno or 5)}",
            colour="red",
            error=True,
        )
        sys.exit(FAILED)


if __name__ == "__main__":
    main()
