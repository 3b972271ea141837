"""The filters of one question across cases."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from checklists.spec import QuestionSpec, Severity
from partnerships.domain.workflow import State
from partnerships.forms.lists import ALL, Choices, ListForm, search, select, services
from partnerships.selectors.published import SEPARATOR, PublishedQuestion, questions_published
from partnerships.selectors.questions import NO_ANSWER, NO_FLAG, QuestionFilter, years_of_cases

ORDERS: Choices = (
    ("-reference", _("Reference: newest first")),
    ("reference", _("Reference: oldest first")),
    ("answer", _("Answer: as the question lists them")),
    ("-answer", _("Answer: the other way round")),
)


class QuestionListForm(ListForm):
    """The question, its answers, and the filters of the cases.

    `published` is the chosen question, None while none is; `answers` are the options of all questions of its line, and
    that there is none.
    """

    def __init__(self, data: QueryDict) -> None:
        found = questions_published()
        data = _with_checklist(data, found)
        self.published = found.get(data.get("question", ""))
        options = {option.key: option.label for question in reversed(self.asked) for option in question.options}
        states = [("", _("All but withdrawn")), *State.choices]
        self.answers: Choices = [*options.items(), (NO_ANSWER, _("No answer"))]
        severities = [(item.value, item.label) for item in reversed(Severity) if item is not Severity.NONE]
        years = [(str(year), str(year)) for year in years_of_cases()]
        filters = {
            "question": select(
                _("Question"),
                [("", _("Choose a question")), *choices_of(found)],
                _("Select a question from the list"),
            ),
            "answer": select(_("Answer"), [ALL, *self.answers], _("Select an answer from the list")),
            "flag": select(_("Flag"), [ALL, *severities, (NO_FLAG, _("No flag"))], _("Select a flag from the list")),
            "year": select(_("Year of the case"), [ALL, *years], _("Select a year from the list")),
            "text": search(),
            "service": select(_("Service"), [ALL, *services()], _("Select a service from the list")),
            "state": select(_("State of the case"), states, _("Select a state from the list")),
        }
        super().__init__(data, filters=filters, orders=ORDERS)

    @property
    def asked(self) -> tuple[QuestionSpec, ...]:
        """The questions of the line, the chosen one as each version has it first, the newest first."""
        return self.published.line if self.published else ()

    @property
    def spec(self) -> QuestionSpec | None:
        """The question in the newest version that asks it, None while none is chosen."""
        return self.asked[0] if self.asked else None

    @property
    def others(self) -> list[QuestionSpec]:
        """The other questions of the line, each in the newest version that asks it."""
        own = self.published.key if self.published else ""
        newest = {question.key: question for question in reversed(self.asked) if question.key != own}
        return list(newest.values())

    @property
    def wanted(self) -> QuestionFilter:
        """The filters, for the list."""
        chosen = {name: self.cleaned_data[name] for name in self.filters if self.cleaned_data[name]}
        chosen.pop("question", None)
        keys, checklist = (self.published.keys, self.published.checklist) if self.published else ([], "")
        return QuestionFilter(keys=keys, checklist=checklist, **chosen)


def choices_of(published: Mapping[str, PublishedQuestion]) -> Choices:
    """Return the choices of all questions, with their code and title in the newest version."""
    return [(name, question.label) for name, question in published.items()]


def _with_checklist(data: QueryDict, published: Mapping[str, PublishedQuestion]) -> QueryDict:
    """Return the filters with the name of the question as it is now: an address from when there was one checklist has its key."""
    key = data.get("question", "")
    names = [name for name in published if name.rpartition(SEPARATOR)[2] == key]
    if not key or key in published or not names:
        return data
    data = data.copy()
    data["question"] = names[0]
    return data
