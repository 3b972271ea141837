"""Accounts are closed by somebody at some time, and the roles whose work is the whole council's are granted for all services.

Whoever held such a role for one service held it for all: no page asked for which. It is withdrawn and granted as it was.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

COUNCIL_WIDE = ("editor", "admin")


def grant_for_all(apps, schema_editor):
    RoleGrant = apps.get_model("accounts", "RoleGrant")
    standing = RoleGrant.objects.filter(revoked_at=None, role__in=COUNCIL_WIDE)
    for grant in standing.exclude(service=None).order_by("pk"):
        if not standing.filter(user=grant.user_id, role=grant.role, service=None).exists():
            RoleGrant.objects.create(user_id=grant.user_id, role=grant.role, granted_by_id=grant.granted_by_id)
        grant.revoked_at = timezone.now()
        grant.save(update_fields=["revoked_at"])
    if schema_editor.connection.vendor == "postgresql":
        # It alters no table while foreign keys of rows that were just written are still to be checked.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_limits")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="closed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="account closed at"),
        ),
        migrations.AddField(
            model_name="user",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="account closed by",
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="is_active",
            field=models.BooleanField(
                default=True,
                help_text="Whether the person can sign in. What they recorded stays.",
                verbose_name="active",
            ),
        ),
        migrations.RunPython(grant_for_all, migrations.RunPython.noop),
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
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False), ("is_active", False)),
                    _connector="OR",
                ),
                name="user_closed_at_with_by",
            ),
        ),
    ]
