"""Whatever is asked for under whatever address, by whatever verb and with whatever headers: a clear page, never a crash."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from partnerships.models import Answer, Assessment, Event, Meeting
from tests import boards, factories, people
from tests.addresses import addresses, own_names

pytestmark = pytest.mark.usefixtures("drafted_once", "laid_out_once", "word_once", "council_sign_in")

SignIn = Callable[[User], Client]

STRANGE = [
    "0",
    "-1",
    "00",
    "1e3",
    "٣",
    str(2**31),
    str(2**63),
    "9" * 400,
    "%00",
    "%FF",
    "..%2f..%2fetc",
    "'--",
    "{{7*7}}",
]
CASE_PAGES = ["", "check/", "submit/", "withdraw/", "review/", "return/", "endorse/", "report/", "report.pdf"]
QUESTION_PAGES = ["", "evidence/", "treat/", "confirm/"]


@pytest.mark.parametrize("strange", STRANGE)
def test_a_strange_number_or_name_in_an_address_is_not_found(
    strange: str, assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    case = f"/assessments/{assessment.pk}/"
    paths = [f"/assessments/{strange}/{page}" for page in CASE_PAGES]
    paths += [f"{case}questions/{strange}/{page}" for page in QUESTION_PAGES]
    paths += [f"{case}sections/{strange}/", f"{case}evidence/{strange}/", f"{case}evidence/{strange}/remove/"]
    paths += [f"/partnerships/PR-{strange}/", f"/partnerships/{strange}/", f"/checklists/{strange}/{strange}/"]
    paths += [f"/partnerships/{assessment.partnership.reference}/people/{strange}/remove/"]
    paths += [f"/checklists/partnership-readiness/{strange}/", f"/checklists/partnership-readiness/{strange}/draft/"]
    paths += [f"/checklists/partnership-readiness/1.0/draft/{page}/{strange}/" for page in ("sections", "lists")]
    paths += [f"/checklists/partnership-readiness/1.0/{page}/questions/{strange}/" for page in ("draft", "preview")]
    client = sign_in(owner)
    for path in paths:
        assert client.get(path).status_code in (403, 404), path
        assert client.post(path).status_code in (403, 404, 405), path


@pytest.mark.any_database
@pytest.mark.parametrize("verb", ["put", "patch", "delete", "options", "head", "trace"])
def test_no_verb_but_post_changes_anything(verb: str, assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    before = Event.objects.count()
    client = sign_in(owner)
    for name in sorted(own_names()):
        response = getattr(client, verb)(_address(name, assessment))
        assert response.status_code < 500, (name, response.status_code)
    assessment.refresh_from_db()
    assert (Event.objects.count(), assessment.state) == (before, "draft")


@pytest.mark.parametrize("address", [address for address in sorted(own_names()) if address != "healthz"])
def test_every_page_answers_a_post_of_rubbish(
    address: str, assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    rubbish: list[Any] = [
        {},
        {"": "", "page": "x", "purpose-and-need-revision": "-9", "purpose-and-need-option": ["a", "b"], "kind": "\0"},
    ]
    for data in rubbish:
        assert client.post(_address(address, assessment), data).status_code < 500
    for body, kind in [
        (b"\xff\xfe", "application/x-www-form-urlencoded"),
        (b"{", "application/json"),
        (b"--", "multipart/form-data"),
    ]:
        assert client.post(_address(address, assessment), body, content_type=kind).status_code < 500


def test_a_form_of_five_thousand_and_more_fields_is_refused(
    assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    fields = {f"field-{number}": "x" for number in range(5_100)}
    address = _address("assessment-question", assessment)
    assert sign_in(owner).post(address, fields).status_code == 413


@pytest.mark.parametrize(
    "query",
    [
        "page=%00",
        "page=0",
        f"page={'9' * 400}",
        "page=1&page=x",
        "sort=%00",
        "text=%00",
        "text=%25_%27",
        "service=%00",
        f"service={2**70}",
        "severity=\x1b",
        "question[]=a",
        "question=%00&answer=%00",
        "meeting=%00",
        "meeting=31/2/99999",
        "standing=\x1b&age=-1&lead=%00",
    ],
)
def test_a_strange_query_is_a_clear_page(query: str, assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    paths = [
        "/",
        "/flags/",
        "/partnerships/",
        "/questions/",
        "/conditions/",
        "/conditions.csv",
        "/flags.xlsx",
        "/checklists/",
        reverse("partnership", args=[assessment.partnership.reference]),
    ]
    for path in paths:
        answer = client.get(f"{path}?{query}")
        assert answer.status_code in (200, 422), path
        # Whatever is sent in parts is taken whole, so that it ends.
        answer.getvalue()


@pytest.mark.parametrize(
    "page", ["http://[", "//", "\u00e9", "javascript:alert(1)", "https://evil.example/x", "?" * 3000]
)
def test_a_forged_page_is_harmless(
    page: str, assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    address = _address("assessment-question", assessment)
    headers = {"X-Autosave": "true", "X-Page": page}
    signed_out = Client().post(address, {"typed_by": owner.pk, "purpose-and-need-reason": "Mine"}, headers=headers)
    assert "evil.example" not in signed_out["X-Sign-In"]
    assert signed_out["X-Sign-In"].startswith("/sign-in/")
    factories.save(assessment, "purpose-and-need", "yes", by=contributor, reason="Theirs")
    stale = sign_in(owner).post(
        address, {"purpose-and-need-reason": "Mine", "purpose-and-need-revision": "0"}, headers=headers
    )
    assert stale.status_code == 409
    assert "Theirs" in stale.content.decode()
    assert Answer.objects.get(assessment=assessment).reason == "Theirs"


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "\t//evil.example",
        "http:///evil.example",
        "https:evil.example",
        "///evil.example",
        "//evil%2eexample",
        "/%0d%0aX: y",
    ],
)
def test_signing_in_leads_to_our_own_pages_alone(wanted: str, owner: User) -> None:
    owner.set_password("readiness-test")
    owner.save()
    client = Client()
    typed = {"login": owner.email, "password": "readiness-test", "next": wanted}
    response = client.post(f"/sign-in/?next={quote(wanted)}", typed)
    assert response.status_code == 302
    assert response["Location"].startswith("/")
    assert not response["Location"].startswith(("//", "/\\"))


def _address(name: str, assessment: Assessment) -> str:
    values: dict[str, object] = {
        "assessment_id": assessment.pk,
        "key": "purpose-and-need",
        "code": "1.4.1",
        "reference": assessment.partnership.reference,
        "number": 1,
        "deputyship_id": 1,
        "user_id": assessment.partnership.lead_id,
        "person_id": assessment.partnership.participants.order_by("-pk")[0].pk,
        "slug": "partnership-readiness",
        "edition": "full",
        "area": "finance",
        "part": "cost",
        "kind": "csv",
        "import_id": 1,
        "grant_id": 1,
        "rule_id": factories.group_role().pk,
        "pk": 1,
        "uidb36": "1",
    }
    if name.startswith("meeting") and name not in ("meetings", "meeting-new"):
        meeting = Meeting.objects.first() or boards.meeting(people.person("secretary"))
        values["meeting_id"] = meeting.pk
    if name.startswith(("checklist-", "draft", "preview")):
        values |= {"number": "1.0", "section_id": 1, "place": 1, "name": "risks"}
    (route,) = {address.route for address in addresses() if address.name == name}
    wanted = {key: value for key, value in values.items() if f":{key}>" in route or f"<{key}>" in route}
    try:
        return reverse(name, kwargs=wanted)
    except NoReverseMatch as missing:
        raise AssertionError(f"{name} needs a value here") from missing
