"""Nobody grants themselves a role, and there is always an administrator who can sign in, whoever asks at whatever moment."""

from django.db import migrations

from checklists.triggers import Refuse

BY_SOMEBODY_ELSE = "Nobody grants themselves a role."
NOBODY_LEFT = "This would leave nobody who administers."

ANOTHER = (
    "EXISTS (SELECT 1 FROM accounts_rolegrant g JOIN accounts_user u ON u.id = g.user_id"
    " WHERE g.role = 'admin' AND g.revoked_at IS NULL AND u.is_active AND {other})"
)
CLOSED = "(OLD.is_active AND NOT NEW.is_active)"
ADMINISTERED = (
    "EXISTS (SELECT 1 FROM accounts_rolegrant g WHERE g.role = 'admin' AND g.revoked_at IS NULL AND g.user_id = OLD.id)"
)
WITHDRAWN = "(OLD.role = 'admin' AND OLD.revoked_at IS NULL AND (NEW.revoked_at IS NOT NULL OR NEW.role <> 'admin'))"
COULD_SIGN_IN = "EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = OLD.user_id AND u.is_active)"


class Migration(migrations.Migration):
    dependencies = [
        ("partnerships", "0006_monitoring_officers"),
        ("accounts", "0005_closed_accounts_and_roles_for_all"),
    ]

    operations = [
        Refuse(
            name="rolegrant_by_somebody_else",
            table="accounts_rolegrant",
            event="INSERT",
            when="NEW.granted_by_id = NEW.user_id",
            message=BY_SOMEBODY_ELSE,
        ),
        Refuse(
            name="rolegrant_to_somebody_else",
            table="accounts_rolegrant",
            event="UPDATE",
            when="NEW.granted_by_id = NEW.user_id AND (OLD.granted_by_id IS DISTINCT FROM NEW.granted_by_id"
            " OR OLD.user_id <> NEW.user_id OR OLD.role <> NEW.role OR OLD.service_id IS DISTINCT FROM NEW.service_id)",
            message=BY_SOMEBODY_ELSE,
        ),
        Refuse(
            name="rolegrant_administered",
            table="accounts_rolegrant",
            event="UPDATE",
            when=f"{WITHDRAWN} AND {COULD_SIGN_IN} AND NOT {ANOTHER.format(other='g.id <> OLD.id')}",
            message=NOBODY_LEFT,
            in_turn=WITHDRAWN,
        ),
        Refuse(
            name="user_administered",
            table="accounts_user",
            event="UPDATE",
            when=f"{CLOSED} AND {ADMINISTERED} AND NOT {ANOTHER.format(other='u.id <> OLD.id')}",
            message=NOBODY_LEFT,
            in_turn=CLOSED,
        ),
    ]
