"""Reads of conversations: those about a question, how many are open, and those that wait on somebody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, SlugField, prefetch_related_objects
from django.utils import timezone

from accounts.models import User
from accounts.prepared import Parameter, PreparedRows, key
from accounts.roles import Grant, Role
from accounts.version_tokens import token_of
from partnerships.domain.access import can_author, grants_for
from partnerships.domain.permissions import Permission
from partnerships.domain.workflow import BEFORE_DECIDED
from partnerships.models import Assessment, Conversation, ConversationEntry
from partnerships.models.assessment import AssessmentQuerySet
from partnerships.models.conversation import ASKED_ROLES, ConversationQuerySet
from partnerships.selectors.lists import MOST_LISTINGS, TODAY, USER
from partnerships.selectors.replies import replied_in_place_of_asker
from partnerships.selectors.worklist import MOST, cases_authored_by, cases_for_role

# The question and people of a conversation, as pages show them.
_SHOWN = ("asked_by", "asked_of", "resolved_by", "question__version__checklist")
_OF_CASE: dict[str, Any] = {"assessment": key("assessment", Assessment)}
_QUESTION: Any = Parameter("question", SlugField())
_ON_QUESTION = PreparedRows(
    lambda: Conversation.objects.filter(**_OF_CASE, question__key=_QUESTION).select_related(*_SHOWN).order_by()
)
_OPEN: PreparedRows[tuple[str, int]] = PreparedRows(
    lambda: (
        Conversation.objects.open()
        .filter(**_OF_CASE)
        .order_by()
        .values_list("question__key")
        .annotate(number=Count("pk"))
    )
)


def conversations_on(assessment: Assessment, question: str) -> list[Conversation]:
    """Return the conversations about that question with their entries, the open ones first. Two queries."""
    rows = _ON_QUESTION.rows(assessment=assessment, question=question)
    prefetch_related_objects(rows, _entries())
    return sorted(rows, key=lambda row: (row.is_resolved, row.number))


def with_entries(rows: ConversationQuerySet) -> ConversationQuerySet:
    """Select the conversations with their question and people, and all that was written."""
    return rows.select_related(*_SHOWN, "assessment__partnership").prefetch_related(_entries())


def _entries() -> Prefetch[str]:
    return Prefetch("entries", ConversationEntry.objects.select_related("written_by", "asked_of"))


def open_conversations(assessment: Assessment) -> dict[str, int]:
    """Return how many conversations are open about each question that has any. One query."""
    return dict(_OPEN.rows(assessment=assessment.pk))


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
    found = _waiting_on(tuple(grants)).rows(user=user.pk, today=timezone.localdate())
    own = [row for row in found if row.asked_by_id == user.pk]
    return WaitingConversations(
        to_reply=[row for row in found if row.asked_by_id != user.pk and not row.is_replied],
        replied=[row for row in found if row.is_replied],
        of_others=[row for row in own if not row.is_replied],
    )


@lru_cache(MOST_LISTINGS)
def _waiting_on(grants: tuple[Grant, ...]) -> PreparedRows[Conversation]:
    """Return the query of `conversations_of`, which is the same for all who hold these roles."""

    def write() -> ConversationQuerySet:
        asked = Q(asked_of=USER) | reduce(or_, (_asked_as(role, USER, list(grants)) for role in ASKED_ROLES))
        mine = Q(asked_by=USER) | Q(is_replied=False) & asked | replied_in_place_of_asker(USER, TODAY)
        cases = Assessment.objects.visible_to(USER, grants).filter(state__in=BEFORE_DECIDED)
        rows = Conversation.objects.open().filter(mine, _in(cases))
        shown = rows.select_related("assessment__partnership", "question", "asked_by", "asked_of")
        return shown.order_by("asked_at", "pk")[:MOST]

    return PreparedRows(write)


def _asked_as(role: Role, user: User, grants: list[Grant]) -> Q:
    """Return the condition for the conversations in which the holders of the role are asked, of whom the person is one."""
    if role is Role.OFFICER:
        cases = cases_authored_by(user) if can_author(grants) else Assessment.objects.none()
    else:
        cases = cases_for_role(role, user, grants)
    return Q(_in(cases), asked_role=role)


def _in(cases: AssessmentQuerySet) -> Exists:
    """Return the condition for the conversations of these cases, looked up one by one: they are few, and cases many."""
    return Exists(cases.filter(pk=OuterRef("assessment")))
