"""What is different between two versions: on its page, and as text for an email."""

from __future__ import annotations

from html import unescape
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from checklists import actions
from checklists.models import Option, Question, Rule, Version
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db

PAGE = "/checklists/partnership-readiness/{}/difference/"


@pytest.fixture
def draft(editor: User) -> Version:
    """A version 1.1 with a question reworded, one with another polarity, one gone, one new in the place of another."""
    published = factories.published()
    draft = actions.start_draft(checklist=published.checklist, number="1.1", by=editor, source=published)
    questions = Question.objects.filter(version=draft)
    questions.filter(key="skills").update(text="Do the representatives have the needed skills?", guidance="Ask them.")
    questions.get(key="customer-benefit").options.filter(key="yes").update(severity="note")
    replacing = questions.get(key="novelty")
    questions.filter(pk=replacing.pk).update(key="how-new", replaces=["novelty"], text="How new is it?")
    gone = questions.get(key="time-limits")
    for rows in (gone.options, gone.facts, gone.rules, gone.risk_links, gone.tip_links):
        rows.all().delete()
    gone.delete()
    return draft


def words(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def test_the_page_shows_question_by_question_what_is_different(draft: Version, editor: User, sign_in: SignIn) -> None:
    page = words(sign_in(editor), PAGE.format("1.1"))
    assert "What is different between version 1.0 and version 1.1" in page
    for label in (
        "Other answers to choose from",
        "Meaning changed",
        "In the place of another question",
        "No longer asked",
    ):
        assert f'<th scope="row" class="govuk-table__header">{label}</th>' in page
    assert 'Removed:</span><span class="app-typed">right </span></del>' in page
    assert 'Added:</span><span class="app-typed">needed </span></ins>' in page
    assert "Proposed by the program; no editor has decided it." in page
    assert "14 questions are as they were" in page
    sides = page[page.index('id="customer-benefit"') :]
    assert sides.index("Favourable") < sides.index("Changed") < sides.index("Note")


def test_a_draft_whose_rule_asks_for_what_is_gone_is_shown(draft: Version, editor: User, sign_in: SignIn) -> None:
    page = words(sign_in(editor), "/checklists/partnership-readiness/1.1/")
    assert "“duty_to_consult” (time-limits) is answered “Yes”" in page


def test_what_an_editor_decided_is_no_proposal(draft: Version, editor: User, sign_in: SignIn) -> None:
    Question.objects.filter(version=draft, key="skills").update(change="editorial")
    page = words(sign_in(editor), PAGE.format("1.1"))
    assert "Reworded, same meaning" in page
    assert "Proposed by the program" not in page


def test_any_two_versions_are_compared_the_later_one_last(draft: Version, editor: User, sign_in: SignIn) -> None:
    client = sign_in(editor)
    chosen, other = (words(client, PAGE.format(address)) for address in ("1.0", "1.1"))
    assert chosen[chosen.index("Questions, by what changed") :] == other[other.index("Questions, by what changed") :]
    assert "between version 1.0 and version 1.1" in words(client, PAGE.format("1.0"))
    assert client.get(PAGE.format("1.1") + "?with=7.0").status_code == 404
    assert f'href="{PAGE.format("1.1")}"' in words(client, "/checklists/partnership-readiness/1.1/")


def test_drafts_are_compared_by_editors_alone(draft: Version, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    assert client.get(PAGE.format("1.1")).status_code == 404
    assert "There is no other version of this checklist that you may read." in words(client, PAGE.format("1.0"))
    assert client.get(PAGE.format("1.0") + "?with=1.1").status_code == 404


def test_versions_that_say_the_same_say_so(editor: User, sign_in: SignIn) -> None:
    published = factories.published()
    actions.start_draft(checklist=published.checklist, number="1.10", by=editor, source=published)
    actions.start_draft(checklist=published.checklist, number="1.9", by=editor, source=published)
    page = words(sign_in(editor), PAGE.format("1.10"))
    assert "between version 1.9 and version 1.10" in page
    assert "Nothing is different but the number of the version." in page


def test_a_version_that_was_published_between_counts(draft: Version, editor: User) -> None:
    asked = Question.objects.filter(version=draft)
    asked.filter(key="skills").update(change="meaning")
    # What the fixture left undone: the linter would refuse it.
    Rule.objects.filter(question__version=draft, when__fact__0__startswith="time-limits").delete()
    Option.objects.filter(question__in=asked, question__key="customer-benefit", key="yes").update(severity="none")
    published = factories.publish_draft(draft, factories.person("Edgar Editor", Role.EDITOR))
    later = actions.start_draft(checklist=published.checklist, number="1.2", by=editor, source=published)
    Question.objects.filter(version=later, key="skills").update(text="Have they the skills?", change="editorial")
    skills = "G11 Representatives' skills and training\n  "
    assert f"{skills}Meaning changed\n" in compared("1.2", "1.0")
    assert f"{skills}Reworded, same meaning\n" in compared("1.1", "1.2")


def compared(one: str, other: str) -> str:
    out = StringIO()
    call_command("compare_checklists", "partnership-readiness", one, other, stdout=out)
    return out.getvalue()


def test_the_command_prints_it_for_an_email(draft: Version) -> None:
    text = compared("1.1", "1.0")
    assert text == compared("1.0", "1.1")
    assert text.startswith(
        "Partnership readiness: from version 1.0 to version 1.1\n\nOther answers to choose from: 1\n"
    )
    assert (
        "G11 Representatives' skills and training\n"
        "  Meaning changed (proposed by the program; no editor has decided it)\n"
        "  Question\n"
        "    Before: Do the representatives have the right skills - is training required?\n"
        "    Now:    Do the representatives have the needed skills?\n"
    ) in text
    assert "    Before: Yes [Favourable. Raises nothing.]" in text
    assert "  Before, L5:" in text
    assert "  No longer asked\n" in text
    assert all(len(line) < 1000 for line in text.splitlines())
