"""A good paper as aligned text, and a way to spoil it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from reanalysis.entry import read_paper
from reanalysis.entry.read import WITHOUT_NUMBERS

GOOD = {
    "paper.yaml": """\
source_kind: full_text
trial: trial_1
title: Title of the paper
first_author: Smith
year: 2001
""",
    "groups.csv": """\
group  , label       , n  , parent , split , role      , source
all    , All         , 30 ,        ,       , treatment , Table 1
low    , Low dose    , 10 , all    , dose  ,           , Table 1
high   , High dose   , 20 , all    , dose  ,           , Table 1
""",
    "counts.csv": """\
group , outcome            , events , n  , at , unit   , reported , low , high , conf_level , source  , note
all   , objective_response , 15     , 30 ,    ,        , 50%      , 31  , 69   , 95         , Table 2 ,
low   , objective_response , 5      ,    , 6  , months ,          ,     ,      ,            , Table 2 , plain
""",
    "times.csv": """\
patient , group , endpoint             , time , unit   , source
1       , low   , duration_of_response , 17   , months , Table 3
2       , high  , duration_of_response , 6+   , months , Table 3
""",
    "summaries.csv": """\
group , endpoint         , statistic    , at , value , value_unit , unit   , source
all   , overall_survival , median       ,    , NE    ,            , months , Text
all   , overall_survival , survival     , 12 , 56.5  , percent    , months , Text
all   , overall_survival , max          ,    , 26+   ,            , months , Text
""",
}


def unaligned(text: str) -> str:
    """CSV without the spaces that align it."""
    return "".join(",".join(cell.strip(" ") for cell in line.split(",")) + "\n" for line in text.splitlines())


@dataclass
class Folder:
    """A paper's folder that can be spoiled and read."""

    path: Path

    def write(self, name: str, content: str | bytes, *, aligned: bool = False) -> Folder:
        text = unaligned(content) if aligned else content
        (self.path / name).write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return self

    def replace(self, name: str, old: str, new: str) -> Folder:
        text = (self.path / name).read_bytes().decode("utf-8")
        assert old in text
        return self.write(name, text.replace(old, new, 1))

    def read(self):
        return read_paper(self.path)

    def errors(self) -> list:
        """The errors, after making sure that they leave the paper out, or the rows if these hold no number of it."""
        paper, findings = self.read()
        errors = [finding for finding in findings if finding.severity == "error"]
        assert (paper is None) == any(error.table not in WITHOUT_NUMBERS for error in errors)
        return errors

    def only_error(self):
        errors = self.errors()
        assert len(errors) == 1, [error.message for error in errors]
        return errors[0]


def make_paper(raw: Path, name: str = "smith2001") -> Folder:
    folder = Folder(raw / name)
    folder.path.mkdir(parents=True)
    for file, text in GOOD.items():
        folder.write(file, text, aligned=file.endswith(".csv"))
    return folder


@pytest.fixture(scope="session")
def new_paper():
    """A function that writes the good paper into a folder: (raw, name) -> Folder."""
    return make_paper


@pytest.fixture
def paper(tmp_path) -> Folder:
    return make_paper(tmp_path / "raw")
