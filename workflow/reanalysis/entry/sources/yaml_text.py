"""YAML to text: mappings, lists and scalars, every scalar as typed, every key with its line. No tags, anchors or
aliases."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import yaml

_DEEPEST = 4
_TAB = re.compile(r" *\t\s*\S")
_KEY = re.compile(r"[A-Za-z_][\w -]*?\s*:(?:\s+(.*)|\s*)$")
_REMARK = re.compile(r"""[A-Za-z_]\w*\s*:\s+[^\s"'#|>\[{][^"]*?(\s#.*)""")


@dataclass
class YamlProblem(Exception):
    """What is wrong in a YAML file, in our words, with its line."""

    line: int
    code: str
    wrong: str
    cure: str


@dataclass
class Node:
    """A value: text, or a mapping of key to (line of the key, value), or a list; with the line it starts on."""

    line: int
    text: str = ""
    fields: dict[str, tuple[int, Node]] | None = None
    items: list[Node] | None = None
    repeated: list[tuple[str, int, int]] = field(default_factory=list)


def read_yaml(text: str) -> Node:
    """The one document of a YAML file.

    Raises
    ------
    YamlProblem
        If it is not YAML, or uses what is not needed here (tags, anchors, aliases, several documents, deep nesting).
    """
    try:
        _check_events(text)
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = mark.line + 1 if mark else text.count("\n", 0, getattr(error, "position", None) or 0) + 1
        raise _explained(text.split("\n"), line) from None
    return _node(root) if root is not None else Node(1, fields={})


def _explained(lines: list[str], line: int) -> YamlProblem:
    """The line to mend. The parser often names a later one: it reads on where a colon or a closing quotation mark is
    missing."""
    for number, text in enumerate(lines[:line], 1):
        wrong = _wrong_line(text)
        if wrong:
            return YamlProblem(number, "E-YAML", *wrong)
    cure = 'write `key: text`; put a text with ": " or " #", or one that starts with a mark, into "quotation marks"'
    return YamlProblem(min(line, len(lines)), "E-YAML", "this line cannot be read as YAML", cure)


def _wrong_line(text: str) -> tuple[str, str] | None:
    """What is wrong with one line, and the cure; None if it can be read alone, or if nobody can say."""
    if _TAB.match(text):
        return "a tab before the key", "write spaces instead of the tab, and none before a key at the start of the line"
    if not text.strip() or text[0] in " #-}]%." or text.startswith(("---", "...")):
        return None
    value = _KEY.match(text)
    if not value:
        return "no key with a colon and a space behind it", "write `key: text`, with a space behind the colon"
    quote = (value[1] or "")[:1]
    if (
        quote
        and quote in ("'", '"')
        and quote not in value[1][1:].replace("\\\\", "").replace('\\"', "").replace("''", "")
    ):
        return "a quotation mark that is not closed", "close it at the end of the text"
    return None


def remark_behind(line: str) -> str:
    """What a line says behind a #, which YAML leaves out: perhaps a remark, perhaps the rest of a title."""
    found = _REMARK.fullmatch(line)
    return found[1].strip() if found else ""


def _check_events(text: str) -> None:
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise YamlProblem(
                line,
                "E-YAML",
                "an anchor or alias (& or *)",
                'write the value itself; put a text that starts with & or * into "quotation marks"',
            )
        if getattr(event, "tag", None):
            raise YamlProblem(
                line,
                "E-YAML",
                "a tag (!)",
                'write the value alone; put a text that starts with ! into "quotation marks"',
            )
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if depth > _DEEPEST or documents > 1:
            raise YamlProblem(
                line,
                "E-YAML",
                "lists or mappings nested too deeply" if depth > _DEEPEST else "a second document",
                "write one list of `key: text`",
            )


def _node(node: yaml.Node) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return Node(line, text=node.value.rstrip("\n"))
    if isinstance(node, yaml.SequenceNode):
        return Node(line, items=[_node(item) for item in node.value])
    fields: dict[str, tuple[int, Node]] = {}
    found = Node(line, fields=fields)
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else "?"
        where = key.start_mark.line + 1
        if name in fields:
            found.repeated.append((name, fields[name][0], where))
        else:
            fields[name] = (where, _node(value))
    return found
