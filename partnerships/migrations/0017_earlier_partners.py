"""A round is found by the partners that it had: their names are kept once a later round has changed them."""

import accounts.folded_field
import django.db.models.deletion
from django.db import migrations, models


def write(apps, schema_editor):
    """Keep the names of before from the events that changed them."""
    events = apps.get_model("partnerships", "Event").objects
    rounds = apps.get_model("partnerships", "Assessment").objects
    kept = apps.get_model("partnerships", "EarlierPartners")
    changes = events.filter(kind="details_changed", old__has_key="partners", assessment__round__gt=1)
    found = {}
    for event in changes.select_related("assessment").order_by("pk").iterator(chunk_size=500):
        earlier = rounds.filter(partnership=event.assessment.partnership_id, round__lt=event.assessment.round)
        for pk in earlier.values_list("pk", flat=True):
            found.setdefault(pk, "\n".join(event.old["partners"]))
    kept.objects.bulk_create((kept(assessment_id=pk, names=names) for pk, names in found.items()), batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0016_referrals_and_public_editions")]

    operations = [
        migrations.CreateModel(
            name="EarlierPartners",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("names", models.TextField()),
                ("folded_names", accounts.folded_field.FoldedField(default="", editable=False, of="names")),
                (
                    "assessment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partnerships.assessment"
                    ),
                ),
            ],
        ),
        migrations.RunPython(write, migrations.RunPython.noop),
    ]
