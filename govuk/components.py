"""GOV.UK Frontend's components as HTML, by HM Land Registry's Jinja macros in one cached environment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader

_PACKAGE = "govuk_frontend_jinja"


def component(name: str, params: Mapping[str, Any]) -> SafeString:
    """Render the component of that name ("button", "error-summary") with the parameters that GOV.UK documents.

    Every value is escaped unless it is marked safe, those under `html` too: what people type never becomes markup.
    """
    return SafeString(str(_macro(name)(_jinja_value(params))).strip())


@cache
def _macro(name: str) -> Callable[[Any], object]:
    module = _environment().get_template(f"{_PACKAGE}/components/{name}/macro.html").module
    macro: Callable[[Any], object] = getattr(module, "govuk" + name.title().replace("-", ""))
    return macro


@cache
def _environment() -> Environment:
    # The macros read parameters that were not given, as Nunjucks allows. They are part of a package: no need to reload.
    environment = Environment(
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
