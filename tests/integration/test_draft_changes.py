"""Of each question with other words an editor decides what that means, alone or all on one page, before it is published."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from accounts.actions.validation import InvalidError
from accounts.actions.version_tokens import StaleError
from accounts.models import User
from accounts.roles import Role
from checklists import actions
from checklists.models import Version
from tests import factories
from tests.conftest import SignIn
from tests.filled_forms import fields_of

pytestmark = pytest.mark.django_db

PLACE = ["partnership-readiness", "2.0"]
ALL, CHECK = reverse("draft-changes", args=PLACE), reverse("draft-check", args=PLACE)
FINDING = "nobody has decided whether it still asks the same"


@pytest.fixture
def draft() -> Version:
    """A draft in which G11 has other words, G10 other guidance, and L5 other answers."""
    draft = factories.checklist_draft("2.0")
    draft.questions.filter(key="skills").update(text="Do all representatives have the skills and training?")
    draft.questions.filter(key="authority").update(guidance="Name the decision.")
    draft.questions.get(key="novelty").options.filter(position=2).delete()
    return draft


@pytest.fixture
def client(draft: Version, editor: User, sign_in: SignIn) -> Client:
    return sign_in(editor)


def words(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def test_what_nobody_has_decided_is_to_mend_with_a_link(client: Client, draft: Version) -> None:
    for path in (reverse("draft", args=PLACE), CHECK):
        page = words(client, path)
        assert page.count(f"{FINDING}.") >= 2
        assert f'href="{reverse("draft-question-change", args=[*PLACE, "skills"])}"' in page
        assert f'href="{ALL}"' in page
        assert "changes of 2 questions mean, on one page" in page
    assert "novelty" not in [problem.key for problem in actions.findings_of(draft, draft.spec())]


def test_it_is_not_published_before_by_page_or_command(draft: Version, editor: User) -> None:
    with pytest.raises(actions.NotPublishableError, match=FINDING):
        actions.publish(version=draft, by=editor)
    with pytest.raises(CommandError, match=FINDING):
        call_command("publish_checklist", *PLACE, "--by", editor.email)
    with pytest.raises(CommandError, match=r"Problems found: 2\."):
        call_command("lint_checklist", draft.pk)


def test_all_are_decided_on_one_page(client: Client, draft: Version, sign_in: SignIn) -> None:
    page = words(client, ALL)
    assert "Do all representatives have the skills and training?" in page
    assert factories.published().spec().by_key["skills"].text in page
    assert page.count("The question itself is worded as before. What is different:</p> <dl") == 1
    assert "<dt>Guidance</dt>" in page
    assert page.count("What else is different:") == 0
    sent = fields_of(client.get(ALL).content.decode(), ALL)
    assert (sent["change-skills"], sent["change-authority"]) == (["meaning"], ["editorial"])
    assert client.post(ALL, sent | {"change-skills": "editorial"}).headers["Location"] == CHECK
    decided = {key: draft.spec().by_key[key].change for key in ("skills", "authority", "novelty")}
    assert decided == {"skills": "editorial", "authority": "editorial", "novelty": ""}
    assert "no question of which this has still to be decided" in words(client, ALL)
    assert not actions.findings_of(draft, draft.spec())
    third = sign_in(factories.person("Elsa Editor", Role.EDITOR))
    assert "Publish it" in words(third, CHECK)
    assert "A second editor publishes" in words(client, CHECK)


def test_nothing_is_decided_of_what_the_page_did_not_show(client: Client, draft: Version) -> None:
    sent = fields_of(client.get(ALL).content.decode(), ALL)
    draft.questions.filter(key="skills").update(text="Do some representatives have the skills and training?")
    response = client.post(ALL, sent)
    page = unescape(response.content.decode())
    assert response.status_code == 409
    assert "since you opened this page" in page
    assert "Do some representatives" in page
    assert not draft.spec().by_key["skills"].change
    assert client.post(ALL, fields_of(page, ALL)).status_code == 302


def test_one_that_is_left_out_is_asked_for(client: Client, draft: Version, editor: User) -> None:
    sent = fields_of(client.get(ALL).content.decode(), ALL)
    del sent["change-skills"]
    response = client.post(ALL, sent)
    assert (response.status_code, "Select what the change means" in response.content.decode()) == (422, True)
    with pytest.raises(InvalidError, match="G11"):
        actions.decide_changes(version=draft, by=editor, decisions={"authority": "editorial"})
    with pytest.raises(StaleError):
        actions.decide_changes(version=draft, by=editor, decisions={}, version_token="questions=0")


def test_whoever_decides_writes_the_draft(client: Client, draft: Version, editor: User) -> None:
    sent = fields_of(client.get(ALL).content.decode(), ALL)
    assert client.post(ALL, sent).status_code == 302
    with pytest.raises(actions.NotAllowedError, match="second editor"):
        actions.publish(version=draft, by=editor)


def test_what_takes_the_place_of_another_question_is_not_decided(draft: Version) -> None:
    """Its answer is given anew, so that there is nothing to decide."""
    draft.questions.filter(key="skills").update(replaces=["authority"])
    assert [problem.key for problem in actions.findings_of(draft, draft.spec()) if problem.about == "change"] == [
        "authority"
    ]


def test_an_import_says_it_as_publishing_does(editor: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "own.yaml"
    call_command("export_checklist", "partnership-readiness", "1.0")
    text = capsys.readouterr().out
    text = text.replace("version: '1.0'", "version: '2.0'", 1).replace("title: Customers consulted", "title: Asked")
    file.write_text(text)
    call_command("import_checklist", str(file), "--by", editor.email)
    said = capsys.readouterr().out
    assert FINDING in said
    assert "Before it can be published, mend 1, listed above" in said
