"""A session that ends while somebody types: every form leads to signing in and back, with everything that was typed.

What somebody else had typed with the same browser is not taken from whoever is signed in now.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.models import Assessment
from tests import people
from tests.addresses import addresses
from tests.filled_forms import fields_of, texts_of
from tests.integration.test_access_table import (  # noqa: F401 - fixtures
    LINES,
    NO_CASE,
    STATES,
    bring_to,
    case,
    draft,
    managing_contributor,
    path_of,
    undone,
)

pytestmark = pytest.mark.any_database

ALLOWED = {"302", "422"}
COLUMNS = {
    "lead": "owner",
    "mgr": "manager",
    "legal": "legal",
    "sec": "secretary",
    "mon": "monitoring",
    "edit": "editor",
    "audit": "auditor",
    "admin": "admin",
}
# Their forms ask for nothing but a press of a button, or for a choice.
WITHOUT_TEXT = {
    "assessment-upgrade",
    "checklist-openings",
    "checklist-upload",
    "draft",
    "draft-changes",
    "draft-check",
    "draft-delete",
    "draft-section-move",
    "draft-question-change",
    "draft-question-move",
    "draft-question-remove",
    "draft-rule-remove",
    "sign-out",
    "mail-choice",
    "deputy-end",
    "partnership-screening",
    "partnership-benefits",
    "partnership-significance",
    "partnership-round",
    "register-import",
    "register-import-columns",
    "register-import-check",
    "register-review",
    "person-remove",
    "evidence-remove",
    "assessment-meeting",
    "meeting-ask",
    "condition-chase",
    "conversation-resolve",
    "assessment-submit",
    "assessment-take-back",
    "opinion-withdraw",
    "assessment-endorse",
    "exempt-remove",
    "mfa_generate_recovery_codes",
    "person-invite-again",
    "role-withdraw",
    "group-role-remove",
    "emergency-access",
    "provider-unlink",
    "sessions",
}
# What is typed there is a secret, or goes with one, and is kept nowhere.
SECRET = {"mfa_activate_totp", "mfa_add_webauthn", "password-change"}
# Nobody need be signed in.
PUBLIC = {address.name for address in addresses() if address.guard == "public"}


def sent() -> Iterator[tuple[str, str, str]]:
    """Yield each address that takes a POST, with the first state in which, and the column of the first person by whom."""
    done: set[str] = set()
    for line in LINES:
        column = next((column for column in COLUMNS if line.codes[column] in ALLOWED), None)
        if line.method == "POST" and column and line.name not in done | PUBLIC | SECRET:
            done.add(line.name)
            yield line.name, line.states[0], COLUMNS[column]


def found_on_each_form(
    state: str,
    case: Assessment,  # noqa: F811 - no fixture here
    find: Callable[[str, str, User], Iterator[str]],
    *,
    but: Collection[str] = (),
) -> list[str]:
    """Return what is found on the form of each address that is first sent in that state, each undone before the next.

    `find` is given the name of the address, its path and who sends it; the addresses of `but` are left out.
    """
    people.person("monitoring")
    case = bring_to(state, case) if state != NO_CASE else case
    found: list[str] = []
    for name, _state, person in [form for form in sent() if form[1] == state and form[0] not in but]:
        with undone():
            found += find(name, path_of(name, case), people.person(person))
    return found


def test_every_address_that_takes_what_is_sent_is_tried() -> None:
    takes = {line.name for line in LINES if line.method == "POST" and {"302", "409", "422"} & set(line.codes.values())}
    # An account that is open cannot be opened, a section that has questions not removed, no upgrade undone before one, and
    # no second factor taken away or link ended where there is none.
    impossible = {"account-open", "draft-section-remove", "assessment-upgrade-undo", "second-factor-remove"}
    impossible |= {"provider-unlink"}
    assert {name for name, _state, _person in sent()} == takes - PUBLIC - SECRET - impossible


@pytest.mark.usefixtures("laid_out_once", "council_sign_in")
@pytest.mark.parametrize("state", [NO_CASE, *STATES])
def test_what_was_typed_comes_back_after_signing_in(state: str, case: Assessment) -> None:  # noqa: F811 - the fixture
    lost = found_on_each_form(state, case, losses)
    assert not lost, "\n" + "\n".join(lost)


def losses(name: str, path: str, user: User) -> Iterator[str]:
    """Type into every field of the page, let the session end, send it and sign in again; yield what did not come back.

    Before, send it as if somebody else had typed it before this person signed in: that is refused.
    """
    client = Client()
    client.force_login(user)
    page = client.get(path)
    if page.status_code != 200:
        yield f"{name}: the page answers {page.status_code}"
        return
    html = page.content.decode()
    texts = texts_of(html, path)
    if (not texts) != (name in WITHOUT_TEXT):
        yield f"{name}: has {texts}"
    typed = {field: f"Typed into {field}" for field in texts}
    others = client.post(path, fields_of(html, path) | typed | {"typed_by": str(user.pk + 1)})
    if others.status_code != 403 or "Somebody else opened this page" not in others.content.decode():
        yield f"{name}: what somebody else typed answers {others.status_code}"
    del client.cookies["sessionid"]
    refused = client.post(path, fields_of(html, path) | typed)
    if not refused.headers.get("Location", "").startswith(reverse("account_login")):
        yield f"{name}: does not lead to signing in, but answers {refused.status_code}"
    client.force_login(user)
    again = client.get(path)
    back = fields_of(again.content.decode(), path)
    if texts and "You were signed out before this was saved." not in again.content.decode():
        yield f"{name}: does not say that it was not saved"
    yield from (f"{name}: {field} holds {back.get(field)}" for field in texts if back.get(field) != [typed[field]])
