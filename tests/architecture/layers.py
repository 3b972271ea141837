"""Which module may import which: the apps one way, and within them the layers one way."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from fnmatch import fnmatch

from tests.architecture.source import APPS, Module

DOMAIN, DATA, READS, WRITES, EDGES, CONFIG, MIGRATIONS = (
    "domain",
    "data",
    "reads",
    "writes",
    "edges",
    "config",
    "migrations",
)

# Every module is in exactly one layer; a new kind of module needs a line here and a decision record.
LAYERS = {
    "config/*": CONFIG,
    "accounts/roles.py": DOMAIN,
    "checklists/spec/*": DOMAIN,
    "partnerships/domain/*": DOMAIN,
    "*/models.py": DATA,
    "*/models/*": DATA,
    "checklists/wording/*": READS,
    "partnerships/selectors/*": READS,
    "partnerships/snapshot/*": READS,
    "partnerships/reports/*": READS,
    "verification/*": EDGES,
    "*/actions.py": WRITES,
    "*/actions/*": WRITES,
    "partnerships/emails/*": WRITES,
    "*/admin.py": EDGES,
    "accounts/context_processors.py": EDGES,
    "accounts/drafts.py": EDGES,
    "govuk/*": EDGES,
    "*/apps.py": EDGES,
    "*/checks.py": EDGES,
    "*/forms.py": EDGES,
    "*/forms/*": EDGES,
    "*/guards.py": EDGES,
    "partnerships/responses.py": EDGES,
    "*/management/*": EDGES,
    "*/templatetags/*": EDGES,
    "*/urls.py": EDGES,
    "*/presenters/*": EDGES,
    "*/views.py": EDGES,
    "*/views/*": EDGES,
    "checklists/triggers.py": MIGRATIONS,
}
MAY_IMPORT = {
    DOMAIN: {DOMAIN},
    DATA: {DOMAIN, DATA},
    READS: {DOMAIN, DATA, READS},
    WRITES: {DOMAIN, DATA, READS, WRITES},
    EDGES: {DOMAIN, DATA, READS, WRITES, EDGES},
    # The error pages and the administration site are named there beside the addresses.
    CONFIG: {CONFIG, EDGES},
    MIGRATIONS: set(),
}
# What the domain may have of Django.
OF_DJANGO = {"django.db.models.TextChoices", "django.utils.translation.gettext_lazy"}
# A request, an answer to it, a form or a message is the business of the edges alone.
OF_THE_EDGES = (
    "django.http",
    "django.shortcuts",
    "django.forms",
    "django.views",
    "django.contrib.messages",
    "django.contrib.admin",
    "crispy_forms",
)


def layer_of(path: str) -> str | None:
    """Return the layer of a module; None when it has none. An app's empty __init__ has the app's name alone to say."""
    if path in {f"{app}/__init__.py" for app in APPS}:
        return EDGES
    return next((layer for pattern, layer in LAYERS.items() if fnmatch(path, pattern)), None)


def without_layer(modules: tuple[Module, ...]) -> list[str]:
    """Modules that the tree does not know."""
    return [module.path for module in modules if layer_of(module.path) is None]


def wrong_imports(module: Module, known: tuple[Module, ...]) -> Iterator[str]:
    """Yield the imports that the module's app or layer does not allow."""
    layer = layer_of(module.path)
    for node, name in module.imports():
        if name.split(".", 1)[0] in (*APPS, "config", "tests"):
            yield from _wrong_own(module, layer, node, name, known)
        elif layer == DOMAIN and not _is_pure(name):
            yield module.at(node, f"the domain imports {name}")
        elif layer in (DATA, READS, WRITES) and name.startswith(OF_THE_EDGES):
            yield module.at(node, f"{layer} imports {name}, which is for the edges")


def _wrong_own(module: Module, layer: str | None, node: ast.AST, name: str, known: tuple[Module, ...]) -> Iterator[str]:
    app = name.split(".", 1)[0]
    if module.app in APPS and (app not in APPS or APPS.index(app) < APPS.index(module.app)):
        yield module.at(node, f"{module.app} imports {app}")
        return
    target = _module_named(name, known)
    if target is None:
        yield module.at(node, f"{name} is no module of this project")
        return
    other = layer_of(target.path)
    if layer is not None and other not in MAY_IMPORT[layer]:
        yield module.at(node, f"{layer} imports {name}, which is {other}")
    elif not _may_use_edge(module, target):
        yield module.at(node, f"nothing of ours imports {target.name}")


def _may_use_edge(module: Module, target: Module) -> bool:
    """A view is named by the addresses (and what is mounted there), a helper of views by views, a template tag by none."""
    kinds = module.path.removesuffix(".py").split("/")
    if fnmatch(target.name, "*.templatetags.*"):
        return False
    if fnmatch(target.name, "*.management.*"):
        return "management" in kinds
    if fnmatch(target.name, "*.views*"):
        return bool({"views", "urls", "admin"} & set(kinds))
    return True


def _module_named(name: str, known: tuple[Module, ...]) -> Module | None:
    """Return the module that a dotted name means: the name itself, or what it is taken from."""
    by_name = {module.name: module for module in known}
    return by_name.get(name) or by_name.get(name.rpartition(".")[0])


def _is_pure(name: str) -> bool:
    return name in OF_DJANGO or name.split(".", 1)[0] in sys.stdlib_module_names
