"""A database as it was before the board came, with a case in it, brought up to date: run by test_upgrade.py.

It prints what the trails are, then in JSON what became of versions and of an issue that were made before `feeds` was a
list of words.
"""

import json
import os
from datetime import UTC, datetime
from typing import Any

import django

from tests.integration import before_feeds
from tests.migrating import one_by_one, schema, triggers

BEFORE = ("partnerships", "0002")
# Before the triggers of 0005, which an issue without a board would not pass.
BEFORE_FEEDS = [
    ("accounts", "0002"),
    ("checklists", "0002"),
    ("partnerships", "0004"),
]
AFTER = [("accounts", "0002"), ("partnerships", "0005")]
# Before monitoring officers were for all services.
BEFORE_FOR_ALL = [("accounts", "0008"), ("partnerships", "0016")]
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command

    fill(one_by_one(BEFORE))
    apps = one_by_one(*BEFORE_FEEDS)
    before_feeds.fill(apps)
    refer(apps)
    one_by_one(*AFTER)
    made, digests = set(triggers()), before_feeds.digests()
    one_by_one(("checklists", "0005"))
    has_all_triggers = set(triggers()) == made
    one_by_one(("checklists", "0002"))
    has_old_digests = before_feeds.digests() == digests
    monitoring = monitoring_officers_for_all()
    call_command("migrate", verbosity=0)
    call_command("loaddata", "partnership_readiness_1_0", verbosity=0)
    call_command("verify_trail", verbosity=2)
    from accounts.models import RoleGrant

    grants = RoleGrant.objects.current().filter(user__email="olive@marlshire.example").order_by("role")
    roles = list(grants.values_list("role", "service__slug"))
    found = {
        "roles": roles,
        "has_all_triggers": has_all_triggers,
        "monitoring": monitoring,
        "has_old_digests": has_old_digests,
        **before_feeds.found(),
        "folded": folded(),
        "referral": referral_found(),
        "later_tables": later_tables(),
        "schema": schema(),
        "brought": brought(),
    }
    print(json.dumps(found))  # noqa: T201 - what test_upgrade.py reads


def brought() -> list[list[Any]]:
    """Return the rows that migrations bring to an empty database."""
    from accounts.models import AccountTrail
    from partnerships.models import ImplicationArea

    areas = ImplicationArea.objects.order_by("position").values_list()
    return [list(row) for row in [*AccountTrail.objects.values_list(), *areas]]


def folded() -> list[str]:
    """Return the folded names in the tables whose rows had none."""
    from accounts.models import Service, User
    from partnerships.models import Partnership

    return [
        str(name)
        for model in (User, Service, Partnership)
        for name in model.objects.order_by("pk").values_list("folded_name", flat=True)
    ]


def fill(apps: Any) -> None:
    """Two partnerships, whose events come by turns."""
    user = apps.get_model("accounts", "User").objects.create(email="olive@marlshire.example", full_name="Olive Owner")
    service = apps.get_model("accounts", "Service").objects.create(slug="adults", name="Adult Care")
    for role in ("admin", "editor", "officer"):
        apps.get_model("accounts", "RoleGrant").objects.create(user=user, role=role, service=service)
    checklist = apps.get_model("checklists", "Checklist").objects.create(slug="c", title="Checklist")
    version = apps.get_model("checklists", "Version").objects.create(
        id="c/1", checklist=checklist, number="1", drafted_at=NOON
    )
    cases = []
    for number in (1, 2):
        partnership = apps.get_model("partnerships", "Partnership").objects.create(
            number=number, name="Store", purpose="One store.", service=service, lead=user, created_by=user
        )
        assessment = apps.get_model("partnerships", "Assessment").objects.create(
            partnership=partnership, version=version, state_changed_by=user, created_by=user
        )
        cases.append((partnership, assessment))
    for count in range(3):
        for partnership, assessment in cases:
            apps.get_model("partnerships", "Event").objects.create(
                partnership=partnership,
                assessment=assessment,
                kind="details_changed",
                old={"name": f"Störe {count}"},
                new={"name": f"Store {count}", "annual_cost": count, "planned_start_on": None},
                recorded_at=NOON,
                recorded_by=user,
            )


def monitoring_officers_for_all() -> dict[str, Any]:
    """Return who is a monitoring officer afterwards, for which service, and who granted it."""
    from accounts.models import RoleGrant

    name_monitoring_officers(one_by_one(*BEFORE_FOR_ALL))
    before = set(triggers())
    one_by_one(("accounts", "0013"))

    rows = RoleGrant.objects.current().filter(role="monitoring").order_by("user__email")
    found = rows.values_list("user__full_name", "service__slug", "granted_by__full_name")
    return {"found": list(map(list, found)), "keeps_triggers": set(triggers()) == before}


def name_monitoring_officers(apps: Any) -> None:
    """One for two services, and one for a service and for all."""
    users, services = apps.get_model("accounts", "User").objects, apps.get_model("accounts", "Service").objects
    RoleGrant = apps.get_model("accounts", "RoleGrant")
    olive = users.get(full_name="Olive Owner")
    moira, mona = (
        users.create(email=f"{name.lower()}@marlshire.example", full_name=name, folded_name=name.lower())
        for name in ("Moira", "Mona")
    )
    adults = services.get(slug="adults")
    roads = services.create(slug="roads", name="Roads", folded_name="roads")
    for user, service in ((moira, adults), (moira, roads), (mona, adults), (mona, None)):
        RoleGrant.objects.create(user=user, role="monitoring", service=service, granted_by=olive)


def refer(apps: Any) -> None:
    """A referral that a manager typed for the monitoring officer."""
    user = apps.get_model("accounts", "User").objects.get(full_name="Olive Owner")
    apps.get_model("partnerships", "Referral").objects.create(
        assessment=apps.get_model("partnerships", "Assessment").objects.earliest("pk"),
        reason="It cannot wait.",
        officer="Moira Monitoring",
        referred_on=NOON.date(),
        recorded_at=NOON,
        recorded_by=user,
    )


def referral_found() -> list[str]:
    from partnerships.models import Referral

    row = Referral.objects.made().get()
    return [row.reason, row.officer, row.request, row.answer]


def later_tables() -> dict[str, Any]:
    """Return the tables whose triggers came with and after conversations, and with drafts written in the browser.

    Also whether going back and forth keeps all.
    """
    from django.core.management import call_command

    after = triggers()
    one_by_one(("partnerships", "0023"))
    one_by_one(("checklists", "0005"))
    before = triggers()
    call_command("migrate", verbosity=0)
    added = set(after) - set(before)
    keeps = set(before) < set(after) and after == triggers()
    return {"added": sorted({name.partition("_")[0] for name in added}), "keeps_triggers": keeps}


if __name__ == "__main__":
    main()
