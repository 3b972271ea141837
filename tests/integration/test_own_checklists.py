"""Checklists of ten, sixty and two hundred questions, none of them the product's: each from its file to the issued report.

Nothing is done but what people do: a file is imported, pages are opened and their forms are sent.
"""

from __future__ import annotations

import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Service, User
from accounts.roles import Role
from checklists.files import write_checklist
from checklists.models import Version
from checklists.spec import ChecklistSpec
from partnerships.domain.significance import Factor
from partnerships.models import Assessment, ReportIssue
from partnerships.presenters.tasks import MANY_SECTIONS
from tests import factories, own_checklists
from tests.conftest import SignIn
from tests.filled_forms import fields_of

pytestmark = [pytest.mark.django_db, pytest.mark.spread(3)]

WHY = "The board meets tomorrow."
OWN = {"ten": own_checklists.ten, "sixty": own_checklists.sixty, "two hundred": own_checklists.two_hundred}
# The queries of ten questions are those of two hundred.
SIZES = ["ten", *[pytest.param(size, marks=pytest.mark.any_database) for size in ("sixty", "two hundred")]]
LISTS = ("/", "/flags/", "/flags.csv", "/flags.xlsx", "/partnerships/", "/register/", "/questions/", "/pictures/")


def send(client: Client, path: str, typed: dict[str, Any] | None = None) -> str:
    """Send the form of a page as a browser would, and return where it leads."""
    page = client.get(path)
    assert page.status_code == 200, path
    answer = client.post(path, fields_of(page.content.decode(), path) | (typed or {}))
    assert answer.status_code == 302, (path, answer.status_code, said(answer))
    return str(answer.headers["Location"])


def status_of(client: Client, path: str) -> int:
    """Open a page or a file, to its end."""
    response = client.get(path)
    for _chunk in response:
        """A file is open until it was read."""
    return response.status_code


def said(answer: Any) -> str:
    return " ".join(unescape(answer.content.decode()).split())[:3000]


def assert_contents(page: str, spec: ChecklistSpec) -> None:
    """A page with many sections has a list of them on top, and a way back to it; with few it has neither."""
    number = len(spec.sections) if len(spec.sections) >= MANY_SECTIONS else 0
    assert page.count('href="#section-') == page.count('href="#contents"') == number
    assert page.count('id="section-') == len(spec.sections)


def published(spec: ChecklistSpec, folder: Path, editor: User, sign_in: SignIn) -> Version:
    """Import the checklist as a file and publish it on its page, by a second editor."""
    file = folder / "own.yaml"
    file.write_text(write_checklist(spec))
    call_command("import_checklist", str(file), "--by", editor.email, verbosity=0)
    second = sign_in(factories.person("Edgar Editor", Role.EDITOR))
    place = [spec.slug, spec.version]
    for name in ("draft", "preview", "checklist-version", "checklist-file", "preview-blank-docx"):
        assert status_of(second, reverse(name, args=place)) == 200
    assert_contents(second.get(reverse("preview", args=place)).content.decode(), spec)
    for question in list(spec.questions)[:12]:
        for name in ("draft-question", "preview-question", "draft-question-texts", "draft-question-options"):
            assert status_of(second, reverse(name, args=[*place, question.key])) == 200
    send(second, reverse("draft-check", args=place))
    return Version.objects.get(checklist=spec.slug)


def started(client: Client, version: Version, service: Service) -> Assessment:
    details = {
        "name": "Joint store",
        "purpose": "One store for two councils.",
        "service": service.pk,
        "checklist": version.checklist_id,
        "decision_sought": "enter",
        "annual_cost": "12000",
    }
    send(client, f"/partnerships/new/?checklist={version.checklist_id}", details)
    return Assessment.objects.select_related("partnership").get()


def answer_everything(client: Client, case: Assessment, spec: ChecklistSpec) -> None:
    """Answer each section on its page: the first question of each partly, the rest at their best."""
    for section in spec.sections:
        path = reverse("assessment-section", kwargs={"assessment_id": case.pk, "code": section.code})
        typed: dict[str, str] = {}
        for question in section.questions:
            is_first = question is section.questions[0]
            typed |= {
                f"{question.key}-option": "partly" if is_first else "yes",
                f"{question.key}-reason": f"Reason for {question.key}.",
            }
            typed |= {f"{question.key}-fact_{fact.key}": "yes" for fact in question.facts if fact.type == "yes_no"}
        send(client, path, typed | {"then": "continue"})


@pytest.fixture(params=SIZES)
def spec(request: pytest.FixtureRequest) -> ChecklistSpec:
    return OWN[request.param]()


def test_from_a_file_to_the_issued_report(
    spec: ChecklistSpec,
    tmp_path: Path,
    editor: User,
    owner: User,
    manager: User,
    legal: User,
    secretary: User,
    service: Service,
    sign_in: SignIn,
) -> None:
    version = published(spec, tmp_path, editor, sign_in)
    client = sign_in(owner)
    case = started(client, version, service)
    at, partnership = {"assessment_id": case.pk}, f"/partnerships/{case.partnership.reference}/"
    answer_everything(client, case, spec)
    send(client, f"{partnership}significance/", dict.fromkeys(Factor.values, "low"))
    if spec.characteristics:
        send(client, f"{partnership}screening/", {mark.code: "yes" for mark in spec.characteristics})
    for name in ("assessment", "assessment-check", "report", "paper"):
        assert status_of(client, reverse(name, kwargs=at)) == 200
    for name in ("assessment", "assessment-check"):
        assert_contents(client.get(reverse(name, kwargs=at)).content.decode(), spec)
    send(client, reverse("assessment-submit", kwargs=at))
    reviewed(sign_in(manager), sign_in(legal), case, spec)
    for person in (owner, manager, legal, secretary):
        assert [status_of(sign_in(person), path) for path in LISTS] == [200] * len(LISTS)
    issue_path = reverse("assessment-issue", kwargs=at)
    issued = send(sign_in(secretary), issue_path, {"has_read_public": "on", "missing_reason": WHY})
    text = printed(client.get(f"{issued}full.pdf").content, tmp_path)
    for question in spec.questions:
        for part in (question.code, question.title, f"Reason for {question.key}."):
            assert "".join(part.split()) in text, part
    assert ReportIssue.objects.get().assessment == case


def reviewed(manager: Client, legal: Client, case: Assessment, spec: ChecklistSpec) -> None:
    """Confirm what waits for it, treat each concern, and endorse."""
    at = {"assessment_id": case.pk}
    clients = {"legal": legal, "manager": manager}
    assert status_of(manager, reverse("assessment-review", kwargs=at)) == 200
    for question in spec.questions:
        own = at | {"key": question.key}
        if question.confirm:
            send(clients[question.confirm.role], reverse("answer-confirm", kwargs=own))
    for section in spec.sections:
        own = at | {"key": section.questions[0].key}
        send(manager, reverse("flag-treat", kwargs=own), {"kind": "justified", "why": "It is known and small."})
    send(manager, reverse("assessment-endorse", kwargs=at))


def printed(pdf: bytes, folder: Path) -> str:
    """Return the text of the PDF without the spaces, which say where its lines break."""
    file = folder / "report.pdf"
    file.write_bytes(pdf)
    command = ["pdftotext", "-enc", "UTF-8", "-raw", str(file), "-"]
    return "".join(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
