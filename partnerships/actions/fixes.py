"""Replies of the authors to the reasons for which a case was returned to them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from partnerships.actions.acting import ActionError, act_as, lock
from partnerships.actions.review import check_state
from partnerships.actions.trail import record
from partnerships.actions.validation import check_texts
from partnerships.actions.version_tokens import merged
from partnerships.domain.permissions import Permission
from partnerships.domain.relation import Capacity
from partnerships.models import Assessment, ReturnReply
from partnerships.models.trail import EventKind
from partnerships.selectors.fixes import latest_return, reply_name, reply_values


@transaction.atomic
def reply_to_return(
    *, assessment: Assessment, by: User, replies: Mapping[str, str], version_token: str | None = None
) -> list[ReturnReply]:
    """Reply to the reasons of the latest return, as an author; return the replies that changed. Each is an event.

    `replies` are texts by `reply_name`; a blank one takes an earlier reply away. `version_token` is that of the replies
    as the page showed them: StaleError when somebody else has changed the same one since. ActionError for a reason of
    an earlier return, InvalidError for a text that is too long or not as it is kept.
    """
    assessment = lock(assessment)
    check_state(Permission.REPLY, assessment)
    act_as(Capacity.AUTHOR, user=by, partnership=assessment.partnership, by=by)
    reasons = {reply_name(reason): reason for reason in latest_return(assessment)}
    current = reply_values(reasons.values())
    if not replies.keys() <= reasons.keys():
        raise ActionError(
            _("The case has been submitted and returned again since. Reply to what it was returned for now.")
        )
    shown = {name: current[name] for name in replies}
    kinds = [EventKind.RETURN_REPLIED]
    values = merged(version_token, typed=replies, current=shown, assessment=assessment, kinds=kinds)
    changed = []
    for name, text in values.items():
        if text == current[name]:
            continue
        reason = reasons[name]
        reply = getattr(reason, "reply", None) or ReturnReply(reason=reason)
        reply.text, reply.replied_at, reply.replied_by = text, timezone.now(), by
        check_texts(reply, "text")
        reply.save()
        old, new = {"reply": current[name]}, {"reply": text}
        record(EventKind.RETURN_REPLIED, by=by, assessment=assessment, question=reason.question, old=old, new=new)
        changed.append(reply)
    return changed
