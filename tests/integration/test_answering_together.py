"""Two people on one answer: the second sees both versions, nothing is lost, with and without JavaScript."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from partnerships.models import Answer, Assessment, Event
from tests import factories
from tests.conftest import SignIn
from tests.shown import one_spaced

pytestmark = pytest.mark.usefixtures("drafted_once")

AUTOSAVE = {"X-Autosave": "true"}


@pytest.fixture
def address(assessment: Assessment) -> str:
    return f"/assessments/{assessment.pk}/questions/services-consulted/"


def hidden(client: Client, address: str) -> dict[str, str]:
    """What the page, as it is now, carries along: as a browser would send it."""
    page = client.get(address).content.decode()
    fields = re.findall(r'<input type="hidden" name="(services-consulted-[^"]+)"[^>]* value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in fields}


def carried_in(content: bytes) -> dict[str, str]:
    fields = re.findall(
        r'<input type="hidden" name="(services-consulted-[^"]+)"[^>]*? value="([^"]*)"', one_spaced(content.decode())
    )
    return {name: html.unescape(value) for name, value in fields}


def typed(option: str, reason: str, **facts: str) -> dict[str, str]:
    return {"services-consulted-option": option, "services-consulted-reason": reason} | {
        f"services-consulted-fact_{key}": value for key, value in facts.items()
    }


@pytest.fixture
def conflict(address: str, owner: User, contributor: User, sign_in: SignIn) -> tuple[Client, Any]:
    """Both opened the unanswered question; the contributor saved first, and the owner's save was stale."""
    first, second = sign_in(contributor), sign_in(owner)
    theirs, mine = hidden(first, address), hidden(second, address)
    assert first.post(address, theirs | typed("yes", "All agreed.", objection="no")).status_code == 302
    return second, second.post(address, mine | typed("partly", "IT is missing.", objection="yes"))


def test_stale_save_answers_409_with_both_texts(conflict: tuple[Client, Any]) -> None:
    _client, response = conflict
    text = html.unescape(response.content.decode())
    assert response.status_code == 409
    for words in ("Carl Contributor saved another answer", "IT is missing.", "All agreed.", "Partly", "Yes", "No"):
        assert words in text
    assert "All agreed.\n\nIT is missing.</textarea>" in text
    assert Answer.objects.get().reason == "All agreed."


def test_keep_mine(conflict: tuple[Client, Any], address: str, owner: User) -> None:
    client, response = conflict
    posted = carried_in(response.content) | {
        "services-consulted-reason": "merged, not wanted",
        "services-consulted-keep": "mine",
    }
    assert client.post(address, posted).status_code == 302
    answer = Answer.objects.get()
    assert (answer.reason, answer.saved_by, answer.facts) == ("IT is missing.", owner, {"objection": "yes"})
    assert Event.objects.filter(kind="answered").count() == 2


def test_keep_theirs(conflict: tuple[Client, Any], address: str, contributor: User) -> None:
    client, response = conflict
    page = client.post(address, carried_in(response.content) | {"services-consulted-keep": "theirs"}, follow=True)
    assert "The answer stands as it was saved." in page.content.decode()
    assert Answer.objects.get().saved_by == contributor


def test_put_the_two_together(conflict: tuple[Client, Any], address: str) -> None:
    client, response = conflict
    posted = carried_in(response.content) | typed("partly", "All agreed but IT.", objection="yes")
    assert client.post(address, posted).status_code == 302
    assert Answer.objects.get().reason == "All agreed but IT."


def test_third_save_in_the_meantime_is_a_conflict_again(
    conflict: tuple[Client, Any], address: str, assessment: Assessment, contributor: User
) -> None:
    client, response = conflict
    factories.save(assessment, "services-consulted", "no", reason="Changed my mind.", by=contributor)
    again = client.post(address, carried_in(response.content) | {"services-consulted-keep": "mine"})
    assert again.status_code == 409
    assert "Changed my mind." in again.content.decode()


def test_what_was_not_touched_does_not_undo_what_another_saved(
    address: str, assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    factories.save(assessment, "services-consulted", "yes", reason="All.")
    client = sign_in(owner)
    mine = hidden(client, address)
    factories.save(assessment, "services-consulted", "no", reason="None after all.", by=contributor)
    assert client.post(address, mine | typed("yes", "All.")).status_code == 302
    assert Answer.objects.get().reason == "None after all."


# --- Saved as it is made -------------------------------------------------------------------------------------------
def test_autosave_answers_with_state_progress_and_revision(
    address: str, assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    response = client.post(address, hidden(client, address) | typed("partly", "IT is missing."), headers=AUTOSAVE)
    text = response.content.decode()
    assert response.status_code == 200
    assert "A manager will look at this answer" in text
    assert re.search(r"Saved at \d\d:\d\d", text)
    assert "Answered 1 of 18" in text
    assert carried_in(response.content)["services-consulted-revision"] == "1"
    assert "<textarea" not in text


def named(name: str, *before: str) -> dict[str, str]:
    """What scripts add: the name of this save, and those of saves before it that were not answered."""
    return {"services-consulted-edit_token": name, "services-consulted-follows": " ".join(before)}


def test_button_follows_an_autosave_that_was_not_answered(address: str, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    page = hidden(client, address)
    client.post(address, page | typed("partly", "IT") | named("first"), headers=AUTOSAVE)
    pressed = client.post(address, page | typed("partly", "IT is missing.") | named("second", "first"))
    assert pressed.status_code == 302
    late = client.post(address, page | typed("partly", "IT") | named("first"), headers=AUTOSAVE)
    assert late.status_code == 409
    assert Answer.objects.get().reason == "IT is missing."


def test_what_is_sent_again_was_saved_and_shows_what_another_saved_since(
    address: str, assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    """The button saved it, and the next page sends again what the page before had kept, too late."""
    client, again = sign_in(owner), AUTOSAVE | {"X-Again": "true"}
    page = hidden(client, address)
    assert client.post(address, page | typed("partly", "IT is missing.")).status_code == 302
    same = client.post(address, page | typed("partly", "IT is missing."), headers=again)
    assert (same.status_code, "X-Was-Saved" in same) == (200, False)
    factories.save(assessment, "services-consulted", "no", reason="None after all.", by=contributor)
    late = client.post(address, page | typed("partly", "IT is missing."), headers=again)
    assert (late.status_code, late["X-Was-Saved"]) == (200, "true")
    assert "None after all." in late.content.decode()
    assert carried_in(late.content)["services-consulted-revision"] == "2"
    for text, headers in (("IT is missing.", AUTOSAVE), ("IT and HR are missing.", again)):
        conflict = client.post(address, page | typed("partly", text), headers=headers)
        assert conflict.status_code == 409
        assert text in conflict.content.decode()
    of_another = sign_in(contributor).post(address, page | typed("partly", "IT is missing."), headers=again)
    assert of_another.status_code == 409
    assert Answer.objects.get().reason == "None after all."


def test_what_was_undone_before_an_autosave_was_answered_is_saved(address: str, owner: User, sign_in: SignIn) -> None:
    """The page was loaded empty; its own save of a text was not answered, and the text was deleted again."""
    client = sign_in(owner)
    page = hidden(client, address)
    client.post(address, page | typed("", "A slip") | named("first"), headers=AUTOSAVE)
    client.post(address, page | typed("", "") | named("second", "first"), headers=AUTOSAVE)
    assert Answer.objects.get().reason == ""


@pytest.mark.parametrize("added", [{}, named("page")])
def test_page_that_stands_in_two_tabs_saves_once(
    added: dict[str, str], address: str, owner: User, sign_in: SignIn
) -> None:
    """A tab that was restored or duplicated sends what the other one sends, but for what was typed."""
    client = sign_in(owner)
    page = hidden(client, address) | added
    assert client.post(address, page | typed("partly", "In the first tab.")).status_code == 302
    second = client.post(address, page | typed("no", "In the second tab."))
    assert second.status_code == 409
    for text in ("In the first tab.", "In the second tab."):
        assert text in second.content.decode()
    assert Answer.objects.get().reason == "In the first tab."
    assert client.post(address, page | typed("no", "In the second tab."), headers=AUTOSAVE).status_code == 409


def test_save_that_is_sent_again_is_no_conflict(address: str, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    page = hidden(client, address)
    for _time in range(2):
        again = client.post(address, page | typed("partly", "IT"), headers=AUTOSAVE)
        assert again.status_code == 200
        assert carried_in(again.content)["services-consulted-revision"] == "1"


def test_nobody_follows_what_another_person_saved(
    address: str, owner: User, contributor: User, sign_in: SignIn
) -> None:
    first, second = sign_in(owner), sign_in(contributor)
    page = hidden(second, address)
    first.post(address, page | typed("partly", "Theirs") | named("first"), headers=AUTOSAVE)
    assert second.post(address, page | typed("no", "Mine") | named("second", "first")).status_code == 409


def test_page_that_somebody_else_opened_saves_nothing(
    address: str, owner: User, contributor: User, sign_in: SignIn
) -> None:
    """Another person signed in in another tab of the same browser: what was typed before is not saved as theirs."""
    client = sign_in(contributor)
    page = hidden(client, address) | {"typed_by": str(owner.pk)}
    for headers in ({}, AUTOSAVE):
        refused = client.post(address, page | typed("no", "Of the owner"), headers=headers)
        assert refused.status_code == 403
    assert not Answer.objects.exists()


@pytest.mark.parametrize("page", ["questions/services-consulted/", "sections/1.4.1/"])
def test_browsers_are_told_to_refill_nothing(page: str, assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    text = sign_in(owner).get(f"/assessments/{assessment.pk}/{page}").content.decode()
    (form,) = [tag for tag in re.findall("<form[^>]*>", text) if "novalidate" in tag]
    assert 'autocomplete="off"' in form


def test_autosave_of_a_stale_page_gets_both_versions(
    address: str, assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    page = hidden(client, address)
    factories.save(assessment, "services-consulted", "yes", reason="All agreed.", by=contributor)
    here = AUTOSAVE | {"X-Page": f"http://testserver{address}"}
    response = client.post(address, page | typed("no", "None."), headers=here)
    assert response.status_code == 409
    assert 'id="block-services-consulted"' in response.content.decode()
    text = response.content.decode()
    assert "Keep theirs" in text
    assert "<h1" in text
    assert "<html" not in text
    kept = client.post(address, carried_in(response.content) | {"services-consulted-keep": "mine"})
    assert kept.status_code == 302
    assert Answer.objects.get().reason == "None."


def test_autosave_of_bad_input_says_so_and_saves_nothing(address: str, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    response = client.post(address, hidden(client, address) | typed("yes", "x" * 5001), headers=AUTOSAVE)
    assert response.status_code == 422
    assert "must be 5,000 characters or fewer" in response.content.decode()
    assert not Answer.objects.exists()


def test_autosave_when_signed_out_leads_to_signing_in_and_back(address: str, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    page = hidden(client, address)
    client.logout()
    posted = page | typed("no", "None yet.") | {"typed_by": str(owner.pk)}
    response = client.post(address, posted, headers=AUTOSAVE | {"X-Page": f"http://testserver{address}"})
    assert response["X-Sign-In"].startswith("/sign-in/?next=")
    client.force_login(owner)
    assert "None yet." in client.get(address).content.decode()


def test_who_answers_in_two_windows_is_told_so(
    address: str, assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    page = hidden(client, address)
    factories.save(assessment, "services-consulted", "yes", reason="All agreed.")
    refused = client.post(address, page | typed("no", "None."))
    assert refused.status_code == 409
    text = one_spaced(refused.content.decode())
    assert "You, in another window or tab, saved another answer at " in text
    assert "Saved by you in another window or tab, " in text
    assert "Olive Owner saved another answer" not in text
    assert "theirs”" not in text
    for button in ("Keep what I typed", "Keep what is saved"):
        assert text.count(button) == 2
