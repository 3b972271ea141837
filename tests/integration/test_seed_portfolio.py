"""Made-up partnerships for trying a server's size: every state, as the actions would have left it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from accounts.models import User
from checklists.spec import DecisionSought, Severity, Significance
from partnerships import actions
from partnerships.domain.board import Result, RoundReason
from partnerships.domain.flags import FlagState
from partnerships.domain.readiness import Outcome
from partnerships.domain.workflow import State
from partnerships.management.commands._seed.scenarios import SCENARIOS
from partnerships.models import (
    Assessment,
    Condition,
    Decision,
    Event,
    ExitRecord,
    Flag,
    IssueEdition,
    Notice,
    Partnership,
    RegisterEntry,
    ReportIssue,
)
from partnerships.selectors.significance import contradictions
from tests import factories
from tests.conftest import SignIn

# Each scenario as often as it has shares.
MADE = len(SCENARIOS)


class Terminal(StringIO):
    """An output that somebody looks at."""

    def isatty(self) -> bool:
        return True


def seed(*arguments: str, out: StringIO | None = None) -> str:
    """Run the command as in development; return the last line that it printed."""
    out = out or StringIO()
    with override_settings(DEBUG=True):
        call_command("seed_portfolio", *arguments, stdout=out)
    return out.getvalue().splitlines()[-1]


def drawn() -> list[Any]:
    """What was drawn, without what a database numbers: every case with its events."""
    events = Event.objects.order_by("partnership__number", "position")
    return list(
        events.values_list(
            "partnership__name",
            "partnership__lead__full_name",
            "assessment__state",
            "assessment__outcome",
            "kind",
            "new",
            "recorded_at",
        )
    )


@pytest.fixture(scope="class")
def portfolio(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The partnerships, made once for all tests that read them."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed(str(MADE))
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("portfolio")
class TestPortfolio:
    @pytest.fixture(autouse=True)
    def _leave_as_found(self, portfolio: None) -> Iterator[None]:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    def test_every_state_decision_and_severity_is_there(self) -> None:
        # A review that is made up seeks to continue.
        sought = set(DecisionSought) - {DecisionSought.CHANGE, DecisionSought.END}
        expected: dict[str, Iterable[str]] = {"state": State, "outcome": Outcome, "decision_sought": sought}
        for field, known in expected.items():
            assert set(Assessment.objects.values_list(field, flat=True)) == set(known)
        assert set(Assessment.objects.current().values_list("state", flat=True)) == set(State)
        assert set(Flag.objects.values_list("severity", flat=True)) == set(Severity) - {Severity.NONE}
        assert set(Flag.objects.values_list("state", flat=True)) == set(FlagState)
        assert set(Decision.objects.values_list("result", flat=True)) == set(Result)
        assert set(Partnership.objects.values_list("significance", flat=True)) >= set(Significance)
        reasons = {RoundReason.NEXT_DECISION, RoundReason.DEFERRED, RoundReason.REVIEW}
        assert set(Assessment.objects.filter(round=2).values_list("opened_for", flat=True)) == reasons

    def test_some_conditions_are_met_and_some_are_overdue(self) -> None:
        assert Condition.objects.exclude(completed_at=None).exists()
        assert Condition.objects.overdue(timezone.localdate()).exists()
        assert {entry.ended_on is None for entry in RegisterEntry.objects.all()} == {True, False}
        assert ExitRecord.objects.count() == RegisterEntry.objects.exclude(ended_on=None).count()

    def test_every_trail_is_whole_and_lies_in_the_past(self) -> None:
        out = StringIO()
        call_command("verify_trail", stdout=out)
        assert out.getvalue().startswith("Accounts: whole, 0 events")
        assert f"\n{MADE + 1} trails walked, " in out.getvalue()
        assert out.getvalue().endswith("All are whole.\n")
        at: dict[int, Any] = {}
        for event in Event.objects.order_by("partnership", "position"):
            assert at.get(event.partnership_id, event.recorded_at) <= event.recorded_at < timezone.now()
            at[event.partnership_id] = event.recorded_at

    def test_flags_and_outcomes_are_those_that_the_actions_work_out(self) -> None:
        rows = Assessment.objects.with_partnership().order_by("pk")
        before = list(rows.values()), list(Flag.objects.order_by("pk").values())
        for row in rows:
            actions.refresh_flags(row)
        assert (list(rows.values()), list(Flag.objects.order_by("pk").values())) == before

    def test_the_significance_follows_from_the_details(self) -> None:
        for row in Partnership.objects.exclude(significance=""):
            assert contradictions(row, row.significance_basis["answers"]) == {}

    def test_each_issue_has_its_data_and_a_page_in_place_of_the_report(self) -> None:
        assert ReportIssue.objects.count() > MADE // 3
        assert IssueEdition.objects.count() == 2 * ReportIssue.objects.count()
        assert len({bytes(edition.pdf) for edition in IssueEdition.objects.all()}) == IssueEdition.objects.count()

    def test_the_lists_show_them(self, auditor: User, sign_in: SignIn) -> None:
        client = sign_in(auditor)
        for path, total in {
            "/partnerships/": MADE,
            "/flags/?case=all&severity=all": Flag.objects.count(),
            "/register/?ended=all": RegisterEntry.objects.count(),
        }.items():
            page = client.get(path).context["page"]
            assert (page.total, len(page.rows)) == (total, min(total, page.size)), path

    @pytest.mark.parametrize("state", State)
    def test_the_pages_of_a_case_open(self, state: State, auditor: User, sign_in: SignIn) -> None:
        client, case = sign_in(auditor), Assessment.objects.current().filter(state=state).latest("pk")
        reference = case.partnership.reference
        paths = [f"/partnerships/{reference}/", f"/assessments/{case.pk}/", f"/assessments/{case.pk}/report/"]
        paths += [f"/partnerships/{reference}/issues/{issue.number}/full/" for issue in case.issues.all()]
        assert [client.get(path, follow=True).status_code for path in paths] == [200] * len(paths)

    def test_nobody_can_sign_in_as_one_of_its_people_and_nothing_is_mailed(self) -> None:
        people = User.objects.filter(email__endswith="@made-up.example")
        assert people.count() > 20
        assert not any(person.has_usable_password() for person in people)
        assert not Notice.objects.exists()
        assert not mail.outbox

    def test_run_again_it_changes_nothing(self) -> None:
        assert seed(str(MADE)) == f"There are {MADE} made-up partnerships already; nothing was changed."
        assert Partnership.objects.count() == MADE


@pytest.mark.django_db
class TestCommand:
    def test_it_goes_on_where_it_stopped_and_draws_the_same(self) -> None:
        with transaction.atomic():
            seed("25", "--reports", "none")
            at_once = drawn()
            transaction.set_rollback(True)
        assert seed("7", "--reports", "none") == "There are 7 made-up partnerships now, and 0 others."
        assert seed("25", "--reports", "none") == "There are 25 made-up partnerships now, and 0 others."
        assert drawn() == at_once
        assert not IssueEdition.objects.exists()

    def test_another_seed_draws_others(self) -> None:
        with transaction.atomic():
            seed("3", "--reports", "none")
            first = drawn()
            transaction.set_rollback(True)
        seed("3", "--reports", "none", "--seed", "2")
        assert drawn() != first

    def test_it_asks_before_it_stands_beside_other_cases(self, assessment: Assessment) -> None:
        with pytest.raises(CommandError, match=r"holds 1 other partnerships\. Made-up cases cannot be deleted again"):
            seed("2")
        assert Partnership.objects.count() == 1
        assert seed("2", "--yes") == "There are 2 made-up partnerships now, and 1 others."
        assert sorted(Partnership.objects.values_list("number", flat=True)) == [1, 2, 3]
        factories.save(assessment, "purpose-and-need", "yes", reason="It goes on as before.")

    def test_it_asks_in_production(self) -> None:
        with pytest.raises(CommandError, match="This is production"), override_settings(DEBUG=False):
            call_command("seed_portfolio", "1")
        assert not Partnership.objects.exists()

    @pytest.mark.parametrize("number", ["0", "1.5", "many", "2000000"])
    def test_it_wants_a_number(self, number: str) -> None:
        with pytest.raises(CommandError, match=r"is no number from 1 to 1,000,000$"):
            seed(number)

    def test_it_shows_how_far_it_is(self) -> None:
        terminal, file = Terminal(), StringIO()
        seed("2", "--reports", "none", out=file)
        seed("25", "--reports", "none", out=terminal)
        assert file.getvalue().startswith(f"[{'#' * 30}] 2 of 2, 0 s left\n")
        assert terminal.getvalue().startswith(f"\r[{'#' * 26}....] 22 of 25, ")
        assert f"\r[{'#' * 30}] 25 of 25, 0 s left" in terminal.getvalue()
