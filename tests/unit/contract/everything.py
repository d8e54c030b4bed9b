"""Papers that between them have everything that an analysis can make a row of: raw tables, as somebody types them."""

from __future__ import annotations

from pathlib import Path

NEW_TIMES = "3 5 7+ 9 11 12+ 14 17 20+ 22 25 26+"
OLD_TIMES = "2 3 4 6 6 8+ 9 10 12 15"
OLDER_WEEKS = "4 8 20 20 28+ 36 52 64"
DURATIONS = "4 6+ 8 10+ 13 18+"


def _times(group: str, endpoint: str, unit: str, text: str, *, first: int = 1, causes: tuple[str, ...] = ()) -> str:
    """Rows of times.csv; events take the causes in turn."""
    rows, events = [], 0
    for number, time in enumerate(text.split(), first):
        cause = "" if time.endswith("+") or not causes else causes[events % len(causes)]
        events += not time.endswith("+")
        rows.append(f"{number},{group},{endpoint},{time},{unit},{cause},Table 4")
    return "\n".join(rows)


PAPERS: dict[str, dict[str, str]] = {
    "newdrug2020": {
        "paper.yaml": """source_kind: full_text
trial: newdrug
title: "A new drug against old ones"
first_author: Newdrug
year: 2020
design: randomised
disease: melanoma
treatment: new drug
enrolled: 50
main_outcome: objective_response
two_stage:
  - {group: new, outcome: objective_response, p0: 0.2, p1: 0.4, alpha: 0.05, beta: 0.2, r1: 3, n1: 13, r: 12, n: 30}
""",
        "groups": """group,label,n,parent,split,complete,role,dose,dose_unit,patients_listed,source
all,All patients,50,,,,,,,none,Text
new,New drug,30,all,arm,yes,treatment,,,none,Text
placebo,Placebo,20,all,arm,yes,control,,,none,Text
low,1 mg,10,new,dose,yes,treatment,1,mg,none,Text
middle,2 mg,10,new,dose,yes,treatment,2,mg,none,Text
high,4 mg,10,new,dose,yes,treatment,4,mg,none,Text
a,Men,16,new,sex,yes,treatment,,,none,Text
women,Women,14,new,sex,yes,treatment,,,none,Text
past,Patients of the past,,,,,historical_control,,,none,Discussion
tested,With a marker,8,all,marker,,treatment,,,all,Text
""",
        "counts": """group,outcome,kind,counted,events,n,at,unit,reported,low,high,conf_level,assessor,population,source
new,objective_response,response,,13,,,,13 (43%),25.5,62.6,95,,,Table 2
new,objective_response,response,,11,,,,11 (37%),,,,independent,,Table 2
new,objective_response,response,,9,,6,months,9 (30%),,,,,,Table 2
placebo,objective_response,response,,5,,,,5 (25%),,,,,,Table 2
placebo,objective_response,response,,4,,,,4 (20%),,,,independent,,Table 2
low,objective_response,response,,2,,,,2 (20%),,,,,,Table 2
middle,objective_response,response,,4,,,,4 (40%),,,,,,Table 2
high,objective_response,response,,7,,,,7 (70%),,,,,,Table 2
a,objective_response,response,,7,,,,,,,,,,Table 2
women,objective_response,response,,6,,,,,,,,,,Table 2
past,objective_response,response,,,,,,22%,,,,,,Discussion
new,nausea,toxicity,,0,,,,0 (0%),,,,,,Table 3
placebo,nausea,toxicity,,0,,,,0 (0%),,,,,,Table 3
low,fatigue,toxicity,,0,,,,,,,,,,Table 3
middle,fatigue,toxicity,,0,,,,,,,,,,Table 3
high,fatigue,toxicity,,0,,,,,,,,,,Table 3
new,infection,toxicity,events,12,,,,,,,,,,Table 3
""",
        "categories": """group,scale,category,kind,count,n,reported,source
placebo,recist,cr,,1,,,Table 2
placebo,recist,pr,,4,,,Table 2
placebo,recist,sd,,6,,,Table 2
placebo,recist,pd,,7,,,Table 2
placebo,recist,ne,,2,,,Table 2
""",
        "patients": """patient,group,scale,category,value,assay,source
1,tested,cytogenetic,CR,0,karyotype,Table 5
2,tested,cytogenetic,CR,12,karyotype,Table 5
3,tested,cytogenetic,PR,20,karyotype,Table 5
4,tested,cytogenetic,PR,40,karyotype,Table 5
5,tested,cytogenetic,minor,60,FISH,Table 5
6,tested,cytogenetic,minor,95,FISH,Table 5
7,tested,cytogenetic,NR,100,karyotype,Table 5
8,tested,cytogenetic,NR,95,karyotype,Table 5
""",
        "times": "patient,group,endpoint,time,unit,cause,source\n"
        + "\n".join(
            [
                _times("new", "overall_survival", "months", NEW_TIMES, causes=("cancer", "toxicity")),
                _times("placebo", "overall_survival", "months", OLD_TIMES, first=31, causes=("cancer",)),
                _times("new", "duration_of_response", "weeks", DURATIONS),
                _times("tested", "duration_of_response", "weeks", "4 9+ 30 52+ 7 8"),
            ]
        ),
        "summaries": """group,endpoint,statistic,at,value,value_unit,low,high,conf_level,unit,n,events,against,source
new,progression_free_survival,median,,8,,6,NE,95,months,,,,Table 4
placebo,progression_free_survival,median,,NE,,,,,months,,,,Table 4
new,progression_free_survival,survival,6,55,percent,,,,months,20,,,Table 4
new,progression_free_survival,survival,12,35,percent,20,52,95,months,,,,Table 4
new,overall_survival,median,,20,,12,NE,95,months,,,,Table 4
new,overall_survival,hazard_ratio,,0.5,,0.2,1.1,95,,,,placebo,Table 4
new,,follow_up_median,,18,,,,,months,,,,Table 4
placebo,time_to_progression,median,,4,,,,,months,,12,,Table 4
new,time_to_progression,person_time,,240,,,,,months,,14,,Table 4
""",
        "curves": """group,endpoint,time,survival,unit,source
placebo,time_to_progression,0,1,months,Figure 1
placebo,time_to_progression,2,0.9,months,Figure 1
placebo,time_to_progression,4,0.7,months,Figure 1
placebo,time_to_progression,6,0.55,months,Figure 1
placebo,time_to_progression,9,0.4,months,Figure 1
placebo,time_to_progression,12,0.4,months,Figure 1
""",
        "at_risk": """group,endpoint,time,n_at_risk,unit,source
placebo,time_to_progression,0,20,months,Figure 1
placebo,time_to_progression,6,11,months,Figure 1
placebo,time_to_progression,12,5,months,Figure 1
""",
        "comparisons": """comparison,group,outcome,endpoint,against,alternative,margin,family,reported_p,source
vs_rate,new,objective_response,,20%,greater,,rates,,own
vs_range,new,objective_response,,10-20%,two_sided,,,,own
vs_design,new,objective_response,,design,greater,,,,own
vs_past,new,objective_response,,past,two_sided,,rates,,own
vs_placebo,new,objective_response,,placebo,two_sided,0.1,rates,0.23,Text
vs_old,new,objective_response,,olddrug1999:all,two_sided,,rates,,own
vs_percent,new,objective_response,,percent2005:all,two_sided,,,,own
vs_set,new,objective_response,,set:old_controls,two_sided,,,,own
vs_one,new,objective_response,,set:one_control,two_sided,,,,own
vs_same_trial,new,objective_response,,newdrug2021:new,two_sided,,,,own
vs_parent,a,objective_response,,new,two_sided,,,,own
vs_other_split,a,objective_response,,low,two_sided,,,,own
vs_nobody,new,objective_response,,nobody1900:all,two_sided,,,,own
vs_nausea,new,nausea,,placebo,two_sided,,,,own
os_placebo,new,,overall_survival,placebo,greater,,times,0.04,Text
os_old,new,,overall_survival,olddrug1999:all,two_sided,,times,,own
os_printed,new,,overall_survival,printed2001:all,greater,,,,own
os_set,new,,overall_survival,set:old_survivals,two_sided,,,,own
os_rate,new,,overall_survival,35%,two_sided,,,,own
os_nothing,new,,overall_survival,percent2005:all,two_sided,,,,own
os_no_times,a,,overall_survival,olddrug1999:all,two_sided,,,,own
os_same_trial,new,,overall_survival,newdrug2021:new,two_sided,,,,own
os_alive,new,,overall_survival,alive2003:all,two_sided,,,,own
os_missing_set,new,,overall_survival,set:no_such_set,two_sided,,,,own
""",
    },
    "olddrug1999": {
        "paper.yaml": """source_kind: full_text
trial: olddrug
title: "An old drug"
first_author: Olddrug
year: 1999
disease: melanoma
treatment: old drug
enrolled: 40
main_outcome: objective_response
""",
        "groups": "group,label,n,patients_listed,source\nall,Old drug,40,none,Text",
        "counts": """group,outcome,events,reported,assessor,source
all,objective_response,6,6 (15%),,Table 1
all,objective_response,5,5 (12.5%),independent,Table 1""",
        "times": "patient,group,endpoint,time,unit,cause,source\n"
        + _times("all", "overall_survival", "months", OLD_TIMES),
    },
    "older1998": {
        "paper.yaml": """source_kind: full_text
trial: older
title: "An older drug"
first_author: Older
year: 1998
disease: melanoma
treatment: older drug
enrolled: 25
main_outcome: objective_response
""",
        "groups": "group,label,n,patients_listed,source\nall,Older drug,25,none,Text",
        "counts": "group,outcome,events,reported,source\nall,objective_response,6,6 (24%),Table 1",
        "statements": "statement,source\nTreatment was well tolerated.,Text",
        "acknowledged": "check,table,row,entered,expected,reason,by\n"
        "claim_not_reproducible,claims,share,25%,24%,the letter says so,AB",
        "claims": "claim,expression,relation,stated,source\nshare,6/25,=,25%,Text",
        "second/counts.csv": "group,outcome,events,reported,source\nall,objective_response,7,6 (24%),Table 1",
        "times": "patient,group,endpoint,time,unit,cause,source\n"
        + _times("all", "overall_survival", "weeks", OLDER_WEEKS),
    },
    "percent2005": {
        "paper.yaml": """source_kind: abstract
trial: percent
title: "Percentages alone"
first_author: Percent
year: 2005
disease: melanoma
treatment: old drug
enrolled: 112
main_outcome: objective_response
""",
        "groups": "group,label,n,patients_listed,source\nall,Percentages,112,none,Text\nother,Others,,none,Text",
        "counts": """group,outcome,events,reported,source
all,objective_response,,54%,Abstract
other,objective_response,,30%,Abstract""",
    },
    "printed2001": {
        "paper.yaml": """source_kind: abstract
trial: printed
title: "Times as printed"
first_author: Printed
year: 2001
disease: melanoma
treatment: old drug
enrolled: 60
main_outcome: overall_survival
""",
        "groups": "group,label,n,patients_listed,source\nall,Printed times,60,none,Text",
        "summaries": """group,endpoint,statistic,at,value,value_unit,low,high,conf_level,unit,n,events,against,source
all,overall_survival,median,,9,,7,12,95,months,,40,,Abstract
all,overall_survival,survival,1,40,percent,28,52,95,years,,,,Abstract
all,overall_survival,survival,2,15,percent,8,25,95,years,,,,Abstract
all,overall_survival,survival,5,0,percent,,,,years,,,,Abstract""",
    },
    "alive2003": {
        "paper.yaml": """source_kind: full_text
trial: alive
title: "Nobody died"
first_author: Alive
year: 2003
disease: melanoma
treatment: old drug
enrolled: 10
main_outcome: overall_survival
""",
        "groups": "group,label,n,patients_listed,source\nall,Alive,5,none,Text",
        "times": "patient,group,endpoint,time,unit,cause,source\n"
        + _times("all", "overall_survival", "months", "10+ 12+ 14+ 18+ 20+"),
    },
    "newdrug2021": {
        "paper.yaml": """source_kind: press_release
trial: newdrug
title: "The same trial again"
first_author: Newdrug
year: 2021
disease: melanoma
treatment: new drug
enrolled: 50
main_outcome: objective_response
""",
        "groups": "group,label,n,patients_listed,source\nnew,New drug,30,none,Text",
        "counts": "group,outcome,events,reported,source\nnew,objective_response,14,14 (47%),Text",
    },
}
SETS = """set,purpose,paper,group,outcome,endpoint,subgroup,note
old_controls,control,olddrug1999,all,objective_response,,,
old_controls,control,older1998,all,objective_response,,,
old_controls,control,percent2005,other,objective_response,,,
one_control,control,older1998,all,objective_response,,,
old_survivals,control,olddrug1999,all,,overall_survival,,
old_survivals,control,older1998,all,,overall_survival,,
old_survivals,control,printed2001,all,,overall_survival,,
old_drugs,synthesis,olddrug1999,all,objective_response,,historical,
old_drugs,synthesis,older1998,all,objective_response,,historical,
old_drugs,synthesis,newdrug2020,placebo,objective_response,,concurrent,
"""


def write_raw(raw: Path) -> Path:
    """The papers as folders of data/raw."""
    for name, tables in PAPERS.items():
        for table, text in tables.items():
            file = raw / name / (table if "." in table else f"{table}.csv")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text.rstrip() + "\n", encoding="utf-8")
    (raw / "sets.csv").write_text(SETS, encoding="utf-8")
    return raw
