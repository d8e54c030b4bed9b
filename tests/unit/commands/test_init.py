"""A folder becomes a review: what is made, what is refused, and that nothing is ever overwritten."""

from __future__ import annotations

import tomllib

import pytest
import yaml

from reanalysis import __version__
from reanalysis.choices import problems
from reanalysis.commands import init
from reanalysis.commands.terminal import DATA_ERRORS, DONE, FAILED, USAGE
from reanalysis.entry import read_raw
from reanalysis.model.review import read_review

OWN = {"reanalysis.toml", "README.md", ".gitignore", "data/raw/.gitkeep"}
CODE = {".py", ".smk", ".R", ".sh", ".js"}


def content(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_empty_folder_becomes_a_review_of_few_files_and_no_code(tmp_path, helpers):
    done = helpers.reanalysis(tmp_path, "init", "my_first-review")
    assert done.returncode == DONE and "cd my_first-review" in done.stdout
    made = content(tmp_path / "my_first-review")
    assert set(made) == OWN
    review = read_review(tmp_path / "my_first-review")
    assert review.title == "My first review" and not review.problems and not review.refusal(__version__)
    assert made["README.md"].startswith(b"# My first review\n") and b"$" not in made["README.md"]
    assert problems(tmp_path / "my_first-review") == []


def test_the_small_example_is_read_without_an_error_and_has_one_contradiction(tmp_path, helpers):
    done = helpers.reanalysis(tmp_path, "init", "--example")
    made = content(tmp_path)
    assert done.returncode == DONE and len(made) <= 8 and not {name for name in made if name[name.rfind(".") :] in CODE}
    checked = helpers.reanalysis(tmp_path, "check")
    assert checked.returncode == DONE and "1 warning" in checked.stdout and "12% is not reproducible" in checked.stdout


def test_the_example_of_five_trials_is_what_the_tests_read(tmp_path, helpers):
    assert helpers.reanalysis(tmp_path, "init", "here", "--example", "five-trials").returncode == DONE
    raw = "data/raw/"
    made = {name: data for name, data in content(tmp_path / "here").items() if name.startswith(raw) and name not in OWN}
    assert made == {raw + name: data for name, data in content(init.EXAMPLES / "five-trials/data/raw").items()}
    assert len(read_raw(tmp_path / "here/data/raw").dataset.papers) == 11


def test_a_paper_is_entered_in_it(tmp_path, helpers):
    helpers.reanalysis(tmp_path, "init")
    assert helpers.reanalysis(tmp_path, "new", "smith2021").returncode == DONE
    assert helpers.reanalysis(tmp_path, "check").returncode == DATA_ERRORS


def test_in_a_folder_with_files_it_says_what_it_would_add(tmp_path, helpers):
    (tmp_path / "README.md").write_text("mine")
    done = helpers.reanalysis(tmp_path, "init")
    assert done.returncode == FAILED and content(tmp_path) == {"README.md": b"mine"}
    for name in OWN - {"README.md"}:
        assert f"\n  {name}\n" in done.stdout
    assert "would stay as it is: README.md" in done.stdout and "--add" in done.stdout
    assert helpers.reanalysis(tmp_path, "init", "--add").returncode == DONE
    assert set(content(tmp_path)) == OWN and (tmp_path / "README.md").read_text() == "mine"


def test_nothing_is_overwritten(tmp_path, helpers):
    helpers.reanalysis(tmp_path, "init", "--example")
    before = content(tmp_path)
    for options in ((), ("--add",), ("--example",), ("--example", "--add")):
        done = helpers.reanalysis(tmp_path, "init", *options)
        assert done.returncode == FAILED and "nothing was changed" in done.stderr
    assert content(tmp_path) == before


def test_a_repository_of_git_without_files_is_an_empty_folder(tmp_path, helpers):
    (tmp_path / ".git").mkdir()
    assert helpers.reanalysis(tmp_path, "init").returncode == DONE


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--example", "five-trails"), "Did you mean five-trials?"),
        (("one", "two"), "One folder at most can be named"),
        (("review/inside",), "lies inside the review"),
        (("file",), "is a file, so it cannot be a review"),
    ],
)
def test_what_cannot_be_made_a_review(tmp_path, helpers, words, said):
    (tmp_path / "file").touch()
    helpers.reanalysis(tmp_path, "init", "review")
    before = content(tmp_path)
    done = helpers.reanalysis(tmp_path, "init", *words)
    assert done.returncode == USAGE and said in done.stderr and content(tmp_path) == before


def test_a_title_of_odd_signs_is_still_toml(tmp_path, helpers):
    name = 'a "quoted" \\ $review'
    assert helpers.reanalysis(tmp_path, "init", name).returncode == DONE
    assert tomllib.loads((tmp_path / name / "reanalysis.toml").read_text())["title"] == 'A "quoted" \\ $review'


@pytest.mark.parametrize(
    ("version", "wanted"), [("0.1.0", ">=0.1,<0.2"), ("0.12.3", ">=0.12,<0.13"), ("2.3.1", ">=2.3,<3")]
)
def test_range_of_versions_that_give_the_same_numbers(version, wanted):
    assert init.this_minor(version) == wanted


def test_the_workflows_of_a_forge_need_no_secret_and_run_nothing_of_a_fork_with_rights(tmp_path, helpers):
    assert helpers.reanalysis(tmp_path, "init", "--github").returncode == DONE
    folder = tmp_path / ".github/workflows"
    assert set(content(folder)) == {"review.yml", "review-comment.yml"}
    review, comment = (yaml.safe_load((folder / name).read_text()) for name in ("review.yml", "review-comment.yml"))
    assert "secrets." not in "".join(path.read_text() for path in folder.iterdir())
    # YAML reads `on` as true.
    assert set(review[True]) == {"pull_request", "push"} and review["permissions"] == {"contents": "read"}
    assert review["jobs"]["change"]["if"] == "github.event_name == 'pull_request'"
    assert "permissions" not in review["jobs"]["change"]
    assert review["env"]["REANALYSIS"] == f"reanalysis{init.this_minor(__version__)}"
    steps = review["jobs"]["change"]["steps"]
    assert [step["run"] for step in steps if "pull-request" in step.get("run", "")] == [
        'reanalysis pull-request --base "$BASE" --comment comment.md'
    ]
    # Texts of a branch reach a shell as variables only, never as part of a script.
    assert not [
        step
        for job in (review, comment)
        for one in job["jobs"].values()
        for step in one["steps"]
        if "${{" in step.get("run", "")
    ]
    assert set(comment[True]) == {"workflow_run"}
    assert not [step for step in comment["jobs"]["comment"]["steps"] if "checkout" in step.get("uses", "")]


def test_a_review_gets_the_workflows_later(tmp_path, helpers):
    helpers.reanalysis(tmp_path, "init")
    done = helpers.reanalysis(tmp_path, "init", "--github")
    assert done.returncode == DONE and (tmp_path / ".github/workflows/review.yml").is_file()
    assert "already; nothing was changed" in helpers.reanalysis(tmp_path, "init", "--github").stderr
