"""The address of whoever sends a request, also when it arrives through the council's own proxies.

`REMOTE_ADDR` is that of the last proxy, and `X-Forwarded-For` holds what each proxy added to what the client sent. So
the header is read from its end, and only as far as proxies are trusted: whatever a client wrote into it comes before
that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    # The settings import this module, also for programs that need nothing else of Django.
    from django.http import HttpRequest, HttpResponse

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


@dataclass(frozen=True)
class TrustedProxies:
    """The proxies before the application: so many, one behind the other, or all in these networks. By default none."""

    number: int = 0
    networks: tuple[Network, ...] = ()

    def client_of(self, remote: str, forwarded: str) -> str:
        """Return the address of the client: `remote` unless that is a trusted proxy.

        A header that is too short for the number of proxies, or unreadable where it matters, is not believed.
        """
        hops: list[str] = [*filter(None, map(str.strip, forwarded.split(","))), remote]
        if self.number:
            found = parsed(hops[-1 - self.number]) if len(hops) > self.number else None
            return str(found or remote)
        client = remote
        for hop in reversed(hops):
            address = parsed(hop)
            if address is None:
                break
            client = str(address)
            if not any(address in network for network in self.networks):
                break
        return client


def trusted_proxies(written: Sequence[str]) -> TrustedProxies:
    """Read the setting: one number, or addresses and networks such as 10.0.0.0/8. ValueError for anything else."""
    if len(written) == 1 and written[0].isdecimal():
        return TrustedProxies(number=int(written[0]))
    return TrustedProxies(networks=tuple(ip_network(part) for part in written))


def parsed(written: str) -> Address | None:
    """Return an address as proxies write it, with or without a port; None when it is none."""
    host, _, port = written.rpartition(":")
    if written.startswith("["):
        written = written[1:].partition("]")[0]
    elif "." in host and port.isdecimal():
        written = host
    try:
        address = ip_address(written)
    except ValueError:
        return None
    # A socket for both versions writes IPv4 addresses as ::ffff:192.0.2.1.
    return getattr(address, "ipv4_mapped", None) or address


class ClientAddressMiddleware:
    """Puts the client's address into REMOTE_ADDR, where the limits, the list of sessions and the log of gunicorn read it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        proxies: TrustedProxies = settings.TRUSTED_PROXIES
        # Several headers of one name arrive joined by commas.
        request.META["REMOTE_ADDR"] = proxies.client_of(
            request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", "")
        )
        return self.get_response(request)
