"""paper.yaml to PaperInfo: every scalar as text through the same grammar as the cells of the tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from reanalysis.entry.cells.meant import meant_in_row
from reanalysis.entry.cells.problem import cell_problem
from reanalysis.entry.characters import PLACEHOLDERS
from reanalysis.entry.messages import Place, Problem, one_of, shown
from reanalysis.entry.sources.decode import decode
from reanalysis.entry.sources.yaml_text import Node, YamlProblem, read_yaml, remark_behind
from reanalysis.model.cells import MAX_CELL
from reanalysis.model.config import Vocabulary
from reanalysis.model.paper import LISTS, PaperInfo, ReportingThreshold, TwoStage
from reanalysis.wording import in_words

LARGEST_INFO = 100_000
_KEY = re.compile(r"\s*([a-z_]+)\s*:")
_DOI = re.compile(r"10\.[0-9]{4,9}/[!-~]{1,200}")
_PMID = re.compile(r"[1-9][0-9]{0,7}")
_NCT = re.compile(r"NCT[0-9]{8}")
_ADDRESS = re.compile(r"(?:https?://)?(?:dx\.)?doi\.org/|doi:\s*", re.IGNORECASE)


Model = TypeVar("Model", bound=BaseModel)


def read_info(
    data: bytes, place: Place, names: Vocabulary | None = None
) -> tuple[PaperInfo | None, dict[str, int], list[Problem]]:
    """The paper's description (None if it cannot be read), the lines of its keys, and what is wrong with it."""
    if len(data) > LARGEST_INFO:
        return (
            None,
            {},
            [
                Problem(
                    place=place,
                    code="E-SIZE",
                    wrong=f"the file has {len(data):,} bytes",
                    expected=f"at most {LARGEST_INFO:,} bytes",
                    cure="keep only what describes the paper in it",
                )
            ],
        )
    decoded = decode(data, place)
    if any(problem.severity == "error" for problem in decoded.problems):
        return None, {}, decoded.problems
    root, unread = _read(decoded.lines, place)
    if root is None:
        return None, {}, decoded.problems + unread
    if root.fields is None:
        problem = Problem(
            place=replace(place, row=root.line),
            code="E-YAML",
            wrong="this is no list of keys",
            entered=root.text,
            expected="key: text",
            cure="write source_kind: abstract, trial: ..., title: ...",
        )
        return None, {}, [*decoded.problems, problem]
    lines = {name: line for name, (line, _) in root.fields.items()}
    texts, problems = _texts(root, PaperInfo, place)
    problems += unread
    problems += _read_as_meant(PaperInfo, texts, lines, place, names)
    problems += _remarks(root, decoded.lines, place)
    lists, more = _lists(root, lines, place, names)
    problems += more
    info, more = _validated(PaperInfo, texts, lines, place, problems)
    told = {problem.place.column for problem in problems + more if problem.severity == "error"}
    problems += more + [problem for problem in _formats(texts, lines, place) if problem.place.column not in told]
    if info is not None:
        info = info.model_copy(update=lists)
    return info, lines, decoded.problems + problems


def _lists(
    root: Node, lines: dict[str, int], place: Place, names: Vocabulary | None
) -> tuple[dict[str, tuple[BaseModel, ...]], list[Problem]]:
    """The lists of the paper; the line of each item is written into `lines`."""
    lists: dict[str, tuple[BaseModel, ...]] = {}
    problems: list[Problem] = []
    for name in LISTS:
        lists[name], more = _items(root, name, place, names)
        problems += more
        if root.fields and name in lines:
            lines |= {f"{name} {index}": item.line for index, item in enumerate(root.fields[name][1].items or [])}
    return lists, problems


def _read(lines: list[str], place: Place) -> tuple[Node | None, list[Problem]]:
    """The keys, and the lines that cannot be read; where these are lines of one key, the others are read without
    them."""
    kept = list(lines)
    problems: list[Problem] = []
    while True:
        try:
            return read_yaml("\n".join(kept) + "\n"), problems
        except YamlProblem as found:
            text = kept[found.line - 1] if 0 < found.line <= len(kept) else ""
            name = _KEY.match(text)
            key = (
                name[1]
                if name and name[1] in PaperInfo.model_fields and name[1] not in LISTS and _is_wrong_alone(text)
                else ""
            )
            problems.append(
                Problem(
                    place=replace(place, row=found.line, column=key),
                    code=found.code,
                    wrong=found.wrong,
                    entered=text,
                    expected="key: text",
                    cure=found.cure,
                )
            )
            if not key:
                return None, problems
            kept[found.line - 1] = ""


def _is_wrong_alone(line: str) -> bool:
    try:
        read_yaml(line + "\n")
    except YamlProblem:
        return True
    return False


def _texts(node: Node, model: type[BaseModel], place: Place) -> tuple[dict[str, str], list[Problem]]:
    """The scalars of a mapping that are not blank; problems for keys that are unknown, repeated or hold no text."""
    known = list(model.model_fields)
    texts: dict[str, str] = {}
    problems = [
        Problem(
            place=replace(place, row=again, column=shown(name)[1:-1]),
            code="E-TWICE",
            wrong=f"{shown(name)} stands twice, in lines {first} and {again}",
            expected="every key once",
            cure="delete one of them",
        )
        for name, first, again in node.repeated
    ]
    for name, (line, value) in (node.fields or {}).items():
        here = replace(place, row=line, column=shown(name)[1:-1])
        if name not in known:
            problems.append(
                Problem(
                    place=here,
                    code="E-FIELD",
                    wrong="there is no such key",
                    entered=name,
                    expected=f"one of {', '.join(known)}",
                    cure=one_of(name, known, "put it into notes"),
                )
            )
        elif name in LISTS:
            continue
        elif name == "drugs" and value.items is not None and all(one.text for one in value.items):
            texts[name] = "; ".join(one.text.strip(" ") for one in value.items)
        elif value.fields is not None or value.items is not None:
            problems.append(
                Problem(
                    place=here,
                    code="E-YAML",
                    wrong="a list or mapping where a text belongs",
                    expected="key: text",
                    cure='write one text; put a text with brackets, braces or ": " into "quotation marks"',
                )
            )
        elif len(value.text) > MAX_CELL:
            problems.append(
                Problem(
                    place=here,
                    code="E-LONG",
                    wrong=f"a text of {len(value.text):,} characters",
                    entered=value.text,
                    expected=f"at most {MAX_CELL:,} characters",
                    cure="shorten it",
                )
            )
        elif value.text.strip(" ") != "":
            texts[name] = value.text.strip(" ")
    return texts, problems


def _read_as_meant(
    model: type[BaseModel], texts: dict[str, str], lines: dict[str, int], place: Place, names: Vocabulary | None
) -> list[Problem]:
    """Put what is meant in the place of what was typed in another form, and say so."""
    problems = []
    for name, meant in meant_in_row(model, texts, names).items():
        problems.append(
            Problem(
                place=replace(place, row=lines.get(name, 0), column=name),
                code="N-READ" if meant.sure else "W-READ",
                severity="note" if meant.sure else "warning",
                wrong=f"read as {meant.text}",
                entered=texts[name],
                cure=f"write {meant.text}",
            )
        )
        texts[name] = meant.text
    return problems


def _remarks(root: Node, lines: list[str], place: Place) -> list[Problem]:
    """Texts that end at a #: what is behind it is not read."""
    found = [
        (name, line, remark_behind(lines[line - 1]))
        for name, (line, value) in (root.fields or {}).items()
        if value.text and line <= len(lines)
    ]
    return [
        Problem(
            place=replace(place, row=line, column=shown(name)[1:-1]),
            code="W-YAML",
            severity="warning",
            wrong="what stands behind # was not read",
            entered=remark,
            cure='if it belongs to the text, put the whole text into "quotation marks"; a remark goes into a line of '
            "its own",
        )
        for name, line, remark in found
        if remark
    ]


def _validated(
    model: type[Model], texts: dict[str, str], lines: dict[str, int], place: Place, reported: Iterable[Problem]
) -> tuple[Model | None, list[Problem]]:
    """The model, or what is wrong with its fields, except where something was reported already."""
    told = {problem.place.column for problem in reported if problem.severity == "error"}
    try:
        return model.model_validate(texts), []
    except ValidationError as found:
        problems = []
        for error in found.errors(include_url=False):
            column = str(error["loc"][0])
            if column in told:
                continue
            here = replace(place, row=lines.get(column, 0), column=column)
            problems.append(cell_problem(here, texts.get(column, ""), error, model))
        return None, problems


def _items(
    root: Node, name: str, place: Place, names: Vocabulary | None
) -> tuple[tuple[BaseModel, ...], list[Problem]]:
    """The items of a list, such as the two-stage designs."""
    if root.fields is None or name not in root.fields:
        return (), []
    model, (_, value) = LISTS[name], root.fields[name]
    here = replace(place, row=root.fields[name][0], column=name)
    if value.text == "" and value.items is None and value.fields is None:
        return (), []
    found: list[BaseModel] = []
    problems: list[Problem] = []
    for item in value.items if value.items is not None else [value]:
        if item.fields is None or value.items is None:
            problems.append(
                Problem(
                    place=replace(here, row=item.line),
                    code="E-YAML",
                    wrong=f"this is no list of {_ITEMS[name][0]}",
                    entered=item.text,
                    expected=_ITEMS[name][1],
                    cure=f"start each {_ITEMS[name][0].removesuffix('s')} with a hyphen",
                )
            )
            continue
        texts, more = _texts(item, model, place)
        lines = dict.fromkeys(model.model_fields, item.line) | {key: where for key, (where, _) in item.fields.items()}
        more += _read_as_meant(model, texts, lines, place, names)
        made, wrong = _validated(model, texts, lines, place, more)
        problems += more + wrong
        if made is not None:
            found.append(made.model_copy(update={"line": item.line}))
            problems += _impossible(found[-1], replace(here, row=item.line))
    return tuple(found), problems


_ITEMS = {
    "two_stage": ("designs", "- {group: all, outcome: objective_response, p0: 0.2, r1: 3, n1: 13, r: 12, n: 43}"),
    "reporting_threshold": ("thresholds", '- {kind: toxicity, below: "5%"}'),
    "labels": ("labels", "- {id: asas20, label: ASAS20 response, kind: response}"),
}


def _impossible(item: BaseModel, place: Place) -> list[Problem]:
    """What cannot be in an item of a list."""
    if isinstance(item, TwoStage):
        return _possible(item, place)
    if isinstance(item, ReportingThreshold) and (item.kind is None) == (item.outcome is None):
        return [
            Problem(
                place=place,
                code="E-OUTCOME",
                wrong="kind and outcome are both filled in" if item.kind else "neither kind nor outcome is filled in",
                expected="one of the two",
                cure="say for which kind of outcomes, or for which outcome, the threshold holds",
            )
        ]
    return []


def _possible(design: TwoStage, place: Place) -> list[Problem]:
    """Numbers of a design that cannot be."""
    problems = []
    for name in ("p0", "p1", "alpha", "beta"):
        value = getattr(design, name)
        if value is not None and not 0 < value < 1:
            problems.append(
                Problem(
                    place=replace(place, column=name),
                    code="E-LIMITS",
                    wrong=f"{name} is no probability",
                    entered=str(value),
                    expected="a number between 0 and 1",
                    cure="write 0.2 for 20%",
                )
            )
    for small, large in (("n1", "n"), ("x1", "n1")):
        low, high = getattr(design, small), getattr(design, large)
        if low is not None and high is not None and low > high:
            problems.append(
                Problem(
                    place=replace(place, column=small),
                    code="E-EVENTS",
                    wrong=f"{small} = {low} is more than {large} = {high}",
                    entered=str(low),
                    expected=f"at most {high}",
                    cure=f"look both up in the paper; are {small} and {large} swapped?",
                )
            )
    return problems


def _formats(texts: dict[str, str], lines: dict[str, int], place: Place) -> list[Problem]:
    """What identifies the publication, in the form that links are made from."""
    problems = []
    for name, (is_right, code, expected, cure) in _IDENTIFIERS.items():
        text = texts.get(name, "")
        if text and not is_right(text):
            here = replace(place, row=lines[name], column=name)
            problems.append(
                Problem(
                    place=here,
                    code=code,
                    wrong=f"this is not a {_WORD[name]}",
                    entered=text,
                    expected=expected,
                    cure=cure(text),
                )
            )
    problems.extend(
        Problem(
            place=replace(place, row=lines[name], column=name),
            code="E-BLANK",
            wrong="a word that stands for no value",
            entered=texts[name],
            expected="a text",
            cure=f"look up the {in_words(name)}",
        )
        for name in ("title", "first_author")
        if texts.get(name, "").casefold() in PLACEHOLDERS
    )
    return problems


def _is_registration(text: str) -> bool:
    return "://" not in text and all(
        _NCT.fullmatch(part) for part in re.split(r"[\s;,]+", text) if part.upper().startswith("NCT")
    )


def _is_year(text: str) -> bool:
    return not re.fullmatch(r"[0-9]{1,7}", text) or 1900 <= int(text) <= 2100


def _doi_cure(text: str) -> str:
    rest = _ADDRESS.sub("", text, count=1)
    return f"write {rest}" if _DOI.fullmatch(rest) else "copy it from the publisher's page, or leave it blank"


def _pmid_cure(text: str) -> str:
    digits = re.sub(r"[^0-9]", "", re.sub(r"^.*/(?=[0-9])", "", text.rstrip("/")))
    is_sure = (
        _PMID.fullmatch(digits) and "pmc" not in text.casefold() and not re.search(r"[0-9]\s*[A-Za-z^]|\.[0-9]", text)
    )
    return f"write {digits}" if is_sure else "copy it from PubMed, digits only, or leave it blank"


def _registration_cure(text: str) -> str:
    digits = re.search(r"nct\W{0,3}([0-9]{8})(?![0-9])", text, re.IGNORECASE)
    return f"write NCT{digits[1]}" if digits else "copy it from the register, such as NCT00349934, or leave it blank"


_WORD = {"doi": "DOI", "pmid": "PubMed id", "registration": "registration number", "year": "year of publication"}
_IDENTIFIERS: dict[str, tuple[Callable[[str], object], str, str, Callable[[str], str]]] = {
    "doi": (
        _DOI.fullmatch,
        "E-DOI",
        "10., a number, a slash and the rest, such as 10.1200/JCO.2003.01.001, without the resolver's address",
        _doi_cure,
    ),
    "pmid": (_PMID.fullmatch, "E-PMID", "1 to 8 digits", _pmid_cure),
    "registration": (_is_registration, "E-NCT", "NCT and 8 digits, or another register's number", _registration_cure),
    "year": (_is_year, "E-YEAR", "a year from 1900 to 2100", lambda text: "write it with four digits"),
}
