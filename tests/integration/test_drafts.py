"""A draft is written piece by piece: who changed what is kept, nobody overwrites unseen, and whoever wrote does not publish."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions.validation import InvalidError
from accounts.actions.version_tokens import StaleError
from accounts.models import Service, User
from accounts.roles import Role
from accounts.version_tokens import token_of
from checklists import actions
from checklists.actions.questions import OPTIONS, TEXTS, values_of
from checklists.actions.sections import SectionDraft, section_values
from checklists.models import DraftChange, Question, Version
from checklists.spec import GuideItemSpec, OptionSpec, QuestionSpec, ReasonRule, Severity
from tests import factories

pytestmark = pytest.mark.django_db

KEY = "skills"


@pytest.fixture
def second_editor() -> User:
    return factories.person("Edgar Editor", Role.EDITOR)


@pytest.fixture
def third_editor() -> User:
    return factories.person("Elsa Editor", Role.EDITOR)


@pytest.fixture
def draft(editor: User) -> Version:
    version = factories.published()
    return actions.start_draft(checklist=version.checklist, number="1.1", by=editor, source=version)


def asked(draft: Version, key: str = KEY) -> QuestionSpec:
    return draft.spec().by_key[key]


def reworded(draft: Version, title: str = "Skills and time") -> QuestionSpec:
    return replace(asked(draft), title=title)


def codes(draft: Version, section: int = 0) -> list[str]:
    return [question.code for question in draft.spec().sections[section].questions]


def test_a_question_is_changed_alone_and_who_did_is_kept(draft: Version, second_editor: User) -> None:
    before = draft.spec()
    actions.change_question(version=draft, key=KEY, by=second_editor, spec=reworded(draft))
    after = draft.spec()
    assert {key for key in after.by_key if after.by_key[key] != before.by_key[key]} == {KEY}
    change = draft.draft_changes.get(kind="changed")
    assert (change.place, change.changed_by) == (f"question {KEY}", second_editor)


def test_what_stays_the_same_is_no_change(draft: Version, second_editor: User) -> None:
    actions.change_question(version=draft, key=KEY, by=second_editor, spec=asked(draft))
    assert not draft.draft_changes.filter(kind="changed").exists()


def test_two_editors_of_one_question_lose_nothing(draft: Version, editor: User, second_editor: User) -> None:
    token = token_of(values_of(asked(draft), TEXTS))
    actions.change_question(version=draft, key=KEY, by=editor, spec=reworded(draft, "Mine"), version_token=token)
    with pytest.raises(StaleError) as stale:
        actions.change_question(
            version=draft, key=KEY, by=second_editor, spec=reworded(draft, "Theirs"), version_token=token
        )
    assert (stale.value.by, stale.value.current.title) == ("Edith Editor", "Mine")
    assert asked(draft).title == "Mine"


def test_options_are_replaced_and_the_rest_stays(draft: Version, editor: User) -> None:
    before = asked(draft)
    one = OptionSpec("trained", "Yes, all are trained", Severity.NONE, ReasonRule.REQUIRED)
    actions.change_question(version=draft, key=KEY, by=editor, spec=replace(before, options=(one,)), part=OPTIONS)
    assert asked(draft) == replace(before, options=(one,))


def test_what_the_database_cannot_hold_is_refused_and_nothing_changes(draft: Version, editor: User) -> None:
    before = draft.spec()
    for spec in (
        replace(asked(draft), title="x" * 201),
        replace(asked(draft), key="Not a key"),
        replace(asked(draft), code=before.by_key["authority"].code),
        replace(asked(draft), key="authority"),
    ):
        with pytest.raises(InvalidError):
            actions.change_question(version=draft, key=KEY, by=editor, spec=spec)
    assert draft.spec() == before


def test_sections_and_questions_are_added_moved_and_removed(draft: Version, editor: User) -> None:
    section = actions.add_section(version=draft, by=editor, draft=SectionDraft(code="3", title="After"))
    new = replace(asked(draft), code="N1", key="handover", text="Who hands over?", rules=())
    actions.add_question(section=section, by=editor, spec=new)
    assert codes(draft, 2) == ["N1"]
    first = codes(draft)
    actions.move_question(version=draft, key=KEY, by=editor, position=1)
    assert codes(draft) == [asked(draft).code, *(code for code in first if code != asked(draft).code)]
    actions.move_question(version=draft, key=KEY, by=editor, position=1, section=section)
    assert codes(draft, 2) == [asked(draft).code, "N1"]
    assert len(codes(draft)) == len(first) - 1
    actions.move_section(section=section, by=editor, position=1)
    assert next(each.code for each in draft.spec().sections) == "3"
    actions.remove_question(version=draft, key="handover", by=editor)
    assert "handover" not in draft.spec().by_key
    with pytest.raises(InvalidError, match="Move or remove its questions first"):
        actions.remove_section(section=section, by=editor)
    actions.move_question(version=draft, key=KEY, by=editor, position=99, section=draft.sections.get(code="1.4.1"))
    actions.remove_section(section=section, by=editor)
    assert codes(draft)[-1] == asked(draft).code
    assert [row.position for row in draft.sections.all()] == [1, 2]


def test_a_section_keeps_both_texts(draft: Version, editor: User, second_editor: User) -> None:
    section = draft.sections.get(position=1)
    token, values = token_of(section_values(section)), section_values(section)
    mine = SectionDraft(**{**values, "title": "Mine"})
    actions.change_section(section=section, by=editor, draft=mine, version_token=token)
    theirs = SectionDraft(**{**values, "title": "Theirs"})
    with pytest.raises(StaleError) as stale:
        actions.change_section(section=section, by=second_editor, draft=theirs, version_token=token)
    assert stale.value.current["title"] == "Mine"


def test_lists_keep_what_questions_name(draft: Version, editor: User) -> None:
    risks = draft.spec().risks
    with pytest.raises(InvalidError, match="A question names what you take out"):
        actions.change_list(version=draft, name="risks", by=editor, items=risks[1:])
    more = (GuideItemSpec("X1", "A new one"), *reversed(risks))
    actions.change_list(version=draft, name="risks", by=editor, items=more)
    assert draft.spec().risks == more
    assert asked(draft) == factories.published().spec().by_key[KEY]


def test_who_changed_anything_publishes_nothing_by_action_or_database(
    draft: Version, second_editor: User, third_editor: User
) -> None:
    actions.change_question(version=draft, key=KEY, by=second_editor, spec=reworded(draft))
    with pytest.raises(actions.NotAllowedError, match="second editor"):
        actions.publish(version=draft, by=second_editor)
    published = {"state": "published", "published_at": timezone.now(), "digest": "0" * 64}
    with pytest.raises(IntegrityError, match="A second editor publishes"), transaction.atomic():
        Version.objects.filter(pk=draft.pk).update(**published, published_by=second_editor)
    assert factories.publish_draft(draft, third_editor).published_by == third_editor


def test_what_was_read_from_a_file_since_counts_as_written_by_whoever_read_it(
    draft: Version, editor: User, second_editor: User
) -> None:
    actions.change_question(version=draft, key=KEY, by=editor, spec=reworded(draft))
    actions.import_draft(spec=draft.spec(), by=second_editor)
    draft.refresh_from_db()
    with pytest.raises(actions.NotAllowedError):
        actions.publish(version=draft, by=second_editor)
    assert factories.publish_draft(draft, editor).state == "published"


def test_the_record_of_changes_stays(draft: Version, third_editor: User) -> None:
    change = draft.draft_changes.get()
    for act in (
        lambda: DraftChange.objects.filter(pk=change.pk).update(place="elsewhere"),
        lambda: DraftChange.objects.filter(pk=change.pk).delete(),
    ):
        with pytest.raises(IntegrityError, match="never changed or deleted"), transaction.atomic():
            act()
    actions.publish(version=draft, by=third_editor)
    with pytest.raises(IntegrityError, match="Only a draft is changed"), transaction.atomic():
        DraftChange.objects.create(version=draft, kind="changed", changed_at=timezone.now(), changed_by=third_editor)


def test_a_published_version_takes_no_change(draft: Version, editor: User, third_editor: User) -> None:
    spec = reworded(draft)
    actions.publish(version=draft, by=third_editor)
    with pytest.raises(actions.WrongStateError, match="never changes"):
        actions.change_question(version=draft, key=KEY, by=editor, spec=spec)
    with pytest.raises(actions.WrongStateError):
        actions.add_section(version=draft, by=editor, draft=SectionDraft(code="3", title="After"))


def test_only_an_editor_changes_a_draft(draft: Version, manager: User) -> None:
    with pytest.raises(actions.NotAllowedError):
        actions.change_question(version=draft, key=KEY, by=manager, spec=reworded(draft))


def test_a_draft_that_changed_since_it_was_read_is_not_published(
    draft: Version, editor: User, third_editor: User
) -> None:
    with pytest.raises(StaleError, match="The draft has changed"):
        actions.publish(version=draft, by=third_editor, seen="0" * 64)


def test_versions_come_in_the_order_of_their_numbers(draft: Version, editor: User, third_editor: User) -> None:
    for number in ("1.10", "1.9"):
        source = factories.published()
        other = actions.start_draft(checklist=source.checklist, number=number, by=editor, source=source)
        actions.publish(version=other, by=third_editor)
    assert [version.number for version in Version.objects.published().newest_first()] == ["1.10", "1.9", "1.0"]


def test_a_version_retires_after_its_last_day(editor: User, owner: User, service: Service) -> None:
    version, today = factories.published(), timezone.localdate()
    retired = actions.retire(version=version, by=editor, last_on=today)
    assert retired.is_in_force()
    factories.start(owner, service, version=retired)
    later = actions.retire(version=version, by=editor, last_on=today + timedelta(days=30))
    assert (later.state, later.last_on) == ("retired", today + timedelta(days=30))
    Version.objects.filter(pk=version.pk).update(last_on=today - timedelta(days=1))
    past = Version.objects.get(pk=version.pk)
    assert not past.is_in_force()
    assert not Version.objects.published().exists()
    with pytest.raises(InvalidError, match="Only a published version"):
        factories.start(owner, service, name="Another", version=past)
    with pytest.raises(actions.WrongStateError):
        actions.retire(version=past, by=editor)


def test_a_version_that_retired_at_once_gets_no_last_day(editor: User) -> None:
    version = actions.retire(version=factories.published(), by=editor)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(last_on=timezone.localdate())


def test_positions_of_a_draft_stay_without_gaps(draft: Version, editor: User) -> None:
    actions.remove_question(version=draft, key=KEY, by=editor)
    section = draft.sections.get(position=1)
    rows = Question.objects.filter(section=section)
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))
