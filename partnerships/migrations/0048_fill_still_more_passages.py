"""The passages of replies to returns, referrals and conversations before there were any."""

from importlib import import_module

from django.db import migrations

MORE = import_module("partnerships.migrations.0047_still_more_passages")


def fill(apps, schema_editor):
    """Do at once for all rows what the triggers do for a new one."""
    for kind, (model, _texts) in MORE.ROWS.items():
        schema_editor.execute(MORE.insert(kind, "w", f"partnerships_{model} w CROSS JOIN "), params=None)


def empty(apps, schema_editor):
    """Take them away again."""
    apps.get_model("partnerships", "Passage").objects.filter(kind__in=MORE.ROWS).delete()


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0047_still_more_passages")]

    operations = [migrations.RunPython(fill, empty)]
