"""What is wrong in the document of a checklist: all of it at once, each with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Path = tuple[str | int, ...]


class DocumentError(ValueError):
    """The document cannot be read. `path` leads to the place, `name` is the place in words, `sentence` says why.

    `others` are the errors of other places of the same document: whoever writes it mends all of them at once.
    """

    others: tuple[DocumentError, ...] = ()

    def __init__(self, path: Path, name: str, sentence: str) -> None:
        super().__init__(f"{name}: {sentence}" if name else sentence)
        self.path = path
        self.name = name
        self.sentence = sentence


def every(read: Callable[..., Any], places: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    """Return what `read` makes of each place; when some cannot be read, one DocumentError with all of them."""
    found: list[Any] = []
    errors: list[DocumentError] = []
    for place in places:
        try:
            found.append(read(*place))
        except DocumentError as error:
            errors += [error, *error.others]
    raise_all(errors)
    return tuple(found)


def raise_all(errors: list[DocumentError]) -> None:
    """Raise the first of the errors with the others, if there are any."""
    if errors:
        first, *others = errors
        first.others = tuple(others)
        raise first
