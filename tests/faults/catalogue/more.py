"""Further things that people type, beyond the catalogue."""

from .project import Case, add, book, both, cell, changed, events, low, rows_of, save, swap, value, write, yaml


def n(text: str):
    return cell("groups", 3, "n", text)


def at(text: str):
    return cell("counts", 5, "at", text)


def unit(text: str):
    return cell("times", 2, "unit", text)


def time(text: str):
    return cell("times", 3, "time", text)


def p_value(text: str):
    return write(
        "comparisons.csv",
        f'comparison,group,outcome,against,reported_p,source\nc1,low,objective_response,high,"{text}",Table 2\n',
    )


def against(text: str):
    return write(
        "comparisons.csv", f'comparison,group,outcome,against,source\nc1,low,objective_response,"{text}",Table 2\n'
    )


def transposed(project) -> None:
    save(project, "counts", [list(row) for row in zip(*rows_of(project, "counts"), strict=True)])


def wide(project) -> None:
    (project.paper / "counts.csv").write_text("outcome,all,low,high,source\nobjective_response,15,5,10,Table 2\n")


def header_again(project) -> None:
    rows = rows_of(project, "counts")
    save(project, "counts", [*rows[:3], rows[0], *rows[3:]])


CASES = [
    *(
        Case(0, f"in a count: {text}", events(text))
        for text in (
            "15 / 30",
            "15 of 30",
            "15/30,",
            "50% (15/30)",
            "15 patients (50%)",
            "n=15",
            "15 pts",
            "15 patients",
            "15?",
            "(15)",
            "[15]",
            "'15",
            "“15”",
            "15.",
            "1.5.",
            "12..5",
            "1 1/2",
            "1½",
            "1 234",
            "1\u202f234",
            "1'234",
            "1.234,5",
            "+15",
            "15-",
            "ca. 15",
            "≥15",
            "at least 15",
            "=15",
            "see note",
            "not stated",
            "none",
            "zero",
            "O",
            "l5",
            "1O",
            "50％",
            "15\u00ad",
            "15 vs 10",
            "2003-01-02",
            "Oct-03",
            "15:30",
            "0x10",
            "15x",
            "✓",
            "yes",
            "NE",
            "15 ± 3",
            "----------",
        )
    ),
    *(
        Case(0, f"in the size of a group: {text}", n(text))
        for text in ("N = 10", "10 pts", "10 (33%)", "10-12", "ten", "10/30")
    ),
    *(
        Case(0, f"in a lower limit: {text}", low(text))
        for text in (
            "31 to 69",
            "31, 69",
            "31; 69",
            "(31",
            "31)",
            "95% CI",
            "95% CI 31-69",
            "31%",
            "31 %",
            "31·0",
            "0,31",
            "<0.05",
            "p<.05",
            ".31",
            "NE",
            "1/3",
            "+31",
        )
    ),
    *(
        Case(0, f"as confidence level: {text}", cell("counts", 2, "conf_level", text))
        for text in ("95%", "95% CI", "0,95", "5", "0.05", "100", "two-sided")
    ),
    *(
        Case(0, f"as median: {text}", value(text))
        for text in (
            "14.2 months",
            "14.2 mo",
            "14.2 (9.8-18.0)",
            "14.2 (95% CI 9.8-18.0)",
            "9.8-18.0",
            "> 8",
            "≥8",
            "not reached",
            "NYR",
            "n.r.",
            "8 +",
            "14,2",
            "~14",
            "14.2*",
        )
    ),
    *(
        Case(0, f"as a time: {text}", time(text))
        for text in ("6 +", "+6", ">6", "6 months", "6+ mo", "6*", "ongoing", "6-8", "6++", "6.0.+")
    ),
    *(Case(0, f"as the time of a count: {text}", at(text)) for text in ("6 mo", "6 months", "6m", "six", "month 6")),
    *(
        Case(0, f"as a unit: {text}", unit(text))
        for text in ("mo", "mos", "month", "Months", "m", "wk", "d", "y", "hours")
    ),
    *(
        Case(0, f"as an id: {text}", cell("counts", 5, "outcome", text))
        for text in (
            "Alive",
            "alive at 6 months",
            "grade ≥3 anemia",
            "résponse",
            "OS-6",
            "_alive",
            "alive\u00a0",
            "a" * 61,
            "NA",
        )
    ),
    *(
        Case(0, f"as a group: {text}", cell("counts", 3, "group", text))
        for text in ("Low", "low dose", "lwo", "Arm A", "low/high", "")
    ),
    *(Case(0, f"as a p-value: {text}", p_value(text)) for text in ("<0.05", "p<.05", "NS", "0.01*")),
    *(
        Case(0, f"as a control: {text}", against(text))
        for text in ("25", "0.25", "25 %", "10 to 20%", "20-10%", "historical", "Jones 2002", "hihg")
    ),
    *(Case(0, f"as the source: {text}", cell("counts", 2, "source", text)) for text in ("", "?", "n/a", "see text")),
    *(
        Case(0, f"as the first line: {text}", yaml("source_kind: full_text", text))
        for text in (
            "source_kind: Full text",
            "source_kind: fulltext",
            "source_kind: paper",
            "\tsource_kind: full_text",
            "source_kind:full_text",
            "source_kind full_text",
            "source_kind = full_text",
        )
    ),
    *(
        Case(0, f"as the title: {text}", yaml("title: A small trial of drug A", f"title: {text}"))
        for text in (
            "A: B",
            "Drug A #1",
            '"Drug A',
            "[Drug A]",
            "{A}",
            "*drug",
            "&drug",
            "!drug",
            "- A",
            "@drug",
            "%drug",
            "",
            "NA",
            "|\n  one\n  two",
        )
    ),
    *(
        Case(0, f"as the year: {text}", yaml("year: 2001", f"year: {text}"))
        for text in ("2001 ", "2001-05", "May 2001", "MMI", "2001.", "'01", "in press", "2001/2", "２００１")
    ),
    *(
        Case(0, f"as the DOI: {text}", yaml("doi: 10.1234/smith.2001", f"doi: {text}"))
        for text in (
            "https://doi.org/10.1234/smith.2001",
            "doi:10.1234/smith.2001",
            "DOI: 10.1234/smith.2001",
            "10.1234",
            "dx.doi.org/10.1234/smith.2001",
            "10.1234/smith 2001",
        )
    ),
    *(
        Case(0, f"as the PubMed id: {text}", yaml("pmid: 12345678", f"pmid: {text}"))
        for text in (
            "PMID:12345678",
            "PMID 12345678",
            "https://pubmed.ncbi.nlm.nih.gov/12345678/",
            "12 345 678",
            "0123",
        )
    ),
    *(
        Case(0, f"as the registration: {text}", yaml("registration: NCT00000001", f"registration: {text}"))
        for text in (
            "NCT 00000001",
            "nct00000001",
            "NCTO0000001",
            "NCT00000001.",
            "https://clinicaltrials.gov/study/NCT00000001",
        )
    ),
    *(
        Case(0, f"as enrolled: {text}", yaml("enrolled: 30", f"enrolled: {text}"))
        for text in ("n=30", "30 patients", "30/32", "~30", "030", "3_0", "0o36")
    ),
    Case(0, "a key that is misspelled", yaml("first_author", "firstauthor")),
    Case(0, "a key in capitals", yaml("year:", "Year:")),
    Case(0, "a key that stands twice", yaml("year: 2001", "year: 2001\nyear: 2002")),
    Case(0, "a merge key", yaml("year: 2001", "year: 2001\n<<: {a: b}")),
    Case(0, "a table in the place of a text", yaml("title: A small trial of drug A", "title:\n  main: A\n  sub: B")),
    Case(0, "a list of authors", yaml("first_author: Smith", "first_author:\n- Smith\n- Jones")),
    Case(0, "curly quotation marks around a title", yaml("title: A small trial of drug A", "title: “A: B”")),
    Case(0, "the header in the middle again", header_again),
    Case(
        0,
        "a line of dashes below the header",
        changed(
            "counts.csv",
            lambda data: data.replace(b"\n", b"\n---,---,---,---,---,---,---,---,---,---,---,---,---,---\n", 1),
        ),
    ),
    Case(
        0,
        "a line of dashes in one cell",
        changed("counts.csv", lambda data: data.replace(b"\n", b"\n-----------------\n", 1)),
    ),
    Case(0, "a column for each group", wide),
    Case(0, "a transposed table", transposed),
    Case(0, "a comma at the end of the header alone", swap("counts.csv", "source,note\n", "source,note,\n")),
    Case(0, "a comma at the end of one row", swap("counts.csv", "Table 2,\nlow", "Table 2,,\nlow")),
    Case(0, "commas at the end of every line", changed("counts.csv", lambda data: data.replace(b"\n", b",\n"))),
    Case(
        0,
        "a byte order mark in the middle",
        changed("counts.csv", lambda data: data.replace(b"\nlow", b"\n\xef\xbb\xbflow", 1)),
    ),
    Case(0, "two byte order marks", changed("counts.csv", lambda data: b"\xef\xbb\xbf\xef\xbb\xbf" + data)),
    Case(0, "a line sep=; above semicolons", changed("counts.csv", lambda data: b"sep=;\n" + data.replace(b",", b";"))),
    Case(0, "a header in another language", swap("counts.csv", "group,outcome,events,n", "gruppe,outcome,anzahl,n")),
    Case(0, "a header without the first name", swap("counts.csv", "group,outcome", ",outcome")),
    Case(
        0,
        "an index column as programs write it",
        changed(
            "groups.csv",
            lambda data: b"".join(
                (b"%d," % (i - 1) if i else b",") + line for i, line in enumerate(data.splitlines(keepends=True))
            ),
        ),
    ),
    Case(0, "a no-break space in the header", swap("counts.csv", "events,n", "events\u00a0,n")),
    Case(0, "a tab in the header", swap("counts.csv", "events,n", "events\t,n")),
    Case(0, "spaces after the commas", changed("counts.csv", lambda data: data.replace(b",", b", "))),
    Case(
        0,
        "single quotation marks around cells",
        changed("groups.csv", lambda data: data.replace(b"All patients", b"'All, patients'")),
    ),
    Case(0, "curly quotation marks around a cell with a comma", swap("groups.csv", "All patients", "“All, patients”")),
    Case(0, "a percentage in the counts of a category", cell("categories", 2, "count", "17%")),
    Case(0, "a blank count of a category", cell("categories", 2, "count", "")),
    Case(0, "a category of the paper's own words", cell("categories", 2, "category", "CR")),
    Case(
        0,
        "low and high changed places",
        both(cell("summaries", 2, "value", ""), low("69"), cell("counts", 2, "high", "31")),
    ),
    Case(0, "a parent that is the group itself", cell("groups", 3, "parent", "low")),
    Case(0, "a parent that nobody declared", cell("groups", 3, "parent", "All patients")),
    Case(
        0,
        "a curve in percent and in fractions with a slip",
        write(
            "curves.csv",
            "group,endpoint,time,survival,unit,source\nall,overall_survival,0,100,months,F\n"
            "all,overall_survival,3,1O0,months,F\nall,overall_survival,4,-9,months,F\n"
            "all,overall_survival,5,109,months,F\n",
        ),
    ),
    Case(
        0,
        "arithmetic with an equals sign",
        write(
            "claims.csv",
            "claim,stated,expression,source\nc1,15,5 + 10 = 15,Text\nc2,50 %,15:30,Text\nc3,about "
            "15,5+10,Text\nc4,15,5 × 3,Text\n",
        ),
    ),
    Case(
        0,
        "a patient called by an invisible name",
        add("times.csv", "3\u200b,low,duration_of_response,4,months,Table 3"),
    ),
    Case(0, "a workbook whose header starts lower down", book(lambda workbook: workbook["counts"].insert_rows(1, 12))),
    Case(
        0,
        "a workbook whose sheet is called in capitals",
        book(lambda workbook: setattr(workbook["counts"], "title", "Counts ")),
    ),
    Case(0, "a workbook with a truth value", book(lambda workbook: workbook["counts"].__setitem__("L2", True))),
]
