"""Every page that can be opened without more than a case, while one of three versions of its checklist is damaged.

A page of the damaged version, or of a case that answers it, may refuse; none may be an error of the program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import cycle

import pytest
from django.core.management import call_command
from django.db.models import Model
from django.test import Client
from django.urls import get_resolver

from accounts.models import Service, User
from checklists.models import Option, Question, QuestionRisk, Rule, Section, Version
from checklists.models.version import _specs
from partnerships.models import Assessment
from tests import factories, people
from tests.addresses import own_names, path_to
from tests.conftest import SignIn
from tests.integration.tampering import without_triggers

pytestmark = [pytest.mark.django_db, pytest.mark.spread(4), pytest.mark.any_database]

KEY, DAMAGED = "prior-approval", "1.1"
PEOPLE = ("owner", "manager", "legal", "secretary", "monitoring", "editor", "auditor", "admin")
# What makes a PDF or a large file, of which another name has the same guard and reads the same, and pages of no checklist.
LEFT_OUT = {"report-pdf", "blank-pdf", "preview-blank-pdf", "sign-out", "healthz", "readyz"}
UPDATE, DELETE = 'UPDATE checklists_{} SET "{}" = %s WHERE id = %s', "DELETE FROM checklists_{} WHERE id = %s"


def _rule(version: Version) -> Model:
    return Rule.objects.filter(question__version=version, question__key=KEY)[0]


def _asked(version: Version) -> Model:
    return Question.objects.get(version=version, key=KEY)


# What is done to which row: the column and its value, or nothing where the row goes.
DAMAGES: dict[str, tuple[Callable[[Version], Model], str, str]] = {
    "conditions of another structure": (_rule, "when", '{"option": 5}'),
    "another text": (_asked, "text", "Something else?"),
    "another key": (_asked, "key", "was-prior-approval"),
    "what it feeds is a number": (_asked, "feeds", "3"),
    "an option is gone": (
        lambda version: Option.objects.filter(question__version=version, question__key="skills")[0],
        "",
        "",
    ),
    "a risk of a question is gone": (lambda version: QuestionRisk.objects.filter(question__version=version)[0], "", ""),
    "the code of its section is empty": (lambda version: Section.objects.filter(version=version)[0], "code", ""),
}


@pytest.fixture
def damaged(request: pytest.FixtureRequest, editor: User, owner: User, service: Service) -> Iterator[Assessment]:
    """A draft that answers version 1.0 whole, one that answers the damaged 1.1, and a draft of 2.0."""
    whole = factories.start(owner, service)
    factories.answer_all(whole)
    version = factories.another_version(editor, {})
    factories.start(owner, service, name="Joint garden", version=version)
    factories.checklist_draft("2.0")
    find, column, value = DAMAGES[request.param]
    row = find(version)
    table = row._meta.model_name
    # The names are those above.
    if column:
        without_triggers(f"checklists_{table}", UPDATE.format(table, column), value, row.pk)
    else:
        without_triggers(f"checklists_{table}", DELETE.format(table), row.pk)
    _specs.clear()
    yield Assessment.objects.with_partnership().get(pk=whole.pk)
    _specs.clear()


def paths(case: Assessment, number: str) -> list[str]:
    """Return the addresses of all pages that need no more than that case and a version of that number."""
    given = {
        "assessment_id": case.pk,
        "reference": case.partnership.reference,
        "slug": case.version.checklist_id,
        "number": number,
        "key": "skills",
        "code": "1.4.1",
        "kind": "csv",
        "name": "risks",
    }
    names = [name for name in sorted(own_names() - LEFT_OUT) if _wants(name) <= set(given)]
    return [
        path_to(name, given)
        for name in names
        if name.startswith(("checklist", "draft", "preview")) or "number" not in _wants(name)
    ]


def _wants(name: str) -> set[str]:
    (_route, wanted), *_others = get_resolver().reverse_dict.getlist(name)[0][0]
    return set(wanted)


def opened(client: Client, each: Iterable[str]) -> dict[str, int]:
    found = {}
    for path in each:
        response = client.get(path, headers={"Accept": "text/html"})
        for _chunk in response:
            """A file is open until it was read."""
        found[path] = response.status_code
    return found


# Each opens all pages beside another damage.
@pytest.mark.parametrize(("damaged", "name"), list(zip(cycle(DAMAGES), PEOPLE, strict=False)), indirect=["damaged"])
def test_no_page_is_an_error(name: str, damaged: Assessment, sign_in: SignIn) -> None:
    client = sign_in(people.person(name))
    theirs = Assessment.objects.with_partnership().get(version__number=DAMAGED)
    # Many pages are those of each case, or of each version: they are opened once.
    asked = ((damaged, "1.0"), (damaged, DAMAGED), (theirs, "2.0"))
    pages = dict.fromkeys(path for case, number in asked for path in paths(case, number))
    assert not {path for path, status in opened(client, pages).items() if status >= 500}
    if name == "owner":
        own = [f"/assessments/{damaged.pk}/", f"/assessments/{damaged.pk}/questions/skills/", "/", "/partnerships/"]
        assert set(opened(client, own).values()) == {200}


@pytest.mark.parametrize("damaged", DAMAGES, indirect=True)
def test_what_was_not_damaged_is_answered_and_submitted(damaged: Assessment, owner: User, sign_in: SignIn) -> None:
    assert factories.submit(damaged).state == "in_review"
    client = sign_in(people.person("manager"))
    assert set(opened(client, [f"/assessments/{damaged.pk}/review/", "/flags/"]).values()) == {200}
    call_command("verify_trail", verbosity=0)
