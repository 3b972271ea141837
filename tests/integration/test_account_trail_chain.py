"""The chain of the trail of accounts: walked by the command, and kept by the database."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.actions.trail import note
from accounts.chain import START
from accounts.models import AccountEvent, AccountEventKind, AccountTrail, User
from tests import factories, people
from tests.integration.tampering import verify, without_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def olive() -> User:
    """Somebody who is asked of, beside a case whose trail is walked too."""
    people.draft()
    return factories.person("Olive Other")


class TestTheChain:
    @pytest.fixture(autouse=True)
    def _events(self, olive: User) -> None:
        for number in range(5):
            note(AccountEventKind.SIGNED_IN, by=olive, about=olive, ways=[f"way {number}"])

    def test_links_each_event_to_the_one_before(self) -> None:
        events = list(AccountEvent.objects.all())
        assert [event.position for event in events] == [1, 2, 3, 4, 5]
        assert [event.previous for event in events] == [START, *(event.link for event in events[:-1])]
        end = AccountTrail.objects.get()
        assert (end.position, end.link) == (5, events[-1].link)

    def test_is_walked_by_the_command_which_says_its_end(self) -> None:
        said, fails = verify()
        assert not fails
        assert said.startswith(f"Accounts: whole, 5 events, the last link {AccountTrail.objects.get().link}\n")

    def test_is_not_walked_when_one_partnership_is_asked_for(self) -> None:
        said, _fails = verify("PR-0001")
        assert "Accounts:" not in said
        assert "- the other partnerships, and the trail of accounts" in said

    @pytest.mark.parametrize(
        ("sql", "sentence"),
        [
            (
                "UPDATE accounts_accountevent SET kind = 'signed_out' WHERE position = 3",
                "Event 3 (Signed out) is not what",
            ),
            ("UPDATE accounts_accountevent SET data = '{}' WHERE position = 3", "Event 3 (Signed in) is not what was"),
            (
                "UPDATE accounts_accountevent SET about_id = NULL WHERE position = 1",
                "Event 1 (Signed in) is not what was",
            ),
            (
                "UPDATE accounts_accountevent SET previous = link WHERE position = 4",
                "Event 4 (Signed in) does not follow",
            ),
            ("DELETE FROM accounts_accountevent WHERE position = 2", "Event 2 is missing."),
            ("DELETE FROM accounts_accountevent WHERE position = 1", "Event 1 is missing."),
            ("DELETE FROM accounts_accountevent WHERE position = 5", "Event 5 is missing."),
        ],
    )
    def test_names_the_first_event_that_is_broken(self, sql: str, sentence: str) -> None:
        without_triggers("accounts_accountevent", sql)
        said, fails = verify()
        assert fails
        assert f"Accounts: broken. {sentence}" in said

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE accounts_accounttrail SET link = 'f'",
            "UPDATE accounts_accounttrail SET position = 4",
            "DELETE FROM accounts_accounttrail",
        ],
    )
    def test_names_an_end_that_is_another(self, sql: str) -> None:
        without_triggers("accounts_accounttrail", sql)
        said, fails = verify()
        assert fails
        assert "Accounts: broken. Its end is not that of its last event." in said

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE accounts_accountevent SET data = '{}' WHERE position = 3",
            "UPDATE accounts_accountevent SET position = 9 WHERE position = 5",
            "DELETE FROM accounts_accountevent WHERE position = 5",
            "DELETE FROM accounts_accounttrail",
            "UPDATE accounts_accounttrail SET position = 4",
            "UPDATE accounts_accounttrail SET link = 'f'",
            "UPDATE accounts_accounttrail SET position = 6",
            "INSERT INTO accounts_accountevent SELECT 0, kind, recorded_at, data, previous, link, about_id, recorded_by_id"
            " FROM accounts_accountevent WHERE position = 1",
            "INSERT INTO accounts_accounttrail SELECT 2, 0, link FROM accounts_accounttrail",
        ],
    )
    def test_is_changed_by_no_sql(self, sql: str) -> None:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)

    def test_is_not_emptied(self) -> None:
        connection.check_constraints()  # PostgreSQL empties no table while checks are pending.
        # SQLite has no TRUNCATE.
        empty = "TRUNCATE" if connection.vendor == "postgresql" else "DELETE FROM"
        for table in ("accounts_accountevent", "accounts_accounttrail"):
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"{empty} {table}{' CASCADE' if empty == 'TRUNCATE' else ''}")

    def test_takes_nothing_that_has_no_exact_form(self, olive: User) -> None:
        with pytest.raises(TypeError, match=r"\$\.data\.share: float"), transaction.atomic():
            note(AccountEventKind.EXPORTED, by=olive, share=0.5)
        assert AccountEvent.objects.count() == 5
