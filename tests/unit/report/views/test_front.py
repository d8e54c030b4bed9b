"""The numbers of the front page's first paragraph."""

from __future__ import annotations

from types import SimpleNamespace

from reanalysis.model.paper import Dataset
from reanalysis.report.views.front import patients_once

from ..conftest import INFO, paper

GROUPS = "group,label,n,role,parent,source\nall,All patients,30,,,Text\n"


def test_patients_of_one_trial_are_counted_once_by_its_largest_paper():
    info = {key: value for key, value in INFO["alpha2001"].items() if key != "enrolled"}
    papers = [
        paper("alpha2001", {"groups": GROUPS + "part,Part,10,,all,Text"}, info | {"trial": "one"}),
        paper("beta2002", {"groups": GROUPS}, info | {"trial": "one", "enrolled": "34"}),
        paper("gamma2003", {"groups": GROUPS + "old,Old,50,historical_control,,Text"}, info | {"trial": "other"}),
    ]
    site = SimpleNamespace(dataset=Dataset({one.name: one for one in papers}, {}))
    assert patients_once(site) == 34 + 30
