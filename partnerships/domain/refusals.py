"""What a person who may not do something reads: what it is that they cannot do, and who can."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.roles import Role
from accounts.series import one_of
from partnerships.domain.permissions import FOR_LEAD, PERMISSIONS_OF, Permission

# That the person cannot do it: whole sentences, because languages turn "cannot" in other ways.
CANNOT: Mapping[Permission, object] = {
    Permission.SEE: _("You cannot open this case."),
    Permission.READ_HISTORY: _("You cannot read the history of this case."),
    Permission.READ_FLAGS: _("You cannot open the lists across cases."),
    Permission.AUDIT: _("You cannot read what was done in all cases."),
    Permission.CREATE: _("You cannot start a partnership."),
    Permission.EDIT: _("You cannot change the details of this case."),
    Permission.ANSWER: _("You cannot answer the questions of this case."),
    Permission.ANSWER_LEGAL: _("You cannot answer the legal questions of this case."),
    Permission.CONFIRM: _("You cannot confirm answers of this case."),
    Permission.TREAT: _("You cannot treat what is flagged in this case."),
    Permission.RAISE_FLAG: _("You cannot raise or withdraw a flag in this case."),
    Permission.GIVE_OPINION: _("You cannot give a second opinion in this case."),
    Permission.ASK: _("You cannot ask for comments on this case."),
    Permission.COMMENT: _("You cannot comment on this case."),
    Permission.READ_CONVERSATIONS: _("You cannot read the conversations about this case."),
    Permission.CONVERSE: _("You cannot take part in the conversations about this case."),
    Permission.ASSIGN: _("You cannot assign questions of this case."),
    Permission.DECLARE: _("You cannot declare interests in this case."),
    Permission.NAME: _("You cannot add or remove people of this case."),
    Permission.HAND_OVER: _("You cannot change who leads this case."),
    Permission.CLOSE_ACCOUNTS: _("You cannot open or close accounts."),
    Permission.REVIEW_ACCESS: _("You cannot read who may see what."),
    Permission.READ_ACCOUNT_TRAIL: _("You cannot read the trail of accounts."),
    Permission.CHOOSE_MEETING: _("You cannot choose the meeting for this case."),
    Permission.KEEP_MEETINGS: _("You cannot add, change or cancel meetings."),
    Permission.MOVE_TO_MEETING: _("You cannot move this case to another meeting."),
    Permission.REPLY: _("You cannot reply to the reasons of a return."),
    Permission.SUBMIT: _("You cannot submit this case."),
    Permission.TAKE_BACK: _("You cannot take the submission back."),
    Permission.RETURN: _("You cannot return this case."),
    Permission.ENDORSE: _("You cannot endorse this case."),
    Permission.ASK_REFERRAL: _("You cannot ask for a referral of this case."),
    Permission.REFER: _("You cannot confirm the referral of this case."),
    Permission.DECLINE: _("You cannot decline the referral of this case."),
    Permission.REOPEN: _("You cannot reopen this case."),
    Permission.ISSUE: _("You cannot issue the report."),
    Permission.WITHDRAW_EDITION: _("You cannot withdraw an edition of the report."),
    Permission.DECIDE: _("You cannot record the decision."),
    Permission.CORRECT_MINUTE: _("You cannot correct the minute reference of the decision."),
    Permission.WITHDRAW: _("You cannot withdraw this case."),
    Permission.UPGRADE: _("You cannot move this case to another version of its checklist."),
    Permission.REQUIRE_VERSION: _("You cannot require a version of a checklist."),
    Permission.ENTER_EXISTING: _("You cannot enter partnerships that the council is in already."),
    Permission.START_ROUND: _("You cannot open the next round."),
    Permission.COMPLETE: _("You cannot say that a condition is met."),
    Permission.AMEND: _("You cannot change a condition."),
    Permission.END: _("You cannot record the end of this partnership."),
}
THEY_CAN = _("This can be done by %(who)s.")
MORE_CAN = ngettext_lazy(
    "This can be done by %(who)s and %(n)s other role.",
    "This can be done by %(who)s and %(n)s other roles.",
    "n",
)
MOST_NAMED, NAMED_OF_MORE = 4, 3
"""Most roles that a refusal names; of more, it names the first and counts the rest."""
WITHOUT_CASE = frozenset(
    {
        Permission.READ_FLAGS,
        Permission.AUDIT,
        Permission.CREATE,
        Permission.CLOSE_ACCOUNTS,
        Permission.REVIEW_ACCESS,
        Permission.READ_ACCOUNT_TRAIL,
        Permission.KEEP_MEETINGS,
        Permission.ENTER_EXISTING,
        Permission.REQUIRE_VERSION,
    }
)
"""What is done on pages that are not about one case."""


def cannot_sentence(permission: Permission) -> str:
    """Say that the person cannot do it, and who can."""
    names = [_name(role, permission) for role, granted in PERMISSIONS_OF.items() if permission in granted]
    if len(names) <= MOST_NAMED:
        return f"{CANNOT[permission]} {str(THEY_CAN) % {'who': one_of(names)}}"
    some = {"who": ", ".join(names[:NAMED_OF_MORE]), "n": len(names[NAMED_OF_MORE:])}
    return f"{CANNOT[permission]} {MORE_CAN % some}"


def holder_on_case(role: Role) -> str:
    """Return who holds a role on a case: of officers, those of the case; of managers, those of its service."""
    if role is Role.OFFICER:
        return str(_("its lead officer or a contributor"))
    return str(_("a manager of its service")) if role is Role.MANAGER else role.holder


def _name(role: Role, permission: Permission) -> str:
    if permission in WITHOUT_CASE:
        return role.holder
    if role is Role.OFFICER and permission in FOR_LEAD:
        return str(_("its lead officer"))
    return holder_on_case(role)
