"""YAML to text: mappings, lists and scalars, every scalar as typed, every key with its line. No tags, anchors or aliases."""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

_DEEPEST = 4


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
    fields: dict[str, tuple[int, "Node"]] | None = None
    items: list["Node"] | None = None
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
        cure = 'write `key: text`, with spaces and no tabs before the key; put a text with ": " or " #" or a leading mark into "quotation marks"'
        raise YamlProblem(line, "E-YAML", "this line cannot be read as YAML", cure) from None
    return _node(root) if root is not None else Node(1, fields={})


def _check_events(text: str) -> None:
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise YamlProblem(line, "E-YAML", "an anchor or alias (& or *)", 'write the value itself; put a text that starts with & or * into "quotation marks"')
        if getattr(event, "tag", None):
            raise YamlProblem(line, "E-YAML", "a tag (!)", 'write the value alone; put a text that starts with ! into "quotation marks"')
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if depth > _DEEPEST or documents > 1:
            raise YamlProblem(line, "E-YAML", "lists or mappings nested too deeply" if depth > _DEEPEST else "a second document", "write one list of `key: text`")


def _node(node: yaml.Node) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return Node(line, text=node.value.rstrip("\n"))
    if isinstance(node, yaml.SequenceNode):
        return Node(line, items=[_node(item) for item in node.value])
    found = Node(line, fields={})
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else "?"
        where = key.start_mark.line + 1
        if name in found.fields:
            found.repeated.append((name, found.fields[name][0], where))
        else:
            found.fields[name] = (where, _node(value))
    return found
