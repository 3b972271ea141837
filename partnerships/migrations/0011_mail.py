"""Evidence that is an email has a summary, which is as final as the file."""

from django.db import migrations, models

from accounts.triggers import under_triggers
from checklists.triggers import Refuse, changed

FINAL = "What was recorded stays as it is: it cannot be changed."


class Migration(migrations.Migration):

    dependencies = [
        ('partnerships', '0010_folded_names'),
    ]

    operations = [
        *under_triggers(
            migrations.AddField(
                model_name='condition',
                name='mail',
                field=models.JSONField(blank=True, default=dict),
            ),
            migrations.AddField(
                model_name='evidence',
                name='mail',
                field=models.JSONField(blank=True, default=dict),
            ),
        ),
        Refuse(
            name="evidence_mail_final",
            table="partnerships_evidence",
            event="UPDATE",
            when=changed("mail"),
            message=FINAL,
        ),
        Refuse(
            name="condition_mail_completed",
            table="partnerships_condition",
            event="UPDATE",
            when=f"OLD.completed_at IS NOT NULL AND {changed('mail')}",
            message=FINAL,
        ),
    ]
