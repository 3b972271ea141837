"""Whose request it is: what of X-Forwarded-For is believed, and what a client wrote into it."""

from __future__ import annotations

import pytest

from config.proxies import trusted_proxies

CLIENT, FORGED = "203.0.113.7", "198.51.100.1"
PROXY, SECOND = "10.0.0.2", "10.0.0.3"


@pytest.mark.parametrize(
    ("trusted", "remote", "forwarded", "client"),
    [
        # By default nobody is believed.
        ([], CLIENT, FORGED, CLIENT),
        ([], PROXY, CLIENT, PROXY),
        # A number of proxies: so many from the end, whatever stands before.
        (["1"], PROXY, CLIENT, CLIENT),
        (["1"], PROXY, f"{FORGED}, {CLIENT}", CLIENT),
        (["2"], PROXY, f"{FORGED}, {CLIENT}, {SECOND}", CLIENT),
        # Somebody who came past a proxy is who they are.
        (["1"], CLIENT, "", CLIENT),
        (["2"], PROXY, CLIENT, PROXY),
        # Networks: from the end to the first address that is no proxy of ours.
        (["10.0.0.0/8"], PROXY, f"{FORGED}, {CLIENT}, {SECOND}", CLIENT),
        (["10.0.0.2", "10.0.0.3"], PROXY, f"{FORGED},{CLIENT},{SECOND}", CLIENT),
        (["10.0.0.0/8"], CLIENT, FORGED, CLIENT),
        (["10.0.0.0/8"], PROXY, "", PROXY),
        # Nobody but proxies: a proxy asked for itself.
        (["10.0.0.0/8"], PROXY, SECOND, SECOND),
        # What is no address ends the walk.
        (["10.0.0.0/8"], PROXY, f"{FORGED}, unknown, {SECOND}", SECOND),
        (["1"], PROXY, f"{CLIENT}, <script>", PROXY),
        # The ways in which proxies write addresses.
        (["1"], PROXY, f"{CLIENT}:51234", CLIENT),
        (["1"], PROXY, "[2001:db8::7]:51234", "2001:db8::7"),
        (["1"], PROXY, "2001:db8::7", "2001:db8::7"),
        (["10.0.0.0/8"], f"::ffff:{PROXY}", CLIENT, CLIENT),
        (["::1"], "::1", CLIENT, CLIENT),
    ],
)
def test_the_header_is_believed_as_far_as_proxies_are_trusted(
    trusted: list[str], remote: str, forwarded: str, client: str
) -> None:
    assert trusted_proxies(trusted).client_of(remote, forwarded) == client


@pytest.mark.parametrize("written", [["many"], ["1", "10.0.0.2"], ["10.0.0.1/8"], ["-1"]])
def test_a_setting_that_says_nothing_is_refused(written: list[str]) -> None:
    with pytest.raises(ValueError, match=r"appear|host bits"):
        trusted_proxies(written)
