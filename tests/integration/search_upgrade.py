"""A database with cases, brought back to before it had passages and up to date again: run by test_search_upgrade.py.

It prints in JSON what was searched before and after, and what became of the triggers that were there.
"""

import json
import os
from typing import Any

import django

from tests.migrating import one_by_one, triggers

BEFORE, AFTER = ("partnerships", "0021"), ("partnerships", "0023")
COLUMNS = (
    "kind",
    "partnership",
    "assessment",
    "answer",
    "implication",
    "decision",
    "number",
    "round",
    "position",
    "words",
)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    one_by_one(BEFORE)
    one_by_one(("checklists", "0010"), ("accounts", "0015"))
    old = triggers()
    one_by_one(AFTER)
    altered = [name for name, sql in old.items() if triggers().get(name) != sql]
    call_command("migrate", verbosity=0)
    new = triggers()
    call_command("loaddata", "partnership_readiness_1_0", verbosity=0)
    with transaction.atomic():
        fill()
    before = passages()
    one_by_one(BEFORE)
    is_as_before = triggers() == old
    call_command("migrate", verbosity=0)
    after = passages()
    found = {
        "altered": altered,
        "is_as_before": is_as_before,
        "is_made_again": triggers() == new,
        "before": before,
        "after": after,
        "finds": finds(),
    }
    print(json.dumps(found))  # noqa: T201 - what test_search_upgrade.py reads


def passages() -> list[list[Any]]:
    from partnerships.models import Passage

    rows = [[*row[:-1], sorted(set(row[-1].split()))] for row in Passage.objects.values_list(*COLUMNS)]
    return sorted(rows, key=str)


def finds() -> list[list[list[int]]]:
    """Return the kind and the round of what the index finds by words of the first round, of the second, and of no case."""
    from partnerships.models import Passage

    found = [Passage.objects.found_by([word]) for word in ("quagga", "emu", "museum")]
    return [sorted([row.kind, row.round] for row in rows) for rows in found]


def fill() -> None:
    """A case whose second round says something else, with a comment, and an author who left; and one without a case."""
    from partnerships import actions
    from partnerships.actions.partnership import details_of
    from partnerships.domain.board import Result
    from partnerships.models import Assessment, Participant
    from tests import boards, existing, factories, layout, people

    manager, secretary = map(people.person, ("manager", "secretary"))
    case = factories.start(
        people.person("owner"), people.service(), name="Joint zebra", purpose="A home for the quagga."
    )
    factories.comment(case, "finance", "Cheaper than a wombat.")
    factories.comment(case, "finance", "Cheaper than two wombats.")
    # Nobody is there to be asked for a confirmation: the database before knows no such event.
    factories.answer_all(case)
    factories.submit(case)
    factories.confirm_all(case, people.person("legal"))
    actions.endorse(assessment=case, by=manager)
    with layout.laid_out_once():
        issue = boards.issue(case, secretary)
    boards.decide(issue, secretary, Result.DEFERRED)
    new = Assessment.objects.with_partnership().get(partnership=case.partnership, is_current=True)
    said: dict[str, Any] = {"purpose": "A home for the emu.", "partners": ["Kiwi trust"]}
    details = actions.Details(**{**vars(details_of(new)), **said})
    actions.change_details(assessment=new, by=case.partnership.lead, details=details)
    existing.enter(manager, name="Museum shop", partners=["Friends"])
    draft = factories.start(people.person("owner"), people.service(), name="Joint store")
    contributor = people.person("contributor")
    factories.join(draft, contributor)
    factories.save(draft, "purpose-and-need", "yes", reason="O’Brien’s well-being.", by=contributor)
    person = Participant.objects.get(partnership=draft.partnership, user=contributor)
    actions.remove_person(assessment=draft, by=draft.partnership.lead, person=person)


if __name__ == "__main__":
    main()
