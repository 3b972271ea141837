"""Monitoring officers are the whole council's: whoever was one for some services is one for all.

There, they could be asked for no referral of the other services. The grant is withdrawn and made anew for all services.
"""

from django.db import migrations, models
from django.utils import timezone

from accounts.triggers import under_triggers

COUNCIL_WIDE = ("monitoring", "editor", "admin")


def grant_for_all(apps, schema_editor):
    RoleGrant = apps.get_model("accounts", "RoleGrant")
    standing = RoleGrant.objects.filter(revoked_at=None, role="monitoring")
    for grant in standing.exclude(service=None).order_by("pk"):
        if not standing.filter(user=grant.user_id, service=None).exists():
            # The database refuses a role that somebody grants themselves; once it did not.
            by = None if grant.granted_by_id == grant.user_id else grant.granted_by_id
            RoleGrant.objects.create(user_id=grant.user_id, role="monitoring", granted_by_id=by)
        grant.revoked_at = timezone.now()
        grant.save(update_fields=["revoked_at"])
    if schema_editor.connection.vendor == "postgresql":
        # It alters no table while foreign keys of rows that were just written are still to be checked.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_deputies")]

    operations = [
        migrations.RunPython(grant_for_all, migrations.RunPython.noop),
        *under_triggers(
            migrations.RemoveConstraint(model_name="rolegrant", name="role_grant_for_all_services"),
            migrations.AddConstraint(
                model_name="rolegrant",
                constraint=models.CheckConstraint(
                    condition=models.Q(
                        ("service__isnull", True),
                        ("revoked_at__isnull", False),
                        models.Q(("role__in", COUNCIL_WIDE), _negated=True),
                        _connector="OR",
                    ),
                    name="role_grant_for_all_services",
                ),
            ),
        ),
    ]
