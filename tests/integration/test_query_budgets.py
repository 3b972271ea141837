"""What each page may ask of the database: no more with twenty rows of everything than with two, and never more than this.

A page that needs another query for each row passes every other test and is slow in the second year. The session, the
person and their roles are three queries, reading a case four (five once it was submitted), and counting a limit one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions.deputies import name_deputy
from accounts.models import GroupRole, GroupSeen, RoleGrant, User
from accounts.roles import Role
from config.security_txt import SecurityTxt
from partnerships import actions
from partnerships.domain.board import Edition
from partnerships.domain.exemption import QUESTION
from partnerships.models import Assessment, ImplicationArea, Participant
from tests import boards, existing, factories, people
from tests.addresses import own_names, path_to
from tests.filled_forms import fields_of
from tests.integration.budgets import BUDGETS, SAVING
from tests.integration.counting import count, declare_and_mark, talk, undone
from tests.specs import BEST

pytestmark = pytest.mark.any_database

FEW, MANY = 2, 20
# The question that looks for similar partnerships; one that a legal adviser confirms; and the concerns of the case.
SIMILAR, TO_CONFIRM = "existing-partnerships", "legal-basis"
CONCERNS = {
    "customers-consulted": "no",
    "authority": "partly",
    "purpose-and-need": "partly",
    "customer-benefit": "partly",
    "services-consulted": "partly",
    "decision-makers": "partly",
    "partners-agree": "partly",
    "representation": "partly",
    "skills": "gap",
    "interests-protected": "partly",
    "time-limits": "in_progress",
    "no-accidental-contract": "some",
    "novelty": "novel",
}
# Pages about a condition that was met: the second; the first is not.
MET = ("condition-reopen", "condition-file")
# The draft of a checklist, and a question of it that has a rule.
DRAFT_NUMBER, WITH_RULE = "1.1", "prior-approval"

Counts = dict[tuple[str, str], int]


def test_every_address_has_a_budget() -> None:
    assert {name for name, _who in BUDGETS} - {SAVING} == own_names()


@pytest.mark.spread(1)
@pytest.mark.usefixtures("laid_out_once", "word_once", "council_sign_in")
def test_pages_cost_the_same_with_many_rows(assessment: Assessment, settings: Any) -> None:
    settings.SECURITY_TXT = SecurityTxt(
        "mailto:security@marlshire.example", timezone.localdate(), canonical="", policy=""
    )
    manager, owner, secretary = people.person("manager"), people.person("owner"), people.person("secretary")
    visitors = {
        "lead": owner,
        "returned": owner,
        "submitted": owner,
        "manager": manager,
        "reviewer": manager,
        "legal": people.person("legal"),
        "monitoring": people.person("monitoring"),
        "secretary": secretary,
        "board": secretary,
        "after": owner,
        "recorder": secretary,
        "asking": manager,
        "auditor": people.person("auditor"),
        "editor": people.person("editor"),
        "admin": people.person("admin"),
    }
    counts = []
    for rows in (FEW, MANY):
        with undone():
            counts.append(count_all(World(assessment, rows), visitors))
    few, many = counts
    wrong = [
        f"{name} by {who}: {few[name, who]} -> {many[name, who]}"
        for name, who in few
        if many[name, who] != few[name, who]
    ]
    dear = [
        f"{name} by {who}: {many[name, who]}, budget {most}"
        for (name, who), most in BUDGETS.items()
        if many[name, who] > most
    ]
    told = [f"more queries for more rows ({FEW} -> {MANY}):", *wrong, "over budget:", *dear]
    assert not wrong + dear, "\n".join(told)


class World:
    """A case with that many answers, pieces of evidence, people, concerns and treatments, beside as many others twice."""

    def __init__(self, case: Assessment, rows: int) -> None:
        self.case, self.rows, self.pack = case, rows, ""
        self.lead, self.service = case.partnership.lead, case.partnership.service
        next_week = timezone.localdate() + timedelta(days=7)
        self.deputyship = name_deputy(
            by=people.person("manager"), deputy=self.lead, first_on=next_week, last_on=next_week
        )
        self.checklist_draft = factories.checklist_draft(DRAFT_NUMBER)
        self.closed = factories.person("Cleo Closed")
        User.objects.filter(pk=self.closed.pk).update(
            is_active=False, closed_at=timezone.now(), closed_by=people.person("admin")
        )
        self.ended = factories.start(self.lead, self.service, name="Joint garden")
        actions.withdraw(assessment=self.ended, by=self.lead, reason="Not now.")
        self.meeting = boards.meeting(people.person("secretary"))
        partners = [f"Partner {number}" for number in range(rows)]
        self.entry = existing.enter(people.person("manager"), name="Museum shop", partners=partners)
        table = existing.table(*(existing.line(name=f"Garden {number}") for number in range(rows)))
        self.upload = existing.upload(people.person("manager"), table)
        for number in range(rows):
            boards.meeting(people.person("secretary"), in_days=41 + number)
            going = factories.start(self.lead, self.service, name=f"Joint yard {number}")
            actions.choose_meeting(assessment=going, by=self.lead, meeting=self.meeting)
            factories.start(self.lead, self.service, name=f"Joint store {number}")
            factories.submit(factories.start(self.lead, self.service, name=f"Joint equipment {number}"))
            officer = factories.person(f"Person Number{number}", Role.OFFICER, service=self.service)
            factories.join(case, officer)
            self.have_groups(officer, number)
        concerns = dict(list(CONCERNS.items())[:rows])
        first = {key: BEST[key] for key in (SIMILAR, TO_CONFIRM)} | concerns
        others = {key: option for key, option in BEST.items() if key not in first} if rows == MANY else {}
        for key, option in (first | others).items():
            factories.save(case, key, option, reason=f"Reason for {key}.")
        self.concerns = list(concerns)
        for number in range(rows):
            self.attach(self.concerns[number % len(concerns)], number)
            self.comment(number)
        declare_and_mark(case, self.concerns)
        self.resolved = talk(case, rows)

    def have_groups(self, officer: User, number: int) -> None:
        """Have them come with a group that gives a role, and one that does not."""
        for group in ("g-others", f"g-{number}"):
            GroupSeen.objects.create(user=officer, group=group)
        GroupRole.objects.create(group=f"g-{number}", role=Role.OFFICER, added_by=self.closed)

    def attach(self, key: str, number: int) -> None:
        name = f"minutes-{number}.txt"
        actions.attach_file(
            assessment=self.case,
            question=factories.question(key),
            by=self.lead,
            title=name,
            file=ContentFile(b"Minutes.", name=name),
        )

    def comment(self, number: int) -> None:
        """Have somebody comment in an area of their own."""
        area = ImplicationArea.objects.create(slug=f"area-{number}", name=f"Area {number}")
        comment: dict[str, Any] = {"author": "Head of it", "commented_on": date(2026, 1, 6), "text": "Affordable."}
        asked: dict[str, Any] = {"asked_of": "Head of it", "asked_on": date(2026, 1, 5)}
        draft = actions.CommentDraft(**asked, **comment)
        actions.ask_and_comment(assessment=self.case, by=self.lead, area=area, draft=draft)

    def treat(self, manager: User) -> None:
        """Treat every concern but for the first."""
        for key in self.concerns[1:]:
            factories.justify(self.case, key, manager)

    def give_back(self, manager: User) -> None:
        factories.give_back(self.case, manager, {key: f"Say more about {key}." for key in self.concerns})

    def ask_referral(self, manager: User) -> None:
        factories.submit(self.case)
        factories.ask_referral(self.case, manager)

    def refer(self, monitoring: User) -> None:
        actions.confirm_referral(assessment=self.case, by=monitoring, reason="The board asked to see it.")
        self.case.refresh_from_db()

    def issue(self, secretary: User) -> None:
        """Issue the report for the meeting, and put it into an agenda pack of that."""
        actions.choose_meeting(assessment=self.case, by=self.lead, meeting=self.meeting)
        issue = factories.issue(self.case, secretary)
        self.pack = actions.make_pack(meeting=self.meeting, issues=[issue], edition=Edition.FULL, by=secretary)

    def decide(self, secretary: User) -> None:
        """Have it approved with that many conditions, of which the second is met."""
        boards.approve(self.case, secretary, self.rows)

    def reference(self, name: str) -> str:
        """Return the partnership that a page is about."""
        without_case = name in ("register-entry", "register-change", "register-review")
        of = self.entry if without_case else self.ended if name == "partnership-round" else self.case
        return of.partnership.reference

    def path(self, name: str) -> str:
        """Return the address of a page of the case: for those that the case lacks, of what a test needs not choose."""
        person = Participant.objects.filter(partnership=self.case.partnership).order_by("pk").last()
        values = {
            "assessment_id": self.case.pk,
            "reference": self.reference(name),
            "person_id": person and person.pk,
            "deputyship_id": self.deputyship.pk,
            "meeting_id": self.meeting.pk,
            "import_id": self.upload.pk,
            "user_id": self.closed.pk if name == "account-open" else self.lead.pk,
            "number": {
                **dict.fromkeys(MET, 2),
                "conversation-reopen": self.resolved,
            }.get(name, number_of_version(name) or 1),
            "section_id": self.checklist_draft.sections.get(position=1).pk,
            "place": 1,
            "name": "risks",
            "slug": self.case.version.checklist_id,
            "edition": "full",
            "area": "area-0",
            "part": f"{QUESTION}:{self.concerns[0]}",
            "code": "1.4.1",
            "kind": "csv",
            "uidb36": "1",
            "pk": 1,
            "rule_id": factories.group_role().pk,
            "grant_id": RoleGrant.objects.filter(user=self.lead).earliest("pk").pk,
            "key": {
                "flag-treat": self.concerns[0],
                "answer-confirm": TO_CONFIRM,
                "answer-object": TO_CONFIRM,
                "meeting-pack-pdf": self.pack,
                "draft-rule": WITH_RULE,
                "draft-rule-remove": WITH_RULE,
            }.get(name, SIMILAR),
        }
        return path_to(name, values) + ("?text=reason" if name == "search" else "")


def number_of_version(name: str) -> str:
    """Return the number of the version in the address of a page about a checklist; "" for other pages."""
    if name.startswith("checklist-"):
        return "1.0"
    return DRAFT_NUMBER if name.startswith(("draft", "preview")) else ""


def count_all(world: World, people: dict[str, User]) -> Counts:
    """Return how many queries each page takes, in the state in which that person has it before them."""
    counts: Counts = {}
    bring: dict[str, Callable[[], object]] = {
        "submitted": lambda: factories.submit(world.case),
        "manager": lambda: world.treat(people["manager"]),
        "returned": lambda: world.give_back(people["manager"]),
        "monitoring": lambda: world.ask_referral(people["manager"]),
        "secretary": lambda: world.refer(people["monitoring"]),
        "board": lambda: world.issue(people["secretary"]),
        "after": lambda: world.decide(people["secretary"]),
    }
    for who in (
        "nobody",
        "lead",
        "submitted",
        "manager",
        "legal",
        "returned",
        "monitoring",
        "secretary",
        "reviewer",
        "board",
        "auditor",
        "editor",
        "admin",
        "after",
        "recorder",
        "asking",
    ):
        bring.get(who, lambda: None)()
        for name in [name for name, asker in BUDGETS if asker == who]:
            client = Client()
            if who in people:
                client.force_login(people[who])
            counts[name, who] = count_saving(world, client) if name == SAVING else count(client, world.path(name))
    return counts


def count_saving(world: World, client: Client) -> int:
    """Return the queries of a POST that changes an answer and its flag."""
    path = world.path("assessment-question")
    body = dict(fields_of(client.get(path).content.decode(), path))
    with undone(), CaptureQueriesContext(connection) as captured:
        response = client.post(
            path,
            {
                **body,
                "existing-partnerships-option": "cannot_take_on",
                "existing-partnerships-reason": "Another reason.",
            },
        )
    assert response.status_code == 302
    return len(captured)
