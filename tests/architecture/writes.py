"""What only some modules may do: write or read rows, read the environment, use signals, SQL or HTML; and what none may."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch

from tests.architecture.source import Function, Module

ALWAYS_A_WRITE = {
    "bulk_create",
    "bulk_update",
    "create",
    "create_superuser",
    "create_user",
    "delete",
    "get_or_create",
    "save",
    "select_for_update",
    "update_or_create",
}
# Methods that dicts, sets and hashes have too: a write when the owner is a manager or a queryset.
PERHAPS_A_WRITE = {"add", "clear", "remove", "set", "update"}
ROWS = (".objects", "queryset", ".filter(", ".exclude(", "_default_manager", "_base_manager")

PRESENTERS = "*/presenters/*"
QUERIES = {"annotate", "exclude", "exists", "filter", "order_by", "prefetch_related", "select_related"}

# The modules that write rows, and others with the reason. Migrations are not checked.
WRITERS = ("*/actions.py", "*/actions/*")
OTHER_WRITERS = {
    "accounts/admin.py": "administrators keep users, services and roles; nothing that was recorded of a case",
    "partnerships/emails/outbox.py": "what is to be mailed and what was; nothing that was recorded of a case",
    "partnerships/management/commands/_seed/*": "made-up cases for trying a server's size, past no trigger; never real ones",
    "accounts/models/people.py": "Django creates users by their manager",
    "partnerships/reports/word/*": "a Word document is saved to memory; the modules know no row",
}
# Where the fields stand that normalise what is typed. A password is taken as it is.
TYPED_TEXT = ("accounts/forms/people.py", "accounts/forms/sign_in.py", "accounts/forms/fields.py")
PLAIN_FIELDS = {"forms.CharField", "forms.EmailField", "forms.URLField"}
# The output of GOV.UK's macros is HTML; no other text is.
HTML_ALLOWED = "govuk/*"
SQL_ALLOWED = {
    "accounts/prepared.py": "it asks again what the ORM wrote before",
    "accounts/triggers.py": "triggers are written in SQL; migrations alone import it",
    "checklists/triggers.py": "triggers are written in SQL; migrations alone import it",
    "operations/actions/backup.py": "a transaction of PostgreSQL that reads one moment and writes nothing",
    "operations/actions/loading.py": "rows as they were, past triggers and columns that the ORM would work out anew",
    "partnerships/management/commands/_seed/writing.py": "a database that fills is told to count its rows: ANALYZE",
}


def unchecked_next(module: Module) -> Iterator[str]:
    """Yield the calls of `next` without a default: what is not found raises StopIteration, which says nothing."""
    for call in module.calls():
        if isinstance(call.func, ast.Name) and call.func.id == "next" and len(call.args) == 1:
            yield module.at(call, "calls next() without a default")


def writes(module: Module) -> Iterator[str]:
    """Yield the calls that write rows in a module that may not."""
    if any(fnmatch(module.path, pattern) for pattern in (*WRITERS, *OTHER_WRITERS)):
        return
    for call in module.calls():
        if not isinstance(call.func, ast.Attribute):
            continue
        owner, method = ast.unparse(call.func.value), call.func.attr
        on_rows = any(word in f"{owner}." for word in ROWS)
        if method in ALWAYS_A_WRITE or (method in PERHAPS_A_WRITE and on_rows):
            yield module.at(call, f"writes: {owner}.{method}()")


def queries(module: Module) -> Iterator[str]:
    """Yield the calls of presenters that read rows: a selector does."""
    if not fnmatch(module.path, PRESENTERS):
        return
    for call in module.calls():
        if isinstance(call.func, ast.Attribute) and call.func.attr in QUERIES:
            yield module.at(call, f"queries: {ast.unparse(call.func)}()")


def save_overrides(module: Module) -> Iterator[str]:
    """Yield the methods that override saving or deleting."""
    for owner in module.classes():
        for node in owner.body:
            if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete", "save_base", "full_clean"}:
                yield module.at(node, f"{owner.name} overrides {node.name}()")


def signals(module: Module) -> Iterator[str]:
    """Yield the imports of signals."""
    for node, name in module.imports():
        if name.startswith("django.dispatch") or ".signals" in name:
            yield module.at(node, f"imports {name}")


def environment(module: Module) -> Iterator[str]:
    """Yield what reads the environment; setting DJANGO_SETTINGS_MODULE is allowed."""
    for node, name in module.imports():
        if name.split(".")[0] in {"environ", "dotenv"} or name in {"os.environ", "os.getenv"}:
            yield module.at(node, f"imports {name}")
    allowed = {id(naming) for call in module.calls() if (naming := _names_settings(call))}
    for node in ast.walk(module.tree):
        if (
            isinstance(node, ast.Attribute)
            and ast.unparse(node) in {"os.environ", "os.getenv"}
            and id(node) not in allowed
        ):
            yield module.at(node, f"reads {ast.unparse(node)}")


def raw_sql(module: Module) -> Iterator[str]:
    """Yield the calls and imports that bypass the ORM."""
    if module.path in SQL_ALLOWED:
        return
    for call in module.calls():
        if isinstance(call.func, ast.Attribute) and call.func.attr in {
            "cursor",
            "execute",
            "executemany",
            "extra",
            "raw",
        }:
            yield module.at(call, f"runs SQL: {ast.unparse(call.func)}()")
    for node, name in module.imports():
        if name.endswith(".RawSQL"):
            yield module.at(node, f"imports {name}")


def days_at_import(module: Module) -> Iterator[str]:
    """Yield the calls that read today's date while the module is imported: a server, or a run of tests, passes midnight."""
    waiting: list[ast.AST] = [module.tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Function):
            waiting += [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
            continue
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ("localdate", "today"):
            yield module.at(node, "reads today's date when the module is imported")
        waiting += ast.iter_child_nodes(node)


def plain_text_fields(module: Module) -> Iterator[str]:
    """Yield the fields of forms that would hand on typed text as it came, not as it is kept (`accounts.text`)."""
    if module.path in TYPED_TEXT:
        return
    for call in module.calls():
        if ast.unparse(call.func) in PLAIN_FIELDS:
            yield module.at(call, f"takes text as it comes: {ast.unparse(call.func)}()")


def unfolded_orders(module: Module) -> Iterator[str]:
    """Yield where people are sorted by their names as written: É after Z, and on each database otherwise."""
    for node in ast.walk(module.tree):
        is_order = isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".order_by")
        is_ordering = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "ordering"
        if (is_order or is_ordering) and re.search(r"full_name\b", ast.unparse(node)):
            yield module.at(node, "sorts by full_name: say folded_name")


def unescaped(module: Module) -> Iterator[str]:
    """Yield the calls that mark a text as safe HTML."""
    if fnmatch(module.path, HTML_ALLOWED):
        return
    for call in module.calls():
        if ast.unparse(call.func).split(".")[-1] in {"Markup", "SafeString", "html_safe", "mark_safe"}:
            yield module.at(call, f"declares HTML: {ast.unparse(call)}")


def _names_settings(call: ast.Call) -> ast.expr | None:
    """Return the `os.environ` of os.environ.setdefault("DJANGO_SETTINGS_MODULE", ...)."""
    is_naming = bool(call.args) and ast.unparse(call.args[0]) == "'DJANGO_SETTINGS_MODULE'"
    if is_naming and isinstance(call.func, ast.Attribute) and call.func.attr == "setdefault":
        return call.func.value
    return None
