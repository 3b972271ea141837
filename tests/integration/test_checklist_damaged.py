"""A published version whose rows were damaged, past every trigger, breaks its own pages and cases, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import Service, User
from checklists.models import Question, Rule, Version
from checklists.models.version import _specs
from partnerships.models import Assessment
from tests import factories, people
from tests.conftest import SignIn
from tests.integration.tampering import without_triggers

pytestmark = pytest.mark.django_db

KEY = "prior-approval"
DAMAGES = {
    "a rule that points nowhere": ("rule", "when", '{"option": ["gone", ["away"]]}'),
    "conditions of another structure": ("rule", "when", '{"option": 5}'),
    "conditions that are none": ("rule", "when", "[3]"),
    "what it feeds of another structure": ("question", "feeds", '{"need": true}'),
    "another text": ("question", "text", "Something else?"),
}
LISTS = (
    "/",
    "/flags/",
    "/partnerships/",
    "/register/",
    "/search/?text=joint",
    "/questions/",
    "/pictures/",
    "/conditions/",
)


@pytest.fixture
def whole(owner: User, service: Service) -> Assessment:
    """A case of the version that is not damaged."""
    return factories.submit(factories.answer_all(factories.start(owner, service)))


@pytest.fixture(params=DAMAGES)
def damaged(
    request: pytest.FixtureRequest, editor: User, owner: User, service: Service, whole: Assessment
) -> Iterator[Assessment]:
    """A case of a version 1.1 that somebody damaged after the case was started."""
    version = factories.another_version(editor, {})
    case = factories.start(owner, service, name="Joint garden", version=version)
    model, column, value = DAMAGES[request.param]
    rows: dict[str, Callable[[], int]] = {
        "rule": lambda: Rule.objects.filter(question__version=version, question__key=KEY)[0].pk,
        "question": lambda: Question.objects.get(version=version, key=KEY).pk,
    }
    # The names are those above.
    sql = f'UPDATE checklists_{model} SET "{column}" = %s WHERE id = %s'  # noqa: S608
    without_triggers(f"checklists_{model}", sql, value, rows[model]())
    _specs.clear()
    yield case
    _specs.clear()


def statuses(client: Client, *paths: str) -> dict[str, int]:
    return {path: client.get(path).status_code for path in paths}


def test_lists_and_other_cases_go_on(
    damaged: Assessment, whole: Assessment, owner: User, manager: User, editor: User, sign_in: SignIn
) -> None:
    for person in (owner, manager):
        assert set(statuses(sign_in(person), *LISTS).values()) == {200}
    auditor = sign_in(people.person("auditor"))
    assert set(statuses(auditor, "/audit/", "/flags/", "/register/", "/audit/sample/").values()) == {200}
    page = f"/assessments/{whole.pk}/review/"
    assert sign_in(manager).get(page).status_code == 200
    assert sign_in(owner).get("/partnerships/start/").status_code == 200
    case = f"/assessments/{damaged.pk}/"
    refused = sign_in(owner).get(case)
    assert refused.status_code == 403
    assert "partnership-readiness/1.1" in refused.content.decode()
    assert factories.start(owner, damaged.partnership.service, name="Another").version.number == "1.0"


def test_its_own_pages_say_that_it_cannot_be_read(damaged: Assessment, editor: User, sign_in: SignIn) -> None:
    client, own = sign_in(editor), "/checklists/partnership-readiness/1.1/"
    assert "Cannot be read" in client.get("/checklists/").content.decode()
    assert "Cannot be read" in client.get(own).content.decode()
    assert client.get(f"{own}checklist.yaml").status_code == 409
    assert client.get(f"{own}start/").status_code == 200
    assert client.get("/checklists/partnership-readiness/1.0/").status_code == 200


def test_the_daily_run_goes_on_and_names_it(damaged: Assessment, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("run_daily", date=timezone.localdate() + timedelta(days=1))
    assert "partnership-readiness/1.1" in capsys.readouterr().err


def test_a_draft_that_cannot_be_read_says_so(editor: User, sign_in: SignIn) -> None:
    draft = factories.checklist_draft("1.1")
    Rule.objects.filter(question__version=draft, question__key=KEY).update(when={"option": 5})
    client, own = sign_in(editor), "/checklists/partnership-readiness/1.1/"
    page = client.get(own).content.decode()
    assert "What the database holds of this draft cannot be read" in page
    assert client.get(f"{own}draft/").headers["Location"] == own
    assert client.get("/checklists/").status_code == 200
    assert Version.objects.published().get().number == "1.0"
