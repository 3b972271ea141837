"""Which variables are set is noted by name: `config.checked.noted`."""

from __future__ import annotations

import environ
import pytest

from config.checked import noted


def test_those_are_noted_that_are_set_and_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNCIL_NAME", "Marlshire")
    monkeypatch.setenv("LIMIT_VERIFY", "20/h")
    monkeypatch.delenv("CONTACT_EMAIL", raising=False)
    env = noted(environ.Env())
    assert env.str("COUNCIL_NAME", default="") == "Marlshire"
    assert env.str("CONTACT_EMAIL", default="nobody") == "nobody"
    assert env.ENVIRON.names == {"COUNCIL_NAME"}
    assert noted(environ.Env()).ENVIRON.names == set()
