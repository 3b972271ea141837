"""The filters of one question across cases."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from checklists.spec import QuestionSpec
from partnerships.domain.workflow import State
from partnerships.forms.lists import ALL, Choices, ListForm, search, select, services
from partnerships.selectors.questions import NO_ANSWER, QuestionFilter, questions_published

ORDERS: Choices = (
    ("-reference", _("Reference: newest first")),
    ("reference", _("Reference: oldest first")),
    ("answer", _("Answer: as the question lists them")),
    ("-answer", _("Answer: the other way round")),
)


class QuestionListForm(ListForm):
    """The question, its answers, and the filters of the cases.

    `asked` is the question as each version has it, the newest first; `answers` are its options and that there is none.
    """

    def __init__(self, data: QueryDict) -> None:
        published = questions_published()
        self.asked = published.get(data.get("question", ""), [])
        options = {option.key: option.label for question in reversed(self.asked) for option in question.options}
        states = [("", _("All but withdrawn")), *State.choices]
        self.answers: Choices = [*options.items(), (NO_ANSWER, _("No answer"))]
        filters = {
            "question": select(
                _("Question"),
                [("", _("Choose a question")), *choices_of(published)],
                _("Select a question from the list"),
            ),
            "answer": select(_("Answer"), [ALL, *self.answers], _("Select an answer from the list")),
            "text": search(),
            "service": select(_("Service"), [ALL, *services()], _("Select a service from the list")),
            "state": select(_("State of the case"), states, _("Select a state from the list")),
        }
        super().__init__(data, filters=filters, orders=ORDERS)

    @property
    def spec(self) -> QuestionSpec | None:
        """The question in the newest version, None while none is chosen."""
        return self.asked[0] if self.asked else None

    @property
    def wanted(self) -> QuestionFilter:
        """The filters, for the list."""
        chosen = {name: self.cleaned_data[name] for name in self.filters if self.cleaned_data[name]}
        return QuestionFilter(**{"question": "", **chosen})


def choices_of(published: Mapping[str, list[QuestionSpec]]) -> Choices:
    """Return the choices of all questions, with their code and title in the newest version."""
    return [(key, f"{asked[0].code} {asked[0].title}") for key, asked in published.items()]
