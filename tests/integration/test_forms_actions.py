"""Every rule of every form, tried on the action itself: what a form refuses, its action refuses.

The rules are read from the forms: of each text that it must not be blank or too long and can be printed, of each choice
that it is one of those offered. A new form, or a new field, fails here until it has a line in `form_lines`.
"""

from __future__ import annotations

from importlib import import_module
from inspect import getmembers, isclass
from pkgutil import iter_modules

import pytest
from django import forms

import partnerships.forms
from accounts.models import User
from partnerships.actions import ActionError
from partnerships.models import Assessment, Event
from tests.integration.form_lines import LINES, World
from tests.integration.form_lines_last import LAST_LINES
from tests.integration.form_lines_later import LATER_LINES
from tests.integration.form_stages import make_stages

pytestmark = pytest.mark.any_database

ALL = LINES | LATER_LINES | LAST_LINES
# Filters and samples are in the address and change nothing; the others are bases; answers have tests of their own, and
# the draft of an answer may lack everything.
WITHOUT_ACTION = {
    *(
        "AddresseeForm",
        "AnswerForm",
        "BesidesForm",
        "ConfirmForm",
        "DecisionForm",
        "DetailsForm",
        "FilterForm",
        "FlagListForm",
        "LinkOrFileForm",
        "ListForm",
    ),
    *(
        "AccountTrailForm",
        "ConditionListForm",
        "PartnershipListForm",
        "QuestionListForm",
        "RegisterListForm",
        "RoundForm",
        "EarlierForm",
        "EnterTableForm",
        "PeriodForm",
        "SampleForm",
        "SearchForm",
        "TrailForm",
        "VersionedForm",
    ),
}


def all_forms() -> set[str]:
    """Return the names of every form of the app."""
    modules = [import_module(f"partnerships.forms.{info.name}") for info in iter_modules(partnerships.forms.__path__)]
    classes = [one for module in modules for _name, one in getmembers(module, isclass)]
    return {
        one.__name__
        for one in classes
        if issubclass(one, forms.BaseForm) and one.__module__.startswith("partnerships.forms")
    }


def test_every_form_has_a_line() -> None:
    assert all_forms() - WITHOUT_ACTION == set(ALL)


@pytest.fixture(scope="module", autouse=True)
def _stages(drafted_once: None) -> None:
    make_stages()


@pytest.fixture
def world(assessment: Assessment, owner: User, manager: User, legal: User, secretary: User, outsider: User) -> World:
    return World(assessment, owner, manager, legal, secretary, outsider)


@pytest.mark.usefixtures("laid_out_once")
@pytest.mark.parametrize("name", ALL)
def test_what_a_form_refuses_its_action_refuses(name: str, world: World) -> None:
    line = ALL[name](world)
    events, done = Event.objects.count(), []
    for one, value in line.tries():
        try:
            line.act(**line.put(line.given, one, value))
        except ActionError:
            continue
        done.append(f"{one}: {value!r:.60}")
    assert not done, "\n".join(done)
    assert Event.objects.count() == events
    line.act(**line.given)
