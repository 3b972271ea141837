"""Checklists in YAML files: the format that people write and read (docs/checklists.md)."""

from __future__ import annotations

from math import inf
from typing import Any

import yaml

from checklists.spec import ChecklistSpec, DocumentError, document_of, spec_of

# A version of 200 questions takes some 300,000 characters.
MAX_CHARACTERS = 3_000_000
# A mapping of short values, such as an option, that is no longer stands in one line.
SHORT = 120


class FileError(ValueError):
    """A file cannot be read as a checklist. `line` counts from 1, 0 when the fault has no line; `sentence` says why."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(f"line {line}: {sentence}" if line else sentence)
        self.line = line
        self.sentence = sentence


def read_checklist(text: str) -> ChecklistSpec:
    """Return the version that a YAML text holds; FileError, with the line, when it holds none that can be read."""
    if len(text) > MAX_CHARACTERS:
        raise FileError(0, f"The file is longer than {MAX_CHARACTERS:,} characters.")
    try:
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except RecursionError as error:
        raise FileError(0, "Its parts stand too deep within one another.") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        sentence = f"This is no YAML: {error.problem or error.context}. Does a text need quotation marks around it?"
        raise FileError(mark.line + 1 if mark else 0, sentence) from error
    except yaml.YAMLError as error:
        raise FileError(0, f"This is no YAML: {error}.") from error
    if root is None:
        raise FileError(0, "The file is empty.")
    try:
        return spec_of(_value(root, set()))
    except DocumentError as error:
        raise FileError(_line(root, error.path), str(error)) from error


def write_checklist(spec: ChecklistSpec) -> str:
    """Return the YAML text of a version, the same for the same content; `read_checklist` of it is that version."""
    return yaml.dump(
        document_of(spec), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=inf, default_flow_style=None
    )


def _value(node: yaml.Node, seen: set[int]) -> Any:
    """Return the texts, lists and mappings of a node; `seen` are the ids of the nodes that were read before it.

    FileError for a name that is given twice, and for an alias, which a short file could repeat without end.
    """
    if id(node) in seen:
        raise FileError(0, f"The part of line {node.start_mark.line + 1} is repeated by an alias: write it out.")
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, seen) for item in node.value]
    if not isinstance(node, yaml.MappingNode):
        return node.value
    found: dict[str, Any] = {}
    for name, value in node.value:
        line = name.start_mark.line + 1
        if not isinstance(name, yaml.ScalarNode):
            raise FileError(line, "A name is expected before the colon.")
        if name.value in found:
            raise FileError(line, f"“{name.value}” stands here twice.")
        found[name.value] = _value(value, seen)
    return found


def _line(node: yaml.Node, path: tuple[str | int, ...]) -> int:
    """Return the line of the place to which the path leads, or of the last on the way that exists."""
    for step in path:
        if isinstance(node, yaml.MappingNode):
            node = {name.value: value for name, value in node.value}[step]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
    return int(node.start_mark.line) + 1


class _Dumper(yaml.SafeDumper):
    """Writes a text of several lines as such, what is short in one line, and no aliases."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> yaml.MappingNode:
        node = super().represent_mapping(tag, mapping, flow_style)
        if sum(len(str(value)) for value in mapping.values()) > SHORT:
            node.flow_style = False
        return node

    def represent_text(self, text: str) -> yaml.ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _Dumper.represent_text)
