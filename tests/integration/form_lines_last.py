"""Lines of the forms about agenda packs, first reviews, and versions of a checklist that cases go on to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from accounts.models import RoleGrant
from accounts.roles import Role
from partnerships import actions
from partnerships.domain.board import Edition
from partnerships.forms.packs import PackForm
from partnerships.forms.requiring import RequireForm
from partnerships.forms.rounds import FirstReviewForm
from partnerships.forms.upgrading import UpgradeForm
from partnerships.selectors.packs import issues_for
from tests import boards, existing, factories, people
from tests.days import in_days
from tests.integration.form_lines import Given, Line, World


def pack(world: World) -> Line:
    case, meeting = people.draft(), boards.meeting(world.secretary)
    actions.choose_meeting(assessment=case, by=case.partnership.lead, meeting=meeting)
    people.issue(factories.endorse_ready(case, manager=world.manager, legal=world.legal))
    offered = list(issues_for(meeting, world.secretary, RoleGrant.objects.grants_of(world.secretary)))
    form = PackForm(None, offered=offered)
    given = {"meeting": meeting, "issues": offered, "edition": Edition.FULL, "by": world.secretary}
    # The places are the order of the issues.
    return Line(form, actions.make_pack, given, left=tuple(form.offered))


def requiring(_world: World) -> Line:
    form = RequireForm(None, standing=None)
    editor = factories.person("Edna Editor", Role.EDITOR)
    given = {"version": factories.published(), "by": editor, "required_from": in_days(9)}
    return Line(form, actions.require_version, given, wrong={"required_from": [in_days(-1)]})


def first_review(world: World) -> Line:
    version = factories.published()
    form = FirstReviewForm(None, versions=[version, version])
    return Line(form, actions.start_first_review, {"entry": existing.enter(world.manager), "by": world.manager})


def upgrading(world: World) -> Line:
    later = factories.publish_draft(factories.checklist_draft("9.0"), factories.person("Edna Editor", Role.EDITOR))

    def put(given: Given, _name: str, _value: Any) -> Given:
        return given | {"to": given["assessment"].version}

    return Line(UpgradeForm(None, to=str(later.pk)), actions.upgrade, world.draft | {"to": later}, put)


LAST_LINES: dict[str, Callable[[World], Line]] = {
    "PackForm": pack,
    "RequireForm": requiring,
    "FirstReviewForm": first_review,
    "UpgradeForm": upgrading,
}
