"""How much one person may ask for in a time, and one address of those who are not signed in: see LIMITS in the settings.

What was used is counted in the database, which all processes share. Periods begin at full minutes, hours and days
(UTC).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from typing import Any, Protocol, cast

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.module_loading import import_string

from accounts.actions.limits import end_of_period, give_back_limit, use_limit
from accounts.models import User

LOGGER = logging.getLogger(__name__)
# Whoever has one IPv6 address usually has all that share these bits with it.
IPV6_BITS = 64
# Those that are reached by whoever gives wrong passwords or codes.
SIGN_IN_LIMITS = frozenset({"sign_in", "sign_in_account"})

# The cookie that names a browser in which people have signed in, how many of them, and for how long (seconds).
BROWSER, MOST_PEOPLE, BROWSER_AGE = "signed_in_before", 5, 90 * 24 * 60 * 60

View = Callable[..., HttpResponseBase]


class Limited(Protocol):
    """A view that is limited, and the limit's name."""

    limit: str


@dataclass(frozen=True, slots=True)
class Use:
    """What was counted against a limit, of whom and in which period."""

    limit: str
    whose: str
    ends_at: datetime
    amount: int


class LimitReachedError(Exception):
    """Somebody has asked for too much; `seconds` is how long they have to wait."""

    def __init__(self, name: str, seconds: int) -> None:
        super().__init__(name)
        self.name, self.seconds = name, seconds


def use(
    name: str, request: HttpRequest, amount: int = 1, *, about: str = "", of: User | None = None, by_all: bool = False
) -> Use:
    """Count the amount against that limit; LimitReachedError, and nothing is counted, when there is not so much left.

    `about` divides the limit: what is used about one thing, such as an account, leaves the rest. `of` is the person whose
    limit it is, while they are not signed in yet. One that is used `by_all` is that of everybody together.
    """
    limit, now = settings.LIMITS[name], timezone.now()
    person = of or (request.user if isinstance(request.user, User) else None)
    whose = "all" if by_all else _whose(request, person)
    used = Use(name, _hash(f"{whose} {about}" if about else whose), end_of_period(now, limit.seconds), amount)
    if not use_limit(limit=name, whose=used.whose, ends_at=used.ends_at, amount=amount, most=limit.most):
        who = f"user {person.pk}" if person else _address_of(request)
        LOGGER.warning("limit of %s reached by %s", name, who)
        raise LimitReachedError(name, ceil((used.ends_at - now) / timedelta(seconds=1)))
    return used


def give_back(*uses: Use) -> None:
    """Count less: what was counted before it was tried has gone well."""
    for used in uses:
        give_back_limit(limit=used.limit, whose=used.whose, ends_at=used.ends_at, amount=used.amount)


def browser_of(request: HttpRequest, address: str) -> str:
    """Return the name of the browser if somebody has signed in with that address in it, "" if not.

    Their attempts are counted by the browser: what others try from the same network does not make them wait.
    """
    name, whose = _browser(request)
    return name if _hash(address) in whose else ""


def remember_browser(request: HttpRequest, response: HttpResponseBase, address: str) -> None:
    """Keep in the browser that somebody has signed in with that address in it."""
    name, whose = _browser(request)
    others = [other for other in whose if other != _hash(address)][1 - MOST_PEOPLE :]
    kept = [name or get_random_string(12), *others, _hash(address)]
    response.set_cookie(
        BROWSER,
        signing.dumps(kept, salt=BROWSER),
        max_age=BROWSER_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def files_in(request: HttpRequest) -> int:
    """Return how many files were sent."""
    return sum(len(files) for _name, files in request.FILES.lists())


def limited(name: str, *, amount: Callable[[HttpRequest], int] = lambda _request: 1) -> Callable[[View], View]:
    """Count requests to the view against that limit, each as `amount` says; by 0 a request does not count.

    Stands below the guard, which comes first.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if counts := amount(request):
                use(name, request, counts)
            return view(request, *args, **kwargs)

        cast(Limited, counted).limit = name
        return counted

    return decorate


class LimitMiddleware:
    """Answers 429 where a limit was reached."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Show the page of the setting LIMIT_FAILURE_VIEW."""
        if not isinstance(exception, LimitReachedError):
            return None
        response: HttpResponse = import_string(settings.LIMIT_FAILURE_VIEW)(request, exception)
        response["Retry-After"] = str(exception.seconds)
        return response


def _browser(request: HttpRequest) -> tuple[str, list[str]]:
    """Return the name of the browser, and whose it is as hashes; nothing when it has no cookie of ours."""
    try:
        name, *whose = signing.loads(request.COOKIES.get(BROWSER, ""), salt=BROWSER, max_age=BROWSER_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return "", []
    return name, whose


def _whose(request: HttpRequest, person: User | None) -> str:
    """Return the person, or the network of somebody who is not signed in."""
    return f"user {person.pk}" if person else _network_of(_address_of(request))


def _address_of(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _hash(whose: str) -> str:
    """Return what is kept of it, since who it was does not matter."""
    return salted_hmac(__name__, whose, algorithm="sha256").hexdigest()


def _network_of(written: str) -> str:
    try:
        address = ip_address(written)
    except ValueError:
        # A server behind a Unix socket has no address: all of them are one.
        return ""
    if isinstance(address, IPv6Address):
        return str(ip_network((address, IPV6_BITS), strict=False))
    return str(address)
