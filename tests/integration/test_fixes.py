"""What a case was returned for: the replies of its authors, and what was done about each point."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.models import User
from partnerships import actions
from partnerships.models import Assessment, Event, ReturnReply
from partnerships.selectors.fixes import latest_return, reply_name
from tests import factories
from tests.integration.reviewing import SignIn, send, submitted
from tests.shown import one_spaced

pytestmark = pytest.mark.usefixtures("drafted_once")

CONCERN, OTHER = "customers-consulted", "skills"
REASONS = {CONCERN: "Ask them first.", "": "Say what it costs."}


@pytest.fixture
def returned(assessment: Assessment, manager: User) -> Assessment:
    """Returned for one question and for the case as a whole; the concern of another question was treated."""
    case = submitted(assessment, customers_consulted="no", skills="gap")
    factories.justify(case, OTHER, manager)
    return factories.give_back(case, manager, REASONS)


def address(case: Assessment, page: str = "replies") -> str:
    return f"/assessments/{case.pk}/{page}/"


def named(case: Assessment) -> dict[str, str]:
    """The names of the replies, by question key."""
    return {reason.question.key if reason.question else "": reply_name(reason) for reason in latest_return(case)}


def text_of(sign_in: SignIn, user: User, path: str) -> str:
    return one_spaced(sign_in(user).get(path).content.decode())


def test_an_author_replies_to_each_point(
    returned: Assessment, owner: User, contributor: User, manager: User, sign_in: SignIn
) -> None:
    names = named(returned)
    assert address(returned) in text_of(sign_in, owner, address(returned, f"questions/{CONCERN}"))
    response = send(sign_in(contributor), address(returned), **{names[CONCERN]: "We asked them in May."})
    assert response["Location"] == f"/assessments/{returned.pk}/"
    reply = ReturnReply.objects.get()
    assert (reply.text, reply.replied_by) == ("We asked them in May.", contributor)
    event = Event.objects.latest("pk")
    assert (event.kind, event.question, event.old, event.new) == (
        "return_replied",
        factories.question(CONCERN),
        {"reply": ""},
        {"reply": "We asked them in May."},
    )
    for page in (f"/assessments/{returned.pk}/", address(returned, f"questions/{CONCERN}"), address(returned)):
        assert "We asked them in May." in text_of(sign_in, owner, page)
    assert "We asked them in May." in text_of(sign_in, owner, f"/partnerships/{returned.partnership.reference}/")
    # Nobody reads it in the review before the case is submitted again.
    assert "We asked them in May." not in text_of(sign_in, manager, address(returned, "review"))


def test_the_same_reply_again_is_no_event(returned: Assessment, owner: User, sign_in: SignIn) -> None:
    names = named(returned)
    send(sign_in(owner), address(returned), **{names[""]: "8,000 a year."})
    count = Event.objects.count()
    send(sign_in(owner), address(returned), **{names[""]: "8,000 a year."})
    assert Event.objects.count() == count
    send(sign_in(owner), address(returned), **{names[""]: ""})
    assert Event.objects.latest("pk").new == {"reply": ""}
    assert "8,000 a year." not in text_of(sign_in, owner, f"/assessments/{returned.pk}/")


def test_an_empty_form_of_replies_is_not_said_to_be_saved(returned: Assessment, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    send(client, address(returned))
    shown = client.get(f"/assessments/{returned.pk}/").content.decode()
    assert "No reply was written or changed, so nothing was saved." in shown
    assert "Your replies have been saved" not in shown


def test_submitting_again_shows_what_was_done_about_each_point(
    returned: Assessment, owner: User, manager: User, sign_in: SignIn
) -> None:
    names = named(returned)
    send(sign_in(owner), address(returned), **{names[CONCERN]: "We asked them in May."})
    factories.save(returned, CONCERN, "planned", reason="The minutes of May.")
    factories.save(returned, "purpose-and-need", "yes", reason="Another reason.")
    shown = text_of(sign_in, owner, address(returned, "submit"))
    for words in (
        *REASONS.values(),
        "We asked them in May.",
        "No reply",
        "The minutes of May.",
        "Reason for customers-consulted.",
    ):
        assert words in shown
    assert "1 concern was dealt with already" in shown
    before = [text_of(sign_in, manager, address(returned, page)) for page in ("", "review")]
    assert not any("We asked them in May." in page for page in before)
    factories.submit(returned)
    review = text_of(sign_in, manager, address(returned, "review"))
    assert "What it was returned for, and what was done" in review
    for words in (
        *REASONS.values(),
        "We asked them in May.",
        "No reply",
        "The minutes of May.",
        "Reason for customers-consulted.",
    ):
        assert words in review
    assert review.index("What else changed since it was submitted before") < review.index("Another reason.")
    assert returned.treatments.get(lapsed_at=None).question.key == OTHER


def test_a_treatment_lapses_only_when_its_answer_changes(returned: Assessment, owner: User, sign_in: SignIn) -> None:
    factories.save(returned, OTHER, "gap", reason="A course in June.")
    assert not returned.treatments.filter(lapsed_at=None).exists()
    shown = text_of(sign_in, owner, address(returned, "submit"))
    assert "dealt with already" not in shown
    assert "2 answers are flagged" in shown


def test_two_authors_reply_at_once(returned: Assessment, owner: User, contributor: User, sign_in: SignIn) -> None:
    names, client = named(returned), sign_in(owner)
    seen = client.get(address(returned)).context["form"].version_token
    actions.reply_to_return(assessment=returned, by=contributor, replies={names[CONCERN]: "Theirs."})
    typed = {"version_token": seen, names[CONCERN]: "Mine.", names[""]: "Also mine."}
    refused = client.post(address(returned), typed)
    assert refused.status_code == 409
    text = refused.content.decode()
    assert all(words in text for words in ("Theirs.", "Mine.", "Also mine.", "Two people changed this at once"))
    assert re.search(r"Carl Contributor saved this at \d\d:\d\d, while you had this page open", text)
    assert "What you typed is not saved yet" in text
    assert "Press “Keep mine” or “Keep theirs”" in text
    assert ReturnReply.objects.get().text == "Theirs."
    kept = client.post(address(returned), {"version_token": seen, names[CONCERN]: "", names[""]: "Also mine."})
    assert kept.status_code == 302
    assert set(ReturnReply.objects.values_list("text", flat=True)) == {"Theirs.", "Also mine."}


def resubmitted(case: Assessment, manager: User) -> None:
    factories.submit(case)


def returned_again(case: Assessment, manager: User) -> None:
    factories.submit(case)
    factories.give_back(case, manager, {CONCERN: "Once more."})


@pytest.mark.parametrize("meanwhile", [resubmitted, returned_again])
def test_what_comes_too_late_is_shown_again(
    returned: Assessment,
    owner: User,
    manager: User,
    sign_in: SignIn,
    meanwhile: Callable[[Assessment, User], None],
) -> None:
    names, client = named(returned), sign_in(owner)
    seen = client.get(address(returned)).context["form"].version_token
    meanwhile(returned, manager)
    response = client.post(address(returned), {"version_token": seen, names[CONCERN]: "Typed for long."})
    assert response.status_code == 409
    assert "Typed for long." in response.content.decode()
    assert not ReturnReply.objects.exists()


def test_what_is_too_long_stays_beside_its_field(returned: Assessment, owner: User, sign_in: SignIn) -> None:
    names = named(returned)
    response = send(sign_in(owner), address(returned), **{names[CONCERN]: "x" * 5001, names[""]: "Fine."})
    assert response.status_code == 422
    text = response.content.decode()
    assert "must be 5,000 characters or fewer" in text
    assert "Fine." in text


def test_the_database_refuses_other_replies(returned: Assessment, owner: User, manager: User) -> None:
    first, *_others = latest_return(returned)
    with pytest.raises((IntegrityError, DatabaseError), match="capacity"), transaction.atomic():
        ReturnReply.objects.create(reason=first, text="Mine.", replied_by=manager)
    reply = ReturnReply.objects.create(reason=first, text="Done.", replied_by=owner)
    for change in (lambda: reply.delete(), lambda: ReturnReply.objects.update(reason=_others[0])):
        with pytest.raises((IntegrityError, DatabaseError), match="cannot be"), transaction.atomic():
            change()
    factories.submit(returned)
    for _each in range(2):
        with pytest.raises((IntegrityError, DatabaseError), match="latest return"), transaction.atomic():
            ReturnReply.objects.update(text="Another.")
        if returned.return_reasons.count() == len(REASONS):
            factories.give_back(returned, manager, {"": "Again."})
