"""A file of a pack is kept once for each way in which its pages are digested."""

from django.db import migrations, models

from accounts.triggers import under_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('partnerships', '0045_fill_more_passages'),
    ]

    operations = [
        *under_triggers(
            migrations.AlterField(
                model_name='agendapackfile',
                name='pdf_sha256',
                field=models.CharField(max_length=64),
            ),
            migrations.AddConstraint(
                model_name='agendapackfile',
                constraint=models.UniqueConstraint(fields=('pdf_sha256', 'method'), name='pack_file_once_by_method'),
            ),
        ),
    ]
