"""The end of a partnership that existed before it came here: recorded once its first review has begun."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from partnerships import actions
from partnerships.domain.workflow import State
from partnerships.models import Assessment, Event, RegisterEntry
from partnerships.models.trail import EventKind
from tests import boards, existing
from tests.conftest import SignIn
from tests.filled_forms import fields_of


def begun(manager: User, owner: User, *, days_ago: int | None) -> Assessment:
    """One that was approved so many days ago, None when nobody knows; its lead begins its review."""
    decided_on = None if days_ago is None else timezone.localdate() - timedelta(days=days_ago)
    entry = existing.enter(manager, decided_on=decided_on)
    return actions.start_first_review(entry=entry, by=owner)


@pytest.mark.parametrize("days_ago", [None, 400])
def test_its_lead_records_it_and_the_review_is_withdrawn(
    days_ago: int | None, manager: User, owner: User, sign_in: SignIn
) -> None:
    case = begun(manager, owner, days_ago=days_ago)
    address = f"/partnerships/{case.partnership.reference}/end/"
    client = sign_in(owner)
    fields = fields_of(client.get(address).content.decode(), address)
    typed = {**dict.fromkeys(("people", "assets", "records", "lessons"), "None."), "reason": "The grant stopped."}
    day = timezone.localdate()
    date = {"ended_on-day": str(day.day), "ended_on-month": str(day.month), "ended_on-year": str(day.year)}
    response = client.post(address, fields | typed | date)
    assert response.status_code == 302
    entry = RegisterEntry.objects.get()
    assert entry.ended_on == day
    case.refresh_from_db()
    assert case.state == State.WITHDRAWN
    assert Event.objects.filter(kind=EventKind.ENDED).count() == 1


def test_not_before_its_earlier_approval(manager: User, owner: User) -> None:
    case = begun(manager, owner, days_ago=30)
    early = boards.exit_draft(ended_on=timezone.localdate() - timedelta(days=31))
    with pytest.raises(actions.ActionError, match="cannot end before it was approved on"):
        actions.end_partnership(assessment=case, by=owner, draft=early)
