"""Tables whose shape is wrong."""

from .project import Case, Project, add, both, changed, rows_of, save, swap, write, yaml

HEADER = "group,label,n,source\n"


def header(table: str, old: str, new: str):
    return swap(f"{table}.csv", old, new)


def every_row(change):
    """Change each line of counts.csv below the header."""

    def spoil(project: Project) -> None:
        first, *rest = (project.paper / "counts.csv").read_text().splitlines()
        (project.paper / "counts.csv").write_text("\n".join([first, *map(change, rest)]) + "\n")

    return spoil


def without(table: str, column: str):
    def spoil(project: Project) -> None:
        rows = rows_of(project, table)
        position = rows[0].index(column)
        save(project, table, [row[:position] + row[position + 1 :] for row in rows])

    return spoil


CASES = [
    Case(40, "a comma too many in each row", every_row(lambda line: line + ",")),
    Case(40, "a comma too many in front of a row", swap("counts.csv", "\nlow,", "\n,low,")),
    Case(41, "too few cells", every_row(lambda line: line.rsplit(",", 2)[0])),
    Case(42, "a column that stands twice", header("counts", "events,n,at", "events,events,at")),
    Case(43, "a missing column", without("counts", "source")),
    Case(43, "a misspelled column", header("counts", "events", "evnts")),
    Case(43, "a column in capitals and with a space", header("counts", "events", "Events ")),
    Case(43, "a column that nobody knows", header("groups", "role", "colour")),
    Case(44, "a blank line in the middle", swap("counts.csv", "\nlow,", "\n\nlow,")),
    Case(44, "a line of commas in the middle", swap("counts.csv", "\nlow,", "\n,,,,,,,,,,,,,\nlow,")),
    Case(45, "a row of totals", add("categories.csv", "all,recist,Total,30,30,evaluable,yes,Table 2")),
    Case(45, "a group called total", add("counts.csv", "Total,objective_response,30,60,,,,,,,evaluable,yes,Table 2,")),
    Case(45, "a sum row without a name", add("counts.csv", ",,30,60,,,,,,,,,,")),
    Case(46, "a footnote below the table", add("counts.csv", "# evaluable patients only")),
    Case(46, "a footnote in the first cell", add("groups.csv", "* one patient withdrew,,,,,,,")),
    Case(47, "semicolons between the columns", changed("counts.csv", lambda data: data.replace(b",", b";"))),
    Case(47, "tabs between the columns", changed("counts.csv", lambda data: data.replace(b",", b"\t"))),
    Case(48, "a quotation mark that is not closed", swap("counts.csv", "Table 2,\nlow", '"Table 2,\nlow')),
    Case(48, "a quotation mark in the middle of a cell", swap("groups.csv", "All patients", 'All "patients"')),
    Case(48, "a text after a closing quotation mark", swap("groups.csv", "All patients", '"All" patients')),
    Case(48, "a line break inside quotation marks", swap("groups.csv", "All patients", '"All\npatients"')),
    Case(49, "a header without rows", write("counts.csv", "group,outcome,events,source\n")),
    Case(49, "an empty file", write("counts.csv", "")),
    Case(49, "an empty paper.yaml", write("paper.yaml", "")),
    Case(50, "a row that stands twice", add("times.csv", "1,low,duration_of_response,17,months,Table 3")),
    Case(
        50,
        "two counts of the same thing",
        add("counts.csv", "low,objective_response,6,10,,,,,,,evaluable,yes,Abstract,"),
    ),
    Case(50, "a group that stands twice", add("groups.csv", "low,Low dose,11,all,dose,yes,,Table 2")),
    Case(
        35, "a title above the header of a CSV file", changed("counts.csv", lambda data: b"Table 2. Responses\n" + data)
    ),
    Case(76, "a year with two digits", yaml("year: 2001", "year: 01")),
    Case(76, "a year in the future", yaml("year: 2001", "year: 20001")),
    Case(76, "a DOI as an address", yaml("doi: 10.1234/smith.2001", "doi: https://doi.org/10.1234/smith.2001")),
    Case(76, "something else than a DOI", yaml("doi: 10.1234/smith.2001", "doi: JCO 2001")),
    Case(76, "a PubMed id with its name", yaml("pmid: 12345678", "pmid: PMC1234567")),
    Case(76, "a registration with a digit too few", yaml("NCT00000001", "NCT0000001")),
    Case(76, "a retracted paper", yaml("enrolled: 30", "enrolled: 30\nretracted: yes")),
    Case(
        77,
        "a control without source",
        write("comparisons.csv", "comparison,group,outcome,against,source\nc1,all,objective_response,25%,\n"),
    ),
    Case(
        77,
        "the trial as its own control",
        write(
            "comparisons.csv", "comparison,group,outcome,against,source\nc1,all,objective_response,smith2001:all,own\n"
        ),
    ),
    Case(
        77,
        "a control that nobody declared",
        write("comparisons.csv", "comparison,group,outcome,against,source\nc1,low,objective_response,placebo,own\n"),
    ),
    Case(
        77,
        "a control in a paper that is not there",
        write(
            "comparisons.csv", "comparison,group,outcome,against,source\nc1,low,objective_response,jones1999:all,own\n"
        ),
    ),
    Case(
        77,
        "a historical control of another paper on the same trial",
        both(
            lambda project: project.add(
                "smith2003", doi="10.1234/smith.2003", pmid="12345679", title="Longer follow-up"
            ),
            write(
                "comparisons.csv",
                "comparison,group,outcome,against,source\nc1,all,objective_response,smith2003:all,own\n",
            ),
        ),
    ),
    Case(
        51,
        "one study under two names",
        lambda project: project.add(
            "smith2003",
            trial="another_trial",
            title="A small trial of drug A, again",
            doi="10.1234/smith.2003",
            pmid="12345679",
        ),
    ),
    Case(51, "one publication under two names", lambda project: project.add("smithb2001", registration="NCT00000002")),
    Case(
        75,
        "a two-stage trial that went on against its plan",
        yaml(
            "enrolled: 30",
            "enrolled: 30\ntwo_stage:\n- {group: all, outcome: objective_response, p0: 0.2, p1: 0.4, alpha: 0.05, "
            "beta: 0.2, r1: 3, n1: 13, r: 12, n: 30, x1: 2, n_actual: 30}",
        ),
    ),
    Case(
        75,
        "a two-stage trial with more patients than planned",
        yaml(
            "enrolled: 30",
            "enrolled: 30\ntwo_stage:\n- {group: all, outcome: objective_response, p0: 0.2, p1: 0.4, alpha: 0.05, "
            "beta: 0.2, r1: 3, n1: 13, r: 12, n: 43, x1: 5, n_actual: 50}",
        ),
    ),
    Case(
        75,
        "a two-stage plan that cannot be",
        yaml(
            "enrolled: 30",
            "enrolled: 30\ntwo_stage:\n- {group: all, outcome: objective_response, p0: 20, r1: 3, n1: 43, n: 13}",
        ),
    ),
    Case(
        66,
        "a p-value that the counts do not give",
        write(
            "comparisons.csv",
            "comparison,group,outcome,against,reported_p,source\nc1,low,objective_response,high,0.01,Table 2\n",
        ),
    ),
    Case(68, "a mean that whole numbers cannot have", add("summaries.csv", "low,age,mean,,53.47,,,,,years,Text")),
]
