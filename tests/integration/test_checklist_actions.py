"""Drafts are copied whole, published by a second editor, retired; and a published version is read once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import Role
from checklists import actions
from checklists.models import Checklist, Version, VersionState
from checklists.spec import digest
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def second_editor() -> User:
    return factories.person("Edgar Editor", Role.EDITOR)


@pytest.fixture
def version() -> Version:
    return factories.published()


@pytest.fixture
def draft(version: Version, editor: User) -> Version:
    return actions.start_draft(checklist=version.checklist, number="1.1", by=editor, source=version)


def test_a_draft_is_a_whole_copy_under_a_new_number(draft: Version, version: Version, editor: User) -> None:
    assert (draft.pk, draft.state, draft.drafted_by) == ("partnership-readiness/1.1", "draft", editor)
    assert replace(draft.spec(), version="1.0") == version.spec()


def test_the_copy_stands_on_its_own(draft: Version, version: Version) -> None:
    before = version.read()
    draft.questions.filter(key="skills").update(text="Are they trained?")
    assert draft.spec().by_key["skills"].text == "Are they trained?"
    assert version.read() == before


def test_a_new_checklist_starts_empty(editor: User) -> None:
    checklist = Checklist.objects.create(slug="exit", title="Leaving a partnership")
    assert actions.start_draft(checklist=checklist, number="1.0", by=editor).spec().sections == ()


def test_a_number_is_used_once_and_a_source_is_of_the_same_checklist(version: Version, editor: User) -> None:
    with pytest.raises(actions.WrongStateError, match=r"already a version partnership-readiness/1\.0"):
        actions.start_draft(checklist=version.checklist, number="1.0", by=editor)
    other = Checklist.objects.create(slug="exit", title="Leaving a partnership")
    with pytest.raises(actions.WrongStateError, match="another checklist"):
        actions.start_draft(checklist=other, number="1.0", by=editor, source=version)


def test_a_second_editor_publishes(draft: Version, second_editor: User) -> None:
    published = actions.publish(version=draft, by=second_editor)
    draft.refresh_from_db()
    assert (draft.state, draft.published_by) == ("published", second_editor)
    assert draft.digest == published.digest == digest(published.spec())
    assert list(Version.objects.published()) == [draft, factories.published()]


def test_who_drafted_does_not_publish_in_the_action_or_the_database(draft: Version, editor: User) -> None:
    with pytest.raises(actions.NotAllowedError, match="second editor"):
        actions.publish(version=draft, by=editor)
    with pytest.raises(IntegrityError, match=r"A second editor publishes|version_published_by_second_editor"):
        Version.objects.filter(pk=draft.pk).update(
            state="published", published_at=timezone.now(), published_by=editor, digest="0" * 64
        )


def test_only_an_editor_drafts_publishes_or_retires(draft: Version, version: Version, manager: User) -> None:
    for action, values in (
        (actions.start_draft, {"checklist": version.checklist, "number": "2.0"}),
        (actions.publish, {"version": draft}),
        (actions.retire, {"version": version}),
    ):
        with pytest.raises(actions.NotAllowedError, match="Only a checklist editor"):
            action(**values, by=manager)


def test_a_draft_with_problems_is_not_published(draft: Version, second_editor: User) -> None:
    draft.questions.filter(key="skills").update(guidance="", text="")
    with pytest.raises(actions.NotPublishableError, match=r"1\.1: G11 skills: The question has no text"):
        actions.publish(version=draft, by=second_editor)
    draft.refresh_from_db()
    assert draft.state == VersionState.DRAFT


def test_a_key_that_is_reused_is_not_published(draft: Version, second_editor: User) -> None:
    draft.questions.filter(key="skills").update(text="Which insurance will cover the work?")
    with pytest.raises(actions.NotPublishableError, match=r"skills: In version 1\.0 the key means another question"):
        actions.publish(version=draft, by=second_editor)


def test_a_version_is_published_once_and_retired_once(draft: Version, second_editor: User) -> None:
    with pytest.raises(actions.WrongStateError, match="Only a published version"):
        actions.retire(version=draft, by=second_editor)
    actions.publish(version=draft, by=second_editor)
    with pytest.raises(actions.WrongStateError, match="Only a draft"):
        actions.publish(version=draft, by=second_editor)
    retired = actions.retire(version=draft, by=second_editor)
    assert (retired.state, retired.retired_by) == ("retired", second_editor)
    assert list(Version.objects.published()) == [factories.published()]
    with pytest.raises(actions.WrongStateError, match="Only a published version"):
        actions.retire(version=draft, by=second_editor)


def test_a_draft_without_a_drafter_is_not_published(version: Version, editor: User) -> None:
    draft = Version.objects.create(
        id="partnership-readiness/3.0",
        checklist=version.checklist,
        number="3.0",
        source="A fixture",
        drafted_at=timezone.now(),
    )
    with pytest.raises(actions.NotAllowedError, match="second editor"):
        actions.publish(version=draft, by=editor)


def test_a_published_version_is_read_once_and_a_draft_each_time(
    draft: Version, second_editor: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # Content that no other test publishes: nothing of it has been read in this process.
    draft.questions.filter(key="skills").update(title="Skills, read once", change="editorial")
    for _time in range(2):
        with django_assert_num_queries(11):
            draft.spec()
    published = actions.publish(version=draft, by=second_editor)
    with django_assert_num_queries(11):
        published.spec()
    with django_assert_num_queries(0):
        published.spec()
    again = Version.objects.get(pk=published.pk)
    with django_assert_num_queries(0):
        assert again.spec() is published.spec()


BROKEN_ROWS: list[tuple[str, dict[str, Any], str]] = [
    ("options", {"severity": "dire"}, "option_severity_known"),
    ("options", {"severity": "concern", "blocks_from": "enter"}, "option_gate_with_blocker"),
    ("options", {"severity": "blocker", "blocks_from": ""}, "option_gate_with_blocker"),
    ("options", {"reason": "maybe"}, "option_reason_known"),
    ("facts", {"type": "number"}, "fact_type_known"),
    ("rules", {"severity": "none", "blocks_from": ""}, "rule_severity_adverse"),
    ("rules", {"notify": "mayor"}, "rule_notify_known"),
    ("rules", {"severity": "blocker", "blocks_from": ""}, "rule_gate_with_blocker"),
]


@pytest.mark.parametrize(("rows", "values", "constraint"), BROKEN_ROWS)
def test_the_database_refuses_what_is_no_value(
    draft: Version, rows: str, values: dict[str, Any], constraint: str
) -> None:
    question = draft.questions.get(key="prior-approval")
    row = getattr(question, rows).all()[0]
    with pytest.raises(IntegrityError, match=constraint):
        type(row).objects.filter(pk=row.pk).update(**values)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"confirm_role": "mayor"}, "question_confirm_role_known"),
        ({"confirm_role": ""}, "question_confirm_severity_with_role"),
        ({"confirm_severity": "none"}, "question_confirm_severity_with_role"),
        ({"confirm_blocks_from": "enter"}, "question_confirm_gate_with_blocker"),
    ],
)
def test_the_database_refuses_half_a_confirmation(draft: Version, values: dict[str, str], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        draft.questions.filter(key="prior-approval").update(**values)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"number": "7.0"}, "version_id_is_slug_and_number"),
        ({"state": "lost"}, "version_state_known|version_state_has_its_dates"),
        ({"digest": "0"}, "version_state_has_its_dates"),
        ({"retired_at": timezone.now()}, "version_state_has_its_dates|version_retired_by_somebody"),
    ],
)
def test_the_database_refuses_a_version_that_cannot_be(draft: Version, values: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        Version.objects.filter(pk=draft.pk).update(**values)


def test_a_rules_conditions_are_validated_where_a_form_asks(draft: Version) -> None:
    rule = draft.questions.get(key="prior-approval").rules.all()[0]
    rule.full_clean()
    rule.when = {"sometimes": True}
    with pytest.raises(Exception, match="must name one or more of"):
        rule.full_clean()
