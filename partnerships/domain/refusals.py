"""What a person who may not do something reads: what it is that they cannot do, and who can."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from partnerships.domain.permissions import FOR_LEAD, PERMISSIONS_OF, Permission

# Each as the end of "You cannot ...".
DONE: Mapping[Permission, object] = {
    Permission.SEE: _("open this case"),
    Permission.READ_HISTORY: _("read the history of this case"),
    Permission.READ_FLAGS: _("open the lists across cases"),
    Permission.AUDIT: _("read what was done in all cases"),
    Permission.CREATE: _("start a partnership"),
    Permission.EDIT: _("change the details of this case"),
    Permission.ANSWER: _("answer the questions of this case"),
    Permission.ANSWER_LEGAL: _("answer the legal questions of this case"),
    Permission.CONFIRM: _("confirm answers of this case"),
    Permission.TREAT: _("treat what is flagged in this case"),
    Permission.RAISE_FLAG: _("raise or withdraw a flag in this case"),
    Permission.GIVE_OPINION: _("give a second opinion in this case"),
    Permission.ASK: _("ask for comments on this case"),
    Permission.COMMENT: _("comment on this case"),
    Permission.READ_CONVERSATIONS: _("read the conversations about this case"),
    Permission.CONVERSE: _("take part in the conversations about this case"),
    Permission.ASSIGN: _("assign questions of this case"),
    Permission.DECLARE: _("declare interests in this case"),
    Permission.NAME: _("add or remove people of this case"),
    Permission.HAND_OVER: _("change who leads this case"),
    Permission.CLOSE_ACCOUNTS: _("open or close accounts"),
    Permission.CHOOSE_MEETING: _("choose the meeting for this case"),
    Permission.KEEP_MEETINGS: _("add, change or cancel meetings"),
    Permission.REPLY: _("reply to the reasons of a return"),
    Permission.SUBMIT: _("submit this case"),
    Permission.TAKE_BACK: _("take the submission back"),
    Permission.RETURN: _("return this case"),
    Permission.ENDORSE: _("endorse this case"),
    Permission.ASK_REFERRAL: _("ask for a referral of this case"),
    Permission.REFER: _("confirm the referral of this case"),
    Permission.DECLINE: _("decline the referral of this case"),
    Permission.REOPEN: _("reopen this case"),
    Permission.ISSUE: _("issue the report"),
    Permission.WITHDRAW_EDITION: _("withdraw an edition of the report"),
    Permission.DECIDE: _("record the decision"),
    Permission.CORRECT_MINUTE: _("correct the minute reference of the decision"),
    Permission.WITHDRAW: _("withdraw this case"),
    Permission.ENTER_EXISTING: _("enter partnerships that the council is in already"),
    Permission.START_ROUND: _("open the next round"),
    Permission.COMPLETE: _("say that a condition is met"),
    Permission.AMEND: _("change a condition"),
    Permission.END: _("record the end of this partnership"),
}
WITHOUT_CASE = frozenset(
    {
        Permission.READ_FLAGS,
        Permission.AUDIT,
        Permission.CREATE,
        Permission.CLOSE_ACCOUNTS,
        Permission.KEEP_MEETINGS,
        Permission.ENTER_EXISTING,
    }
)
"""What is done on pages that are not about one case."""


def cannot_sentence(permission: Permission) -> str:
    """Say that the person cannot do it, and who can."""
    words = {"what": DONE[permission], "who": _who(permission)}
    return str(_("You cannot %(what)s. This can be done by %(who)s.")) % words


def _who(permission: Permission) -> str:
    names = [_name(role, permission) for role, granted in PERMISSIONS_OF.items() if permission in granted]
    if len(names) == 1:
        return names[0]
    return str(_("%(others)s or %(last)s")) % {"others": ", ".join(names[:-1]), "last": names[-1]}


def _name(role: Role, permission: Permission) -> str:
    """Return who of a role it is: of officers, those of the case; of managers, those of its service."""
    if permission in WITHOUT_CASE:
        return role.holder
    if role is Role.OFFICER and permission in FOR_LEAD:
        return str(_("its lead officer"))
    if role is Role.OFFICER:
        return str(_("its lead officer or a contributor"))
    return str(_("a manager of its service")) if role is Role.MANAGER else role.holder
