"""Figures: safe and reproducible SVG, whatever the numbers and texts are."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from xml.etree import ElementTree

import matplotlib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reanalysis.figures.assumed_n import assumed_n_plot
from reanalysis.figures.canvas import ROLES
from reanalysis.figures.categories import category_plot, shade_of
from reanalysis.figures.controls import control_plot
from reanalysis.figures.doses import dose_plot
from reanalysis.figures.forest import axis_end, forest_plot
from reanalysis.figures.kaplan_meier import at_risk, kaplan_meier_plot
from reanalysis.figures.lettering import fitted, width_of, wrapped
from reanalysis.figures.medians import median_plot
from reanalysis.figures.multiverse import multiverse_plot
from reanalysis.figures.rows import (
    Analysis,
    AssumedN,
    CategoryRow,
    ControlRow,
    Curve,
    DosePanel,
    DoseRate,
    ForestRow,
    MedianRow,
    OptionRow,
    Share,
    SwimmerRow,
)
from reanalysis.figures.scales import apart, ticks_to
from reanalysis.figures.svg import _path, standalone, to_svg
from reanalysis.figures.swimmer import swimmer_plot

LABEL = '<script>alert(1)</script> $\\foo$ {{7*7}} 日本 & "x"'
FOREST = [
    ForestRow(label=LABEL, heading=True),
    ForestRow(label=LABEL, counts="0/17", rate="0.0%", interval="0.0\u201319.5", value=0.0, low=0.0, high=0.1951),
    ForestRow(label="by definition", indent=2, value=1.0, low=0.3, high=1.0, variant=True),
    ForestRow(label="no n", value=0.25),
    ForestRow(label="none"),
]
CURVE = Curve(
    label="All",
    time=(2, 11, 17),
    survival=(0.9, 0.5, 0.0),
    low=(0.5, 0.2, None),
    high=(0.99, 0.8, None),
    n_at_risk=(21, 6, 1),
    events=(1, 2, 1),
    censored=(9, 1, 0),
    unit="months",
)
ROWS = [AssumedN(n=n, difference=0.25, low=-0.1, high=0.5, p_value=0.3 / n) for n in (10, 100, 1000)] + [
    AssumedN(n=None, difference=0.25, low=0.06, high=0.44, p_value=0.0055)
]
CONTROL = [
    ControlRow(
        label=LABEL,
        control_label="v 25%",
        value=0.5,
        low=0.313,
        high=0.687,
        control=0.25,
        tipping=0.313,
        tipping_text="holds below 31.3%",
    ),
    ControlRow(
        label="b", control_label="v c", value=0.0, low=0.0, high=0.2, control=1.0, control_low=0.5, control_high=1.0
    ),
]
ANALYSES = [
    Analysis(difference=0.25, p_value=0.001, stands=True),
    Analysis(difference=0.25, p_value=0.04, stands=True),
    Analysis(difference=0.1, p_value=0.3, stands=False),
]
OPTIONS = [
    OptionRow(choice="Control", label=LABEL, share="2 of 2"),
    OptionRow(choice="Control", label="if of 20", share="1 of 1", places=(0,), indent=1),
    OptionRow(choice="Control", label="43/112", share="0 of 1", places=(2,)),
    OptionRow(choice="Test", label="Boschloo", share="2 of 3", places=(0, 1, 2)),
]
SWIMMERS = [
    SwimmerRow(label="Complete", heading=True),
    SwimmerRow(label=LABEL, about=LABEL, time=17, text="17"),
    SwimmerRow(label="Patient 2", time=6, text="6+", ongoing=True),
    SwimmerRow(label="Patient 3", text="0"),
]
MEDIANS = [
    MedianRow(label="Overall survival", heading=True),
    MedianRow(
        label=LABEL,
        counts="4/21",
        text="15.0",
        interval="11.0 to not reached",
        also="456 days",
        value=15,
        low=11,
        open_high=True,
    ),
    MedianRow(label="b", text="7.7", interval="5.1\u20139.2", value=7.7, low=5.1, high=9.2, printed=True),
    MedianRow(label="c", text="not reached", interval="11.0 to not reached", unreached=True, printed=True),
]
SHARES = [
    CategoryRow(label=LABEL, n=17, shares=(Share(kind=0, count=3), Share(kind=2, count=8))),
    CategoryRow(label="b", n=1, shares=(Share(kind=6, count=1),)),
    CategoryRow(label="c", n=5, shares=(Share(kind=0, count=0),)),
]
DOSES = [
    DosePanel(
        label=LABEL,
        about="trend: p = 0.04",
        doses=tuple(DoseRate(dose=str(10 * n), counts=f"{n}/9", value=n / 9, low=0.0, high=1.0) for n in range(10)),
    )
]
FIGURES = {
    "doses": lambda: dose_plot(DOSES * 4, unit="mg"),
    "doses-one": lambda: dose_plot(DOSES, unit=""),
    "categories": lambda: category_plot(SHARES, [LABEL, *"abcdef"]),
    "medians": lambda: median_plot(MEDIANS),
    "swimmer": lambda: swimmer_plot(SWIMMERS, unit="months"),
    "multiverse": lambda: multiverse_plot(ANALYSES, OPTIONS, alpha=0.05),
    "forest": lambda: forest_plot(FOREST),
    "controls": lambda: control_plot(CONTROL),
    "assumed": lambda: assumed_n_plot(ROWS),
    "km": lambda: kaplan_meier_plot([CURVE] * 4),
    "km-one": lambda: kaplan_meier_plot([CURVE]),
}


def drawn(name, make=None):
    return to_svg((make or FIGURES[name])(), name, title=LABEL, description=LABEL)


@pytest.mark.parametrize("name", FIGURES)
def test_svg_holds_nothing_that_a_strict_policy_refuses(name):
    svg = drawn(name)
    assert not re.search(r"<style|<script|<metadata|[ ]style=|http(?!://www\.w3\.org/2000/svg)", svg)
    root = ElementTree.fromstring(svg)
    assert "></text>" not in svg
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert (
        len(ids) == len(set(ids))
        and all(i.startswith(f"{name}-") for i in ids)
        and root.get("aria-labelledby").split() == ids
    )
    assert not any(name.endswith("href") for element in root.iter() for name in element.attrib)


@pytest.mark.parametrize("name", FIGURES)
def test_colours_are_those_that_the_page_replaces(name):
    colours = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]+)"', drawn(name)))
    assert colours <= set(ROLES.values())


def test_the_style_sheet_replaces_every_colour():
    from reanalysis.report.render import TEMPLATES

    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    used = {found for name in FIGURES for found in re.findall(r'(?:fill|stroke)="#[0-9a-f]+"', drawn(name))}
    assert len(used) > 10 and all(f".canvas [{found}]" in style for found in used)


@pytest.mark.parametrize("name", FIGURES)
def test_same_rows_same_bytes_whatever_the_users_settings(name):
    first = drawn(name)
    with matplotlib.rc_context(
        {"font.size": 30, "svg.fonttype": "path", "lines.linewidth": 9, "svg.hashsalt": "other", "text.usetex": False}
    ):
        assert drawn(name) == first


def test_text_is_text():
    root = ElementTree.fromstring(drawn("forest"))
    texts = ["".join(element.itertext()) for element in root.iter() if element.tag.endswith("}text")]
    assert any(LABEL in text for text in texts) and "0/17" in texts


def test_standalone_files_have_a_background():
    assert (
        ElementTree.fromstring(standalone(drawn("km")).split("\n", 1)[1]).find("{http://www.w3.org/2000/svg}rect")
        is not None
    )


def marks(svg):
    """How many closed shapes with an outline are filled with each role."""
    names = {color: role for role, color in ROLES.items()}
    found = Counter()
    for path, fill in re.findall(r'<path d="([^"]*)" fill="(#[0-9a-f]+)" stroke="', svg):
        found[names[fill]] += path.count("z")
    return found


def test_hollow_marks_differ_from_filled_ones_without_colour():
    assert marks(drawn("forest")) == {"group": 2, "paper": 1}


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=5))
@settings(max_examples=15, deadline=None)
def test_forest_draws_any_rates(rows):
    to_svg(
        forest_plot([ForestRow(label="x", value=sorted(r)[1], low=min(r), high=max(r)) for r in rows]),
        "f",
        title="t",
        description="d",
    )


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(0, 1)), min_size=2, max_size=4))
@settings(max_examples=15, deadline=None)
def test_assumed_n_draws_any_differences(rows):
    made = [
        AssumedN(n=10 * (i + 1), difference=d, low=max(-1, d - 0.2), high=min(1, d + 0.2), p_value=p)
        for i, (d, p) in enumerate(rows)
    ]
    to_svg(assumed_n_plot(made), "a", title="t", description="d")


@pytest.mark.parametrize(
    ("longest", "most", "unit", "ticks"),
    [
        (17, 4, "months", [0, 6, 12]),
        (17, 8, "months", [0, 3, 6, 9, 12, 15]),
        (17, 4, "", [0, 5, 10, 15]),
        (400, 9, "days", [0, 60, 120, 180, 240, 300, 360]),
        (0.5, 2, "years", [0, 0.25, 0.5]),
        (1_000_000, 4, "days", [0, 500_000, 1_000_000]),
        (0, 4, "weeks", [0]),
        (1e-9, 4, "weeks", None),
    ],
)
def test_time_ticks(longest, most, unit, ticks):
    found = ticks_to(longest, most, unit)
    assert found[0] == 0 and len(found) <= most + 1 and (ticks is None or found == ticks)


def test_the_band_reaches_to_the_step_after_its_last_limits():
    def right(svg, paint):
        [path] = re.findall(rf'<path d="([^"]*)" {paint}', svg)
        return max(float(x) for x in re.findall(r"[MLH]([0-9.]+)", path))

    # both limits are known at 2 and 11 and hold until the last event at 17, where the curve ends
    svg = drawn("km-one")
    assert right(svg, f'fill="{ROLES["band"]}"') == right(svg, f'fill="none" stroke="{ROLES["group"]}"')
    # limits that end earlier reach no further than the next time
    early = to_svg(
        kaplan_meier_plot([_curve(low=(0.5, None, None), high=(0.99, None, None))]), "k", title="t", description="d"
    )
    assert right(early, f'fill="{ROLES["band"]}"') == pytest.approx(58 + (746 - 58) * 11 / 17, abs=0.1)


def test_the_other_curve_is_pale_in_each_panel():
    other = _curve(
        label="Other",
        time=(1.0,),
        survival=(0.5,),
        low=(None,),
        high=(None,),
        n_at_risk=(2,),
        events=(1,),
        censored=(0,),
    )
    alone, beside = (
        to_svg(kaplan_meier_plot([CURVE, other], beside=flag), "k", title="t", description="d")
        for flag in (False, True)
    )
    pale = f'stroke="{ROLES["hair"]}" stroke-width="1.8"'
    assert (alone.count(pale), beside.count(pale)) == (0, 2)


def test_categories_are_ever_lighter():
    for kinds in range(1, 9):
        shades = [shade_of(kind, kinds) for kind in range(kinds)]
        assert (
            shades[0] == 1
            and sorted(set(shades), reverse=True) == shades
            and min(shades) >= 0.079
            and all(shade <= 0.46 for shade in shades[1:])
        )
        # the lightest and the strongest tint are in use, so that neighbours differ as much as they can
        assert kinds < 3 or (shades[1], shades[-1]) == (0.46, pytest.approx(0.12))


def test_the_rest_of_a_bar_is_set_off_from_its_last_category():
    def strokes(*counts):
        shares = tuple(Share(kind=kind, count=count) for kind, count in enumerate(counts))
        svg = to_svg(
            category_plot([CategoryRow(label="a", n=10, shares=shares)], "ab"), "c", title="t", description="d"
        )
        return sum(
            path.count("M") for path in re.findall(rf'<path d="([^"]*)" fill="none" stroke="{ROLES["group"]}"', svg)
        )

    assert strokes(3, 4) == strokes(3, 7) + 1 and strokes(0, 0) == strokes(10, 0)


def test_at_risk_counts_those_observed_just_before_a_time():
    assert [at_risk(CURVE, t) for t in (0, 2, 2.5, 11, 12, 17, 18)] == [21, 21, 6, 6, 1, 1, 0]


def test_characters_that_xml_does_not_allow_are_replaced():
    svg = to_svg(forest_plot([ForestRow(label="a\x01b\nc\ufffe")]), "f", title="t\x00", description="d")
    assert "a\ufffdb c\ufffd" in "".join(ElementTree.fromstring(svg).itertext())


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(0, 1)), min_size=1, max_size=6), st.floats(0.001, 0.5))
@settings(max_examples=15, deadline=None)
def test_multiverse_draws_any_analyses(rows, alpha):
    made = sorted(
        (Analysis(difference=d, p_value=p, stands=p < alpha and d > 0) for d, p in rows), key=lambda a: a.p_value
    )
    places = tuple(range(len(made)))
    ElementTree.fromstring(
        to_svg(
            multiverse_plot(made, [OptionRow(choice="Test", label="x", share="1", places=places)], alpha=alpha),
            "m",
            title="t",
            description="d",
        )
    )


def test_multiverse_marks_are_filled_where_the_conclusion_stands():
    # two panels, the matrix (0; 2; 0 1 2) and the key
    assert marks(drawn("multiverse")) == {"group": 2 * 2 + 1 + 2 + 1, "paper": 2 * 1 + 1 + 1 + 1}


def test_many_analyses_are_strokes_of_two_lengths():
    many = [Analysis(difference=0.1, p_value=place / 100, stands=place < 5) for place in range(100)]
    svg = to_svg(
        multiverse_plot(
            many, [OptionRow(choice="Test", label="x", share="5 of 100", places=tuple(range(100)))], alpha=0.05
        ),
        "m",
        title="t",
        description="d",
    )
    lengths = Counter(round(abs(float(b) - float(a)), 1) for a, b in re.findall(r"M[0-9.]+ ([0-9.]+)V([0-9.]+)", svg))
    # two panels, the matrix and the key
    assert not marks(svg) and (lengths[10.0], lengths[3.0]) == (3 * 5 + 1, 3 * 95 + 1)


def test_paths_keep_their_corners():
    assert (
        _path("M 0 164  L 760 164  L 760 0  L 760 0 L 3.5 1 z M 1 2 L 1 3") == "M0 164H760V0L3.5 1zM1 2V3"
        and _path("M 0 1 C 1 2 3 4 5 6") == "M 0 1 C 1 2 3 4 5 6"
    )


def test_swimmers_tell_ongoing_times_and_labels_apart_without_colour():
    svg = drawn("swimmer")
    texts = [
        "".join(element.itertext()) for element in ElementTree.fromstring(svg).iter() if element.tag.endswith("}text")
    ]
    assert {"17", "6+", "Complete"} <= set(texts)
    assert marks(svg) == {"group": 2, "paper": 1}


@given(st.lists(st.tuples(st.floats(0, 1e5), st.booleans(), st.integers(0, 9)), max_size=8))
@settings(max_examples=15, deadline=None)
def test_swimmers_draw_any_times(rows):
    made = [SwimmerRow(label="x", time=t, ongoing=o, text="9" * k) for t, o, k in rows]
    ElementTree.fromstring(to_svg(swimmer_plot(made, unit="days"), "s", title="t", description="d"))


@given(st.lists(st.tuples(*[st.none() | st.floats(0, 1e4)] * 3, st.booleans(), st.booleans()), max_size=6))
@settings(max_examples=15, deadline=None)
def test_medians_draw_any_times(rows):
    made = [
        MedianRow(label="x", value=v, low=low, high=high, printed=p, unreached=v is None, open_high=o)
        for v, low, high, p, o in rows
    ]
    ElementTree.fromstring(to_svg(median_plot(made), "m", title="t", description="d"))


def test_fitted_curves_are_drawn_besides():
    from dataclasses import replace

    models = (("exponential", ((0.0, 1.0), (8.0, 0.7), (17.0, 0.4))), ("Weibull", ((0.0, 1.0), (17.0, 0.39))))
    bare, besides = (
        to_svg(kaplan_meier_plot([curve]), "k", title="t", description="d")
        for curve in (CURVE, replace(CURVE, fitted=models))
    )
    thin = re.findall(r'<path d="([^"]*)"[^>]*stroke-width="0.7"', besides)
    assert [path.count("M") for path in thin] == [2] and 'stroke-width="0.7"' not in bare
    # their names stand beside their ends, one below the other although the ends are close
    heights = [
        float(re.search(rf'<text[^>]* y="([0-9.]+)"[^>]*>{name}<', besides)[1]) for name in ("exponential", "Weibull")
    ]
    assert heights[1] - heights[0] >= 12.9


PAINT = """
import sys
sys.path.insert(0, {folder!r})
from test_figures import FIGURES, drawn
for name in FIGURES:
    print(drawn(name))
"""


def test_same_bytes_in_another_process_with_another_locale_time_zone_and_hash_seed(tmp_path):
    def printed(**other):
        environment = {**os.environ, "MPLCONFIGDIR": str(tmp_path), "PYTHONUTF8": "1", **other}
        code = PAINT.format(folder=os.path.dirname(__file__))
        return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True).stdout

    here = "".join(drawn(name) + "\n" for name in FIGURES).encode()
    assert (
        printed(LC_ALL="de_DE.UTF-8", LANG="de_DE.UTF-8", TZ="Pacific/Auckland", PYTHONHASHSEED="7")
        == here
        == printed(LC_ALL="C", TZ="UTC", PYTHONHASHSEED="0")
    )


HOSTILE = [
    "$x$ $\\foo$ \\frac{1}{2} %s {{7*7}}",
    "<script>alert(1)</script>&amp;\"'",
    "\u05d0\u05d1\u05d2 \u0645\u0631\u062d\u0628\u0627 \u202eabc",
    "\U0001f600\U0001f9ea" * 9,
    "word " * 80,
    "x" * 400,
    "",
    "\u0000\ud800",
    "\u65e5\u672c\u8a9e" * 30,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_labels_of_any_kind_are_drawn_in_their_room(text, recwarn):
    rows = [
        ForestRow(label=text, about=text, heading=True),
        ForestRow(label=text, counts="1/1", rate="100.0%", interval="2.5\u2013100.0", value=1.0, low=0.025, high=1.0),
    ]
    bars = [CategoryRow(label=text, n=1, shares=(Share(kind=0, count=1),))]
    texts = {"label": text, "text": "1", "about": text}
    panel = DosePanel(label=text, about=text, doses=(DoseRate(dose="1", counts="1/1", value=1.0, low=0.1, high=1.0),))
    figures = [
        forest_plot(rows),
        dose_plot([panel] * 3, unit="mg"),
        category_plot(bars, [text]),
        swimmer_plot([SwimmerRow(**texts, time=1)], unit="days"),
        kaplan_meier_plot([_curve(label=text, about=text)]),
        median_plot([MedianRow(label=text, text=text, interval=text, also=text, value=1.0)]),
        multiverse_plot(ANALYSES, [OptionRow(choice="Test", label=text, share="1 of 3", places=(0,))], alpha=0.05),
        control_plot([ControlRow(label=text, control_label=text, value=0.5, low=0.1, high=0.9, control=0.2)]),
    ]
    for number, figure in enumerate(figures):
        root = ElementTree.fromstring(to_svg(figure, "f", title=text, description=text))
        for element in root.iter("{http://www.w3.org/2000/svg}text"):
            wide = width_of(
                element.text or "", float(element.get("font-size", 12)), bold=element.get("font-weight") == "700"
            )
            start = float(element.get("x")) - {"end": wide, "middle": wide / 2}.get(element.get("text-anchor"), 0)
            assert start >= -0.5 and start + wide <= 760.5, (number, element.text)
    assert not recwarn.list


def _curve(**other):
    from dataclasses import replace

    return replace(CURVE, **other)


def test_texts_are_fitted_by_their_width():
    assert fitted("narrow", 100, 12) == "narrow" and width_of(fitted("wide " * 30, 100, 12), 12) <= 100
    assert (
        width_of("WWW", 12) > width_of("iii", 12)
        and width_of("abc", 12, bold=True) > width_of("abc", 12)
        and width_of("\u65e5", 12) == 12
    )
    assert wrapped("one two three", 60, 12) == ["one two", "three"] and wrapped("", 60, 12) == [""]
    assert [width_of(line, 12) <= 60 for line in wrapped("one two three four five", 60, 12, lines=2)] == [
        True,
        True,
    ] and wrapped("x" * 99, 60, 12)[0].endswith("\u2026")


def test_an_interval_beyond_the_scale_ends_in_an_arrow_at_its_edge():
    rows = [ForestRow(label=str(number), value=0.1, low=0.05, high=0.2) for number in range(9)]
    assert axis_end([*rows, ForestRow(label="x", value=0.2, low=0.0, high=0.9)]) == 0.25
    assert axis_end([*rows, ForestRow(label="x", value=0.24, low=0.0, high=0.9)]) == 0.5 and axis_end([]) == 1.0
    svg = to_svg(
        forest_plot([ForestRow(label="x", value=0.2, low=0.0, high=0.9)], end=0.25), "f", title="t", description="d"
    )
    # the square and the arrow; nothing to the right of the arrow's tip but texts
    assert marks(svg) == {"group": 2}
    assert (
        max(float(x) for path in re.findall(r'<path d="([^"]*)"', svg) for x in re.findall(r"[MLH]([0-9.]+)", path))
        < 610
    )


@pytest.mark.parametrize(
    ("name", "values", "intervals"),
    [
        ("forest", ["rate", "0.0%"], ["95% CI", "0.0\u201319.5"]),
        ("medians", ["median", "15.0", "7.7", "456 days"], ["95% CI", "11.0 to not reached", "5.1\u20139.2"]),
    ],
)
def test_estimates_and_intervals_end_in_columns_of_their_own(name, values, intervals):
    texts = ElementTree.fromstring(drawn(name)).iter("{http://www.w3.org/2000/svg}text")
    ends = {}
    for element in texts:
        ends.setdefault(element.text, (element.get("text-anchor"), element.get("x")))
    assert {ends[text] for text in intervals} == {("end", "760")}
    [(anchor, end)] = {ends[text] for text in values}
    assert anchor == "end" and float(end) + max(width_of(text, 12) for text in intervals) < 760


def test_labels_that_are_close_are_moved_apart():
    assert apart([10, 12, 40, 11], 5) == [10, 20, 40, 15]


def test_roles_differ_in_lightness_or_shape():
    """Group and control meet in one figure as line and outline: their lightness differs by ten at least, as their marks
    do in shape."""

    def lightness(color):
        linear = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
            for c in (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
        ]
        return 116 * sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True)) ** (1 / 3) - 16

    assert abs(lightness(ROLES["group"]) - lightness(ROLES["control"])) >= 10
    assert lightness(ROLES["band"]) - lightness(ROLES["group"]) >= 40
