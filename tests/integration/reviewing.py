"""Cases for the tests of the review: where they stand, and the forms of their pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client

from accounts.models import User
from accounts.roles import Role
from checklists import actions as checklists
from checklists.models import Question, Version
from checklists.spec import DecisionSought
from partnerships.models import Assessment
from tests import days, factories

SignIn = Callable[[User], Client]


def submitted(assessment: Assessment, **adverse: str) -> Assessment:
    """Answer everything with the best option but for those named (with _ for -), with a reason, and submit."""
    options = {key.replace("_", "-"): option for key, option in adverse.items()}
    factories.answer_all(assessment, leave=options)
    for key, option in options.items():
        factories.save(assessment, key, option, reason=f"Reason for {key}.")
    factories.submit(assessment)
    assessment.refresh_from_db()
    return assessment


def send(client: Client, address: str, **typed: Any) -> Any:
    """Open the page and send its form as it was shown, with what is typed, each day as its three boxes."""
    page = client.get(address)
    assert page.status_code in (200, 409), page.status_code
    return client.post(address, {"version_token": page.context["form"].version_token, **days.typed(typed)})


def version_with(roles: dict[str, str], editor: User) -> Version:
    """Publish a version 1.1 in which holders of these roles confirm these questions, and nobody else anything."""
    draft = checklists.start_draft(
        checklist=factories.published().checklist, number="1.1", by=editor, source=factories.published()
    )
    draft.questions.update(confirm_role="", confirm_severity="", confirm_blocks_from="")
    for key, role in roles.items():
        draft.questions.filter(key=key).update(
            confirm_role=role, confirm_severity="blocker", confirm_blocks_from=DecisionSought.EXPLORE
        )
    return factories.publish_draft(draft, factories.person("Edgar Editor", Role.EDITOR))


def asked(case: Assessment, key: str) -> Question:
    return Question.objects.get(version=case.version_id, key=key)
