"""Monitoring officers are a role of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_mail_choice'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='rolegrant',
            name='role_grant_known_role',
        ),
        migrations.AlterField(
            model_name='rolegrant',
            name='role',
            field=models.CharField(choices=[('officer', 'Officer'), ('manager', 'Manager'), ('legal', 'Legal adviser'), ('secretary', 'Board secretary'), ('monitoring', 'Monitoring officer'), ('editor', 'Checklist editor'), ('auditor', 'Auditor'), ('admin', 'Administrator')], max_length=20, verbose_name='role'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['officer', 'manager', 'legal', 'secretary', 'monitoring', 'editor', 'auditor', 'admin'])), name='role_grant_known_role'),
        ),
    ]
