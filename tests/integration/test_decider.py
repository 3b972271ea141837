"""Who decides has one name by the significance, through the whole report, the pages and the emails."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import override_settings
from django.utils import timezone

from accounts.models import Service, User
from partnerships import reports
from partnerships.domain.board import Result
from partnerships.models import Assessment
from partnerships.reports.paper import paper_of
from partnerships.snapshot import Content, snapshot_of
from tests import boards, factories
from tests.conftest import SignIn
from tests.shown import one_spaced

NAMES = {"low": "the head of service", "medium": "the director", "high": "the board"}
# A council may have a director as head of a service, and every council has a secretary of its board.
ROLES = re.compile("board secretar(y|ies)|secretaries of the board", re.IGNORECASE)


def others_in(text: str, level: str, verbatim: tuple[str, ...] = ()) -> list[str]:
    """The words of the other deciders in a text, but for what the checklist or a person says word for word."""
    text = one_spaced(re.sub("<[^>]*>", " ", text)).replace("&#x27;", "'")
    for quoted in sorted(filter(None, verbatim), key=len, reverse=True):
        text = text.replace(one_spaced(quoted), "")
    text = ROLES.sub("", text)
    words = [name.removeprefix("the ") for other, name in NAMES.items() if other != level]
    return [
        found[0] for word in words for found in re.finditer(rf".{{0,30}}\b{word}s?\b.{{0,20}}", text, re.IGNORECASE)
    ]


def verbatim_of(content: Content) -> tuple[str, ...]:
    """What the checklist asks, raises and advises, word for word."""
    questions = [text for part in content.questions for text in (part.text, part.title, part.reason_label)]
    rules = [text for flag in content.flags for text in flag.because]
    lists = [item.text for item in (*content.risks, *content.tips, *content.partnership.benefits)]
    marks = [mark.text for mark in content.partnership.screening]
    return (*questions, *rules, *lists, *marks, *content.partnership.partners)


@pytest.fixture(params=list(NAMES))
def level(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def case(owner: User, service: Service, level: str) -> Assessment:
    return factories.start(owner, service, significance=level)


def test_the_whole_report_has_one_decider(case: Assessment, level: str) -> None:
    factories.answer_all(case)
    factories.save(case, "services-consulted", "no", reason="No time.", facts={"objection": "yes"})
    snapshot = snapshot_of(case, made_on=timezone.localdate())
    name = NAMES[level]
    html, paper = reports.render_html(snapshot), "\n".join(map(repr, paper_of(snapshot).blocks))
    for text in (html, paper):
        assert others_in(text, level, verbatim_of(snapshot.content)) == []
        assert f"That {name}:" in text
    assert f"{name.capitalize()} decides" in html
    assert snapshot.content.prepared_for == name.capitalize()


def test_the_pages_and_emails_of_a_case_have_one_decider(
    case: Assessment,
    level: str,
    owner: User,
    manager: User,
    legal: User,
    secretary: User,
    sign_in: SignIn,
    django_capture_on_commit_callbacks: Any,
) -> None:
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        issue = boards.bring(case, manager=manager, legal=legal, secretary=secretary)
    reference = case.partnership.reference
    addresses = {
        owner: [f"/partnerships/{reference}/", f"/assessments/{case.pk}/check/"],
        manager: [f"/partnerships/{reference}/", f"/assessments/{case.pk}/review/"],
        secretary: [f"/assessments/{case.pk}/decide/", f"/partnerships/{reference}/issues/1/", "/"],
    }
    verbatim = verbatim_of(snapshot_of(case, made_on=timezone.localdate()).content)
    footer = "runs this service for its own officers, managers and boards"
    for user, pages in addresses.items():
        for address in pages:
            page = sign_in(user).get(address).content.decode()
            assert others_in(page, level, (*verbatim, footer, "Director of Highways")) == [], address
    with django_capture_on_commit_callbacks(execute=True):
        boards.decide(issue, secretary, result=Result.APPROVED)
    assert len(mail.outbox) > 4
    for message in mail.outbox:
        assert others_in(f"{message.subject} {message.body}", level) == []
    assert any(NAMES[level] in message.subject for message in mail.outbox)


@override_settings(DECIDER_NAMES={"head_of_service": "", "director": "", "board": "Cabinet"})
def test_a_council_has_its_own_names(owner: User, service: Service) -> None:
    case = factories.start(owner, service, significance="high")
    html = reports.render_html(snapshot_of(case, made_on=timezone.localdate()))
    assert "That Cabinet:" in html
    assert "Cabinet decides" in html
    assert "the board" not in html.lower()


def test_nobody_is_named_before_the_significance_is_known(owner: User, service: Service) -> None:
    case = factories.start(owner, service, significance="")
    content = snapshot_of(case, made_on=timezone.localdate()).content
    assert (content.decider, content.prepared_for, content.significance.route) == (
        "whoever decides",
        "Whoever decides",
        "",
    )
