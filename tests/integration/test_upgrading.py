"""A case under way goes on to a later version by its lead's choice, and comes back as it was."""

from __future__ import annotations

from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Service, User
from accounts.roles import Role
from checklists import actions as checklists
from checklists.models import Option, Question, Rule, Version
from partnerships import actions
from partnerships.actions import ActionError, AnswerDraft
from partnerships.models import Answer, Assessment, Confirmation, EarlierAnswer, Event, Evidence, Flag, Treatment
from partnerships.models.trail import EventKind
from partnerships.reports import render_html
from partnerships.selectors.case import read_case
from partnerships.selectors.upgrading import earlier_answers, unasked
from partnerships.snapshot import canonical, public_of, read, snapshot_of
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db


def publish_next(editor: User, number: str = "1.1") -> Version:
    """Publish a version in which G11 has another meaning, G9 is reworded, L5 other options, L3 is gone and G2 is replaced."""
    published = factories.published()
    draft = checklists.start_draft(checklist=published.checklist, number=number, by=editor, source=published)
    questions = Question.objects.filter(version=draft)
    questions.filter(key="skills").update(text="Do the representatives have the needed skills?", change="meaning")
    questions.filter(key="representation").update(guidance="Ask the members.", change="editorial")
    novelty = Option.objects.filter(question__in=questions, question__key="novelty").order_by("-position")
    novelty.filter(pk=novelty.values("pk")[:1]).delete()
    questions.filter(key="customer-benefit").update(
        key="who-benefits", replaces=["customer-benefit"], text="Who gains?"
    )
    gone = questions.get(key="time-limits")
    for rows in (gone.options, gone.facts, gone.rules, gone.risk_links, gone.tip_links):
        rows.all().delete()
    gone.delete()
    about_it = Rule.objects.filter(question__version=draft, when__fact__0__startswith="time-limits")
    questions.filter(pk__in=about_it.values("question")).update(change="editorial")
    about_it.delete()
    return factories.publish_draft(draft, factories.person("Edgar Editor", Role.EDITOR))


@pytest.fixture
def case(owner: User, service: Service, legal: User) -> Assessment:
    case = factories.answer_all(factories.start(owner, service, name="Community hub"))
    factories.confirm_all(case, legal)
    asked = factories.question("skills")
    actions.attach_link(assessment=case, question=asked, by=owner, title="Plan", url="https://example.org/plan")
    return Assessment.objects.get(pk=case.pk)


@pytest.fixture
def newer(case: Assessment, editor: User) -> Version:
    return publish_next(editor)


def rows_of(case: Assessment) -> dict[str, Any]:
    """All that a case says, by its rows."""
    found: dict[str, Any] = {"version": Assessment.objects.get(pk=case.pk).version_id}
    fields = (
        "pk",
        "question",
        "option",
        "reason",
        "finding",
        "facts",
        "revision",
        "is_carried_over",
        "saved_by",
        "saved_at",
    )
    asked = Answer.objects.filter(assessment=case, question__version=found["version"])
    found["answers"] = list(asked.order_by("pk").values_list(*fields))
    for model in (Evidence, Confirmation, Treatment):
        found[model.__name__] = list(model.objects.filter(assessment=case).order_by("pk").values_list())
    flags = Flag.objects.filter(assessment=case).order_by("question_key")
    found["flags"] = list(flags.values_list("question", "severity", "because", "state"))
    derived = ("outcome", "answered", "blockers", "open_concerns")
    found["derived"] = Assessment.objects.filter(pk=case.pk).values_list(*derived)[0]
    return found


def upgraded(case: Assessment, newer: Version, owner: User) -> Assessment:
    actions.upgrade(assessment=case, to=newer, by=owner)
    return Assessment.objects.select_related("version__checklist", "partnership").get(pk=case.pk)


def words(client: Client, name: str, *args: Any) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def test_each_answer_fares_as_its_question_changed(case: Assessment, newer: Version, owner: User) -> None:
    before = {row.question.key: row for row in case.answers.select_related("question", "option")}
    now = read_case(upgraded(case, newer, owner))
    assert now.spec.version == "1.1"
    assert now.answers["representation"].pk == before["representation"].pk
    assert not now.answers["representation"].is_carried_over
    skills = now.answers["skills"]
    assert (skills.is_carried_over, skills.reason) == (True, before["skills"].reason)
    assert skills.saved_by == before["skills"].saved_by
    assert not {"novelty", "who-benefits", "time-limits", "customer-benefit"} & set(now.answers)
    assert [item.number for item in now.evidence["skills"]] == [1]
    earlier = EarlierAnswer.objects.standing().filter(assessment=case)
    assert set(earlier.values_list("answer__question__key", "key", "change")) == {
        ("skills", "skills", "meaning"),
        ("novelty", "novelty", "options"),
        ("customer-benefit", "who-benefits", "replaced"),
        ("time-limits", "", "removed"),
    }
    assert now.progress.of == 17
    assert now.progress.answered == 14
    assert set(now.confirmations) == {"legal-basis", "prior-approval", "pre-agreement"}


def test_the_event_says_what_was_done(case: Assessment, newer: Version, owner: User) -> None:
    upgraded(case, newer, owner)
    event = Event.objects.get(kind=EventKind.UPGRADED)
    assert event.old == {"checklist": "partnership-readiness/1.0"}
    assert event.new == {
        "checklist": "partnership-readiness/1.1",
        "answers_kept": 14,
        "answers_to_confirm": ["G11"],
        "answers_anew": ["G2", "L5"],
        "answers_unasked": ["L3"],
        "reviews_lapsed": [],
    }


def test_undoing_is_its_inverse_and_it_can_be_done_again(case: Assessment, newer: Version, owner: User) -> None:
    before = rows_of(case)
    after = rows_of(upgraded(case, newer, owner))
    assert after != before
    actions.undo_upgrade(assessment=case, by=owner)
    assert rows_of(case) == before
    assert not EarlierAnswer.objects.standing().filter(assessment=case).exists()
    again = rows_of(upgraded(case, newer, owner))
    assert [row[1:6] for row in again["answers"]] == [row[1:6] for row in after["answers"]]
    actions.undo_upgrade(assessment=case, by=owner)
    assert rows_of(case) == before


def test_it_can_be_undone_until_the_next_answer(case: Assessment, newer: Version, owner: User) -> None:
    now = upgraded(case, newer, owner)
    skills = read_case(now).answers["skills"]
    draft = AnswerDraft(option=skills.option.key if skills.option else None, reason="Still so.")
    actions.answer(assessment=now, question=skills.question, by=owner, draft=draft, revision=skills.revision)
    with pytest.raises(ActionError, match="cannot be undone"):
        actions.undo_upgrade(assessment=now, by=owner)


def test_an_answer_between_two_upgrades_keeps_the_first(
    case: Assessment, newer: Version, owner: User, editor: User
) -> None:
    """Undoing the second leaves the first as it was: with an answer after it, that cannot be undone."""
    now = upgraded(case, newer, owner)
    asked = Question.objects.get(version=newer, key="who-benefits")
    actions.answer(assessment=now, question=asked, by=owner, draft=AnswerDraft(reason="All do."), revision=0)
    draft = checklists.start_draft(checklist=newer.checklist, number="7.2", by=editor, source=newer)
    latest = checklists.publish(version=draft, by=factories.person("Edwin Editor", Role.EDITOR))
    actions.upgrade(assessment=now, to=latest, by=owner)
    actions.undo_upgrade(assessment=now, by=owner)
    with pytest.raises(ActionError, match="Something was done about a question"):
        actions.undo_upgrade(assessment=now, by=owner)


def test_what_was_submitted_never_moves(case: Assessment, newer: Version, owner: User) -> None:
    factories.submit(case)
    with pytest.raises(ActionError):
        actions.upgrade(assessment=case, to=newer, by=owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.filter(pk=case.pk).update(version=newer)


def test_the_database_moves_no_row_elsewhere(case: Assessment, newer: Version, owner: User) -> None:
    row = case.answers.get(question__key="skills")
    other = Question.objects.get(version=newer, key="representation")
    upgraded(case, newer, owner)
    for question in (other, factories.question("novelty")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Answer.objects.filter(pk=row.pk).update(question=question, option=None)


def test_the_lead_sees_first_what_would_happen(case: Assessment, newer: Version, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    assert "Version 1.1 of this checklist is published." in words(client, "assessment", case.pk)
    before = rows_of(case)
    page = words(client, "assessment-upgrade", case.pk)
    assert "14 answers are kept as they are" in page
    for group in ("To be confirmed (1)", "To be answered anew (2)", "No longer asked (1)"):
        assert group in page
    assert rows_of(case) == before
    address = reverse("assessment-upgrade", args=[case.pk])
    assert client.post(address, {"to": "0.9"}).status_code == 422
    assert client.post(address, {"to": "1.1"}).status_code == 302
    assert "Answered before, as G11 of version 1.0" in words(client, "assessment-question", case.pk, "skills")
    assert "Answered before, as G2 of version 1.0" in words(client, "assessment-question", case.pk, "who-benefits")
    checked = words(client, "assessment-check", case.pk)
    assert checked.count("No longer asked") == 1
    assert "Answered before, as L3 of version 1.0" in checked
    assert client.post(reverse("assessment-upgrade-undo", args=[case.pk])).status_code == 302
    assert rows_of(case) == before


def test_a_contributor_does_not_choose(case: Assessment, newer: Version, contributor: User, sign_in: SignIn) -> None:
    factories.join(case, contributor)
    client = sign_in(contributor)
    assert client.get(reverse("assessment-upgrade", args=[case.pk])).status_code == 403
    assert "is published" not in words(client, "assessment", case.pk)


def test_a_draft_version_or_an_older_one_is_no_upgrade(case: Assessment, newer: Version, owner: User) -> None:
    now = upgraded(case, newer, owner)
    with pytest.raises(ActionError, match="later published version"):
        actions.upgrade(assessment=now, to=factories.published(), by=owner)


def test_the_report_lists_once_what_is_asked_no_more(case: Assessment, newer: Version, owner: User) -> None:
    day = date(2027, 1, 4)
    assert '"no_longer_asked"' not in canonical(snapshot_of(case, made_on=day)).decode()
    full = snapshot_of(upgraded(case, newer, owner), made_on=day)
    [part] = full.content.no_longer_asked
    assert (part.code, part.answer and part.answer.reason) == ("L3", "Reason for time-limits.")
    assert public_of(full).content.no_longer_asked == ()
    assert read(canonical(full)).content.no_longer_asked == full.content.no_longer_asked
    page = render_html(full)
    assert page.count('<h2 id="appendix-d">') == 1
    assert "appendix-d" not in render_html(public_of(full))


def test_publishing_changes_no_byte_of_a_report(case: Assessment, editor: User) -> None:
    day = date(2027, 1, 4)
    before = canonical(snapshot_of(case, made_on=day))
    publish_next(editor)
    assert canonical(snapshot_of(Assessment.objects.get(pk=case.pk), made_on=day)) == before


def test_the_history_tells_each_step_in_the_words_of_its_version(
    case: Assessment, newer: Version, owner: User, sign_in: SignIn
) -> None:
    upgraded(case, newer, owner)
    page = words(sign_in(owner), "partnership", case.partnership.reference)
    assert "Went on to another version of the checklist" in page


def test_the_next_round_lists_what_it_does_not_ask(case: Assessment, newer: Version, owner: User) -> None:
    actions.withdraw(assessment=case, by=owner, reason="Not now.")
    new = actions.start_round(assessment=case, by=owner)
    now = read_case(new)
    assert now.answers["skills"].is_carried_over
    assert now.answers["representation"].is_carried_over
    event = Event.objects.get(assessment=new, kind=EventKind.ROUND_OPENED)
    assert event.new["answers_meaning"] == ["G11"]
    assert event.new["answers_unasked"] == ["L3"]
    assert [each.spec.code for each in unasked(now, earlier_answers(new))] == ["L3"]
