"""Checklists in YAML files: the format that people write and read (docs/checklists.md)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import inf
from operator import itemgetter
from typing import Any

import yaml
from django.utils.translation import gettext as _

from checklists.spec import ChecklistSpec, DocumentError, Problem, document_of, spec_of
from checklists.yaml_faults import yaml_fault

# A version of 200 questions takes some 300,000 characters.
MAX_CHARACTERS = 3_000_000
# A mapping of short values, such as an option, that is no longer stands in one line.
SHORT = 120
# What mends in a file what a page of the browser asks.
IN_A_FILE = {"change": " Write “change: editorial” or “change: meaning” with it, or decide it in the browser."}
# How files of Word and Excel, new and old, and PDFs begin.
NO_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")


class FileError(ValueError):
    """A file cannot be read as a checklist. `faults` are all that stand in the way: a line, from 1, and a sentence.

    The line is 0 for a fault of the file as a whole.
    """

    def __init__(self, *faults: tuple[int, str]) -> None:
        self.sentences = [at_line(line, sentence) for line, sentence in faults]
        super().__init__("\n".join(self.sentences))
        self.faults = faults


def at_line(line: int, sentence: str) -> str:
    """Return the sentence with the line of which it speaks."""
    return f"line {line}: {sentence}" if line else sentence


@dataclass(frozen=True, slots=True)
class ChecklistFile:
    """A file that could be read: the version that it holds, and where in it each part stands."""

    spec: ChecklistSpec
    root: yaml.Node

    def line_of(self, problem: Problem) -> int:
        """Return the line of what the linter finds, that of its question or list at least; 0 when it is about several."""
        if not problem.key:
            name = "checklist" if problem.about == "version" else problem.about
            return _line(self.root, (name,)) if name else 0
        for at, section in enumerate(self.spec.sections):
            for nth, question in enumerate(section.questions):
                if question.key == problem.key:
                    return _line(self.root, ("sections", at, "questions", nth, problem.about))
        return 0

    def placed(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return the problems in the order of the file, each with its line as the place, and what mends it in a file."""
        found = sorted(((self.line_of(each), each) for each in problems), key=itemgetter(0))
        return [
            replace(each, where=f"line {line}" if line else "", sentence=each.sentence + IN_A_FILE.get(each.about, ""))
            for line, each in found
        ]

    def sentences(self, problems: Iterable[Problem]) -> list[str]:
        """Return each problem with its line and its question, in the order of the file."""
        return [str(problem) for problem in self.placed(problems)]


def read_file(content: bytes) -> ChecklistFile:
    """Return the checklist that the bytes of a file hold; FileError when they hold none that can be read."""
    if content.startswith(NO_TEXT):
        raise FileError((0, str(_("This is a file of Word, Excel or a PDF: save the checklist as plain text."))))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        sentence = _("The file is not text in UTF-8: from here on it cannot be read. Save it with the encoding UTF-8.")
        raise FileError((line, str(sentence))) from error
    return open_checklist(text)


def read_checklist(text: str) -> ChecklistSpec:
    """Return the version that a YAML text holds; FileError, with the lines, when it holds none that can be read."""
    return open_checklist(text).spec


def open_checklist(text: str) -> ChecklistFile:
    """Return the version that a YAML text holds and where its parts stand; FileError as `read_checklist`."""
    if len(text) > MAX_CHARACTERS:
        raise FileError((0, f"The file is longer than {MAX_CHARACTERS:,} characters."))
    try:
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except RecursionError as error:
        raise FileError((0, "Its parts stand too deep within one another.")) from error
    except yaml.YAMLError as error:
        raise FileError(yaml_fault(error, text)) from error
    if root is None:
        raise FileError((0, "The file is empty."))
    try:
        return ChecklistFile(spec_of(_value(root, set())), root)
    except DocumentError as error:
        found = [(_line(root, each.path), str(each)) for each in (error, *error.others)]
        raise FileError(*sorted(found, key=itemgetter(0))) from error


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
        raise FileError((0, f"The part of line {node.start_mark.line + 1} is repeated by an alias: write it out."))
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, seen) for item in node.value]
    if not isinstance(node, yaml.MappingNode):
        return node.value
    found: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for name, value in node.value:
        line = name.start_mark.line + 1
        if not isinstance(name, yaml.ScalarNode):
            raise FileError((line, "A name is expected before the colon."))
        if name.value in found:
            sentence = f"“{name.value}” stands here twice. It stands in line {lines[name.value]} too: take one away."
            raise FileError((line, sentence))
        found[name.value], lines[name.value] = _value(value, seen), line
    return found


def _line(node: yaml.Node, path: tuple[str | int, ...]) -> int:
    """Return the line of the place to which the path leads: of its name, or of the last on the way that exists."""
    line = node.start_mark.line
    for step in path:
        if isinstance(node, yaml.MappingNode):
            named = [(name, value) for name, value in node.value if name.value == step]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            named = [(node.value[step], node.value[step])]
        else:
            named = []
        if not named:
            break
        name, node = named[0]
        line = name.start_mark.line
    return int(line) + 1


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
