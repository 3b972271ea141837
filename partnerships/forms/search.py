"""The box of the search. What is typed stands in the address."""

from __future__ import annotations

from crispy_forms.layout import Layout, Submit
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.folding import words_typed
from govuk import Look
from partnerships.forms.fields import LineField
from partnerships.forms.lists import ListForm
from partnerships.selectors.search import IN_ORDER

LONGEST = 200


class SearchField(LineField):
    """What to search for: at least one word, or nothing."""

    def validate(self, value: str) -> None:
        """Refuse what has no word in it."""
        super().validate(value)
        if value and not words_typed(value):
            raise ValidationError(_("Type at least one letter or digit"))


class SearchForm(ListForm):
    """The words to search for. Signs between them, also those by which databases search, are none."""

    def __init__(self, data: QueryDict) -> None:
        text = SearchField(label=_("Search for"), most=LONGEST, required=False)
        text.help_text = _(
            "Words or names, or a reference such as PR-0005. Three letters or more also find longer words that begin so."
        )
        super().__init__(data, filters={"text": text}, orders=[(IN_ORDER, _("Place"))])
        self.looks["text"] = Look(size="s")
        self.helper.form_class = "app-search"
        self.helper.layout = Layout("text", Submit("", _("Search")))

    @property
    def wanted(self) -> str:
        """What is searched for, "" for nothing yet."""
        text: str = self.cleaned_data["text"]
        return text
