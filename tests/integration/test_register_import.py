"""Partnerships from a table: its columns, every fault by row, all rows or none, and nothing twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import RoleGrant, User
from govuk.dates import read_date
from partnerships import actions
from partnerships.actions import InvalidError
from partnerships.actions.register_import import forget_uploads, guess, mapping_version_token, read_rows
from partnerships.models import Event, Partnership, PartnershipWord, RegisterEntry, RegisterImport
from partnerships.selectors.similar import similar_to
from partnerships.selectors.trail import first_break
from tests import boards, existing, factories, people
from tests.existing import BESIDES, HEADINGS, line, table, upload


@pytest.fixture(autouse=True)
def _people(owner: User, manager: User) -> None:
    """Whoever leads, and whoever enters."""


def notes(upload_: RegisterImport, by: User) -> list[tuple[int, str, str]]:
    return [(note.row, note.column, note.sentence) for note in read_rows(upload_, by=by, read_day=read_date).faults]


class TestPages:
    def test_from_the_file_to_the_register(self, manager: User, client: Any) -> None:
        client.force_login(manager)
        file = SimpleUploadedFile("ours.csv", table(line(), line(name="Joint garden")))
        columns = client.post("/register/import/", {"file": file}).headers["Location"]
        page = client.get(columns)
        assert page.context["form"]["review_on"].value() == "4"
        typed = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
        sent = typed | {"version_token": page.context["form"].version_token}
        check = client.post(columns, sent).headers["Location"]
        page = client.get(check)
        assert "2 partnerships will be put on the register" in page.content.decode()
        assert not Partnership.objects.exists()
        sent = {"version_token": page.context["form"].version_token, "form_token": "a" * 32}
        assert client.post(check, sent).headers["Location"] == "/register/"
        assert client.post(check, sent).headers["Location"] == "/register/"
        assert client.post(check, sent | {"form_token": "b" * 32}).headers["Location"] == "/register/"
        assert Partnership.objects.count() == 2
        assert "Joint garden" in client.get("/register/").content.decode()

    def test_what_is_no_table_is_said_beside_the_field(self, manager: User, client: Any) -> None:
        client.force_login(manager)
        for content in (b"", b"PK\x03\x04\x00", b'Name\n"a'):
            answer = client.post("/register/import/", {"file": SimpleUploadedFile("x.csv", content)})
            assert answer.status_code == 422
            assert answer.context["form"].errors["file"]
        assert not RegisterImport.objects.exists()

    def test_columns_that_are_missing_or_used_twice(self, manager: User, client: Any) -> None:
        kept = upload(manager, table(line()))
        client.force_login(manager)
        address = f"/register/import/{kept.pk}/"
        token = client.get(address).context["form"].version_token
        sent = {"version_token": token, "name": "0", "purpose": "0", "service": "2", "lead": "3", "review_on": "4"}
        answer = client.post(address, sent)
        assert "holds “Name” already" in answer.content.decode()
        answer = client.post(address, sent | {"purpose": "", "lead": "99"})
        assert set(answer.context["form"].errors) == {"purpose", "lead"}

    def test_columns_that_somebody_changed_in_another_tab_are_not_entered(self, manager: User, client: Any) -> None:
        kept = upload(manager, table(line()))
        client.force_login(manager)
        page = client.get(f"/register/import/{kept.pk}/check/")
        swapped = {"name": 1, "purpose": 0, "service": 2, "lead": 3, "review_on": 4}
        actions.map_columns(upload=kept, by=manager, mapping=swapped)
        answer = client.post(
            f"/register/import/{kept.pk}/check/", {"version_token": page.context["form"].version_token}
        )
        assert answer.status_code == 409
        assert not Partnership.objects.exists()

    def test_faults_stand_by_row(self, manager: User, client: Any) -> None:
        kept = upload(manager, table(line(), line(name="", lead="Nobody")))
        client.force_login(manager)
        page = client.get(f"/register/import/{kept.pk}/check/").content.decode()
        assert "2 faults" in page
        assert "Nobody who can lead a partnership" in page
        token = mapping_version_token(kept)
        answer = client.post(f"/register/import/{kept.pk}/check/", {"version_token": token})
        assert answer.status_code == 409
        assert not Partnership.objects.exists()

    def test_nobody_sees_the_file_of_another(self, manager: User, other_manager: User, client: Any) -> None:
        kept = upload(manager, table(line()))
        client.force_login(other_manager)
        for address in (f"/register/import/{kept.pk}/", f"/register/import/{kept.pk}/check/"):
            assert client.get(address).status_code == 404
        with pytest.raises(actions.ActionError):
            actions.enter_table(upload=kept, by=other_manager, read_day=read_date)

    def test_the_same_file_is_told(self, manager: User, client: Any) -> None:
        content = table(line())
        actions.enter_table(upload=upload(manager, content), by=manager, read_day=read_date)
        kept = upload(manager, content)
        client.force_login(manager)
        page = " ".join(client.get(f"/register/import/{kept.pk}/").content.decode().split())
        assert "This very file was entered before, by Mary Manager" in page
        assert "No row is left to be entered" in client.get(f"/register/import/{kept.pk}/check/").content.decode()

    def test_hostile_cells_are_text(self, manager: User, client: Any) -> None:
        evil = "=HYPERLINK('https://x.example')"
        kept = upload(manager, table(line(name=evil, purpose="<script>alert(1)</script>")))
        actions.enter_table(upload=kept, by=manager, read_day=read_date)
        client.force_login(manager)
        assert "<script>alert" not in client.get("/register/PR-0001/").content.decode()
        export = b"".join(client.get("/register.csv").streaming_content).decode()
        assert f"'{evil}" in export
        assert f",{evil}" not in export


class TestRows:
    @pytest.mark.parametrize(
        ("said", "column", "sentence"),
        [
            ({"name": ""}, "Name", "This cell must not be empty"),
            ({"name": "x" * 201}, "Name", "must be 200 characters or fewer"),
            ({"purpose": " "}, "Purpose", "This cell must not be empty"),
            ({"service": "Highways"}, "Service", "There is no service “Highways”"),
            ({"lead": "Sam Secretary"}, "Lead officer", "Nobody who can lead"),
            ({"lead": "oliver@marlshire.example"}, "Lead officer", "Nobody who can lead"),
            ({"review_on": "soon"}, "Review date", "Write the date as day, month and year"),
            ({"review_on": "31/02/2027"}, "Review date", "Write the date as day, month and year"),
            ({"review_on": "1/1/2999"}, "Review date", "The year must be between"),
        ],
    )
    def test_a_fault_names_row_column_and_what_is_wrong(
        self, manager: User, secretary: User, said: dict[str, str], column: str, sentence: str
    ) -> None:
        (found,) = notes(upload(manager, table(line(name="Joint garden"), line(**said))), manager)
        assert found[:2] == (3, column)
        assert sentence in found[2]

    def test_every_fault_of_a_row_and_of_every_row(self, manager: User) -> None:
        kept = upload(manager, table(line(name="", service="x"), line(), line(lead="x", review_on="x")))
        assert [note[:2] for note in notes(kept, manager)] == [
            (2, "Name"),
            (2, "Service"),
            (4, "Review date"),
            (4, "Lead officer"),
        ]

    def test_a_service_of_another_manager_is_refused(self, manager: User, other_service: Any) -> None:
        (found,) = notes(upload(manager, table(line(service="Highways"))), manager)
        assert "You cannot enter partnerships of this service" in found[2]

    def test_two_people_of_one_name(self, manager: User) -> None:
        twin = factories.UserFactory.create(full_name="Olive Owner", email="olive2@marlshire.example")
        RoleGrant.objects.create(user=twin, role="officer")
        (found,) = notes(upload(manager, table(line())), manager)
        assert "2 people have this name" in found[2]
        kept = upload(manager, table(line(lead="OLIVE2@marlshire.example")))
        assert read_rows(kept, by=manager, read_day=read_date).drafts[0].lead == twin

    def test_the_same_name_twice_in_the_file(self, manager: User) -> None:
        (found,) = notes(upload(manager, table(line(), line(name="SAFER  Streets"))), manager)
        assert found == (3, "Name", "Row 2 has the same name and service")

    def test_what_is_here_already_or_has_ended_is_left_out(self, manager: User) -> None:
        existing.enter(manager)
        headings = (*HEADINGS, "Ended")
        rows = [[*line(), ""], [*line(name="Joint garden"), "1/2/2026"], [*line(name="Joint store"), ""]]
        found = read_rows(upload(manager, table(*rows, headings=headings)), by=manager, read_day=read_date)
        assert [(note.row, note.sentence) for note in found.left_out] == [
            (2, "It is here already, as PR-0001."),
            (3, "It has ended, so it does not enter the register."),
        ]
        assert [draft.name for draft in found.drafts] == ["Joint store"]

    def test_a_restricted_partnership_is_not_told(self, manager: User, owner: User) -> None:
        factories.start(owner, people.service(), name="Safer streets", is_restricted=True)
        assert not read_rows(upload(manager, table(line())), by=manager, read_day=read_date).left_out

    def test_all_columns(self, manager: User) -> None:
        headings = (
            *HEADINGS,
            *("Partners", "The council's role", "Significance", "Cost a year in pounds", "Source of funding"),
            *("Planned start", "Planned end", "Decided on", "Meeting or decision-maker", "Minute reference"),
            *("Wards or areas affected", "Key decision reference", "Contact for the public", "Exit arrangements"),
            *("Email address of the contact", "Telephone number of the contact"),
        )
        more = ["Police; Town council;Police", "Member", "High", "£12,500", "Grant", "1 Apr 2020", "2040-03-31"]
        besides = [
            "All wards",
            "KD 27/014",
            "Streets team",
            "A year.\nStaff return.",
            "a@marlshire.example",
            "+44 1632 960147",
        ]
        row = [*line(), *more, "3/3/2020", "Cabinet", "CAB 4", *besides]
        (draft,) = read_rows(upload(manager, table(row, headings=headings)), by=manager, read_day=read_date).drafts
        assert draft.partners == ["Police", "Town council"]
        assert (draft.significance, draft.annual_cost, draft.minute_reference) == ("high", 12_500, "CAB 4")
        assert (draft.wards, draft.key_decision_reference) == ("All wards", "KD 27/014")
        assert (draft.contact_name, draft.contact_email) == ("Streets team", "a@marlshire.example")
        assert (draft.contact_phone, draft.exit_arrangements) == ("+44 1632 960147", "A year.\nStaff return.")
        for place, wrong, column in ((7, "huge", "Significance"), (8, "a lot", "Cost a year in pounds")):
            bad = [*row[:place], wrong, *row[place + 1 :]]
            (found,) = notes(upload(manager, table(bad, headings=headings)), manager)
            assert found[1] == column

    def test_half_a_contact_is_a_fault_of_its_column(self, manager: User) -> None:
        headings = (*HEADINGS, "Contact for the public")
        (found,) = notes(upload(manager, table([*line(), "Streets team"], headings=headings)), manager)
        assert found == (
            2,
            "Email address of the contact",
            "Enter an email address or a telephone number for the contact",
        )

    def test_a_contact_is_who_leads_it_only_where_nobody_else_is(self) -> None:
        assert guess(["Name", "Contact"]) == {"name": 0, "lead": 1}
        assert guess(["Name", "Lead officer", "Contact"]) == {"name": 0, "lead": 1, "contact_name": 2}

    def test_headings_are_recognised_in_other_words(self) -> None:
        assert guess(["Title", "LEAD", "Directorate", "Description", "Next review", "Notes"]) == {
            "name": 0,
            "purpose": 3,
            "service": 2,
            "lead": 1,
            "review_on": 4,
        }


class TestEntering:
    def test_all_or_none(self, manager: User, owner: User) -> None:
        kept = upload(manager, table(line(), line(name="Joint garden")))
        RoleGrant.objects.filter(user=owner).delete()
        with pytest.raises(actions.ActionError):
            actions.enter_table(upload=kept, by=manager, read_day=read_date)
        assert not RegisterEntry.objects.exists()

    def test_what_was_entered_is_whole_and_is_found(self, manager: User, owner: User) -> None:
        actions.enter_table(
            upload=upload(manager, table(line(), line(name="Joint garden"))), by=manager, read_day=read_date
        )
        case = factories.start(owner, people.service(), name="Our joint garden", purpose="Flowers.")
        assert [row.name for row in similar_to(case.partnership)] == ["Joint garden"]
        for row in Partnership.objects.all():
            assert first_break(row) is None
        assert Event.objects.filter(assessment=None).count() == 2

    def test_the_content_goes_once_it_is_entered(self, manager: User) -> None:
        kept = upload(manager, table(line()))
        actions.enter_table(upload=kept, by=manager, read_day=read_date)
        kept.refresh_from_db()
        assert (kept.content, kept.entered) == (None, 1)
        with pytest.raises(actions.ActionError, match="entered already"):
            actions.enter_table(upload=kept, by=manager, read_day=read_date)

    def test_what_nobody_entered_is_forgotten(self, manager: User) -> None:
        kept = upload(manager, table(line()))
        forget_uploads(now=timezone.now() + timedelta(days=6))
        assert RegisterImport.objects.count() == 1
        forget_uploads(now=timezone.now() + timedelta(days=8))
        with pytest.raises(actions.ActionError, match="not kept any more"):
            actions.enter_table(upload=kept, by=manager, read_day=read_date)

    def test_what_is_no_table_is_refused(self, manager: User) -> None:
        with pytest.raises(InvalidError):
            upload(manager, b"Name\n")

    def test_the_registers_own_export_can_be_read_back(
        self, manager: User, legal: User, secretary: User, owner: User, client: Any
    ) -> None:
        case = factories.start(owner, people.service(), name="=Joint store", partners=["Police", "-Council"])
        boards.decide(boards.bring(case, manager=manager, legal=legal, secretary=secretary), secretary)
        existing.enter(manager, meeting="Cabinet", annual_cost=0, significance="low", council_role="Member", **BESIDES)
        client.force_login(manager)
        export = b"".join(client.get("/register.csv").streaming_content)
        assert len(read_rows(upload(manager, export), by=manager, read_day=read_date).left_out) == 2
        names = {
            "PR-0001": "PR-0901",
            "PR-0002": "PR-0902",
            "=Joint store": "=Joint barn",
            "Safer streets": "Safer lanes",
        }
        text = export.decode()
        for old, new in names.items():
            text = text.replace(old, new)
        kept = upload(manager, text.encode())
        assert notes(kept, manager) == []
        actions.enter_table(upload=kept, by=manager, read_day=read_date)
        again = b"".join(client.get("/register.csv").streaming_content).decode()
        for line_ in text.splitlines()[1:]:
            cells = line_.split(",", 1)[1].split(",Approved,")[0]
            assert cells[:20] in again
        read = Partnership.objects.get(name="Safer lanes")
        assert {name: getattr(read, name) for name in BESIDES} == BESIDES

    def test_five_thousand_rows_are_bounded(self, manager: User, django_assert_max_num_queries: Any) -> None:
        rows = [
            line(name=f"Garden {number} of lane {number * 7}", purpose="Flowers and bees.") for number in range(5_000)
        ]
        kept = upload(manager, table(*rows))
        with django_assert_max_num_queries(20):
            assert len(read_rows(kept, by=manager, read_day=read_date).drafts) == 5_000
        with django_assert_max_num_queries(400):
            assert actions.enter_table(upload=kept, by=manager, read_day=read_date) == 5_000
        assert PartnershipWord.objects.count() >= 5_000
