"""A case is locked until a transaction ends, so there must be one."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError
from pytest_django.plugin import DjangoDbBlocker

from partnerships.actions.acting import lock
from partnerships.models import Assessment
from tests.databases import Template, used_here


def test_a_case_is_locked_within_a_transaction_alone(
    migrated: Template, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> None:
    """Also once the query has been asked within one."""
    with django_db_blocker.unblock(), used_here(tmp_path, migrated):
        with transaction.atomic(), pytest.raises(Assessment.DoesNotExist):
            lock(Assessment(pk=1))
        with pytest.raises(TransactionManagementError):
            lock(Assessment(pk=1))
