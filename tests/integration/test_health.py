"""What programs ask about the application as it runs."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

pytestmark = pytest.mark.any_database


@pytest.mark.django_db
def test_the_process_answers_without_a_database(client: Client) -> None:
    def refuse(*_args: Any) -> None:
        raise OperationalError

    with connection.execute_wrapper(refuse):
        page = client.get("/healthz")
    assert (page.status_code, page.content) == (200, b"ok\n")
