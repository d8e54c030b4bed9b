"""Sentences in which names are marked: the plain one, the one with marks, and its pieces."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reanalysis.model.naming import Name, group_named, outcome_named, paper_named, pieces, plain, set_named, with_marks

TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cn")))
PAPER = st.from_regex(r"[a-z][a-z0-9]{2,39}", fullmatch=True)
ID = st.from_regex(r"[a-z0-9][a-z0-9_]{0,59}", fullmatch=True)
NAMED = st.one_of(
    PAPER.map(lambda one: (paper_named(one), one, Name("paper", one))),
    st.tuples(PAPER, ID).map(lambda two: (group_named(*two), ":".join(two), Name("group", ":".join(two)))),
    ID.map(lambda one: (set_named(one), f"set:{one}", Name("set", one))),
    ID.map(lambda one: (outcome_named(one), one, Name("outcome", one))),
)


@given(st.lists(st.one_of(TEXT.map(lambda text: (text, text, text)), NAMED)))
def test_a_sentence_is_read_as_it_was_written(parts):
    text = "".join(marked for marked, _, _ in parts)
    names = [piece for _, _, piece in parts if isinstance(piece, Name)]
    assert plain(text) == "".join(said for _, said, _ in parts)
    written = with_marks(text)
    assert bool(written) == bool(names)
    if written:
        found = list(pieces(written))
        assert [piece for piece in found if isinstance(piece, Name)] == names
        assert "".join(piece if isinstance(piece, str) else "\0" for piece in found) == "".join(
            "\0" if isinstance(piece, Name) else piece for _, _, piece in parts
        )


def test_what_looks_like_a_mark_in_somebody_s_text_is_none():
    written = with_marks("{paper a2001} and " + paper_named("b2002"))
    assert written == "{{paper a2001}} and {paper b2002}"
    assert [piece for piece in pieces(written) if isinstance(piece, Name)] == [Name("paper", "b2002")]
