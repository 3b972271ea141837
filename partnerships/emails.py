"""Emails to whoever must act: a link and a neutral subject, never an answer, a partner's name or an attachment."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from partnerships.domain.access import AUTHOR_ROLES, CAPACITY_OF, Capacity
from partnerships.domain.workflow import State
from partnerships.models import Assessment, Flag, Participant


def awaiting_review(assessment: Assessment, *, submitted_by: User) -> None:
    """Tell the managers of the service, and the legal advisers when an answer waits for their confirmation."""
    link = _link("assessment-review", assessment)
    _send("awaiting_review", assessment, link, _holders(Role.MANAGER, assessment).exclude(pk=submitted_by.pk))
    if Flag.objects.awaiting_confirmation().filter(assessment=assessment).exists():
        _send("awaiting_confirmation", assessment, link, _holders(Role.LEGAL, assessment))


def returned(assessment: Assessment) -> None:
    """Tell the authors that the case is theirs again."""
    _send("returned", assessment, _link("assessment", assessment), _authors(assessment))


def endorsed(assessment: Assessment) -> None:
    """Tell the board secretaries that a report can be issued, and the authors that the review is over."""
    link = _partnership_link(assessment)
    _send("endorsed", assessment, link, _authors(assessment))
    _send("awaiting_issue", assessment, link, _holders(Role.SECRETARY, assessment))


def withdrawn(assessment: Assessment, *, was: State, by: User) -> None:
    """Tell the other authors, and whoever had the case before them in the state in which it was."""
    link = _partnership_link(assessment)
    _send("withdrawn", assessment, link, _authors(assessment).exclude(pk=by.pk))
    if role := _HAS_THE_CASE.get(was):
        _send("withdrawn", assessment, link, _holders(role, assessment))


def person_added(assessment: Assessment, user: User) -> None:
    """Tell someone that they were added to a case."""
    _send("person_added", assessment, _partnership_link(assessment), User.objects.filter(pk=user.pk))


def monitoring_officer_told(assessment: Assessment) -> None:
    """Tell the monitoring officer, whose address is a setting, to ask for the case."""
    if settings.MONITORING_OFFICER_EMAIL:
        _mail("monitoring_officer_told", assessment, _partnership_link(assessment), [settings.MONITORING_OFFICER_EMAIL])


_HAS_THE_CASE = {State.IN_REVIEW: Role.MANAGER, State.ENDORSED: Role.SECRETARY, State.ISSUED: Role.SECRETARY}


def _holders(role: Role, assessment: Assessment) -> QuerySet[User]:
    """Who may act on the case in that role: of a restricted one those named, and nobody who has another capacity."""
    partnership, capacity = assessment.partnership, CAPACITY_OF[role]
    in_another = Participant.objects.filter(partnership=partnership).exclude(capacity=capacity)
    service = Q(role_grants__service=None) | Q(role_grants__service=partnership.service_id)
    people = _who_hold([role], service).exclude(pk__in=in_another.values("user"))
    if partnership.is_restricted:
        named = partnership.participants.current().filter(capacity=capacity)
        people = people.filter(pk__in=named.values("user"))
    return people


def _authors(assessment: Assessment) -> QuerySet[User]:
    """The lead officer and the contributors who may still see the case."""
    named = assessment.partnership.participants.current().filter(capacity=Capacity.AUTHOR)
    return _who_hold(AUTHOR_ROLES).filter(pk__in=named.values("user"))


def _who_hold(roles: Iterable[Role], *conditions: Q) -> QuerySet[User]:
    """Active users who hold one of the roles now, by a grant that meets the conditions."""
    return User.objects.filter(
        *conditions, is_active=True, role_grants__role__in=list(roles), role_grants__revoked_at=None
    ).distinct()


def _link(name: str, assessment: Assessment) -> str:
    return settings.SITE_URL + reverse(name, args=[assessment.pk])


def _partnership_link(assessment: Assessment) -> str:
    return settings.SITE_URL + reverse("partnership", args=[assessment.partnership.reference])


def _send(name: str, assessment: Assessment, link: str, people: QuerySet[User]) -> None:
    _mail(name, assessment, link, people.values_list("email", flat=True))


def _mail(name: str, assessment: Assessment, link: str, addresses: Iterable[str]) -> None:
    """Send one mail to each address; the subject is the first line of the template."""
    context = {"reference": assessment.partnership.reference, "link": link, "council": settings.COUNCIL_NAME}
    subject, _blank, body = render_to_string(f"emails/{name}.txt", context).partition("\n")
    mails = [EmailMessage(subject=subject.strip(), body=body.lstrip(), to=[address]) for address in addresses]
    if mails:
        get_connection(fail_silently=False).send_messages(mails)
