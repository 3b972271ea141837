"""Who changed what in a draft is kept, and keeps them from publishing it; a version retires with a last day."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.triggers import under_triggers
from checklists.triggers import Refuse, changed, lifted

NAME = "checklists.migrations.0002_refuse_changes_to_published_versions"
frozen = import_module(NAME)
CHANGE = "checklists_draftchange"
KEPT = "What was changed in a draft, and by whom, is never changed or deleted."
NO_DRAFT = "Only a draft is changed."
WROTE_IT = "A second editor publishes what the first one drafted."


def versions_update():
    """A draft is published, a published version is retired, and one that retires later gets another last day."""
    kept = changed(
        "id", "checklist_id", "number", "source", "digest", "drafted_at", "drafted_by_id",
        "published_at", "published_by_id",
    )
    retired = changed("state", "retired_at", "retired_by_id", "last_on")
    return Refuse(
        name="version_update_frozen",
        table="checklists_version",
        event="UPDATE",
        when=(
            f"((OLD.state <> 'draft' AND ({kept} OR ({retired} AND NOT"
            " (NEW.state = 'retired' AND (OLD.state = 'published'"
            " OR (OLD.last_on IS NOT NULL AND NEW.last_on IS NOT NULL))))))"
            " OR (OLD.state = 'draft' AND NEW.state = 'retired')"
            f" OR ({changed('id')} AND {frozen.version_frozen('NEW.id')}))"
        ),
        message=frozen.FROZEN,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("checklists", "0005_replaces_and_required_facts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *lifted(NAME, "version_update_frozen"),
        *under_triggers(
            migrations.AddField(
                model_name="version",
                name="last_on",
                field=models.DateField(
                    blank=True, null=True, verbose_name="last day on which a case may start on it"
                ),
            ),
            migrations.AddConstraint(
                model_name="version",
                constraint=models.CheckConstraint(
                    condition=models.Q(last_on=None) | models.Q(state="retired"), name="version_last_day_of_retired"
                ),
            ),
        ),
        migrations.CreateModel(
            name="DraftChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("started", "Started"), ("imported", "Read from a file"), ("added", "Added"),
                            ("changed", "Changed"), ("moved", "Moved"), ("removed", "Removed"),
                        ],
                        max_length=8,
                        verbose_name="what was done",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=100, verbose_name="where")),
                ("changed_at", models.DateTimeField(verbose_name="changed at")),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draft_changes",
                        to="checklists.version",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a draft",
                "verbose_name_plural": "changes of drafts",
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            kind__in=["started", "imported", "added", "changed", "moved", "removed"]
                        ),
                        name="draftchange_kind_known",
                    )
                ],
            },
        ),
        versions_update(),
        Refuse(
            name="version_published_by_who_changed_it",
            table="checklists_version",
            event="UPDATE",
            when=(
                "(OLD.state = 'draft' AND NEW.state = 'published' AND EXISTS (SELECT 1 FROM checklists_draftchange c"
                " WHERE c.version_id = NEW.id AND c.changed_by_id = NEW.published_by_id"
                " AND c.changed_at >= NEW.drafted_at))"
            ),
            message=WROTE_IT,
        ),
        Refuse(
            name="draftchange_insert_of_no_draft",
            table=CHANGE,
            event="INSERT",
            when=f"{frozen.version_frozen('NEW.version_id')}",
            message=NO_DRAFT,
        ),
        Refuse(
            name="draftchange_update_kept",
            table=CHANGE,
            event="UPDATE",
            when=changed("id", "version_id", "kind", "place", "changed_at", "changed_by_id"),
            message=KEPT,
        ),
        Refuse(name="draftchange_delete_kept", table=CHANGE, event="DELETE", when="TRUE", message=KEPT),
    ]
