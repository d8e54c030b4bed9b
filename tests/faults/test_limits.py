"""Files made to exhaust are refused or read, each in a process of its own, with 300 MB of memory at most."""

import pytest

from .catalogue.project import Project
from .exhausting import names, read, write

MEGABYTES = 300


@pytest.mark.parametrize("name", names())
def test_a_file_made_to_exhaust_is_refused_or_read(tmp_path, name):
    project = Project(tmp_path)
    part = write(name, project)
    reading = read(project)
    assert part in reading.message if part else reading.found, reading.message
    assert reading.megabytes < MEGABYTES
