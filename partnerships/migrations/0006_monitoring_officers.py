"""Monitoring officers act on cases in a capacity of their own."""

from django.db import migrations, models

from accounts.triggers import under_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('checklists', '0004_monitoring_officers'),
        ('partnerships', '0005_refuse_what_no_action_does'),
    ]

    operations = [
        *under_triggers(
            migrations.RemoveConstraint(
                model_name='confirmation',
                name='confirmation_known_role',
            ),
            migrations.RemoveConstraint(
                model_name='participant',
                name='participant_known_capacity',
            ),
            migrations.AlterField(
                model_name='confirmation',
                name='role',
                field=models.CharField(choices=[('officer', 'Officer'), ('manager', 'Manager'), ('legal', 'Legal adviser'), ('secretary', 'Board secretary'), ('monitoring', 'Monitoring officer'), ('editor', 'Checklist editor'), ('auditor', 'Auditor'), ('admin', 'Administrator')], max_length=20),
            ),
            migrations.AlterField(
                model_name='participant',
                name='capacity',
                field=models.CharField(choices=[('author', 'Author'), ('reviewer', 'Reviewer'), ('legal', 'Legal adviser'), ('secretary', 'Board secretary'), ('monitoring', 'Monitoring officer')], max_length=10),
            ),
            migrations.AddConstraint(
                model_name='confirmation',
                constraint=models.CheckConstraint(condition=models.Q(('role__in', ['officer', 'manager', 'legal', 'secretary', 'monitoring', 'editor', 'auditor', 'admin'])), name='confirmation_known_role'),
            ),
            migrations.AddConstraint(
                model_name='participant',
                constraint=models.CheckConstraint(condition=models.Q(('capacity__in', ['author', 'reviewer', 'legal', 'secretary', 'monitoring'])), name='participant_known_capacity'),
            ),
        ),
    ]
