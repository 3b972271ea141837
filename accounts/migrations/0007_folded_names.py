"""People and services are found and sorted by their names folded."""

import accounts.folded_field
from django.db import migrations


def write(apps, schema_editor):
    """Fold the names that are there; each row gives its own folded name."""
    for model in (apps.get_model("accounts", "Service"), apps.get_model("accounts", "User")):
        model.objects.bulk_update(model.objects.all(), ["folded_name"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_sent_form'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='service',
            options={'ordering': ('folded_name',), 'verbose_name': 'service', 'verbose_name_plural': 'services'},
        ),
        migrations.AlterModelOptions(
            name='user',
            options={'ordering': ('folded_name', 'email'), 'verbose_name': 'user', 'verbose_name_plural': 'users'},
        ),
        migrations.AddField(
            model_name='service',
            name='folded_name',
            field=accounts.folded_field.FoldedField(default='', editable=False, of='name'),
        ),
        migrations.AddField(
            model_name='user',
            name='folded_name',
            field=accounts.folded_field.FoldedField(default='', editable=False, of='full_name'),
        ),
        migrations.RunPython(write, migrations.RunPython.noop),
    ]
