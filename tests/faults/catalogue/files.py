"""Files, bytes and folders."""

import os

from .project import Case, Project, add, both, changed, link, swap, write

LINE = "low,toxic,1,10,,,,,,,,,Table 2 – résumé,"


def encoded(encoding: str, line: str = LINE):
    return both(add("counts.csv", line), changed("counts.csv", lambda data: data.decode().encode(encoding)))


def pipe(project: Project) -> None:
    (project.paper / "times.csv").unlink()
    os.mkfifo(project.paper / "times.csv")


def folder(name: str):
    return lambda project: (project.raw / name).mkdir()


CASES = [
    Case(52, "a byte order mark", changed("counts.csv", lambda data: b"\xef\xbb\xbf" + data)),
    Case(53, "UTF-16", encoded("utf-16")),
    Case(53, "UTF-16 without a mark", encoded("utf-16-le")),
    Case(53, "Windows-1252 with a dash", encoded("cp1252")),
    Case(53, "Latin-1 with an accent", encoded("latin-1", LINE.replace("–", "-"))),
    Case(53, "letters that were lost when the file was saved", add("counts.csv", LINE.replace("é", "\ufffd"))),
    Case(
        54,
        "CRLF and a missing last line end",
        changed("counts.csv", lambda data: data.rstrip().replace(b"\n", b"\r\n")),
    ),
    Case(54, "lone carriage returns", changed("counts.csv", lambda data: data.replace(b"\n", b"\r"))),
    Case(54, "one lone carriage return", swap("counts.csv", "Table 2,\nlow", "Table 2,\rlow")),
    Case(55, "a NUL byte", swap("counts.csv", ",15,", ",1\x005,")),
    Case(56, "a character that turns the text around", swap("groups.csv", "All patients", "All \u202epatients")),
    Case(56, "a control character", swap("groups.csv", "All patients", "All\x07 patients")),
    Case(57, "a file above 5 MB", write("counts.csv", b"x" * 5_000_001)),
    Case(57, "200,000 characters in a cell", swap("counts.csv", "Table 2,\nlow", f"Table 2,{'x' * 200_000}\nlow")),
    Case(
        57,
        "more rows than anybody types",
        lambda project: add("counts.csv", "low,a,1,10,,,,,,,,,T,\n" * 10_001)(project),
    ),
    Case(
        57,
        "more columns than anybody types",
        changed("counts.csv", lambda data: b"\n".join(line + b"," * 300 for line in data.splitlines())),
    ),
    Case(58, "a link to a file outside", link("times.csv", "/etc/hostname")),
    Case(58, "a link to a folder", lambda project: os.symlink("/etc", project.raw / "jones2002")),
    Case(58, "a pipe", pipe),
    *(
        Case(59, f"a folder called {name!r}", folder(name))
        for name in ("a; touch x #", "CON", "Smith2001", "smith 2001", "müller2001", "x" * 41, "2001smith")
    ),
    Case(
        59,
        "a paper named by a path",
        lambda project: (project.raw / "sets.csv").write_text(
            "set,purpose,paper,group,outcome\ns,synthesis,../../x,all,objective_response\n"
        ),
    ),
    Case(0, "an unknown file", write("conuts.csv", "x")),
    Case(0, "a table in capitals", lambda project: (project.paper / "times.csv").rename(project.paper / "Times.csv")),
    Case(0, "a file beside the papers", lambda project: (project.raw / "notes.txt").write_text("x")),
    Case(0, "no groups", lambda project: (project.paper / "groups.csv").unlink()),
    Case(0, "no paper.yaml", lambda project: (project.paper / "paper.yaml").unlink()),
    Case(0, "tables and a workbook", write("smith2001.xlsx", b"PK")),
]
