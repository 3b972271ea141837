"""/.well-known/security.txt (RFC 9116): only with a contact, and never to be believed for more than a year."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone

from config.security_txt import SecurityTxt, security_txt_of
from operations.checks import check_security_txt

ADDRESS = "/.well-known/security.txt"
SITE = "https://readiness.example.gov.uk"


def in_days(days: int) -> str:
    return str(datetime.now(UTC).date() + timedelta(days=days))


def told(site_url: str = SITE, **written: str) -> SecurityTxt | None:
    given = {"SECURITY_CONTACT": "mailto:security@example.gov.uk", "SECURITY_EXPIRES": in_days(90)}
    return security_txt_of(given | {"SECURITY_POLICY_URL": ""} | written, site_url=site_url)


def test_without_a_contact_there_is_none(client: Client, settings: Any) -> None:
    assert told(SECURITY_CONTACT="", SECURITY_EXPIRES="nonsense") is None
    settings.SECURITY_TXT = None
    assert client.get(ADDRESS).status_code == 404


def test_what_the_file_says(client: Client, settings: Any) -> None:
    settings.SECURITY_TXT = SecurityTxt(
        contact="mailto:security@example.gov.uk",
        expires_on=date(2027, 6, 30),
        canonical=f"{SITE}{ADDRESS}",
        policy="https://example.gov.uk/security",
    )
    response = client.get(ADDRESS)
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert response.content.decode() == (
        "Contact: mailto:security@example.gov.uk\n"
        "Expires: 2027-06-30T23:59:59Z\n"
        "Preferred-Languages: en\n"
        f"Canonical: {SITE}{ADDRESS}\n"
        "Policy: https://example.gov.uk/security\n"
    )


def test_what_is_not_set_has_no_line() -> None:
    found = told(site_url="http://127.0.0.1:8000")
    assert found
    # RFC 9116 allows no address but one of https.
    assert [line.partition(":")[0] for line in found.text().splitlines()] == [
        "Contact",
        "Expires",
        "Preferred-Languages",
    ]


@pytest.mark.parametrize(
    "contact",
    [
        "mailto:security@example.gov.uk",
        "MAILTO:security@example.gov.uk",
        "https://example.gov.uk/report-a-weakness?from=readiness",
    ],
)
def test_contacts_that_are_taken(contact: str) -> None:
    found = told(SECURITY_CONTACT=f" {contact} ")
    assert found
    assert found.contact == contact


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"SECURITY_CONTACT": "security@example.gov.uk"}, "SECURITY_CONTACT must be mailto:"),
        ({"SECURITY_CONTACT": "mailto:security"}, "SECURITY_CONTACT must be mailto:"),
        ({"SECURITY_CONTACT": "mailto:a@example.gov.uk\nExpires: 2099-01-01"}, "SECURITY_CONTACT must be mailto:"),
        ({"SECURITY_CONTACT": "http://example.gov.uk/"}, "SECURITY_CONTACT must be mailto:"),
        ({"SECURITY_CONTACT": "https://"}, "SECURITY_CONTACT must be mailto:"),
        ({"SECURITY_CONTACT": "https://example.gov.uk/a b"}, "SECURITY_CONTACT must be mailto:"),
        ({"SECURITY_CONTACT": "https://exämple.gov.uk/"}, "SECURITY_CONTACT must be mailto:"),
        ({"SECURITY_CONTACT": "tel:+441234567890"}, "SECURITY_CONTACT must be mailto:"),
        ({"SECURITY_POLICY_URL": "http://example.gov.uk/"}, "SECURITY_POLICY_URL must begin with https://."),
        ({"SECURITY_EXPIRES": ""}, "SECURITY_CONTACT needs SECURITY_EXPIRES too"),
        ({"SECURITY_EXPIRES": "next summer"}, "SECURITY_CONTACT needs SECURITY_EXPIRES too"),
        ({"SECURITY_EXPIRES": in_days(365)}, "SECURITY_EXPIRES must be less than a year ahead"),
    ],
)
def test_what_is_refused_when_the_application_starts(written: dict[str, str], said: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"^{said}"):
        told(**written)


@pytest.mark.parametrize(("days", "verb"), [(30, ""), (29, "expires"), (0, "expires"), (-1, "expired")])
def test_a_day_that_is_near_or_past_is_warned_of(days: int, verb: str, settings: Any) -> None:
    expires_on = timezone.localdate() + timedelta(days=days)
    settings.SECURITY_TXT = SecurityTxt("mailto:security@example.gov.uk", expires_on, "", "")
    found = [str(message.msg) for message in check_security_txt()]
    assert found == ([f"{ADDRESS} {verb} on {expires_on:%d %B %Y} (SECURITY_EXPIRES)."] if verb else [])


def test_a_day_that_is_past_is_said_as_it_is() -> None:
    found = told(SECURITY_EXPIRES=in_days(-1))
    assert found
    assert f"Expires: {in_days(-1)}T23:59:59Z\n" in found.text()
