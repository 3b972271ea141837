"""A place in the document of a checklist, read with the checks that every place needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import TextChoices

from accounts.text import normal, text_fault
from checklists.spec.document_errors import DocumentError, Path, every, raise_all
from checklists.spec.lint_texts import nearest

AnyChoices = TypeVar("AnyChoices", bound=TextChoices)


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the document: text, a list or a mapping, with the path to it and its name in sentences."""

    value: Any
    path: Path = ()
    name: str = ""

    def error(self, sentence: str) -> DocumentError:
        """Return the error of this place."""
        return DocumentError(self.path, self.name, sentence)

    def called(self, name: str) -> Node:
        """Return the same place with another name in sentences."""
        return Node(self.value, self.path, name)

    def fields(self, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, Node]:
        """Return what a mapping holds by name; DocumentError when it lacks a field, or has one that is not known."""
        raise_all(self.field_errors(required, optional))
        return {name: self._inner(name) for name in self.value}

    def field_errors(self, required: tuple[str, ...], optional: tuple[str, ...]) -> list[DocumentError]:
        """Return an error for each field that a mapping lacks, and for each that is not known."""
        known = required + optional
        unknown = [name for name in self._mapping() if name not in known]
        # At the line of the name, but called as what it stands in: the name is in the sentence.
        errors = [self._inner(name).called(self.name).error(_unknown(name, known)) for name in unknown]
        return errors + [self.error(f"“{name}” is missing.") for name in required if name not in self.value]

    def pairs(self) -> Iterator[tuple[str, Node]]:
        """Yield the keys of a mapping in order, each with its value."""
        return ((str(key), self._inner(key)) for key in self._mapping())

    def items(self) -> Iterator[Node]:
        """Yield the values of a list in order."""
        if not isinstance(self.value, list):
            raise self.error(f"A list is expected here, not {_kind(self.value)}.{_as_list(self.value)}")
        return (Node(value, (*self.path, at), f"{self.name}, {at + 1}") for at, value in enumerate(self.value))

    def text(self, *, is_line: bool = True) -> str:
        """Return a text as it is kept; `is_line`: of one line."""
        if isinstance(self.value, bool | list | dict) or not isinstance(self.value, str):
            raise self.error(f"A text is expected here, not {_kind(self.value)}.")
        kept = normal(self.value, is_line=is_line)
        if fault := text_fault(kept, is_line=is_line):
            raise self.error(fault.sentence(self.path[-1]))
        return kept

    def texts(self) -> str:
        """Return a text that may have several lines."""
        return self.text(is_line=False)

    def words(self) -> tuple[str, ...]:
        """Return a list of texts of one line."""
        return every(Node.text, ((item,) for item in self.items()))

    def choice(self, choices: type[AnyChoices]) -> AnyChoices:
        """Return a member of the enumeration."""
        return choices(self.one_of(choices.values))

    def one_of(self, known: Sequence[str]) -> str:
        """Return a text of one line that is one of these."""
        word = self.text()
        if word not in known:
            raise self.error(f"“{word}” is none of {', '.join(known)}.{nearest(word, known)}")
        return word

    def flag(self) -> bool:
        """Return whether it says true; DocumentError when it says neither true nor false."""
        if self.value not in ("true", "false"):
            raise self.error(f"true or false is expected here, not {_shown(self.value)}.")
        return bool(self.value == "true")

    def _mapping(self) -> Mapping[str, Any]:
        if not isinstance(self.value, dict):
            instead = " Write each as “name: value”" + (", without a hyphen in front." if _is_list(self.value) else ".")
            raise self.error(f"Names with values are expected here, not {_kind(self.value)}.{instead}")
        return self.value

    def _inner(self, key: str) -> Node:
        return Node(self.value[key], (*self.path, key), f"{self.name}, {key}" if self.name else key)


def read_fields(node: Node, required: tuple[str, ...], readers: Mapping[str, Callable[[Node], Any]]) -> dict[str, Any]:
    """Return the values of a mapping by name, each as its reader makes it.

    One DocumentError for all that is missing, not known or cannot be read.
    """
    known = {name: inner for name, inner in node.pairs() if name in readers}
    errors = node.field_errors(required, tuple(name for name in readers if name not in required))
    values: dict[str, Any] = {}
    for name, inner in known.items():
        try:
            values[name] = readers[name](inner)
        except DocumentError as error:
            errors += [error, *error.others]
    raise_all(errors)
    return values


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _as_list(value: Any) -> str:
    """Return how a word is written as a list of one."""
    return f" Write [{value}]." if isinstance(value, str) and value and _shown(value) == f"“{value}”" else ""


def _kind(value: Any) -> str:
    if _is_list(value):
        return "a list"
    return "names with values" if isinstance(value, dict) else _shown(value)


def _shown(value: Any) -> str:
    if value in (None, ""):
        return "nothing"
    return f"“{value}”" if isinstance(value, str) and len(value) <= 40 else "another kind of value"


def _unknown(name: str, known: tuple[str, ...]) -> str:
    instead = nearest(name, known) or f" It knows: {', '.join(known)}."
    return f"“{name}” is no field that this program knows here.{instead}"
