"""Every address of the application, read from its URLconf: the tests of all pages start from here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

ADMIN = "admin"


@dataclass(frozen=True)
class Address:
    """One line of the URLconf; `name` is what `reverse` takes, empty when it has none."""

    name: str
    route: str
    view: Callable[..., Any]

    @property
    def guard(self) -> str:
        """What guards the view; empty when nothing does. See `accounts.guards`."""
        return str(getattr(self.view, "guard", ""))

    @property
    def is_admin(self) -> bool:
        """Whether Django's administration serves it."""
        return self.route.startswith(f"{ADMIN}/")


def addresses() -> list[Address]:
    """Return every address, in the order in which Django tries them."""
    return list(_walk(get_resolver().url_patterns, "", ""))


def own_names() -> set[str]:
    """Return the names of the pages that are ours, without the administration's."""
    return {address.name for address in addresses() if not address.is_admin}


def path_to(name: str, values: dict[str, Any]) -> str:
    """Return the path of an address; of the values, it takes those that its route asks for."""
    (_route, wanted), *_others = get_resolver().reverse_dict.getlist(name)[0][0]
    return reverse(name, kwargs={argument: values[argument] for argument in wanted})


def _walk(patterns: list[Any], before: str, namespace: str) -> Iterator[Address]:
    for entry in patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, route, entry.namespace or namespace)
        elif isinstance(entry, URLPattern):
            name = f"{namespace}:{entry.name}" if namespace and entry.name else entry.name or ""
            yield Address(name=name, route=route, view=entry.callback)
