"""The made-up services and people: told from real ones by their address, and nobody can sign in as one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from accounts.models import RoleGrant, Service, User
from accounts.roles import Role
from partnerships.management.commands._seed.scenarios import random_of
from partnerships.management.commands._seed.words import SERVICES, full_name

MADE_UP = "made-up.example"
# Twenty officers lead a hundred cases that follow one another, five each.
OFFICERS, CASES = 20, 100
# Of which service each officer is, by its place in `SERVICES`: some services have many officers and some few.
SERVICE_OF = (0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 9, 10, 11)


def usual_service(n: int) -> int:
    """Return the place in `SERVICES` of the service of case n."""
    return SERVICE_OF[n % OFFICERS]


@dataclass(frozen=True, slots=True)
class CasePeople:
    """The people of one case, each in one capacity."""

    service: Service
    lead: User
    contributor: User
    reviewer: User
    legal: User
    secretary: User
    monitoring: User


class MadeUpCouncil:
    """The services, and the people who are made as cases need them. `service_of` says in which service a case is."""

    def __init__(self, seed: int, service_of: Callable[[int], int] = usual_service) -> None:
        self._seed, self._service_of = seed, service_of
        self._people: dict[str, User] = {}
        self.services = [
            Service.objects.get_or_create(slug=f"made-up-{slugify(name)}", defaults={"name": f"{name} (made up)"})[0]
            for name in SERVICES
        ]

    def people_of(self, numbers: Iterable[int]) -> dict[int, CasePeople]:
        """Return the people of these cases, counted from 0; make those who are missing."""
        names = {n: self._names_of(n) for n in numbers}
        self._make({name: grant for wanted in names.values() for name, grant in wanted.items()})
        return {
            n: CasePeople(self.services[self._service_of(n)], *(self._people[name] for name in wanted))
            for n, wanted in names.items()
        }

    def _names_of(self, n: int) -> dict[str, tuple[Role, Service | None]]:
        """Return who leads case n, contributes to it, reviews, advises, takes it to the board and monitors, with their roles."""
        number, first, place = self._service_of(n), n // CASES * OFFICERS, n % OFFICERS
        officer, service = f"officer-{number + 1}-", self.services[number]
        return {
            f"{officer}{first + place}": (Role.OFFICER, service),
            f"{officer}{first + (place + 1) % OFFICERS}": (Role.OFFICER, service),
            f"manager-{number + 1}": (Role.MANAGER, service),
            f"legal-adviser-{n % 3}": (Role.LEGAL, None),
            f"secretary-{n % 2}": (Role.SECRETARY, None),
            "monitoring-officer": (Role.MONITORING, None),
        }

    def _make(self, wanted: dict[str, tuple[Role, Service | None]]) -> None:
        """Find or make these people, by the first part of their address."""
        unknown = [name for name in wanted if name not in self._people]
        found = User.objects.filter(email__in=[f"{name}@{MADE_UP}" for name in unknown])
        self._people |= {user.email.partition("@")[0]: user for user in found}
        missing = [name for name in unknown if name not in self._people]
        password = make_password(None)
        made = User.objects.bulk_create(
            User(
                email=f"{name}@{MADE_UP}",
                full_name=full_name(random_of(self._seed, f"person {name}")),
                password=password,
            )
            for name in missing
        )
        self._people |= dict(zip(missing, made, strict=True))
        RoleGrant.objects.bulk_create(
            RoleGrant(user=self._people[name], role=wanted[name][0], service=wanted[name][1]) for name in missing
        )
