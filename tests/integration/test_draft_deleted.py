"""A draft is deleted by an editor who confirms it: its content goes, who did it stays, and its number is free again."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.actions.validation import InvalidError
from accounts.actions.version_tokens import StaleError
from accounts.models import User
from accounts.roles import Role
from checklists import actions
from checklists.models import Checklist, DraftChange, Question, Rule, Version
from checklists.spec import ChecklistSpec
from tests import factories
from tests.conftest import SignIn
from tests.filled_forms import fields_of

pytestmark = pytest.mark.django_db

PLACE = ["partnership-readiness", "2.0"]
DELETE = reverse("draft-delete", args=PLACE)


@pytest.fixture
def draft() -> Version:
    return factories.checklist_draft("2.0")


@pytest.fixture
def client(draft: Version, editor: User, sign_in: SignIn) -> Client:
    return sign_in(editor)


def words(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def send(client: Client, path: str, /, **typed: str) -> int:
    return client.post(path, fields_of(client.get(path).content.decode(), path) | typed).status_code


def test_the_page_says_what_goes_and_offers_the_file_first(client: Client) -> None:
    assert f'href="{DELETE}"' in words(client, reverse("draft", args=PLACE))
    page = words(client, DELETE)
    assert "nobody can bring them back" in page
    assert f'href="{reverse("checklist-file", args=PLACE)}"' in page
    assert "Edwin Editor" in page


def test_its_content_goes_and_who_deleted_it_stays(client: Client, draft: Version, editor: User) -> None:
    assert send(client, DELETE) == 302
    assert not Question.objects.filter(version=draft).exists()
    change = draft.draft_changes.latest("pk")
    assert (change.kind, change.changed_by) == ("deleted", editor)
    page = words(client, "/checklists/")
    assert "draft 2.0: deleted by Edith Editor on" in page
    assert "Version 2.0" not in page
    for name in ("draft", "draft-check", "draft-delete", "checklist-version", "checklist-file", "preview"):
        assert client.get(reverse(name, args=PLACE)).status_code == 404


def test_others_do_not_read_who_deleted_what(draft: Version, editor: User, owner: User, sign_in: SignIn) -> None:
    actions.delete_draft(version=draft, by=editor)
    assert "deleted by" not in words(sign_in(owner), "/checklists/")


def test_what_somebody_typed_for_it_meanwhile_is_shown(client: Client, draft: Version, sign_in: SignIn) -> None:
    path = reverse("draft-question-texts", args=[*PLACE, "skills"])
    body = fields_of(client.get(path).content.decode(), path)
    actions.delete_draft(version=draft, by=factories.person("Elsa Editor", Role.EDITOR))
    response = client.post(path, body | {"title": "Typed too late"})
    page = unescape(response.content.decode())
    assert response.status_code == 403
    assert "Somebody has deleted this draft." in page
    assert "Typed too late" in page


def test_what_changed_since_the_page_was_opened_is_not_deleted_unseen(
    client: Client, draft: Version, editor: User
) -> None:
    body = fields_of(client.get(DELETE).content.decode(), DELETE)
    actions.remove_question(version=draft, key="skills", by=editor)
    response = client.post(DELETE, body)
    assert (response.status_code, "has changed since you opened" in response.content.decode()) == (409, True)
    with pytest.raises(StaleError):
        actions.delete_draft(version=draft, by=editor, seen="another digest")
    assert send(client, DELETE) == 302


def test_a_draft_that_cannot_be_read_is_deleted_too(client: Client, draft: Version) -> None:
    Rule.objects.filter(question__version=draft).update(when={"option": 5})
    assert f'href="{DELETE}"' in words(client, reverse("checklist-version", args=PLACE))
    assert "cannot be read" not in words(client, DELETE)
    assert send(client, DELETE) == 302
    assert not Question.objects.filter(version=draft).exists()


def test_its_number_is_free_for_another_draft(draft: Version, editor: User, manager: User) -> None:
    spec = draft.spec()
    actions.delete_draft(version=draft, by=editor)
    source = factories.published()
    again = actions.start_draft(checklist=source.checklist, number="2.0", by=editor, source=source)
    assert (again.pk, again.is_deleted, again.spec(), again.drafted_by) == (draft.pk, False, spec, editor)
    actions.delete_draft(version=again, by=editor)
    imported = actions.import_draft(spec=spec, by=editor)
    assert (imported.is_deleted, imported.spec()) == (False, spec)
    assert list(DraftChange.objects.filter(version=draft).values_list("kind", flat=True)) == [
        "started",
        "deleted",
        "started",
        "deleted",
        "imported",
    ]
    with pytest.raises(actions.NotAllowedError):
        actions.delete_draft(version=imported, by=manager)


def test_who_wrote_the_deleted_one_may_publish_the_next(draft: Version, editor: User) -> None:
    """Edwin drafted what is gone: what stands now Edith wrote."""
    actions.delete_draft(version=draft, by=editor)
    source = factories.published()
    again = actions.start_draft(checklist=source.checklist, number="2.0", by=editor, source=source)
    first = User.objects.get(full_name="Edwin Editor")
    assert actions.publish(version=again, by=first).state == "published"


def test_the_name_of_a_checklist_of_which_nothing_is_left_is_free(editor: User) -> None:
    given: dict[str, Any] = {"slug": "leaving", "source": "Our own", "number": "1.0", "by": editor}
    draft = actions.start_checklist(title="Leaving", **given)
    with pytest.raises(InvalidError):
        actions.start_checklist(title="Leaving", **given)
    actions.delete_draft(version=draft, by=editor)
    assert actions.start_checklist(title="Leaving well", **given).checklist.title == "Leaving well"
    actions.delete_draft(version=draft, by=editor)
    empty = ChecklistSpec("leaving", "1.0", "Leaving at last", "Our own", ())
    assert actions.import_draft(spec=empty, by=editor).checklist.title == "Leaving at last"
    assert Checklist.objects.get(pk="leaving").title == "Leaving at last"


def test_two_checklists_never_have_one_title(editor: User) -> None:
    given: dict[str, Any] = {"source": "Our own", "number": "1.0", "by": editor}
    draft = actions.start_checklist(slug="leaving", title="Leaving", **given)
    with pytest.raises(InvalidError, match="The checklist leaving has this title: give this one another"):
        actions.start_checklist(slug="going", title="leaving", **given)
    copy = ChecklistSpec("going", "1.0", "Leaving", "Our own", ())
    with pytest.raises(InvalidError, match="The checklist leaving has this title"):
        actions.import_draft(spec=copy, by=editor)
    assert not Checklist.objects.filter(pk="going").exists()
    other = actions.start_checklist(slug="going", title="Going", **given)
    with pytest.raises(InvalidError, match="The checklist leaving has this title"):
        actions.change_version(version=other, by=editor, title="Leaving", source="Our own")
    actions.delete_draft(version=draft, by=editor)
    assert actions.change_version(version=other, by=editor, title="Leaving", source="Our own").checklist.pk == "going"


def test_only_a_draft_is_deleted_also_by_the_database(client: Client, editor: User) -> None:
    version = factories.published()
    assert send(client, DELETE) == 302
    with pytest.raises(actions.WrongStateError, match="never changes"):
        actions.delete_draft(version=version, by=editor)
    with pytest.raises(actions.WrongStateError, match="deleted"):
        actions.delete_draft(version=Version.objects.get(number="2.0"), by=editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(is_deleted=True)
    path = reverse("draft-delete", args=["partnership-readiness", "1.0"])
    assert client.get(path).status_code == 302
    assert client.post(path).status_code == 409


def test_commands_do_not_know_it_any_more(draft: Version, editor: User) -> None:
    actions.delete_draft(version=draft, by=editor)
    for command in (["export_checklist", *PLACE], ["publish_checklist", *PLACE, "--by", editor.email]):
        with pytest.raises(CommandError, match=r"There is no version partnership-readiness/2\.0"):
            call_command(*command)
    call_command("lint_checklist", verbosity=0)
