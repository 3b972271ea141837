"""The access review: who may see what, since when and by whom, and when they signed in last."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Deputyship, EmergencyAccess, RoleGrant, User
from accounts.selectors import SECOND_FACTORS
from partnerships.domain.relation import Capacity
from partnerships.models import Participant

A_PAGE, CHUNK = 50, 200
COLUMNS = (
    gettext_lazy("Name"),
    gettext_lazy("Email address"),
    gettext_lazy("Role or part"),
    gettext_lazy("Service"),
    gettext_lazy("Partnership"),
    gettext_lazy("Since"),
    gettext_lazy("By"),
    gettext_lazy("Last day"),
    gettext_lazy("Last sign-in"),
    gettext_lazy("Second factor"),
)
"""The headings of the lines of `access_lines`."""


@dataclass(frozen=True, slots=True)
class Access:
    """One thing by which somebody sees something. Who gave a role at the command line has no name: `by` is empty then."""

    what: str
    since: datetime
    by: str = ""
    last_on: date | None = None
    service: str = ""
    partnership: str = ""


def people_reviewed(services: Collection[int] | None, *, page: str) -> Page[Any]:
    """Return a page of the people who can sign in, each with `accesses` and `has_second_factor`.

    With `services`: those alone who see something of these. Partnerships are counted, as somebody may be on thousands.
    """
    found = Paginator(_people(services), A_PAGE).get_page(page)
    people = list(found.object_list)
    counted = _counted(people, services)
    for person in people:
        person.accesses = [*_held(person), *_as_deputy(person), *_in_emergencies(person), *counted.get(person.pk, [])]
    found.object_list = people
    return found


def access_lines(services: Collection[int] | None) -> Iterator[list[Any]]:
    """Yield a line for each role, partnership and deputyship of each person: the cells of `COLUMNS`.

    Somebody who sees nothing has one line, with their last sign-in.
    """
    named = _participants(services).select_related("partnership__service", "added_by").order_by("partnership__number")
    people = _people(services).prefetch_related(Prefetch("participations", named, to_attr="named"))
    for person in people.iterator(chunk_size=CHUNK):
        accesses = [*_held(person), *_as_deputy(person), *_in_emergencies(person), *map(_named, person.named)]
        yield from [_line(person, access) for access in accesses] or [_line(person, None)]


def _people(services: Collection[int] | None) -> QuerySet[Any]:
    """Return the people who can sign in, with the roles that they hold and those for whom they stand in."""
    grants, deputyships = _grants(services), _deputyships(services)
    rows = User.objects.filter(is_active=True).exclude(email=User.objects.AUTOMATIC)
    if services is not None:
        has_role = Exists(grants.filter(user=OuterRef("pk")))
        is_named = Exists(_participants(services).filter(user=OuterRef("pk")))
        stands_in = Exists(deputyships.filter(deputy=OuterRef("pk")))
        rows = rows.filter(has_role | is_named | stands_in)
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
    return (
        rows.annotate(has_second_factor=Exists(factors))
        .prefetch_related(
            Prefetch("role_grants", grants.select_related("service", "granted_by"), to_attr="held"),
            Prefetch(
                "emergency_accesses",
                EmergencyAccess.objects.current().select_related("given_by"),
                to_attr="in_emergencies",
            ),
            Prefetch("deputyships", deputyships.select_related("manager", "named_by"), to_attr="stands_in"),
        )
        .order_by("folded_name", "pk")
    )


def _grants(services: Collection[int] | None) -> QuerySet[RoleGrant]:
    rows = RoleGrant.objects.current()
    return rows if services is None else rows.filter(Q(service=None) | Q(service__in=services))


def _deputyships(services: Collection[int] | None) -> QuerySet[Deputyship]:
    """Return those that hold or will, of managers who have a role for these services."""
    rows = Deputyship.objects.to_come()
    return rows if services is None else rows.filter(manager__in=_grants(services).order_by().values("user"))


def _participants(services: Collection[int] | None) -> QuerySet[Participant]:
    rows = Participant.objects.current()
    return rows if services is None else rows.filter(partnership__service__in=services)


def _counted(people: list[Any], services: Collection[int] | None) -> dict[int, list[Access]]:
    """Return what each person has as one of the people of partnerships, by the part that they have there."""
    rows = _participants(services).filter(user__in=people).order_by().values("user", "capacity")
    found: dict[int, list[Access]] = {}
    for row in rows.annotate(n=Count("pk"), since=Min("added_at")).order_by("user", "capacity"):
        words = {"part": Capacity(row["capacity"]).label, "n": row["n"]}
        what = ngettext("%(part)s of %(n)s partnership", "%(part)s of %(n)s partnerships", row["n"]) % words
        found.setdefault(row["user"], []).append(Access(what, row["since"]))
    return found


def _held(person: Any) -> Iterator[Access]:
    for grant in person.held:
        service = str(grant.service or _("all services"))
        by = str(grant.granted_by or _("the command line"))
        if grant.group:
            by = _("the council’s sign-in, group %(group)s") % {"group": grant.group}
        yield Access(grant.get_role_display(), grant.granted_at, by, grant.ends_on, service)


def _as_deputy(person: Any) -> Iterator[Access]:
    for row in person.stands_in:
        what = _("Deputy of %(name)s") % {"name": row.manager}
        yield Access(what, row.named_at, str(row.named_by), row.last_on)


def _in_emergencies(person: Any) -> Iterator[Access]:
    for row in person.in_emergencies:
        by = str(row.given_by or _("the command line"))
        yield Access(_("Password in an emergency"), row.given_at, by)


def _named(row: Participant) -> Access:
    """Return what somebody has as one of the people of a partnership. Its name may be confidential: the reference says which."""
    partnership = row.partnership
    what = _("Lead officer") if partnership.lead_id == row.user_id else row.get_capacity_display()
    service, reference = str(partnership.service), partnership.reference
    return Access(what, row.added_at, str(row.added_by), service=service, partnership=reference)


def _line(person: Any, access: Access | None) -> list[Any]:
    seen: list[Any] = [_("Nothing"), "", "", None, "", None]
    if access:
        seen = [access.what, access.service, access.partnership, access.since, access.by, access.last_on]
    return [person.full_name, person.email, *seen, person.last_login, person.has_second_factor]
