"""Codes of questions and sections are free text: no id, field name, anchor or address may depend on what is in them."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.urls import reverse

from accounts.models import Service, User
from accounts.roles import Role
from checklists import actions as checklists
from checklists.models import Version
from partnerships.models import Answer, Assessment
from tests import factories
from tests.conftest import SignIn
from tests.filled_forms import fields_of

CODES = ["1.2", "a b", "#x", "é/1", 'q"1', "a>b", "G1", "G1-", "%41"]
SECTION = "A/1 & b?"


class _References(HTMLParser):
    """Collects the ids of a page and what refers to them."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.wanted: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "label":
            self.wanted.add(given.get("for", ""))
        if tag == "a" and given.get("href", "").startswith("#"):
            self.wanted.add(given["href"][1:])
        for name in ("aria-labelledby", "aria-describedby"):
            self.wanted.update(given.get(name, "").split())


def keys_of(version: Version) -> list[str]:
    """Return the keys of its first section's questions."""
    return list(version.questions.filter(section__position=1).order_by("position").values_list("key", flat=True))


@pytest.fixture
def version(editor: User) -> Version:
    """A published version with any text as its codes."""
    before = factories.published()
    draft = checklists.start_draft(checklist=before.checklist, number="1.1", by=editor, source=before)
    for key, code in zip(keys_of(draft), CODES, strict=False):
        draft.questions.filter(key=key).update(code=code)
    draft.sections.filter(position=1).update(code=SECTION)
    return factories.publish_draft(draft, factories.person("Edgar Editor", Role.EDITOR))


@pytest.fixture
def case(version: Version, owner: User, service: Service) -> Assessment:
    return factories.start(owner, service, version=version)


@pytest.mark.parametrize("name", ["question", "section", "task list", "check", "submit", "version", "report"])
def test_every_reference_of_a_page_finds_its_id(
    name: str, case: Assessment, version: Version, owner: User, sign_in: SignIn
) -> None:
    at = {"assessment_id": case.pk}
    address = {
        "question": reverse("assessment-question", kwargs=at | {"key": keys_of(version)[0]}),
        "section": reverse("assessment-section", kwargs=at | {"code": SECTION}),
        "task list": reverse("assessment", kwargs=at),
        "check": reverse("assessment-check", kwargs=at),
        "submit": reverse("assessment-submit", kwargs=at),
        "version": reverse("checklist-version", kwargs={"slug": version.checklist_id, "number": version.number}),
        "report": reverse("report", kwargs=at),
    }[name]
    response = sign_in(owner).get(address)
    assert response.status_code == 200
    page = _References()
    page.feed(response.content.decode())
    assert not [each for each in page.ids if each.split() != [each]]
    assert len(page.ids) == len(set(page.ids))
    assert not page.wanted - set(page.ids) - {""}


def test_section_is_answered_whatever_its_codes_are(
    case: Assessment, version: Version, owner: User, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    address = reverse("assessment-section", kwargs={"assessment_id": case.pk, "code": SECTION})
    keys = keys_of(version)[: len(CODES)]
    typed = {f"{key}-reason": f"Reason for {key}." for key in keys}
    response = client.post(
        address, {**fields_of(client.get(address).content.decode(), address), **typed, "then": "later"}
    )
    assert response.status_code == 302
    assert dict(Answer.objects.values_list("question__key", "reason")) == {key: f"Reason for {key}." for key in keys}


def test_field_of_a_question_whose_key_begins_like_another(
    case: Assessment, version: Version, owner: User, sign_in: SignIn
) -> None:
    """What is kept of `skills` after a conflict holds nothing of a question `skills-reason`."""
    own = reverse("assessment-question", kwargs={"assessment_id": case.pk, "key": "skills"})
    theirs = {"skills-reason": "Theirs.", "skills-revision": "0"}
    client = sign_in(owner)
    client.post(own, theirs | {"then": "later"})
    mine = {"skills-reason": "Mine.", "skills-reason-reason": "Of another.", "skills-revision": "0"}
    response = client.post(own, mine)
    assert response.status_code == 409
    assert 'value="skills-reason=Mine."' in response.content.decode()
