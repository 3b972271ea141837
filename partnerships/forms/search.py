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


class SearchForm(ListForm):
    """The words to search for. Signs between them, also those by which databases search, are none."""

    def __init__(self, data: QueryDict) -> None:
        text = LineField(label=_("Search for"), most=LONGEST, required=False)
        text.help_text = _(
            "Words or names, or a reference such as PR-0005. Three letters or more also find longer words that begin so."
        )
        super().__init__(data, filters={"text": text}, orders=[(IN_ORDER, _("Place"))])
        self.looks["text"] = Look(size="s")
        self.helper.form_class = "app-search"
        self.helper.layout = Layout("text", Submit("", _("Search")))

    def clean_text(self) -> str:
        """Refuse what has no word in it."""
        text: str = self.cleaned_data["text"]
        if text and not words_typed(text):
            raise ValidationError(_("Type at least one letter or digit"))
        return text

    @property
    def wanted(self) -> str:
        """What is searched for, "" for nothing yet."""
        text: str = self.cleaned_data["text"]
        return text
