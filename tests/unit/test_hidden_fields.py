"""A page that gives back what was typed shows no field that nobody types in, and leaves out none that somebody does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from django import forms
from django.conf import settings

from accounts.responses import NOT_SHOWN
from tests.architecture.source import APPS

ROOT = Path(settings.BASE_DIR)
HIDDEN = re.compile(r'<input type="hidden" name="(?:{{ \w+ }}-)?(\w+)"')


def our_forms() -> list[type[forms.BaseForm]]:
    """Return the classes of all forms of this project."""
    for path in sorted(ROOT.glob("*/forms/*.py")):
        import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return [form for form in set(_below(forms.BaseForm)) if form.__module__.partition(".")[0] in APPS]


def _below(form: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for below in form.__subclasses__():
        yield below
        yield from _below(below)


def fields() -> Iterator[tuple[str, forms.Widget]]:
    for form in our_forms():
        for name, field in getattr(form, "base_fields", {}).items():
            yield name, field.widget


def test_no_hidden_field_is_shown() -> None:
    hidden = {name for name, widget in fields() if widget.is_hidden}
    for path in (ROOT / "templates").rglob("*.html"):
        hidden |= set(HIDDEN.findall(path.read_text(encoding="utf-8")))
    assert {"asked", "public_digest", "mine"} <= hidden
    assert hidden - NOT_SHOWN == set()


def test_no_text_is_left_out() -> None:
    typed = {name for name, widget in fields() if isinstance(widget, forms.TextInput | forms.Textarea)}
    assert {"name", "reason", "text"} <= typed
    assert typed & NOT_SHOWN == set()
