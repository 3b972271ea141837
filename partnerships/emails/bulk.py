"""Who may get emails about many cases, with a constant number of queries, for the daily command and meetings.

The rules are those of `partnerships.emails.recipients`, over rows that were read at once. A test compares the two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from accounts.models import Deputyship, RoleGrant, User
from accounts.roles import Role
from partnerships.domain.permissions import AUTHOR_ROLES
from partnerships.domain.relation import CAPACITY_OF, Capacity
from partnerships.domain.workflow import EDITABLE, State
from partnerships.emails.recipients import NEXT_TO_ACT
from partnerships.models import Assessment, Flag, Participant, Partnership


class Recipients:
    """The people of the partnerships it was made for. Four queries, and one for what waits to be confirmed."""

    def __init__(self, partnerships: Collection[int]) -> None:
        self._participants: dict[int, list[Participant]] = defaultdict(list)
        for row in Participant.objects.filter(partnership__in=partnerships):
            self._participants[row.partnership_id].append(row)
        rows = RoleGrant.objects.current().filter(user__is_active=True).order_by()
        self._grants = list(rows.values_list("user", "role", "service"))
        standing = Deputyship.objects.standing().filter(deputy__is_active=True)
        self._deputies = list(standing.values_list("manager", "deputy"))
        named = {row.user_id for rows in self._participants.values() for row in rows}
        holding = {user for user, _role, _service in self._grants} | {deputy for _manager, deputy in self._deputies}
        self._users = User.objects.in_bulk(named | holding)

    def authors(self, partnership: Partnership) -> list[User]:
        """Return what `recipients.authors` returns."""
        holding = {user for user, role, _service in self._grants if role in AUTHOR_ROLES}
        return self.people(holding & self._named(partnership, Capacity.AUTHOR))

    def holders(self, role: Role, partnership: Partnership) -> list[User]:
        """Return what `recipients.holders` returns."""
        capacity = CAPACITY_OF[role]
        in_another = {row.user_id for row in self._participants[partnership.pk] if row.capacity != capacity}
        services = (None, partnership.service_id)
        found = {user for user, held, service in self._grants if held == role and service in services} - in_another
        if role is Role.MANAGER:
            found |= {deputy for manager, deputy in self._deputies if manager in found} - in_another
        if partnership.is_restricted:
            found &= self._named(partnership, capacity)
        return self.people(found)

    def commenting(self, case: Assessment) -> list[User]:
        """Return who can ask for comments on the case, and record them: its authors while it is with them, else who reviews it.

        Before anybody has reviewed it they are the managers of its service.
        """
        if case.state in EDITABLE:
            return self.authors(case.partnership)
        return self.reviewers(case.partnership) or self.holders(Role.MANAGER, case.partnership)

    def reviewers(self, partnership: Partnership) -> list[User]:
        """Return what `recipients.reviewers` returns."""
        managers = {user.pk for user in self.holders(Role.MANAGER, partnership)}
        named = managers & self._named(partnership, Capacity.REVIEWER)
        standing_in = {deputy for manager, deputy in self._deputies if manager in named}
        return self.people((named | standing_in) & managers)

    def confirming(self, cases: Collection[Assessment]) -> dict[int, list[User]]:
        """Return, by the key of the case, who has to confirm answers of it, if it is in review. One query."""
        roles = self._roles_to_confirm(cases)
        return {case.pk: self._holders_of(roles[case.pk], case.partnership) for case in cases}

    def next_to_act(self, cases: Collection[Assessment]) -> dict[int, list[User]]:
        """Return, by the key of the case, whoever must act on it before its report is issued.

        They are its authors, or who reviews, confirms, refers or issues.
        """
        roles = self._roles_to_confirm(cases)
        return {case.pk: self._next_to_act(case, roles[case.pk]) for case in cases}

    def people(self, keys: Iterable[int]) -> list[User]:
        """Return these people, of those who are on a case or hold a role."""
        return [self._users[key] for key in sorted(keys)]

    def _next_to_act(self, case: Assessment, confirming: set[Role]) -> list[User]:
        if case.state in EDITABLE:
            return self.authors(case.partnership)
        return self._holders_of({NEXT_TO_ACT[State(case.state)]} | confirming, case.partnership)

    def _roles_to_confirm(self, cases: Collection[Assessment]) -> dict[int, set[Role]]:
        reviewed = [case.pk for case in cases if case.state == State.IN_REVIEW]
        roles: dict[int, set[Role]] = defaultdict(set)
        waiting = Flag.objects.to_confirm().filter(assessment__in=reviewed).order_by()
        for case, role in waiting.values_list("assessment", "question__confirm_role").distinct():
            roles[case].add(Role(role))
        return roles

    def _holders_of(self, roles: Iterable[Role], partnership: Partnership) -> list[User]:
        return self.people({user.pk for role in roles for user in self.holders(role, partnership)})

    def _named(self, partnership: Partnership, capacity: Capacity) -> set[int]:
        rows = self._participants[partnership.pk]
        return {row.user_id for row in rows if row.left_at is None and row.capacity == capacity}
