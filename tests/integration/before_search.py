"""Cases that are searched, in a database that is brought back to before it had passages and up to date again."""

from __future__ import annotations

from typing import Any

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


def passages() -> list[list[Any]]:
    """Return what is searched, row by row."""
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
