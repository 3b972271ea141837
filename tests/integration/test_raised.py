"""Flags that managers raise by hand: the pages, what changes with them, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from checklists.spec import Severity
from partnerships import actions
from partnerships.models import Assessment, Event, Flag, RaisedFlag
from tests import factories
from tests.integration.reviewing import SignIn, send, submitted
from tests.shown import one_spaced

pytestmark = pytest.mark.usefixtures("drafted_once")

KEY, ADVERSE = "skills", "customers-consulted"
WHY = "Their accounts are two years old."


@pytest.fixture
def case(assessment: Assessment) -> Assessment:
    """In review: one adverse answer, and L1, L2, L6 not confirmed."""
    return submitted(assessment, customers_consulted="no")


def address(case: Assessment, page: str = "raise", key: str = KEY) -> str:
    return f"/assessments/{case.pk}/questions/{key}/{page}/"


def raise_flag(case: Assessment, by: User, key: str = KEY, severity: Severity = Severity.CONCERN) -> RaisedFlag:
    return actions.raise_flag(assessment=case, question=factories.question(key), by=by, severity=severity, reason=WHY)


def standing(case: Assessment, key: str) -> int:
    return case.treatments.filter(question__key=key, lapsed_at=None).count()


def text_of(sign_in: SignIn, user: User, path: str) -> str:
    return one_spaced(sign_in(user).get(path).content.decode())


def test_a_manager_raises_treats_and_withdraws_a_concern(
    case: Assessment, manager: User, owner: User, legal: User, sign_in: SignIn
) -> None:
    client, review = sign_in(manager), f"/assessments/{case.pk}/review/"
    assert address(case) in client.get(review).content.decode()
    assert send(client, address(case), severity="concern", reason=WHY)["Location"] == f"{review}#{KEY}"
    raised = RaisedFlag.objects.get()
    assert (raised.severity, raised.reason, raised.raised_by) == ("concern", WHY, manager)
    assert Event.objects.filter(kind="flag_raised").get().new == {"severity": "concern", "reason": WHY}
    row = Flag.objects.get(assessment=case, question_key=KEY)
    assert (row.severity, row.is_raised, row.because) == ("concern", True, [f"Raised by {manager.full_name}: {WHY}"])
    for reader in (manager, owner, legal):
        shown = text_of(sign_in, reader, review)
        assert f"Raised as a concern by {manager.full_name}" in shown
        assert WHY in shown
    factories.justify(case, KEY, manager)
    assert send(client, address(case, "withdraw-flag"), reason="The new ones came.").status_code == 302
    assert not Flag.objects.filter(assessment=case, question_key=KEY).exists()
    assert standing(case, KEY) == 0
    event = Event.objects.filter(kind="flag_withdrawn").get()
    assert (event.old, event.new) == (
        {"severity": "concern", "reason": WHY},
        {"withdrawal_reason": "The new ones came."},
    )
    history = text_of(sign_in, owner, f"/partnerships/{case.partnership.reference}/")
    assert "The new ones came." in history
    assert WHY not in text_of(sign_in, manager, review)


def test_it_stands_when_the_answer_changes_and_its_treatment_lapses(
    case: Assessment, manager: User, owner: User, sign_in: SignIn
) -> None:
    raise_flag(case, manager)
    factories.justify(case, KEY, manager)
    factories.give_back(case, manager, {KEY: "Say more."})
    assert WHY in text_of(sign_in, owner, f"/assessments/{case.pk}/questions/{KEY}/")
    factories.save(case, KEY, "in_place", reason="All of them.")
    assert standing(case, KEY) == 0
    factories.submit(case)
    flag = Flag.objects.get(assessment=case, question_key=KEY)
    assert (flag.is_raised, flag.state) == (True, "open")


def test_a_concern_raised_on_a_treated_one_is_open_again_and_a_note_changes_nothing(
    case: Assessment, manager: User
) -> None:
    factories.justify(case, ADVERSE, manager)
    raise_flag(case, manager, ADVERSE, Severity.NOTE)
    assert standing(case, ADVERSE) == 1
    actions.withdraw_flag(assessment=case, question=factories.question(ADVERSE), by=manager, reason="No.")
    assert standing(case, ADVERSE) == 1
    raise_flag(case, manager, ADVERSE)
    assert standing(case, ADVERSE) == 0
    factories.justify(case, ADVERSE, manager)
    actions.withdraw_flag(assessment=case, question=factories.question(ADVERSE), by=manager, reason="No.")
    assert standing(case, ADVERSE) == 1


def test_a_graver_flag_is_not_called_a_note(case: Assessment, manager: User, owner: User, sign_in: SignIn) -> None:
    factories.give_back(case, manager, {"": "Once more."})
    factories.save(case, KEY, "after_training", reason="In June.")
    factories.submit(case)
    page = f"/assessments/{case.pk}/questions/{KEY}/"
    assert "This is noted in the report." in text_of(sign_in, owner, page)
    raise_flag(case, manager)
    shown = text_of(sign_in, owner, page)
    assert "Flagged: concern" in shown
    assert "This is noted in the report." not in shown


def test_lists_name_who_raised_it_and_filter_by_it(case: Assessment, manager: User, sign_in: SignIn) -> None:
    raise_flag(case, manager)
    client = sign_in(manager)
    page = one_spaced(client.get("/flags/?cause=raised").content.decode())
    assert f"Raised by {manager.full_name}: {WHY}" in page
    assert "G8" not in page.split("<tbody")[1]
    sheet = b"".join(client.get("/flags.csv?cause=raised").streaming_content).decode()  # type: ignore[attr-defined]
    assert WHY in sheet
    assert len(sheet.strip().splitlines()) == 2
    lens = b"".join(client.get(f"/questions.csv?question={KEY}").streaming_content).decode()  # type: ignore[attr-defined]
    assert WHY in lens
    assert WHY in one_spaced(client.get(f"/questions/?question={KEY}").content.decode())


def test_one_flag_is_raised_on_a_question_at_a_time(case: Assessment, manager: User, sign_in: SignIn) -> None:
    raise_flag(case, manager)
    with pytest.raises(actions.ActionError, match="raised on this question already"):
        raise_flag(case, manager)
    assert "Withdraw it before you raise another" in text_of(sign_in, manager, address(case))
    with pytest.raises(actions.ActionError, match="No flag is raised"):
        actions.withdraw_flag(assessment=case, question=factories.question(ADVERSE), by=manager, reason="No.")


@pytest.mark.parametrize("given", [{"severity": Severity.BLOCKER}, {"severity": "none"}, {"reason": "  "}])
def test_what_a_flag_cannot_say_is_refused(case: Assessment, manager: User, given: dict[str, Any]) -> None:
    said: dict[str, Any] = {"severity": Severity.NOTE, "reason": WHY} | given
    with pytest.raises(actions.InvalidError):
        actions.raise_flag(assessment=case, question=factories.question(KEY), by=manager, **said)


def test_the_form_says_what_is_missing(case: Assessment, manager: User, sign_in: SignIn) -> None:
    response = send(sign_in(manager), address(case), severity="blocker", reason="")
    assert response.status_code == 422
    text = response.content.decode()
    assert "Select whether it is a concern or a note" in text
    assert "Say why you raise the flag" in text


def answered_anew(case: Assessment, manager: User) -> None:
    factories.give_back(case, manager, {"": "Once more."})
    factories.save(case, KEY, "gap", reason="Others.")
    factories.submit(case)


def treated_meanwhile(case: Assessment, manager: User) -> None:
    raise_flag(case, manager)


@pytest.mark.parametrize("meanwhile", [answered_anew, treated_meanwhile])
def test_a_stale_page_raises_nothing_and_loses_nothing(
    case: Assessment, manager: User, sign_in: SignIn, meanwhile: Callable[[Assessment, User], None]
) -> None:
    client = sign_in(manager)
    seen = client.get(address(case)).context["form"].version_token
    meanwhile(case, manager)
    count = RaisedFlag.objects.count()
    typed = {"version_token": seen, "severity": "note", "reason": "Typed for long."}
    response = client.post(address(case), typed)
    assert response.status_code == 409
    assert "Typed for long." in response.content.decode()
    assert RaisedFlag.objects.count() == count


def test_nobody_else_raises_one(case: Assessment, owner: User, legal: User, outsider: User, sign_in: SignIn) -> None:
    assert [sign_in(user).get(address(case)).status_code for user in (owner, legal, outsider)] == [403, 403, 404]
    with pytest.raises(actions.ActionError):
        raise_flag(case, owner)


def test_the_database_refuses_what_the_pages_refuse(case: Assessment, owner: User, manager: User) -> None:
    raised = raise_flag(case, manager)
    other: dict[str, Any] = {"assessment": case, "question": factories.question(ADVERSE), "reason": WHY}

    def refused(match: str, act: Callable[[], object]) -> None:
        with pytest.raises((IntegrityError, DatabaseError), match=match), transaction.atomic():
            act()

    objects, now = RaisedFlag.objects, timezone.now()
    refused("severity", lambda: objects.create(**other, severity="blocker", raised_by=manager))
    refused("capacity", lambda: objects.create(**other, severity="note", raised_by=owner))
    refused("cannot be changed", lambda: objects.update(reason="Other."))
    refused("with_reason", lambda: objects.update(withdrawn_at=now, withdrawn_by=manager))
    refused("capacity", lambda: objects.update(withdrawn_at=now, withdrawn_by=owner, withdrawal_reason="No."))
    refused("cannot be deleted", raised.delete)
    again = {"severity": "note", "raised_by": manager, "reason": WHY}
    refused("(?i)unique", lambda: objects.create(assessment=case, question=raised.question, **again))
    factories.give_back(case, manager, {"": "Say more."})
    refused("submitted", lambda: objects.create(**other, severity="note", raised_by=manager))


def test_the_age_of_a_flag_begins_anew_when_it_becomes_graver(case: Assessment, manager: User, owner: User) -> None:
    factories.give_back(case, manager, {KEY: "Who was trained?"})
    factories.save(case, KEY, "after_training", reason="In June.")
    factories.submit(case)
    rows, before = Flag.objects.filter(assessment=case, question_key=KEY), timezone.now() - timedelta(days=90)
    assert rows.update(since=before, cause_dates=dict.fromkeys(rows.get().cause_dates, before.isoformat())) == 1
    raised = raise_flag(case, manager)
    assert rows.get().severity == "concern"
    assert rows.get().since > before
    actions.withdraw_flag(assessment=case, question=factories.question(KEY), by=manager, reason="Asked.")
    assert (rows.get().severity, rows.get().since, raised.severity) == ("note", before, "concern")
