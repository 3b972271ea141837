"""Reads of conversations: those about a question, how many are open, and those that wait on somebody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from accounts.models import User
from accounts.roles import Grant, Role
from accounts.version_tokens import token_of
from partnerships.domain.access import can_author, grants_for
from partnerships.domain.permissions import Permission
from partnerships.domain.workflow import BEFORE_DECIDED
from partnerships.models import Assessment, Conversation, ConversationEntry
from partnerships.models.assessment import AssessmentQuerySet
from partnerships.models.conversation import ASKED_ROLES, ConversationQuerySet
from partnerships.selectors.replies import replied_in_place_of_asker
from partnerships.selectors.worklist import MOST, cases_authored_by, cases_for_role


def conversations_on(assessment: Assessment, key: str) -> list[Conversation]:
    """Return the conversations about that question with their entries, the open ones first. Two queries."""
    rows = with_entries(assessment.conversations.filter(question__key=key))
    return sorted(rows, key=lambda row: (row.is_resolved, row.number))


def with_entries(rows: ConversationQuerySet) -> ConversationQuerySet:
    """Select the conversations with their question and people, and all that was written."""
    entries = ConversationEntry.objects.select_related("written_by", "asked_of")
    people = ("asked_by", "asked_of", "resolved_by", "question__version__checklist", "assessment__partnership")
    return rows.select_related(*people).prefetch_related(Prefetch("entries", entries))


def open_conversations(assessment: Assessment) -> dict[str, int]:
    """Return how many conversations are open about each question that has any. One query."""
    rows = assessment.conversations.open().order_by().values_list("question__key")
    return dict(rows.annotate(Count("pk")))


def conversation_version_token(conversation: Conversation) -> str:
    """Return the version token of a conversation: each step adds an entry."""
    last = conversation.entries.order_by("pk").last()
    return token_of({"last": last and last.pk})


@dataclass(frozen=True, slots=True)
class WaitingConversations:
    """The open conversations of a person: where they are to reply, where somebody replied, where they wait for others.

    Of replies to somebody who takes no part any more, `partnerships.selectors.replies` says who reads them.
    """

    to_reply: list[Conversation]
    replied: list[Conversation]
    of_others: list[Conversation]

    @property
    def waits_on_person(self) -> bool:
        """Whether the person has something to reply to, or to read."""
        return bool(self.to_reply or self.replied)


def conversations_of(user: User, grants: Iterable[Grant]) -> WaitingConversations:
    """Return the open conversations that wait on the person, or on somebody whom they asked, `MOST` at most. One query."""
    grants = grants_for(Permission.CONVERSE, grants)
    if not grants:
        return WaitingConversations([], [], [])
    asked = Q(asked_of=user) | reduce(or_, (_asked_as(role, user, grants) for role in ASKED_ROLES))
    mine = Q(asked_by=user) | Q(is_replied=False) & asked | replied_in_place_of_asker(user)
    cases = Assessment.objects.visible_to(user, grants).filter(state__in=BEFORE_DECIDED)
    rows = Conversation.objects.open().filter(mine, _in(cases))
    rows = rows.select_related("assessment__partnership", "question", "asked_by", "asked_of").order_by("asked_at", "pk")
    found = list(rows[:MOST])
    own = [row for row in found if row.asked_by_id == user.pk]
    return WaitingConversations(
        to_reply=[row for row in found if row.asked_by_id != user.pk and not row.is_replied],
        replied=[row for row in found if row.is_replied],
        of_others=[row for row in own if not row.is_replied],
    )


def _asked_as(role: Role, user: User, grants: list[Grant]) -> Q:
    """Return the condition for the conversations in which the holders of the role are asked, of whom the person is one."""
    if role is Role.OFFICER:
        cases = cases_authored_by(user) if can_author(grants) else Assessment.objects.none()
    else:
        cases = cases_for_role(role, Q(), user, grants)
    return Q(_in(cases), asked_role=role)


def _in(cases: AssessmentQuerySet) -> Exists:
    """Return the condition for the conversations of these cases, looked up one by one: they are few, and cases many."""
    return Exists(cases.filter(pk=OuterRef("assessment")))
