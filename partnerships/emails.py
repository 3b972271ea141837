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
from partnerships.domain.access import Capacity
from partnerships.domain.workflow import State
from partnerships.models import Assessment, Participant


def awaiting_review(assessment: Assessment, *, submitted_by: User) -> None:
    """Tell the managers of the service, and the legal advisers when an answer waits for their confirmation."""
    link = _link("assessment-review", assessment)
    _send("awaiting_review", assessment, link, _holders(Role.MANAGER, assessment).exclude(pk=submitted_by.pk))
    if assessment.flags.filter(is_unconfirmed=True).exists():
        _send("awaiting_confirmation", assessment, link, _holders(Role.LEGAL, assessment))


def returned(assessment: Assessment) -> None:
    """Tell the authors that the case is theirs again."""
    _send("returned", assessment, _link("assessment", assessment), _people(assessment, Capacity.AUTHOR))


def endorsed(assessment: Assessment) -> None:
    """Tell the board secretaries that a report can be issued, and the authors that the review is over."""
    link = _partnership_link(assessment)
    _send("endorsed", assessment, link, _people(assessment, Capacity.AUTHOR))
    _send("awaiting_issue", assessment, link, _holders(Role.SECRETARY, assessment))


def withdrawn(assessment: Assessment, *, was: State, by: User) -> None:
    """Tell the other authors, and whoever had the case before them."""
    people = _people(assessment, Capacity.AUTHOR).exclude(pk=by.pk)
    _send("withdrawn", assessment, _partnership_link(assessment), people)
    if was is State.IN_REVIEW:
        _send("withdrawn", assessment, _partnership_link(assessment), _holders(Role.MANAGER, assessment))


def person_added(assessment: Assessment, user: User) -> None:
    """Tell someone that they were added to a case."""
    _send("person_added", assessment, _partnership_link(assessment), User.objects.filter(pk=user.pk))


def monitoring_officer_told(assessment: Assessment) -> None:
    """Tell the monitoring officer, whose address is a setting, to ask for the case."""
    if settings.MONITORING_OFFICER_EMAIL:
        _mail("monitoring_officer_told", assessment, _partnership_link(assessment), [settings.MONITORING_OFFICER_EMAIL])


def _holders(role: Role, assessment: Assessment) -> QuerySet[User]:
    """Who holds the role for the case's service and may act on it: on a restricted case only those named."""
    partnership = assessment.partnership
    grants = Q(role_grants__service=None) | Q(role_grants__service=partnership.service_id)
    people = User.objects.filter(grants, is_active=True, role_grants__role=role, role_grants__revoked_at=None)
    authors = Participant.objects.filter(partnership=partnership, capacity=Capacity.AUTHOR)
    people = people.exclude(pk__in=authors.values("user"))
    if partnership.is_restricted:
        people = people.filter(pk__in=partnership.participants.current().values("user"))
    return people.distinct()


def _people(assessment: Assessment, capacity: Capacity) -> QuerySet[User]:
    people = assessment.partnership.participants.current().filter(capacity=capacity)
    return User.objects.filter(is_active=True, pk__in=people.values("user"))


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
