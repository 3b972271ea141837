"""Whoever was invited as administrator and has not chosen a password yet is none who could administer."""

from importlib import import_module

from django.db import migrations

from checklists.triggers import Refuse, lifted

BEFORE = "partnerships.migrations.0007_refuse_to_leave_nobody_who_administers"
WAS = import_module(BEFORE)

# A password that nobody can give begins so.
CAME = "({who}.invited_at IS NULL OR substr({who}.password, 1, 1) <> '!')"
ANOTHER = (
    "EXISTS (SELECT 1 FROM accounts_rolegrant g JOIN accounts_user u ON u.id = g.user_id WHERE g.role = 'admin'"
    f" AND g.revoked_at IS NULL AND u.is_active AND {CAME.format(who='u')} AND {{other}})"
)
COULD_SIGN_IN = (
    f"EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = OLD.user_id AND u.is_active AND {CAME.format(who='u')})"
)


class Migration(migrations.Migration):
    dependencies = [
        ("partnerships", "0049_cases_moved_to_another_meeting"),
        ("accounts", "0012_invitations_and_last_days"),
    ]

    operations = [
        *lifted(BEFORE, "rolegrant_administered", "user_administered"),
        Refuse(
            name="rolegrant_administered",
            table="accounts_rolegrant",
            event="UPDATE",
            when=f"{WAS.WITHDRAWN} AND {COULD_SIGN_IN} AND NOT {ANOTHER.format(other='g.id <> OLD.id')}",
            message=WAS.NOBODY_LEFT,
            in_turn=WAS.WITHDRAWN,
        ),
        Refuse(
            name="user_administered",
            table="accounts_user",
            event="UPDATE",
            when=f"{WAS.CLOSED} AND {CAME.format(who='OLD')} AND {WAS.ADMINISTERED}"
            f" AND NOT {ANOTHER.format(other='u.id <> OLD.id')}",
            message=WAS.NOBODY_LEFT,
            in_turn=WAS.CLOSED,
        ),
    ]
