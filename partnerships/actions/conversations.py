"""Asking somebody about a question of a case, replying, asking somebody else, and closing it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from checklists.models import Question
from partnerships import emails
from partnerships.actions.acting import ActionError, lock
from partnerships.actions.review import check_state
from partnerships.actions.trail import record
from partnerships.actions.validation import InvalidError, check_text, check_texts
from partnerships.actions.version_tokens import check_unchanged
from partnerships.domain.permissions import Permission
from partnerships.models import Assessment, Conversation, ConversationEntry
from partnerships.models.conversation import ASKED_ROLES, ConversationStep
from partnerships.models.trail import EventKind
from partnerships.selectors.conversations import conversation_version_token

KIND_OF = {
    ConversationStep.ASKED: EventKind.CONVERSATION_STARTED,
    ConversationStep.REPLIED: EventKind.CONVERSATION_REPLIED,
    ConversationStep.PASSED_ON: EventKind.CONVERSATION_PASSED_ON,
    ConversationStep.RESOLVED: EventKind.CONVERSATION_RESOLVED,
    ConversationStep.REOPENED: EventKind.CONVERSATION_REOPENED,
}


@transaction.atomic
def start_conversation(
    *, assessment: Assessment, question: Question, by: User, asked: User | Role, text: str
) -> Conversation:
    """Ask a person, or the holders of a role, about a question; they are told. Nobody gets access to the case by it.

    InvalidError for a blank text or for somebody who cannot be asked (`check_asked`); ActionError when the case is over
    or `by` may not converse about it.
    """
    assessment = _begin(assessment, by)
    check_text("text", text)
    check_asked(assessment, asked, by=by)
    last = assessment.conversations.aggregate(last=Max("number"))["last"] or 0
    conversation = Conversation(
        assessment=assessment, question=question, number=last + 1, asked_by=by, **_asked_columns(asked)
    )
    conversation.save(force_insert=True)
    _write(conversation, ConversationStep.ASKED, by=by, text=text, asked=asked)
    emails.question_asked(conversation, by=by)
    return conversation


@transaction.atomic
def reply(*, conversation: Conversation, by: User, text: str, version_token: str | None = None) -> Conversation:
    """Reply, or say more about what one asked. Whoever it waits for then is told.

    It waits for whoever asked once the person who is asked replied, or a holder of the role; a reply of anybody else is
    added, and changes nothing of that.
    `version_token` is that of the conversation that the page showed: StaleError when somebody has written since.
    InvalidError for a blank text; ActionError when it is resolved, the case is over, or `by` may not converse about it.
    """
    conversation = _lock(conversation, by, version_token)
    _check_open(conversation)
    check_text("text", text)
    is_asker = by.pk == conversation.asked_by_id
    if is_asker or emails.is_asked(conversation, by):
        conversation.is_replied = not is_asker
        conversation.save(update_fields=["is_replied"])
    _write(conversation, ConversationStep.REPLIED, by=by, text=text)
    if is_asker:
        emails.question_asked(conversation, by=by)
    else:
        emails.question_replied(conversation, by=by)
    return conversation


@transaction.atomic
def pass_on(
    *, conversation: Conversation, by: User, asked: User | Role, text: str = "", version_token: str | None = None
) -> Conversation:
    """Ask somebody else, who is told, perhaps with a note. Errors as by `start_conversation` and `reply`."""
    conversation = _lock(conversation, by, version_token)
    _check_open(conversation)
    check_asked(conversation.assessment, asked, by=by, instead_of=conversation)
    for name, value in _asked_columns(asked).items():
        setattr(conversation, name, value)
    conversation.is_replied = False
    conversation.save(update_fields=["asked_of", "asked_role", "is_replied"])
    _write(conversation, ConversationStep.PASSED_ON, by=by, text=text, asked=asked)
    emails.question_asked(conversation, by=by)
    return conversation


@transaction.atomic
def resolve_conversation(*, conversation: Conversation, by: User, version_token: str | None = None) -> Conversation:
    """Close a conversation: nothing waits for it any more. Errors as by `reply`."""
    conversation = _lock(conversation, by, version_token)
    _check_open(conversation)
    conversation.resolved_at, conversation.resolved_by = timezone.now(), by
    conversation.save(update_fields=["resolved_at", "resolved_by"])
    _write(conversation, ConversationStep.RESOLVED, by=by)
    return conversation


@transaction.atomic
def reopen_conversation(
    *, conversation: Conversation, by: User, text: str, version_token: str | None = None
) -> Conversation:
    """Open a conversation that was resolved again, and say what is still open. Whoever is asked is told.

    InvalidError for a blank text; ActionError when it is open; StaleError as by `reply`.
    """
    conversation = _lock(conversation, by, version_token)
    if not conversation.is_resolved:
        raise ActionError(_("This conversation is open already."))
    check_text("text", text)
    conversation.resolved_at, conversation.resolved_by, conversation.is_replied = None, None, False
    conversation.save(update_fields=["resolved_at", "resolved_by", "is_replied"])
    _write(conversation, ConversationStep.REOPENED, by=by, text=text)
    emails.question_asked(conversation, by=by)
    return conversation


def check_asked(
    assessment: Assessment, asked: User | Role, *, by: User, instead_of: Conversation | None = None
) -> None:
    """Raise InvalidError unless they can be asked: somebody else who can open the question, or a role that reaches one.

    `instead_of` is the conversation in which they are to be asked in the place of whoever is.
    """
    if instead_of is not None and asked in (instead_of.asked_of, instead_of.asked_role):
        raise InvalidError({"asked": _("They are asked already")})
    if asked == by:
        raise InvalidError({"asked": _("You cannot ask yourself")})
    if isinstance(asked, User):
        if not emails.correspondents(assessment).filter(pk=asked.pk).exists():
            words = _("%(name)s cannot open this question. The lead officer can add them to the case.")
            raise InvalidError({"asked": words % {"name": asked.full_name}})
    elif asked not in ASKED_ROLES or not emails.correspondents(assessment, asked).exclude(pk=by.pk).exists():
        raise InvalidError({"asked": _("Nobody else with this role can open this question")})


def _begin(assessment: Assessment, by: User) -> Assessment:
    """Lock the case, and check that its conversations are open and that the person may take part in them."""
    assessment = lock(assessment)
    check_state(Permission.CONVERSE, assessment)
    if not emails.correspondents(assessment).filter(pk=by.pk).exists():
        raise ActionError(_("You cannot ask or reply about this case, or not any more. Nothing was changed."))
    return assessment


def _lock(conversation: Conversation, by: User, version_token: str | None) -> Conversation:
    """Lock the case, and return the conversation as it stands. StaleError when somebody has written since."""
    assessment = _begin(conversation.assessment, by)
    found = assessment.conversations.select_related("question", "asked_of").get(pk=conversation.pk)
    found.assessment = assessment
    check_unchanged(version_token, conversation_version_token(found))
    return found


def _check_open(conversation: Conversation) -> None:
    if conversation.is_resolved:
        raise ActionError(_("This conversation was resolved. Reopen it to say more."))


def _asked_columns(asked: User | Role | None) -> dict[str, Any]:
    if isinstance(asked, User):
        return {"asked_of": asked, "asked_role": ""}
    return {"asked_of": None, "asked_role": asked.value if asked else ""}


def _write(
    conversation: Conversation, step: ConversationStep, *, by: User, text: str = "", asked: User | Role | None = None
) -> None:
    """Add an entry and its event, which says whom it asks and what was written."""
    entry = ConversationEntry(conversation=conversation, step=step, text=text, written_by=by, **_asked_columns(asked))
    check_texts(entry, "text")
    entry.save(force_insert=True)
    said: dict[str, Any] = {"conversation": conversation.number}
    if isinstance(asked, User):
        said["asked_of"] = asked.full_name
    elif asked is not None:
        said["asked_role"] = asked.value
    if text:
        said["text"] = text
    question = conversation.question
    record(KIND_OF[step], by=by, assessment=conversation.assessment, question=question, new=said)
