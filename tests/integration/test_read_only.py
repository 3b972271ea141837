"""Read-only mode: whatever is sent is refused and changes no row, what was typed is there again, and signing in works."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Service, User
from operations.checks import check_read_only
from operations.middleware import WORKING
from partnerships.models import Assessment, Evidence, Partnership
from tests import days, people
from tests.addresses import addresses
from tests.conftest import SignIn
from tests.filled_forms import fields_of, texts_of
from tests.integration.codes import APP, CODES, SECRET, code_of, enter, made
from tests.integration.test_access_table import (  # noqa: F401 - fixtures
    LINES,
    NO_CASE,
    STATES,
    Line,
    bring_to,
    case,
    draft,
    managing_contributor,
    path_of,
    undone,
)
from tests.integration.test_forms_session import COLUMNS, found_on_each_form, sent
from tests.integration.typed_rightly import TYPED
from tests.shown import one_spaced

pytestmark = pytest.mark.django_db

UNTIL = "18:00 today"
WHY = "Until 18:00 today nothing can be saved, because this service is being maintained."
BANNER = "Nothing can be saved until 18:00 today"
# Sessions, counts of limits, and what the trail of accounts notes of signing in and of downloads.
STILL_WRITTEN = {
    "sessions.Session",
    "usersessions.UserSession",
    "accounts.LimitUse",
    "accounts.AccountEvent",
    "accounts.AccountTrail",
}
NEW = "/partnerships/new/"
DETAILS = {"name": "Community hub", "purpose": "Advice.", "decision_sought": "enter"}


def begin(settings: Any) -> None:
    settings.READ_ONLY, settings.READ_ONLY_UNTIL = True, UNTIL


def digests() -> dict[str, str]:
    """Return a digest of every row of each table as it is stored, but of those that are still written."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    with connection.cursor() as cursor:
        return {
            model._meta.label: _digest(cursor, model._meta.db_table)
            for model in models
            if model._meta.label not in STILL_WRITTEN
        }


def _digest(cursor: CursorWrapper, table: str) -> str:
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - the name of a table of ours
    rows = "\n".join(sorted(map(repr, cursor.fetchall())))
    return hashlib.sha256(rows.encode("utf-8", "surrogatepass")).hexdigest()


def altered(before: dict[str, str]) -> list[str]:
    return [table for table, digest in digests().items() if digest != before[table]]


# --- Everything that is sent ---------------------------------------------------------------------------------------
@pytest.mark.spread(2)
@pytest.mark.any_database
@pytest.mark.usefixtures("laid_out_once", "word_once", "council_sign_in")
@pytest.mark.parametrize("state", [NO_CASE, *STATES])
def test_every_form_is_refused_changes_nothing_and_shows_what_was_typed(
    state: str,
    case: Assessment,  # noqa: F811 - the fixture
    settings: Any,
) -> None:
    begin(settings)
    wrong = found_on_each_form(state, case, faults, but=WORKING)
    assert not wrong, "\n" + "\n".join(wrong)


def faults(name: str, path: str, user: User) -> Iterator[str]:
    """Send the page as it is filled in rightly, then with other texts; yield what was done, or is not there again."""
    client = Client()
    client.force_login(user)
    html = client.get(path).content.decode()
    right = fields_of(html, path) | days.typed(TYPED.get(name, {}))
    texts = {field: f"Typed into {field}" for field in texts_of(html, path)}
    before = digests()
    for body in (right, right | dict.fromkeys(texts, ""), right | texts):
        response = client.post(path, body, headers={"Referer": f"http://testserver{path}"})
        page = one_spaced(response.content.decode())
        if response.status_code != 503 or response.headers.get("Retry-After") != "600" or WHY not in page:
            yield f"{name}: answers {response.status_code}"
        if page.count('data-module="govuk-error-summary"') > 1:
            yield f"{name}: has two error summaries"
        if changed := altered(before):
            yield f"{name}: changes {changed}"
    back = fields_of(response.content.decode(), path)
    yield from (f"{name}: {field} holds {back.get(field)}" for field in texts if back.get(field) != [texts[field]])


@pytest.mark.any_database
@pytest.mark.usefixtures("laid_out_once", "word_once", "council_sign_in")
def test_every_other_address_that_takes_what_is_sent_is_refused(
    case: Assessment,  # noqa: F811 - the fixture
    settings: Any,
) -> None:
    """Those of whoever is signed in without a page of their own, and those of everybody."""
    begin(settings)
    tried, wrong = {name for name, _state, _person in sent()}, []
    for line in _first_lines({address.name for address in addresses() if not address.is_admin} - tried - WORKING):
        column = next((column for column in COLUMNS if line.codes[column] not in ("403", "404")), None)
        client = Client()
        if column:
            client.force_login(people.person(COLUMNS[column]))
        with undone():
            path = path_of(line.name, case)
            before = digests()
            status = client.post(path, days.typed(TYPED.get(line.name, {}))).status_code
            changed = altered(before)
            if changed or (status not in (403, 404, 503) and (column or status != 302)):
                wrong.append(f"{line.name}: {status}, changes {changed}")
    assert not wrong, "\n" + "\n".join(wrong)


def _first_lines(names: set[str]) -> Iterator[Line]:
    for line in LINES:
        if line.method == "POST" and line.address in names:
            names.remove(line.address)
            yield line


@pytest.mark.any_database
@pytest.mark.usefixtures("laid_out_once", "word_once", "council_sign_in")
def test_nothing_that_is_only_read_changes_a_row(
    case: Assessment,  # noqa: F811 - the fixture
    settings: Any,
) -> None:
    begin(settings)
    wrong = []
    for line in LINES:
        column = next((column for column in COLUMNS if line.codes[column] == "200"), None)
        if line.method != "GET" or column is None or not {NO_CASE, "draft"} & set(line.states):
            continue
        client = Client()
        client.force_login(people.person(COLUMNS[column]))
        with undone():
            path = path_of(line.name, case)
            before = digests()
            response = client.get(path)
            for _chunk in response:
                """A file is open until it was read."""
            if response.status_code != 200 or altered(before):
                wrong.append(f"{line.name}: {response.status_code}, changes {altered(before)}")
    assert not wrong, "\n" + "\n".join(wrong)


def test_those_that_still_work_are_addresses() -> None:
    assert {address.name for address in addresses()} >= WORKING


def test_nobody_and_the_administration_are_refused_too(admin: User, sign_in: SignIn, settings: Any) -> None:
    begin(settings)
    client, before = sign_in(admin), digests()
    asked = Client().post("/password/", {"email": "olive.owner@marlshire.example"})
    page = one_spaced(asked.content.decode())
    assert (asked.status_code, asked["Retry-After"]) == (503, "600")
    assert WHY in page
    assert "olive.owner@marlshire.example" in page
    added = client.post("/admin/accounts/service/add/", {"name": "Typed name", "slug": "typed", "_save": "Button"})
    assert added.status_code == 503
    assert "Typed name" in added.content.decode()
    assert "Button" not in added.content.decode()
    assert client.post("/admin/accounts/rolegrant/", {"action": "withdraw"}).status_code == 503
    assert not altered(before)


# --- What was typed ------------------------------------------------------------------------------------------------
def test_the_same_form_saves_when_the_mode_has_ended(owner: User, sign_in: SignIn, settings: Any) -> None:
    client = sign_in(owner)
    sent_form = fields_of(client.get(NEW).content.decode(), NEW) | DETAILS
    begin(settings)
    refused = client.post(NEW, sent_form)
    page = one_spaced(refused.content.decode())
    assert refused.status_code == 503
    assert "What you typed is below: keep this page open, and send it again afterwards." in page
    assert "<title> Error: " in page
    shown = fields_of(refused.content.decode(), NEW)
    settings.READ_ONLY = False
    first = client.post(NEW, sent_form)
    assert first.status_code == 302
    assert client.post(NEW, sent_form)["Location"] == first["Location"]
    assert Partnership.objects.filter(name=DETAILS["name"]).count() == 1
    # What is shown again can be sent as well: it has a token of its own.
    assert shown["name"] == [DETAILS["name"]]
    assert client.post(NEW, shown | {"name": "Another hub"}).status_code == 302


def test_a_press_of_a_button_is_not_said_to_have_text(
    assessment: Assessment, owner: User, sign_in: SignIn, settings: Any
) -> None:
    begin(settings)
    page = one_spaced(sign_in(owner).post("/account/sessions/", {}).content.decode())
    assert f"{WHY} Try it again afterwards." in page
    assert "keep this page open" not in page


def test_files_are_not_kept_and_the_page_says_so(
    assessment: Assessment, owner: User, sign_in: SignIn, settings: Any
) -> None:
    begin(settings)
    address = f"/assessments/{assessment.pk}/questions/purpose-and-need/evidence/"
    given = {"title": "Minutes of May", "kind": "file", "file": SimpleUploadedFile("minutes.txt", b"Agreed.")}
    response = sign_in(owner).post(address, given)
    page = response.content.decode()
    assert response.status_code == 503
    assert "The files that you chose are not kept: choose them again then." in page
    assert 'value="Minutes of May"' in page
    assert not Evidence.objects.filter(title="Minutes of May").exists()


def test_scripts_get_the_sentence_alone(assessment: Assessment, owner: User, sign_in: SignIn, settings: Any) -> None:
    begin(settings)
    client, address = sign_in(owner), f"/assessments/{assessment.pk}/questions/purpose-and-need/"
    saved = client.post(address, {"purpose-and-need-reason": "Typed."}, headers={"X-Autosave": "true"})
    attached = client.post(f"{address}evidence/", {"kind": "file"}, headers={"X-Upload": "1/2"})
    kept = "Not saved yet: nothing can be saved until 18:00 today. It is kept and sent again by itself."
    chosen = f"It was not attached. {WHY} It is still chosen: attach it again afterwards."
    for response, said in ((saved, kept), (attached, chosen)):
        assert response.content.decode() == said
        assert (response.status_code, response["Content-Type"]) == (503, "text/plain; charset=utf-8")
        assert response["Retry-After"] == "600"


@pytest.mark.usefixtures("laid_out_once")
def test_what_is_put_off_until_somebody_confirms_is_shown_and_kept(
    case: Assessment,  # noqa: F811 - the fixture
    secretary: User,
    sign_in: SignIn,
    settings: Any,
) -> None:
    """Where a page asks first who it is, it cannot show what was sent: another one does, and the page itself later."""
    # Whoever has neither a password nor a second factor has nothing to confirm it with.
    secretary.set_password("correct horse battery")
    secretary.save()
    client, address = sign_in(secretary), f"/assessments/{bring_to('issued', case).pk}/decide/"
    begin(settings)
    settings.CONFIRM_MINUTES = 30
    before = digests()
    response = client.post(address, {"typed_by": secretary.pk, "minute_reference": "Minute 12 of May"})
    page = one_spaced(response.content.decode())
    assert (response.status_code, response["Retry-After"]) == (503, "600")
    assert WHY in page
    assert "Minute 12 of May" in page
    assert "it is there again when you open the page" in page
    assert f'href="{address}"' in page
    assert not altered(before)
    settings.CONFIRM_MINUTES, settings.READ_ONLY = 0, False
    later = client.get(address).content.decode()
    assert "Nothing could be saved when you sent this." in later
    assert 'value="Minute 12 of May"' in later


def test_what_the_page_of_a_refusal_shows_still_counts_afterwards(settings: Any) -> None:
    """The secret of an app is in the session, which Django saves with no answer of 500 or more."""
    client, _response = enter(made("Nia New"))
    assert client.get(APP).status_code == 200
    begin(settings)
    refused = client.post(APP, {"code": "123456"})
    assert refused.status_code == 503
    [secret] = SECRET.findall(refused.content.decode())
    settings.READ_ONLY = False
    assert client.post(APP, {"code": code_of(secret)})["Location"] == CODES


def test_who_is_signed_out_signs_in_and_finds_it_again(owner: User, client: Client, settings: Any) -> None:
    begin(settings)
    response = client.post(NEW, DETAILS | {"typed_by": str(owner.pk)})
    assert response["Location"].startswith(reverse("account_login"))
    client.force_login(owner)
    page = client.get(NEW).content.decode()
    assert 'value="Community hub"' in page
    assert BANNER in page


def test_what_somebody_else_typed_is_refused_as_theirs(
    owner: User, outsider: User, sign_in: SignIn, settings: Any
) -> None:
    begin(settings)
    response = sign_in(owner).post(NEW, DETAILS | {"typed_by": str(outsider.pk)})
    assert response.status_code == 403
    assert "Somebody else opened this page" in response.content.decode()


# --- What still works ----------------------------------------------------------------------------------------------
def test_people_sign_in_and_out(owner: User, client: Client, settings: Any) -> None:
    begin(settings)
    owner.set_password("correct horse battery")
    owner.save()
    given = {"login": owner.email, "password": "correct horse battery"}
    assert client.post("/sign-in/", given)["Location"] == "/"
    assert client.get("/").status_code == 200
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert client.get("/").status_code == 302


def test_a_fingerprint_is_compared(client: Client, settings: Any) -> None:
    begin(settings)
    response = client.post("/verify/", TYPED["verify"])
    assert response.status_code == 200


def test_similar_partnerships_are_named(owner: User, sign_in: SignIn, settings: Any) -> None:
    begin(settings)
    assert sign_in(owner).post("/partnerships/new/similar/", DETAILS).status_code == 200


# --- The banner ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["", *sorted(set(COLUMNS.values()) - {"monitoring"})])
def test_the_banner_is_on_the_pages_of_everybody(name: str, settings: Any, sign_in: SignIn) -> None:
    client = sign_in(people.person(name)) if name else Client()
    pages = (
        ["/", "/account/", "/accessibility/", "/no-such-page/", "/checklists/"] if name else ["/sign-in/", "/verify/"]
    )
    for page in pages:
        assert "Maintenance" not in client.get(page).content.decode(), page
    begin(settings)
    for page in pages:
        assert BANNER in one_spaced(client.get(page).content.decode()), page
    settings.READ_ONLY_UNTIL = ""
    for page in pages:
        assert "Nothing can be saved at the moment" in one_spaced(client.get(page).content.decode()), page


def test_the_banner_is_in_the_administration_and_on_the_pages_of_errors(
    admin: User, sign_in: SignIn, settings: Any, client: Client
) -> None:
    begin(settings)
    for page in ("/admin/", "/admin/accounts/service/add/", "/admin/accounts/user/"):
        assert BANNER in one_spaced(sign_in(admin).get(page).content.decode()), page
    assert BANNER in one_spaced(client.get("/", headers={"Host": "elsewhere.example"}).content.decode())


def test_the_banner_takes_no_query(owner: User, sign_in: SignIn, settings: Any) -> None:
    client = sign_in(owner)
    client.get("/")
    with CaptureQueriesContext(connection) as before:
        client.get("/")
    begin(settings)
    with CaptureQueriesContext(connection) as after:
        client.get("/")
    assert len(after) == len(before)


# --- Commands ------------------------------------------------------------------------------------------------------
def test_run_daily_does_nothing_and_says_so(settings: Any, service: Service) -> None:
    begin(settings)
    before, printed = digests(), StringIO()
    call_command("run_daily", stdout=printed)
    assert printed.getvalue() == "Nothing was done: read-only mode is on (READ_ONLY).\n"
    assert not altered(before)


def test_check_warns_that_it_is_on(settings: Any) -> None:
    begin(settings)
    (found,) = check_read_only()
    assert str(found.msg).startswith("Read-only mode is on (READ_ONLY)")
    settings.READ_ONLY = False
    assert not check_read_only()
