"""People who come by the council's own sign-in: what the tests of it share."""

from __future__ import annotations

from typing import Any

from django.test import Client

from accounts.models import AccountEventKind
from tests.providers import RunningProvider
from tests.shown import one_spaced

START = "/sign-in/council/"
# What is noted of it in the trail of accounts (`test_provider_trail`).
PROVIDED = frozenset(
    {
        AccountEventKind.ACCOUNT_CAME,
        AccountEventKind.PROVIDER_LINKED,
        AccountEventKind.PROVIDER_REFUSED,
        AccountEventKind.GROUP_ROLE_ADDED,
        AccountEventKind.GROUP_ROLE_REMOVED,
        AccountEventKind.PROVIDER_UNLINKED,
        AccountEventKind.EMERGENCY_GIVEN,
        AccountEventKind.EMERGENCY_ENDED,
    }
)


def go(client: Client, address: str = START) -> str:
    """Begin to sign in; return the address at the provider to which the browser is sent."""
    answer = client.get(address)
    assert answer.status_code == 302, answer.status_code
    return str(answer["Location"])


def come(idp: RunningProvider, name: str, client: Client | None = None, address: str = START) -> tuple[Client, Any]:
    """Sign in as that person of the provider; return the browser and the answer to whoever comes back."""
    client = client or Client()
    return client, client.get(idp.back(name, go(client, address)))


def said(client: Client, answer: Any) -> str:
    """Return the text of the page to which the answer leads."""
    return one_spaced(client.get(answer["Location"], follow=True).content.decode())
