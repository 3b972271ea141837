"""A version may name monitoring officers as those who confirm an answer."""

from django.db import migrations, models

from accounts.triggers import under_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('checklists', '0003_feeds_in_words'),
    ]

    operations = [
        *under_triggers(
            migrations.RemoveConstraint(
                model_name='question',
                name='question_confirm_role_known',
            ),
            migrations.AlterField(
                model_name='question',
                name='confirm_role',
                field=models.CharField(blank=True, choices=[('officer', 'Officer'), ('manager', 'Manager'), ('legal', 'Legal adviser'), ('secretary', 'Board secretary'), ('monitoring', 'Monitoring officer'), ('editor', 'Checklist editor'), ('auditor', 'Auditor'), ('admin', 'Administrator')], max_length=10, verbose_name='confirmed by'),
            ),
            migrations.AddConstraint(
                model_name='question',
                constraint=models.CheckConstraint(condition=models.Q(('confirm_role__in', ['officer', 'manager', 'legal', 'secretary', 'monitoring', 'editor', 'auditor', 'admin', ''])), name='question_confirm_role_known'),
            ),
        ),
    ]
