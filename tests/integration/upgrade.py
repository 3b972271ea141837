"""A database as it was before the board came, with a case in it, brought up to date: run by test_upgrade.py.

It goes through the migrations once, then back to before the search and forth again. It prints what the trails are, then in
JSON what became of versions and of an issue that were made before `feeds` was a list of words, and of what is searched.
"""

import json
import os
from datetime import UTC, datetime
from typing import Any

import django

from tests.integration import before_feeds, before_search
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
# Before there were passages, and with them.
BEFORE_SEARCH, WITH_SEARCH = ("partnerships", "0021"), ("partnerships", "0023")
BESIDE_SEARCH = [("accounts", "0015"), ("checklists", "0010")]
# Before drafts that are written in the browser.
BEFORE_DRAFTS = ("checklists", "0005")
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
    before_passages, altered = triggers_before_search()
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
        "brought": brought(),
        **back_and_forth(before_passages),
        "altered": altered,
        "schema": schema(),
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


def triggers_before_search() -> tuple[dict[str, str], list[str]]:
    """Return the triggers that there were before passages, and the names of those that came to be others with them."""
    one_by_one(BEFORE_SEARCH)
    one_by_one(*BESIDE_SEARCH)
    old = triggers()
    one_by_one(WITH_SEARCH)
    new = triggers()
    return old, [name for name, sql in old.items() if new.get(name) != sql]


def back_and_forth(before_passages: dict[str, str]) -> dict[str, Any]:
    """Return what becomes of triggers, and of what is searched, on the way back to before passages and forth again.

    `later_tables` are those whose triggers came with and after passages, and with drafts written in the browser.
    """
    from django.core.management import call_command
    from django.db import transaction

    with transaction.atomic():
        before_search.fill()
    searched, after = before_search.passages(), triggers()
    one_by_one(BEFORE_SEARCH)
    is_as_before = triggers() == before_passages
    one_by_one(BEFORE_DRAFTS)
    before = triggers()
    call_command("migrate", verbosity=0)
    added = set(after) - set(before)
    return {
        "later_tables": {
            "added": sorted({name.partition("_")[0] for name in added}),
            "keeps_triggers": set(before) < set(after),
        },
        "is_as_before": is_as_before,
        "is_made_again": triggers() == after,
        "searched": searched,
        "searched_again": before_search.passages(),
        "finds": before_search.finds(),
    }


if __name__ == "__main__":
    main()
