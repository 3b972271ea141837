"""Whatever is typed is text: no markup, no template, no formula of any page, report or email; and out of range is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.models import Service, User
from partnerships import actions, reports
from partnerships.actions.validation import YEARS_BACK, YEARS_PLANNED
from partnerships.models import Answer, Assessment, Partnership
from partnerships.snapshot import snapshot_of
from tests import factories, people
from tests.addresses import own_names

SignIn = Callable[[User], Client]
EVIL = "<script>alert(1)</script>\"'{{ 7|add:35 }}{% now 'Y' %}{{7*7}}${7*7}&lt;b&gt;\U0001f3db\u0301"
CASE = "assessment assessment-check assessment-submit assessment-withdraw assessment-review assessment-return".split()
PARTNERSHIP = "partnership partnership-edit partnership-screening partnership-benefits person-add".split()
PAGES = [*CASE, "assessment-endorse", "report", *PARTNERSHIP, "my-work", "partnerships", "flags"]


@pytest.fixture(scope="module", autouse=True)
def _evil(made_once: None) -> None:
    """A case in which every text that people can type is an attack: their own names and the service's too."""
    service, [owner, contributor, manager] = people.service(), map(people.person, ("owner", "contributor", "manager"))
    for user in (owner, contributor, manager):
        user.full_name = EVIL
        user.save()
    service.name = EVIL
    service.save()
    case = factories.start(
        owner, service, name=EVIL, purpose=EVIL, partners=[EVIL], council_role=EVIL, funding_source=EVIL
    )
    factories.join(case, contributor)
    for question in case.version.spec().questions:
        facts = {fact.key: EVIL for fact in question.facts if fact.type == "text"}
        draft = actions.AnswerDraft(option=question.options[-1].key, reason=EVIL, finding=EVIL, facts=facts)
        row = factories.question(question.key)
        actions.answer(assessment=case, question=row, by=owner, draft=draft, revision=0)
        actions.attach_link(assessment=case, question=row, by=owner, title=EVIL, url='https://x.example/"><script>')
    factories.submit(case)
    factories.give_back(case, manager, {"": EVIL, "purpose-and-need": EVIL})


@pytest.fixture
def evil(db: None) -> Assessment:
    return people.first_case()


def is_clean(page: str) -> bool:
    """Whether nothing of the attack was run, neither by the browser nor by a template."""
    is_text = "<script>alert(1)" not in page and "<b>" not in page and 'x.example/"' not in page
    return is_text and "{{ 7|add:35 }}" in page.replace("&#x7B;", "{")


def address_of(name: str, case: Assessment) -> str:
    route = reverse("assessment", args=[case.pk]) if name == "assessment" else ""
    if name in ("my-work", "partnerships", "flags"):
        return reverse(name) + ("?case=all" if name == "flags" else "")
    of_partnership = name.startswith(("partnership", "person"))
    return route or reverse(name, args=[case.partnership.reference if of_partnership else case.pk])


@pytest.mark.parametrize("name", PAGES)
def test_typed_text_is_text_on_every_page(
    name: str, evil: Assessment, owner: User, manager: User, sign_in: SignIn
) -> None:
    assert name in own_names()
    for stage in ("returned", "in review"):
        if stage == "in review":
            factories.submit(evil)
        for person in (owner, manager):
            response = sign_in(person).get(address_of(name, evil), follow=True)
            if response.status_code == 200:
                assert is_clean(response.content.decode()), (stage, person.email)


def test_typed_text_is_text_where_it_is_answered_and_treated(
    evil: Assessment, owner: User, manager: User, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    paths = [f"questions/{question.key}/" for question in evil.version.spec().questions]
    paths += [f"sections/{section.code}/" for section in evil.version.spec().sections]
    paths += ["questions/purpose-and-need/evidence/", "evidence/1/remove/"]
    for path in paths:
        response = client.get(f"/assessments/{evil.pk}/{path}")
        assert response.status_code == 200
        assert is_clean(response.content.decode() + escape("{{ 7|add:35 }}")), path
    typed = {"purpose-and-need-option": "yes", "purpose-and-need-reason": EVIL + "2", "purpose-and-need-revision": "0"}
    conflict = client.post(f"/assessments/{evil.pk}/questions/purpose-and-need/", typed)
    assert conflict.status_code == 409
    assert is_clean(conflict.content.decode())
    factories.submit(evil)
    treat = sign_in(manager).get(f"/assessments/{evil.pk}/questions/purpose-and-need/treat/")
    assert treat.status_code in (200, 409)
    assert is_clean(treat.content.decode())


def test_typed_text_is_text_in_both_reports(evil: Assessment, settings: Any) -> None:
    snapshot = snapshot_of(evil, made_on=evil.created_at.date())
    assert is_clean(reports.render_html(snapshot))
    assert reports.render_pdf(snapshot).startswith(b"%PDF")


def test_emails_carry_nothing_that_was_typed(
    evil: Assessment, manager: User, mailoutbox: list[mail.EmailMessage], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        factories.submit(evil)
        factories.give_back(evil, manager, {"": EVIL})
    assert len(mailoutbox) >= 3
    for message in mailoutbox:
        # Who did it is named, as text, by the name that an administrator has typed.
        assert "script" not in message.subject + str(message.body).replace(evil.partnership.lead.full_name, "")
        assert message.content_subtype == "plain"
        assert "7" not in message.subject.replace(evil.partnership.reference, "")
        assert "\n" not in message.subject


@pytest.mark.parametrize("part", ["day", "month", "year"])
@pytest.mark.parametrize("typed", ["9" * 30, "9" * 5000, "-1", "0", "0000", "10000", "1e3", "\u00b2", "\u0661", "1.5"])
def test_a_date_out_of_range_is_said_and_kept(part: str, typed: str, owner: User, sign_in: SignIn, db: None) -> None:
    date = {"day": "1", "month": "4", "year": "2027", part: typed}
    fields = {f"planned_start_on-{name}": value for name, value in date.items()}
    details = {"name": "Hub", "purpose": "Advice.", "decision_sought": "enter", **fields}
    response = sign_in(owner).post("/partnerships/new/", details)
    if response.status_code == 302:
        assert Partnership.objects.get(name="Hub").planned_start_on is not None
        return
    assert response.status_code == 422
    assert f'value="{typed}"' in response.content.decode()


@pytest.mark.parametrize("cost", ["1" + "0" * 30, "9" * 5000, "-1", "1e9", "NaN", "£" * 100, "\u0663", "0", "12,34"])
def test_a_cost_out_of_range_is_said(cost: str, owner: User, sign_in: SignIn, db: None) -> None:
    details = {"name": "Hub", "purpose": "Advice.", "decision_sought": "enter", "annual_cost": cost}
    assert sign_in(owner).post("/partnerships/new/", details).status_code in (302, 422)
    assert all((row.annual_cost or 0) < 10**11 for row in Partnership.objects.all())


def test_the_earliest_and_the_latest_date_are_shown_on_every_page(
    owner: User, service: Service, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    fields = {"name": "Hub", "purpose": "Advice.", "decision_sought": "enter"}
    this_year = timezone.localdate().year
    for name, year in (("planned_start_on", this_year - YEARS_BACK), ("planned_end_on", this_year + YEARS_PLANNED)):
        fields |= {f"{name}-day": "1", f"{name}-month": "1", f"{name}-year": str(year)}
    assert client.post("/partnerships/new/", fields).status_code == 302
    case = Assessment.objects.get(partnership__name="Hub")
    typed = {"skills-option": "after_training", "skills-reason": "x", "skills-revision": "0"}
    for fact in next(question for question in case.version.spec().questions if question.code == "G11").facts:
        typed |= {
            f"skills-fact_{fact.key}-{part}": value
            for part, value in zip(("day", "month", "year"), f"1 1 {this_year - YEARS_BACK}".split(), strict=True)
        }
    client.post(f"/assessments/{case.pk}/questions/skills/", typed)
    for name in ("assessment", "assessment-check", "report", "report-pdf", "partnership", "partnership-edit"):
        assert client.get(address_of(name, case)).status_code == 200, name


def test_a_half_empty_case_has_a_report(owner: User, service: Service, sign_in: SignIn) -> None:
    empty: dict[str, Any] = {"partners": [], "planned_start_on": None, "annual_cost": None}
    case = factories.start(owner, service, significance="", **empty)
    client = sign_in(owner)
    for name in ("report", "report-pdf", "assessment-check", "assessment-submit", "partnership"):
        assert client.get(address_of(name, case)).status_code == 200, name


def test_one_field_sent_twice_or_not_at_all_is_no_crash(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    client, address = sign_in(owner), f"/assessments/{assessment.pk}/questions/purpose-and-need/"
    twice = {
        "purpose-and-need-option": ["yes", "no"],
        "purpose-and-need-reason": ["one", "two"],
        "purpose-and-need-revision": ["0", "7"],
    }
    assert client.post(address, twice).status_code < 500
    assert client.post(address, {"purpose-and-need-keep": "mine"}).status_code < 500
    assert (
        client.post(
            address,
            {
                "purpose-and-need-keep": "mine",
                "purpose-and-need-mine": "purpose-and-need-option=%00&purpose-and-need-reason=%ED%A0%80&&==",
            },
        ).status_code
        < 500
    )
    assert client.post(address, {"purpose-and-need-keep": "theirs"}).status_code == 302
    assert Answer.objects.filter(assessment=assessment).count() <= 1
