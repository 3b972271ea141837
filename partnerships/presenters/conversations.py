"""What pages show of conversations: on whom each waits, and whether they can still reply."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from partnerships import emails
from partnerships.domain.permissions import Permission
from partnerships.forms.conversations import GROUPS
from partnerships.guards import CaseAccess
from partnerships.models import Assessment, Conversation, ConversationEntry
from partnerships.models.conversation import ASKED_ROLES
from partnerships.selectors.conversations import conversations_on


@dataclass(frozen=True, slots=True)
class Said:
    """One step of a conversation; `asked` is whom it asks, "" for the steps that ask nobody."""

    entry: ConversationEntry
    asked: str


@dataclass(frozen=True, slots=True)
class ConversationLine:
    """A conversation as a page shows it. `cannot_reply`: whoever it waits for cannot open the question any more.

    `able` are those who can reply as who is asked; of one that is resolved nobody.
    """

    conversation: Conversation
    asked: str
    said: list[Said]
    cannot_reply: bool
    able: frozenset[int]

    def is_aside(self, user: User) -> bool:
        """Whether what the person writes is added without being the reply: they neither asked nor are asked."""
        return user.pk != self.conversation.asked_by_id and user.pk not in self.able

    @property
    def status(self) -> str:
        """How far it is, in words."""
        if self.conversation.is_resolved:
            return _("Resolved")
        return _("Replied") if self.conversation.is_replied else _("Waiting for a reply")


def lines_on(access: CaseAccess, key: str) -> list[ConversationLine]:
    """Return the conversations about a question, for those who read them."""
    if not access.can[Permission.READ_CONVERSATIONS]:
        return []
    return lines_of(access.assessment, conversations_on(access.assessment, key))


def lines_of(assessment: Assessment, rows: Iterable[Conversation]) -> list[ConversationLine]:
    """Return conversations of the case with their entries, as a page shows them. A query for each role that is asked."""
    rows = list(rows)
    roles = {row.asked_role for row in rows if not row.is_resolved}
    able = {role: _able(assessment, role) for role in roles}
    return [
        ConversationLine(
            conversation=row,
            asked=asked_in_words(row),
            said=[Said(entry, asked_in_words(entry)) for entry in row.entries.all()],
            cannot_reply=not row.is_resolved and not _reaches(row, able[row.asked_role]),
            able=frozenset({row.asked_of_id} if row.asked_of_id else able.get(row.asked_role, set())),
        )
        for row in rows
    ]


def _able(assessment: Assessment, role: str) -> set[int]:
    people = emails.correspondents(assessment, Role(role) if role else None)
    return set(people.values_list("pk", flat=True))


def _reaches(row: Conversation, able: set[int]) -> bool:
    """Whether somebody is left who is asked: the person, or a holder of the role other than who asks."""
    return row.asked_of_id in able if row.asked_of_id else bool(able - {row.asked_by_id})


def asked_in_words(row: Conversation | ConversationEntry) -> str:
    """Return who is asked; "" for a step that asks nobody."""
    if row.asked_of is not None:
        return row.asked_of.full_name
    return str(GROUPS[Role(row.asked_role)]).lower() if row.asked_role else ""


def people_to_ask(assessment: Assessment) -> dict[Role, Sequence[User]]:
    """Return who can be asked, by role. A query a role."""
    return {role: list(emails.correspondents(assessment, role)) for role in ASKED_ROLES}
