"""GOV.UK Frontend's components as HTML, by HM Land Registry's Jinja macros in one cached environment."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader
from markupsafe import escape

_PACKAGE = "govuk_frontend_jinja"
# What people type stands in the `value` of these, of date inputs in that of each item, and in what an option reveals.
_TYPED_IN = frozenset(["character-count", "input", "textarea"])
_FIELDS = _TYPED_IN | {"date-input", "file-upload"}
# These quote what people type, as every error message may.
_QUOTING = frozenset(["error-summary", "notification-banner"])
# So many are kept: those around every page, and the fields, filters and options of the pages opened last. A component
# with more letters in its parameters is not.
_MOST_KEPT, _LONGEST_KEPT = 1_000, 20_000
# Stands in a component for what was typed. Nobody can type it.
_PLACE = f"typed-{secrets.token_hex(16)}-"


def component(name: str, params: Mapping[str, Any], *, is_of_form: bool = False) -> SafeString:
    """Render the component of that name ("button", "error-summary") with the parameters that GOV.UK documents.

    Every value is escaped unless it is marked safe, those under `html` too: what people type never becomes markup. A component
    is rendered once for the same parameters, but for a field. One of a form (`is_of_form`), whose name and label are ours, is
    kept with a place for what was typed, which is put there each time; any other is rendered anew.
    """
    given = _jinja_value(params)
    items = [item for item in given.get("items") or [] if isinstance(item, dict)]
    is_field = name in _FIELDS or any(item.get("conditional") for item in items)
    if name in _QUOTING or given.get("errorMessage") or (is_field and not is_of_form):
        return _rendered(name, _Parameters(given))
    typed = list(_taken_out(name, given, items))
    known = _Parameters(given)
    html = (_rendered if known.letters > _LONGEST_KEPT else _kept)(name, known)
    for place, text in typed:
        html = SafeString(html.replace(place, text))
    return html


def _taken_out(name: str, params: dict[str, Any], items: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Put places into the parameters for what was typed; yield each with the HTML of what stands there."""
    holders = [(params, "value")] if name in _TYPED_IN else []
    if name == "date-input":
        holders += [(item, "value") for item in items]
    holders += [(item["conditional"], "html") for item in items if item.get("conditional")]
    for number, (holder, key) in enumerate(holders):
        # Components leave out what is empty.
        if text := holder.get(key):
            holder[key] = f"{_PLACE}{number}."
            yield holder[key], escape(text) if key == "value" else str(text).strip()


class _Parameters:
    """Parameters of a component. Two are the same when each value is, in kind and in whether it is marked safe."""

    def __init__(self, values: Any) -> None:
        self.values, self.letters = values, 0
        self._same = self._comparable(values)

    def _comparable(self, value: Any) -> Any:
        if isinstance(value, dict):
            return tuple((name, self._comparable(item)) for name, item in value.items())
        if isinstance(value, list):
            return (list, *(self._comparable(item) for item in value))
        if isinstance(value, str):
            self.letters += len(value)
        return type(value), value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Parameters) and self._same == other._same

    def __hash__(self) -> int:
        return hash(self._same)


def _rendered(name: str, params: _Parameters) -> SafeString:
    return SafeString(str(_macro(name)(params.values)).strip())


# The same parameters give the same HTML, whenever and for whomever.
_kept = lru_cache(_MOST_KEPT)(_rendered)


@cache
def _macro(name: str) -> Callable[[Any], object]:
    module = _environment().get_template(f"{_PACKAGE}/components/{name}/macro.html").module
    macro: Callable[[Any], object] = getattr(module, "govuk" + name.title().replace("-", ""))
    return macro


class _Environment(Environment):
    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return the value of a parameter. Jinja looks for an attribute first, which a dict of parameters never has."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


@cache
def _environment() -> Environment:
    # The macros read parameters that were not given, as Nunjucks allows. They are part of a package: no need to reload.
    environment = _Environment(
        loader=PrefixLoader({_PACKAGE: PackageLoader(_PACKAGE)}),
        autoescape=True,
        auto_reload=False,
        cache_size=-1,
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # They indent what stands in a fieldset. That would put blanks before the lines of a text area, more with each save.
    environment.filters["indent"] = lambda text, *_width: text
    return environment


def _jinja_value(value: Any, key: str = "") -> Any:
    """Return the value as Jinja expects it: translations as text; strings that the macros print as HTML, escaped."""
    if isinstance(value, Mapping):
        return {name: _jinja_value(item, name) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_jinja_value(item, key) for item in value]
    if isinstance(value, Promise):
        value = str(value)
    if isinstance(value, str) and (key.lower().endswith("html") or key == "attributes"):
        return conditional_escape(value)
    return value
