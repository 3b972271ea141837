"""What cases on their way to a meeting still need of people, and the emails that ask for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import TextChoices
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from partnerships.domain.workflow import BEFORE_ISSUED
from partnerships.emails import outbox
from partnerships.emails.bulk import Recipients
from partnerships.emails.outbox import NoticeDetails
from partnerships.models import Assessment, Meeting, Notice
from partnerships.selectors.comments import silent_areas_of, undeclared_in

# Whoever was asked about a case is not asked again within this time, for whatever reason.
A_DAY = timedelta(days=1)


class Want(TextChoices):
    """What somebody is asked for; the value is the kind of the email that asks for it alone."""

    COMMENT = "asked_to_comment", _("to see to comments")
    DECLARE = "asked_to_declare", _("to declare interests, or that there are none")
    CONFIRM = "asked_to_confirm", _("to confirm answers")


# The email that asks for more than one of these, and the emails by which somebody may have been asked the same before.
SEVERAL = "asked_for_papers"
SAME = (*Want.values, SEVERAL, "awaiting_confirmation", "still_to_confirm")
PAGES = {Want.COMMENT: "implications", Want.DECLARE: "interests", Want.CONFIRM: "assessment-review"}


@dataclass(frozen=True, slots=True)
class Ask:
    """What one person is asked for about one case. `is_asked` when an email of the last day has asked them already."""

    assessment: Assessment
    person: User
    wants: tuple[Want, ...]
    is_asked: bool


def asks_of(cases: Iterable[Assessment], *, by: User) -> list[Ask]:
    """Return what is still needed of whom but the person `by`, case by case. A constant number of queries."""
    waiting = [case for case in cases if case.state in BEFORE_ISSUED]
    people = Recipients({case.partnership_id for case in waiting})
    silent, undeclared, confirming = silent_areas_of(waiting), undeclared_in(waiting), people.confirming(waiting)
    asked = _asked_lately(waiting)
    asks = []
    for case in waiting:
        wanted: dict[User, list[Want]] = defaultdict(list)
        for want, whom in (
            (Want.COMMENT, people.commenting(case) if silent[case.pk] else []),
            (Want.DECLARE, people.people(undeclared[case.pk])),
            (Want.CONFIRM, confirming[case.pk]),
        ):
            for person in whom:
                wanted[person].append(want)
        asks += [
            Ask(case, person, tuple(wants), (case.partnership_id, person.pk) in asked)
            for person, wants in sorted(wanted.items(), key=lambda item: (item[0].folded_name, item[0].pk))
            if person.is_active and person != by
        ]
    return asks


def ask(asks: Collection[Ask], *, meeting: Meeting, by: User) -> None:
    """Send one email with one link to each of these people and cases: it is asked for until the papers are due."""
    today = timezone.localdate()
    due_on = meeting.papers_due_on if meeting.papers_due_on >= today else meeting.held_on
    notices = []
    for each in asks:
        kind, path = _kind_and_path(each)
        notices += outbox.notices(kind, each.assessment.partnership, [each.person], NoticeDetails(path, by, due_on))
    outbox.post(notices)


def _kind_and_path(each: Ask) -> tuple[str, str]:
    if len(each.wants) > 1:
        return SEVERAL, ""
    (want,) = each.wants
    return want.value, reverse(PAGES[want], args=[each.assessment.pk])


def _asked_lately(cases: Iterable[Assessment]) -> set[tuple[int, int | None]]:
    """Return who had such an email within a day, with the key of its partnership."""
    rows = Notice.objects.filter(
        partnership__in=[case.partnership_id for case in cases], kind__in=SAME, created_at__gt=timezone.now() - A_DAY
    )
    return set(rows.order_by().values_list("partnership_id", "recipient_id"))
