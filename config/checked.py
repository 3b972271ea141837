"""What a setting must be: what would be taken for something else is refused when the application starts, with one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ImproperlyConfigured

# As `accounts.roles.Role` has them, which cannot be read before the settings are.
ROLES = ("officer", "manager", "legal", "secretary", "monitoring", "editor", "auditor", "admin")


class NotedEnvironment(Mapping[str, str]):
    """The environment, and the `names` of the variables that were asked for and are set: a backup has them, without values."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment, self.names = environment, set[str]()

    def __getitem__(self, name: str) -> str:
        value = self._environment[name]
        self.names.add(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._environment)

    def __len__(self) -> int:
        return len(self._environment)


def noted(env: Any) -> Any:
    """Return the reader of the environment that it was given; it notes what it reads (`env.ENVIRON.names`)."""
    env.ENVIRON = NotedEnvironment(env.ENVIRON)
    return env


def above(bound: int, number: int, *, variable: str) -> int:
    """Return the number; ImproperlyConfigured unless it is above the bound."""
    if number <= bound:
        raise ImproperlyConfigured(f"{variable} must be a number above {bound}.")
    return number


def chosen(written: Sequence[str], *, variable: str) -> list[str]:
    """Return the roles that were written, with or without spaces; ImproperlyConfigured for what is no role."""
    roles = [role.strip() for role in written if role.strip()]
    if set(roles) - set(ROLES):
        raise ImproperlyConfigured(f"{variable} must be roles separated by commas, of these: {', '.join(ROLES)}.")
    return roles


def site_url(written: str, *, hosts: Sequence[str], is_secure: bool, is_tried: bool) -> str:
    """Return what links in emails begin with: what was written, or else the first host of ALLOWED_HOSTS.

    ImproperlyConfigured when there is none, or when the link would not be https. `is_tried` is development.
    """
    if is_tried and not written:
        return "http://127.0.0.1:8000"
    host = next((host.strip() for host in hosts if host.strip()[:1] not in ("", "*", ".")), "")
    found = written or (f"{'https' if is_secure else 'http'}://{host}" if host else "")
    if not found:
        raise ImproperlyConfigured(
            "Set SITE_URL before starting in production (DEBUG=false): what links in emails begin with."
        )
    if is_secure and not found.startswith("https://"):
        raise ImproperlyConfigured("SITE_URL must begin with https://, as links in emails let people choose passwords.")
    return found.rstrip("/")
