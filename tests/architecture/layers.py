"""The layers of the apps, and what a module may import beyond the contracts of import-linter.

The contracts, in pyproject.toml, hold the order of the apps and, inside each app, the order of its layers. They compare
no layers across apps, and they see of Django no more than that it is imported. That is checked here.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator

from tests.architecture.source import APPS, ROOT, Module

DOMAIN, DATA, READS, WRITES, EDGES, CONFIG = LAYERS = ("domain", "data", "reads", "writes", "edges", "config")

# The folder of the contract with which each layer begins, from the lowest.
FIRST = {"domain": DOMAIN, "plans": DATA, "selectors": READS, "emails": WRITES, "refused_forms": EDGES}
# The apps that are not divided into layers.
WHOLE = {"config": CONFIG, "verification": EDGES, "govuk": EDGES}

# What the domain may have of Django.
OF_DJANGO = {
    "django.db.models.TextChoices",
    "django.utils.text.get_text_list",
    "django.utils.translation.gettext_lazy",
    "django.utils.translation.ngettext_lazy",
}
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
# A presenter takes plain values and returns plain values: a view has the request. Data that was sent is such a value.
OF_A_REQUEST = ("django.http", "django.shortcuts")
SENT_DATA = "django.http.QueryDict"


def _folders() -> dict[str, str]:
    """Return the layer of each folder or module directly below an app, as the contract orders them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    [lines] = [contract["layers"] for contract in contracts if "containers" in contract]
    found: dict[str, str] = {}
    layer = DOMAIN
    for line in reversed(lines):
        names = re.findall(r"\w+", line)
        layer = next((FIRST[name] for name in names if name in FIRST), layer)
        found |= dict.fromkeys(names, layer)
    return found


FOLDERS = _folders()


def layer_of(name: str) -> str | None:
    """Return the layer of a module by its dotted name; None for an app's own `__init__`, and for what is no app of ours."""
    app, _, below = name.partition(".")
    return WHOLE.get(app) or (FOLDERS.get(below.split(".", 1)[0]) if app in APPS else None)


def wrong_imports(module: Module) -> Iterator[str]:
    """Yield the imports that the layer of the module does not allow."""
    layer = layer_of(module.name)
    for node, name in module.imports():
        if name.split(".", 1)[0] in (*APPS, "config", "tests"):
            yield from _wrong_in_other_app(module, node, name)
        elif layer == DOMAIN and name not in OF_DJANGO and name.split(".", 1)[0] not in sys.stdlib_module_names:
            yield module.at(node, f"the domain imports {name}")
        elif layer in (DATA, READS, WRITES) and name.startswith(OF_THE_EDGES):
            yield module.at(node, f"{layer} imports {name}, which is for the edges")
        elif ".presenters" in module.name and name.startswith(OF_A_REQUEST) and name != SENT_DATA:
            yield module.at(node, f"a presenter imports {name}")


def _wrong_in_other_app(module: Module, node: ast.AST, name: str) -> Iterator[str]:
    """Yield the import of a higher layer of another app; config imports the edges alone."""
    layer, other = layer_of(module.name), layer_of(name)
    if name.split(".", 1)[0] == module.app or layer is None:
        return
    is_higher = other is None or LAYERS.index(other) > LAYERS.index(layer)
    if is_higher or (layer == CONFIG and other != EDGES):
        yield module.at(node, f"{layer} imports {name}, which is {other}")
