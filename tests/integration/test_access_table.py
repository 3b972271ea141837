"""Every address x everybody x the states that matter: tests/data/access_table.txt, written by hand, is what must come.

The addresses come from the URLconf, so that a new one fails until somebody has decided who gets what there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, SimpleCookie
from django.test import Client
from django.utils import timezone
from django.views.defaults import page_not_found

from accounts.actions.deputies import name_deputy
from accounts.middleware import NOT_KEPT, PERMISSIONS
from accounts.models import Deputyship, RoleGrant, User
from accounts.roles import Role
from accounts.views.site import forbidden
from checklists.models import Section
from checklists.spec import Severity
from partnerships import actions
from partnerships.domain.exemption import COST, QUESTION, Paragraph
from partnerships.models import Assessment, Meeting, Participant, RegisterImport
from tests import boards, days, existing, factories, people
from tests.addresses import addresses, own_names, path_to
from tests.filled_forms import fields_of
from tests.integration.typed_rightly import TYPED

TABLE = Path(__file__).parent.parent / "data" / "access_table.txt"
OTHER_MEETING = "Board"
NO_CASE = "-"
SAME = "="
STATES = ("draft", "review", "returned", "ready", "asked", "endorsed", "issued", "decided", "withdrawn", "secret")
# Each address of a case has lines for these; `ready` is for what only a case without open concerns shows.
NEEDED = {"draft", "review", "endorsed", "secret"}
METHODS = ("GET", "POST")

# The concern of the cases, and an answer that waits for its confirmation.
CONCERN, TO_CONFIRM = "customers-consulted", "legal-basis"
GENERAL, LEGAL = "purpose-and-need", "time-limits"
# Pages about a condition that was met: the second; the first is not.
MET = ("condition-reopen", "condition-file")
# The page about a conversation that was resolved: the second; the first is open.
RESOLVED = ("conversation-reopen",)
# The draft of a checklist, and a question of it that has a rule.
DRAFT_NUMBER, WITH_RULE = "1.1", "prior-approval"
KEYS = {
    "flag-treat": CONCERN,
    "answer-confirm": TO_CONFIRM,
    "answer-object": TO_CONFIRM,
    "draft-rule": WITH_RULE,
    "draft-rule-remove": WITH_RULE,
}
# Pages of a partnership that has no case.
WITHOUT_CASE = ("register-entry", "register-change", "register-review")


@dataclass(frozen=True)
class Line:
    """One line of the table: what each person gets. `name` may end in :legal, for a legal question's page."""

    name: str
    method: str
    states: tuple[str, ...]
    codes: dict[str, str]

    @property
    def address(self) -> str:
        return self.name.partition(":")[0]


def read_table() -> list[Line]:
    head, *rows = [row.split() for row in TABLE.read_text().splitlines() if row.strip() and not row.startswith("#")]
    return [Line(row[0], row[1], tuple(row[2].split(",")), dict(zip(head[3:], row[3:], strict=True))) for row in rows]


LINES = read_table()


# --- The table is whole --------------------------------------------------------------------------------------------
def test_every_address_has_its_lines() -> None:
    described: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for line in LINES:
        described[line.address] |= {(line.method, state) for state in line.states}
    assert own_names() == set(described)
    for name, cells in described.items():
        states = {NO_CASE} if (METHODS[0], NO_CASE) in cells else NEEDED
        missing = {(method, state) for method in METHODS for state in states} - cells
        assert not missing, f"{name} has no line for {missing}"


def test_no_line_is_there_twice() -> None:
    cells = [(line.name, line.method, state) for line in LINES for state in line.states]
    assert len(cells) == len(set(cells))


def test_what_is_not_asked_twice_has_the_same_guard() -> None:
    """Making the PDF takes a second: it is asked for once a role, and `report` stands for the rest."""
    same = {
        "report-pdf": "report",
        "blank-pdf": "blank-docx",
        "decision-notice-pdf": "decision-notice",
        "preview-blank-pdf": "preview-blank-docx",
    }
    assert {line.address for line in LINES if SAME in line.codes.values()} == set(same)
    guards = {address.name: address.guard for address in addresses() if not address.is_admin}
    assert all(guards[name] == guards[other] for name, other in same.items())


# --- And it is what happens ----------------------------------------------------------------------------------------
class Visitor:
    """Somebody who has signed in once, or nobody; each request of theirs comes from a browser that did nothing else."""

    def __init__(self, user: User | None = None) -> None:
        self._client = Client()
        self.session = self.pk = ""
        if user:
            self._client.force_login(user)
            self.session, self.pk = self._client.session.session_key or "", str(user.pk)
            # The first request notes in the session that it is used. The requests of the tests are undone, and would each do so.
            self._client.get("/accessibility/")

    @property
    def client(self) -> Client:
        """One whose middleware is loaded, with the cookie of whoever has just signed in and no other."""
        self._client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: self.session} if self.session else {})
        return self._client


@pytest.fixture
def visitors(managing_contributor: User) -> dict[str, Visitor]:
    """Everybody, by the heading of their column."""
    names = "owner contributor outsider other_officer manager - other_manager legal secretary monitoring editor auditor admin"
    users = [managing_contributor if name == "-" else people.person(name) for name in names.split()]
    return dict(zip(LINES[0].codes, [Visitor(), *map(Visitor, users)], strict=True))


@pytest.fixture(scope="module")
def managing_contributor(made_once: None) -> User:
    return factories.person("Mona Manager", Role.MANAGER, service=people.service())


@pytest.fixture(scope="module")
def draft(managing_contributor: User) -> Assessment:
    """A draft with everything answered, one concern, one piece of evidence, and confirmations but for one."""
    assessment = people.draft()
    factories.join(assessment, managing_contributor)
    factories.answer_all(assessment, leave=[CONCERN])
    factories.save(assessment, CONCERN, "no", reason="There was no time.")
    actions.attach_file(
        assessment=assessment,
        question=factories.question(GENERAL),
        by=assessment.partnership.lead,
        title="Needs assessment",
        file=ContentFile(b"Needs.", name="needs.txt"),
    )
    next_week = timezone.localdate() + timedelta(days=7)
    name_deputy(by=people.person("manager"), deputy=people.person("outsider"), first_on=next_week, last_on=next_week)
    meeting = boards.meeting(people.person("secretary"))
    boards.meeting(people.person("secretary"), OTHER_MEETING)
    actions.choose_meeting(assessment=assessment, by=assessment.partnership.lead, meeting=meeting)
    manager = people.person("manager")
    existing.enter(manager, name="Museum shop", lead=assessment.partnership.lead)
    existing.upload(manager, existing.table(existing.line(name="Joint garden")))
    marking: dict[str, Any] = {"part": COST, "paragraph": Paragraph.BUSINESS, "reason": "It names a price."}
    actions.mark_exempt(assessment=assessment, by=assessment.partnership.lead, **marking)
    factories.converse(assessment, people.person("legal"))
    factories.checklist_draft(DRAFT_NUMBER)
    return assessment


@pytest.fixture
def case(draft: Assessment, db: None) -> Assessment:
    """The draft as it stands, for one test."""
    return Assessment.objects.with_partnership().get(pk=draft.pk)


def bring_to(state: str, case: Assessment) -> Assessment:
    """Bring the draft to the state, by the actions that do so."""
    manager, legal, secretary = map(people.person, ("manager", "legal", "secretary"))
    if state == "secret":
        details = {**vars(actions.partnership.details_of(case)), "is_restricted": True}
        return actions.change_details(assessment=case, by=case.partnership.lead, details=actions.Details(**details))
    if state == "withdrawn":
        return actions.withdraw(assessment=case, by=case.partnership.lead, reason="Not now.")
    if state in ("ready", "endorsed", "issued", "decided"):
        factories.confirm_all(case, legal)
    if state != "draft":
        case = factories.submit(case)
    if state in ("ready", "endorsed", "issued", "decided"):
        factories.justify(case, CONCERN, manager)
    if state in ("endorsed", "issued", "decided"):
        case = actions.endorse(assessment=case, by=manager)
    last: dict[str, Callable[[], object]] = {
        "ready": lambda: judge_otherwise(case, manager),
        "returned": lambda: factories.give_back(case, manager, {GENERAL: "Say more."}),
        "asked": lambda: factories.ask_referral(case, manager),
        "issued": lambda: factories.issue(case, secretary),
        "decided": lambda: boards.approve(factories.issue(case, secretary).assessment, secretary, 2),
    }
    last.get(state, lambda: None)()
    return Assessment.objects.with_partnership().get(pk=case.pk)


def judge_otherwise(case: Assessment, manager: User) -> None:
    """Raise a note on an answer, and give a second opinion on it."""
    given: dict[str, Any] = {"assessment": case, "question": factories.question(GENERAL), "by": manager}
    actions.raise_flag(**given, severity=Severity.NOTE, reason="Old accounts.")
    actions.give_opinion(**given, option="partly", reason="The need is not shown.")


def asked_in(state: str) -> list[Line]:
    """Return the lines to ask for in that state: all on SQLite.

    On PostgreSQL, the first line of each guard that reads a case, and of each address without one: a database can change
    what a WHERE clause finds, and there is one in each of them. All else is Python (docs/decisions/0013-the-gate.md).
    """
    lines = [line for line in LINES if state in line.states]
    if connection.vendor == "sqlite":
        return lines
    guards = {address.name: address.guard for address in addresses() if not address.is_admin}
    first: dict[str, Line] = {}
    for line in lines:
        first.setdefault(line.address if state == NO_CASE else guards[line.address] + line.name.partition(":")[2], line)
    return list(first.values())


@pytest.fixture
def refusals_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write the page of a refusal once for each person, sentence and link on it; what it says is other tests' business."""
    written: set[tuple[object, ...]] = set()

    def once(status: int, handler: Callable[[HttpRequest, Exception], HttpResponse]) -> None:
        def refuse(request: HttpRequest, exception: Exception) -> HttpResponse:
            said = str(exception) if status == HTTPStatus.FORBIDDEN else ""
            page = (status, request.method, request.user.pk, said, request.__dict__.get("leads_on"))
            if page in written:
                return HttpResponse(status=status)
            written.add(page)
            return handler(request, exception)

        monkeypatch.setattr(f"config.urls.handler{status}", refuse, raising=False)

    once(HTTPStatus.FORBIDDEN, forbidden)
    once(HTTPStatus.NOT_FOUND, page_not_found)


@pytest.mark.spread(3)
@pytest.mark.usefixtures("laid_out_once", "word_once", "refusals_once", "council_sign_in")
@pytest.mark.parametrize("state", [NO_CASE, *STATES])
def test_everybody_gets_what_the_table_says(state: str, case: Assessment, visitors: dict[str, Visitor]) -> None:
    case = bring_to(state, case) if state != NO_CASE else case
    wrong = []
    for line in asked_in(state):
        path = path_of(line.name, case)
        body = filled_in(line, path, visitors) if line.method == "POST" else None
        for column, visitor in visitors.items():
            if line.codes[column] == SAME:
                continue
            got = answer_to(visitor, path, body)
            if got != line.codes[column]:
                wrong.append(f"{line.name} {line.method} {state} {column}: {line.codes[column]} expected, {got} came")
    assert not wrong, "\n" + "\n".join(wrong)


def number_in(address: str, version: str) -> str | int:
    """Return the number in an address: that of the published version, of the draft, or of something of the case."""
    if address.startswith("checklist-"):
        return version
    if address.startswith(("draft", "preview")):
        return DRAFT_NUMBER
    return 2 if address in MET + RESOLVED else 1


def path_of(name: str, case: Assessment) -> str:
    """Return the address of a page of the case; with :legal, that of a question or section of the legal part."""
    address, _colon, part = name.partition(":")
    person = Participant.objects.get(partnership=case.partnership, user__full_name="Carl Contributor")
    key = {"legal": LEGAL, "": GENERAL}[part]
    values: dict[str, Any] = {
        "assessment_id": case.pk,
        "reference": "PR-0002" if address in WITHOUT_CASE else case.partnership.reference,
        "person_id": person.pk,
        "deputyship_id": Deputyship.objects.get().pk,
        "user_id": people.person("outsider").pk,
        "meeting_id": case.meeting_id,
        "import_id": RegisterImport.objects.get().pk,
        "number": number_in(address, case.version.number),
        "section_id": Section.objects.get(version__number=DRAFT_NUMBER, position=1).pk,
        "place": 1,
        "name": "risks",
        "slug": case.version.checklist_id,
        "edition": "full",
        "kind": "csv",
        "code": {"legal": "1.4.2", "": "1.4.1"}[part],
        "area": "finance",
        "part": COST if address == "exempt-remove" else f"{QUESTION}:{GENERAL}",
        "uidb36": "1",
        "pk": 1,
        "rule_id": factories.group_role().pk,
        "grant_id": RoleGrant.objects.filter(user=people.person("outsider")).earliest("pk").pk,
        "key": KEYS.get(address, key),
    }
    return path_to(address, values)


def filled_in(line: Line, path: str, visitors: dict[str, Visitor]) -> dict[str, Any]:
    """Return what the first person who may open the page, and then send it, would send from it."""
    body: dict[str, Any] = {}
    for visitor in [visitors[column] for column, code in line.codes.items() if code in {"302", "409", "422"}]:
        with undone():
            page = visitor.client.get(path)
        if page.status_code == 200:
            body = dict(fields_of(page.content.decode(), path))
            # Each sends it from a page of their own.
            body.pop("typed_by", None)
            break
    typed = days.typed(TYPED.get(line.name, {}))
    if line.name == "assessment-move":
        typed["meeting"] = str(Meeting.objects.get(name=OTHER_MEETING).pk)
    return body | typed


def answer_to(visitor: Visitor, path: str, body: dict[str, Any] | None) -> str:
    """Ask, undo what it did, and return the word of the table for what came."""
    client = visitor.client
    # A form says who typed in it.
    own = {"typed_by": visitor.pk} if body and "typed_by" in body else {}
    with undone():
        response = client.get(path) if body is None else client.post(path, body | own)
        for _chunk in response:
            """A file is open until it was read."""
    assert (response["Cache-Control"], response["Permissions-Policy"]) == (NOT_KEPT, PERMISSIONS), path
    to_sign_in = response.status_code == 302 and response.headers["Location"].startswith("/sign-in/")
    return "in" if to_sign_in else str(response.status_code)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
