"""What a report says of a partnership besides: wards, key decision reference, contact, exit arrangements."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import Service, User
from partnerships import actions, reports
from partnerships.actions.partnership import details_of
from partnerships.actions.validation import InvalidError
from partnerships.domain.exemption import COST, EXIT, Paragraph
from partnerships.forms.partnership import EditDetailsForm
from partnerships.models import Assessment, Event, Partnership, Passage
from partnerships.models.search import PassageKind
from partnerships.selectors.comments import parts_of
from partnerships.selectors.trail import first_break
from partnerships.snapshot import public_of, snapshot_of
from tests import boards, factories
from tests.conftest import SignIn
from tests.filled_forms import fields_of

GIVEN = {
    "wards": "Falbrook North and Weirside",
    "key_decision_reference": "KD 27/014",
    "contact_name": "Equipment project team",
    "contact_email": "equipment@marlshire.example",
    "contact_phone": "01632 960 147",
    "exit_arrangements": "Twelve months of notice. The vans are sold.",
}
TYPED = {"name": "Equipment", "purpose": "One store.", "decision_sought": "enter"}


def given(case: Assessment, owner: User, **others: Any) -> Assessment:
    """The case with all of it."""
    details = actions.Details(**{**vars(details_of(case)), **GIVEN, **others})
    return actions.change_details(assessment=case, by=owner, details=details)


def test_the_form_asks_for_it_and_the_page_and_the_history_say_it(
    assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    client, edit = sign_in(owner), f"/partnerships/{assessment.partnership.reference}/edit/"
    form = client.get(edit).context["form"]
    assert list(form.fields)[-1] == "is_restricted"
    response = client.post(edit, {**TYPED, **GIVEN, "version_token": form.version_token})
    assert response.status_code == 302
    page = client.get(f"/partnerships/{assessment.partnership.reference}/").content.decode()
    for text in GIVEN.values():
        assert text in page
    event = Event.objects.filter(kind="details_changed").get()
    assert {name: event.new[name] for name in GIVEN} == GIVEN


OTHER = {
    "wards": "Weirside",
    "key_decision_reference": "KD 27/099",
    "contact_name": "Olive Owner",
    "contact_email": "olive@marlshire.example",
    "contact_phone": "01632 960 999",
    "exit_arrangements": "One month of notice.",
}


@pytest.mark.parametrize("name", GIVEN)
def test_two_people_who_change_one_of_them_see_both_texts(
    assessment: Assessment, owner: User, contributor: User, sign_in: SignIn, name: str
) -> None:
    given(assessment, owner)
    client, edit = sign_in(contributor), f"/partnerships/{assessment.partnership.reference}/edit/"
    shown = fields_of(client.get(edit).content.decode(), edit)
    given(assessment, owner, **{name: OTHER[name]})
    mine = f"{OTHER[name][:-1]}8" if name == "contact_phone" else f"x{OTHER[name]}"
    refused = client.post(edit, shown | {name: mine})
    page = refused.content.decode()
    assert refused.status_code == 409
    for text in (OTHER[name], mine, "Two people changed this at once"):
        assert text in page
    assert client.post(edit, fields_of(page, edit) | {"keep": "mine"}).status_code == 302
    assert getattr(Partnership.objects.get(), name) == mine


def test_two_people_who_change_two_of_them_both_stand(
    assessment: Assessment, owner: User, contributor: User, sign_in: SignIn
) -> None:
    given(assessment, owner)
    client, edit = sign_in(contributor), f"/partnerships/{assessment.partnership.reference}/edit/"
    shown = fields_of(client.get(edit).content.decode(), edit)
    given(assessment, owner, contact_email="")
    refused = client.post(edit, shown | {"contact_phone": ""})
    assert refused.status_code == 409
    assert "Enter an email address or a telephone number for the contact" in refused.content.decode()
    assert client.post(edit, shown | {"wards": "All wards"}).status_code == 302
    row = Partnership.objects.get()
    assert (row.wards, row.contact_email, row.contact_phone) == ("All wards", "", GIVEN["contact_phone"])


def test_the_field_says_that_the_contact_is_printed_for_the_public_and_it_is_no_part_to_be_exempt(
    assessment: Assessment, owner: User
) -> None:
    assessment = given(assessment, owner)
    assert "in the public edition too" in str(EditDetailsForm(assessment=assessment).fields["contact_name"].help_text)
    assert [part.name for part in parts_of(assessment)] == [COST, EXIT]


def test_the_form_of_a_new_partnership_does_not_ask(owner: User, service: Service, sign_in: SignIn) -> None:
    form = sign_in(owner).get("/partnerships/new/").context["form"]
    assert not GIVEN.keys() & form.fields.keys()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"contact_name": ""}, "contact_name"),
        ({"contact_email": "", "contact_phone": ""}, "contact_email"),
        ({"contact_email": "equipment"}, "contact_email"),
        ({"contact_phone": "ask us"}, "contact_phone"),
        ({"wards": "x" * 501}, "wards"),
        ({"key_decision_reference": "two\nlines"}, "key_decision_reference"),
        ({"exit_arrangements": "x" * 5001}, "exit_arrangements"),
    ],
)
def test_the_action_refuses(assessment: Assessment, owner: User, changes: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidError) as refused:
        given(assessment, owner, **changes)
    assert list(refused.value.errors) == [field]


@pytest.mark.parametrize("changes", [{"contact_name": "Team"}, {"contact_phone": "01632 960 147"}])
def test_the_database_refuses_half_a_contact(assessment: Assessment, changes: dict[str, str]) -> None:
    with pytest.raises(DatabaseError, match="partnership_contact_is_whole"), transaction.atomic():
        Partnership.objects.filter(pk=assessment.partnership_id).update(**changes)


@pytest.mark.parametrize("name", GIVEN)
def test_the_database_freezes_it_with_the_case(assessment: Assessment, owner: User, name: str) -> None:
    given(assessment, owner)
    factories.judge(assessment)
    factories.submit(factories.answer_all(assessment))
    with pytest.raises(DatabaseError, match="submitted"), transaction.atomic():
        Partnership.objects.filter(pk=assessment.partnership_id).update(**{name: "another"})


def test_search_finds_it(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    given(assessment, owner)
    for word in ("Weirside", "KD 27/014", "project team", "vans"):
        page = sign_in(owner).get("/search/", {"text": word}).content.decode()
        assert assessment.partnership.reference in page, word


def test_wards_and_exit_are_copied_and_the_rest_is_not(assessment: Assessment, owner: User, service: Service) -> None:
    assessment = given(assessment, owner)
    details = actions.Details(**{**vars(details_of(assessment)), **dict.fromkeys(GIVEN, ""), "name": "Another"})
    new = actions.start_partnership(
        by=owner, service=service, version=assessment.version, details=details, is_another=True, earlier=assessment
    )
    copied = {name: getattr(new.partnership, name) for name in GIVEN}
    same = {name: GIVEN[name] for name in ("wards", "exit_arrangements")}
    assert copied == {**dict.fromkeys(GIVEN, ""), **same}


def test_the_report_says_it_when_it_is_given_and_leaves_out_what_is_exempt(assessment: Assessment, owner: User) -> None:
    today = timezone.localdate()
    before = reports.render_html(snapshot_of(assessment, made_on=today))
    assert "Exit arrangements" not in before
    assert '<th scope="row">Key decision</th>' not in before
    assessment = given(assessment, owner)
    html = reports.render_html(snapshot_of(assessment, made_on=today))
    for text in GIVEN.values():
        assert text in html
    actions.mark_exempt(
        assessment=assessment, by=owner, part=EXIT, paragraph=Paragraph.LABOUR, reason="Talks with staff."
    )
    public = reports.render_html(public_of(snapshot_of(assessment, made_on=today)))
    assert GIVEN["exit_arrangements"] not in public
    assert "Talks with staff." in public
    assert GIVEN["wards"] in public


def test_the_sheet_of_partnerships_has_wards_and_reference(
    assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    given(assessment, owner)
    text = b"".join(sign_in(owner).get("/partnerships.csv")).decode()
    assert "Falbrook North and Weirside,KD 27/014" in text


def test_a_new_round_leaves_the_key_decision_reference_to_the_round_before(
    assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    given(assessment, owner)
    actions.withdraw(assessment=assessment, by=owner, reason="Not now.")
    again = actions.start_round(assessment=assessment, by=owner)
    kept = {name: getattr(again.partnership, name) for name in GIVEN}
    assert kept == {**GIVEN, "key_decision_reference": ""}
    event = Event.objects.get(kind="round_opened")
    assert event.old == {"key_decision_reference": "KD 27/014"}
    assert event.new["key_decision_reference"] == ""
    before = Assessment.objects.select_related("partnership").get(round=1)
    assert snapshot_of(before, made_on=timezone.localdate()).content.partnership.key_decision_reference == "KD 27/014"
    assert snapshot_of(again, made_on=timezone.localdate()).content.partnership.key_decision_reference == ""
    assert first_break(again.partnership) is None
    client = sign_in(owner)
    page = client.get(f"/partnerships/{assessment.partnership.reference}/").content.decode()
    assert "KD 27/014" in page.partition("Key decision reference")[2]
    words = Passage.objects.filter(kind=PassageKind.PURPOSE).order_by("round").values_list("words", flat=True)
    assert ["014" in text.split() for text in words] == [True, False]


def test_the_register_keeps_the_reference_of_what_was_approved(
    assessment: Assessment, owner: User, manager: User, legal: User, secretary: User, sign_in: SignIn
) -> None:
    given(assessment, owner)
    issue = boards.bring(assessment, manager=manager, legal=legal, secretary=secretary)
    boards.decide(issue, secretary)
    actions.start_round(assessment=issue.assessment, by=owner)
    export = b"".join(sign_in(secretary).get("/register.csv")).decode()
    assert "Falbrook North and Weirside,KD 27/014" in export


def test_the_page_before_a_new_round_says_so(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    actions.withdraw(assessment=assessment, by=owner, reason="Not now.")
    page = " ".join(
        sign_in(owner).get(f"/partnerships/{assessment.partnership.reference}/round/").content.decode().split()
    )
    assert "The key decision reference stays with the round before" in page


def test_the_page_before_copying_says_what_stays_behind(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    for address in ("/partnerships/start/earlier/", f"/partnerships/new/?copy={assessment.pk}"):
        page = " ".join(client.get(address).content.decode().split())
        assert "The key decision reference and the contact do not come along" in page, address


def test_exit_arrangements_that_are_copied_stay_exempt_whatever_the_version(
    assessment: Assessment, owner: User, service: Service, editor: User
) -> None:
    assessment = given(assessment, owner)
    actions.mark_exempt(assessment=assessment, by=owner, part=EXIT, paragraph=Paragraph.LABOUR, reason="Talks.")
    version = factories.another_version(editor, {})
    details = actions.Details(name="Another", purpose="One.", partners=[], decision_sought="enter")
    new = actions.start_partnership(
        by=owner, service=service, version=version, details=details, is_another=True, earlier=assessment
    )
    public = public_of(snapshot_of(new, made_on=timezone.localdate()))
    assert GIVEN["exit_arrangements"] in str(snapshot_of(new, made_on=timezone.localdate()))
    assert GIVEN["exit_arrangements"] not in str(public)
