"""The only language that is offered is that of the texts in the code, so that no page looks any of them up."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy, ngettext
from django.utils.translation.trans_real import DjangoTranslation


def test_nothing_is_looked_up() -> None:
    assert not settings.USE_I18N
    assert translation.get_language() == settings.LANGUAGE_CODE
    assert str(gettext_lazy("Not ready")) == "Not ready"
    assert [ngettext("one", "many", number) for number in (0, 1, 2)] == ["many", "one", "many"]


def test_the_catalogues_of_that_language_say_what_the_code_says() -> None:
    """Django has its own texts in British English; one that it words in another way would be lost."""
    catalogue: Any = DjangoTranslation(settings.LANGUAGE_CODE)
    texts = {key: text for each in catalogue._catalog._catalogs for key, text in each.items()}
    assert len(texts) > 100
    # Of a text with a plural, the key has the singular alone, with a number. Some stand behind their context.
    plain = {key[0] if isinstance(key, tuple) else key: text for key, text in texts.items() if not _is_plural(key)}
    assert not {key: text for key, text in plain.items() if key and key.rpartition("\x04")[2] != text}


def _is_plural(key: object) -> bool:
    return isinstance(key, tuple) and key[1] > 0
