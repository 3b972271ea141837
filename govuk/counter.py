"""The texts of the character counter, into which the browser puts the count as people type."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, gettext_noop

# By parameter and plural rule ("" where the text has only one form). These are the texts of the component itself.
_TEXTS = {
    ("textareaDescriptionText", ""): gettext_noop("You can enter up to %{count} characters"),
    ("charactersUnderLimitText", "one"): gettext_noop("You have %{count} character remaining"),
    ("charactersUnderLimitText", "other"): gettext_noop("You have %{count} characters remaining"),
    ("charactersAtLimitText", ""): gettext_noop("You have 0 characters remaining"),
    ("charactersOverLimitText", "one"): gettext_noop("You have %{count} character too many"),
    ("charactersOverLimitText", "other"): gettext_noop("You have %{count} characters too many"),
}


def counter_texts(limit: int, threshold: int | None) -> dict[str, Any]:
    """Return the parameters of the counter; its texts only when they are translated into the reader's language."""
    params: dict[str, Any] = {"maxlength": limit, "threshold": threshold}
    for (name, plural_rule), text in _TEXTS.items():
        translated = gettext(text)
        if translated == text:
            continue
        if plural_rule:
            params.setdefault(name, {})[plural_rule] = translated
        else:
            params[name] = translated
    return params
