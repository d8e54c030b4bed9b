"""A small run: two papers with numbers, one without on the same trial, one that was left out; and a reader of its
pages."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reanalysis.accepted.cells import CELL_COLUMNS, cells_table
from reanalysis.analyses.answers import table as answers
from reanalysis.analyses.result import EXTRA_COLUMNS
from reanalysis.model import store
from reanalysis.model.estimate import Estimate
from reanalysis.model.finding import Finding
from reanalysis.model.paper import Dataset, Paper, PaperInfo
from reanalysis.model.rows import TABLES
from reanalysis.report.gather import gather
from reanalysis.report.render import render_report

OUTCOMES = """
outcomes:
  objective_response: {label: Objective response}
  partial_response: {label: Partial response}
  age_60: {label: Age 60 or older, kind: baseline}
endpoints:
  duration_of_response: {label: Duration of response, among: responders}
"""
SCALES = """
blood:
  label: Blood response
  categories:
    complete: {label: Complete, aliases: [CR], response: true}
    partial: {label: Partial, aliases: [PR], response: true}
    minor: {label: Minor}
  outcomes: {objective_response: [complete, partial], partial_response: [partial]}
  definition:
    value: blasts in percent
    assays: [microscopy]
    ranges: {complete: "[0, 0]", partial: "(0, 35)", minor: "[35, 90]"}
"""
TABLES_OF = {
    "alpha2001": {
        "groups": """group,label,n,parent,role,source
all,All patients,30,,treatment,Abstract
control,Historical control,,,historical_control,Abstract""",
        "counts": """group,outcome,kind,events,reported,source
all,objective_response,,,50%,"Abstract, results"
control,objective_response,,,25%,"Abstract, results"
all,age_60,baseline,13,13 (43),Table 1
all,prior_failure,baseline,,11%,Table 1""",
        "comparisons": "comparison,group,outcome,against,source\nvs_history,all,objective_response,control,own",
        "statements": "statement,source\nTreatment was well tolerated.,Abstract",
        "acknowledged": "check,table,row,entered,expected,reason,by\ncount_from_percent,counts,all "
        "objective_response,50%,15/30,seen,AB",
    },
    "beta2002": {
        "groups": "group,label,n,patients_listed,source\nall,All patients,4,all,Text",
        "patients": "patient,group,scale,category,value,source\n1,all,blood,CR,0,Table 2\n2,all,blood,PR,40,Table "
        "2\n3,all,blood,PR,10,Table 2\n4,all,blood,minor,60,Table 2",
        "times": "patient,group,endpoint,time,unit,source\n1,all,duration_of_response,26+,weeks,Table "
        "2\n2,all,duration_of_response,13,weeks,Table 2",
        "summaries": "group,endpoint,statistic,value,unit,source,note\n"
        "all,duration_of_response,median,>8,weeks,Text,printed "
        "in a letter",
    },
    "gamma2003": {
        "groups": "group,label,n,source\nall,All patients,,Abstract",
        "statements": "statement,source\nA marker rose.,Abstract\nA marker fell.,Abstract",
    },
}
INFO = {
    "alpha2001": {
        "source_kind": "abstract",
        "trial": "alpha",
        "title": "A trial of alpha",
        "first_author": "Alpha",
        "year": "2001",
        "doi": "10.1000/alpha.1",
        "registration": "NCT00000001",
        "treatment": "alpha 10 mg",
        "design": "single_arm",
        "enrolled": "30",
        "main_outcome": "objective_response",
    },
    "beta2002": {
        "source_kind": "full_text",
        "trial": "beta",
        "title": "Four patients",
        "first_author": "Beta",
        "year": "2002",
        "enrolled": "4",
        "main_outcome": "objective_response",
    },
    "gamma2003": {
        "source_kind": "abstract",
        "trial": "beta",
        "title": "Markers",
        "first_author": "Gamma",
        "year": "2003",
    },
}
LIMITS_15_30 = {"clopper_pearson": (0.3129702858680275, 0.6870297141319726), "wilson": (0.3315420, 0.6684580)}


def paper(name: str, tables: dict[str, str], info: dict[str, str]) -> Paper:
    """A paper from tables as text, lines counted as in files."""
    import csv

    rows = {
        table: tuple(
            store.row_of(TABLES[table], {**cells, "ref": f"{name}/{table}.csv:{line}"})
            for line, cells in enumerate(csv.DictReader(text.splitlines()), 2)
        )
        for table, text in tables.items()
    }
    return Paper(name, PaperInfo.model_validate(info), **rows)


def estimates(prefix: str = "") -> dict[str, list[Estimate]]:
    """Estimates of the small run, stage by stage."""
    alpha = {
        "paper": "alpha2001",
        "group": "all",
        "outcome": "objective_response",
        "events": 15,
        "n": 30,
        "derived": "from_percent",
        "estimate": 0.5,
        "conf_level": 0.95,
        "alternative": "two_sided",
    }
    sources = ("alpha2001/counts.csv:2", "alpha2001/groups.csv:2")
    rates = [
        Estimate(
            **alpha,
            measure="proportion",
            method=m,
            conf_low=low,
            conf_high=high,
            primary=m == "clopper_pearson",
            sources=sources,
        )
        for m, (low, high) in LIMITS_15_30.items()
    ]
    rates.append(
        Estimate(
            paper="alpha2001",
            group="control",
            outcome="objective_response",
            measure="proportion",
            method="reported",
            estimate=0.25,
            primary=True,
            sources=("alpha2001/counts.csv:3",),
            note="printed without a denominator: no interval",
        )
    )
    listed = tuple(f"beta2002/patients.csv:{line}" for line in range(2, 6))
    beta = {
        "paper": "beta2002",
        "group": "all",
        "outcome": "objective_response",
        "n": 4,
        "measure": "proportion",
        "method": "clopper_pearson",
        "primary": True,
        "conf_level": 0.95,
        "alternative": "two_sided",
        "sources": ("beta2002/groups.csv:2", *listed),
    }
    rates.append(
        Estimate(**beta, events=3, estimate=0.75, conf_low=0.1941204, conf_high=0.9936905, derived="from_patients")
    )
    rates.append(
        Estimate(
            **beta,
            events=2,
            estimate=0.5,
            conf_low=0.0675860,
            conf_high=0.9324140,
            derived="from_patients_by_definition",
        )
    )
    rates += [
        Estimate(
            paper="beta2002",
            group="all",
            outcome=f"blood:{c}",
            measure="category_proportion",
            method="goodman",
            events=k,
            n=4,
            estimate=k / 4,
            conf_level=0.95,
            conf_low=0.02,
            conf_high=0.9,
            primary=True,
            derived="from_patients",
            sources=listed,
        )
        for c, k in (("complete", 1), ("partial", 2), ("minor", 1))
    ]
    low, high = LIMITS_15_30["clopper_pearson"]
    compared = [
        Estimate(
            **alpha,
            against="control",
            at="0.25",
            measure="proportion",
            method="exact_binomial",
            conf_low=low,
            conf_high=high,
            primary=True,
            p_value=0.005499068328280774,
            sources=(*sources, "alpha2001/comparisons.csv:2"),
            note="takes the rate as known",
            facts={"control_rate": "0.25"},
        )
    ]
    times = {
        "paper": "beta2002",
        "group": "all",
        "endpoint": "duration_of_response",
        "unit": "weeks",
        "events": 1,
        "n": 2,
        "conf_level": 0.95,
        "sources": ("beta2002/times.csv:2", "beta2002/times.csv:3"),
    }
    survival = [
        Estimate(
            **times,
            measure="median_time",
            method="kaplan_meier_loglog",
            estimate=19.5,
            conf_low=13.0,
            primary=True,
            note="first_at_or_below=13",
            facts={"first_at_or_below": "13"},
        ),
        Estimate(
            **times,
            measure="survival_probability",
            at="26.089285714285715",
            method="kaplan_meier_loglog",
            primary=True,
            note="beyond the last observation",
            facts={"time": "26.089285714285715"},
        ),
    ]
    return {"response_rates": rates, "comparisons": compared, "survival": survival}


FINDINGS = [
    Finding(
        paper="alpha2001",
        check="count_from_percent",
        severity="note",
        table="counts",
        row="2",
        column="reported",
        entered="50%",
        expected="15/30",
        message="15 is the only count of 30 that prints as 50%",
        source="alpha2001/counts.csv:2",
    ),
    Finding(
        paper="beta2002",
        check="label_contradicts_definition",
        severity="warning",
        table="patients",
        row="3",
        column="category",
        entered="PR at 40",
        expected="minor",
        message="patient 2 is labelled partial with a value of 40; by the definition that is minor",
        source="beta2002/patients.csv:3",
    ),
    Finding(
        paper="alpha2001",
        check="percent_not_reproducible",
        severity="warning",
        table="counts",
        row="4",
        column="reported",
        entered="13 (43)",
        message="43% is not reproducible",
        source="alpha2001/counts.csv:4",
    ),
]
ERRORS = [
    Finding(
        paper="delta2004",
        check="E-INT",
        severity="error",
        table="counts",
        row=str(line),
        column="events",
        entered="15 (50)",
        expected="a whole number",
        message=f"delta2004/counts.csv:{line}:events: E-INT several numbers in one cell; '15 (50)'; use one column "
        "for each",
        source=f"delta2004/counts.csv:{line}",
    )
    for line in (2, 3)
]
ROBUST = EXTRA_COLUMNS["robustness"]
CURVES = (
    "paper",
    "group",
    "outcome",
    "endpoint",
    "population",
    "assessor",
    "confirmed",
    "unit",
    "time",
    "n_at_risk",
    "events",
    "censored",
    "survival",
    "std_error",
    "conf_low",
    "conf_high",
    "method",
    "derived",
)


ANSWER = {
    "trial": "alpha",
    "papers": "alpha2001",
    "outcome": "objective_response",
    "group": "all",
    "measure": "proportion",
    "estimate": "0.5",
    "conf_low": "0.3129702858680275",
    "conf_high": "0.6870297141319726",
    "events": "15",
    "n": "30",
    "basis": "printed",
    "turns_at": "0.3129702858680275",
    "verdict": "depends_on_control",
    "result_ids": estimates()["response_rates"][0].result_id,
}
ANSWERS = [
    ANSWER | {"sentence": "Higher than 25%, n unknown. The answer turns at a control rate of 31.2%."},
    ANSWER
    | {"control": "control", "control_kind": "external_rate", "control_estimate": "0.25", "verdict": "borderline"},
]


def write_run(project: Path, *, tables=TABLES_OF, info=INFO, findings=tuple(FINDINGS), stages=None) -> Path:
    """What the stages leave behind, in a project folder."""
    store.write_text(project / "config/outcomes.yaml", OUTCOMES)
    store.write_text(project / "config/scales.yaml", SCALES)
    dataset = Dataset({name: paper(name, tables[name], info[name]) for name in sorted(tables)}, {"delta2004": 2})
    store.write_dataset(project / "data/processed", dataset, ERRORS)
    for name, rows in (stages or estimates()).items():
        store.write_estimates(project / "results/tables" / f"{name}.csv", rows, dataset)
    every = [row for rows in (stages or estimates()).values() for row in rows]
    store.write_facts(project / "results/stages/survival_facts.csv", every)
    robust = [
        {
            "quantity": "tipping_control_rate",
            "at": "0.025",
            "value": "0.3129702858680275",
            "note": "15/30 against 0.25; the exact test turns",
        },
        {
            "quantity": "assumed_control_n",
            "at": "20",
            "control_events": "5",
            "control_n": "20",
            "value": "0.25",
            "p_value": "0.0823",
            "conf_low": "-0.03",
            "conf_high": "0.48",
            "note": "15/30 against 0.25; n",
        },
        {
            "quantity": "assumed_control_n",
            "at": "100",
            "control_events": "25",
            "control_n": "100",
            "value": "0.25",
            "p_value": "0.0118",
            "conf_low": "0.05",
            "conf_high": "0.43",
            "note": "15/30 against 0.25; n",
        },
        {
            "quantity": "assumed_control_n",
            "at": "inf",
            "value": "0.25",
            "p_value": "0.0055",
            "conf_low": "0.063",
            "conf_high": "0.437",
            "note": "15/30 against 0.25; k",
        },
    ]
    about = {
        "paper": "alpha2001",
        "comparison": "vs_history",
        "events": "15",
        "n": "30",
        "control": "0.25",
        "derived": "from_percent",
    }
    store.write_rows(project / "results/tables/robustness.csv", ROBUST, [about | row for row in robust])
    curve = {
        "paper": "beta2002",
        "group": "all",
        "endpoint": "duration_of_response",
        "unit": "weeks",
        "method": "kaplan_meier_loglog",
        "derived": "entered",
    }
    steps = [("13", "3", "1", "0", "0.667", "0.05", "0.95"), ("26", "2", "0", "2", "0.667", "0.05", "0.95")]
    names = ("time", "n_at_risk", "events", "censored", "survival", "conf_low", "conf_high")
    store.write_rows(
        project / "results/tables/survival_curves.csv",
        CURVES,
        [curve | dict(zip(names, step, strict=True)) for step in steps],
    )
    store.write_findings(project / "results/stages/audit_findings.csv", findings)
    return project


def render(project: Path, **report: object) -> Path:
    """Render a run with default choices but those of `report`, answered first where nobody has answered it; the folder
    of its results."""
    if not (project / "results/tables/answers.csv").exists():
        dataset = store.load_dataset(project / "data/processed")
        answers.write_answers(dataset, store.load_vocabulary(project, dataset), project / "results", 0.05)
    render_report(
        project,
        project / "data/processed",
        project / "results",
        {"rates": {}, "controls": {}, "survival": {}, "audit": {}, "report": report},
    )
    return project / "results"


def write_answers(project: Path) -> Path:
    """The answers of the small run beside what its other stages left."""
    columns = list(dict.fromkeys(name for row in ANSWERS for name in row))
    store.write_rows(project / "results/tables/answers.csv", columns, ANSWERS)
    return project


@pytest.fixture(scope="session")
def results(tmp_path_factory) -> Path:
    """Results of the small run."""
    return render(write_run(tmp_path_factory.mktemp("project")))


@pytest.fixture
def project(tmp_path):
    """The small run, its results accepted as they are."""
    project = write_run(tmp_path)
    dataset = store.load_dataset(project / "data/processed")
    store.write_text(project / "results/versions.json", '{"software.numpy": "2.3", "config.controls.alpha": "0.05"}\n')
    gather(dataset, project / "data/processed", project / "results")
    store.write_text(
        project / "data/accepted/estimates.csv", (project / "results/estimates.csv").read_text(encoding="utf-8")
    )
    store.write_rows(project / "data/accepted/cells.csv", CELL_COLUMNS, cells_table(dataset))
    shutil.copy(project / "results/versions.json", project / "data/accepted")
    return project


@dataclass(eq=False, repr=False)
class Node:
    """An element of a page."""

    tag: str
    attributes: dict[str, str]
    parent: Node | None = None
    content: list = field(default_factory=list)

    @property
    def children(self) -> list[Node]:
        return [part for part in self.content if isinstance(part, Node)]

    @property
    def own(self) -> list[str]:
        return [part for part in self.content if isinstance(part, str)]

    @property
    def raw(self) -> str:
        return "".join(part if isinstance(part, str) else part.raw for part in self.content)

    @property
    def text(self) -> str:
        """Text as a reader sees it; elements that stand as blocks are set apart."""
        apart = {"td", "th", "p", "li", "h1", "h2", "h3", "dt", "dd", "span", "div", "section", "tr"}
        parts = (
            part if isinstance(part, str) else f" {part.text} " if part.tag in apart else part.text_within
            for part in self.content
        )
        return " ".join("".join(parts).split())

    @property
    def text_within(self) -> str:
        return re.sub(r"\s+", " ", self.raw)

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    def all(self, *tags: str) -> list[Node]:
        found = []
        for child in self.children:
            found += ([child] if not tags or child.tag in tags else []) + child.all(*tags)
        return found

    def inside(self, *tags: str) -> bool:
        return self.parent is not None and (self.parent.tag in tags or self.parent.inside(*tags))


class _Reader(HTMLParser):
    VOID = frozenset({"meta", "link", "input", "br", "hr", "img", "path", "rect", "use", "line"})

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = self.here = Node("", {})

    def handle_starttag(self, tag, attrs, closed=False):
        node = Node(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.content.append(node)
        if not closed and tag not in self.VOID - {"path", "rect", "use", "line"}:
            self.here = node

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs, closed=True)

    def handle_endtag(self, tag):
        assert self.here.tag == tag, f"</{tag}> closes <{self.here.tag}>"
        self.here = self.here.parent

    def handle_data(self, data):
        self.here.content.append(data)


def read_page(path: Path) -> Node:
    """The tree of a page; fails where tags are not closed in order."""
    reader = _Reader()
    text = path.read_text(encoding="utf-8")
    reader.feed(text)
    assert reader.here is reader.root
    ids = ids_of(text)
    for node in reader.root.all():
        if "data-trace" in node.attributes:
            named = "data-of" if "data-source" in node.attributes else "data-result-id"
            node.attributes[named] = ids[int(node.attributes["data-trace"])]
    return reader.root


def ids_of(page: str) -> list[str]:
    """The result_ids of the numbers of a page by their places in its island."""
    found = re.search(r'<script type="application/json" id="trace">(.*?)</script>', page, re.DOTALL)
    trace = json.loads(found[1]) if found else {}
    return ["/".join(trace["texts"][part] for part in parts) for parts in trace.get("ids", [])]


@pytest.fixture(scope="session")
def pages(results) -> dict[str, Node]:
    """Every page of the small run by its path in results."""
    return {
        path.relative_to(results).as_posix(): read_page(path)
        for path in [results / "report.html", *sorted((results / "papers").glob("*.html"))]
    }
