"""What the tests of query budgets do beside their table: count queries, undo what was done, and let people converse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from partnerships import actions
from partnerships.domain.exemption import QUESTION, Paragraph
from partnerships.models import Assessment, Participant
from tests import factories, people

# What is sent to an address that answers to nothing else.
SENT = {"/partnerships/new/similar/": {"name": "Joint equipment", "purpose": "One store of equipment."}}


# What these answer depends on what a person has set up, such as a password: the access table says it.
OF_ACCOUNTS = ("/account/", "/invitation/", "/people/", "/sign-in/code/", "/sign-in/council/")


def count(client: Client, path: str) -> int:
    """Return the queries of the page, asked for the second time: what a process keeps was read the first time."""
    sent = SENT.get(path)
    ask = client.post if sent else client.get
    ask(path, sent)
    with CaptureQueriesContext(connection) as captured:
        response = ask(path, sent)
        for _chunk in response:
            """A file is open until it was read."""
    is_of_accounts = path.startswith(OF_ACCOUNTS)
    assert response.status_code == 200 or (is_of_accounts and response.status_code < 500), path
    return len(captured)


@contextmanager
def undone() -> Iterator[None]:
    """Undo what is done meanwhile."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def declare_and_mark(case: Assessment, keys: Iterable[str]) -> None:
    """Have every author declare an interest, and mark these questions as exempt."""
    for person in Participant.objects.authors().filter(partnership=case.partnership):
        actions.declare_interest(assessment=case, by=person.user, has_interest=True, text="A shareholder.")
    marking: dict[str, Any] = {"paragraph": Paragraph.BUSINESS, "reason": "It names a price."}
    for key in keys:
        actions.mark_exempt(assessment=case, by=case.partnership.lead, part=f"{QUESTION}:{key}", **marking)


def talk(case: Assessment, rows: int, *, first: str = "existing-partnerships") -> int:
    """Have the lead ask about as many questions, and give each to an author; return the number of a resolved conversation.

    Of each question a contributor is asked, who replies, and the legal advisers.
    """
    lead = case.partnership.lead
    authors = [row.user for row in Participant.objects.authors().filter(partnership=case.partnership)]
    for number, key in enumerate([first, *case.version.spec().by_key][:rows]):
        on: dict[str, Any] = {"assessment": case, "question": factories.question(key), "by": lead}
        other = authors[1 + number % 2]
        asked = actions.start_conversation(**on, asked=other, text="Does the insurer pay?")
        actions.reply(conversation=asked, by=other, text="It does.")
        actions.start_conversation(**on, asked=Role.LEGAL, text="Does the insurer pay?")
        due_on = timezone.localdate() + timedelta(days=7 + number)
        actions.assign_question(**on, user=authors[number % 2], due_on=due_on)
    factories.converse(case, people.person("legal"), first)
    return case.conversations.exclude(resolved_at=None).get().number
