"""The audit trail: chained, whole or broken at a place that is named, filtered, exported and sampled."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import RoleGrant, Service, User
from accounts.roles import Role
from partnerships.domain.board import Result
from partnerships.domain.chain import START
from partnerships.models import Assessment, Event
from partnerships.selectors.trail import TrailFilter, first_break, lines_of
from tests import boards, factories
from tests.conftest import SignIn
from tests.specs import BEST

pytestmark = pytest.mark.usefixtures("drafted_once")


def verify(*references: str, **options: Any) -> str:
    out = io.StringIO()
    try:
        call_command("verify_trail", *references, stdout=out, **options)
    except CommandError as error:
        return f"{out.getvalue()}{error}"
    return out.getvalue()


def tamper(sql: str, *values: datetime) -> None:
    """Change the trail as somebody with the password of the database could: without the triggers."""
    on_table = " ON partnerships_event" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for trigger in ("event_final", "event_kept"):
            cursor.execute(f"DROP TRIGGER {trigger}{on_table}")
        cursor.execute(sql, values)


def exported(response: Any) -> str:
    """Return the text of a response that is streamed."""
    assert response.streaming
    return b"".join(response.streaming_content).decode()


@pytest.fixture
def trail(assessment: Assessment) -> list[Event]:
    """The events of PR-0001: started, its significance judged, a contributor added, two answers."""
    factories.save(assessment, "authority", "yes", reason="Scheme of delegation.")
    factories.save(assessment, "skills", BEST["skills"], reason="Both were trained.")
    return list(Event.objects.order_by("position"))


def test_each_event_is_linked_to_the_one_before(trail: list[Event]) -> None:
    assert [event.position for event in trail] == [1, 2, 3, 4, 5]
    assert [event.previous for event in trail] == [START, *(event.link for event in trail[:-1])]
    assert len({event.link for event in trail}) == 5


def test_two_partnerships_have_two_chains(trail: list[Event], owner: User, service: Service) -> None:
    other = factories.start(owner, service)
    assert other.partnership.events.get(position=1).previous == START


def test_a_whole_trail(trail: list[Event], assessment: Assessment) -> None:
    assert first_break(assessment.partnership) is None
    assert "\n2 trails walked, 0 issues and 0 files of evidence compared.\nNot checked:\n" in verify()
    assert verify().endswith("All are whole.\n")
    assert "PR-0001: whole, 5 events" in verify("PR-0001", verbosity=2)


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("UPDATE partnerships_event SET kind = 'endorsed' WHERE position = 4", "Event 4 (Endorsed) is not what was"),
        (
            "UPDATE partnerships_event SET recorded_by_name = 'X' WHERE position = 4",
            "Event 4 (Answer saved) is not what",
        ),
        ("UPDATE partnerships_event SET new = '{}' WHERE position = 4", "Event 4 (Answer saved) is not what was"),
        ("UPDATE partnerships_event SET previous = link WHERE position = 4", "Event 4 (Answer saved) does not follow"),
        ("DELETE FROM partnerships_event WHERE position = 4", "Event 4 is missing"),
        ("DELETE FROM partnerships_event WHERE position = 1", "Event 1 is missing"),
    ],
)
def test_a_break_is_named(trail: list[Event], sql: str, sentence: str) -> None:
    tamper(sql)
    assert f"PR-0001: broken. {sentence}" in verify()
    assert verify().endswith("1 of 2 trails are broken.")


def test_another_time_breaks_the_link(trail: list[Event]) -> None:
    tamper("UPDATE partnerships_event SET recorded_at = %s WHERE position = 3", timezone.now() - timedelta(days=1))
    assert "Event 3 (Person added) is not what was recorded." in verify()


@pytest.mark.parametrize(
    ("reference", "sentence"), [("1", "1 is no reference"), ("PR-9999", "There is no partnership PR-9999.")]
)
def test_a_reference_that_is_none(trail: list[Event], reference: str, sentence: str) -> None:
    assert sentence in verify(reference)


def test_exports_hold_all_that_the_links_cover(trail: list[Event], auditor: User, sign_in: SignIn) -> None:
    """Somebody without this application can work every link out again from a line."""
    response = sign_in(auditor).get("/partnerships/PR-0001/trail.jsonl")
    assert response["Content-Disposition"] == 'attachment; filename="PR-0001-trail.jsonl"'
    lines = [json.loads(line) for line in exported(response).splitlines()]
    assert [line["position"] for line in lines] == [1, 2, 3, 4, 5]
    for line in lines:
        covered = {key: value for key, value in line.items() if key != "link"}
        covered |= {"format": 1, "partnership": int(line["partnership"].removeprefix("PR-"))}
        text = json.dumps(covered, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == line["link"]


def test_the_spreadsheet_runs_no_formula(assessment: Assessment, auditor: User, sign_in: SignIn) -> None:
    lead = assessment.partnership.lead
    lead.full_name = " =HYPERLINK(1)"
    lead.save()
    factories.save(assessment, "authority", "yes", reason="=1+1", by=lead)
    response = sign_in(auditor).get("/audit.csv", {"kind": "answered"})
    rows = list(csv.DictReader(io.StringIO(exported(response).removeprefix("\ufeff"))))
    assert [row["name"] for row in rows] == ["'=HYPERLINK(1)"]
    assert json.loads(rows[0]["new"])["reason"] == "=1+1"


def test_filters(trail: list[Event], contributor: User, auditor: User, sign_in: SignIn) -> None:
    client = sign_in(auditor)

    def found(**filters: str | int) -> int:
        content = client.get("/audit/", filters).content.decode()
        return len(re.findall(r'class="app-under">\s*event \d+\s*</span>', content))

    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    assert found() == 5
    assert found(kind="answered") == 2
    assert found(person=contributor.pk) == 0
    assert found(reference="PR-0002") == 0
    for reference in ("pr-0001", "PR 0001", "pr1", " 1 ", "PR\u20110001"):
        assert found(reference=reference, kind="created") == 1
    assert found(first_on=f"{today:%d/%m/%Y}") == found()
    assert found(first_on=f"{today:%d %b. %Y}") == found()
    assert found(last_on=f"{yesterday:%d/%m/%Y}") == 0


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"first_on": "31/2/2026"}, "Write the date as day, month and year"),
        ({"last_on": "1/1/0001"}, "The year must be between"),
        ({"first_on": "١/٢/٢٠٢٦"}, "Write the date as day, month and year"),
        ({"first_on": "2/2/2026", "last_on": "1/2/2026"}, "“To” must not be before “From”"),
        ({"reference": "X"}, "Write the reference like PR-0001"),
        ({"person": "999999"}, "Select a person from the list"),
        ({"kind": "forged"}, "Select one from the list"),
    ],
)
def test_filters_that_are_none(auditor: User, sign_in: SignIn, query: dict[str, str], sentence: str) -> None:
    for page in ("/audit/", "/audit.csv", "/audit.jsonl"):
        response = sign_in(auditor).get(page, query)
        assert response.status_code == 422
        assert sentence in response.content.decode()


def test_pages_go_back_to_the_first_event(
    assessment: Assessment, auditor: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("partnerships.selectors.trail.PAGE_LENGTH", 2)
    factories.answer_all(assessment)
    client, address, seen = sign_in(auditor), "/audit/", 0
    while address:
        content = client.get(address).content.decode()
        seen += len(re.findall(r'class="app-under">\s*event \d+\s*</span>', content))
        link = re.search(r'href="\?(before=\d+)"', content)
        address = f"/audit/?{link[1]}" if link else ""
    assert seen == Event.objects.count()


def test_a_sample_is_random_and_can_be_drawn_again(
    assessment: Assessment, owner: User, service: Service, auditor: User, sign_in: SignIn
) -> None:
    for _number in range(11):
        factories.start(owner, service)
    client = sign_in(auditor)

    def drawn(**wanted: str | int) -> list[str]:
        content = client.get("/audit/sample/", wanted).content.decode()
        return re.findall(r'href="/partnerships/(PR-\d+)/"', content)

    by_hand = sorted(range(1, 13), key=lambda n: hashlib.sha256(f"monday PR-{n:04d}".encode()).hexdigest())[:5]
    assert drawn(size=5, seed="monday") == [f"PR-{number:04d}" for number in by_hand]
    assert drawn(size=5, seed="monday") != drawn(size=5, seed="tuesday")
    assert len({tuple(drawn(size=5)) for _time in range(10)}) > 1
    assert drawn(size=5, significance="high") == []
    assert sorted(drawn(size=200, significance="low")) == [f"PR-{number:04d}" for number in range(1, 13)]


@pytest.mark.parametrize("size", ["0", "201", "many", ""])
def test_a_sample_of_no_size(auditor: User, sign_in: SignIn, size: str) -> None:
    assert sign_in(auditor).get("/audit/sample/", {"size": size}).status_code == 422


def test_lines_are_read_in_chunks(trail: list[Event], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert len(list(lines_of(Event.objects.all(), TrailFilter()))) == 5


def test_a_secretary_exports_no_round_that_they_may_not_see(
    assessment: Assessment, manager: User, legal: User, secretary: User, owner: User, sign_in: SignIn
) -> None:
    boards.decide(
        boards.bring(assessment, manager=manager, legal=legal, secretary=secretary), secretary, Result.DEFERRED
    )
    new = Assessment.objects.get(partnership=assessment.partnership, is_current=True)
    factories.save(new, "authority", "yes", reason="Nobody but the authors may read this yet.")
    another = factories.person("Sue Secretary", Role.SECRETARY)
    for name in ("trail.jsonl", "trail.csv"):
        address = f"/partnerships/PR-0001/{name}"
        assert "may read this yet" in exported(sign_in(owner).get(address))
        for who in (secretary, another):
            assert "may read this yet" not in exported(sign_in(who).get(address))


class TestAnAuditorOfOneService:
    """Hugh audits Highways, and is a manager of Adult Care: what he may see there he may not audit."""

    @pytest.fixture
    def client(
        self,
        trail: list[Event],
        owner: User,
        other_officer: User,
        service: Service,
        other_service: Service,
        sign_in: SignIn,
    ) -> Client:
        """PR-0001 is of Adult Care; PR-0002 and PR-0003 of Highways, and PR-0003 is restricted, as PR-0004 of Adult Care is."""
        for lead, where, is_restricted in (
            (other_officer, other_service, False),
            (other_officer, other_service, True),
            (owner, service, True),
        ):
            factories.start(lead, where, is_restricted=is_restricted)
        hugh = factories.person("Hugh Half", Role.AUDITOR, service=other_service)
        RoleGrant.objects.create(user=hugh, role=Role.MANAGER, service=service)
        return sign_in(hugh)

    def test_reads_the_trail_of_that_service_alone(self, client: Client) -> None:
        page = client.get("/audit/").content.decode()
        assert set(re.findall(r"PR-\d{4}", page)) - {"PR-0001"} == {"PR-0002", "PR-0003"}
        assert "/partnerships/PR-0001/" not in page
        assert "Everything that was done on the partnerships of Highways" in page
        assert "Nothing matches" in client.get("/audit/", {"reference": "PR-0001"}).content.decode()

    @pytest.mark.parametrize("name", ["audit.jsonl", "audit.csv"])
    def test_exports_the_trail_of_that_service_alone(self, client: Client, name: str) -> None:
        assert set(re.findall(r"PR-\d{4}", exported(client.get(f"/{name}")))) == {"PR-0002", "PR-0003"}
        assert "PR-" not in exported(client.get(f"/{name}", {"reference": "PR-0001"}))

    def test_draws_samples_of_that_service_alone(self, client: Client) -> None:
        page = client.get("/audit/sample/?size=200&seed=monday").content.decode()
        assert sorted(re.findall(r'href="/partnerships/(PR-\d+)/"', page)) == ["PR-0002", "PR-0003"]

    def test_costs_no_more_queries_than_for_all(
        self, client: Client, auditor: User, sign_in: SignIn, django_assert_num_queries: Any
    ) -> None:
        """The session, the person, their roles, the people to choose from, the events; for one service, its name."""
        for who, most in ((sign_in(auditor), 5), (client, 6)):
            who.get("/audit/")
            with django_assert_num_queries(most):
                who.get("/audit/")
