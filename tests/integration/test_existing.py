"""Partnerships that exist already: they stand on the register without a case, are found, changed and reviewed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import DatabaseError, transaction

from accounts.models import User
from accounts.roles import Role
from partnerships import actions, emails
from partnerships.actions import InvalidError
from partnerships.domain.board import RoundReason
from partnerships.models import Event, Partnership, RegisterEntry
from partnerships.selectors.similar import similar_to
from partnerships.selectors.trail import first_break
from tests import boards, days, existing, factories, people


@pytest.fixture
def entry(manager: User, owner: User) -> RegisterEntry:
    return existing.enter(manager)


class TestEntering:
    def test_it_stands_on_the_register_and_in_its_export(
        self, entry: RegisterEntry, manager: User, client: Any
    ) -> None:
        client.force_login(manager)
        page = client.get("/register/").content.decode()
        assert "PR-0001 Safer streets" in page
        assert "/register/PR-0001/" in page
        export = b"".join(client.get("/register.csv").streaming_content).decode()
        assert "Safer streets" in export
        assert client.get("/partnerships/PR-0001/").headers["Location"] == "/register/PR-0001/"
        shown = client.get("/register/PR-0001/").content.decode()
        assert "Marlshire Police" in shown
        assert "Existing partnership entered" in shown

    def test_the_form(self, manager: User, owner: User, client: Any) -> None:
        client.force_login(manager)
        typed = {
            "name": "Safer streets",
            "purpose": "Patrols.",
            "lead": owner.email,
            "partners": "Marlshire Police\nTown council",
            "significance": "low",
            "annual_cost": "£12,500",
            **days.boxes("review_on", days.in_days(existing.YEAR)),
        }
        wrong = client.post("/register/new/", typed | {"lead": "nobody@marlshire.example", "annual_cost": "a lot"})
        assert wrong.status_code == 422
        assert "Nobody with this address" in wrong.content.decode()
        assert client.post("/register/new/", typed).headers["Location"] == "/register/PR-0001/"
        partnership = Partnership.objects.get()
        assert [row.name for row in partnership.partners.all()] == ["Marlshire Police", "Town council"]
        assert (partnership.annual_cost, partnership.significance, partnership.lead) == (12_500, "low", owner)
        again = client.post("/register/new/", typed)
        assert again.status_code == 422
        assert "A partnership with almost this name is here already" in again.content.decode()
        warned = client.post("/register/new/", typed).content.decode()
        first = re.search(r"<button[^>]*>", warned[warned.index('name="csrfmiddlewaretoken"', warned.index("<main")) :])
        assert first
        assert "name=" not in first[0]
        assert client.post("/register/new/", typed | {"anyway": "yes"}).status_code == 302

    @pytest.mark.parametrize(
        ("field", "said"),
        [
            ("name", {"name": ""}),
            ("purpose", {"purpose": "x" * 5_001}),
            ("partners", {"partners": ["x" * 201]}),
            ("significance", {"significance": "huge"}),
            ("annual_cost", {"annual_cost": -1}),
            ("planned_end_on", {"planned_start_on": date(2027, 2, 1), "planned_end_on": date(2027, 1, 1)}),
            ("review_on", {"review_on": date(2999, 1, 1)}),
            ("review_on", {"planned_end_on": days.InDays(existing.YEAR - 1)}),
            ("decided_on", {"decided_on": days.InDays(1)}),
            ("meeting", {"meeting": "Bell\x07"}),
            ("minute_reference", {"minute_reference": "x" * 101}),
        ],
    )
    def test_what_is_not_valid_is_refused(self, manager: User, field: str, said: dict[str, Any]) -> None:
        with pytest.raises(InvalidError) as refused:
            existing.enter(manager, **days.dated(said))
        assert field in refused.value.errors
        assert not Partnership.objects.exists()

    def test_only_managers_of_the_service_enter_one_and_only_who_can_lead_leads_it(
        self, manager: User, other_manager: User, owner: User, secretary: User
    ) -> None:
        for by, said in ((other_manager, {}), (owner, {}), (manager, {"lead": secretary})):
            with pytest.raises(InvalidError):
                existing.enter(by, **said)

    def test_it_is_found_by_new_partnerships_that_are_similar(self, entry: RegisterEntry, owner: User) -> None:
        case = factories.start(
            owner, people.service(), name="Safer streets together", purpose="Patrols with the police."
        )
        assert similar_to(case.partnership) == [entry.partnership]


class TestSeeing:
    def test_those_who_may_see_it(
        self,
        entry: RegisterEntry,
        owner: User,
        outsider: User,
        other_manager: User,
        legal: User,
        auditor: User,
        client: Any,
    ) -> None:
        codes = {owner: 200, outsider: 404, other_manager: 404, legal: 200, auditor: 200, people.person("admin"): 404}
        for person, code in codes.items():
            client.force_login(person)
            assert client.get("/register/PR-0001/").status_code == code, person
            assert client.get("/partnerships/PR-0001/").status_code == (302 if code == 200 else 404), person

    def test_its_trail_is_whole_and_in_the_auditors_list(
        self, entry: RegisterEntry, auditor: User, client: Any
    ) -> None:
        assert first_break(entry.partnership) is None
        call_command("verify_trail", verbosity=0)
        client.force_login(auditor)
        assert "Existing partnership entered" in client.get("/audit/").content.decode()
        assert client.get("/audit.csv").status_code == 200


class TestChanging:
    def test_a_manager_changes_what_is_known(self, entry: RegisterEntry, manager: User, contributor: User) -> None:
        draft = existing.draft(purpose="Patrols and lights.", lead=contributor, partners=["Town council"])
        actions.change_existing(entry=entry, by=manager, draft=draft)
        partnership = Partnership.objects.get()
        assert (partnership.purpose, partnership.lead) == ("Patrols and lights.", contributor)
        assert [row.name for row in partnership.partners.all()] == ["Town council"]
        event = Event.objects.order_by("pk").last()
        assert event is not None
        assert set(event.new) == {"purpose", "lead", "partners"}
        assert first_break(partnership) is None

    def test_two_managers_at_once_lose_nothing(self, entry: RegisterEntry, manager: User, client: Any) -> None:
        client.force_login(manager)
        page = client.get("/register/PR-0001/change/")
        actions.change_existing(entry=entry, by=manager, draft=existing.draft(purpose="Patrols and lights."))
        typed = {
            name: page.context["form"][name].value() or "" for name in ("name", "partners", "lead", "significance")
        }
        typed |= {"version_token": page.context["form"].version_token, "purpose": "Cameras."}
        answer = client.post("/register/PR-0001/change/", typed | days.boxes("review_on", days.in_days(existing.YEAR)))
        assert answer.status_code == 409
        assert "Patrols and lights." in answer.content.decode()

    def test_the_form_asks_for_what_a_report_says_besides(
        self, entry: RegisterEntry, manager: User, owner: User, client: Any
    ) -> None:
        client.force_login(manager)
        page = client.get("/register/PR-0001/change/")
        fields = page.context["form"].fields
        assert [name for name in fields if name in existing.BESIDES] == list(existing.BESIDES)
        assert list(fields)[-1] == "review_on"
        typed = {"name": "Safer streets", "purpose": "Patrols.", "lead": owner.email, **existing.BESIDES}
        typed |= days.boxes("review_on", days.in_days(existing.YEAR))
        typed["version_token"] = page.context["form"].version_token
        wrong = client.post("/register/PR-0001/change/", typed | {"contact_name": ""})
        assert wrong.context["form"].errors.keys() == {"contact_name"}
        assert client.post("/register/PR-0001/change/", typed).status_code == 302
        shown = client.get("/register/PR-0001/").content.decode()
        for text in ("Falbrook, Weirside", "KD 27/014", "Streets team, streets@marlshire.example", "cameras are sold"):
            assert text in shown
        event = Event.objects.filter(kind="existing_changed").get()
        assert event.new.keys() == {"purpose", "partners", *existing.BESIDES}
        found = client.get("/search/", {"text": "cameras"}).content.decode()
        assert "PR-0001" in found

    def test_officers_do_not(self, entry: RegisterEntry, owner: User, client: Any) -> None:
        client.force_login(owner)
        assert client.get("/register/PR-0001/change/").status_code == 403


class TestReviewing:
    def test_its_lead_opens_the_first_case(self, entry: RegisterEntry, owner: User, manager: User, client: Any) -> None:
        client.force_login(owner)
        assert client.post("/register/PR-0001/review/", {"decision": "continue"}).status_code == 302
        case = people.first_case()
        assert (case.opened_for, case.decision_sought, case.round) == (RoundReason.REVIEW, "continue", 1)
        assert client.get("/partnerships/PR-0001/").status_code == 200
        assert client.get("/register/PR-0001/").headers["Location"] == "/partnerships/PR-0001/"
        with pytest.raises(actions.ActionError, match="has begun"):
            actions.change_existing(entry=entry, by=manager, draft=existing.draft(purpose="Late."))
        assert "Review under way" in client.get("/register/").content.decode()
        assert first_break(case.partnership) is None

    def test_what_is_known_stands_in_the_case_but_the_reference_stays_with_its_approval(
        self, manager: User, owner: User, client: Any
    ) -> None:
        entry = existing.enter(manager, **existing.BESIDES)
        case = actions.start_first_review(entry=entry, by=owner)
        row = Partnership.objects.get()
        left = {**existing.BESIDES, "key_decision_reference": ""}
        assert {name: getattr(row, name) for name in existing.BESIDES} == left
        client.force_login(manager)
        assert "KD 27/014" in b"".join(client.get("/register.csv").streaming_content).decode()
        assert first_break(case.partnership) is None

    def test_a_review_that_approves_makes_it_like_any_other(
        self, entry: RegisterEntry, owner: User, manager: User, legal: User, secretary: User, client: Any
    ) -> None:
        case = actions.start_first_review(entry=entry, by=owner)
        factories.judge(case)
        made = boards.bring(case, manager=manager, legal=legal, secretary=secretary)
        decision = boards.decide(made, secretary)
        entry.refresh_from_db()
        assert entry.decision == decision
        client.force_login(manager)
        assert client.get("/register/").status_code == 200
        assert "Marlshire Police" in client.get("/partnerships/PR-0001/").content.decode()

    def test_a_review_that_changes_it_leaves_the_register_as_it_is_until_it_is_approved(
        self, entry: RegisterEntry, owner: User, manager: User, client: Any
    ) -> None:
        case = actions.start_first_review(entry=entry, by=owner, decision="change")
        details = {**vars(actions.partnership.details_of(case)), "purpose": "Cameras.", "partners": ["Camera firm"]}
        actions.change_details(assessment=case, by=owner, details=actions.Details(**details))
        client.force_login(manager)
        export = b"".join(client.get("/register.csv").streaming_content).decode()
        assert "Marlshire Police" in export
        assert "Camera firm" not in export

    def test_the_daily_command_reminds_and_opens_it_when_it_is_due(
        self, entry: RegisterEntry, owner: User, manager: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        RegisterEntry.objects.update(review_on=days.in_days(10))
        emails.remind(today=days.in_days(0))
        emails.send_waiting(today=days.in_days(0))
        assert {message.to[0] for message in mail.outbox} == {owner.email, manager.email}
        RegisterEntry.objects.update(review_on=days.in_days(0))
        call_command("run_daily", verbosity=0)
        assert people.first_case().opened_for == RoundReason.REVIEW
        call_command("run_daily", verbosity=0)
        assert Partnership.objects.get().assessments.count() == 1

    def test_nobody_else_starts_it(self, entry: RegisterEntry, legal: User, client: Any) -> None:
        client.force_login(legal)
        assert client.post("/register/PR-0001/review/", {"decision": "continue"}).status_code == 403
        with pytest.raises(actions.ActionError):
            actions.start_first_review(entry=entry, by=legal)


class TestDatabase:
    def test_refuses_what_no_action_does(self, entry: RegisterEntry, owner: User, manager: User) -> None:
        case = factories.start(owner, people.service())
        event = Event.objects.filter(assessment=None).get()
        with pytest.raises(DatabaseError), transaction.atomic():
            RegisterEntry.objects.create(partnership=case.partnership, review_on=days.in_days(0), entered_by=manager)
        event.pk, event.partnership, event.position = None, case.partnership, 99
        with pytest.raises(DatabaseError), transaction.atomic():
            event.save(force_insert=True)
        with pytest.raises(DatabaseError), transaction.atomic():
            RegisterEntry.objects.update(ended_on=days.in_days(0))
        with pytest.raises(DatabaseError), transaction.atomic():
            RegisterEntry.objects.all()._raw_delete("default")


def test_leaving_names_what_has_no_case(entry: RegisterEntry, owner: User, client: Any) -> None:
    client.force_login(factories.person("Ada Admin", Role.ADMIN))
    page = client.get(f"/people/{owner.pk}/close/").content.decode()
    assert "Leads PR-0001, which has no case" in " ".join(page.split())
