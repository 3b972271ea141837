"""The demonstration council: what a stranger finds after the first `make run`."""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import RoleGrant, Service, User
from accounts.roles import Role
from checklists.models import Version
from checklists.selectors.versions import undecided_of
from checklists.spec import lint, lint_history
from partnerships import reports
from partnerships.actions import ActionError
from partnerships.domain.board import Edition, Result
from partnerships.domain.disclosure import Kind
from partnerships.domain.relation import Capacity
from partnerships.domain.workflow import State
from partnerships.models import (
    Answer,
    Assessment,
    Condition,
    Confirmation,
    Conversation,
    Decision,
    Event,
    Exemption,
    ExitRecord,
    IssueEdition,
    Participant,
    Partnership,
    RaisedFlag,
    RegisterEntry,
    ReportIssue,
    ReturnReason,
    SecondOpinion,
)
from partnerships.presenters.disclosure import marked_edition
from partnerships.selectors.comments import implications_of
from partnerships.selectors.issues import Standing, lines_of
from partnerships.selectors.upgrading import earlier_answers, left_evidence
from partnerships.snapshot import public_of, snapshot_of
from partnerships.snapshot.record import snapshot_in
from tests import factories
from tests.databases import EVIDENCE, Template, used_here
from tests.shown import one_spaced
from tests.specs import other_version

pytestmark = pytest.mark.spread(1)

PEOPLE = "officer contributor manager legal secretary monitoring editor editor2 auditor admin officer2 manager2".split()
MOST_PAGES = 12
ROLES = {"contributor": Role.OFFICER, "officer2": Role.OFFICER, "manager2": Role.MANAGER, "editor2": Role.EDITOR}


def load(capsys: pytest.CaptureFixture[str]) -> str:
    call_command("load_demo")
    return capsys.readouterr().out.strip()


# Files; and the report, which is a document with a title of its own.
NO_PAGE = re.compile(r"\.(pdf|docx|csv|xlsx|jsonl)$|/report/")


def said_in(part: str) -> str:
    return one_spaced(html.unescape(strip_tags(part)))


def links_in(page: str) -> list[tuple[str, str]]:
    main = page.partition("<main")[2].partition("</main>")[0]
    found = re.findall(r'<a\b[^>]*?href="([^"]*)"[^>]*>(.*?)</a>', main, re.DOTALL)
    return [(html.unescape(address), said_in(text)) for address, text in found]


def heading_of(response: Any) -> str:
    """Return the heading of a page: without its caption, and of "Review: name" what stands before the name."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), re.DOTALL)
    assert found
    heading = re.sub(r'<span class="app-caption">.*?</span>', "", found[1], flags=re.DOTALL)
    return said_in(heading).partition(":")[0].lower()


def case(reference: int) -> Assessment:
    rows = Assessment.objects.select_related("partnership", "version")
    return rows.get(partnership__number=reference, is_current=True)


def flags(reference: int, **lookup: Any) -> list[str]:
    return [flag.question.code for flag in case(reference).flags.filter(**lookup).select_related("question")]


@cache
def opens_with_the_password(hashed: str) -> bool:
    """Whether the demonstration's password is that of the hash: all have one, and it takes as long to check as in production."""
    return check_password("readiness-demo", hashed)


@pytest.fixture(scope="class")
def council(
    demonstration: Template, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The council, loaded once for all tests that read it; the folder that holds its evidence."""
    folder = tmp_path_factory.mktemp("council")
    with django_db_blocker.unblock(), used_here(folder, demonstration):
        yield folder / EVIDENCE


@pytest.fixture
def _leave_as_found(council: Path, _evidence_folder: None, settings: Any) -> Iterator[None]:
    settings.MEDIA_ROOT = str(council)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("council", "_leave_as_found")
class TestCouncil:
    @pytest.mark.parametrize("name", PEOPLE)
    def test_each_person_signs_in_with_the_password_and_has_their_role(self, name: str) -> None:
        user = User.objects.get(email=f"{name}@marlshire.example")
        assert opens_with_the_password(user.password)
        assert RoleGrant.objects.get(user=user).role == ROLES.get(name, name)

    @pytest.mark.parametrize("name", ["officer", "officer2", "manager", "legal", "secretary", "monitoring", "auditor"])
    def test_links_of_a_record_are_called_as_their_pages(self, name: str) -> None:
        client = Client()
        client.force_login(User.objects.get(email=f"{name}@marlshire.example"))
        for reference in [row.reference for row in Partnership.objects.all()]:
            page = client.get(f"/partnerships/{reference}/")
            if page.status_code == 404:
                continue
            for address, text in links_in(page.content.decode()):
                if address.startswith("/") and not NO_PAGE.search(address):
                    heading = heading_of(client.get(address.partition("#")[0]))
                    assert heading in text.lower() or text.lower() in heading, (reference, address, text, heading)

    def test_the_first_person_signs_in_through_the_page(self) -> None:
        answer = Client().post("/sign-in/", {"login": "officer@marlshire.example", "password": "readiness-demo"})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/")

    def test_the_cases_stand_where_the_product_says(self) -> None:
        found = Assessment.objects.order_by("partnership__number", "round").values_list(
            "partnership__number", "partnership__significance", "decision_sought", "state", "outcome"
        )
        assert list(found) == [
            (1, "high", "enter", "in_review", "not_ready"),
            (2, "medium", "enter", "endorsed", "ready_with_conditions"),
            (3, "low", "explore", "draft", "not_ready"),
            (4, "medium", "enter", "decided", "ready_with_conditions"),
            (5, "medium", "in_principle", "returned", "review_not_finished"),
            (6, "medium", "enter", "issued", "ready_with_conditions"),
            (7, "high", "enter", "referred", "not_ready"),
            (8, "medium", "explore", "decided", "ready"),
            (8, "medium", "in_principle", "draft", "not_ready"),
            (9, "medium", "enter", "decided", "ready"),
            (9, "medium", "enter", "decided", "ready"),
            (10, "low", "enter", "decided", "ready"),
            (11, "medium", "explore", "withdrawn", "not_ready"),
            (12, "medium", "enter", "referral_asked", "not_ready"),
            (15, "medium", "enter", "in_review", "review_not_finished"),
            (16, "medium", "in_principle", "draft", "not_ready"),
        ]

    def test_every_state_and_every_decision_is_shown(self) -> None:
        assert set(Assessment.objects.values_list("state", flat=True)) == set(State)
        assert set(Decision.objects.values_list("result", flat=True)) == set(Result)
        assert ExitRecord.objects.count() == 1
        assert {entry.ended_on is None for entry in RegisterEntry.objects.all()} == {True, False}

    def test_issue_1_is_superseded_and_both_are_whole(self) -> None:
        issues = ReportIssue.objects.filter(partnership__number=6)
        assert [line.standing for line in lines_of(case(6).partnership)] == [Standing.CURRENT, Standing.SUPERSEDED]
        assert IssueEdition.objects.filter(issue__in=issues).count() == 4

    def test_the_next_gate_has_answers_to_confirm(self) -> None:
        second = Assessment.objects.get(partnership__number=8, round=2)
        assert second.answers.filter(is_carried_over=True).count() == 17

    def test_some_comments_and_declarations_are_missing(self) -> None:
        comments = [line.has_comment for line in implications_of(case(1))]
        assert set(comments) == {True, False}
        assert case(1).interests.filter(has_interest=True).exists()
        assert set(Exemption.objects.values_list("part", flat=True)) >= {"cost", "question:interests-protected"}

    def test_the_report_of_the_first_has_twelve_pages_at_most(self) -> None:
        """It is the longest report that a stranger sees first: what is added to it must not make it longer."""
        pdf = reports.render_pdf(snapshot_of(case(1), made_on=timezone.localdate()))
        assert len(pikepdf.open(BytesIO(pdf)).pages) <= MOST_PAGES

    def test_no_public_edition_says_what_is_exempt(self) -> None:
        pairs = [snapshot_of(row, made_on=timezone.localdate()) for row in Assessment.objects.with_partnership()]
        pairs += [snapshot_in(row) for row in IssueEdition.objects.filter(edition=Edition.FULL)]
        assert sum(bool(full.content.exempt) for full in pairs) > 3
        for full in pairs:
            marks = dict(marked_edition(full, public_of(full), people=[]).marks)
            assert Kind.EXEMPT not in marks, full.content.partnership.reference

    def test_it_was_done_over_months_and_every_trail_is_whole(self) -> None:
        out = StringIO()
        call_command("verify_trail", stdout=out)
        assert "\n17 trails walked, 7 issues and 2 files of evidence compared.\n" in out.getvalue()
        assert out.getvalue().endswith("All are whole.\n")
        first = Event.objects.earliest("recorded_at").recorded_at
        assert timezone.now() - first > timedelta(days=300)
        assert Event.objects.latest("recorded_at").recorded_at < timezone.now()

    def test_one_condition_is_overdue_and_one_was_met(self) -> None:
        late, met = Condition.objects.filter(partnership__number=4).order_by("number")
        assert late.completed_at is None
        assert late.due_on < timezone.localdate() - timedelta(days=14)
        assert met.completed_at is not None

    def test_the_returned_draft_has_three_reasons_and_one_is_put_right(self) -> None:
        reasons = ReturnReason.objects.filter(assessment=case(5))
        right = [
            reason
            for reason in reasons
            if Answer.objects.get(assessment=case(5), question=reason.question).saved_at > reason.returned_at
        ]
        assert (len(reasons), len(right)) == (3, 1)

    def test_people_disagree_and_ask(self) -> None:
        """An objection, a flag raised by hand, a second opinion and an open conversation, each on one case."""
        [objection] = Confirmation.objects.objections()
        assert (objection.assessment, objection.question) == (case(5), factories.question("prior-approval"))
        [raised] = RaisedFlag.objects.filter(withdrawn_at=None)
        assert (raised.assessment, raised.question.key, raised.severity) == (case(1), "decision-makers", "concern")
        [opinion] = SecondOpinion.objects.filter(withdrawn_at=None)
        assert (opinion.answer.assessment, opinion.answer.question.key) == (case(1), "customers-consulted")
        [conversation] = Conversation.objects.open()
        assert (conversation.assessment, conversation.question.key) == (case(8), "novelty")

    def test_the_officer_works_on_eight_and_no_manager_wrote_any(self) -> None:
        officer = Participant.objects.filter(user__email="officer@marlshire.example", capacity=Capacity.AUTHOR)
        assert officer.count() == 8
        managers = Participant.objects.filter(user__role_grants__role=Role.MANAGER)
        assert {person.capacity for person in managers} == {Capacity.REVIEWER}

    def test_no_placeholder_of_a_date_is_left(self) -> None:
        texts = [*Answer.objects.values_list("reason", flat=True), *Answer.objects.values_list("finding", flat=True)]
        facts = [value for found in Answer.objects.values_list("facts", flat=True) for value in found.values()]
        assert not [text for text in texts + facts if "{" in text]

    def test_loading_twice_changes_nothing(self, capsys: pytest.CaptureFixture[str]) -> None:
        User.objects.filter(email="officer@marlshire.example").update(full_name="Hannah Renamed")
        before = [Event.objects.count(), Answer.objects.count(), User.objects.count(), Participant.objects.count()]
        assert load(capsys) == "The demonstration council is loaded already; nothing was changed."
        assert [
            Event.objects.count(),
            Answer.objects.count(),
            User.objects.count(),
            Participant.objects.count(),
        ] == before
        assert User.objects.get(email="officer@marlshire.example").full_name == "Hannah Renamed"


@pytest.mark.usefixtures("council", "_leave_as_found")
class TestLaterVersion:
    def test_it_brings_the_later_version_after_its_cases(self) -> None:
        assert set(Version.objects.values_list("number", flat=True)) == {"1.0", "1.1", "2.0"}
        first = Assessment.objects.filter(partnership__number__lte=12)
        assert set(first.values_list("round", "version__number")) == {(1, "1.0"), (2, "1.0")}

    def test_the_draft_lacks_what_an_editor_has_still_to_decide_and_nothing_else(self) -> None:
        draft = Version.objects.select_related("checklist").get(number="2.0")
        before, spec = Version.objects.get(number="1.1").spec(), draft.read()
        assert [question.code for question in undecided_of(draft, spec)] == ["L5"]
        assert [*lint(spec, "2.0"), *lint_history([before, spec], "2.0")] == []

    def test_a_case_went_on_to_version_1_1_and_shows_what_it_said_before(self) -> None:
        bus = case(16)
        assert bus.version.number == "1.1"
        [made] = bus.upgrades.all()
        assert (made.old_version.number, made.undone_at) == ("1.0", None)
        beside = {(each.spec.code, each.key) for each in earlier_answers(bus) if each.key != "legal-basis"}
        assert beside == {
            ("G1", "clear-purpose"),
            ("G1", "evidence-of-need"),
            ("G5", "affected-services-consulted"),
            ("G5", "officers-agree"),
            ("G7", "partners-understand"),
            ("G7", "partners-agree-objectives"),
        }
        assert [item.question.code for item in left_evidence(bus)] == ["G1"]

    def test_a_case_answers_version_1_1(self) -> None:
        street = case(15)
        assert street.version.number == "1.1"
        assert (street.state, street.outcome, street.answered) == (State.IN_REVIEW, "review_not_finished", 35)
        assert set(flags(15, state="open")) == {"G7b", "G12", "P1", "P3", "P4", "P6", "P9", "L5"}
        assert flags(15, state="mitigation") == ["G5b"]


@pytest.mark.django_db
@pytest.mark.parametrize("fixture", ["owner", "service"])
def test_a_database_in_use_is_left_alone(
    request: pytest.FixtureRequest, fixture: str, capsys: pytest.CaptureFixture[str]
) -> None:
    request.getfixturevalue(fixture)
    assert "in use" in load(capsys)
    assert not Partnership.objects.exists()


def test_production_refuses_it(db: None, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="not loaded in production"):
        call_command("load_demo")
    assert not Service.objects.exists()


def test_without_what_plays_it_it_is_left_out(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "partnerships.management.commands._demo", raising=False)
    monkeypatch.setitem(sys.modules, "time_machine", None)
    with pytest.raises(CommandError, match=r"needs time_machine, which requirements-demo\.txt installs"):
        call_command("load_demo")
    assert not Service.objects.exists()


def test_a_failure_in_the_middle_leaves_nothing(db: None, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "a-file" / "evidence")
    (tmp_path / "a-file").write_text("no folder")
    with pytest.raises(ActionError, match="could not be stored"):
        call_command("load_demo")
    assert not User.objects.exists()


@pytest.mark.usefixtures("laid_out_once")
def test_the_demonstration_loads_beside_a_later_version(
    migrated: Template, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> None:
    """It is started on the version that it was written for; rounds that follow take the latest."""
    later = other_version(tmp_path / "later.json", "partnership-readiness/1.2")
    with django_db_blocker.unblock(), used_here(tmp_path, migrated):
        call_command("loaddata", str(later), verbosity=0)
        call_command("load_demo", stdout=StringIO())
        rounds = set(Assessment.objects.values_list("round", "version"))
    assert rounds == {
        (1, "partnership-readiness/1.0"),
        (1, "partnership-readiness/1.1"),
        (2, "partnership-readiness/1.2"),
    }
