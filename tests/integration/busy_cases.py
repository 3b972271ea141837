"""The people and cases at which several processes work at once: see `at_once`."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Service
from accounts.roles import Role
from tests import boards, factories
from tests.integration.at_once import KEY


def prepare() -> list[int]:
    """Make the people and cases: two of both with one answer, one endorsed, one with a concern to treat, two to be decided."""
    service = Service.objects.create(slug="adults", name="Adult Care")
    lead, other = (factories.person(name, Role.OFFICER, service=service) for name in ("anna", "bert"))
    cases = [factories.start(lead, service) for _each in range(2)]
    for case in cases:
        factories.join(case, other)
        factories.save(case, KEY, "yes", reason="first")
    manager, legal = factories.person("mary", Role.MANAGER), factories.person("laura", Role.LEGAL)
    sam, _sara = (factories.person(name, Role.SECRETARY) for name in ("sam", "sara"))
    for name in ("ada", "ben"):
        factories.person(name, Role.ADMIN)
    for name in ("edith", "edgar"):
        factories.person(name, Role.EDITOR)
    factories.person("martin", Role.MANAGER, service=service)
    endorsed = factories.endorse_ready(factories.start(lead, service), manager=manager, legal=legal)
    flagged = factories.start(lead, service)
    factories.save(flagged, KEY, "partly", reason="Asked few.")
    factories.submit(flagged)
    before_board = [factories.start(lead, service) for _each in range(2)]
    for case in before_board:
        factories.endorse_ready(case, manager=manager, legal=legal)
        with transaction.atomic():
            boards.issue(case, sam)
    return [case.pk for case in (*cases, endorsed, flagged, *before_board)]
